use super::charset::decode;
use super::fields;
use super::lines::{Line, read_line};
use super::reading::{Flow, Found, Place, Reading};
use super::{MAX_BYTES, ReadOptions, unreadable};
use saidso::error::{ArticleError, json_reason};
use serde_json::Value;
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
    match serde_json::from_str(json) {
        Ok(Value::Object(fields)) => fields::article(fields, options),
        Ok(_) => ArticleError::NotAnObject.into(),
        Err(error) => json_error(json, &error).into(),
    }
}

fn json_error(json: &str, error: &serde_json::Error) -> ArticleError {
    let before: usize = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let reason = if error.is_eof() { "it ends in the middle".to_owned() } else { json_reason(error) };
    ArticleError::Json { byte: before + error.column(), reason }
}
