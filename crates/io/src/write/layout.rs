use super::Rows;
use super::columns::Column;
use super::metadata::MetadataColumns;

/// How records become rows.
pub(super) struct Layout {
    pub(super) rows: Rows,
    pub(super) columns: Vec<Column>,
    pub(super) metadata: MetadataColumns,
    /// Values must be of the types of their columns.
    pub(super) typed: bool,
    /// Fields of the metadata that have no column are added to the row.
    pub(super) open: bool,
}
