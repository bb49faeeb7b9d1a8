//! Letters to a columnist or an editor, with the writer's signature: "Dear Ann, … — Sleepless in Lomvik". The answer to
//! a letter is the columnist's own.

use super::attributions::Attribution;
use super::verbatim::{self, Paragraph};
use crate::prepare::{Prepared, signatures};
use crate::record::Role;
use std::ops::Range;

/// Maximum number of paragraphs in a letter.
const LONGEST: usize = 40;

/// Adds an attribution for each letter, and sorts all attributions by cue.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    let paragraphs = verbatim::paragraphs(prepared);
    let mut letters = Vec::new();
    let mut next = 0;
    for index in 0..paragraphs.len() {
        if index < next || addressee(prepared, &paragraphs[index]).is_none() {
            continue;
        }
        if let Some((letter, end)) = letter(prepared, &paragraphs, index) {
            letters.push(letter);
            next = end;
        }
    }
    verbatim::put(prepared, attributions, letters);
}

/// The addressee, if a paragraph begins a letter.
fn addressee<'a>(prepared: &'a Prepared, paragraph: &Paragraph) -> Option<&'a str> {
    if paragraph.words.is_empty() {
        return None;
    }
    signatures::addressee(prepared.text(&paragraph.words))
}

/// The letter that begins with a paragraph, if a signature ends it, and the index of the paragraph after it.
fn letter(prepared: &Prepared, paragraphs: &[Paragraph], first: usize) -> Option<(Attribution, usize)> {
    for index in first..paragraphs.len().min(first + LONGEST) {
        let paragraph = &paragraphs[index];
        if index > first && addressee(prepared, paragraph).is_some() {
            return None;
        }
        let signed = signature(prepared, paragraph).or_else(|| name_line(prepared, paragraphs, first, index));
        let Some((mark, name)) = signed else {
            if paragraph.words.is_empty() && !is_closing(prepared, paragraph) {
                return None;
            }
            continue;
        };
        let content: Vec<Range<usize>> = paragraphs[first..=index]
            .iter()
            .map(|paragraph| paragraph.words.clone())
            .filter(|words| !words.is_empty())
            .collect();
        return Some((verbatim::attribution(mark, Some(name), content), index + 1));
    }
    None
}

/// Whether a line is only a closing before the name: "Yours,".
fn is_closing(prepared: &Prepared, paragraph: &Paragraph) -> bool {
    let line = &prepared.sentences[paragraph.sentences.end - 1];
    prepared.article.text[line.span.clone()].ends_with(',')
}

/// The punctuation after the salutation, and the name on a line of its own below the letter, if the letter is to an
/// editor or the answer addresses that name.
fn name_line(
    prepared: &Prepared,
    paragraphs: &[Paragraph],
    first: usize,
    line: usize,
) -> Option<(Range<usize>, Range<usize>)> {
    let paragraph = &paragraphs[line];
    if !paragraph.words.is_empty() || paragraph.sentences.len() != 1 {
        return None;
    }
    let words = prepared.words_in(&prepared.sentences[paragraph.sentences.start].span);
    let name = prepared.text(&(!words.is_empty()).then(|| words.clone())?);
    let to_editor = signatures::is_editor(addressee(prepared, &paragraphs[first])?);
    let answered = || {
        let answer = addressee(prepared, paragraphs.get(line + 1)?)?;
        Some(name.to_lowercase().starts_with(&answer.to_lowercase()))
    };
    let capital = prepared.is_capital(words.start) && !name.ends_with(['.', '!', '?', ':']);
    let mark = paragraphs[first].words.clone().find(|&word| prepared.is_punctuation(word))?;
    let is_name = to_editor && (2..=5).contains(&words.len()) || !to_editor && answered() == Some(true);
    (capital && is_name).then_some((mark..mark + 1, words))
}

/// The dash and the pen name of the signature that ends a paragraph.
fn signature(prepared: &Prepared, paragraph: &Paragraph) -> Option<(Range<usize>, Range<usize>)> {
    let sentence = &prepared.sentences[paragraph.sentences.end - 1];
    let name = signatures::of_letter(&prepared.article.text[sentence.span.clone()])
        .filter(|_| sentence.role == Role::Boilerplate)?;
    let (start, words) = (sentence.span.start, prepared.words_in(&sentence.span));
    let name = prepared.words_in(&(start + name.start..start + name.end));
    (!name.is_empty() && words.start < name.start).then_some((words.start..name.start, name))
}
