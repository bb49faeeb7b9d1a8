//! Articles that are labelled with doubt as a table and as CSV.

use super::Unsure;
use crate::listing::{Cell, Row, STYLE, number};
use crate::view::tame;
use comfy_table::{CellAlignment, ContentArrangement, Table};
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
        let about = &self.article;
        vec![
            about.id.clone().into(),
            about.title.clone().into(),
            about.outlet.clone().into(),
            about.date.clone().into(),
            about.link.clone().into(),
            self.sentences.into(),
            self.doubt.into(),
            self.sentence.into(),
            self.text.clone().into(),
            self.label.name().into(),
            number(self.confidence),
        ]
    }

    fn table(rows: &[Self], width: usize) -> String {
        let mut table = Table::new();
        table.load_style(STYLE).set_header(["doubt, %", "article", "no.", "least sure", "label", "sure"]);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.clamp(60, 200) as u16);
        for row in rows {
            table.add_row([
                format!("{:.1}", row.doubt),
                tame(&row.article.id).into_owned(),
                row.sentence.to_string(),
                tame(&row.text).into_owned(),
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
