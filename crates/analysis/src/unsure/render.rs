//! Articles with uncertain labels, as a table and as CSV.

use super::Unsure;
use crate::listing::{Cell, Row, grid, number};
use crate::view::sanitize;
use comfy_table::CellAlignment;
use serde_json::Value;

impl Row for Unsure {
    const COLUMNS: &'static [(&'static str, Cell)] = &[
        ("article", Cell::Text),
        ("title", Cell::Text),
        ("outlet", Cell::Text),
        ("date", Cell::Text),
        ("link", Cell::Text),
        ("sentences", Cell::Integer),
        ("doubt", Cell::Number),
        ("sentence", Cell::Integer),
        ("text", Cell::Text),
        ("label", Cell::Text),
        ("confidence", Cell::Number),
    ];

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
                sanitize(&row.article.id).into_owned(),
                row.sentence.to_string(),
                sanitize(&row.text).into_owned(),
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
