//! Labels as labelled spans and links between them, the only structures that most annotation tools support.
//!
//! A sentence is a span with one of the types also used for brat; a cue, source or content is a span of that name.
//! Links lead from the cue (or, without one, the first piece of the content) to the other pieces of an attribution.
//! What a span cannot express (who a source is, how the words are reported) is kept in separate notes, which are
//! matched to the span by its position.

use saidso::record::{Assertion, Role, SourceKind, Speech};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) const SOURCE: &str = "Source";
pub(crate) const CUE: &str = "Cue";
pub(crate) const CONTENT: &str = "Content";

/// Types of links, by the label of the span they lead to.
pub(crate) const LINKS: [(&str, &str); 3] = [("source", SOURCE), ("cue", CUE), ("content", CONTENT)];

/// A span with a label; offsets are code points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) id: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) label: String,
}

/// A link between two spans, by their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) kind: String,
}

/// Details that a span cannot express.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) of: Noted,
    /// The name of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<SourceKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) speech: Option<Speech>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) assertion: Option<Assertion>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) propositional: Option<bool>,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Noted {
    #[default]
    Sentence,
    Source,
    /// The span from which an attribution's links start.
    Attribution,
}

/// Data that annotation tools keep unchanged.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Beside {
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) metadata: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) notes: Vec<Note>,
}

/// The field of a task or line that holds this data.
pub(crate) const BESIDE: &str = "saidso";
