//! Finds who is being interviewed.

use super::verbatim::Paragraph;
use crate::lexicon::{DOCUMENTS, FUNCTION_WORDS, GROUPS, ORGANIZATIONS, PERSONS, TITLES, is_given_name};
use crate::prepare::Prepared;
use crate::record::Role;
use std::ops::Range;

/// The words of the one person named in the introduction, if that is clear: a full name whose first word is a given
/// name, else one that begins a sentence. Several different names leave it open.
pub(super) fn interviewee(prepared: &Prepared, introduction: &[Paragraph]) -> Option<Range<usize>> {
    let names: Vec<Range<usize>> = introduction
        .iter()
        .filter(|paragraph| matches!(paragraph.role, Role::Body | Role::Headline))
        .flat_map(|paragraph| names(prepared, &paragraph.words))
        .collect();
    let given = |words: &Range<usize>| is_given_name(prepared.word(words.start));
    let subject = |words: &Range<usize>| {
        let sentence = prepared.words[words.start].sentence;
        let is_title = |word: &usize| TITLES.has(prepared.word(*word)) || prepared.word(*word) == ".";
        let titles = (0..words.start).rev().take_while(is_title).last().unwrap_or(words.start);
        let begins = titles == 0 || prepared.words[titles - 1].sentence != sentence;
        let common =
            [&PERSONS, &ORGANIZATIONS, &DOCUMENTS, &GROUPS].iter().any(|list| list.has(prepared.word(words.end - 1)));
        begins && !common && words.end < prepared.words.len() && acts(prepared.word(words.end))
    };
    only(prepared, &names, given).or_else(|| only(prepared, &names, subject))
}

/// Whether a word can follow the subject of a sentence: a comma, or a verb.
fn acts(word: &str) -> bool {
    const VERBS: [&str; 14] =
        ["is", "was", "has", "had", "ran", "runs", "led", "leads", "grew", "spent", "won", "came", "became", "left"];
    word == ","
        || VERBS.contains(&word)
        || word.len() > 4 && (word.ends_with("ed") || word.ends_with('s')) && word.starts_with(char::is_lowercase)
}

/// The first of the names that meet a condition, if all that meet it are the same.
fn only(
    prepared: &Prepared,
    names: &[Range<usize>],
    condition: impl Fn(&Range<usize>) -> bool,
) -> Option<Range<usize>> {
    let mut found = names.iter().filter(|words| condition(words));
    let first = found.next()?;
    found.all(|other| prepared.text(other) == prepared.text(first)).then(|| first.clone())
}

/// Runs of two to four capitalised words, without titles before them.
fn names(prepared: &Prepared, words: &Range<usize>) -> Vec<Range<usize>> {
    let part = |word: usize| {
        prepared.is_capital(word) && !FUNCTION_WORDS.has(prepared.word(word)) && !TITLES.has(prepared.word(word))
    };
    let mut names = Vec::new();
    let mut start = words.start;
    while start < words.end {
        let joins = |word: usize| prepared.word(word) == "-" && word > start && word + 1 < words.end && part(word + 1);
        let end = (start..words.end).find(|&word| !part(word) && !joins(word)).unwrap_or(words.end);
        let hyphens = (start..end).filter(|&word| prepared.word(word) == "-").count();
        if (2..=4).contains(&(end - start - 2 * hyphens)) {
            names.push(start..end);
        }
        start = end + 1;
    }
    names
}
