//! Stands in for `documents` in builds without that feature.

use super::kind::Kind;
use super::reading::{Flow, Place, Reading};
use saidso::error::ArticleError;

pub(super) const MAX_DOCUMENT: usize = 1 << 16;

pub(super) fn read(_: Vec<u8>, _: Kind, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let reason = "this build cannot read documents (feature `documents`)";
    reading.single(place, ArticleError::Refused { reason })
}

/// Documents that are ZIP packages count as archives here, and nothing in them is read.
#[cfg(feature = "archives")]
pub(super) fn read_package<A>(_: &mut A, _: u64, _: &Place, _: &mut Reading<'_>) -> Option<Flow> {
    None
}
