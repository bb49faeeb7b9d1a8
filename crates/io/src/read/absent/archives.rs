//! Stands in for `archives` in builds without that feature.

use super::reading::{Flow, Place, Reading};
use saidso::error::ArticleError;
use std::io::{BufRead, Read, Seek};

const ABSENT: ArticleError = ArticleError::Refused { reason: "this build cannot read archives (feature `archives`)" };

pub(super) const NESTED: ArticleError = ABSENT;

pub(super) fn read_tar(_: &mut dyn BufRead, place: &Place, reading: &mut Reading<'_>) -> Flow {
    reading.single(place, ABSENT)
}

pub(super) fn read_zip(_: impl Read + Seek, _: u64, _: bool, place: &Place, reading: &mut Reading<'_>) -> Flow {
    reading.single(place, ABSENT)
}
