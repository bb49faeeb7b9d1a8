//! Rows of a list, whatever they are of: as a table, as CSV and as lines of JSON.

use comfy_table::{LineStyle, TableStyle};
use serde::Serialize;
use std::marker::PhantomData;

/// No lines but one below the header.
pub(crate) const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// A row of a list.
pub trait Row: Serialize + Sized {
    /// Columns of the CSV.
    const HEADER: &'static [&'static str];

    /// The row as CSV: a cell for each column.
    fn cells(&self) -> Vec<String>;

    /// Rows for a terminal of so many columns.
    fn table(rows: &[Self], width: usize) -> String;
}

/// A row as a line of JSON.
///
/// # Errors
/// None in practice: it holds nothing that JSON cannot.
pub fn json_line<R: Row>(row: &R) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(row)? + "\n")
}

/// Rows as CSV, one after the other.
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
    /// The CSV of some rows, with the header before the first of all.
    ///
    /// # Errors
    /// None in practice: writing to memory does not fail.
    pub fn rows(&mut self, rows: &[R]) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        if !self.begun {
            writer.write_record(R::HEADER)?;
            self.begun = true;
        }
        for row in rows {
            writer.write_record(row.cells())?;
        }
        let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
