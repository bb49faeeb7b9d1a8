//! What the quotation marks know better than the encoder: where a quotation begins and ends.

use super::{Attribution, bytes, is_punctuation, words_in};
use crate::prepare::{Prepared, Quotation};
use std::ops::Range;

/// Mends the contents: fragments that only punctuation parts are joined, and the marks of a quotation that a fragment
/// fills belong to it.
pub(super) fn complete(prepared: &Prepared, attributions: &mut [Attribution]) {
    for attribution in attributions {
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(attribution.content.len());
        for fragment in attribution.content.drain(..) {
            match joined.last_mut() {
                Some(last) if only_punctuation(prepared, last.end..fragment.start) => last.end = fragment.end,
                _ => joined.push(fragment),
            }
        }
        for fragment in &mut joined {
            take_in_marks(prepared, fragment);
        }
        attribution.content = joined;
    }
}

fn only_punctuation(prepared: &Prepared, mut words: Range<usize>) -> bool {
    words.all(|word| is_punctuation(prepared, word))
}

/// Extends a fragment over the punctuation that parts it from the marks of a quotation it has a part in.
fn take_in_marks(prepared: &Prepared, fragment: &mut Range<usize>) {
    for quotation in overlapping(&prepared.quotations, bytes(prepared, fragment)) {
        let quoted = words_in(prepared, &quotation.span);
        if quoted.start < fragment.start && only_punctuation(prepared, quoted.start..fragment.start) {
            fragment.start = quoted.start;
        }
        if fragment.end < quoted.end && only_punctuation(prepared, fragment.end..quoted.end) {
            fragment.end = quoted.end;
        }
    }
}

/// Quotations that share a byte with `bytes`.
fn overlapping(quotations: &[Quotation], bytes: Range<usize>) -> impl Iterator<Item = &Quotation> {
    let last = quotations.partition_point(|quotation| quotation.span.start < bytes.end);
    quotations[..last].iter().filter(move |quotation| quotation.span.end > bytes.start)
}
