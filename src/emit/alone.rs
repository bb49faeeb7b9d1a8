//! What keeps a claim from standing alone: words that refer to something before it.

use super::standalone::{Edit, Wording, Words};
use crate::encode::Sort;
use crate::prepare::Prepared;
use std::ops::Range;

/// Words that refer to something elsewhere in the text.
const DEMONSTRATIVES: [&str; 4] = ["this", "that", "these", "those"];
/// Words after which a demonstrative needs no earlier mention: "this year", "those who".
const TIMES: [&str; 18] = [
    "year",
    "week",
    "weekend",
    "month",
    "morning",
    "afternoon",
    "evening",
    "night",
    "season",
    "summer",
    "winter",
    "spring",
    "autumn",
    "time",
    "century",
    "country",
    "world",
    "who",
];

impl Wording<'_> {
    /// # Errors
    /// The claim begins with a word that refers to something before it, or lacks its subject.
    pub(super) fn begins_alone(&self, words: &Words<'_>) -> Result<(), String> {
        const VERBS: [&str; 22] = [
            "is", "was", "are", "were", "will", "would", "has", "had", "can", "could", "may", "might", "must",
            "should", "means", "meant", "makes", "made", "does", "did", "comes", "came",
        ];
        const CONTRACTED: [&str; 3] = ["that's", "that’s", "that'll"];
        let Some(fragment) = words.fragments.first() else { return Ok(()) };
        let start = trim_marks(&self.source_text()[fragment.clone()]).to_lowercase();
        let mut first = start.split(|character: char| character.is_whitespace() || character == ',');
        let mut word = first.next().unwrap_or_default();
        let mut next = first.next().unwrap_or_default();
        // The conjunction of an attributed clause is no reference.
        if words.attributed && word == "that" && !VERBS.contains(&next) {
            (word, next) = (next, first.next().unwrap_or_default());
        }
        let points = DEMONSTRATIVES.contains(&word) && !TIMES.contains(&next)
            || ["both", "another", "neither", "either", "such"].contains(&word)
            || word == "the" && next == "same"
            || CONTRACTED.contains(&word)
            || word == "in" && ["that", "this"].contains(&next);
        if points {
            return Err(format!("“{word}” refers to something before the claim"));
        }
        let asks = words.fragments.last().is_some_and(|fragment| self.source_text()[fragment.clone()].contains('?'));
        if words.attributed && VERBS[..14].contains(&word) && !asks {
            return Err("its subject is missing".to_owned());
        }
        Ok(())
    }

    /// Whether a pronoun may refer to somebody named or described earlier in the claim.
    pub(super) fn may_be_within(&self, before: &[Sort], pronoun: &Range<usize>) -> bool {
        let word = self.lower(pronoun);
        let personal = ["he", "him", "his", "she", "her", "hers"].contains(&word.as_str());
        let plural = ["they", "them", "their", "theirs"].contains(&word.as_str());
        before.iter().any(|sort| match sort {
            Sort::Person => personal,
            Sort::Description | Sort::Organization => !personal,
            Sort::Place | Sort::OtherName => !personal && !plural,
            Sort::Pronoun | Sort::Title => false,
        })
    }

    /// # Errors
    /// A pronoun was not replaced, and nothing before it in the claim can be its referent.
    pub(super) fn dangling(&self, fragment: &Range<usize>, edits: &[Edit]) -> Result<(), String> {
        const PRONOUNS: [&str; 10] = ["it", "its", "they", "them", "their", "he", "him", "she", "his", "her"];
        let prepared = self.spans.prepared;
        let words = prepared.words_in(fragment);
        for word in words.clone() {
            let span = &prepared.words[word].span;
            let lower = prepared.word(word).to_lowercase();
            let replaced = |edit: &Edit| edit.span.start <= span.start && span.end <= edit.span.end;
            let next = if word + 1 < words.end { prepared.word(word + 1).to_lowercase() } else { String::new() };
            // "this reality", but not "that reality": "that" is mostly a conjunction.
            let noun =
                next.starts_with(char::is_alphabetic) && !is_function_word(&next) && !TIMES.contains(&next.as_str());
            if ["this", "these"].contains(&lower.as_str()) && noun {
                return Err(format!("it is unclear what “{lower} {next}” refers to"));
            }
            let is_pronoun = PRONOUNS.contains(&lower.as_str());
            if !is_pronoun || edits.iter().any(replaced) || lower == "it" && is_empty_it(prepared, word, words.end) {
                continue;
            }
            let first = self.referents.partition_point(|referent| referent.span.start < fragment.start);
            let mut before = self.referents[first..].iter().take_while(|referent| referent.span.start < span.start);
            let named = edits.iter().any(|edit| edit.span.start < span.start);
            if !named && before.all(|referent| referent.sort == Sort::Pronoun) {
                return Err(format!("it is unclear what “{lower}” refers to"));
            }
        }
        Ok(())
    }
}

/// Whether a word after "this" cannot be its noun: "this is", "this and that".
fn is_function_word(word: &str) -> bool {
    const WORDS: [&str; 28] = [
        "is", "was", "are", "were", "will", "would", "has", "had", "have", "can", "could", "may", "might", "and", "or",
        "but", "to", "in", "on", "at", "as", "for", "of", "who", "must", "does", "did", "should",
    ];
    WORDS.contains(&word)
}

/// Whether "it" refers to nothing: "it is clear that", "it takes time to", "it rained".
fn is_empty_it(prepared: &Prepared, word: usize, end: usize) -> bool {
    const VERBS: [&str; 12] = [
        "seems", "seemed", "appears", "appeared", "turns", "turned", "takes", "took", "rained", "snowed", "depends",
        "happens",
    ];
    const AFTER: [&str; 9] = ["that", "to", "whether", "if", "when", "who", "how", "because", "why"];
    let following: Vec<String> = (word + 1..end.min(word + 9)).map(|next| prepared.word(next).to_lowercase()).collect();
    let is_verb = following.first().is_some_and(|next| VERBS.contains(&next.as_str()));
    is_verb || following.iter().skip(1).any(|next| AFTER.contains(&next.as_str()))
}

fn trim_marks(text: &str) -> &str {
    text.trim_start_matches(['“', '"', '‘', '\'', '«', ' '])
}
