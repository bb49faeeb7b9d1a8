//! Rows of a list of any kind: as a table, as CSV and as lines of JSON.

use comfy_table::{ContentArrangement, LineStyle, Row as TableRow, Table, TableStyle};
use serde::Serialize;
use serde_json::Value;
use std::marker::PhantomData;

/// No lines except one below the header.
pub(crate) const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text,
    /// Integers.
    Integer,
    /// Numbers.
    Number,
    /// Booleans.
    Boolean,
}

/// A row of a list.
pub trait Row: Serialize + Sized {
    /// Columns of the list as a flat table.
    const COLUMNS: &'static [(&'static str, Cell)];

    /// The row in the flat table: a cell for each column, `null` where there is no value.
    fn cells(&self) -> Vec<Value>;

    /// Rows for a terminal that is `width` columns wide.
    fn table(rows: &[Self], width: usize) -> String;
}

/// A table without rows, for a terminal that is `width` columns wide.
pub(crate) fn grid(header: impl Into<TableRow>, width: usize) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(header);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.clamp(60, 200) as u16);
    table
}

/// Rows as CSV, after the header if there is one.
///
/// # Errors
/// None in practice: writing to memory does not fail.
pub(crate) fn csv<'n>(
    header: Option<impl IntoIterator<Item = &'n str>>,
    rows: impl IntoIterator<Item = Vec<Value>>,
) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if let Some(header) = header {
        writer.write_record(header)?;
    }
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| match cell {
            Value::Null => String::new(),
            Value::String(text) => text,
            other => other.to_string(),
        }))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A number with no more digits than its own precision has.
pub(crate) fn number(number: f32) -> Value {
    number.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

/// A row as a line of JSON.
///
/// # Errors
/// None in practice: it holds nothing that JSON cannot.
pub fn json_line<R: Row>(row: &R) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(row)? + "\n")
}

/// Rows as CSV, in several batches.
#[derive(Debug)]
pub struct CsvRows<R> {
    begun: bool,
    row: PhantomData<R>,
}

impl<R> Default for CsvRows<R> {
    fn default() -> Self {
        Self { begun: false, row: PhantomData }
    }
}

impl<R: Row> CsvRows<R> {
    /// The CSV of some rows; the first batch starts with the header.
    ///
    /// # Errors
    /// None in practice: writing to memory does not fail.
    pub fn rows(&mut self, rows: &[R]) -> Result<String, csv::Error> {
        let header = (!std::mem::replace(&mut self.begun, true)).then(|| R::COLUMNS.iter().map(|&(name, _)| name));
        csv(header, rows.iter().map(Row::cells))
    }
}
