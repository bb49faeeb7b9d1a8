//! The form to which every document is reduced: paragraphs, a few of which are marked as titles and captions.

use serde_json::{Map, Value};

/// The kind of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Style {
    Title,
    Heading,
    #[default]
    Body,
    /// Part of a block quotation.
    Quotation,
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
    /// A title that is not part of the text.
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

    /// Adds a metadata field, unless it is blank or already there.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() && !self.metadata.contains_key(name) {
            self.metadata.insert(name.to_owned(), Value::String(value.to_owned()));
        }
    }
}

/// The text with each run of white space replaced by one blank.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
