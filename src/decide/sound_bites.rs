//! Sound bites in a broadcast script: within a paragraph, a name that the script has introduced, a colon, and what
//! that person says. "Ann Larsen chairs the council. Ann Larsen: We took the only decision that was open to us."

use super::Attribution;
use super::verbatim;
use crate::prepare::{Prepared, Sentence};
use crate::record::Role;
use std::ops::Range;

/// Number of words in a full name.
const NAME: std::ops::RangeInclusive<usize> = 2..=4;
/// Maximum number of words between the introduction of a name and its sound bite.
const BEFORE: usize = 400;

/// Adds an attribution for each sound bite, and sorts all attributions by cue.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    let mut bites: Vec<Attribution> = Vec::new();
    let mut last: Option<&Sentence> = None;
    for sentence in &prepared.sentences {
        let words = prepared.words_in(&sentence.span);
        let follows = last.is_some_and(|last| last.paragraph == sentence.paragraph);
        let is_body = sentence.role == Role::Body && !words.is_empty();
        let speaks = follows
            && is_body
            && verbatim::addresses(prepared, words.clone())
            && !has_cue(prepared, attributions, &words);
        if let Some(name) = speaker(prepared, &words).filter(|_| is_body) {
            let cue = name.end..name.end + 1;
            let content = cue.end..words.end;
            bites.push(verbatim::attribution(cue, Some(name), vec![content]));
            last = Some(sentence);
        } else if let Some(content) = bites.last_mut().and_then(|bite| bite.content.last_mut()).filter(|_| speaks) {
            content.end = words.end;
            last = Some(sentence);
        } else {
            last = None;
        }
    }
    verbatim::put(prepared, attributions, bites);
}

/// The name that begins a sentence within a paragraph, if a colon follows and the text has named that person before.
fn speaker(prepared: &Prepared, words: &Range<usize>) -> Option<Range<usize>> {
    let begins_paragraph = words.start == 0
        || words.start == prepared.words.len()
        || prepared.paragraph(words.start - 1) != prepared.paragraph(words.start);
    let colon = words.clone().take(NAME.end() + 1).find(|&word| prepared.word(word) == ":")?;
    let name = words.start..colon;
    let is_name = NAME.contains(&name.len()) && name.clone().all(|word| prepared.is_capital(word));
    let introduced = || {
        let before = words.start.saturating_sub(BEFORE)..words.start;
        prepared.text(&before).contains(prepared.text(&name))
    };
    (!begins_paragraph && is_name && colon + 1 < words.end && introduced()).then_some(name)
}

/// Whether the cue of an attribution to somebody other than the author is among these words.
fn has_cue(prepared: &Prepared, attributions: &[Attribution], words: &Range<usize>) -> bool {
    let first = attributions.partition_point(|attribution| attribution.cue.start < words.start);
    attributions[first..].iter().take_while(|attribution| attribution.cue.start < words.end).any(|attribution| {
        let other = |source: &Range<usize>| !["I", "We", "we"].contains(&prepared.text(source));
        attribution.source.as_ref().is_some_and(other)
    })
}
