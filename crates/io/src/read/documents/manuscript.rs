//! What every document comes down to: paragraphs, a few of which are marked as titles and captions.

use super::exports;
use saidso::record::Article;
use serde_json::{Map, Value};

/// A heading behind a longer paragraph is one of a section.
const MAX_BEFORE_TITLE: usize = 160;

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

    /// Its articles: one, or as many as a database has put into one file.
    pub(super) fn articles(mut self) -> Vec<Article> {
        let exported = exports::split(&self.paragraphs);
        if !exported.is_empty() {
            return exported
                .into_iter()
                .map(|export| article(export.title, export.paragraphs, export.fields))
                .collect();
        }
        let title = self.title.take().or_else(|| self.take_title());
        vec![article(title, self.paragraphs, self.metadata)]
    }

    /// The title or first heading, taken out of the text.
    fn take_title(&mut self) -> Option<String> {
        let first = |style: Style| self.paragraphs.iter().position(|paragraph| paragraph.style == style);
        let at = first(Style::Title).or_else(|| first(Style::Heading))?;
        let is_at_top = self.paragraphs[..at].iter().all(|paragraph| paragraph.text.len() <= MAX_BEFORE_TITLE);
        // A document of nothing but headings is a text of them.
        let has_text = self.paragraphs.iter().any(|paragraph| paragraph.style == Style::Body);
        (is_at_top && has_text).then(|| one_line(&self.paragraphs.remove(at).text))
    }
}

pub(super) fn article(title: Option<String>, paragraphs: Vec<Paragraph>, metadata: Map<String, Value>) -> Article {
    let mut text = String::new();
    let mut captions = Vec::new();
    for paragraph in paragraphs {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&paragraph.text);
        if paragraph.style == Style::Caption {
            captions.push(start..text.len());
        }
    }
    let title = title.filter(|title| !title.is_empty());
    Article { title, captions, metadata, ..Article::new("", text) }
}

/// A text with one blank for each white space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
