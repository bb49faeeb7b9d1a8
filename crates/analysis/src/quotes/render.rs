//! Quotations as a table and as CSV.

use super::Quoted;
use crate::listing::{Cell, Row, grid, number};
use crate::view::sanitize;
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
        let mut cells = vec![
            self.speaker.clone().into(),
            self.kind.map(SourceKind::name).into(),
            self.titles_or_role.clone().into(),
            self.words.clone().into(),
            self.speech.name().into(),
            self.assertion.map(Assertion::name).into(),
            number(self.confidence),
        ];
        cells.extend(self.article.cells());
        cells.extend([self.index.into(), self.by.clone().into()]);
        cells
    }

    fn table(rows: &[Self], width: usize) -> String {
        let grouped = rows.iter().any(|quote| quote.by.is_some());
        let header = grouped.then_some("by").into_iter().chain(["speaker", "words", "headline", "date", "link"]);
        let mut table = grid(header.collect::<Vec<_>>(), width);
        for quote in rows {
            let about = &quote.article;
            let text = |text: &Option<String>| sanitize(text.as_deref().unwrap_or_default()).into_owned();
            let speaker = quote.speaker.as_deref().unwrap_or("not named");
            let aside = quote.assertion.filter(|assertion| *assertion != Assertion::Asserted);
            let aside = aside.map(|assertion| format!(" [{}]", assertion.name().to_uppercase()));
            let cells = [
                sanitize(speaker).into_owned(),
                sanitize(&quote.words).into_owned() + &aside.unwrap_or_default(),
                sanitize(about.name()).into_owned(),
                text(&about.date),
                text(&about.link),
            ];
            table.add_row(grouped.then(|| text(&quote.by)).into_iter().chain(cells).collect::<Vec<_>>());
        }
        table.trim_fmt() + "\n"
    }
}
