//! Quotations as a table and as CSV.

use super::Quoted;
use crate::listing::{Cell, Row, STYLE, number};
use crate::view::tame;
use comfy_table::{ContentArrangement, Table};
use saidso::record::{Assertion, SourceKind};
use serde_json::Value;

impl Row for Quoted {
    const COLUMNS: &'static [(&'static str, Cell)] = &[
        ("speaker", Cell::Text),
        ("kind", Cell::Text),
        ("titles_or_role", Cell::Text),
        ("words", Cell::Text),
        ("speech", Cell::Text),
        ("assertion", Cell::Text),
        ("confidence", Cell::Number),
        ("article", Cell::Text),
        ("title", Cell::Text),
        ("outlet", Cell::Text),
        ("date", Cell::Text),
        ("link", Cell::Text),
        ("index", Cell::Integer),
        ("by", Cell::Text),
    ];

    fn cells(&self) -> Vec<Value> {
        let about = &self.article;
        vec![
            self.speaker.clone().into(),
            self.kind.map(SourceKind::name).into(),
            self.titles_or_role.clone().into(),
            self.words.clone().into(),
            self.speech.name().into(),
            self.assertion.map(Assertion::name).into(),
            number(self.confidence),
            about.id.clone().into(),
            about.title.clone().into(),
            about.outlet.clone().into(),
            about.date.clone().into(),
            about.link.clone().into(),
            self.index.into(),
            self.by.clone().into(),
        ]
    }

    fn table(rows: &[Self], width: usize) -> String {
        let grouped = rows.iter().any(|quote| quote.by.is_some());
        let mut table = Table::new();
        let header = grouped.then_some("by").into_iter().chain(["speaker", "words", "headline", "date", "link"]);
        table.load_style(STYLE).set_header(header.collect::<Vec<_>>());
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.clamp(60, 200) as u16);
        for quote in rows {
            let about = &quote.article;
            let text = |text: &Option<String>| tame(text.as_deref().unwrap_or_default()).into_owned();
            let speaker = quote.speaker.as_deref().unwrap_or("not named");
            let aside = quote.assertion.filter(|assertion| *assertion != Assertion::Asserted);
            let aside = aside.map(|assertion| format!(" [{}]", assertion.name().to_uppercase()));
            let cells = [
                tame(speaker).into_owned(),
                tame(&quote.words).into_owned() + &aside.unwrap_or_default(),
                tame(about.name()).into_owned(),
                text(&about.date),
                text(&about.link),
            ];
            table.add_row(grouped.then(|| text(&quote.by)).into_iter().chain(cells).collect::<Vec<_>>());
        }
        table.trim_fmt() + "\n"
    }
}
