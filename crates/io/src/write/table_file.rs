//! Tables that are not made of records: the lists that some commands print.

use super::Compression;
use super::Target;
use super::column::{Column, DataType};
use super::compress::Compressor;
use super::flat::Row;
use super::sheet::{Sheet, TableForm};
use serde_json::Value;
use std::io;
use std::path::Path;

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellType {
    /// Strings.
    Text,
    /// Integers.
    Integer,
    /// Numbers.
    Number,
    /// Booleans.
    Boolean,
}

/// A table in a file, which appears, or is replaced, when it is complete; or on standard output.
pub struct TableFile {
    sheet: Sheet<Target>,
    columns: Vec<Column>,
}

/// Number of Parquet rows that are encoded together.
const BATCH: usize = 1_024;

impl TableFile {
    /// Begins a table with these columns.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn create(
        path: &Path,
        form: TableForm,
        compression: Compression,
        columns: impl IntoIterator<Item = (String, CellType)>,
    ) -> io::Result<Self> {
        Self::new(Target::file(path)?, form, compression, columns)
    }

    /// Begins a table with these columns on standard output.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn stdout(form: TableForm, columns: impl IntoIterator<Item = (String, CellType)>) -> io::Result<Self> {
        Self::new(Target::Stdout(io::stdout()), form, Compression::None, columns)
    }

    fn new(
        target: Target,
        form: TableForm,
        compression: Compression,
        columns: impl IntoIterator<Item = (String, CellType)>,
    ) -> io::Result<Self> {
        let column = |(name, cells)| {
            let data_type = match cells {
                CellType::Text => DataType::Text,
                CellType::Integer => DataType::Int64,
                CellType::Number => DataType::Float64,
                CellType::Boolean => DataType::Boolean,
            };
            Column::plain(name, data_type)
        };
        let columns: Vec<Column> = columns.into_iter().map(column).collect();
        let target = Compressor::new(target, compression)?;
        Ok(Self { sheet: Sheet::new(target, form, &columns, BATCH)?, columns })
    }

    /// Writes a row: one cell per column, `null` for an empty one.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Value>) -> io::Result<()> {
        let names = self.columns.iter().map(|column| column.name.clone());
        let row: Row = names.zip(cells).filter(|(_, cell)| !cell.is_null()).collect();
        self.sheet.write(vec![row], &self.columns)
    }

    /// Ends the table, and moves the file to its place.
    ///
    /// # Errors
    /// It cannot be stored or moved to its place.
    pub fn finish(self) -> io::Result<()> {
        self.sheet.finish()?.finish()
    }
}
