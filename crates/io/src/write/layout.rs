use super::Rows;
use super::column::Column;
use super::metadata::MetadataColumns;

/// How records become rows.
pub(super) struct Layout {
    pub(super) rows: Rows,
    pub(super) columns: Vec<Column>,
    pub(super) metadata: MetadataColumns,
    /// Whether values must have the types of their columns.
    pub(super) typed: bool,
    /// Whether metadata fields that have no column are added to the row.
    pub(super) open: bool,
}
