//! What every document comes down to: paragraphs, a few of which are marked as titles and captions.

use serde_json::{Map, Value};

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Style {
    Title,
    Heading,
    #[default]
    Body,
    Caption,
}

/// A paragraph; its text has no white space around it and is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) style: Style,
}

/// A document.
#[derive(Debug, Default)]
pub(super) struct Manuscript {
    pub(super) paragraphs: Vec<Paragraph>,
    /// A title that does not stand in the text.
    pub(super) title: Option<String>,
    pub(super) metadata: Map<String, Value>,
}

impl Manuscript {
    /// Adds a paragraph, unless it is blank.
    pub(super) fn push(&mut self, text: &str, style: Style) {
        let text = text.trim();
        if !text.is_empty() {
            self.paragraphs.push(Paragraph { text: text.to_owned(), style });
        }
    }

    /// Adds a field of the metadata, unless it is blank or there already.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() && !self.metadata.contains_key(name) {
            self.metadata.insert(name.to_owned(), Value::String(value.to_owned()));
        }
    }
}

/// A text with one blank for each white space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
