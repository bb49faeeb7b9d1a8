//! Stands in for `parquet_rows` in builds without the feature `parquet`.

use super::reading::{Flow, Place, Reading};
use saidso::error::ArticleError;
use std::fs::File;

const ABSENT: ArticleError = ArticleError::Refused { reason: "this build cannot read Parquet (feature `parquet`)" };

pub(super) fn read(_: File, place: &Place, reading: &mut Reading<'_>) -> Flow {
    reading.single(place, ABSENT)
}

pub(super) fn read_bytes(_: Vec<u8>, place: &Place, reading: &mut Reading<'_>) -> Flow {
    reading.single(place, ABSENT)
}
