//! Records from the rows of tables that hold whole articles.

use serde_json::{Map, Value};

/// The column for metadata that has no column of its own, in all tables.
pub(crate) const REST: &str = "metadata_rest";

/// The record from which a row was made. Fields without a value are absent, at any depth.
pub(crate) fn original(mut row: Map<String, Value>) -> Map<String, Value> {
    row.values_mut().for_each(drop_nulls);
    row.retain(|_, value| !value.is_null());
    let parsed = |text: &Value| text.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    if let Some(Value::Object(rest)) = row.remove(REST).as_ref().and_then(parsed)
        && let Some(metadata) = row.entry("metadata").or_insert_with(|| Map::new().into()).as_object_mut()
    {
        metadata.extend(rest);
    }
    if let Some(metadata) = row.get("metadata").and_then(parsed) {
        row.insert("metadata".to_owned(), metadata);
    }
    change_people(&mut row, |text| {
        if let Some(object) = parsed(text) {
            *text = object;
        }
    });
    row
}

/// Changes what is known about the people among the sources. Tables hold it as JSON, since its fields differ from one
/// person to the next.
pub(crate) fn change_people(article: &mut Map<String, Value>, change: impl Fn(&mut Value)) {
    let sources = article.get_mut("sources").and_then(Value::as_array_mut).into_iter().flatten();
    sources.filter_map(|source| source.get_mut("person")).for_each(change);
}

/// Removes fields without a value, at any depth.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
