//! What the mention heads found, as tokens.

use super::tokens::Tokens;
use crate::encode::{self, Sort};
use crate::lexicon::{DEMONYMS, PERSONS, TITLES, is_given_name};
use crate::model::MentionVectors;
use std::ops::Range;

/// Words that refer to somebody.
#[derive(Debug, Clone)]
pub(super) struct Mention<'s> {
    /// Its tokens; at least one.
    pub(super) tokens: Range<usize>,
    pub(super) sort: Sort,
    /// Its words in lower case.
    pub(super) text: Vec<String>,
    pub(super) vectors: &'s MentionVectors,
}

/// The mentions of an article in the order of their words, outer ones before those within them.
pub(super) fn mentions<'s>(tokens: &Tokens<'_>, found: impl Iterator<Item = &'s encode::Mention>) -> Vec<Mention<'s>> {
    let words = &tokens.prepared.words;
    found
        .filter_map(|mention| {
            let own = &words[mention.words.clone()];
            let bytes = own.first()?.span.start..own.last()?.span.end;
            let start = tokens.all.partition_point(|token| token.span.end <= bytes.start);
            let end = tokens.all.partition_point(|token| token.span.start < bytes.end);
            // No mention runs from one sentence or headline into the next.
            let sentence = tokens.all.get(start)?.sentence;
            let whole = end;
            let end = (start..end).find(|&index| tokens.all[index].sentence != sentence).unwrap_or(end);
            // A name above its place or paper was taken for something else only with it.
            let sort = match mention.sort {
                Sort::Organization | Sort::Place | Sort::OtherName
                    if end < whole && is_given_name(tokens.of(start)) =>
                {
                    Sort::Person
                }
                sort => sort,
            };
            let text = own.iter().map(|word| tokens.text[word.span.clone()].to_lowercase()).collect();
            // "the Swede", "the Admiral"
            let noun = end == start + 1 && start > 0 && tokens.lower(start - 1) == "the" && {
                let word = tokens.of(start);
                DEMONYMS.has(word) || PERSONS.has(word) || TITLES.has(word)
            };
            let described = noun && mention.sort == Sort::Person;
            (start < end).then_some(Mention {
                tokens: start..end,
                sort: if described { Sort::Description } else { sort },
                text,
                vectors: &mention.vectors,
            })
        })
        .collect()
}
