//! Lines that are JSON objects.

use super::json_articles::{Articles, articles};
use super::json_named::NamedFields;
use super::lines::{END_OF_FILE, Line, read_line};
use super::open::BYTE_ORDER_MARK;
use super::reading::{Flow, Found, Place, Reading, Series};
use super::{MAX_BYTES, unreadable};
use saidso::error::ArticleError;
use std::io::BufRead;
use std::ops::ControlFlow;

/// Reads exactly one article from every line, whatever it holds, so that the client gets one result per line.
pub(super) fn read_each(reader: &mut dyn BufRead, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let mut series = reading.series(place);
    let mut line = Vec::new();
    loop {
        series.number += 1;
        let found = match read_line(reader, &mut line, MAX_BYTES) {
            Ok(Line::End) => return ControlFlow::Continue(()),
            Ok(Line::Whole) if line.trim_ascii().is_empty() => ArticleError::Empty.into(),
            Ok(Line::Whole) => match articles(unmarked(std::mem::take(&mut line)), reading.options, None) {
                Articles::One(found) => *found,
                Articles::Many(_) => {
                    Found::from(ArticleError::Refused { reason: "the line holds several articles, not one" })
                }
            },
            Ok(Line::TooLong) => ArticleError::TooLarge { limit: MAX_BYTES }.into(),
            Err(error) => return reading.next_of(&series, unreadable(&error)),
        };
        reading.next_of(&series, found)?;
    }
}

/// Reads the articles of all lines, ignoring blank ones. What follows a read error (in a damaged compressed file) is
/// lost.
pub(super) fn read(
    reader: &mut dyn BufRead,
    series: &mut Series,
    named: &mut NamedFields,
    reading: &mut Reading<'_>,
) -> Flow {
    let mut line = Vec::new();
    loop {
        series.number += 1;
        match read_line(reader, &mut line, MAX_BYTES) {
            Ok(Line::End) => return ControlFlow::Continue(()),
            Ok(Line::Whole) if matches!(line.trim_ascii(), b"" | END_OF_FILE) => {}
            Ok(Line::Whole) => match articles(unmarked(std::mem::take(&mut line)), reading.options, Some(named)) {
                Articles::One(found) => reading.next_of(series, *found)?,
                Articles::Many(all) => {
                    for (number, found) in (1..).zip(all) {
                        reading.part_of(series, number, found)?;
                    }
                }
            },
            Ok(Line::TooLong) => reading.next_of(series, ArticleError::TooLarge { limit: MAX_BYTES })?,
            Err(error) => return reading.next_of(series, unreadable(&error)),
        }
        named.report(series, reading)?;
    }
}

/// The line without the separator that precedes each value of a JSON text sequence, the byte order mark of a file that
/// was appended to another, or the comma of an element that was cut out of a list.
fn unmarked(mut line: Vec<u8>) -> Vec<u8> {
    line.truncate(line.trim_ascii_end().len());
    if line.ends_with(b"},") {
        line.pop();
    }
    if let Some(mark) = [&b"\x1E"[..], BYTE_ORDER_MARK].into_iter().find(|mark| line.starts_with(mark)) {
        line.drain(..mark.len());
    }
    line
}
