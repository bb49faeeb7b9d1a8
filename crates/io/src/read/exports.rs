//! Text files exported by news databases: many documents in one file, each with fields around its text.

mod dates;
mod factiva;
mod lexis;
pub(super) mod names;
mod proquest;
mod story;

use super::ReadOptions;
use super::metadata::found;
use super::reading::{Flow, Found, Place, Reading};
use saidso::error::ArticleError;
use saidso::record::Article;
use serde_json::{Map, Value};
use std::ops::ControlFlow;

pub(super) use dates::is_date;
pub(super) use factiva::pages;
pub(super) use story::article as story;

/// The documents of a text, if it is such an export.
pub(super) fn documents(text: &str) -> Option<Vec<Document>> {
    lexis::documents(text).or_else(|| proquest::documents(text)).or_else(|| factiva::documents(text))
}

/// Reads documents as articles; a single one is the article of its file.
pub(super) fn read(documents: Vec<Document>, place: &Place, reading: &mut Reading<'_>) -> Flow {
    if let [_] = documents[..] {
        let found = documents.into_iter().next().map(|only| only.found(reading.options));
        return found.map_or(ControlFlow::Continue(()), |found| reading.single(place, found));
    }
    let mut series = reading.series(place);
    for document in documents {
        series.number += 1;
        let found = document.found(reading.options);
        reading.next_of(&series, found)?;
    }
    ControlFlow::Continue(())
}

/// A document of an export.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Document {
    title: Option<String>,
    text: String,
    known: Map<String, Value>,
}

impl Document {
    fn found(self, options: &ReadOptions) -> Found {
        let Self { title, text, known } = self;
        let article =
            if text.is_empty() { Err(ArticleError::Empty) } else { Ok(Article { title, ..Article::new("", text) }) };
        found(article, known, options)
    }

    /// Stores a value under a name, unless the value is blank or the name already has one.
    fn note(&mut self, name: &str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let value = if name == "byline" { without_by(&value).to_owned() } else { value };
        if !value.is_empty() && !self.known.contains_key(name) {
            self.known.insert(name.to_owned(), Value::String(value));
        }
    }

    /// Stores the first value as the headline.
    fn entitle(&mut self, title: &str) {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.title.is_none() && !title.is_empty() {
            self.title = Some(title);
        }
    }
}

/// An author without the word "by" before the name.
pub(super) fn without_by(byline: &str) -> &str {
    let (first, rest) = byline.split_once(char::is_whitespace).unwrap_or_default();
    if first.eq_ignore_ascii_case("by") { rest.trim_start() } else { byline }
}

/// The paragraphs of a text, which are separated by blank lines; blanks at the ends of lines are dropped.
fn blocks(text: &str) -> Vec<String> {
    let mut blocks = vec![String::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            blocks.push(String::new());
        } else if let Some(block) = blocks.last_mut() {
            block.push_str(line.trim_end());
            block.push('\n');
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}
