//! Articles with uncertain labels, as a table and as CSV.

use super::Unsure;
use crate::about::About;
use crate::listing::{CellType, Columns, Row, columns, grid, number, texts};
use crate::view::cell;
use comfy_table::CellAlignment;
use serde_json::Value;

impl Row for Unsure {
    fn columns(_: usize) -> Columns {
        let own = [
            ("sentences", CellType::Integer),
            ("doubt", CellType::Number),
            ("sentence", CellType::Integer),
            ("text", CellType::Text),
            ("label", CellType::Text),
            ("confidence", CellType::Number),
        ];
        texts(About::COLUMNS).chain(columns(own)).collect()
    }

    fn cells(&self) -> Vec<Value> {
        let mut cells = self.article.cells().to_vec();
        cells.extend([
            self.sentences.into(),
            self.doubt.into(),
            self.sentence.into(),
            self.text.clone().into(),
            self.label.name().into(),
            number(self.confidence),
        ]);
        cells
    }

    fn table(rows: &[Self], width: usize) -> String {
        let mut table = grid(["doubt, %", "article", "no.", "least sure", "label", "sure"], width);
        for row in rows {
            table.add_row([
                format!("{:.1}", row.doubt),
                cell(&row.article.id),
                row.sentence.to_string(),
                cell(&row.text),
                row.label.name().to_owned(),
                format!("{:.2}", row.confidence),
            ]);
        }
        for column in [0, 2] {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.trim_fmt() + "\n"
    }
}
