//! Converts byte ranges to the record's spans, and holds helpers shared by its parts.

use crate::decide::{Attribution, holders};
use crate::prepare::Prepared;
use crate::record::{Offsets, SpanOf, SpanRecord};
use std::ops::Range;

/// Converts byte ranges of the analysed text to spans of code points in the original title or text.
pub(super) struct Spans<'t> {
    pub(super) prepared: &'t Prepared,
    offsets: Offsets<'t>,
    /// Number of code points in the title and the blank line after it.
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
            // A span that runs from the title into the text counts as part of the text.
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

/// Rounds to four decimals: more would exceed the accuracy of any calibration and expose rounding in matrix products.
pub(super) fn rounded(probability: f32) -> f32 {
    (probability * 1e4).round() / 1e4
}

/// For each attribution, the one whose content contains its cue; of several, the innermost.
pub(super) fn around(attributions: &[Attribution]) -> Vec<Option<usize>> {
    let closest = |holders: Vec<(usize, usize)>| {
        holders.into_iter().min_by_key(|&(holder, length)| (length, holder)).map(|(holder, _)| holder)
    };
    holders(attributions).into_iter().map(closest).collect()
}
