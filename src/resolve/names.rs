//! Names found by the mention heads, split into the name proper, its title and a nickname.

use super::mentions::Mention;
use super::tokens::Tokens;
use crate::encode::Sort;
use crate::lexicon::{Gender, PERSONS, TITLES, gender_of_noun, is_given_name};
use std::ops::Range;

/// What kind of thing a name refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameKind {
    Person,
    Organization,
    Place,
    Other,
}

/// An occurrence of a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    /// Its tokens, without titles but with suffixes.
    pub(super) tokens: Range<usize>,
    /// The title before it, as tokens; may be empty.
    pub(super) title: Range<usize>,
    /// As a reader would write it: without title and nickname.
    pub(super) full: String,
    /// Its words, without nickname and suffix.
    pub(super) parts: Vec<String>,
    /// A nickname in quotation marks within it.
    pub(super) nickname: Option<String>,
    pub(super) kind: NameKind,
    /// The gender that its title shows.
    pub(super) gender: Option<Gender>,
    /// Index of its mention.
    pub(super) mention: usize,
}

impl Name {
    /// The first token of title and name.
    pub(super) fn start(&self) -> usize {
        self.title.start.min(self.tokens.start)
    }
}

/// Ranks that are part of a name when only one other word is left.
const RANKS: [&str; 12] =
    ["lord", "lady", "king", "queen", "prince", "princess", "pope", "duke", "duchess", "sultan", "emperor", "dame"];

/// Small words within a surname, and those that may follow them.
const PARTICLES: [&str; 27] = [
    "da", "de", "dos", "das", "di", "du", "del", "della", "der", "den", "dem", "von", "van", "la", "las", "los", "le",
    "el", "al", "bin", "ibn", "bint", "ben", "abu", "ter", "ten", "zu",
];

/// Whether a word after a name is a degree, an honour or the mark of an office.
pub(super) fn is_honour(word: &str) -> bool {
    const HONOURS: [&str; 26] = [
        "DBE", "CBE", "OBE", "MBE", "KBE", "GBE", "BEM", "KC", "QC", "SC", "MP", "MEP", "MSP", "PhD", "Ph.D", "Ph.D.",
        "MD", "M.D", "M.D.", "FRS", "JP", "MBA", "RN", "Esq", "Esq.", "CPA",
    ];
    HONOURS.contains(&word)
}

/// The names among the mentions, in order.
pub(super) fn names(tokens: &Tokens<'_>, mentions: &[Mention<'_>]) -> Vec<Name> {
    let title_before = |index: usize, start: usize| {
        let near = mentions[..index].iter().rev().take(4).filter(|mention| mention.sort == Sort::Title);
        let mut ending = near.map(|mention| mention.tokens.clone()).filter(|title| title.end == start);
        ending.next().unwrap_or(start..start)
    };
    let mut found: Vec<Name> = Vec::new();
    for (index, mention) in mentions.iter().enumerate() {
        let Some(kind) = kind(mention.sort) else { continue };
        // "Robert “Bobby” Hayes" is one name, whatever the mention heads took the nickname for.
        let joins = |before: &Name| {
            kind == NameKind::Person
                && before.kind == kind
                && (is_nickname(tokens, &(before.tokens.end..mention.tokens.start))
                    || is_rest_of_nickname(tokens, &before.tokens, mention.tokens.start)
                    || is_particles(tokens, before.tokens.end..mention.tokens.start))
        };
        let near = found.len().saturating_sub(2)..found.len();
        if let Some(first) = near.rev().find(|&near| joins(&found[near])) {
            found.truncate(first + 1);
            let before = &found[first];
            let whole = Mention { tokens: before.tokens.start..mention.tokens.end, ..mention.clone() };
            let (index, title) = (before.mention, before.title.clone());
            if let Some(name) = name(tokens, &whole, index, kind, title) {
                found.pop();
                found.push(name);
                continue;
            }
        }
        let mut title = title_before(index, mention.tokens.start);
        // "Chief Financial Officer Siri" and "Haugstad-Rao": a given name that was taken into the title.
        let own;
        let mention = if kind == NameKind::Person && mention.tokens.len() == 1 && ends_in_name(tokens, &title) {
            title.end -= 1;
            own = Mention { tokens: title.end..mention.tokens.end, ..mention.clone() };
            &own
        } else {
            mention
        };
        // Somebody addressed as "Ms" is a person, even where "Ms Strand’s office" was taken for a name.
        let is_address =
            |index: usize| ["mr", "mrs", "ms", "miss"].contains(&tokens.lower(index).trim_end_matches('.'));
        if is_address(mention.tokens.start) && mention.tokens.len() > 1 {
            let start = mention.tokens.start + 1;
            let owner = (start..mention.tokens.end).find(|&index| tokens.all[index].possessive);
            let end = owner.map_or(mention.tokens.end, |owner| owner + 1);
            let own = Mention { tokens: start..end, ..mention.clone() };
            found.extend(name(tokens, &own, index, NameKind::Person, start - 1..start));
            continue;
        }
        let addressed = mention.tokens.start.checked_sub(1).filter(|&before| is_address(before));
        let (kind, title) = match addressed {
            Some(before) => (NameKind::Person, title.start.min(before)..mention.tokens.start),
            None => (kind, title),
        };
        found.extend(name(tokens, mention, index, kind, title));
    }
    found
}

/// Whether the last word of a title is a name: it has a capital, is not a title itself and follows one.
fn ends_in_name(tokens: &Tokens<'_>, title: &Range<usize>) -> bool {
    let is_job = |index: usize| {
        let word = tokens.of(index).trim_end_matches('.');
        TITLES.has(word) || PERSONS.has(word)
    };
    title.len() > 1
        && tokens.is_capital(title.end - 1)
        && tokens.of(title.end - 1).contains(char::is_lowercase)
        && !is_job(title.end - 1)
        && is_job(title.end - 2)
}

fn is_mark(tokens: &Tokens<'_>, index: usize) -> bool {
    matches!(tokens.of(index), "\"" | "“" | "”" | "‘" | "’" | "'" | "«" | "»")
}

/// Whether a name ends inside a nickname, and the other begins right after it: "Salvatore “Big Sal" and "Marchetti".
fn is_rest_of_nickname(tokens: &Tokens<'_>, first: &Range<usize>, second: usize) -> bool {
    let marks = first.clone().filter(|&index| is_mark(tokens, index)).count();
    second == first.end + 1 && is_mark(tokens, first.end) && marks == 1
}

/// Whether the words between two names are a nickname in quotation marks.
fn is_nickname(tokens: &Tokens<'_>, between: &Range<usize>) -> bool {
    (3..6).contains(&between.len())
        && is_mark(tokens, between.start)
        && is_mark(tokens, between.end - 1)
        && (between.start + 1..between.end - 1).all(|index| tokens.is_capital(index))
}

/// Whether the words between two parts of a name are particles: "Marcos Ruiz" and "Costa" around "da".
fn is_particles(tokens: &Tokens<'_>, between: Range<usize>) -> bool {
    let last = between.end.saturating_sub(1);
    !between.is_empty()
        && between.len() < 3
        && (between.start - 1..=last).all(|index| tokens.adjacent(index))
        && between.clone().all(|index| PARTICLES.contains(&tokens.of(index)))
}

fn kind(sort: Sort) -> Option<NameKind> {
    Some(match sort {
        Sort::Person => NameKind::Person,
        Sort::Organization => NameKind::Organization,
        Sort::Place => NameKind::Place,
        Sort::OtherName => NameKind::Other,
        Sort::Pronoun | Sort::Description | Sort::Title => return None,
    })
}

fn name(tokens: &Tokens<'_>, mention: &Mention<'_>, index: usize, kind: NameKind, title: Range<usize>) -> Option<Name> {
    let Range { mut start, mut end } = mention.tokens.clone();
    // Initials before a name belong to it: "R. P. Dunning".
    let is_initial =
        |index: usize| tokens.of(index).len() == 2 && tokens.of(index).ends_with('.') && tokens.is_capital(index);
    while kind == NameKind::Person && start > 0 && tokens.adjacent(start - 1) && is_initial(start - 1) {
        start -= 1;
    }
    while start < end && (!tokens.all[start].is_word || ["the", "The"].contains(&tokens.of(start))) {
        start += 1;
    }
    while start < end && !tokens.all[end - 1].is_word {
        end -= 1;
    }
    while kind == NameKind::Person && end > start + 2 && is_honour(tokens.of(end - 1)) {
        end -= 1;
    }
    let before = start;
    if kind == NameKind::Person {
        let is_title = |index: usize| {
            let word = tokens.of(index).trim_end_matches('.');
            TITLES.has(word) && !is_given_name(word)
        };
        // In "Lord Woolf" and "Pope Francis", the rank is part of the name, as only one other word is left.
        let borne = |index: usize| index + 2 == end && RANKS.contains(&tokens.lower(index).as_str());
        while start + 1 < end && (is_title(start) && !borne(start) || !tokens.all[start].is_word) {
            start += 1;
        }
    }
    if kind == NameKind::Person && start + 1 == end && title.end == start && !title.is_empty() {
        let last = title.end - 1;
        if RANKS.contains(&tokens.lower(last).as_str()) {
            start = last;
        }
    }
    if kind == NameKind::Person && start < end && tokens.of(start) == "of" {
        start = after_office(tokens, &(start + 1..end))?;
    }
    // "Helma Strand of Veldara" is where she comes from.
    if kind == NameKind::Person
        && let Some(of) = (start + 2..end).find(|&index| tokens.of(index) == "of")
    {
        end = of;
    }
    if start >= end {
        return None;
    }
    let title = title.start..title.end.min(start);
    let title = if start > before && title.is_empty() { before..start } else { title.start..start.max(title.end) };
    let nickname = nickname(tokens, &(start..end));
    let outside = |index: &usize| match &nickname {
        Some(nickname) => *index + 1 < nickname.start || *index > nickname.end,
        None => true,
    };
    let suffixed = end - start > 1 && is_suffix(tokens.of(end - 1));
    let last = if suffixed { end - 1 } else { end };
    let words = (start..last).filter(outside).filter(|&index| tokens.all[index].is_word);
    let parts: Vec<String> = words.map(|index| tokens.of(index).to_owned()).collect();
    if parts.is_empty() {
        return None;
    }
    let full = match &nickname {
        Some(_) => (start..end).filter(outside).map(|index| tokens.of(index)).collect::<Vec<_>>().join(" "),
        None => tokens.slice(start..end).split_whitespace().collect::<Vec<_>>().join(" "),
    };
    Some(Name {
        tokens: start..end,
        gender: title.clone().find_map(|index| gender_of_noun(tokens.of(index))),
        title,
        full,
        parts,
        nickname: nickname.map(|words| tokens.slice(words).to_owned()),
        kind,
        mention: index,
    })
}

/// Where the name begins after "Minister of": at "Saad" in "Energy Saad al-Kaabi". "The Bishop of Ellermouth" is a
/// description.
fn after_office(tokens: &Tokens<'_>, words: &Range<usize>) -> Option<usize> {
    let given = (words.start + 1..words.end - 1).find(|&index| is_given_name(tokens.of(index)));
    given.or((words.len() > 2).then(|| words.end - 2))
}

/// The words of a nickname in quotation marks within a name.
fn nickname(tokens: &Tokens<'_>, name: &Range<usize>) -> Option<Range<usize>> {
    let open = name.clone().find(|&index| is_mark(tokens, index))?;
    let close = (open + 1..name.end).find(|&index| is_mark(tokens, index))?;
    (open > name.start && close > open + 1 && close + 1 < name.end).then_some(open + 1..close)
}

fn is_suffix(word: &str) -> bool {
    ["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"].contains(&word)
}
