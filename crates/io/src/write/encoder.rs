use super::columns::{Column, columns};
use super::compress::Compressor;
use super::parquet_file::Parquet;
use super::table::{cell, rows};
use super::{Compression, Form, Metadata, Rows};
use serde::Serialize;
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Writes records in one form.
pub(super) struct RecordWriter<W: Write + Send> {
    layout: Layout<W>,
    buffer: Vec<u8>,
}

enum Layout<W: Write + Send> {
    Json { target: Compressor<W>, pretty: bool },
    JsonRows { target: Compressor<W>, rows: Rows, columns: Vec<Column> },
    Csv { writer: Box<csv::Writer<Compressor<W>>>, rows: Rows, columns: Vec<Column> },
    Parquet(Box<Parquet<W>>),
}

impl<W: Write + Send> RecordWriter<W> {
    /// Begins the output: some forms have a header.
    pub(super) fn new(target: W, form: Form, compression: Compression, metadata: &Metadata) -> io::Result<Self> {
        let target = Compressor::new(target, compression)?;
        let layout = match form {
            Form::Lines => Layout::Json { target, pretty: false },
            Form::Pretty => Layout::Json { target, pretty: true },
            Form::RowLines(rows) => Layout::JsonRows { target, rows, columns: columns(rows, metadata) },
            Form::Csv(rows) => {
                let columns = columns(rows, metadata);
                let mut writer = csv::Writer::from_writer(target);
                writer.write_record(columns.iter().map(|column| &column.name))?;
                Layout::Csv { writer: Box::new(writer), rows, columns }
            }
            Form::Parquet(rows) => Layout::Parquet(Box::new(Parquet::new(target, rows, columns(rows, metadata))?)),
        };
        Ok(Self { layout, buffer: Vec::new() })
    }

    /// Writes a record. JSON that is not compressed is handed over in one piece, and at once.
    pub(super) fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        let Layout::Json { pretty, .. } = &self.layout else {
            return self.write_rows(serde_json::to_value(line)?);
        };
        self.buffer.clear();
        if *pretty {
            serde_json::to_writer_pretty(&mut self.buffer, line)?;
        } else {
            serde_json::to_writer(&mut self.buffer, line)?;
        }
        self.buffer.push(b'\n');
        let line = std::mem::take(&mut self.buffer);
        let result = self.write_line(&line);
        self.buffer = line;
        result
    }

    /// Writes a record that is a line of JSON, its line feed included.
    pub(super) fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        match &mut self.layout {
            Layout::Json { target, .. } => {
                target.write_all(line)?;
                target.flush()
            }
            Layout::JsonRows { .. } | Layout::Csv { .. } | Layout::Parquet(_) => {
                self.write_rows(serde_json::from_slice(line)?)
            }
        }
    }

    /// Writes the rows of a record to a table.
    fn write_rows(&mut self, record: Value) -> io::Result<()> {
        let Value::Object(record) = record else { return Err(io::ErrorKind::InvalidData.into()) };
        match &mut self.layout {
            Layout::Json { .. } => Err(io::ErrorKind::Unsupported.into()),
            Layout::JsonRows { target, rows: kind, columns } => {
                self.buffer.clear();
                for mut row in rows(record, *kind, columns) {
                    let value = |column: &Column| (column.name.clone(), row.remove(&column.name).unwrap_or_default());
                    let row: Map<String, Value> = columns.iter().map(value).collect();
                    serde_json::to_writer(&mut self.buffer, &row)?;
                    self.buffer.push(b'\n');
                }
                target.write_all(&self.buffer)?;
                target.flush()
            }
            Layout::Csv { writer, rows: kind, columns } => {
                for row in rows(record, *kind, columns) {
                    writer.write_record(columns.iter().map(|column| cell(row.get(&column.name), column)))?;
                }
                writer.flush()
            }
            Layout::Parquet(parquet) => parquet.write(record),
        }
    }

    /// Ends the output and gives back what it went to.
    pub(super) fn finish(self) -> io::Result<W> {
        match self.layout {
            Layout::Json { target, .. } | Layout::JsonRows { target, .. } => target.finish(),
            Layout::Csv { mut writer, .. } => {
                writer.flush()?;
                writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?.finish()
            }
            Layout::Parquet(parquet) => parquet.finish(),
        }
    }
}
