//! Recognises what saidso itself has written, where articles are expected.

use crate::original::REST;
use saidso::error::ArticleError;
use serde_json::{Map, Value};

/// The error for fields that are a record, or a row of a flat table.
pub(super) fn error(fields: &mut Map<String, Value>) -> Option<ArticleError> {
    if is_record(fields) {
        return Some(ArticleError::Labelled(Box::new(std::mem::take(fields))));
    }
    is_flat(|name| fields.contains_key(name)).then_some(ArticleError::FlatTable)
}

/// Whether these are the fields of a record, a failure or a skipped article. What has a text, as gold articles have,
/// is an article.
pub(super) fn is_record(fields: &Map<String, Value>) -> bool {
    has_columns_of_records(|name| fields.contains_key(name))
        || fields.contains_key("schema_version") && (fields.contains_key("error") || fields.contains_key("skipped"))
}

/// Whether a table with these columns holds records.
pub(super) fn has_columns_of_records(has: impl Fn(&str) -> bool) -> bool {
    has("schema_version") && has("sentences") && !has("text")
}

/// Whether a row or a table has the columns that all flat tables have.
pub(super) fn is_flat(has: impl Fn(&str) -> bool) -> bool {
    has("article") && has(REST)
}

/// Whether these are the fields of a run's manifest, which lies beside the parts.
pub(super) fn is_manifest(fields: &Map<String, Value>) -> bool {
    ["manifest_version", "position", "parts"].iter().all(|name| fields.contains_key(*name))
}
