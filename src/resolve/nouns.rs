//! Noun phrases without a name of their own: their head noun, what kind of source they are, and who they belong to.

use super::names::Name;
use super::pronouns::is_possessive as is_possessive_pronoun;
use super::tokens::Tokens;
use crate::lexicon::{DOCUMENTS, FUNCTION_WORDS, GROUPS, ORGANIZATIONS, PERSONS, TITLES, singular};
use crate::record::SourceKind;
use std::ops::Range;

/// A noun phrase without a name of its own.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Noun {
    /// Its head noun in lower case.
    pub(super) head: String,
    pub(super) kind: SourceKind,
    /// Whether it begins with "the", "this", "that", "these" or "those".
    pub(super) definite: bool,
    /// The description, up to where a comment on it begins.
    pub(super) text: Range<usize>,
    /// A name or possessive pronoun at its beginning: "Strand’s", "his".
    pub(super) owner: Option<Owner>,
    /// Tokens of the organisation or person that a document is by, or that a spokesman speaks for.
    pub(super) behind: Option<Range<usize>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Owner {
    Name(Name),
    /// "his": the token of the pronoun.
    Pronoun(usize),
    /// "the city’s": a noun of its own, kept as it is.
    Noun,
}

/// The noun in a compound: "mayor-elect", "co-founder", "vice-president".
fn base(word: &str) -> &str {
    // "mother-of-two"
    if let Some((first, _)) = word.split_once("-of-") {
        return first;
    }
    match word.rsplit_once('-') {
        Some((first, "elect" | "designate")) => first,
        Some((_, last)) if !DOCUMENTS.has(word) => last,
        _ => word,
    }
}

/// The kind of source that a noun denotes, if it denotes one.
pub(super) fn class(word: &str) -> Option<SourceKind> {
    let word = base(word);
    if PERSONS.has(word) {
        Some(SourceKind::Unnamed)
    } else if singular(word).is_some() || GROUPS.has(word) {
        Some(SourceKind::Group)
    } else if DOCUMENTS.has(word) {
        Some(SourceKind::Document)
    } else if ORGANIZATIONS.has(word) || is_plural_organization(word) {
        Some(SourceKind::Organization)
    } else if TITLES.has(word) {
        Some(SourceKind::Unnamed)
    } else {
        None
    }
}

fn is_plural_organization(word: &str) -> bool {
    let has = |one: Option<&str>| one.is_some_and(|one| ORGANIZATIONS.has(one));
    has(word.strip_suffix('s'))
        || has(word.strip_suffix("es"))
        || word.strip_suffix("ies").is_some_and(|stem| ORGANIZATIONS.has(&format!("{stem}y")))
}

pub(super) fn is_preposition(word: &str) -> bool {
    const PREPOSITIONS: [&str; 24] = [
        "of",
        "in",
        "on",
        "at",
        "from",
        "for",
        "by",
        "with",
        "to",
        "near",
        "close",
        "familiar",
        "who",
        "which",
        "that",
        "about",
        "against",
        "behind",
        "within",
        "inside",
        "and",
        "or",
        "including",
        "whose",
    ];
    PREPOSITIONS.contains(&word.to_lowercase().as_str())
}

/// Parses a phrase that has no name of its own.
pub(super) fn noun(tokens: &Tokens<'_>, run: Range<usize>, found: &[Name]) -> Noun {
    let text = run.start..description_end(tokens, &run);
    let first = tokens.lower(text.start);
    let owner = match found.iter().find(|name| is_possessive(tokens, name) && text.contains(&name.tokens.start)) {
        Some(name) if name.title.start.min(name.tokens.start) <= text.start + 1 => Some(Owner::Name(name.clone())),
        _ => is_possessive_pronoun(&first).then_some(Owner::Pronoun(text.start)).or_else(|| {
            (text.start..text.end.min(text.start + 4)).any(|index| tokens.all[index].possessive).then_some(Owner::Noun)
        }),
    };
    let head = head(tokens, &text);
    let word = head.map_or_else(String::new, |index| base(&tokens.lower(index)).to_owned());
    let kind = kind(tokens, &text, head);
    let behind = head.and_then(|head| behind(tokens, head, &run, found));
    Noun {
        head: word,
        kind,
        definite: ["the", "this", "that", "these", "those"].contains(&first.as_str()),
        text,
        owner,
        behind,
    }
}

/// The end of a description: the first comma, bracket or dash that is followed by a comment.
fn description_end(tokens: &Tokens<'_>, run: &Range<usize>) -> usize {
    let ends = |index: &usize| {
        let comments =
            ["who", "which", "whose", "including", "dated", "both", "all", "some", "a", "an", "the", "made", "and"];
        match tokens.of(*index) {
            "(" | "—" | "–" | ";" | ":" | "--" => true,
            "," => {
                let next = *index + 1;
                // "the 52-year-old, of Quay Street"
                let lives =
                    || next + 1 < run.end && ["of", "from"].contains(&tokens.of(next)) && tokens.is_capital(next + 1);
                next >= run.end
                    || lives()
                    || comments.contains(&tokens.of(next))
                    || tokens.of(next).ends_with("ed")
                    || tokens.of(next).chars().all(|c| c.is_ascii_digit())
            }
            _ => false,
        }
    };
    let end = (run.start + 1..run.end).find(ends).unwrap_or(run.end);
    let dangles =
        |index: usize| ["who", "which", "that", "whose", "and", "but", "also", "alike"].contains(&tokens.of(index));
    if end > run.start + 1 && dangles(end - 1) { end - 1 } else { end }
}

/// The phrase's head noun: the last known noun before a preposition, a participle or a relative clause.
fn head(tokens: &Tokens<'_>, text: &Range<usize>) -> Option<usize> {
    const QUANTITIES: [&str; 24] = [
        "one",
        "number",
        "dozens",
        "hundreds",
        "thousands",
        "scores",
        "group",
        "handful",
        "majority",
        "some",
        "most",
        "many",
        "several",
        "half",
        "couple",
        "few",
        "pair",
        "two",
        "three",
        "four",
        "five",
        "six",
        "both",
        "another",
    ];
    let mut head = None;
    let mut last = None;
    // "a number of academics": the academics speak.
    let of = (text.start..text.end.min(text.start + 4)).find(|&index| tokens.of(index) == "of");
    let quantity = of.filter(|&of| of > text.start && QUANTITIES.contains(&tokens.lower(of - 1).as_str()));
    for index in quantity.map_or(text.start, |of| of + 1)..text.end {
        let word = tokens.of(index);
        if !tokens.all[index].is_word {
            if matches!(word, "\"" | "“" | "”" | "‘" | "’" | "/" | "-") {
                continue;
            }
            break;
        }
        if is_preposition(word) && index > text.start {
            // What follows a preposition only describes the head.
            break;
        }
        let participle = word.ends_with("ed")
            || word.ends_with("ing")
            || ["seen", "written", "sent", "made", "given", "present", "close"].contains(&word);
        if head.is_some() && participle && class(word).is_none() {
            break;
        }
        if tokens.all[index].possessive {
            head = None;
            continue;
        }
        if class(word).is_some() {
            head = Some(index);
        }
        if !(index == text.start && FUNCTION_WORDS.has(word)) {
            last = Some(index);
        }
    }
    head.filter(|&index| {
        last.is_none_or(|last| last <= index || !tokens.of(last).ends_with('s') || class(tokens.of(last)).is_some())
    })
    .or(last)
    .or(text.clone().next())
}

fn kind(tokens: &Tokens<'_>, text: &Range<usize>, head: Option<usize>) -> SourceKind {
    const NUMBERS: [&str; 12] =
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "one", "another", "multiple"];
    const INSIDERS: [&str; 11] = [
        "officials",
        "sources",
        "insiders",
        "aides",
        "advisers",
        "advisors",
        "people",
        "persons",
        "diplomats",
        "source",
        "somebody",
    ];
    let Some(head) = head else { return SourceKind::Unnamed };
    let word = tokens.lower(head);
    let first = tokens.lower(text.start);
    let counted = NUMBERS.contains(&first.as_str())
        || (first == "the" && text.len() > 1 && NUMBERS.contains(&tokens.lower(text.start + 1).as_str()));
    let described = text.end > head + 1;
    match class(&word) {
        Some(SourceKind::Group) if INSIDERS.contains(&word.as_str()) => {
            let vague = ["many", "most", "few", "some", "other"].contains(&first.as_str());
            let insiders = !matches!(word.as_str(), "people" | "persons" | "somebody");
            if counted || (described && !vague && word != "officials") || (insiders && !described) {
                SourceKind::Unnamed
            } else {
                SourceKind::Group
            }
        }
        Some(SourceKind::Group) if ["someone", "somebody", "anybody"].contains(&word.as_str()) => SourceKind::Unnamed,
        Some(SourceKind::Group) if counted && word != "sides" => SourceKind::Unnamed,
        Some(kind) => kind,
        None => unknown(&word, &first, counted),
    }
}

/// The kind of a noun that is in none of the lists.
fn unknown(word: &str, first: &str, counted: bool) -> SourceKind {
    let agent = ["er", "or", "ist", "ian", "ant", "man", "woman", "ee", "eer", "ess", "ite"];
    if counted && word.ends_with('s') || word.ends_with("year-old") {
        SourceKind::Unnamed
    } else if word.ends_with('s') && !word.ends_with("ss") {
        SourceKind::Group
    } else if agent.iter().any(|ending| word.ends_with(ending)) || first == "a" || first == "an" {
        SourceKind::Unnamed
    } else {
        SourceKind::Organization
    }
}

/// The words after "by", "from", "for", "of" or "at": who a document is by, or whom a spokesman speaks for.
fn behind(tokens: &Tokens<'_>, head: usize, run: &Range<usize>, found: &[Name]) -> Option<Range<usize>> {
    // "released by", "sent by the county in May"
    // "a poll of 2,000 parents by Breathe Well"
    let near = (head + 1..run.end.min(head + 5))
        .find(|&index| ["by", "from", "for", "of", "at"].contains(&tokens.of(index)))?;
    let of = tokens.of(head + 1) == "of";
    let by = (near + 1..run.end.min(near + 8)).find(|&index| of && tokens.of(index) == "by");
    let link = by.unwrap_or(near);
    // Somebody who has seen a draft did not write it.
    if (head + 1..link)
        .any(|index| ["seen", "reviewed", "obtained", "read", "viewed", "heard"].contains(&tokens.of(index)))
    {
        return None;
    }
    let rest = link + 1..run.end;
    let direct = link == head + 1;
    let begins = |name: &Name| name.title.start.min(name.tokens.start);
    let describes = |name: &Name| {
        let next = name.tokens.end;
        next < run.end && !tokens.is_capital(next) && class(tokens.of(next)).is_some()
    };
    // "a paper by Swedish and Rwandan researchers" is by no one with a name.
    let name = found.iter().find(|name| begins(name) >= link && begins(name) <= link + 5 && !describes(name));
    let by = ["by", "from"].contains(&tokens.of(link));
    match name {
        Some(name) if direct || by => Some(rest.start..name.tokens.end),
        None if by => {
            let end = rest.clone().find(|&index| is_preposition(tokens.of(index)) || !tokens.all[index].is_word);
            let noun = rest.start..end.unwrap_or(rest.end);
            let class = |index| class(tokens.of(index));
            noun.clone().any(|index| class(index) == Some(SourceKind::Organization)).then_some(noun)
        }
        _ => None,
    }
}

/// Whether a noun means somebody who speaks for somebody else.
pub(super) fn is_spokesperson(noun: &str) -> bool {
    ["spokesman", "spokeswoman", "spokesperson", "spokespeople", "representative", "lawyer", "attorney", "aide"]
        .contains(&noun)
}

pub(super) fn is_possessive(tokens: &Tokens<'_>, name: &Name) -> bool {
    tokens.all[name.tokens.end - 1].possessive
}
