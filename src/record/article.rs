use serde_json::{Map, Value};
use std::fmt;
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
    /// The input's other fields, passed through.
    pub metadata: Map<String, Value>,
    /// Where it was read.
    pub origin: Origin,
}

impl Article {
    /// An article with nothing but an id and a text.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), title: None, text: text.into(), metadata: Map::new(), origin: Origin::default() }
    }
}

/// Where an article was read; empty for one that came from no file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Path of the input, or `-` for standard input.
    pub input: Arc<str>,
    /// Line of the input, counted from 1, where lines are articles.
    pub line: Option<u64>,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.input)?;
        self.line.map_or(Ok(()), |line| write!(formatter, ":{line}"))
    }
}
