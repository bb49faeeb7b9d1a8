//! The names used for writing brat's files and reading them back.

use saidso::record::Label;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The type of a labelled sentence, by its label.
pub(crate) const SENTENCE_TYPES: [(&str, Option<Label>); 4] = [
    ("Fact_sentence", Some(Label::ReportedFact)),
    ("Quote_sentence", Some(Label::Quote)),
    ("Opinion_sentence", Some(Label::Opinion)),
    ("Boilerplate_sentence", None),
];

/// The type of a sentence without a label.
pub(crate) const SENTENCE_TYPE: &str = "Sentence";

/// The prefix of a note that names a source.
pub(crate) const NOTE_PREFIX: &str = "source:";

/// The file for what brat itself cannot store.
pub(crate) const INDEX: &str = "articles.jsonl";

/// A line of [`INDEX`].
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct IndexRow {
    /// The article's files, without extension.
    pub(crate) name: String,
    /// Its id.
    pub(crate) id: String,
    /// The article's metadata.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) metadata: Map<String, Value>,
}
