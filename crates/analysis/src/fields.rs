//! Fields of the articles' metadata: found by their names, as text, and named in messages.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

/// The value of a field by its name, or by its path, as in `geo.country`.
pub fn find<'m>(fields: &'m Map<String, Value>, name: &str) -> Option<&'m Value> {
    fields.get(name).or_else(|| {
        let (first, rest) = name.split_once('.')?;
        find(fields.get(first)?.as_object()?, rest)
    })
}

/// The value of a field as text.
pub fn value(fields: &Map<String, Value>, name: &str) -> Option<String> {
    text(find(fields, name)?)
}

/// A value as text, unless it is empty: the items of a list are joined with commas, and of an object with a name, as
/// some have in `source`, the name is taken.
pub fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.trim().to_owned(),
        Value::Array(items) => items.iter().filter_map(text).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => match fields.get("name") {
            Some(name) => return text(name),
            None => value.to_string(),
        },
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    };
    Some(text).filter(|text| !text.is_empty())
}

/// Names of fields that articles have, for messages.
#[derive(Debug, Clone, Default)]
pub struct Known(BTreeSet<String>);

impl Known {
    /// No message names more.
    const MOST: usize = 20;

    /// Adds the fields of an article; those of an object by their paths.
    pub fn add(&mut self, metadata: &Map<String, Value>) {
        for (name, value) in metadata {
            match value {
                Value::Object(fields) => fields.keys().for_each(|field| self.name(format!("{name}.{field}"))),
                _ => self.name(name.clone()),
            }
        }
    }

    fn name(&mut self, name: String) {
        if self.0.len() < Self::MOST {
            self.0.insert(name);
        }
    }
}

impl fmt::Display for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return formatter.write_str("no fields");
        }
        formatter.write_str(&self.0.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_found_and_told_whatever_their_type() {
        let metadata = json!({"geo": {"country": " PL ", "n": 3}, "geo.city": "Lomvik",
            "of": ["The Gull", null, "Post"], "source": {"id": null, "name": "The Gull"}, "none": {"name": " "},
            "empty": [], "nothing": null});
        let metadata = metadata.as_object().unwrap();
        for (name, expected) in [
            ("geo.country", Some("PL")),
            ("geo.n", Some("3")),
            ("geo.city", Some("Lomvik")),
            ("geo", Some("{\"country\":\" PL \",\"n\":3}")),
            ("of", Some("The Gull, Post")),
            ("source", Some("The Gull")),
            ("source.name", Some("The Gull")),
            ("none", None),
            ("empty", None),
            ("nothing", None),
            ("geo.country.x", None),
            ("missing", None),
        ] {
            assert_eq!(value(metadata, name).as_deref(), expected, "{name}");
        }
        let mut known = Known::default();
        assert_eq!(known.to_string(), "no fields");
        known.add(metadata);
        assert_eq!(
            known.to_string(),
            "empty, geo.city, geo.country, geo.n, none.name, nothing, of, source.id, source.name"
        );
    }
}
