//! Who makes statements: sources, one over several articles where their full names agree, and the articles' authors.

use crate::tally;
use saidso::record::{Record, SourceKind};
use serde::Serialize;
use std::collections::HashMap;

/// Somebody who makes statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voice {
    /// `v1`, `v2`, …
    pub id: String,
    /// Its name; that of an author is absent.
    pub name: Option<String>,
    /// What it is.
    pub kind: Option<SourceKind>,
    /// Id of the article that it speaks in, unless its full name makes it one over several.
    pub article: Option<String>,
}

impl Voice {
    /// As a reader would call it; the article is named where there are several.
    pub(super) fn label(&self, several: bool) -> String {
        match (&self.name, &self.article) {
            (Some(name), Some(article)) if several => format!("{name} ({article})"),
            (Some(name), _) => name.clone(),
            (None, Some(article)) if several => format!("the author of {article}"),
            (None, _) => "the author".to_owned(),
        }
    }
}

/// The voices that have been heard.
#[derive(Debug, Default)]
pub(super) struct Voices {
    pub(super) all: Vec<Voice>,
    known: HashMap<Key, usize>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    Author(usize),
    Here(usize, String),
    Everywhere(Option<SourceKind>, String),
}

impl Voices {
    /// The voice of a record's source, by the source's id, or of its author.
    pub(super) fn of(&mut self, record: &Record, article: usize, source: Option<&str>) -> usize {
        let source = source.and_then(|id| record.sources.iter().find(|source| source.id == id));
        let key = match source {
            None => Key::Author(article),
            Some(source) => match tally::full_name(source) {
                Some(name) => Key::Everywhere(source.kind, name),
                None => Key::Here(article, source.id.clone()),
            },
        };
        let of_article = (!matches!(key, Key::Everywhere(..))).then(|| record.id.clone());
        *self.known.entry(key).or_insert_with(|| {
            self.all.push(Voice {
                id: format!("v{}", self.all.len() + 1),
                name: source.map(|source| tally::name(source).to_owned()),
                kind: source.and_then(|source| source.kind),
                article: of_article,
            });
            self.all.len() - 1
        })
    }
}
