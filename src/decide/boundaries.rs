//! Headlines, captions and boilerplate are separate: no content in them continues in the body, or the other way
//! round.

use super::Attribution;
use crate::prepare::Prepared;
use crate::record::Role;
use std::ops::Range;

/// Cuts contents and sources back to the part of the article that their cue is in; drops attributions that have no
/// content left, and those with a cue in boilerplate.
pub(super) fn trim(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    let quoted = prepared.quoted();
    attributions.retain_mut(|attribution| {
        let cue = attribution.cue.start;
        if prepared.sentence(cue).role == Role::Boilerplate {
            return false;
        }
        let content = attribution.content.iter();
        attribution.content =
            content.flat_map(|fragment| runs(fragment, |word| together(prepared, cue, word))).collect();
        end_with_sentence(prepared, &quoted, attribution);
        attribution.source = attribution.source.take().filter(|words| together(prepared, cue, words.start));
        if let Some(source) = &mut attribution.source {
            let paragraph = prepared.paragraph(source.start);
            source.end = source.clone().find(|&word| prepared.paragraph(word) != paragraph).unwrap_or(source.end);
        }
        !attribution.content.is_empty()
    });
}

/// Cuts reported words after a cue at the end of its sentence, unless the next sentence begins with a quotation mark:
/// "Larsen says the plan was discussed. It should be torn up." What follows a colon, or a line that does not end like a
/// sentence, may be longer.
fn end_with_sentence(prepared: &Prepared, quoted: &[bool], attribution: &mut Attribution) {
    let cue = attribution.cue.start;
    let end = prepared.words_in(&prepared.sentence(cue).span).end;
    let reports = |fragment: &Range<usize>| {
        (cue + 1..end).contains(&fragment.start) && !quoted[fragment.start] && prepared.word(fragment.start - 1) != ":"
    };
    let is_finished = matches!(prepared.word(end - 1), "." | "!" | "?");
    if !is_finished || !attribution.content.iter().any(reports) {
        return;
    }
    attribution.content.retain_mut(|fragment| {
        if fragment.start < end && fragment.end > end && !quoted[end] {
            fragment.end = end;
        }
        fragment.start < end || quoted[fragment.start]
    });
}

/// Whether two words are both in the body, or in the same paragraph; a word in boilerplate belongs with no other.
fn together(prepared: &Prepared, one: usize, other: usize) -> bool {
    let (one, other) = (prepared.sentence(one), prepared.sentence(other));
    let near = one.paragraph == other.paragraph && other.role != Role::Boilerplate;
    near || (one.role == Role::Body && other.role == Role::Body)
}

/// The runs of words that satisfy a condition.
pub(super) fn runs(words: &Range<usize>, condition: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for word in words.clone().filter(|&word| condition(word)) {
        match runs.last_mut() {
            Some(run) if run.end == word => run.end = word + 1,
            _ => runs.push(word..word + 1),
        }
    }
    runs
}
