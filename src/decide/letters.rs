//! Letters to a columnist or an editor, with the writer's signature: "Dear Ann, … — Sleepless in Lomvik". The answer to a
//! letter is the columnist's own.

use super::attributions::Attribution;
use super::verbatim::{self, Paragraph};
use crate::prepare::{Prepared, signatures};
use crate::record::Role;
use std::ops::Range;

/// Most paragraphs of a letter.
const LONGEST: usize = 40;

/// Adds an attribution for each letter, and puts all in the order of their cues.
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

/// Whom a paragraph addresses, if it begins a letter.
fn addressee<'a>(prepared: &'a Prepared, paragraph: &Paragraph) -> Option<&'a str> {
    if paragraph.words.is_empty() {
        return None;
    }
    signatures::addressee(prepared.text(&paragraph.words))
}

/// The letter that begins with a paragraph, if a signature ends it, and the index of the paragraph behind it.
fn letter(prepared: &Prepared, paragraphs: &[Paragraph], first: usize) -> Option<(Attribution, usize)> {
    for index in first..paragraphs.len().min(first + LONGEST) {
        let paragraph = &paragraphs[index];
        if index > first && addressee(prepared, paragraph).is_some() {
            return None;
        }
        let Some((mark, name)) = signature(prepared, paragraph) else {
            if paragraph.words.is_empty() { break } else { continue };
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

/// The dash and the pen name of the signature with which a paragraph ends.
fn signature(prepared: &Prepared, paragraph: &Paragraph) -> Option<(Range<usize>, Range<usize>)> {
    let sentence = &prepared.sentences[paragraph.sentences.end - 1];
    let name = signatures::of_letter(&prepared.article.text[sentence.span.clone()])
        .filter(|_| sentence.role == Role::Boilerplate)?;
    let (start, words) = (sentence.span.start, prepared.words_in(&sentence.span));
    let name = prepared.words_in(&(start + name.start..start + name.end));
    (!name.is_empty() && words.start < name.start).then(|| (words.start..name.start, name))
}
