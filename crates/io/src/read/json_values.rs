//! JSON in any arrangement: one object per line, consecutive objects that span several lines, a list, or a server's
//! response.

use super::json_articles::{Articles, articles};
use super::json_extent::{Taken, is_open, take_value};
use super::json_lines;
use super::json_named::NamedFields;
use super::lines::{Line, read_line};
use super::reading::{Flow, Place, Reading, Series};
use super::{MAX_BYTES, unreadable};
use saidso::error::ArticleError;
use std::io::{self, BufRead, Cursor, ErrorKind, Read};
use std::ops::ControlFlow;

/// Reads all articles, with one object or list element in memory at a time. If each line is an object, an invalid one
/// costs only its line.
pub(super) fn read(reader: &mut dyn BufRead, is_lines: bool, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let mut series = reading.series(place);
    let mut named = NamedFields::default();
    let mut lines = 0;
    let first = match first_visible(reader, &mut lines) {
        Ok(Some(first)) => first,
        Ok(None) => return ControlFlow::Continue(()),
        Err(error) => return reading.single(place, unreadable(&error)),
    };
    match first {
        b'[' => read_values(reader, &mut series, &mut named, reading)?,
        b'{' => {
            let mut line = Vec::new();
            let begun = match read_line(reader, &mut line, MAX_BYTES) {
                Ok(Line::TooLong) => {
                    series.number = lines + 1;
                    reading.next_of(&series, ArticleError::TooLarge { limit: MAX_BYTES })?;
                    lines += 1;
                    Vec::new()
                }
                Ok(_) => line,
                Err(error) => {
                    series.number = lines + 1;
                    return reading.next_of(&series, unreadable(&error));
                }
            };
            let goes_on = matches!(begun.trim_ascii_end().last(), Some(b'{' | b'[' | b',')) && is_open(&begun);
            let end: &[u8] = if begun.is_empty() { b"" } else { b"\n" };
            let mut whole = Cursor::new([&begun, end].concat()).chain(reader);
            if goes_on {
                read_values(&mut whole, &mut series, &mut named, reading)?;
            } else {
                series.number = lines;
                json_lines::read(&mut whole, &mut series, &mut named, reading)?;
            }
        }
        _ if is_lines => {
            series.number = lines;
            json_lines::read(reader, &mut series, &mut named, reading)?;
        }
        _ => return reading.single(place, not_json("it begins with neither an object nor a list")),
    }
    named.close(&series, reading)
}

fn not_json(reason: &str) -> ArticleError {
    ArticleError::Malformed { form: "JSON", reason: reason.to_owned() }
}

/// The first byte that is not white space, which is not consumed; counts the lines before it.
fn first_visible(reader: &mut dyn BufRead, lines: &mut u64) -> io::Result<Option<u8>> {
    loop {
        let available = match reader.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            return Ok(None);
        }
        // A record separator precedes each value of a JSON text sequence.
        let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x1E;
        let count = available.iter().take_while(|byte| is_space(byte)).count();
        *lines += (available[..count].split(|&byte| byte == b'\n').count() - 1) as u64;
        let first = available.get(count).copied();
        reader.consume(count);
        if first.is_some() {
            return Ok(first);
        }
    }
}

/// Reads consecutive values, and the elements of lists.
fn read_values(
    reader: &mut dyn BufRead,
    series: &mut Series,
    named: &mut NamedFields,
    reading: &mut Reading<'_>,
) -> Flow {
    let mut value = Vec::new();
    let mut in_list = false;
    loop {
        let first = match first_visible(reader, &mut 0) {
            Ok(first) => first,
            Err(error) => return reading.next_of(series, unreadable(&error)),
        };
        match first {
            None if in_list => {
                series.number += 1;
                return reading.next_of(series, not_json("it ends within a list"));
            }
            None => return ControlFlow::Continue(()),
            Some(b'[') if !in_list => {
                in_list = true;
                reader.consume(1);
            }
            Some(b']') if in_list => {
                in_list = false;
                reader.consume(1);
            }
            // A semicolon ends an assignment in JavaScript.
            Some(b',' | b';') => reader.consume(1),
            Some(b'{' | b'[') => {
                series.number += 1;
                match take_value(reader, &mut value, MAX_BYTES) {
                    Ok(Taken::Whole) => take(std::mem::take(&mut value), series, named, reading)?,
                    Ok(Taken::TooLong) => reading.next_of(series, ArticleError::TooLarge { limit: MAX_BYTES })?,
                    Ok(Taken::Cut) => return reading.next_of(series, not_json("it ends within an object")),
                    Err(error) => return reading.next_of(series, unreadable(&error)),
                }
                named.report(series, reading)?;
            }
            Some(_) => {
                series.number += 1;
                return reading.next_of(series, not_json("an object is expected here; the rest is not read"));
            }
        }
    }
}

/// Sends the articles of a value, each under its own number.
fn take(value: Vec<u8>, series: &mut Series, named: &mut NamedFields, reading: &mut Reading<'_>) -> Flow {
    match articles(value, reading.options, Some(named)) {
        Articles::One(found) => reading.next_of(series, *found),
        Articles::Many(all) => {
            series.number -= 1;
            for found in all {
                series.number += 1;
                reading.next_of(series, found)?;
            }
            ControlFlow::Continue(())
        }
    }
}
