//! Stands in for `html` in builds without that feature.

use super::ReadOptions;
use super::reading::Found;
use encoding_rs::Encoding;
use saidso::error::ArticleError;
use serde_json::{Map, Value};

pub(super) const MAX_PAGE: usize = 0;

pub(super) fn article(_: Vec<u8>, _: Option<&'static Encoding>, _: Map<String, Value>, _: &ReadOptions) -> Found {
    ArticleError::Refused { reason: "this build cannot read web pages (feature `html`)" }.into()
}

pub(super) fn fragment_text(_: &str) -> Result<String, ArticleError> {
    Err(ArticleError::Refused { reason: "this build cannot read HTML (feature `html`)" })
}
