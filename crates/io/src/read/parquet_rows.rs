use super::reading::{Flow, Found, Place, Reading};
use super::{ReadOptions, fields};
use bytes::Bytes;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use saidso::error::ArticleError;
use serde_json::{Map, Value};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Rows that are taken out of the columns together.
const BATCH: usize = 64;

/// A row group that claims to grow to more, and by more than so much, is refused.
const BOMB_FLOOR: i64 = 256 << 20;
const BOMB_RATIO: i64 = 500;

/// Reads a file that is in memory.
pub(super) fn read_bytes(bytes: Vec<u8>, place: &Place, reading: &mut Reading<'_>) -> Flow {
    read(Bytes::from(bytes), place, reading)
}

/// Reads an article a row, and of the columns only those that are asked for. A row that cannot be read costs the rest of
/// its row group.
pub(super) fn read(file: impl ChunkReader + 'static, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let opened = guarded(|| SerializedFileReader::new(file).map_err(|error| malformed(&error)));
    let file = match opened {
        Ok(file) => file,
        Err(error) => return reading.single(place, error),
    };
    let table = match Table::new(&file, reading.options) {
        Ok(table) => table,
        Err(error) => return reading.single(place, error),
    };
    let mut series = reading.series(place);
    let mut before = 0;
    for index in 0..file.num_row_groups() {
        let metadata = file.metadata().row_group(index);
        series.number = before;
        before = u64::saturating_add(before, u64::try_from(metadata.num_rows()).unwrap_or_default());
        let (large, small) = (metadata.total_byte_size(), metadata.compressed_size());
        if large > BOMB_FLOOR && large / BOMB_RATIO > small {
            series.number += 1;
            reading.next_of(&series, ArticleError::Refused { reason: "its columns grow like a decompression bomb" })?;
            continue;
        }
        let group = guarded(|| file.get_row_group(index).map_err(|error| malformed(&error)));
        let rows = group.as_ref().map_err(Clone::clone).and_then(|group| {
            guarded(|| {
                RowIter::from_row_group(Some(table.projection.clone()), group.as_ref())
                    .map_err(|error| malformed(&error))
            })
        });
        let mut rows = match rows {
            Ok(rows) => rows.with_batch_size(BATCH),
            Err(error) => {
                series.number += 1;
                reading.next_of(&series, error)?;
                continue;
            }
        };
        while let Some(row) = guarded(|| rows.next().transpose().map_err(|error| malformed(&error))).transpose() {
            series.number += 1;
            match row {
                Ok(row) => {
                    let found = guarded(|| Ok(table.article(row, reading.options))).unwrap_or_else(Found::from);
                    reading.next_of(&series, found)?;
                }
                Err(error) => {
                    reading.next_of(&series, error)?;
                    break;
                }
            }
        }
        reading.bytes_read.fetch_add(u64::try_from(small).unwrap_or_default(), Ordering::Relaxed);
    }
    ControlFlow::Continue(())
}

/// The columns to read.
struct Table {
    projection: Type,
    /// Those with nanoseconds since 1970, which the crate takes for plain numbers.
    nanoseconds: Vec<String>,
}

impl Table {
    fn new(file: &dyn FileReader, options: &ReadOptions) -> Result<Self, ArticleError> {
        let schema = file.metadata().file_metadata().schema();
        let columns = schema.get_fields();
        if !columns.iter().any(|column| column.name() == options.text_field) {
            return Err(ArticleError::missing_column(&options.text_field, columns.iter().map(|column| column.name())));
        }
        let wanted: Vec<Arc<Type>> =
            columns.iter().filter(|column| options.wants(column.name())).map(Arc::clone).collect();
        let is_nanoseconds = |column: &Type| {
            column.is_primitive()
                && matches!(
                    column.get_basic_info().logical_type_ref(),
                    Some(LogicalType::Timestamp(timestamp)) if matches!(timestamp.unit, TimeUnit::NANOS)
                )
        };
        let nanoseconds = wanted.iter().filter(|column| is_nanoseconds(column));
        let nanoseconds = nanoseconds.map(|column| column.name().to_owned()).collect();
        let projection = Type::group_type_builder(schema.name()).with_fields(wanted).build();
        Ok(Self { projection: projection.map_err(|error| malformed(&error))?, nanoseconds })
    }

    fn article(&self, row: Row, options: &ReadOptions) -> Found {
        let mut fields = Map::new();
        for (name, field) in row.into_columns() {
            let value = match field {
                Field::Long(time) if self.nanoseconds.contains(&name) => {
                    Field::TimestampMicros(time / 1000).to_json_value()
                }
                // Older writers do not say that their bytes are text.
                Field::Bytes(bytes) if name == options.text_field || name == options.id_field => {
                    match bytes.as_utf8() {
                        Ok(text) => Value::String(text.to_owned()),
                        Err(_) => return ArticleError::FieldKind { field: name, expected: "text" }.into(),
                    }
                }
                field => field.to_json_value(),
            };
            if !value.is_null() {
                fields.insert(name, value);
            }
        }
        fields::article(fields, options)
    }
}

fn malformed(error: &ParquetError) -> ArticleError {
    ArticleError::Malformed { form: "Parquet", reason: error.to_string() }
}

/// The crate gives up on some damaged files by a panic.
fn guarded<T>(work: impl FnOnce() -> Result<T, ArticleError>) -> Result<T, ArticleError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let reason = format!("its reader gave up: {}", saidso::error::panic_message(panic.as_ref()));
        Err(ArticleError::Malformed { form: "Parquet", reason })
    })
}
