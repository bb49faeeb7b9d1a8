//! Types of columns.

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

/// A part of a nested value: the name of a field, or of the items of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) data_type: DataType,
    pub(super) nullable: bool,
}
