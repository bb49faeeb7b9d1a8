//! Stands in for `sqlite` in builds without that feature, which take databases for files without text.

use super::reading::{Flow, Place, Reading};
use saidso::error::ArticleError;
use std::path::Path;

const ABSENT: ArticleError = ArticleError::Refused { reason: "this build cannot read SQLite (feature `sqlite`)" };

pub(super) fn read_file(_: &Path, place: &Place, reading: &mut Reading<'_>) -> Flow {
    reading.single(place, ABSENT)
}

pub(super) fn read_bytes(_: Vec<u8>, place: &Place, reading: &mut Reading<'_>) -> Flow {
    reading.single(place, ABSENT)
}
