use serde_json::{Map, Value};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// An article as it came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Its id as given, or made from its file name and position.
    pub id: String,
    /// Its headline where the input keeps it apart from the text.
    pub title: Option<String>,
    /// Its text. All offsets refer to this.
    pub text: String,
    /// Stretches of the text that the input marks as captions, in bytes.
    pub captions: Vec<Range<usize>>,
    /// The input's other fields, passed through.
    pub metadata: Map<String, Value>,
    /// The id of an earlier article with the same text, where repeats are marked.
    pub duplicate_of: Option<String>,
    /// Where it was read.
    pub origin: Origin,
}

impl Article {
    /// Most code points of a text. A longer one is refused: it is no article, and one such line must not stop a run.
    pub const MAX_CHARACTERS: usize = 2_000_000;

    /// Most levels of lists and objects in the metadata. A record with more could not be read again: readers of JSON
    /// stop at 128 or so.
    pub const MAX_DEPTH: usize = 100;

    /// Whether the metadata is nested deeper than [`MAX_DEPTH`](Self::MAX_DEPTH).
    pub fn is_too_deep(&self) -> bool {
        self.metadata.values().any(|value| is_deeper(value, Self::MAX_DEPTH))
    }

    /// Bytes of the metadata, about as JSON.
    pub fn metadata_bytes(&self) -> usize {
        self.metadata.iter().map(|(name, value)| name.len() + bytes(value)).sum()
    }

    /// An article with nothing but an id and a text.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: None,
            text: text.into(),
            captions: Vec::new(),
            metadata: Map::new(),
            duplicate_of: None,
            origin: Origin::default(),
        }
    }
}

/// Whether there are more levels than so many in a value. Goes no further down than that.
pub(crate) fn is_deeper(value: &Value, levels: usize) -> bool {
    let is_within_deeper = |value: &Value| is_deeper(value, levels - 1);
    match value {
        Value::Array(_) | Value::Object(_) if levels == 0 => true,
        Value::Array(items) => items.iter().any(is_within_deeper),
        Value::Object(fields) => fields.values().any(is_within_deeper),
        _ => false,
    }
}

/// Bytes of a value, about as JSON.
fn bytes(value: &Value) -> usize {
    /// Of a number, a word, or the signs around others.
    const PLAIN: usize = 4;
    PLAIN
        + match value {
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(bytes).sum(),
            Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + bytes(value)).sum(),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
}

/// Where an article was read; empty for one that came from no file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Path of the input, or `-` for standard input; a member of an archive stands behind `!/`: `corpus.zip!/a/b.txt`.
    pub input: Arc<str>,
    /// Line of the input, or record of a Parquet or WARC file, counted from 1, where it has many articles.
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
