//! Stands in for `warc` in builds without that feature.

use super::reading::{Flow, Place, Reading};
use saidso::error::ArticleError;
use std::io::BufRead;

pub(super) fn read(_: &mut dyn BufRead, place: &Place, reading: &mut Reading<'_>) -> Flow {
    reading.single(place, ArticleError::Refused { reason: "this build cannot read web crawls (feature `warc`)" })
}
