//! A column of a table, and what it may hold.

use serde_json::Value;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DataType {
    Boolean,
    UInt32,
    UInt64,
    Int64,
    Float32,
    Float64,
    Text,
    List(Box<Field>),
    Struct(Vec<Field>),
}

/// A part of a nested value: a field by its name, or the items of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) data_type: DataType,
    pub(super) nullable: bool,
}

/// A column of a table. Names and types come from the JSON Schema, so that tables have whatever records have.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its name: in flat tables, the names on its path, joined by `_`.
    pub(crate) name: String,
    /// The path to its value from the row's object.
    pub(super) path: Vec<String>,
    pub(super) data_type: DataType,
    pub(super) nullable: bool,
    /// JSON Schema of its values.
    pub(super) schema: Value,
}

impl Column {
    /// A nullable column that is not described by the JSON Schema of records.
    pub(super) fn plain(name: String, data_type: DataType) -> Self {
        Self { path: vec![name.clone()], name, data_type, nullable: true, schema: Value::Null }
    }
}
