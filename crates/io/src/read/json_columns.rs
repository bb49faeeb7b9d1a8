//! Tables that are written column by column, as pandas does unless told otherwise: `{"text": {"0": "…", "1": "…"}}`; or
//! with the names apart: `{"columns": ["text"], "data": [["…"], ["…"]]}`.

use serde_json::{Map, Value};

type Fields = Map<String, Value>;

/// The rows of such a table; gives other values back.
pub(super) fn rows(value: Value, text_field: &str) -> Result<Vec<Fields>, Value> {
    match value {
        Value::Object(columns) if are_columns(&columns, text_field) => Ok(transposed(columns)),
        Value::Object(mut table) if is_split(&table, text_field) => {
            let (columns, data) = (table.remove("columns"), table.remove("data"));
            let names: Vec<String> =
                list(columns).into_iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect();
            let row = |row| names.iter().cloned().zip(list(Some(row))).collect();
            Ok(list(data).into_iter().map(row).collect())
        }
        other => Err(other),
    }
}

/// Whether all fields are columns with the same row labels.
fn are_columns(fields: &Fields, text_field: &str) -> bool {
    let Some(Value::Object(texts)) = fields.get(text_field) else { return false };
    let is_number = |label: &String| label.bytes().all(|byte| byte.is_ascii_digit());
    let has_labels = |column: &Value| column.as_object().is_some_and(|column| column.keys().eq(texts.keys()));
    !texts.is_empty()
        && (fields.len() > 1 || texts.keys().all(is_number))
        && texts.values().all(|text| text.is_string() || text.is_null())
        && fields.values().all(has_labels)
}

fn transposed(columns: Fields) -> Vec<Fields> {
    let mut rows = Vec::new();
    for (name, column) in columns {
        let Value::Object(column) = column else { continue };
        rows.resize_with(column.len(), Fields::new);
        for (row, (_, value)) in rows.iter_mut().zip(column) {
            row.insert(name.clone(), value);
        }
    }
    rows
}

fn is_split(table: &Fields, text_field: &str) -> bool {
    let (Some(Value::Array(columns)), Some(Value::Array(data))) = (table.get("columns"), table.get("data")) else {
        return false;
    };
    let is_row = |row: &Value| row.as_array().is_some_and(|row| row.len() == columns.len());
    columns.iter().all(Value::is_string) && columns.iter().any(|name| name == text_field) && data.iter().all(is_row)
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::rows;
    use serde_json::json;

    #[test]
    fn columns_become_rows() {
        let expected = json!([{"id": 7, "text": "One."}, {"id": 8, "text": null}]);
        for table in [
            json!({"id": {"0": 7, "1": 8}, "text": {"0": "One.", "1": null}}),
            json!({"columns": ["id", "text"], "index": [0, 1], "data": [[7, "One."], [8, null]]}),
        ] {
            assert_eq!(json!(rows(table, "text").unwrap()), expected);
        }
        for other in [
            json!({"text": "One.", "id": {"0": 1}}),
            json!({"text": {"headline": "A", "body": "B"}}),
            json!({"text": {"0": "A"}, "id": {"1": 1}}),
            json!({"columns": ["id"], "data": [[1]]}),
            json!({"columns": ["id", "text"], "data": [[1]]}),
            json!([1]),
        ] {
            assert_eq!(rows(other.clone(), "text"), Err(other));
        }
    }
}
