//! Headlines, captions and boilerplate are separate: no content in them continues in the body, or the other way
//! round.

use super::Attribution;
use crate::prepare::Prepared;
use crate::record::Role;
use std::ops::Range;

/// Cuts contents and sources back to the part of the article that their cue is in; drops attributions that have no
/// content left, and those with a cue in boilerplate.
pub(super) fn trim(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    attributions.retain_mut(|attribution| {
        let cue = attribution.cue.start;
        if prepared.sentence(cue).role == Role::Boilerplate {
            return false;
        }
        attribution.content = attribution
            .content
            .iter()
            .flat_map(|fragment| runs(fragment, |word| together(prepared, cue, word)))
            .collect();
        attribution.source = attribution.source.take().filter(|words| together(prepared, cue, words.start));
        if let Some(source) = &mut attribution.source {
            let paragraph = prepared.paragraph(source.start);
            source.end = source.clone().find(|&word| prepared.paragraph(word) != paragraph).unwrap_or(source.end);
        }
        !attribution.content.is_empty()
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
