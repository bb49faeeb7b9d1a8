//! What the words that name a source are made of: a pronoun, names, or a noun with what describes it.

use super::names::{Name, NameKind, names_in_source};
use super::nouns::{Noun, Pronoun, class, is_possessive, is_preposition, noun, possessive};
use super::tokens::Tokens;
use crate::lexicon::{FUNCTION_WORDS, GROUPS, Gender, PERSONS};
use crate::record::SourceKind;
use std::ops::Range;

/// A source's words.
#[derive(Debug, Clone)]
pub(super) enum Phrase {
    Pronoun(Pronoun),
    /// "who", "which" or "that", whose antecedent stands before it.
    Relative,
    /// Named people or organisations; with unnamed others or not.
    Named {
        names: Vec<Name>,
        others: bool,
    },
    Noun(Noun),
    /// Somebody, and others by their relation to him: "she and her neighbours".
    Joined {
        first: Range<usize>,
        rest: Range<usize>,
    },
}

/// Parts a source's words.
pub(super) fn phrase(tokens: &Tokens<'_>, span: &Range<usize>, known: &dyn Fn(&Name) -> bool) -> Option<Phrase> {
    let mut run = tokens.within(span);
    while run.start < run.end && (!tokens.all[run.start].is_word || is_filler(tokens, &run)) {
        run.start += 1;
    }
    if run.is_empty() {
        return None;
    }
    if let Some(phrase) = pronoun(tokens, &run) {
        return Some(phrase);
    }
    if let Some(and) = joined(tokens, &run) {
        return Some(Phrase::Joined { first: run.start..and, rest: and..run.end });
    }
    let mut found = names_in_source(tokens, run.clone());
    found.retain(|name| !is_common(tokens, name) || (name.doubtful && known(name)));
    let heads = heads(tokens, &run, &found);
    if heads.is_empty() {
        return Some(Phrase::Noun(noun(tokens, run, &found)));
    }
    let others = with_others(tokens, &run, &heads);
    Some(Phrase::Named { names: heads, others })
}

/// The "and" between somebody and others that are his.
fn joined(tokens: &Tokens<'_>, run: &Range<usize>) -> Option<usize> {
    (run.start + 1..run.end.saturating_sub(1)).find(|&index| {
        tokens.of(index) == "and" && ["his", "her", "their", "its", "others"].contains(&tokens.of(index + 1))
    })
}

/// Words before the source proper: "both", an adverb, a preposition that was taken along.
fn is_filler(tokens: &Tokens<'_>, run: &Range<usize>) -> bool {
    const FILLERS: [&str; 9] = ["both", "and", "but", "even", "only", "by", "to", "according", "also"];
    run.len() > 1 && FILLERS.contains(&tokens.lower(run.start).as_str())
}

fn pronoun(tokens: &Tokens<'_>, run: &Range<usize>) -> Option<Phrase> {
    let first = tokens.lower(run.start);
    let alone = run.len() == 1
        || !tokens.all[run.start + 1].is_word
        || matches!(tokens.of(run.start + 1), "himself" | "herself" | "themselves" | "all" | "both" | "too" | "also");
    if first == "one" && run.len() == 3 && tokens.lower(run.start + 1) == "of" && tokens.lower(run.start + 2) == "them"
    {
        return Some(Phrase::Pronoun(Pronoun::OneOfThem));
    }
    if !alone {
        return None;
    }
    personal(&first)
        .or_else(|| possessive(&first))
        .map(Phrase::Pronoun)
        .or_else(|| ["who", "whom", "which", "that"].contains(&first.as_str()).then_some(Phrase::Relative))
}

fn personal(word: &str) -> Option<Pronoun> {
    Some(match word {
        "he" | "him" | "himself" => Pronoun::Person(Gender::Male),
        "she" | "her" | "herself" => Pronoun::Person(Gender::Female),
        "they" | "them" | "themselves" => Pronoun::They,
        "it" | "itself" => Pronoun::It,
        "i" | "we" | "me" | "us" => Pronoun::First,
        "you" | "one" => Pronoun::Anybody,
        _ => return None,
    })
}

/// Whether a name that begins its sentence is rather a noun with the sentence's capital.
fn is_common(tokens: &Tokens<'_>, name: &Name) -> bool {
    let word = tokens.of(name.tokens.start);
    // "Democrats" are a group wherever they stand.
    if name.parts.len() == 1 && name.title.is_empty() && GROUPS.has(word) {
        return true;
    }
    if !name.doubtful {
        return false;
    }
    let next = name.tokens.end;
    let modifies = next < tokens.all.len() && tokens.adjacent(name.tokens.end - 1) && class(tokens.of(next)).is_some();
    class(word).is_some() || modifies
}

/// The names that the phrase is about, rather than those that describe its noun.
fn heads(tokens: &Tokens<'_>, run: &Range<usize>, found: &[Name]) -> Vec<Name> {
    let mut heads: Vec<Name> = Vec::new();
    let mut from = run.start;
    // Who is only included is not who speaks.
    let examples = run.clone().find(|&index| ["including", "among", "like"].contains(&tokens.of(index)));
    for name in found.iter().filter(|name| examples.is_none_or(|index| name.tokens.end <= index)) {
        let start = name.title.start.min(name.tokens.start);
        let between = from..start;
        if heads.is_empty() {
            // What follows a preposition describes; what follows a possessive may yet be the head.
            if describes(tokens, name, run) || !leads_to(tokens, &between, run.start) {
                continue;
            }
            from = name.tokens.end;
            heads.push(name.clone());
        } else if is_list(tokens, &between) && !describes(tokens, name, run) {
            from = name.tokens.end;
            heads.push(name.clone());
        } else {
            break;
        }
    }
    heads
}

/// Whether a name only describes a noun after it: "Strand’s office", "the Clinton campaign".
fn describes(tokens: &Tokens<'_>, name: &Name, run: &Range<usize>) -> bool {
    let next = name.tokens.end;
    (next < run.end && is_possessive(tokens, name))
        || (next < run.end && tokens.adjacent(next - 1) && tokens.all[next].is_word && !tokens.is_capital(next) && {
            let stretch = (next..run.end.min(next + 4))
                .take_while(|&index| tokens.all[index].is_word && !FUNCTION_WORDS.has(tokens.of(index)));
            stretch.into_iter().any(|index| class(tokens.of(index)).is_some())
        })
}

/// Whether a name after these words is what the phrase is about: they hold no preposition, or the name stands in
/// apposition to a noun for a person.
fn leads_to(tokens: &Tokens<'_>, before: &Range<usize>, start: usize) -> bool {
    let all = start..before.end;
    if all.is_empty() {
        return true;
    }
    let comma = tokens.of(before.end - 1) == ",";
    let until_preposition =
        all.clone().take_while(|&index| tokens.all[index].is_word && !is_preposition(tokens.of(index)));
    let (words, person) = until_preposition
        .fold((0, false), |(count, person), index| (count + 1, PERSONS.has(tokens.of(index)) || person));
    let whole = words + usize::from(comma) == all.len() || (words == all.len());
    // "a third, Marek Oud"
    if comma { person || words <= 2 } else { whole }
}

fn is_list(tokens: &Tokens<'_>, between: &Range<usize>) -> bool {
    // "Jeff Merkley (D-Ore.), Sherrod Brown"
    let bracket = between.clone().find(|&index| tokens.of(index) == ")").map_or(between.start, |index| index + 1);
    let from =
        if between.clone().next().is_some_and(|index| tokens.of(index) == "(") { bracket } else { between.start };
    let words: Vec<String> = (from..between.end).map(|index| tokens.lower(index)).collect();
    let last_is_and = words.last().is_some_and(|word| word == "and" || word == "," || word == "&");
    (words.len() <= 2 && last_is_and && words.iter().any(|word| word == "and" || word == "&"))
        || words == [","]
        // "Ann Lee, the mayor, and Bo Dahl"
        || (words.len() < 14 && words.first().is_some_and(|word| word == ",") && words.ends_with(&[",".to_owned(), "and".to_owned()]))
}

/// Whether unnamed people stand beside the names: "Joan Pettifer and her neighbours", "a man with Ann Lee".
fn with_others(tokens: &Tokens<'_>, run: &Range<usize>, heads: &[Name]) -> bool {
    let Some(last) = heads.last() else { return false };
    let after = last.tokens.end;
    let and = after < run.end && tokens.lower(after) == "and";
    let noun = (after + 1..run.end.min(after + 6)).any(|index| class(tokens.of(index)).is_some());
    and && (noun || (after + 1 < run.end && tokens.lower(after + 1) == "others"))
}

/// The source kind of a name.
pub(super) fn kind_of_name(kind: NameKind) -> SourceKind {
    match kind {
        NameKind::Organization => SourceKind::Organization,
        NameKind::Person | NameKind::Unknown => SourceKind::Person,
    }
}
