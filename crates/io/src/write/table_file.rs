//! Tables that are not made of records: answers to questions.

use super::Compression;
use super::Target;
use super::columns::Column;
use super::compress::Compressor;
use super::flat::Row;
use super::sheet::{Sheet, TableForm};
use super::types::DataType;
use serde_json::Value;
use std::io;
use std::path::Path;

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellType {
    /// Words.
    Text,
    /// Integers.
    Integer,
    /// Numbers.
    Number,
    /// Truth values.
    Boolean,
}

/// A file that holds a table. It appears, or is replaced, when it is whole.
pub struct TableFile {
    sheet: Sheet<Target>,
    columns: Vec<Column>,
}

/// Rows of Parquet that are encoded together.
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
        let target = Compressor::new(Target::file(path)?, compression)?;
        Ok(Self { sheet: Sheet::new(target, form, &columns, BATCH)?, columns })
    }

    /// Writes a row: a cell for each column, `null` where there is nothing.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Value>) -> io::Result<()> {
        let names = self.columns.iter().map(|column| column.name.clone());
        let row: Row = names.zip(cells).filter(|(_, cell)| !cell.is_null()).collect();
        self.sheet.write(vec![row], &self.columns)
    }

    /// Ends the table: puts the file in its place.
    ///
    /// # Errors
    /// It cannot be stored or put in its place.
    pub fn finish(self) -> io::Result<()> {
        self.sheet.finish()?.finish()
    }
}
