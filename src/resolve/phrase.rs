//! What the words that name a source are made of: a pronoun, names, or a noun with what describes it.

use super::lexicon::{DOCUMENTS, FUNCTION_WORDS, GROUPS, Gender, ORGANIZATIONS, PERSONS, TITLES, singular};
use super::names::{Name, NameKind, names_in_source};
use super::tokens::Tokens;
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    Person(Gender),
    They,
    It,
    /// I and we, spoken by whoever is quoted.
    First,
    /// You and one, who are nobody in particular.
    Anybody,
    /// "one of them".
    OneOfThem,
}

/// A noun phrase without a name of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Noun {
    /// Its noun in lower case.
    pub(super) head: String,
    pub(super) kind: SourceKind,
    /// Whether it begins with "the", "this" or "that".
    pub(super) definite: bool,
    /// The description, up to where it is only commented on.
    pub(super) text: Range<usize>,
    /// A name or possessive pronoun at its beginning: "Strand’s", "his".
    pub(super) owner: Option<Owner>,
    /// Tokens of the organisation or person that a document is by, or that a spokesman speaks for.
    pub(super) behind: Option<Range<usize>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Owner {
    Name(Name),
    Pronoun(Pronoun),
    /// "the city’s": a noun of its own, kept as it is.
    Noun,
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

fn possessive(word: &str) -> Option<Pronoun> {
    Some(match word {
        "his" => Pronoun::Person(Gender::Male),
        "her" => Pronoun::Person(Gender::Female),
        "their" => Pronoun::They,
        "its" => Pronoun::It,
        "my" | "our" => Pronoun::First,
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

/// The noun in a compound: "mayor-elect", "co-founder", "vice-president".
fn base(word: &str) -> &str {
    match word.rsplit_once('-') {
        Some((first, "elect" | "designate")) => first,
        Some((_, last)) if !DOCUMENTS.has(word) => last,
        _ => word,
    }
}

/// What a noun is, if it is one of those that are sources.
fn class(word: &str) -> Option<SourceKind> {
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

fn is_possessive(tokens: &Tokens<'_>, name: &Name) -> bool {
    tokens.all[name.tokens.end - 1].possessive
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

fn is_preposition(word: &str) -> bool {
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

/// Parts a phrase that has no name of its own.
fn noun(tokens: &Tokens<'_>, run: Range<usize>, found: &[Name]) -> Noun {
    let text = run.start..description_end(tokens, &run);
    let first = tokens.lower(text.start);
    let owner = match found.iter().find(|name| is_possessive(tokens, name) && text.contains(&name.tokens.start)) {
        Some(name) if name.title.start.min(name.tokens.start) <= text.start + 1 => Some(Owner::Name(name.clone())),
        _ => possessive(&first).map(Owner::Pronoun).or_else(|| {
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
                next >= run.end
                    || comments.contains(&tokens.of(next))
                    || tokens.of(next).ends_with("ed")
                    || tokens.of(next).chars().all(|c| c.is_ascii_digit())
            }
            _ => false,
        }
    };
    (run.start + 1..run.end).find(ends).unwrap_or(run.end)
}

/// The phrase's noun: the last known one before a preposition, a participle or a relative clause.
fn head(tokens: &Tokens<'_>, text: &Range<usize>) -> Option<usize> {
    const QUANTITIES: [&str; 17] = [
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
    ];
    let mut head = None;
    let mut last = None;
    // "a number of academics": the academics speak.
    let of = (text.start..text.end.min(text.start + 4)).find(|&index| tokens.of(index) == "of");
    let quantity = of.filter(|&of| of > text.start && QUANTITIES.contains(&tokens.lower(of - 1).as_str()));
    for index in quantity.map_or(text.start, |of| of + 1)..text.end {
        let word = tokens.of(index);
        if !tokens.all[index].is_word {
            if matches!(word, "\"" | "“" | "”" | "‘" | "’") {
                continue;
            }
            break;
        }
        if is_preposition(word) && index > text.start {
            // "some of the voters": the first word is all there is of a head.
            break;
        }
        let participle = word.ends_with("ed")
            || word.ends_with("ing")
            || ["seen", "written", "sent", "made", "given", "present", "close"].contains(&word);
        if head.is_some() && participle && class(word).is_none() {
            break;
        }
        if !tokens.all[index].possessive {
            if class(word).is_some() {
                head = Some(index);
            }
            if !(index == text.start && FUNCTION_WORDS.has(word)) {
                last = Some(index);
            }
        } else {
            head = None;
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
        // "the chief executive" and "the executive" differ.
        Some(kind) => kind,
        None => unknown(&word, &first, counted),
    }
}

/// The kind of a noun that no list has.
fn unknown(word: &str, first: &str, counted: bool) -> SourceKind {
    let agent = ["er", "or", "ist", "ian", "ant", "man", "woman", "ee", "eer", "ess", "ite"];
    if counted && word.ends_with('s') {
        SourceKind::Unnamed
    } else if word.ends_with('s') && !word.ends_with("ss") {
        SourceKind::Group
    } else if agent.iter().any(|ending| word.ends_with(ending)) || first == "a" || first == "an" {
        SourceKind::Unnamed
    } else {
        SourceKind::Organization
    }
}

/// What stands after "by", "from", "of" or "for": who a document is by, or whom a spokesman speaks for.
fn behind(tokens: &Tokens<'_>, head: usize, run: &Range<usize>, found: &[Name]) -> Option<Range<usize>> {
    // "released by", "sent by the county in May"
    let link = (head + 1..run.end.min(head + 5))
        .find(|&index| ["by", "from", "for", "of", "at"].contains(&tokens.of(index)))?;
    // Who has seen a draft has not written it.
    if (head + 1..link)
        .any(|index| ["seen", "reviewed", "obtained", "read", "viewed", "heard"].contains(&tokens.of(index)))
    {
        return None;
    }
    let rest = link + 1..run.end;
    let direct = link == head + 1;
    let begins = |name: &Name| name.title.start.min(name.tokens.start);
    let name = found.iter().find(|name| begins(name) >= link && begins(name) <= link + 5);
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

/// The source kind of a name.
pub(super) fn kind_of_name(kind: NameKind) -> SourceKind {
    match kind {
        NameKind::Organization => SourceKind::Organization,
        NameKind::Person | NameKind::Unknown => SourceKind::Person,
    }
}
