//! Articles with named fields.

use super::field_path::{self, take};
use super::field_text::{self, FieldFormat};
use super::metadata::{TEXT_FROM, kept};
use super::reading::Found;
use super::{ReadOptions, missing, own};
use saidso::error::ArticleError;
use saidso::record::Article;
use serde_json::{Map, Value};

/// The article in these fields: id, text and title by the names in the options, the rest as metadata.
pub(super) fn article(mut fields: Map<String, Value>, options: &ReadOptions) -> Found {
    if let Some(error) = own::error(&mut fields) {
        return error.into();
    }
    let missing = match fields.get(&options.text_field) {
        Some(Value::Null) => Some(ArticleError::Empty),
        _ if field_path::has(&fields, &options.text_field) => None,
        _ => Some(missing::field(&options.text_field, &fields, options)),
    };
    let id = match take(&mut fields, &options.id_field) {
        None => None,
        Some(Value::String(id)) => Some(id).filter(|id| !id.is_empty()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(_) => return wrong_kind(&options.id_field, "a string or a number").into(),
    };
    let article = missing.map_or_else(|| with_text(fields, options), Err);
    Found { id, article }
}

fn with_text(mut fields: Map<String, Value>, options: &ReadOptions) -> Result<Article, ArticleError> {
    let text = match take(&mut fields, &options.text_field) {
        Some(Value::String(text)) => text,
        Some(Value::Array(paragraphs)) => {
            joined(&paragraphs).ok_or_else(|| wrong_kind(&options.text_field, "a string or a list of strings"))?
        }
        _ => return Err(wrong_kind(&options.text_field, "a string or a list of strings")),
    };
    let title = match take(&mut fields, &options.title_field) {
        None => None,
        Some(Value::String(title)) => Some(title),
        Some(_) => return Err(wrong_kind(&options.title_field, "a string")),
    };
    let (text, is_from_html) = plain(text, options.field_format)?;
    let title = title.map(|title| plain(title, options.field_format)).transpose()?.map(|(title, _)| title);
    let mut metadata = kept(fields, options);
    if is_from_html {
        metadata.entry(TEXT_FROM).or_insert_with(|| "html".into());
    }
    Ok(Article { title, metadata, ..Article::new("", text) })
}

/// Joins paragraphs to a text, with a blank line between them; `null` is skipped.
fn joined(paragraphs: &[Value]) -> Option<String> {
    let strings = paragraphs.iter().filter(|value| !value.is_null()).map(Value::as_str).collect::<Option<Vec<_>>>()?;
    Some(strings.join("\n\n"))
}

/// The text of a field without its HTML, and whether it had any.
fn plain(text: String, format: FieldFormat) -> Result<(String, bool), ArticleError> {
    Ok(match field_text::without_html(&text, format)? {
        Some(plain) => (plain, true),
        None => (text, false),
    })
}

fn wrong_kind(field: &str, expected: &'static str) -> ArticleError {
    ArticleError::FieldKind { field: field.to_owned(), expected }
}
