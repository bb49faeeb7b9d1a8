//! Quotations as a table and as CSV.

use super::Quoted;
use crate::about::About;
use crate::listing::{CellType, Columns, Row, columns, grid, group_names, number, texts};
use crate::view::cell;
use saidso::record::{Assertion, SourceKind};
use serde_json::Value;

impl Row for Quoted {
    fn columns(groups: usize) -> Columns {
        texts(["speaker", "kind", "titles_or_role", "words", "speech", "assertion"])
            .chain(columns([("confidence", CellType::Number)]))
            .chain(texts(About::COLUMNS))
            .chain(columns([("index", CellType::Integer)]))
            .chain(texts(group_names("by", groups)))
            .collect()
    }

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
        cells.push(self.index.into());
        cells.extend(self.by.iter().map(|by| Value::from(by.clone())));
        if self.by.is_empty() {
            cells.push(Value::Null);
        }
        cells
    }

    fn table(rows: &[Self], width: usize) -> String {
        let groups = rows.first().map_or(0, |quote| quote.by.len());
        let names: Vec<String> = group_names("by", groups).take(groups).collect();
        let own = ["speaker", "words", "headline", "date", "link"];
        let mut table = grid(names.iter().map(String::as_str).chain(own).collect::<Vec<_>>(), width);
        for quote in rows {
            let about = &quote.article;
            let text = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
            let speaker = quote.speaker.as_deref().unwrap_or("not named");
            let aside = quote.assertion.filter(|assertion| *assertion != Assertion::Asserted);
            let aside = aside.map(|assertion| format!(" [{}]", assertion.name().to_uppercase()));
            let cells = [
                cell(speaker),
                cell(&quote.words) + &aside.unwrap_or_default(),
                cell(&about.name),
                text(&about.date),
                text(&about.link),
            ];
            table.add_row(quote.by.iter().map(text).chain(cells).collect::<Vec<_>>());
        }
        table.trim_fmt() + "\n"
    }
}
