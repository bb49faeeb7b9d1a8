//! The structure of the words that name a source: a pronoun, names, or a noun with what describes it.

use super::names::{Name, NameKind, is_honour};
use super::nouns::{Noun, class, is_possessive, is_preposition, is_spokesperson};
use super::pronouns::pronoun;
use super::tokens::Tokens;
use crate::encode::Sort;
use crate::lexicon::{FUNCTION_WORDS, PERSONS, TITLES};
use crate::record::SourceKind;
use std::ops::Range;

/// A source's words, parsed.
#[derive(Debug, Clone)]
pub(super) enum Phrase {
    /// A pronoun, with its token.
    Pronoun(usize),
    /// Named people or organisations, with or without unnamed others.
    Named {
        names: Vec<Name>,
        others: bool,
    },
    Noun(Noun),
    /// Somebody, and others described by their relation to that person: "she and her neighbours".
    Joined {
        first: Range<usize>,
        rest: Range<usize>,
    },
}

/// The "and" between somebody and others related to them.
pub(super) fn joined(tokens: &Tokens<'_>, run: &Range<usize>) -> Option<usize> {
    (run.start + 1..run.end.saturating_sub(1)).find(|&index| {
        tokens.of(index) == "and" && ["his", "her", "their", "its", "others"].contains(&tokens.of(index + 1))
    })
}

/// Whether the run begins with a word outside the source proper: "both", an adverb, a stray preposition.
pub(super) fn is_filler(tokens: &Tokens<'_>, run: &Range<usize>) -> bool {
    const FILLERS: [&str; 10] = ["both", "and", "but", "even", "only", "by", "to", "from", "according", "also"];
    let first = tokens.lower(run.start);
    // "Both sides" is a description.
    run.len() > 1 && FILLERS.contains(&first.as_str()) && (first != "both" || tokens.is_capital(run.start + 1))
}

pub(super) fn is_pronoun(tokens: &Tokens<'_>, run: &Range<usize>) -> bool {
    let alone = run.len() == 1
        || !tokens.all[run.start + 1].is_word
        || matches!(tokens.of(run.start + 1), "himself" | "herself" | "themselves" | "all" | "both" | "too" | "also");
    alone && pronoun(tokens.of(run.start)).is_some()
}

/// Whether a name only describes a noun after it: "Strand’s office", "the Clinton campaign".
pub(super) fn describes(tokens: &Tokens<'_>, name: &Name, run: &Range<usize>) -> bool {
    let next = name.tokens.end;
    if next >= run.end {
        return false;
    }
    let word = tokens.of(next);
    let verb = word.ends_with("ed") || word.ends_with("ing");
    is_possessive(tokens, name)
        || (tokens.adjacent(next - 1)
            && tokens.all[next].is_word
            && !tokens.is_capital(next)
            && !FUNCTION_WORDS.has(word)
            && !is_preposition(word)
            && (!verb || class(word).is_some()))
}

/// Whether a name is only somebody's party and constituency, degree or honour: "D-Fairmont", "DBE".
pub(super) fn is_credential(tokens: &Tokens<'_>, name: &Name) -> bool {
    let first = tokens.of(name.tokens.start);
    let party = ["D-", "R-", "I-", "D–", "R–", "Lab-", "Con-"].iter().any(|letter| first.starts_with(letter));
    party || (name.tokens.len() == 1 && is_honour(first))
}

/// Whether a name at the end of a source's words is in apposition to the description before it: "the visitors' scrum-half,
/// Tevita Fonoti".
pub(super) fn is_apposition(tokens: &Tokens<'_>, before: &Range<usize>, name: &Name, run: &Range<usize>) -> bool {
    const LONGEST: usize = 9;
    const DETERMINERS: [&str; 7] = ["the", "a", "an", "his", "her", "its", "their"];
    let Some(comma) = before.end.checked_sub(1).filter(|&index| index > before.start && tokens.of(index) == ",") else {
        return false;
    };
    let begins = DETERMINERS.contains(&tokens.lower(run.start).as_str()) && before.start == run.start;
    let words = (before.start..comma).all(|index| tokens.all[index].is_word);
    begins && words && before.len() <= LONGEST && name.tokens.end == run.end
}

/// Whether the name of an organisation or place only says where a person after it belongs: "Brent Water President Ann
/// Lee". The heads take some places for people: "Kisauni MP Ann Lee".
pub(super) fn employs(tokens: &Tokens<'_>, name: &Name, person: &Name) -> bool {
    const MOST_WORDS: usize = 6;
    let between = name.tokens.end..person.tokens.start;
    let has_job = || between.clone().any(|index| PERSONS.has(tokens.of(index)) || TITLES.has(tokens.of(index)));
    let may_be_place = name.kind != NameKind::Person || name.tokens.len() == 1 && has_job();
    let is_link = |index: usize| {
        !tokens.all[index].is_word || FUNCTION_WORDS.has(tokens.of(index)) || is_preposition(tokens.of(index))
    };
    may_be_place
        && person.kind == NameKind::Person
        && name.tokens.end <= person.tokens.start
        && between.len() <= MOST_WORDS
        && !between.clone().any(is_link)
        && (name.tokens.end - 1..person.tokens.start.saturating_sub(1)).all(|index| tokens.adjacent(index))
}

/// Whether a name after these words is what the phrase is about: the words contain no preposition, or the name is in
/// apposition to a noun for a person.
pub(super) fn leads_to(tokens: &Tokens<'_>, before: &Range<usize>, start: usize) -> bool {
    let all = start..before.end;
    if all.is_empty() {
        return true;
    }
    let comma = tokens.of(before.end - 1) == ",";
    // "resident and father-of-two Ann Lee" is one person.
    let joins_jobs = |index: usize| {
        tokens.of(index) == "and"
            && index > start
            && index + 1 < before.end
            && class(tokens.of(index - 1)) == Some(SourceKind::Unnamed)
            && !FUNCTION_WORDS.has(tokens.of(index + 1))
    };
    let until_preposition = all
        .clone()
        .take_while(|&index| tokens.all[index].is_word && (joins_jobs(index) || !is_preposition(tokens.of(index))));
    let (words, person) = until_preposition
        .fold((0, false), |(count, person), index| (count + 1, PERSONS.has(tokens.of(index)) || person));
    let whole = words + usize::from(comma) == all.len() || (words == all.len());
    // "a third, Marek Oud", but not "the 52-year-old, of Quay Street, Hallen"
    if comma { person || words <= 2 && whole } else { whole }
}

/// Whether a name after these words is that of the second of two people in them: "the lawyer of the minister Ina Holt".
pub(super) fn is_related(tokens: &Tokens<'_>, words: &Range<usize>) -> bool {
    const DETERMINERS: [&str; 6] = ["the", "a", "an", "his", "her", "their"];
    let is_job = |index: usize| PERSONS.has(tokens.of(index)) || TITLES.has(tokens.of(index));
    let is_person = |index: usize| is_job(index) || is_spokesperson(&tokens.lower(index));
    let Some(preposition) = words.clone().rev().find(|&index| ["of", "for", "to"].contains(&tokens.of(index))) else {
        return false;
    };
    let second = preposition + 1..words.end;
    second.len() > 1
        && DETERMINERS.contains(&tokens.of(second.start))
        && second.clone().all(|index| tokens.all[index].is_word)
        && is_person(second.end - 1)
        && (words.start..preposition).any(is_person)
}

/// Whether the words before a name say that it is somebody's name: "a group that calls itself Winterset", "a hacker known
/// as Winterset".
pub(super) fn is_what_it_is_called(tokens: &Tokens<'_>, name: &Name, run: &Range<usize>) -> bool {
    const CALLING: [&str; 7] = ["calls", "calling", "call", "known", "called", "named", "dubbed"];
    const LINKS: [&str; 6] = ["itself", "himself", "herself", "themselves", "only", "as"];
    let before = run.start..name.tokens.start.max(run.start);
    let Some(verb) = before.clone().rev().find(|&index| !LINKS.contains(&tokens.of(index))) else { return false };
    let links = before.end - verb - 1;
    let word = tokens.of(verb);
    let needs_link = word.starts_with("calls") || matches!(word, "call" | "calling" | "known");
    verb > run.start && CALLING.contains(&word) && (links > 0 || !needs_link) && links <= 2
}

/// Whether the words between two names make them a list, ignoring titles and descriptions.
pub(super) fn is_list(
    tokens: &Tokens<'_>,
    between: &Range<usize>,
    unnamed: &[(Range<usize>, Sort)],
    names: &[Name],
) -> bool {
    // "Jeff Merkley (D-Ore.), Sherrod Brown"
    let bracket = between.clone().find(|&index| tokens.of(index) == ")").map_or(between.start, |index| index + 1);
    let from =
        if between.clone().next().is_some_and(|index| tokens.of(index) == "(") { bracket } else { between.start };
    let words: Vec<String> = (from..between.end)
        .filter(|index| !unnamed.iter().any(|(words, _)| words.contains(index)))
        .filter(|index| !names.iter().any(|name| name.kind != NameKind::Person && name.tokens.contains(index)))
        .map(|index| tokens.lower(index))
        .collect();
    let links = words
        .iter()
        .all(|word| matches!(word.as_str(), "," | "and" | "&" | "of" | "at" | "from" | "the" | "as" | "well"));
    links && words.iter().any(|word| matches!(word.as_str(), "," | "and" | "&")) && words.len() < 6
}

/// Whether a place or organisation after a person's name only says where they belong: "Anna Larsen, vendor, Hallen".
pub(super) fn is_residence(tokens: &Tokens<'_>, between: &Range<usize>, before: Option<&Name>, name: &Name) -> bool {
    let person = before.is_some_and(|before| before.kind == NameKind::Person);
    let joined = between.clone().any(|index| matches!(tokens.of(index), "and" | "&"));
    person && name.kind != NameKind::Person && !joined
}

/// Whether the words before a name give somebody's relation to another: "Gwilym Stace, whose sister Ann".
pub(super) fn is_relation(tokens: &Tokens<'_>, words: &Range<usize>) -> bool {
    let relations = ["who", "whose", "his", "her", "their", "with"];
    words.clone().any(|index| relations.contains(&tokens.lower(index).as_str()))
}

/// Whether the names are joined by unnamed people: "Joan Pettifer and her neighbours".
pub(super) fn with_others(tokens: &Tokens<'_>, run: &Range<usize>, heads: &[Name]) -> bool {
    let Some(last) = heads.last() else { return false };
    let after = last.tokens.end;
    let and = after < run.end && tokens.lower(after) == "and";
    let noun = (after + 1..run.end.min(after + 6)).any(|index| class(tokens.of(index)).is_some());
    and && (noun || (after + 1 < run.end && tokens.lower(after + 1) == "others"))
}
