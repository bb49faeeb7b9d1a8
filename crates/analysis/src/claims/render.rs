//! Listed claims as a table and as CSV.

use super::Listed;
use crate::about::About;
use crate::listing::{CellType, Columns, Row, columns, grid, number, texts};
use crate::view::cell;
use saidso::record::Assertion;
use serde_json::Value;

impl Row for Listed {
    fn columns(_: usize) -> Columns {
        columns([("claim", CellType::Text), ("stands_alone", CellType::Boolean)])
            .chain(texts(["text", "label", "speaker", "speakers", "assertion"]))
            .chain(columns([("confidence", CellType::Number), ("check_worthy", CellType::Number)]))
            .chain(texts(About::COLUMNS))
            .chain(columns([("index", CellType::Integer)]))
            .collect()
    }

    fn cells(&self) -> Vec<Value> {
        let speakers = (!self.speakers.is_empty()).then(|| self.speakers.join(" > "));
        let mut cells = vec![
            self.claim.clone().into(),
            self.stands_alone.into(),
            self.text.clone().into(),
            self.label.name().into(),
            self.speaker.clone().into(),
            speakers.into(),
            self.assertion.map(Assertion::name).into(),
            number(self.confidence),
            self.check_worthy.map_or(Value::Null, number),
        ];
        cells.extend(self.article.cells());
        cells.push(self.index.into());
        cells
    }

    fn table(rows: &[Self], width: usize) -> String {
        let worth = rows.iter().any(|claim| claim.check_worthy.is_some());
        let mut header = vec!["claim", "speaker", "assertion", "sure"];
        header.extend(worth.then_some("check"));
        header.push("article");
        let mut table = grid(header, width);
        for claim in rows {
            let is_asserted = claim.assertion.is_none_or(|assertion| assertion == Assertion::Asserted);
            let mut row = vec![
                cell(&claim.claim),
                cell(&speaker(claim)),
                if is_asserted { assertion(claim).to_owned() } else { assertion(claim).to_uppercase() },
                format!("{:.2}", claim.confidence),
            ];
            row.extend(worth.then(|| claim.check_worthy.map_or(String::new(), |worth| format!("{worth:.2}"))));
            row.push(cell(&claim.article.told()));
            table.add_row(row);
        }
        table.trim_fmt() + "\n"
    }
}

/// Who makes it: "the author", a name, or everyone who passes it on, outermost first.
fn speaker(claim: &Listed) -> String {
    match (&claim.speaker, &claim.speakers[..]) {
        (_, speakers @ [_, _, ..]) => speakers.join(" > "),
        (Some(name), _) => name.clone(),
        (None, _) if claim.by_author => "the author".to_owned(),
        (None, _) => "not named".to_owned(),
    }
}

fn assertion(claim: &Listed) -> &'static str {
    claim.assertion.map_or("", Assertion::name)
}
