use saidso::error::ArticleError;
use saidso::record::Article;
use serde_json::{Map, Value};

/// The id of an article that comes without one.
pub(super) const NO_ID: &str = "request";

/// An article as plain text.
pub(super) fn from_text(body: Vec<u8>) -> Result<Article, ArticleError> {
    match String::from_utf8(body) {
        Ok(text) => Ok(Article::new(NO_ID, text)),
        Err(error) => Err(ArticleError::NotUtf8 { byte: error.utf8_error().valid_up_to() + 1 }),
    }
}

/// An article as a JSON object: `id`, `title`, `text`, and anything else as metadata.
pub(super) fn from_json(body: &[u8]) -> Result<Article, ArticleError> {
    let body = std::str::from_utf8(body).map_err(|error| ArticleError::NotUtf8 { byte: error.valid_up_to() + 1 })?;
    let mut fields = match serde_json::from_str(body) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err(ArticleError::NotAnObject),
        Err(error) => return Err(not_json(body, &error)),
    };
    let id = match take(&mut fields, "id") {
        None => NO_ID.to_owned(),
        Some(Value::String(id)) => id,
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => return Err(wrong_kind("id", "a string or a number")),
    };
    let text = string(&mut fields, "text")?.ok_or_else(|| ArticleError::MissingField { field: "text".to_owned() })?;
    let title = string(&mut fields, "title")?;
    Ok(Article { title, metadata: fields, ..Article::new(id, text) })
}

fn string(fields: &mut Map<String, Value>, name: &str) -> Result<Option<String>, ArticleError> {
    match take(fields, name) {
        None => Ok(None),
        Some(Value::String(value)) => Ok(Some(value)),
        Some(_) => Err(wrong_kind(name, "a string")),
    }
}

/// Takes a field out without changing the order of the others; `null` counts as none.
fn take(fields: &mut Map<String, Value>, name: &str) -> Option<Value> {
    fields.shift_remove(name).filter(|value| !value.is_null())
}

fn wrong_kind(field: &str, expected: &'static str) -> ArticleError {
    ArticleError::FieldKind { field: field.to_owned(), expected }
}

fn not_json(body: &str, error: &serde_json::Error) -> ArticleError {
    let before: usize = body.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or(&reason).to_owned();
    ArticleError::Json { byte: before + error.column(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_beside_id_title_and_text_are_metadata() {
        let article = from_json(br#"{"url": "u", "id": 7, "text": "t", "title": null, "date": "d"}"#).unwrap();
        assert_eq!((&*article.id, &*article.text, article.title), ("7", "t", None));
        assert_eq!(article.metadata.keys().collect::<Vec<_>>(), ["url", "date"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (body, expected) in [
            (&b"{\"text\": \"a\"\n,, }"[..], "not JSON: key must be a string, at byte 15"),
            (b"[]", "not an object"),
            (b"{}", "no field `text`"),
            (b"{\"text\": 1}", "`text` is not a string"),
            (b"{\"text\": \"a\", \"id\": []}", "`id` is not a string or a number"),
            (b"\xff", "not UTF-8: byte 1"),
        ] {
            let error = from_json(body).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
