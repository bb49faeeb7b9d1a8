//! Writes rows in the forms that hold tables.

use super::column::Column;
use super::columns::BEFORE_METADATA;
use super::compress::Compressor;
use super::flat::Row;
use super::parquet_file::Parquet;
use super::table::{cell, spreadsheet_cell};
use super::xlsx::Workbook;
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Form of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableForm {
    /// JSON Lines, one object per row.
    Lines,
    /// JSON: a list of objects, each on a line.
    Array,
    /// CSV with a header.
    Csv,
    /// The same, with cells that spreadsheets do not take for formulas.
    Spreadsheet,
    /// Parquet.
    Parquet,
    /// A workbook with one sheet, for spreadsheets.
    Xlsx,
}

/// Formats a value as a cell of CSV.
type CellOf = fn(Option<&Value>, &Column) -> String;

/// A table that is being written.
pub(super) enum Sheet<W: Write + Send> {
    Lines(Compressor<W>),
    Array(Array<W>),
    Csv(Box<csv::Writer<Compressor<W>>>, CellOf),
    Parquet(Box<Parquet<W>>),
    Xlsx(Box<Workbook<W>>),
}

impl<W: Write + Send> Sheet<W> {
    /// Begins a table. `batch`: how many Parquet rows are collected before they are encoded.
    pub(super) fn new(target: Compressor<W>, form: TableForm, columns: &[Column], batch: usize) -> io::Result<Self> {
        Ok(match form {
            TableForm::Lines => Self::Lines(target),
            TableForm::Array => Self::Array(Array::new(target)?),
            TableForm::Csv | TableForm::Spreadsheet => {
                let mut writer = csv::Writer::from_writer(target);
                writer.write_record(columns.iter().map(|column| &column.name)).map_err(unwritten)?;
                let cell: CellOf = if form == TableForm::Spreadsheet { spreadsheet_cell } else { cell };
                Self::Csv(Box::new(writer), cell)
            }
            TableForm::Parquet => Self::Parquet(Box::new(Parquet::new(target, columns, batch)?)),
            TableForm::Xlsx => Self::Xlsx(Box::new(Workbook::new(target, columns)?)),
        })
    }

    /// Writes rows; uncompressed text is passed on at once.
    pub(super) fn write(&mut self, rows: Vec<Row>, columns: &[Column]) -> io::Result<()> {
        match self {
            Self::Lines(target) => {
                let mut text = Vec::new();
                for row in rows {
                    serde_json::to_writer(&mut text, &in_order(row, columns))?;
                    text.push(b'\n');
                }
                target.write_all(&text)?;
                target.flush()
            }
            Self::Array(array) => {
                rows.into_iter().try_for_each(|row| array.write(&serde_json::to_vec(&in_order(row, columns))?))
            }
            Self::Csv(writer, cell) => {
                for row in rows {
                    let cells = columns.iter().map(|column| cell(row.get(&column.name), column));
                    writer.write_record(cells).map_err(unwritten)?;
                }
                writer.flush()
            }
            Self::Parquet(parquet) => parquet.write(rows),
            Self::Xlsx(workbook) => rows.iter().try_for_each(|row| workbook.write(row, columns)),
        }
    }

    /// Ends the table and returns its target.
    pub(super) fn finish(self) -> io::Result<W> {
        match self {
            Self::Lines(target) => target.finish(),
            Self::Array(array) => array.finish(),
            Self::Csv(mut writer, _) => {
                writer.flush()?;
                writer.into_inner().map_err(csv::IntoInnerError::into_error)?.finish()
            }
            Self::Parquet(parquet) => parquet.finish(),
            Self::Xlsx(workbook) => workbook.finish(),
        }
    }
}

/// The error that kept a row from being written, unwrapped: a pipe that nobody reads any more is not a fault.
fn unwritten(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A row with all its columns, in their order; any other fields go where the metadata is.
fn in_order(mut row: Row, columns: &[Column]) -> Map<String, Value> {
    let mut take = |columns: &[Column]| -> Vec<(String, Value)> {
        columns.iter().map(|column| (column.name.clone(), row.shift_remove(&column.name).unwrap_or_default())).collect()
    };
    let (before, behind) = columns.split_at(columns.len().min(BEFORE_METADATA));
    let (before, behind) = (take(before), take(behind));
    before.into_iter().chain(row).chain(behind).collect()
}

/// A JSON list, with each item on a line.
pub(super) struct Array<W: Write> {
    target: Compressor<W>,
    begun: bool,
}

impl<W: Write> Array<W> {
    pub(super) fn new(mut target: Compressor<W>) -> io::Result<Self> {
        target.write_all(b"[")?;
        Ok(Self { target, begun: false })
    }

    /// Writes an item, without its line feed.
    pub(super) fn write(&mut self, item: &[u8]) -> io::Result<()> {
        let between: &[u8] = if self.begun { b",\n" } else { b"\n" };
        self.begun = true;
        self.target.write_all(&[between, item].concat())?;
        self.target.flush()
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.target.write_all(b"\n]\n")?;
        self.target.finish()
    }
}
