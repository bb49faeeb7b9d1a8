//! Records as rows of tables.

use super::Rows;
use super::columns::{Column, DataType, change_free_objects};
use serde_json::{Map, Value};
use std::io;

/// A row's values by the names of their columns; absent where they are null.
pub(super) type Row = Map<String, Value>;

/// The rows of an output line: the article itself, or whatever it has of the table's kind.
pub(super) fn rows(mut line: Map<String, Value>, rows: Rows, columns: &[Column]) -> Vec<Row> {
    let item = match rows {
        Rows::Articles => {
            change_free_objects(&mut line, |object| *object = object.to_string().into());
            return vec![line];
        }
        Rows::Sentences => "sentences",
        Rows::Attributions => "attributions",
        Rows::Claims => "claims",
    };
    let Some(Value::Array(items)) = line.remove(item) else { return Vec::new() };
    let article = line.remove("id").unwrap_or_default();
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| {
            let mut row = Row::new();
            for Column { name, path, .. } in columns {
                let value = path.iter().try_fold(&item, |value, field| value.get(field)).cloned();
                let value = match (name.as_str(), path.len()) {
                    ("article", _) => Some(article.clone()),
                    ("sentence" | "claim", _) => Some(index.into()),
                    ("source_name", 1) => source(&line, &item).map(|source| source["name"].clone()),
                    ("source_person", 1) => {
                        source(&line, &item).and_then(|source| source.get("person")).map(|one| one.to_string().into())
                    }
                    _ => value,
                };
                row.extend(value.filter(|value| !value.is_null()).map(|value| (name.clone(), value)));
            }
            row
        })
        .collect()
}

/// The source that a sentence, attribution or claim refers to by its id.
fn source<'r>(record: &'r Map<String, Value>, item: &Value) -> Option<&'r Value> {
    let source = &item["source"];
    let id = source.get("resolved").unwrap_or(source).as_str()?;
    record.get("sources")?.as_array()?.iter().find(|source| source["id"] == id)
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
