use super::lines::{Line, read_line};
use super::{MAX_BYTES, ReadOptions, unreadable};
use crate::error::{ArticleError, FailedArticle};
use crate::record::{Article, Origin};
use serde_json::{Map, Value};
use std::io::BufRead;
use std::sync::Arc;

/// The articles of a JSON Lines file.
pub(super) struct JsonLines {
    reader: Box<dyn BufRead + Send>,
    buffer: Vec<u8>,
    /// What the ids of lines without id begin with.
    name: String,
    input: Arc<str>,
    number: u64,
    broken: bool,
}

impl JsonLines {
    pub(super) fn new(reader: Box<dyn BufRead + Send>, name: String, input: Arc<str>) -> Self {
        Self { reader, buffer: Vec::new(), name, input, number: 0, broken: false }
    }

    /// The next article; blank lines are read over. What follows a broken place (a damaged compressed file) is lost.
    pub(super) fn next(&mut self, options: &ReadOptions) -> Option<Result<Article, FailedArticle>> {
        while !self.broken {
            self.number += 1;
            match read_line(&mut self.reader, &mut self.buffer, MAX_BYTES) {
                Ok(Line::End) => return None,
                Ok(Line::Whole) if self.buffer.trim_ascii().is_empty() => {}
                Ok(Line::Whole) => {
                    let mut id = None;
                    return Some(match article(&self.buffer, options, &mut id) {
                        Ok(article) => {
                            Ok(Article { id: id.unwrap_or_else(|| self.made_id()), origin: self.origin(), ..article })
                        }
                        Err(error) => Err(self.failure(id, error)),
                    });
                }
                Ok(Line::TooLong) => return Some(Err(self.failure(None, ArticleError::TooLarge { limit: MAX_BYTES }))),
                Err(error) => {
                    self.broken = true;
                    return Some(Err(self.failure(None, unreadable(&error))));
                }
            }
        }
        None
    }

    fn made_id(&self) -> String {
        format!("{}:{}", self.name, self.number)
    }

    fn origin(&self) -> Origin {
        Origin { input: Arc::clone(&self.input), line: Some(self.number) }
    }

    fn failure(&self, id: Option<String>, error: ArticleError) -> FailedArticle {
        FailedArticle { id: id.unwrap_or_else(|| self.made_id()), origin: self.origin(), error }
    }
}

/// The article of a line. Its id goes to `id`, also where the article fails for something else.
fn article(line: &[u8], options: &ReadOptions, id: &mut Option<String>) -> Result<Article, ArticleError> {
    let line = std::str::from_utf8(line).map_err(|error| ArticleError::NotUtf8 { byte: error.valid_up_to() + 1 })?;
    let mut fields = match serde_json::from_str(line) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err(ArticleError::NotAnObject),
        Err(error) => return Err(json_error(&error)),
    };
    *id = match take(&mut fields, &options.id_field) {
        None => None,
        Some(Value::String(id)) => Some(id).filter(|id| !id.is_empty()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(_) => return Err(wrong_kind(&options.id_field, "a string or a number")),
    };
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
    Ok(Article { title, metadata: fields, ..Article::new("", text) })
}

/// Takes a field out without changing the order of the others; `null` counts as none.
fn take(fields: &mut Map<String, Value>, name: &str) -> Option<Value> {
    fields.shift_remove(name).filter(|value| !value.is_null())
}

fn wrong_kind(field: &str, expected: &'static str) -> ArticleError {
    ArticleError::FieldKind { field: field.to_owned(), expected }
}

fn json_error(error: &serde_json::Error) -> ArticleError {
    if error.is_eof() {
        return ArticleError::Json { byte: error.column(), reason: "the line ends in the middle".into() };
    }
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or(&reason).to_owned();
    ArticleError::Json { byte: error.column(), reason }
}
