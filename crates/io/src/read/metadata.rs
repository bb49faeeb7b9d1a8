//! What is known about an article besides its text and its headline.

use super::ReadOptions;
use super::field_path::{begins_with, take};
use super::reading::Found;
use saidso::error::ArticleError;
use saidso::record::Article;
use serde_json::{Map, Value};

/// The metadata field that says what a text was made from, if it is not in the input as it is.
pub(super) const TEXT_FROM: &str = "text_from";

/// An article with fields that are all metadata, except that its id may be among them.
pub(super) fn found(
    article: Result<Article, ArticleError>,
    mut fields: Map<String, Value>,
    options: &ReadOptions,
) -> Found {
    let id = match take(&mut fields, &options.id_field) {
        Some(Value::String(id)) => Some(id),
        _ => None,
    };
    let article = article.map(|article| Article { metadata: kept(fields, options), ..article });
    Found { id, article }
}

/// The fields to pass through as metadata; a field that is named by its path gets the path as its name.
pub(super) fn kept(mut fields: Map<String, Value>, options: &ReadOptions) -> Map<String, Value> {
    let Some(kept) = &options.keep_fields else { return fields };
    let nested: Vec<(String, Value)> = kept
        .iter()
        .filter(|path| !fields.contains_key(*path))
        .filter_map(|path| {
            let (name, value) = fields.iter().find(|(name, _)| begins_with(path, name))?;
            let mut field = Map::from_iter([(name.clone(), value.clone())]);
            Some((path.clone(), take(&mut field, path)?))
        })
        .collect();
    fields.retain(|name, _| kept.iter().any(|kept| kept == name));
    fields.extend(nested);
    fields
}
