//! Quotations that nothing attributes but the sentence before them, which says what their speaker does: "Larsen
//! smiled at the crowd. “We have waited long enough.”"

use super::attributions::{Attribution, claimed_outside};
use super::bare_speakers::{attribution, is_whole};
use super::quotes::is_whole_sentences;
use crate::lexicon::{FEMALE, MALE, TITLES};
use crate::prepare::Prepared;
use crate::record::Role;
use std::collections::HashSet;
use std::ops::Range;

/// Adds attributions for unclaimed quotations after a sentence about a person, and sorts all attributions by cue. Says
/// whether there are any.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) -> bool {
    let claimed = claimed_outside(prepared, attributions, &prepared.quoted());
    let known = sources(prepared, attributions);
    let outermost = prepared.quotations.iter().filter(|quotation| quotation.depth == 0 && !quotation.continues);
    let unclaimed = outermost.map(|quotation| prepared.words_in(&quotation.span)).filter(|words| {
        !words.is_empty()
            && prepared.sentence(words.start).role == Role::Body
            && !claimed[words.clone()].contains(&true)
            && is_whole(prepared, words)
            && is_whole_sentences(prepared, words)
    });
    let spoken = unclaimed.filter_map(|words| {
        let speaker = speaker(prepared, &known, &words)?;
        // Nothing but the form shows it: the full stop before the quotation.
        Some(attribution(speaker, words.start - 1..words.start, vec![words]))
    });
    let spoken: Vec<Attribution> = spoken.collect();
    let any = !spoken.is_empty();
    attributions.extend(spoken);
    attributions.sort_by_key(|attribution| attribution.cue.start);
    any
}

/// The last words of the names of sources.
fn sources<'a>(prepared: &'a Prepared, attributions: &[Attribution]) -> HashSet<&'a str> {
    let sources = attributions.iter().filter_map(|attribution| attribution.source.as_ref());
    let last = sources.filter_map(|source| {
        let comma = source.clone().find(|&word| prepared.word(word) == ",").unwrap_or(source.end);
        (source.start..comma).rev().find(|&word| prepared.is_capital(word))
    });
    last.map(|word| prepared.word(word)).collect()
}

/// The subject of the sentence before a quotation, if it is a person. The sentence is in the same paragraph, or ends
/// the one before a paragraph that is all quotation.
fn speaker(prepared: &Prepared, known: &HashSet<&str>, quotation: &Range<usize>) -> Option<Range<usize>> {
    let stop = quotation.start.checked_sub(1)?;
    let before = prepared.sentence(stop);
    let same_paragraph = prepared.paragraph(stop) == prepared.paragraph(quotation.start);
    let fills_paragraph = quotation.end == prepared.words.len()
        || prepared.paragraph(quotation.end) != prepared.paragraph(quotation.end - 1);
    if before.role != Role::Body || !same_paragraph && !fills_paragraph || prepared.word(stop) != "." {
        return None;
    }
    let words = prepared.words_in(&before.span);
    let start = words.start + usize::from(["But", "And", "Yet", "So"].contains(&prepared.word(words.start)));
    if ["He", "She", "he", "she"].contains(&prepared.word(start)) {
        return Some(start..start + 1);
    }
    let part = |word: &usize| prepared.is_capital(*word) || prepared.word(*word) == "." && *word < stop;
    let end = (start..words.end).take_while(part).last()? + 1;
    let is_name = |word: &str| FEMALE.has(word) || MALE.has(word);
    let first = prepared.word(start);
    let is_person = is_name(first) || TITLES.has(first) || known.contains(prepared.word(end - 1));
    let acts = prepared.word(end) == "," || prepared.word(end).starts_with(char::is_lowercase);
    let joined = ["of", "and", "for", "or", "in", "at"].contains(&prepared.word(end));
    (end < stop && is_person && acts && !joined).then_some(start..end)
}
