use super::columns::{Column, arrow_schema, columns};
use super::compress::Compressor;
use super::table::{Row, cell, rows};
use super::{Compression, Form, Rows};
use arrow::error::ArrowError;
use arrow::json::ReaderBuilder;
use arrow::json::reader::Decoder;
use parquet::arrow::ArrowWriter;
use parquet::basic::ZstdLevel;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
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
    Csv { writer: Box<csv::Writer<Compressor<W>>>, rows: Rows, columns: Vec<Column> },
    Parquet(Box<Parquet<W>>),
}

impl<W: Write + Send> RecordWriter<W> {
    /// Begins the output: some forms have a header.
    pub(super) fn new(target: W, form: Form, compression: Compression) -> io::Result<Self> {
        let target = Compressor::new(target, compression)?;
        let layout = match form {
            Form::Lines => Layout::Json { target, pretty: false },
            Form::Pretty => Layout::Json { target, pretty: true },
            Form::Csv(rows) => {
                let columns = columns(rows);
                let mut writer = csv::Writer::from_writer(target);
                writer.write_record(columns.iter().map(|column| &column.name))?;
                Layout::Csv { writer: Box::new(writer), rows, columns }
            }
            Form::Parquet(rows) => Layout::Parquet(Box::new(Parquet::new(target, rows)?)),
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
            Layout::Csv { .. } | Layout::Parquet(_) => self.write_rows(serde_json::from_slice(line)?),
        }
    }

    /// Writes the rows of a record to a table.
    fn write_rows(&mut self, record: Value) -> io::Result<()> {
        let Value::Object(record) = record else { return Err(io::ErrorKind::InvalidData.into()) };
        match &mut self.layout {
            Layout::Json { .. } => Err(io::ErrorKind::Unsupported.into()),
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
            Layout::Json { target, .. } => target.finish(),
            Layout::Csv { mut writer, .. } => {
                writer.flush()?;
                writer.into_inner().map_err(|error| io::Error::other(error.to_string()))?.finish()
            }
            Layout::Parquet(parquet) => parquet.finish(),
        }
    }
}

/// Rows of Parquet, gathered to batches and these to row groups.
struct Parquet<W: Write + Send> {
    rows: Rows,
    columns: Vec<Column>,
    decoder: Decoder,
    writer: ArrowWriter<Compressor<W>>,
    batch: Vec<Row>,
    /// Records that wait in `batch`.
    batch_records: usize,
}

/// A row group of this many encoded bytes is ended: it has to be held in memory, and readers want some megabytes.
const GROUP_BYTES: usize = 16 << 20;

/// A batch of so many records goes to the writer.
const BATCH_RECORDS: usize = 64;

impl<W: Write + Send> Parquet<W> {
    fn new(target: Compressor<W>, rows: Rows) -> io::Result<Self> {
        let columns = columns(rows);
        let schema = arrow_schema(&columns);
        let compression = parquet::basic::Compression::ZSTD(ZstdLevel::default());
        let properties = WriterProperties::builder().set_compression(compression).build();
        let writer = ArrowWriter::try_new(target, schema.clone(), Some(properties)).map_err(from_parquet)?;
        let decoder = ReaderBuilder::new(schema).with_strict_mode(true).build_decoder().map_err(from_arrow)?;
        Ok(Self { rows, columns, decoder, writer, batch: Vec::new(), batch_records: 0 })
    }

    fn write(&mut self, record: Map<String, Value>) -> io::Result<()> {
        self.batch.extend(rows(record, self.rows, &self.columns));
        self.batch_records += 1;
        if self.batch_records >= BATCH_RECORDS { self.end_batch() } else { Ok(()) }
    }

    fn end_batch(&mut self) -> io::Result<()> {
        self.decoder.serialize(&self.batch).map_err(from_arrow)?;
        self.batch.clear();
        self.batch_records = 0;
        if let Some(batch) = self.decoder.flush().map_err(from_arrow)? {
            self.writer.write(&batch).map_err(from_parquet)?;
        }
        if self.writer.in_progress_size() >= GROUP_BYTES {
            self.writer.flush().map_err(from_parquet)?;
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<W> {
        self.end_batch()?;
        self.writer.into_inner().map_err(from_parquet)?.finish()
    }
}

/// The system's own error where there is one: it tells a full disk from a defect.
fn from_parquet(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        other => io::Error::other(other),
    }
}

fn from_arrow(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        other => io::Error::other(other),
    }
}
