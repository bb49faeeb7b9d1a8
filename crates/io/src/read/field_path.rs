//! Fields by name or by path: `fields.bodyText`, `authors.0.name`, and `contents.text`, which is the list of the `text`
//! fields of all objects in the list `contents`, also written `contents[].text`. A field whose own name has dots takes precedence over a path.

use serde_json::{Map, Value};

/// Whether a field exists and is not `null`.
pub(super) fn has(fields: &Map<String, Value>, path: &str) -> bool {
    match fields.get(path) {
        Some(value) => !value.is_null(),
        None => splits(path).any(|(name, rest)| fields.get(own(fields, name)).is_some_and(|value| has_in(value, rest))),
    }
}

fn has_in(value: &Value, path: &str) -> bool {
    match value {
        Value::Object(fields) => has(fields, path),
        Value::Array(items) => match index(path) {
            Some((index, None)) => items.get(index).is_some_and(|value| !value.is_null()),
            Some((index, Some(rest))) => items.get(index).is_some_and(|value| has_in(value, rest)),
            None => items.iter().any(|value| value.as_object().is_some_and(|fields| has(fields, path))),
        },
        _ => false,
    }
}

/// Removes a field and returns it, keeping the order of the others; `null` counts as no field.
pub(super) fn take(fields: &mut Map<String, Value>, path: &str) -> Option<Value> {
    if let Some(value) = fields.shift_remove(path) {
        return Some(value).filter(|value| !value.is_null());
    }
    splits(path).find_map(|(name, rest)| {
        let name = own(fields, name);
        let value = fields.get_mut(name)?;
        let taken = take_in(value, rest)?;
        if value.as_object().is_some_and(Map::is_empty) {
            fields.shift_remove(name);
        }
        Some(taken)
    })
}

fn take_in(value: &mut Value, path: &str) -> Option<Value> {
    match value {
        Value::Object(fields) => take(fields, path),
        Value::Array(items) => match index(path) {
            Some((index, None)) => items.get_mut(index).map(Value::take).filter(|value| !value.is_null()),
            Some((index, Some(rest))) => items.get_mut(index).and_then(|value| take_in(value, rest)),
            None => {
                let taken = items.iter_mut().filter_map(Value::as_object_mut).filter_map(|fields| take(fields, path));
                Some(Value::Array(taken.collect())).filter(|value| value.as_array().is_some_and(|all| !all.is_empty()))
            }
        },
        _ => None,
    }
}

/// All ways to split a path into a name and the rest.
fn splits(path: &str) -> impl Iterator<Item = (&str, &str)> {
    path.match_indices('.').map(|(at, _)| (&path[..at], &path[at + 1..]))
}

/// The name of a field that a path gives as a list, `contents[]`.
fn own<'n>(fields: &Map<String, Value>, name: &'n str) -> &'n str {
    name.strip_suffix("[]").filter(|_| !fields.contains_key(name)).unwrap_or(name)
}

/// The first step of a path and the rest, if that step is an index into a list.
fn index(path: &str) -> Option<(usize, Option<&str>)> {
    match path.split_once('.') {
        Some((first, rest)) => Some((first.parse().ok()?, Some(rest))),
        None => Some((path.parse().ok()?, None)),
    }
}

/// Whether a path leads into the field of this name, or is this name.
pub(super) fn begins_with(path: &str, name: &str) -> bool {
    path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{has, take};
    use serde_json::{Map, Value, json};

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(fields) => fields,
            other => panic!("{other} is not an object"),
        }
    }

    #[test]
    fn paths_lead_into_objects_and_lists() {
        let fields = object(json!({
            "a": {"b": {"c": 1}}, "a.b": "whole name", "n": null, "o": {"p": null},
            "list": [{"t": "x"}, {"u": 2}, {"t": "y"}, 5], "one": {"two": 1}
        }));
        for (path, expected) in [
            ("a.b", Some(json!("whole name"))),
            ("a.b.c", Some(json!(1))),
            ("list.t", Some(json!(["x", "y"]))),
            ("list[].t", Some(json!(["x", "y"]))),
            ("list[].z", None),
            ("list.1.u", Some(json!(2))),
            ("list.3", Some(json!(5))),
            ("list.9", None),
            ("list.z", None),
            ("n", None),
            ("o.p", None),
            ("a.x", None),
            ("list.3.x", None),
            ("", None),
            (".", None),
        ] {
            assert_eq!(has(&fields, path), expected.is_some(), "{path}");
            assert_eq!(take(&mut fields.clone(), path), expected, "{path}");
        }
        let mut fields = fields;
        take(&mut fields, "one.two");
        assert!(!fields.contains_key("one"), "an emptied object is removed");
    }
}
