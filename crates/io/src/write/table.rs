//! Records as rows of tables.

use super::Rows;
use super::column::{Column, DataType};
use super::flat::{Flat, Row};
use super::layout::Layout;
use crate::original::{REST, change_people};
use serde_json::{Map, Value};
use std::io;

impl Layout {
    /// The rows of an output line: the article itself, or its items of the table's kind.
    pub(super) fn rows(&self, mut line: Map<String, Value>) -> Vec<Row> {
        if self.rows == Rows::Articles {
            self.part_metadata(&mut line);
            change_people(&mut line, |object| *object = object.to_string().into());
            return vec![line];
        }
        let Some(Value::Array(items)) = line.get(self.rows.name()) else { return Vec::new() };
        let flat = Flat::new(&line, self);
        items.iter().enumerate().map(|(index, item)| flat.row(self.rows, index, item, &self.columns)).collect()
    }

    /// Splits the metadata of an article into its columns.
    fn part_metadata(&self, line: &mut Map<String, Value>) {
        let Some(Value::Object(metadata)) = line.get("metadata") else { return };
        if self.metadata.fields.is_empty() {
            let text = Value::Object(metadata.clone()).to_string();
            line.insert("metadata".to_owned(), text.into());
            return;
        }
        let (held, rest) = self.metadata.split(metadata, true);
        line.insert("metadata".to_owned(), Value::Object(held));
        if !rest.is_empty() {
            line.insert(REST.to_owned(), Value::Object(rest).to_string().into());
        }
    }
}

/// A value as a cell of CSV.
pub(super) fn cell(value: Option<&Value>, column: &Column) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        // The shortest digits that represent the number in its own precision, as in JSON Lines.
        Some(Value::Number(number)) if column.data_type == DataType::Float32 => {
            number.as_f64().map_or_else(|| number.to_string(), |number| (number as f32).to_string())
        }
        Some(other) => other.to_string(),
    }
}

/// The same for spreadsheets, which take text that begins in certain ways for a formula: an apostrophe in front marks
/// it as text. Numbers are left unchanged.
pub(super) fn spreadsheet_cell(value: Option<&Value>, column: &Column) -> String {
    let cell = cell(value, column);
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if is_formula { format!("'{cell}") } else { cell }
}

/// Parses a value from a cell of CSV.
///
/// # Errors
/// The cell does not hold a value of its column's type.
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
