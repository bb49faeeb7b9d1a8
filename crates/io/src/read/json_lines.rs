use super::charset::decode;
use super::fields;
use super::json_value;
use super::lines::{Line, read_line};
use super::reading::{Flow, Found, Place, Reading};
use super::{MAX_BYTES, ReadOptions, unreadable};
use saidso::error::{ArticleError, json_reason};
use serde_json::{Map, Value};
use std::io::BufRead;
use std::ops::ControlFlow;

/// Reads an article a line; blank lines are read over, unless every line counts. What follows a broken place (a damaged compressed file) is lost.
pub(super) fn read(reader: &mut dyn BufRead, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let mut series = reading.series(place);
    let mut line = Vec::new();
    loop {
        series.number += 1;
        match read_line(reader, &mut line, MAX_BYTES) {
            Ok(Line::End) => return ControlFlow::Continue(()),
            Ok(Line::Whole) if line.trim_ascii().is_empty() => {
                if reading.options.every_line {
                    reading.next_of(&series, ArticleError::Empty)?;
                }
            }
            Ok(Line::Whole) => {
                let found = article(std::mem::take(&mut line), reading.options);
                reading.next_of(&series, found)?;
            }
            Ok(Line::TooLong) => reading.next_of(&series, ArticleError::TooLarge { limit: MAX_BYTES })?,
            Err(error) => return reading.next_of(&series, unreadable(&error)),
        }
    }
}

/// The article of a line.
pub(super) fn article(line: Vec<u8>, options: &ReadOptions) -> Found {
    match decode(line, options.charset) {
        Ok(line) => object(&line, options),
        Err(error) => error.into(),
    }
}

/// The article of an object, which may take several lines.
pub(super) fn object(json: &str, options: &ReadOptions) -> Found {
    match json_value::value(json) {
        Ok(Value::Object(mut fields)) => {
            if let Some(id) = long_number(json, &fields, &options.id_field) {
                fields.insert(options.id_field.clone(), Value::String(id));
            }
            fields::article(fields, options)
        }
        Ok(_) => ArticleError::NotAnObject.into(),
        Err(error) => json_error(json, &error).into(),
    }
}

fn json_error(json: &str, error: &serde_json::Error) -> ArticleError {
    let before: usize = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let reason = if error.is_eof() { "it ends in the middle".to_owned() } else { json_reason(error) };
    ArticleError::Json { byte: before + error.column(), reason }
}

/// A whole number as it was written, where that is too large for a [`Value`], which would round it: two ids would become
/// one.
fn long_number(json: &str, fields: &Map<String, Value>, field: &str) -> Option<String> {
    let is_rounded = fields.get(field)?.as_number().is_some_and(serde_json::Number::is_f64);
    let written = if is_rounded { written(json, field)? } else { return None };
    let is_whole = written.strip_prefix('-').unwrap_or(written).bytes().all(|byte| byte.is_ascii_digit());
    is_whole.then(|| written.to_owned())
}

/// The text of a field's number in an object of sound JSON: the last one, as it counts.
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

/// Behind the quotation mark that closes the string which begins here.
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
