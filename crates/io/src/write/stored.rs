use super::column::Column;
use super::columns::columns;
use super::metadata::MetadataColumns;
use super::parquet_file;
use super::table::value;
use super::{Form, Rows};
use crate::original::original;
use crate::read::uncompressed_file;
use serde_json::Value;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::path::Path;

/// The content of an output file, read back object by object: records, or rows of a flat table.
///
/// An object that is not JSON is an error in its place. If a file cannot be read to its end, nothing follows the
/// error.
pub(crate) struct Stored {
    objects: Box<dyn Iterator<Item = io::Result<Value>>>,
}

impl Stored {
    /// Reads a file, which may be compressed.
    ///
    /// # Errors
    /// It cannot be opened, or is a table with other columns than it should have.
    pub(crate) fn open(path: &Path, form: Form) -> io::Result<Self> {
        let objects: Box<dyn Iterator<Item = io::Result<Value>>> = match form {
            Form::Lines | Form::Pretty | Form::RowLines(_) | Form::Array { .. } | Form::RowArray(_) => {
                Box::new(lines(uncompressed_file(path)?))
            }
            Form::Xlsx(_) => return Err(invalid("workbooks cannot be read back; JSON, CSV and Parquet can")),
            Form::Csv(rows) | Form::Spreadsheet(rows) => Box::new(csv_rows(uncompressed_file(path)?, rows)?),
            Form::Parquet(rows) => {
                let objects = parquet_file::rows(File::open(path)?, rows)?;
                Box::new(objects.map(move |object| {
                    let row = object?;
                    Ok(Value::Object(if rows == Rows::Articles { original(row) } else { row }))
                }))
            }
        };
        Ok(Self { objects })
    }
}

impl Iterator for Stored {
    type Item = io::Result<Value>;

    fn next(&mut self) -> Option<Self::Item> {
        self.objects.next()
    }
}

fn lines(reader: Box<dyn Read>) -> impl Iterator<Item = io::Result<Value>> {
    let mut reader = BufReader::with_capacity(1 << 16, reader);
    let mut line = Vec::new();
    let mut broken = false;
    std::iter::from_fn(move || {
        while !broken {
            line.clear();
            return match reader.read_until(b'\n', &mut line) {
                Ok(0) => None,
                Ok(_) if line.last() != Some(&b'\n') => Some(Err(invalid("the last line is not whole"))),
                // Where a list begins and ends.
                Ok(_) if matches!(line.trim_ascii(), b"[" | b"]") => continue,
                Ok(_) => {
                    let item = line.trim_ascii();
                    let item = item.strip_suffix(b",").unwrap_or(item);
                    Some(serde_json::from_slice(item).map_err(|error| invalid(format!("not JSON: {error}"))))
                }
                Err(error) => {
                    broken = true;
                    Some(Err(error))
                }
            };
        }
        None
    })
}

fn csv_rows(reader: Box<dyn Read>, rows: Rows) -> io::Result<impl Iterator<Item = io::Result<Value>>> {
    let mut reader = csv::Reader::from_reader(reader);
    let columns = columns(rows, &MetadataColumns::of_columns(reader.headers()?.iter()));
    if !reader.headers()?.iter().eq(columns.iter().map(|column| column.name.as_str())) {
        return Err(invalid(format!("the header is not {}", names(&columns))));
    }
    Ok(reader.into_records().map(move |record| {
        let record = record?;
        let fields =
            columns.iter().zip(record.iter()).map(|(column, cell)| Ok((column.name.clone(), value(cell, column)?)));
        Ok(Value::Object(fields.collect::<io::Result<_>>()?))
    }))
}

fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn invalid(message: impl Into<String>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message.into())
}

/// How a table holds the metadata, so that another one can hold it in the same way; `None` if it needs no columns.
pub(crate) fn metadata_of(path: &Path, form: Form) -> io::Result<Option<MetadataColumns>> {
    Ok(match form {
        Form::Csv(_) | Form::Spreadsheet(_) => {
            let mut reader = csv::Reader::from_reader(uncompressed_file(path)?);
            Some(MetadataColumns::of_columns(reader.headers()?.iter()))
        }
        Form::Parquet(rows) => Some(parquet_file::metadata_of(File::open(path)?, rows)?),
        _ => None,
    })
}
