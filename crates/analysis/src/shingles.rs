//! Articles with the same text except for a few words, found by the runs of words they share.

use saidso::record::{Record, Role};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Words in a run.
const RUN: usize = 5;
/// An article with fewer runs is too short to be called a copy.
const LEAST_RUNS: usize = 20;
/// If the longer article has at least this share of the shorter one's runs, it contains the shorter one's text.
const COPIED: f64 = 0.7;

/// The runs of words in an article's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shingles(HashSet<u64>);

impl Shingles {
    pub(crate) fn of(record: &Record) -> Self {
        let body = record.sentences.iter().filter(|sentence| sentence.role == Role::Body);
        let words: Vec<String> = body
            .flat_map(|sentence| sentence.span.text.split(|character: char| !character.is_alphanumeric()))
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let hash = |run: &[String]| {
            let mut hasher = DefaultHasher::new();
            run.hash(&mut hasher);
            hasher.finish()
        };
        Self(words.windows(RUN).map(hash).collect())
    }

    /// Whether both have the same text, of which one may be cut short.
    pub(crate) fn same_text(&self, other: &Self) -> bool {
        let least = self.0.len().min(other.0.len());
        least >= LEAST_RUNS && self.0.intersection(&other.0).count() as f64 >= COPIED * least as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::sample;

    fn shingles(text: &str) -> Shingles {
        let mut record = sample::record();
        record.sentences[1].span.text = text.to_owned();
        Shingles::of(&record)
    }

    #[test]
    fn a_copy_that_is_cut_or_has_another_word_is_the_same_text() {
        let words = |range: std::ops::Range<usize>| range.map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ");
        let whole = shingles(&words(0..100));
        assert!(whole.same_text(&shingles(&words(0..60))));
        assert!(whole.same_text(&shingles(&words(0..100).replace("word50 ", "other "))));
        assert!(!whole.same_text(&shingles(&words(70..170))));
        assert!(!shingles("a few words only, of which nothing can be said").same_text(&shingles("a few words only")));
    }
}
