//! Who makes statements: the sources, counted as one across articles if their full names agree, and the articles'
//! authors.

use crate::sources;
use saidso::record::{Record, SourceKind};
use serde::Serialize;
use std::collections::HashMap;

/// Someone who makes statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voice {
    /// `v1`, `v2`, …
    pub id: String,
    /// Its name; absent for an author.
    pub name: Option<String>,
    /// What kind of source it is.
    pub kind: Option<SourceKind>,
    /// Id of the article it speaks in, unless its full name identifies it across articles.
    pub article: Option<String>,
}

impl Voice {
    /// What a reader would call it.
    pub(super) fn label(&self) -> &str {
        self.name.as_deref().unwrap_or("the author")
    }
}

/// The voices found so far.
#[derive(Debug, Default)]
pub(super) struct Voices {
    pub(super) all: Vec<Voice>,
    known: HashMap<Key, usize>,
    /// For each article, the first one with the same text: a source that is known only in one of them is the same
    /// voice in both.
    same_text: Vec<usize>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    Author(usize),
    Here(usize, String),
    Everywhere(Option<SourceKind>, String),
}

impl Voices {
    /// `same_text` holds, for each article, the first one with the same text.
    pub(super) fn new(same_text: Vec<usize>) -> Self {
        Self { same_text, ..Self::default() }
    }

    fn first(&self, article: usize) -> usize {
        self.same_text.get(article).copied().unwrap_or(article)
    }

    /// The voice of a record's source, given by the source's id, or of its author.
    pub(super) fn of(&mut self, record: &Record, article: usize, source: Option<&str>) -> usize {
        let source = source.and_then(|id| record.sources.iter().find(|source| source.id == id));
        let key = match source {
            None => Key::Author(self.first(article)),
            Some(source) => match sources::full_name(source) {
                Some(name) => Key::Everywhere(source.kind, name),
                None => Key::Here(self.first(article), sources::folded(&source.name)),
            },
        };
        let of_article = (!matches!(key, Key::Everywhere(..))).then(|| record.id.clone());
        *self.known.entry(key).or_insert_with(|| {
            self.all.push(Voice {
                id: format!("v{}", self.all.len() + 1),
                name: source.map(|source| sources::name(source).to_owned()),
                kind: source.and_then(|source| source.kind),
                article: of_article,
            });
            self.all.len() - 1
        })
    }
}
