//! Stands in for `news` in builds without that feature.

use super::forms::Form;
use super::reading::{Flow, Place, Reading};
use saidso::error::ArticleError;
use std::io::BufRead;

pub(super) fn read(_: &mut dyn BufRead, _: Form, place: &Place, reading: &mut Reading<'_>) -> Flow {
    reading.single(place, ArticleError::Refused { reason: "this build cannot read XML or SGML news (feature `news`)" })
}
