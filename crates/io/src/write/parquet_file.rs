//! Tables in Parquet, written and read with Arrow.

use super::Rows;
use super::column;
use super::column::Column;
use super::columns::columns;
use super::compress::Compressor;
use super::flat::Row;
use super::metadata::{MetadataColumns, PREFIX};
use crate::parquet_schema;
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::json::reader::Decoder;
use arrow::json::writer::LineDelimited;
use arrow::json::{LineDelimitedWriter, ReaderBuilder, WriterBuilder};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::ZstdLevel;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

/// The columns as an Arrow schema.
fn arrow_schema(columns: &[Column]) -> Arc<Schema> {
    let fields = columns.iter().map(|column| Field::new(&column.name, arrow_type(&column.data_type), column.nullable));
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn arrow_type(data_type: &column::DataType) -> DataType {
    let field = |field: &column::Field| Field::new(&field.name, arrow_type(&field.data_type), field.nullable);
    match data_type {
        column::DataType::Boolean => DataType::Boolean,
        column::DataType::UInt32 => DataType::UInt32,
        column::DataType::UInt64 => DataType::UInt64,
        column::DataType::Int64 => DataType::Int64,
        column::DataType::Float32 => DataType::Float32,
        column::DataType::Float64 => DataType::Float64,
        column::DataType::Text => DataType::Utf8,
        column::DataType::List(item) => DataType::List(Arc::new(field(item))),
        column::DataType::Struct(fields) => DataType::Struct(fields.iter().map(field).collect()),
    }
}

/// The type of a metadata column; `None` for types that no metadata column has.
fn own_type(data_type: &DataType) -> Option<column::DataType> {
    let field = |field: &Field| {
        let (name, nullable) = (field.name().clone(), field.is_nullable());
        Some(column::Field { name, data_type: own_type(field.data_type())?, nullable })
    };
    Some(match data_type {
        DataType::Boolean => column::DataType::Boolean,
        DataType::Int64 => column::DataType::Int64,
        DataType::Float64 => column::DataType::Float64,
        DataType::Utf8 => column::DataType::Text,
        DataType::List(item) => column::DataType::List(Box::new(field(item)?)),
        DataType::Struct(fields) => {
            column::DataType::Struct(fields.iter().map(|one| field(one)).collect::<Option<Vec<_>>>()?)
        }
        _ => return None,
    })
}

/// How a table with this schema holds the metadata.
fn metadata(rows: Rows, schema: &Schema) -> MetadataColumns {
    let mut columns = MetadataColumns::default();
    let mut add = |name: &str, data_type: &DataType| {
        if let Some(data_type) = own_type(data_type) {
            columns.add(name.to_owned(), data_type);
        }
    };
    if rows != Rows::Articles {
        for field in schema.fields() {
            if let Some(name) = field.name().strip_prefix(PREFIX) {
                add(name, field.data_type());
            }
        }
    } else if let Ok(field) = schema.field_with_name("metadata")
        && let DataType::Struct(fields) = field.data_type()
    {
        fields.iter().for_each(|field| add(field.name(), field.data_type()));
    }
    columns
}

/// How a file holds the metadata.
///
/// # Errors
/// It is not Parquet.
pub(super) fn metadata_of(file: File, rows: Rows) -> io::Result<MetadataColumns> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(io::Error::other)?;
    Ok(metadata(rows, builder.schema()))
}

/// Writes Parquet rows, collected into batches and these into row groups.
pub(super) struct Parquet<W: Write + Send> {
    decoder: Decoder,
    writer: ArrowWriter<Lent<W>>,
    /// Rows that wait until there are `most` of them.
    batch: Vec<Row>,
    most: usize,
}

/// A target that is written to until it is taken back. The writer's own way to return it hides the system's errors.
struct Lent<W: Write>(Option<Compressor<W>>);

impl<W: Write> Lent<W> {
    fn take(&mut self) -> io::Result<Compressor<W>> {
        self.0.take().ok_or_else(taken_back)
    }

    fn target(&mut self) -> io::Result<&mut Compressor<W>> {
        self.0.as_mut().ok_or_else(taken_back)
    }
}

fn taken_back() -> io::Error {
    io::Error::other("the output has already ended")
}

impl<W: Write> Write for Lent<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.target()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.target()?.flush()
    }
}

/// A row group ends when it has this many encoded bytes: it has to be held in memory, and readers want a few
/// megabytes.
const GROUP_BYTES: usize = 16 << 20;

impl<W: Write + Send> Parquet<W> {
    /// `batch`: how many rows are passed to the writer together.
    pub(super) fn new(target: Compressor<W>, columns: &[Column], batch: usize) -> io::Result<Self> {
        let schema = arrow_schema(columns);
        let compression = parquet::basic::Compression::ZSTD(ZstdLevel::default());
        let properties = WriterProperties::builder().set_compression(compression).build();
        let writer =
            ArrowWriter::try_new(Lent(Some(target)), schema.clone(), Some(properties)).map_err(from_parquet)?;
        let decoder = ReaderBuilder::new(schema).with_strict_mode(true).build_decoder().map_err(from_arrow)?;
        Ok(Self { decoder, writer, batch: Vec::new(), most: batch })
    }

    pub(super) fn write(&mut self, rows: Vec<Row>) -> io::Result<()> {
        self.batch.extend(rows);
        if self.batch.len() >= self.most { self.end_batch() } else { Ok(()) }
    }

    fn end_batch(&mut self) -> io::Result<()> {
        self.decoder.serialize(&self.batch).map_err(from_arrow)?;
        self.batch.clear();
        if let Some(batch) = self.decoder.flush().map_err(from_arrow)? {
            self.writer.write(&batch).map_err(from_parquet)?;
        }
        if self.writer.in_progress_size() >= GROUP_BYTES {
            self.writer.flush().map_err(from_parquet)?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.end_batch()?;
        self.writer.finish().map_err(from_parquet)?;
        self.writer.inner_mut().take()?.finish()
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

/// The rows of a file as objects.
///
/// # Errors
/// It is not Parquet, or has other columns than such a table.
pub(super) fn rows(file: File, rows: Rows) -> io::Result<impl Iterator<Item = io::Result<Map<String, Value>>>> {
    parquet_schema::check(&file).map_err(|reason| io::Error::new(io::ErrorKind::InvalidData, reason))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(io::Error::other)?;
    let columns = columns(rows, &metadata(rows, builder.schema()));
    if builder.schema().fields() != arrow_schema(&columns).fields() {
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let message = format!("the columns are not {}, or have other types", names.join(", "));
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    let batches = builder.with_batch_size(256).build().map_err(io::Error::other)?;
    Ok(batches.flat_map(move |batch| match batch.and_then(|batch| objects(&batch)) {
        Ok(objects) => objects.into_iter().map(Ok).collect(),
        Err(error) => vec![Err(io::Error::other(error))],
    }))
}

/// The rows of a batch as JSON objects.
fn objects(batch: &RecordBatch) -> Result<Vec<Map<String, Value>>, ArrowError> {
    let mut writer: LineDelimitedWriter<_> =
        WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(Vec::new());
    writer.write(batch)?;
    writer.finish()?;
    let text = writer.into_inner();
    let objects = serde_json::Deserializer::from_slice(&text).into_iter();
    objects.collect::<Result<_, serde_json::Error>>().map_err(|error| ArrowError::JsonError(error.to_string()))
}
