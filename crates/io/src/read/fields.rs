//! Articles whose fields have names.

use super::ReadOptions;
use super::reading::Found;
use saidso::error::ArticleError;
use saidso::record::Article;
use serde_json::{Map, Value};

/// The article of these fields: id, text and title by the names that the options give, the rest as metadata.
pub(super) fn article(mut fields: Map<String, Value>, options: &ReadOptions) -> Found {
    let id = match take(&mut fields, &options.id_field) {
        None => None,
        Some(Value::String(id)) => Some(id).filter(|id| !id.is_empty()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(_) => return wrong_kind(&options.id_field, "a string or a number").into(),
    };
    Found { id, article: with_text(fields, options) }
}

fn with_text(mut fields: Map<String, Value>, options: &ReadOptions) -> Result<Article, ArticleError> {
    let text = match take(&mut fields, &options.text_field) {
        None => return Err(ArticleError::MissingField { field: options.text_field.clone() }),
        Some(Value::String(text)) => text,
        Some(_) => return Err(wrong_kind(&options.text_field, "a string")),
    };
    let title = match take(&mut fields, &options.title_field) {
        None => None,
        Some(Value::String(title)) => Some(title),
        Some(_) => return Err(wrong_kind(&options.title_field, "a string")),
    };
    Ok(Article { title, metadata: kept(fields, options), ..Article::new("", text) })
}

/// The fields that are to pass through.
pub(super) fn kept(mut fields: Map<String, Value>, options: &ReadOptions) -> Map<String, Value> {
    fields.retain(|name, _| options.keeps(name));
    fields
}

/// Takes a field out without changing the order of the others; `null` counts as none.
pub(super) fn take(fields: &mut Map<String, Value>, name: &str) -> Option<Value> {
    fields.shift_remove(name).filter(|value| !value.is_null())
}

fn wrong_kind(field: &str, expected: &'static str) -> ArticleError {
    ArticleError::FieldKind { field: field.to_owned(), expected }
}
