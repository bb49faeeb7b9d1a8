//! What the text says a named person is: "Rep. Ann Lee", "striker Guti", "the mayor, Ilse Tarn", "Aaron Kall, a
//! historian".

use super::names::{Name, NameKind};
use super::tokens::Tokens;
use crate::lexicon::{FUNCTION_WORDS, PERSONS};
use std::ops::Range;

/// A description next to a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    /// The description, without article.
    pub(super) text: Range<usize>,
    /// Its noun, in lower case: "senator" for "Sen.".
    pub(super) noun: String,
}

/// Longest description before a name, in words.
const BEFORE: usize = 9;
/// Longest description after a name, in words.
const AFTER: usize = 20;

/// The descriptions around a name.
pub(super) fn around(tokens: &Tokens<'_>, name: &Name) -> Vec<Job> {
    let mut found = Vec::new();
    let start = name.title.start.min(name.tokens.start);
    if !name.title.is_empty() {
        let noun = name.title.clone().rev().map(|index| noun_of_title(tokens.of(index))).find(|noun| PERSONS.has(noun));
        if let Some(noun) = noun {
            found.push(Job { text: name.title.clone(), noun });
        }
    }
    found.extend(directly_before(tokens, start));
    found.extend(before_comma(tokens, start));
    found.extend(whose_name_is(tokens, start));
    if name.kind != NameKind::Organization {
        found.extend(after_comma(tokens, name));
    }
    found
}

/// The word that an abbreviated title stands for.
fn noun_of_title(title: &str) -> String {
    let lower = title.trim_end_matches('.').to_lowercase();
    match lower.as_str() {
        "sen" => "senator",
        "rep" => "representative",
        "gov" => "governor",
        "gen" => "general",
        "prof" => "professor",
        "dr" => "doctor",
        "capt" => "captain",
        "col" => "colonel",
        "rev" => "reverend",
        other => return other.to_owned(),
    }
    .to_owned()
}

fn is_punctuation(tokens: &Tokens<'_>, index: usize) -> bool {
    !tokens.all[index].is_word
}

/// "longtime Democratic pollster" before a name.
fn directly_before(tokens: &Tokens<'_>, start: usize) -> Option<Job> {
    let last = start.checked_sub(1)?;
    let noun = tokens.lower(last);
    if !tokens.adjacent(last) || !PERSONS.has(&noun) || tokens.is_capital(last) {
        return None;
    }
    let begins = |index: &usize| {
        tokens.adjacent(*index) && !FUNCTION_WORDS.has(tokens.of(*index)) && !is_punctuation(tokens, *index)
    };
    let first = (last.saturating_sub(BEFORE)..last).rev().take_while(begins).last().unwrap_or(last);
    Some(Job { text: first..start, noun })
}

/// "the mayor, " before a name.
fn before_comma(tokens: &Tokens<'_>, start: usize) -> Option<Job> {
    let comma = start.checked_sub(1).filter(|&index| tokens.of(index) == ",")?;
    let begins = |index: &usize| {
        ["the", "a", "an", "his", "her", "its", "their"].contains(&tokens.lower(*index).as_str())
            || tokens.all[*index].possessive
    };
    let stretch = (comma.saturating_sub(BEFORE)..comma).rev().take_while(|index| {
        !is_punctuation(tokens, *index) && tokens.all[*index].sentence == tokens.all[start].sentence
    });
    stretch.filter(begins).find_map(|first| {
        let text = first + 1..comma;
        let noun = head(tokens, &text)?;
        Some(Job { text, noun })
    })
}

/// "the Admiral, whose name is" before a name.
fn whose_name_is(tokens: &Tokens<'_>, start: usize) -> Option<Job> {
    let first = (start.saturating_sub(4)..start).find(|&index| tokens.of(index) == "whose")?;
    let says = |words: &[&str]| (first..start).map(|index| tokens.of(index)).eq(words.iter().copied());
    let named = [&["whose", "name", "is"][..], &["whose", "real", "name", "is"], &["whose", "full", "name", "is"]];
    let noun = first.checked_sub(2).filter(|&noun| tokens.of(first - 1) == "," && tokens.all[noun].is_word)?;
    named.iter().any(|words| says(words)).then(|| Job { text: noun..noun + 1, noun: tokens.lower(noun) })
}

/// ", a historian at Hallen" after a name.
fn after_comma(tokens: &Tokens<'_>, name: &Name) -> Option<Job> {
    let comma = name.tokens.end;
    let sentence = tokens.all[name.tokens.start].sentence;
    let within = |index: usize| index < tokens.all.len() && tokens.all[index].sentence == sentence;
    if !within(comma) || tokens.all[comma - 1].possessive || !(tokens.of(comma) == "," || tokens.of(comma) == "--") {
        return None;
    }
    let first = comma + 1;
    let ends = |index: &usize| {
        !within(*index)
            || matches!(
                tokens.of(*index),
                "," | ";" | "." | "(" | "—" | "”" | "\"" | "who" | "whom" | "which" | "whose"
            )
    };
    let end = (first..first + AFTER).find(ends).unwrap_or(first + AFTER).min(tokens.all.len());
    let article = within(first) && ["a", "an", "the"].contains(&tokens.lower(first).as_str());
    let text = if article { first + 1..end } else { first..end };
    let noun = head(tokens, &text)?;
    // Without an article, it is a description only if its noun comes early: "Jo Lee, professor of law".
    (article || text.clone().take_while(|&index| tokens.lower(index) != noun).count() < 4).then_some(Job { text, noun })
}

/// The last noun for a person before the first preposition.
fn head(tokens: &Tokens<'_>, run: &Range<usize>) -> Option<String> {
    run.clone()
        .take_while(|&index| !is_punctuation(tokens, index))
        .take_while(|&index| {
            !FUNCTION_WORDS.has(tokens.of(index))
                || ["vice", "first", "former", "own", "new"].contains(&tokens.of(index))
        })
        .filter(|&index| PERSONS.has(tokens.of(index)))
        .last()
        .map(|index| tokens.lower(index))
}
