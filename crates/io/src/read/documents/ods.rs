//! OpenDocument spreadsheets.

use super::super::reading::{Flow, Reading};
use super::odt::refuse_encrypted;
use super::package::Package;
use super::rows::{MAX_COLUMNS, Rows, number};
use super::xml::{Element, Node, Nodes};
use saidso::error::ArticleError;
use serde_json::Value;
use std::io::{BufRead, Read, Seek};
use std::ops::ControlFlow;

/// Most rows in a workbook that exist only as the repeat count of another row: each would be an article.
const MAX_REPEATED_ROWS: u64 = 10_000;

/// Longest text, in bytes, that a cell with a repeat count puts into more than one column.
const MAX_REPEATED: usize = 256;

/// Passes on the rows of all sheets. An error concerns the whole file; rows passed on before it are kept.
pub(super) fn read<R: Read + Seek>(
    package: &mut Package<'_, R>,
    rows: &mut Rows<'_>,
    reading: &mut Reading<'_>,
) -> Result<Flow, ArticleError> {
    refuse_encrypted(package)?;
    let mut nodes = package.needed("content.xml")?;
    let (mut row, mut column, mut repeats) = (0, 0_usize, 1);
    let mut repeated_rows = 0;
    let mut cells: Vec<(usize, Value)> = Vec::new();
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) => match element.name() {
                "table" => {
                    rows.begin_sheet(element.attribute("name").unwrap_or_default());
                    row = 0;
                }
                "table-row" => {
                    repeats = repeated(&element, "number-rows-repeated");
                    (column, cells) = (0, Vec::new());
                }
                "table-cell" | "covered-table-cell" => {
                    let times = repeated(&element, "number-columns-repeated") as usize;
                    if let Some(value) = cell(&element, &mut nodes)? {
                        let is_long = value.as_str().is_some_and(|text| text.len() > MAX_REPEATED);
                        let end = column.saturating_add(if is_long { 1 } else { times }).min(MAX_COLUMNS);
                        cells.extend((column..end).map(|at| (at, value.clone())));
                    }
                    column = column.saturating_add(times);
                }
                "tracked-changes" | "forms" | "shapes" | "dde-links" => nodes.skip()?,
                _ => {}
            },
            Node::Close(name) if name == "table-row" => {
                let articles = if cells.is_empty() { 0 } else { repeats };
                for number in 1..=articles {
                    if number > 1 && rows.is_read() {
                        repeated_rows += 1;
                    }
                    if repeated_rows > MAX_REPEATED_ROWS {
                        let reason = "more than 10,000 of its rows repeat the row before them; take out the repeats";
                        return Err(ArticleError::Refused { reason });
                    }
                    if rows.row(row + number, &cells, reading)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                row = row.saturating_add(repeats);
            }
            _ => {}
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn repeated(element: &Element, name: &str) -> u64 {
    element.attribute(name).and_then(|count| count.parse::<u32>().ok()).unwrap_or(1).max(1).into()
}

/// The value of the cell that has just begun; `None` if it is empty.
fn cell(element: &Element, nodes: &mut Nodes<impl BufRead>) -> Result<Option<Value>, ArticleError> {
    let kind = element.attribute("value-type").unwrap_or_default();
    let end = element.name().to_owned();
    let shown = lines(nodes, &end)?;
    let value = match &*kind {
        "float" | "percentage" | "currency" => element.attribute("value").map(|value| number(&value)),
        "boolean" => element.attribute("boolean-value").map(|value| Value::Bool(value == "true")),
        "date" => element.attribute("date-value").map(Value::String),
        _ => None,
    };
    Ok(value.or_else(|| (!shown.is_empty()).then_some(Value::String(shown))))
}

/// The lines of a cell, up to its end.
fn lines(nodes: &mut Nodes<impl BufRead>, end: &str) -> Result<String, ArticleError> {
    let mut lines = String::new();
    let mut is_in_line = false;
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) => match element.name() {
                "p" => {
                    if !lines.is_empty() {
                        lines.push('\n');
                    }
                    is_in_line = true;
                }
                "s" => lines.push(' '),
                "tab" => lines.push('\t'),
                "line-break" => lines.push('\n'),
                "annotation" | "frame" => nodes.skip()?,
                _ => {}
            },
            Node::Close(name) if name == end => break,
            Node::Close(name) => is_in_line = is_in_line && name != "p",
            Node::Text(text) if is_in_line => lines.push_str(&text),
            Node::Text(_) => {}
        }
    }
    Ok(lines)
}
