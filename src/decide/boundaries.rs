//! Headlines, captions and boilerplate stand by themselves: nothing said there goes on in the body, nor the reverse.

use super::Attribution;
use crate::prepare::Prepared;
use crate::record::Role;
use std::ops::Range;

/// Cuts contents and sources back to where their cue stands; drops attributions that have no content left, and those of
/// boilerplate.
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
        !attribution.content.is_empty()
    });
}

/// Whether two words stand in the body both, or in one paragraph; what stands in boilerplate goes with nothing.
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
