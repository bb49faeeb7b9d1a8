//! The articles in a JSON value.

use super::charset::decode;
use super::json_answers::records;
use super::json_extent::split;
use super::json_named::NamedFields;
use super::reading::Found;
use super::{ReadOptions, field_path, fields, json_columns, json_value, own};
use saidso::error::{ArticleError, json_reason};
use serde_json::{Map, Value};

/// What a value or a line holds.
pub(super) enum Articles {
    One(Box<Found>),
    Many(Vec<Found>),
}

impl From<ArticleError> for Articles {
    fn from(error: ArticleError) -> Self {
        Self::One(Box::new(error.into()))
    }
}

/// The articles in JSON: one for an object with the fields of an article; many for a server's response with a list of
/// such objects, or for several values in a row.
pub(super) fn articles(json: Vec<u8>, options: &ReadOptions, named: Option<&mut NamedFields>) -> Articles {
    let json = match decode(json, options.charset) {
        Ok(json) => json,
        Err(error) => return error.into(),
    };
    let value = match parsed(&json) {
        Ok(value) => value,
        Err(error) => {
            let values = split(&json);
            if values.len() < 2 {
                return error.into();
            }
            let found = values.into_iter().map(|value| object(value, options));
            return Articles::Many(found.collect());
        }
    };
    if let Value::Object(fields) = &value {
        if own::is_record(fields) {
            return Articles::One(Box::new(of_fields(&json, fields.clone(), options)));
        }
        if own::is_manifest(fields) {
            return Articles::Many(Vec::new());
        }
    }
    let value = match json_columns::rows(value, &options.text_field) {
        Ok(rows) => {
            if let Some(named) = named {
                for fields in &rows {
                    named.look_at(fields, options);
                }
            }
            return Articles::Many(rows.into_iter().map(|fields| fields::article(fields, options)).collect());
        }
        Err(value) => value,
    };
    match value {
        Value::Object(fields) if is_article(&fields, options) => {
            if let Some(named) = named {
                named.look_at(&fields, options);
            }
            Articles::One(Box::new(of_fields(&json, fields, options)))
        }
        value @ (Value::Object(_) | Value::Array(_)) => match records(value, options) {
            Ok((all, options)) => {
                if let Some(named) = named {
                    for fields in &all {
                        named.look_at(fields, &options);
                    }
                }
                Articles::Many(all.into_iter().map(|fields| fields::article(fields, &options)).collect())
            }
            Err(Value::Object(fields)) => Articles::One(Box::new(of_fields(&json, fields, options))),
            Err(_) => ArticleError::NotAnObject.into(),
        },
        _ => ArticleError::NotAnObject.into(),
    }
}

/// The article of an object, which may span several lines.
pub(super) fn object(json: &str, options: &ReadOptions) -> Found {
    match parsed(json) {
        Ok(Value::Object(fields)) => of_fields(json, fields, options),
        Ok(_) => ArticleError::NotAnObject.into(),
        Err(error) => error.into(),
    }
}

/// Whether an object is itself an article, rather than a server's response with a list of articles.
fn is_article(fields: &Map<String, Value>, options: &ReadOptions) -> bool {
    field_path::has(fields, &options.text_field) && !super::json_answers::leads_into_records(fields, options)
}

fn of_fields(json: &str, mut fields: Map<String, Value>, options: &ReadOptions) -> Found {
    if let Some(id) = long_number(json, &fields, &options.id_field) {
        fields.insert(options.id_field.clone(), Value::String(id));
    }
    fields::article(fields, options)
}

/// Parses a value, which may also contain the non-numbers that Python and R write.
fn parsed(json: &str) -> Result<Value, ArticleError> {
    let error = match json_value::value(json) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if let Some(json) = without_nan(json)
        && let Ok(value) = json_value::value(&json)
    {
        return Ok(value);
    }
    let before: usize = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let reason = if error.is_eof() { "it ends in the middle".to_owned() } else { json_reason(&error) };
    Err(ArticleError::Json { byte: before + error.column(), reason })
}

/// The text with `null` for every `NaN`, `Infinity` and `-Infinity` outside of strings, if there are any.
fn without_nan(json: &str) -> Option<String> {
    let bytes = json.as_bytes();
    let (mut at, mut copied, mut mended) = (0, 0, String::new());
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' {
            at = end_of_string(bytes, at);
            continue;
        }
        match ["NaN", "Infinity", "-Infinity"].iter().find(|number| bytes[at..].starts_with(number.as_bytes())) {
            Some(number) => {
                mended.push_str(json.get(copied..at)?);
                mended.push_str("null");
                at += number.len();
                copied = at;
            }
            None => at += 1,
        }
    }
    mended.push_str(json.get(copied..)?);
    (copied > 0).then_some(mended)
}

/// A whole number as it was written, if it is too large for a [`Value`], which would round it and could make two ids
/// the same.
fn long_number(json: &str, fields: &Map<String, Value>, field: &str) -> Option<String> {
    let is_rounded = fields.get(field)?.as_number().is_some_and(serde_json::Number::is_f64);
    let written = if is_rounded { written(json, field)? } else { return None };
    let is_whole = written.strip_prefix('-').unwrap_or(written).bytes().all(|byte| byte.is_ascii_digit());
    is_whole.then(|| written.to_owned())
}

/// A field's number as written in an object of valid JSON. If the field occurs several times, the last one counts.
fn written<'j>(json: &'j str, field: &str) -> Option<&'j str> {
    let bytes = json.as_bytes();
    let (mut depth, mut at, mut key, mut found) = (0usize, 0usize, None, None);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let end = end_of_string(bytes, at);
                key = Some(&json[at..end]);
                at = end;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b':' if depth == 1 => {
                let value = &json[at + 1..];
                let end = value.find([',', '}', '"', '{', '[']).unwrap_or(value.len());
                let is_it = |key: &str| serde_json::from_str::<String>(key).is_ok_and(|key| key == field);
                if key.take().is_some_and(is_it) {
                    found = Some(value[..end].trim_ascii());
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The position after the quotation mark that closes the string beginning at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}
