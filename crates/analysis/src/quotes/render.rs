//! Quotations as a table and as CSV.

use super::Quoted;
use crate::listing::{Row, STYLE};
use crate::view::tame;
use comfy_table::{ContentArrangement, Table};
use saidso::record::{Assertion, SourceKind, Speech};

impl Row for Quoted {
    const HEADER: &'static [&'static str] = &[
        "speaker",
        "kind",
        "titles_or_role",
        "words",
        "speech",
        "assertion",
        "confidence",
        "article",
        "title",
        "outlet",
        "date",
        "link",
        "index",
        "by",
    ];

    fn cells(&self) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let about = &self.article;
        vec![
            text(&self.speaker),
            self.kind.map_or("", kind).to_owned(),
            text(&self.titles_or_role),
            self.words.clone(),
            speech(self.speech).to_owned(),
            self.assertion.map_or("", Assertion::name).to_owned(),
            self.confidence.to_string(),
            about.id.clone(),
            text(&about.title),
            text(&about.outlet),
            text(&about.date),
            text(&about.link),
            self.index.to_string(),
            text(&self.by),
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

fn kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Person => "person",
        SourceKind::Organization => "organization",
        SourceKind::Document => "document",
        SourceKind::Group => "group",
        SourceKind::Unnamed => "unnamed",
    }
}

fn speech(speech: Speech) -> &'static str {
    match speech {
        Speech::Direct => "direct",
        Speech::Indirect => "indirect",
        Speech::Mixed => "mixed",
    }
}
