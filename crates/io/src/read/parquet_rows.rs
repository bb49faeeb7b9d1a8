use super::field_path::begins_with;
use super::limits::Expansion;
use super::parquet_pages::Checked;
use super::reading::{Flow, Found, Place, Reading, Series};
use super::{ReadOptions, fields, json_value, missing, own, parquet_lists};
use crate::original::original;
use crate::parquet_schema;
use bytes::Bytes;
use parquet::basic::{LogicalType, TimeUnit};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, FileReader, RowGroupReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use saidso::error::ArticleError;
use serde_json::{Map, Value};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Number of rows that are read from the columns at a time.
const BATCH: usize = 64;

/// A row group that claims to hold more bytes or values than this, and to grow by more than this factor, is refused.
const BOMB_FLOOR: i64 = 256 << 20;
const BOMB_RATIO: i64 = 500;

/// Reads a file that is in memory.
pub(super) fn read_bytes(bytes: Vec<u8>, place: &Place, reading: &mut Reading<'_>) -> Flow {
    read(Bytes::from(bytes), place, reading)
}

/// Reads one article per row, and only the columns that are needed. A row that cannot be read costs the rest of its
/// row group.
pub(super) fn read(file: impl ChunkReader + 'static, place: &Place, reading: &mut Reading<'_>) -> Flow {
    if let Err(reason) = parquet_schema::check(&file) {
        return reading.single(place, ArticleError::Malformed { form: "Parquet", reason: reason.to_owned() });
    }
    // A dictionary holds a text once, however many rows have it.
    let expansion = Expansion::of_size(file.len());
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
        let small = metadata.compressed_size();
        if table.is_bomb(metadata) {
            let error = ArticleError::Refused { reason: "its columns grow like a decompression bomb" };
            lost(error, &mut series, before, reading)?;
            continue;
        }
        let group = guarded(|| file.get_row_group(index).map_err(|error| malformed(&error)));
        let group = group.as_ref().map(|group| Checked(group.as_ref()));
        let rows = group.as_ref().map_err(|error| (*error).clone()).and_then(|group| {
            guarded(|| {
                let batch = table.batch(group)?;
                let rows = RowIter::from_row_group(Some(table.projection.clone()), group);
                rows.map(|rows| rows.with_batch_size(batch)).map_err(|error| malformed(&error))
            })
        });
        let mut rows = match rows {
            Ok(rows) => rows,
            Err(error) => {
                lost(error, &mut series, before, reading)?;
                continue;
            }
        };
        while let Some(row) = guarded(|| rows.next().transpose().map_err(|error| malformed(&error))).transpose() {
            match row {
                Ok(row) => {
                    series.number += 1;
                    expansion.add(row.get_column_iter().map(|(_, field)| weight(field)).sum());
                    if expansion.is_bomb() {
                        let error = ArticleError::Refused { reason: "its rows grow like a decompression bomb" };
                        return reading.next_of(&series, error);
                    }
                    let found = guarded(|| Ok(table.article(row, reading.options))).unwrap_or_else(Found::from);
                    reading.next_of(&series, found)?;
                }
                Err(error) => {
                    lost(error, &mut series, before, reading)?;
                    break;
                }
            }
        }
        reading.bytes_read.fetch_add(u64::try_from(small).unwrap_or_default(), Ordering::Relaxed);
    }
    ControlFlow::Continue(())
}

/// Reports the next row of a row group, which cannot be read, with those up to `last` that are lost with it.
fn lost(error: ArticleError, series: &mut Series, last: u64, reading: &mut Reading<'_>) -> Flow {
    series.number += 1;
    let error = match last.saturating_sub(series.number) {
        0 => error,
        1 => ArticleError::Read { reason: format!("{error}; the row after it is lost too") },
        more => ArticleError::Read { reason: format!("{error}; the {more} rows after it are lost too") },
    };
    reading.next_of(series, error)
}

/// The columns to read.
struct Table {
    projection: Type,
    /// Columns with nanoseconds since 1970, which the `parquet` crate takes for plain numbers.
    nanoseconds: Vec<String>,
    /// Whether its rows are records that `extract` has written.
    holds_records: bool,
}

impl Table {
    fn new(file: &dyn FileReader, options: &ReadOptions) -> Result<Self, ArticleError> {
        let schema = file.metadata().file_metadata().schema();
        let columns = schema.get_fields();
        // The field may be a path that leads into a column.
        let is_there = |field: &str| columns.iter().any(|column| begins_with(field, column.name()));
        let is_named = |name: &str| columns.iter().any(|column| column.name() == name);
        if own::is_flat(is_named) {
            return Err(ArticleError::FlatTable);
        }
        if own::has_columns_of_records(is_named) {
            let projection = schema.clone();
            return Ok(Self { projection, nanoseconds: Vec::new(), holds_records: true });
        }
        if let Some(field) = options.required().find(|field| !is_there(field)) {
            return Err(missing::column(field, columns.iter().map(|column| column.name()), options));
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
        let projection = projection.map_err(|error| malformed(&error))?;
        Ok(Self { projection, nanoseconds, holds_records: false })
    }

    /// Whether the columns of a row group grow far beyond their size, in bytes or in their number of values, which
    /// run-length encoding can make arbitrarily large.
    fn is_bomb(&self, group: &RowGroupMetaData) -> bool {
        let wanted = group.columns().iter().filter(|column| self.is_wanted(column));
        let values = wanted.map(ColumnChunkMetaData::num_values);
        let large = values.fold(group.total_byte_size(), i64::max);
        large > BOMB_FLOOR && large / BOMB_RATIO > group.compressed_size()
    }

    fn is_wanted(&self, column: &ColumnChunkMetaData) -> bool {
        let name = column.column_path().parts().first();
        self.projection.get_fields().iter().any(|wanted| Some(wanted.name()) == name.map(String::as_str))
    }

    /// How many rows of a row group to read at a time: fewer if its lists are long.
    ///
    /// # Errors
    /// The lists of a row have more values than an article may have.
    fn batch(&self, group: &dyn RowGroupReader) -> Result<usize, ArticleError> {
        let lists = parquet_lists::largest(group, |column| self.is_wanted(column));
        let most = json_value::MOST_VALUES;
        let values = usize::try_from(lists.values).unwrap_or(usize::MAX);
        if values > most {
            let reason = format!("the lists of a row have {values} values, more than the limit of {most}");
            return Err(ArticleError::Malformed { form: "Parquet", reason });
        }
        let bytes = i64::try_from(lists.bytes).unwrap_or(i64::MAX);
        if bytes > BOMB_FLOOR && bytes / BOMB_RATIO > group.metadata().compressed_size() {
            return Err(ArticleError::Refused { reason: "the lists of a row grow like a decompression bomb" });
        }
        Ok((most / values.max(1)).clamp(1, BATCH))
    }

    fn article(&self, row: Row, options: &ReadOptions) -> Found {
        let mut fields = Map::new();
        for (name, field) in row.into_columns() {
            let value = match field {
                Field::Long(time) if self.nanoseconds.contains(&name) => {
                    json(&Field::TimestampMicros(time / 1000)).unwrap_or(time.into())
                }
                // Older writers do not say that their bytes are text.
                Field::Bytes(bytes) if name == options.text_field || name == options.id_field => {
                    match bytes.as_utf8() {
                        Ok(text) => Value::String(text.to_owned()),
                        Err(_) => return ArticleError::FieldKind { field: name, expected: "text" }.into(),
                    }
                }
                // A column that is there, but has nothing in this row.
                Field::Null if name == options.text_field => Value::String(String::new()),
                field => match json(&field) {
                    Some(value) => value,
                    None => {
                        return ArticleError::FieldKind { field: name, expected: "a value that can be written" }.into();
                    }
                },
            };
            if !value.is_null() {
                fields.insert(name, value);
            }
        }
        let fields = if self.holds_records { original(fields) } else { fields };
        fields::article(fields, options)
    }
}

/// A value as JSON: a time that no calendar has as its number. `None` if such a time is inside a list or a structure.
fn json(field: &Field) -> Option<Value> {
    // The `parquet` crate panics on such times.
    catch_unwind(AssertUnwindSafe(|| field.to_json_value())).ok().or(match field {
        Field::Date(days) => Some((*days).into()),
        Field::TimestampMillis(time) | Field::TimestampMicros(time) => Some((*time).into()),
        _ => None,
    })
}

/// Approximate size of a value in bytes.
fn weight(field: &Field) -> u64 {
    match field {
        Field::Str(text) => text.len() as u64,
        Field::Bytes(bytes) => bytes.len() as u64,
        Field::Group(row) => row.get_column_iter().map(|(_, field)| weight(field)).sum(),
        Field::ListInternal(list) => list.elements().iter().map(weight).sum(),
        Field::MapInternal(map) => map.entries().iter().map(|(key, value)| weight(key) + weight(value)).sum(),
        _ => 8,
    }
}

fn malformed(error: &ParquetError) -> ArticleError {
    ArticleError::Malformed { form: "Parquet", reason: error.to_string() }
}

/// Turns a panic into an error: the `parquet` crate panics on some damaged files.
fn guarded<T>(work: impl FnOnce() -> Result<T, ArticleError>) -> Result<T, ArticleError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let reason = format!("its reader gave up: {}", saidso::error::panic_message(panic.as_ref()));
        Err(ArticleError::Malformed { form: "Parquet", reason })
    })
}
