//! Options for reading.

use super::charset::Charset;
use super::field_path;
use super::field_text::FieldFormat;
use super::screen::Duplicates;
use saidso::record::Article;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// How articles are read.
#[derive(Debug, Clone, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct ReadOptions {
    /// The field or column that holds the text, a string or a list of paragraphs. This and the other fields are names or
    /// paths such as `fields.bodyText`.
    pub text_field: String,
    /// The field that holds the id, a string or a number; [`NO_FIELD`](Self::NO_FIELD) if none does.
    pub id_field: String,
    /// The field that holds the headline; [`NO_FIELD`](Self::NO_FIELD) if none does.
    pub title_field: String,
    /// The other fields that pass through as metadata; all if none are named.
    pub keep_fields: Option<Vec<String>>,
    /// The table of a database that holds the articles; if none is named, the only one with the text field.
    pub table: Option<String>,
    /// Whether the fields of text and headline are HTML.
    pub field_format: FieldFormat,
    /// Whether the first row of a table is an article, and the fields are called `1`, `2`, ….
    pub no_header: bool,
    /// How bytes are decoded into characters.
    pub charset: Charset,
    /// Whether articles in languages other than English are accepted as well.
    pub any_language: bool,
    /// What is done with repeated texts.
    pub duplicates: Duplicates,
    /// Maximum length of a text in code points, at most [`Article::MAX_CHARACTERS`].
    pub max_characters: usize,
    /// Maximum size of an article's metadata in bytes.
    pub max_metadata: usize,
    /// Maximum processor time for reading an article, including what is ignored before it.
    #[serde(skip)]
    pub max_time: Option<Duration>,
    /// Whether standard input is read as JSON Lines, whatever it looks like, with every line an article, even a blank
    /// one, so that the client gets one result per line.
    #[serde(skip)]
    pub every_line: bool,
    /// Whether each record that `extract` has written is passed on, as [`ArticleError::Labelled`]; otherwise a file of
    /// records is one failure.
    ///
    /// [`ArticleError::Labelled`]: saidso::error::ArticleError::Labelled
    #[serde(skip)]
    pub records: bool,
    /// Whether the names of files that are left out are kept.
    #[serde(skip)]
    pub list_left_out: bool,
    /// Files or folders to leave out when they are found in a folder: the output of an earlier run.
    #[serde(skip)]
    pub leave_out: Vec<PathBuf>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            text_field: "text".into(),
            id_field: Self::ID_FIELD.into(),
            title_field: Self::TITLE_FIELD.into(),
            keep_fields: None,
            table: None,
            field_format: FieldFormat::default(),
            no_header: false,
            charset: Charset::default(),
            any_language: false,
            duplicates: Duplicates::default(),
            max_characters: Article::MAX_CHARACTERS,
            max_metadata: Self::MAX_METADATA,
            max_time: None,
            every_line: false,
            records: false,
            list_left_out: false,
            leave_out: Vec::new(),
        }
    }
}

impl ReadOptions {
    /// Maximum size of metadata in bytes, unless the user says otherwise: every article in flight holds its own.
    pub const MAX_METADATA: usize = 1_000_000;

    /// The id field if none is named: it may be missing.
    pub const ID_FIELD: &'static str = "id";

    /// The headline field if none is named: it may be missing.
    pub const TITLE_FIELD: &'static str = "title";

    /// Given in place of a field name: there is no such field.
    pub const NO_FIELD: &'static str = "none";

    /// The fields that must be there: the text, and those that were named.
    pub(super) fn required(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.text_field).chain(self.named())
    }

    /// The fields other than the text that were named.
    pub(super) fn named(&self) -> impl Iterator<Item = &str> {
        let id = Some(&*self.id_field).filter(|field| ![Self::ID_FIELD, Self::NO_FIELD].contains(field));
        let title = Some(&*self.title_field).filter(|field| ![Self::TITLE_FIELD, Self::NO_FIELD].contains(field));
        id.into_iter().chain(title).chain(self.keep_fields.iter().flatten().map(String::as_str))
    }

    /// Whether a field, or something in it, is read at all.
    pub(super) fn wants(&self, field: &str) -> bool {
        [&self.text_field, &self.id_field, &self.title_field]
            .into_iter()
            .chain(self.keep_fields.iter().flatten())
            .any(|wanted| field_path::begins_with(wanted, field))
            || self.keep_fields.is_none()
    }
}
