//! How tables hold the metadata of articles: fields in typed columns, determined by the first articles.

use super::column::{DataType, Field};
use serde_json::{Map, Value};

/// How tables hold the metadata of their articles. A field that has no column, or does not fit its column's type, is
/// JSON in the column `metadata_rest`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Metadata {
    /// The fields that the first articles have get columns.
    #[default]
    First,
    /// These fields get columns, with the types that they have in the first articles.
    Fields(Vec<String>),
    /// The same columns as in another table.
    Columns(MetadataColumns),
}

/// Metadata fields that have columns, in order, and their types.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataColumns {
    pub(super) fields: Vec<Field>,
}

/// What the name of a column with a metadata field begins with.
pub(super) const PREFIX: &str = "meta_";

pub(super) use crate::original::REST;

/// Maximum number of fields with columns: more than any reader wants.
const MOST_FIELDS: usize = 200;

/// Objects with more fields, or nested more deeply, are JSON: their fields are hardly a fixed set.
const MOST_PARTS: usize = 50;
const DEEPEST: usize = 3;

impl MetadataColumns {
    /// Columns with these names, whose types do not matter.
    pub(super) fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut columns = Self::default();
        for name in names {
            columns.add(name.to_owned(), DataType::Text);
        }
        columns
    }

    /// The metadata columns of a table, by the names of its columns.
    pub(super) fn of_columns<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        Self::named(names.filter_map(|name| name.strip_prefix(PREFIX)))
    }

    /// Adds a field, if it is new.
    pub(super) fn add(&mut self, name: String, data_type: DataType) {
        if self.fields.iter().all(|field| field.name != name) {
            self.fields.push(Field { name, data_type, nullable: true });
        }
    }

    /// Splits metadata into the fields that have a column, by their names, and the rest. With `typed`, values are
    /// converted to the type of their column, and those that cannot be converted belong to the rest.
    pub(super) fn split(&self, metadata: &Map<String, Value>, typed: bool) -> (Map<String, Value>, Map<String, Value>) {
        let (mut held, mut rest) = (Map::new(), Map::new());
        for (name, value) in metadata.iter().filter(|(_, value)| !value.is_null()) {
            let field = self.fields.iter().find(|field| field.name == *name);
            let fitting =
                field.and_then(|field| if typed { fitted(value, &field.data_type) } else { Some(value.clone()) });
            match fitting {
                Some(value) => held.insert(name.clone(), value),
                None => rest.insert(name.clone(), value.clone()),
            };
        }
        (held, rest)
    }
}

/// A value as a column of this type holds it; `None` if it cannot.
fn fitted(value: &Value, data_type: &DataType) -> Option<Value> {
    let fits = match (data_type, value) {
        (DataType::Text, Value::String(_)) | (DataType::Boolean, Value::Bool(_)) => true,
        (DataType::Text, other) => return Some(other.to_string().into()),
        (DataType::Int64, Value::Number(number)) => number.is_i64(),
        (DataType::Float64, Value::Number(number)) => is_exact(number),
        (DataType::List(item), Value::Array(items)) => {
            let items =
                items.iter().map(|one| if one.is_null() { Some(Value::Null) } else { fitted(one, &item.data_type) });
            return items.collect::<Option<Vec<_>>>().map(Value::Array);
        }
        (DataType::Struct(fields), Value::Object(object)) => {
            let part = |(name, value): (&String, &Value)| {
                let field = fields.iter().find(|field| field.name == *name)?;
                let value = if value.is_null() { Value::Null } else { fitted(value, &field.data_type)? };
                Some((name.clone(), value))
            };
            return object.iter().map(part).collect::<Option<Map<_, _>>>().map(Value::Object);
        }
        _ => false,
    };
    fits.then(|| value.clone())
}

/// Whether a floating-point number can hold it exactly.
fn is_exact(number: &serde_json::Number) -> bool {
    /// Integers up to here are exact.
    const MOST: u64 = 1 << 53;
    number.as_i64().map_or_else(|| number.is_f64(), |integer| integer.unsigned_abs() <= MOST)
}

/// The type of a field's values, as far as they have been seen.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    Nothing,
    Boolean,
    Integer,
    Number,
    Text,
    List(Box<Seen>),
    Object(Vec<(String, Seen)>),
    /// Several of these types, or too complex.
    Mixed,
}

impl Seen {
    fn of(value: &Value, depth: usize) -> Self {
        match value {
            Value::Null => Self::Nothing,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_i64() => Self::Integer,
            Value::Number(number) if is_exact(number) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(items) if depth < DEEPEST => {
                let items = items.iter().map(|item| Self::of(item, depth + 1));
                Self::List(Box::new(items.fold(Self::Nothing, Self::or)))
            }
            Value::Object(fields) if depth < DEEPEST && fields.len() <= MOST_PARTS => {
                Self::Object(fields.iter().map(|(name, value)| (name.clone(), Self::of(value, depth + 1))).collect())
            }
            Value::Number(_) | Value::Array(_) | Value::Object(_) => Self::Mixed,
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one == other => one,
            (Self::Nothing, other) | (other, Self::Nothing) => other,
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Self::Number,
            (Self::List(one), Self::List(other)) => Self::List(Box::new(one.or(*other))),
            (Self::Object(mut fields), Self::Object(others)) => {
                for (name, seen) in others {
                    match fields.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, known)) => *known = std::mem::replace(known, Self::Nothing).or(seen),
                        None => fields.push((name, seen)),
                    }
                }
                if fields.len() > MOST_PARTS { Self::Mixed } else { Self::Object(fields) }
            }
            _ => Self::Mixed,
        }
    }

    /// The type of a column. A list of objects is text: a row cannot contain rows.
    fn data_type(self) -> DataType {
        match self {
            Self::Boolean => DataType::Boolean,
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::List(item) => match item.data_type() {
                DataType::Struct(_) => DataType::Text,
                item => DataType::List(Box::new(Field { name: "item".to_owned(), data_type: item, nullable: true })),
            },
            Self::Object(fields) if !fields.is_empty() => {
                let field = |(name, seen): (String, Self)| Field { name, data_type: seen.data_type(), nullable: true };
                DataType::Struct(fields.into_iter().map(field).collect())
            }
            Self::Nothing | Self::Text | Self::Object(_) | Self::Mixed => DataType::Text,
        }
    }
}

/// Learns from the metadata of articles which fields there are, and of which types.
#[derive(Debug, Default)]
pub(super) struct Learner {
    fields: Vec<(String, Seen)>,
    articles: usize,
    last_new: usize,
}

impl Learner {
    pub(super) fn see(&mut self, metadata: &Map<String, Value>) {
        self.articles += 1;
        for (name, value) in metadata {
            let seen = Seen::of(value, 0);
            if let Some((_, known)) = self.fields.iter_mut().find(|(known, _)| known == name) {
                *known = std::mem::replace(known, Seen::Nothing).or(seen);
            } else if self.fields.len() < MOST_FIELDS {
                self.fields.push((name.clone(), seen));
                self.last_new = self.articles;
            }
        }
    }

    /// Number of the last article that had a new field, counted from 1; 0 if none had fields.
    pub(super) fn last_new(&self) -> usize {
        self.last_new
    }

    /// The columns: those that are named, or else all that were seen.
    pub(super) fn columns(mut self, named: Option<&[String]>) -> MetadataColumns {
        let mut columns = MetadataColumns::default();
        let Some(named) = named else {
            self.fields.into_iter().for_each(|(name, seen)| columns.add(name, seen.data_type()));
            return columns;
        };
        for name in named {
            let seen = self.fields.iter_mut().find(|(known, _)| known == name);
            let seen = seen.map_or(Seen::Nothing, |(_, seen)| std::mem::replace(seen, Seen::Nothing));
            columns.add(name.clone(), seen.data_type());
        }
        columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn learned(articles: &[Value]) -> MetadataColumns {
        let mut learner = Learner::default();
        articles.iter().filter_map(Value::as_object).for_each(|metadata| learner.see(metadata));
        learner.columns(None)
    }

    #[test]
    fn types_are_those_that_all_values_have() {
        let columns = learned(&[
            json!({"n": 1, "x": 1, "b": true, "date": "2024-05-14", "mixed": 1, "tags": ["a"], "by": {"name": "A"}, "none": null}),
            json!({"n": -2, "x": 0.5, "b": false, "mixed": "one", "tags": [], "by": {"name": "B", "n": 1}, "people": [{"name": "A"}]}),
        ]);
        let text = |name: &str| Field { name: name.to_owned(), data_type: DataType::Text, nullable: true };
        let of = |name: &str| &columns.fields.iter().find(|field| field.name == name).unwrap().data_type;
        assert_eq!((of("n"), of("x"), of("b")), (&DataType::Int64, &DataType::Float64, &DataType::Boolean));
        for name in ["date", "mixed", "none", "people"] {
            assert_eq!(of(name), &DataType::Text, "{name}");
        }
        assert_eq!(of("tags"), &DataType::List(Box::new(text("item"))));
        let n = Field { data_type: DataType::Int64, ..text("n") };
        assert_eq!(of("by"), &DataType::Struct(vec![text("name"), n]));
    }

    #[test]
    fn what_does_not_fit_is_kept_beside() {
        let columns = learned(&[json!({"n": 1, "t": "a", "by": {"name": "A"}})]);
        let metadata = json!({"n": "many", "t": [1], "by": {"name": "B", "age": 3}, "new": 1, "null": null});
        let (held, rest) = columns.split(metadata.as_object().unwrap(), true);
        assert_eq!(json!(held), json!({"t": "[1]"}));
        assert_eq!(json!(rest), json!({"n": "many", "by": {"name": "B", "age": 3}, "new": 1}));
        let (held, rest) = columns.split(metadata.as_object().unwrap(), false);
        assert_eq!((held.len(), json!(rest)), (3, json!({"new": 1})));
    }

    #[test]
    fn what_has_any_number_of_fields_is_text() {
        let many: Map<String, Value> = (0..500).map(|number| (number.to_string(), number.into())).collect();
        let columns = learned(&[json!({"many": many, "deep": {"a": {"b": {"c": {"d": 1}}}}})]);
        assert_eq!(columns.fields[0].data_type, DataType::Text);
        assert_eq!(learned(&[json!(many)]).fields.len(), MOST_FIELDS);
    }
}
