//! The entities of GUM (Zeldes 2017): noun phrases of every kind, with their types and coreference.
//!
//! They are converted to saidso's mentions: proper names without titles, descriptions of people and organisations,
//! and pronouns that refer to these. Other noun phrases are left out unless they are names.

use saidso::lexicon::{FUNCTION_WORDS, TITLES};
use saidso::record::{EntityKind, MentionSort};
use std::collections::HashMap;

/// A token of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Token {
    /// Its code points.
    pub(super) span: (usize, usize),
    pub(super) form: String,
    /// Universal part of speech.
    pub(super) part: String,
    /// Part of speech of the Penn Treebank.
    pub(super) fine: String,
    /// The value of `Entity=`, if there is one.
    pub(super) entity: Option<String>,
}

/// A mention in code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) span: (usize, usize),
    pub(super) sort: MentionSort,
    pub(super) kind: EntityKind,
    pub(super) entity: String,
}

/// A noun phrase: its tokens, the index of its head, its type and its coreference group.
struct Phrase {
    tokens: std::ops::Range<usize>,
    head: usize,
    kind: String,
    group: String,
}

/// The mentions of a document, in the order of their first tokens.
pub(super) fn mentions(tokens: &[Token]) -> Vec<Found> {
    let mut found: Vec<Found> = phrases(tokens).iter().flat_map(|phrase| of_phrase(tokens, phrase)).collect();
    found.sort_by_key(|one| (one.span.0, std::cmp::Reverse(one.span.1)));
    found.dedup_by(|later, earlier| later.span == earlier.span);
    found
}

/// The noun phrases marked by the brackets of `Entity=`; discontinuous ones are left out.
fn phrases(tokens: &[Token]) -> Vec<Phrase> {
    let mut open: HashMap<String, Vec<(usize, String)>> = HashMap::new();
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        for piece in token.entity.iter().flat_map(|value| pieces(value)) {
            let (begins, ends) = (piece.starts_with('('), piece.ends_with(')'));
            let inner = piece.trim_start_matches('(').trim_end_matches(')');
            let group = inner.split('-').next().unwrap_or_default().to_owned();
            let start = match (begins, ends) {
                (true, true) => Some((index, inner.to_owned())),
                (true, false) => {
                    open.entry(group.clone()).or_default().push((index, inner.to_owned()));
                    None
                }
                (false, _) => open.get_mut(&group).and_then(Vec::pop),
            };
            let Some((first, features)) = start else { continue };
            let fields: Vec<&str> = features.split('-').collect();
            let (Some(kind), Some(head)) = (fields.get(1), fields.get(5)) else { continue };
            let head = head.split(',').next().and_then(|head| head.parse::<usize>().ok()).unwrap_or(1);
            if !group.contains('[') {
                let head = (first + head.max(1) - 1).min(index);
                found.push(Phrase { tokens: first..index + 1, head, kind: (*kind).to_owned(), group });
            }
        }
    }
    found
}

/// Splits `(5-time-…)4)(6-place-…` into its brackets.
fn pieces(value: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, character) in value.char_indices() {
        if character == '(' && at > start {
            found.push(&value[start..at]);
            start = at;
        } else if character == ')' {
            found.push(&value[start..=at]);
            start = at + 1;
        }
    }
    if start < value.len() {
        found.push(&value[start..]);
    }
    found
}

fn of_phrase(tokens: &[Token], phrase: &Phrase) -> Vec<Found> {
    let head = &tokens[phrase.head];
    let kind = match phrase.kind.as_str() {
        "person" if head.fine == "NNS" => EntityKind::Group,
        "person" => EntityKind::Person,
        "organization" => EntityKind::Organization,
        "place" => EntityKind::Place,
        _ => EntityKind::Other,
    };
    let speaks = matches!(kind, EntityKind::Person | EntityKind::Group | EntityKind::Organization);
    let found = |tokens_of: std::ops::Range<usize>, sort| Found {
        span: (tokens[tokens_of.start].span.0, tokens[tokens_of.end - 1].span.1),
        sort,
        kind,
        entity: phrase.group.clone(),
    };
    match head.part.as_str() {
        "PRON" if phrase.tokens.len() == 1 && speaks => vec![found(phrase.tokens.clone(), MentionSort::Pronoun)],
        "PROPN" if phrase.kind != "time" => {
            let (title, name) = name(tokens, phrase, kind == EntityKind::Person);
            let title = (!title.is_empty()).then(|| found(title, MentionSort::Title));
            let name = (!name.is_empty()).then(|| found(name, MentionSort::Name));
            title.into_iter().chain(name).collect()
        }
        "NOUN" if speaks => vec![found(description(tokens, phrase), MentionSort::Description)],
        _ => Vec::new(),
    }
}

/// The tokens of the title and those of the name around a phrase's head.
fn name(tokens: &[Token], phrase: &Phrase, person: bool) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
    let is_name = |index: usize| tokens[index].part == "PROPN" || matches!(tokens[index].part.as_str(), "NUM" | "X");
    let links = |index: usize| {
        matches!(tokens[index].form.as_str(), "of" | "the" | "and" | "&" | "for" | "-" | "de" | "'s" | "’s")
    };
    let Phrase { tokens: all, head, .. } = phrase;
    let mut end = head + 1;
    while end < all.end {
        let next = (end..all.end).find(|&index| !links(index)).unwrap_or(all.end);
        if next < all.end
            && next - end <= 2
            && tokens[next].part == "PROPN"
            && !(person && (end..next).any(|index| tokens[index].form != "-"))
        {
            end = next + 1;
        } else {
            break;
        }
    }
    let mut start = *head;
    while start > all.start && is_name(start - 1) {
        start -= 1;
    }
    let mut first = start;
    while person && first + 1 < end && TITLES.has(tokens[first].form.trim_end_matches('.')) {
        first += 1;
    }
    while first < end && tokens[first].form.to_lowercase() == "the" {
        first += 1;
    }
    (start..first, first..end)
}

/// A phrase up to the clause or punctuation that follows its head, with at most twelve tokens from the head on.
fn description(tokens: &[Token], phrase: &Phrase) -> std::ops::Range<usize> {
    const LONGEST: usize = 12;
    let ends = |index: &usize| {
        *index > phrase.head
            && (matches!(
                tokens[*index].form.as_str(),
                "," | "who" | "that" | "which" | "whose" | "-" | "–" | "—" | ":" | "("
            ) || (tokens[*index].part == "VERB" && !FUNCTION_WORDS.has(&tokens[*index].form)))
    };
    let end = phrase.tokens.clone().find(ends).unwrap_or(phrase.tokens.end);
    phrase.tokens.start..end.min(phrase.head.max(phrase.tokens.start) + LONGEST).max(phrase.head + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_told_apart() {
        assert_eq!(pieces("(5-time-new)4)(6-place-giv"), ["(5-time-new)", "4)", "(6-place-giv"]);
    }

    #[test]
    fn phrases_become_names_titles_descriptions_and_pronouns() {
        let rows = [
            ("Mayor", "PROPN", "NNP", Some("(1-person-new-nnnnn-cf1-3-coref")),
            ("Ilse", "PROPN", "NNP", None),
            ("Tarn", "PROPN", "NNP", Some("1)")),
            ("and", "CCONJ", "CC", None),
            ("her", "PRON", "PRP$", Some("(2-person-new-nnnnn-cf2-2-coref(1-person-giv-nnnnn-cf1-1-coref)")),
            ("engineers", "NOUN", "NNS", None),
            ("who", "PRON", "WP", None),
            ("left", "VERB", "VBD", Some("2)")),
        ];
        let mut at = 0;
        let tokens: Vec<Token> = rows
            .iter()
            .map(|(form, part, fine, entity)| {
                let span = (at, at + form.len());
                at = span.1 + 1;
                Token {
                    span,
                    form: (*form).to_owned(),
                    part: (*part).to_owned(),
                    fine: (*fine).to_owned(),
                    entity: entity.map(str::to_owned),
                }
            })
            .collect();
        let text = rows.map(|row| row.0).join(" ");
        let found: Vec<(&str, MentionSort)> =
            mentions(&tokens).iter().map(|one| (&text[one.span.0..one.span.1], one.sort)).collect();
        assert_eq!(
            found,
            [
                ("Mayor", MentionSort::Title),
                ("Ilse Tarn", MentionSort::Name),
                ("her engineers", MentionSort::Description),
                ("her", MentionSort::Pronoun),
            ]
        );
    }
}
