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
