//! Finds where JSON objects and lists end, without parsing what is in them.

use std::io::{self, BufRead, ErrorKind};

/// What [`take_value`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Whole,
    /// Longer than the limit; it was consumed but not kept.
    TooLong,
    /// The input ends before the value does.
    Cut,
}

/// The nesting depth in objects and lists, and whether the position is inside a string.
#[derive(Debug, Clone, Copy, Default)]
struct Depth {
    levels: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Depth {
    /// Advances by a byte and returns whether it ends the value.
    fn step(&mut self, byte: u8) -> bool {
        if self.in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.levels += 1,
            b'}' | b']' => {
                self.levels = self.levels.saturating_sub(1);
                return self.levels == 0;
            }
            _ => {}
        }
        false
    }
}

/// Reads the object or list that begins at the reader's position.
pub(super) fn take_value(reader: &mut dyn BufRead, value: &mut Vec<u8>, limit: usize) -> io::Result<Taken> {
    value.clear();
    let (mut depth, mut length) = (Depth::default(), 0usize);
    loop {
        let available = match reader.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            return Ok(Taken::Cut);
        }
        let end = available.iter().position(|&byte| depth.step(byte));
        let count = end.map_or(available.len(), |end| end + 1);
        length += count;
        if length <= limit {
            value.extend_from_slice(&available[..count]);
        } else {
            *value = Vec::new();
        }
        reader.consume(count);
        if end.is_some() {
            return Ok(if length <= limit { Taken::Whole } else { Taken::TooLong });
        }
    }
}

/// Whether this JSON leaves an object or list open and does not end inside a string.
pub(super) fn is_open(json: &[u8]) -> bool {
    let mut depth = Depth::default();
    for &byte in json {
        depth.step(byte);
    }
    depth.levels > 0 && !depth.in_string
}

/// Splits JSON into consecutive objects, which commas may separate; empty if it holds anything else.
pub(super) fn split(json: &str) -> Vec<&str> {
    let (mut depth, mut start, mut values) = (Depth::default(), 0, Vec::new());
    for (at, byte) in json.bytes().enumerate() {
        if depth.step(byte) {
            values.push(json[start..=at].trim_matches(|c: char| c.is_whitespace() || c == ','));
            start = at + 1;
        }
    }
    if !json[start..].trim().is_empty() || !values.iter().all(|value| value.starts_with('{')) {
        return Vec::new();
    }
    values
}

#[cfg(test)]
mod tests {
    use super::{Taken, split, take_value};
    use std::io::BufReader;

    #[test]
    fn values_end_where_their_brackets_do() {
        let json = br#"{"a": "}\"]", "b": [1, {"c": "\\"}]} {"next": 1}"#;
        for capacity in [1, 3, 64] {
            let mut reader = BufReader::with_capacity(capacity, &json[..]);
            let mut value = Vec::new();
            assert_eq!(take_value(&mut reader, &mut value, 100).unwrap(), Taken::Whole);
            assert_eq!(value, &json[..36]);
            let mut reader = BufReader::with_capacity(capacity, &json[..]);
            assert_eq!(take_value(&mut reader, &mut value, 10).unwrap(), Taken::TooLong);
            let mut reader = BufReader::with_capacity(capacity, &json[..20]);
            assert_eq!(take_value(&mut reader, &mut value, 100).unwrap(), Taken::Cut);
        }
        assert_eq!(split(r#"{"a": "} {"} {"b": 1},{}"#), [r#"{"a": "} {"}"#, r#"{"b": 1}"#, "{}"]);
        assert!(split("{} x").is_empty() && split("{} [1] {}").is_empty() && split("x {}").is_empty());
    }
}
