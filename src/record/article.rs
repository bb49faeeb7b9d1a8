use serde_json::{Map, Value};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// An article from the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its id as given, or derived from its file name and position.
    pub id: String,
    /// Its headline, if the input has it separately from the text.
    pub title: Option<String>,
    /// Its text. All offsets refer to this.
    pub text: String,
    /// Byte ranges of the text that the input marks as captions.
    pub captions: Vec<Range<usize>>,
    /// Byte ranges of the text that the input marks as headings.
    pub headings: Vec<Range<usize>>,
    /// The input's other fields, unchanged.
    pub metadata: Map<String, Value>,
    /// The id of an earlier article with the same text, if repeats are marked.
    pub duplicate_of: Option<String>,
    /// Where it was read from.
    pub origin: Origin,
}

impl Article {
    /// Maximum number of code points in a text. A longer text is an error: it is not an article, and one such line must
    /// not stop a run.
    pub const MAX_CHARACTERS: usize = 2_000_000;

    /// Maximum nesting of lists and objects in the metadata. A record with more could not be read again: JSON readers
    /// stop at about 128 levels.
    pub const MAX_DEPTH: usize = 100;

    /// Whether the metadata is nested more deeply than [`MAX_DEPTH`](Self::MAX_DEPTH).
    pub fn is_too_deep(&self) -> bool {
        self.metadata.values().any(|value| is_deeper(value, Self::MAX_DEPTH))
    }

    /// Approximate size of the metadata as JSON, in bytes.
    pub fn metadata_bytes(&self) -> usize {
        self.metadata.iter().map(|(name, value)| name.len() + bytes(value)).sum()
    }

    /// An article with only an id and a text.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: None,
            text: text.into(),
            captions: Vec::new(),
            headings: Vec::new(),
            metadata: Map::new(),
            duplicate_of: None,
            origin: Origin::default(),
        }
    }
}

/// Whether a value is nested more than `levels` deep. Descends no further than that.
pub(crate) fn is_deeper(value: &Value, levels: usize) -> bool {
    let is_within_deeper = |value: &Value| is_deeper(value, levels - 1);
    match value {
        Value::Array(_) | Value::Object(_) if levels == 0 => true,
        Value::Array(items) => items.iter().any(is_within_deeper),
        Value::Object(fields) => fields.values().any(is_within_deeper),
        _ => false,
    }
}

/// Approximate size of a value as JSON, in bytes.
fn bytes(value: &Value) -> usize {
    /// Bytes of a number, a literal, or the punctuation around other values.
    const PLAIN: usize = 4;
    PLAIN
        + match value {
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(bytes).sum(),
            Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + bytes(value)).sum(),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
}

/// Where an article was read from; empty if it did not come from a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Path of the input, or `-` for standard input; a member of an archive follows `!/`: `corpus.zip!/a/b.txt`.
    pub input: Arc<str>,
    /// Line of the input, or record of a Parquet or WARC file, counted from 1, if it may have many articles.
    pub line: Option<u64>,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.input)?;
        self.line.map_or(Ok(()), |line| write!(formatter, ":{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Article;
    use serde_json::Value;

    #[test]
    fn metadata_is_nested_to_a_limit() {
        for (levels, expected) in [(1, false), (Article::MAX_DEPTH, false), (Article::MAX_DEPTH + 1, true)] {
            let value = (0..levels).fold(Value::from(1), |value, _| Value::Array(vec![value]));
            let mut article = Article::new("a", "text");
            article.metadata.insert("m".to_owned(), value);
            assert_eq!(article.is_too_deep(), expected, "{levels}");
        }
    }
}
