//! Listed claims as a table and as CSV.

use super::Listed;
use crate::listing::{Row, STYLE};
use crate::view::tame;
use comfy_table::{ContentArrangement, Table};
use saidso::record::Assertion;

impl Row for Listed {
    const HEADER: &'static [&'static str] = &[
        "claim",
        "stands_alone",
        "text",
        "label",
        "speaker",
        "speakers",
        "assertion",
        "confidence",
        "check_worthy",
        "article",
        "title",
        "outlet",
        "date",
        "link",
        "index",
    ];

    fn cells(&self) -> Vec<String> {
        let about = &self.article;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            self.claim.clone(),
            self.stands_alone.to_string(),
            self.text.clone(),
            self.label.name().to_owned(),
            text(&self.speaker),
            self.speakers.join(" > "),
            assertion(self).to_owned(),
            self.confidence.to_string(),
            self.check_worthy.map(|worth| worth.to_string()).unwrap_or_default(),
            about.id.clone(),
            text(&about.title),
            text(&about.outlet),
            text(&about.date),
            text(&about.link),
            self.index.to_string(),
        ]
    }

    fn table(rows: &[Self], width: usize) -> String {
        let worth = rows.iter().any(|claim| claim.check_worthy.is_some());
        let mut table = Table::new();
        let mut header = vec!["claim", "speaker", "assertion", "sure"];
        header.extend(worth.then_some("check"));
        header.push("article");
        table.load_style(STYLE).set_header(header);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.clamp(60, 200) as u16);
        for claim in rows {
            let is_asserted = claim.assertion.is_none_or(|assertion| assertion == Assertion::Asserted);
            let mut row = vec![
                tame(&claim.claim).into_owned(),
                tame(&speaker(claim)).into_owned(),
                if is_asserted { assertion(claim).to_owned() } else { assertion(claim).to_uppercase() },
                format!("{:.2}", claim.confidence),
            ];
            row.extend(worth.then(|| claim.check_worthy.map_or(String::new(), |worth| format!("{worth:.2}"))));
            row.push(tame(&claim.article.told()).into_owned());
            table.add_row(row);
        }
        table.trim_fmt() + "\n"
    }
}

/// Who makes it: "the author", a name, or all who pass it on, the outermost first.
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
