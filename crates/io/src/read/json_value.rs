use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::fmt;

/// Maximum number of values in a line, and in the lists of a row of Parquet: each takes about thirty bytes of memory, and
/// two bytes of a line can make one. An article with its metadata has a few dozen.
pub(super) const MOST_VALUES: usize = 1_000_000;

/// Parses a [`Value`], refusing one that would take many times as much memory as its text.
///
/// # Errors
/// It is not JSON, or has too many values.
pub(super) fn value(json: &str) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let left = Cell::new(MOST_VALUES);
    let value = Bounded { left: &left }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Deserialises a value that may hold at most `left` further values.
#[derive(Clone, Copy)]
struct Bounded<'l> {
    left: &'l Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let Some(left) = self.left.get().checked_sub(1) else {
            return Err(D::Error::custom(format_args!("it has more than {MOST_VALUES} values")));
        };
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = access.next_key()? {
            fields.insert(name, access.next_value_seed(self)?);
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_VALUES, value};
    use serde_json::Value;

    #[test]
    fn values_are_what_they_are_elsewhere() {
        for json in [
            r#"{"a": [1, -2, 3.5, 1e3, "x\ny", null, true, {"b": {}}], "a\u0062": 18446744073709551615, "z": 1e30}"#,
            "[]",
            "\"x\"",
            "7",
            r#"{"a": 1, "a": 2}"#,
        ] {
            assert_eq!(value(json).unwrap(), serde_json::from_str::<Value>(json).unwrap(), "{json}");
        }
        for wrong in ["", "{", "[1] 2", "{\"a\" 1}", "nul", &"[".repeat(1000)] {
            let expected = serde_json::from_str::<Value>(wrong).unwrap_err();
            assert_eq!(value(wrong).unwrap_err().to_string(), expected.to_string(), "{wrong}");
        }
    }

    #[test]
    fn too_many_values_are_refused() {
        let json = |count: usize| format!("[{}1]", "1,".repeat(count - 2));
        assert!(value(&json(MOST_VALUES)).is_ok());
        assert!(value(&json(MOST_VALUES + 1)).unwrap_err().to_string().contains("more than 1000000 values"));
    }
}
