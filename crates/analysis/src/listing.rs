//! Rows of a list of any kind: as a readable table, as a flat table, and as lines of JSON.

use comfy_table::{ContentArrangement, LineStyle, Row as TableRow, Table, TableStyle};
pub use saidso_io::write::CellType;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// No lines except one below the header.
pub(crate) const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// Names and types of the columns of a flat table.
pub type Columns = Vec<(String, CellType)>;

/// A row of a list.
pub trait Row: Serialize + Sized {
    /// Columns of the list as a flat table, with this many columns for what the rows are grouped by.
    fn columns(groups: usize) -> Columns;

    /// The row in the flat table: a cell for each column, `null` where there is no value.
    fn cells(&self) -> Vec<Value>;

    /// Rows for a terminal that is `width` columns wide.
    fn table(rows: &[Self], width: usize) -> String;
}

/// A flat table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flat {
    /// Its columns.
    pub columns: Columns,
    /// A cell for each column, `null` where there is no value.
    pub rows: Vec<Vec<Value>>,
}

/// Columns of text with these names.
pub(crate) fn texts<N: Into<String>>(names: impl IntoIterator<Item = N>) -> impl Iterator<Item = (String, CellType)> {
    names.into_iter().map(|name| (name.into(), CellType::Text))
}

/// Columns with these names and types.
pub(crate) fn columns<const N: usize>(columns: [(&str, CellType); N]) -> impl Iterator<Item = (String, CellType)> {
    columns.into_iter().map(|(name, cells)| (name.to_owned(), cells))
}

/// The names of the columns for what rows are grouped by: `by`, `by_2`, … There is always one.
pub(crate) fn group_names(first: &str, groups: usize) -> impl Iterator<Item = String> {
    let more = (2..=groups).map(move |number| format!("{first}_{number}"));
    std::iter::once(first.to_owned()).chain(more)
}

/// What a row is grouped by, as fields of the row's object with the names of [`group_names`].
pub(crate) fn serialize_groups<S: Serializer>(
    values: &[Option<String>],
    first: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for (place, name) in group_names(first, values.len()).enumerate() {
        map.serialize_entry(&name, &values.get(place))?;
    }
    map.end()
}

/// A table without rows, for a terminal that is `width` columns wide.
pub(crate) fn grid(header: impl Into<TableRow>, width: usize) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(header);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.clamp(60, 200) as u16);
    table
}

/// A number with no more digits than its own precision has.
pub(crate) fn number(number: f32) -> Value {
    number.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

/// A row as a line of JSON.
///
/// # Errors
/// None in practice: it holds nothing that JSON cannot.
pub fn json_line<R: Row>(row: &R) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string(row)? + "\n")
}
