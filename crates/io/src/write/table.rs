//! Records as rows of tables.

use super::Rows;
use super::columns::{Column, DataType, change_free_objects};
use super::flat::{Flat, Row};
use serde_json::{Map, Value};
use std::io;

/// The rows of an output line: the article itself, or whatever it has of the table's kind.
pub(super) fn rows(mut line: Map<String, Value>, rows: Rows, columns: &[Column]) -> Vec<Row> {
    if rows == Rows::Articles {
        change_free_objects(&mut line, |object| *object = object.to_string().into());
        return vec![line];
    }
    let Some(Value::Array(items)) = line.get(rows.name()) else { return Vec::new() };
    let flat = Flat::new(&line, columns);
    items.iter().enumerate().map(|(index, item)| flat.row(rows, index, item, columns)).collect()
}

/// A value as it stands in CSV.
pub(super) fn cell(value: Option<&Value>, column: &Column) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        // The shortest digits that give the number in its own precision, as in JSON Lines.
        Some(Value::Number(number)) if column.data_type == DataType::Float32 => {
            number.as_f64().map_or_else(|| number.to_string(), |number| (number as f32).to_string())
        }
        Some(other) => other.to_string(),
    }
}

/// A value out of CSV.
///
/// # Errors
/// The cell does not hold what its column does.
pub(super) fn value(cell: &str, column: &Column) -> io::Result<Value> {
    if cell.is_empty() && column.nullable {
        return Ok(Value::Null);
    }
    match column.data_type {
        DataType::Text => Ok(cell.into()),
        _ => serde_json::from_str(cell).map_err(|error| {
            let message = format!("column `{}` holds {cell:?}: {error}", column.name);
            io::Error::new(io::ErrorKind::InvalidData, message)
        }),
    }
}
