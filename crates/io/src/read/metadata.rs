//! What is known of an article besides its text and its headline.

use super::ReadOptions;
use super::field_path::{begins_with, take};
use super::reading::Found;
use saidso::error::ArticleError;
use saidso::record::Article;
use serde_json::{Map, Value};

/// The metadata that says what a text was made from, where it does not stand in the input as it is.
pub(super) const TEXT_FROM: &str = "text_from";

/// An article whose fields are not those of a row: only its id may be among them.
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

/// The fields that are to pass through; one that is named by its path is called by it.
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
