//! Spans of the record from bytes, and what its parts share.

use crate::decide::{Attribution, holders};
use crate::prepare::Prepared;
use crate::record::{Offsets, SpanOf, SpanRecord};
use std::ops::Range;

/// Makes spans of code points from bytes: what was found in the analysed text, as it stands in the title or text that came
/// in.
pub(super) struct Spans<'t> {
    pub(super) prepared: &'t Prepared,
    offsets: Offsets<'t>,
    /// Code points of the title and the blank line after it.
    lead: usize,
}

impl<'t> Spans<'t> {
    pub(super) fn new(prepared: &'t Prepared) -> Self {
        let offsets = Offsets::new(prepared.given_text());
        let lead = offsets.code_point(prepared.lead);
        Self { prepared, offsets, lead }
    }

    pub(super) fn span(&self, bytes: Range<usize>) -> SpanRecord {
        let mut bytes = self.prepared.given(bytes);
        let lead = self.prepared.lead;
        let of = if bytes.start < lead && bytes.end <= lead { SpanOf::Title } else { SpanOf::Text };
        if of == SpanOf::Text {
            // What runs on from the title into the text is of the text.
            bytes.start = bytes.start.max(lead);
        }
        let before = if of == SpanOf::Text { self.lead } else { 0 };
        SpanRecord {
            start: self.offsets.code_point(bytes.start) - before,
            end: self.offsets.code_point(bytes.end) - before,
            text: self.prepared.given_text()[bytes].to_owned(),
            of,
        }
    }
}

/// The id of a source, by its index.
pub(super) fn source_id(index: usize) -> String {
    format!("s{}", index + 1)
}

/// Four decimals: more would claim what no calibration holds, and would show the last bits of matrix products.
pub(super) fn rounded(probability: f32) -> f32 {
    (probability * 1e4).round() / 1e4
}

/// For each attribution, the one in whose content its cue stands; of several, the closest around it.
pub(super) fn around(attributions: &[Attribution]) -> Vec<Option<usize>> {
    let closest = |holders: Vec<(usize, usize)>| {
        holders.into_iter().min_by_key(|&(holder, length)| (length, holder)).map(|(holder, _)| holder)
    };
    holders(attributions).into_iter().map(closest).collect()
}
