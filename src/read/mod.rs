//! The `read` stage: articles out of files, folders and standard input.
//!
//! - A text file is one article: its whole text. Its id is its path within the folder that was named, without
//!   extensions; for a file that was named itself, its name without extensions.
//! - A JSON Lines file has an article a line. Text, id and title stand in fields whose names [`ReadOptions`] give;
//!   all other fields pass through as metadata. A line without id gets the file's id and its line number:
//!   `corpus/2024:17`.
//! - Files may be compressed by gzip, zstd, bzip2 or xz, whatever they are called.
//!
//! A byte order mark at the start of a file is not part of the text. Nothing else is changed, line ends neither, so that
//! offsets refer to the text as it stands in the file.
//!
//! What cannot be read is a [`FailedArticle`] in its place, and reading goes on with the next line or file.

mod files;
mod json_lines;
mod lines;
mod names;
mod open;
mod records;

pub use files::{Input, total_bytes};
pub(crate) use files::{stem, uncompressed};
pub use records::Records;

use crate::error::{ArticleError, FailedArticle};
use crate::record::{Article, Origin};
use files::{Files, Kind, SourceFile};
use json_lines::JsonLines;
use names::Names;
use open::Content;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// A text file or line with more bytes is not read to its end.
pub const MAX_BYTES: usize = 64 << 20;

/// How articles are read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The field of a JSON line that holds the text.
    pub text_field: String,
    /// The field that holds the id, a string or a number.
    pub id_field: String,
    /// The field that holds the headline.
    pub title_field: String,
    /// A file to leave out where it lies in a folder: the output of an earlier run.
    pub leave_out: Option<PathBuf>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { text_field: "text".into(), id_field: "id".into(), title_field: "title".into(), leave_out: None }
    }
}

/// The articles of some inputs, in order: inputs as given, the files of a folder by path, lines by number.
pub struct Articles {
    files: Files,
    text_names: Names,
    lines_names: Names,
    options: ReadOptions,
    lines: Option<JsonLines>,
    bytes_read: Arc<AtomicU64>,
}

impl Articles {
    /// Reads the articles of `inputs`.
    pub fn new(inputs: Vec<Input>, options: ReadOptions) -> Self {
        Self {
            files: Files::new(inputs, options.leave_out.clone()),
            text_names: Names::default(),
            lines_names: Names::default(),
            options,
            lines: None,
            bytes_read: Arc::default(),
        }
    }

    /// Counts the bytes read so far, before decompression.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    /// Begins a file: gives its article where it has just one.
    fn begin(&mut self, file: SourceFile) -> Option<Result<Article, FailedArticle>> {
        let origin = Origin { input: file.shown, line: None };
        let content = match open::open(file.path.as_deref(), file.kind, &self.bytes_read) {
            Ok(content) => content,
            Err(error) => return Some(Err(FailedArticle { id: self.text_names.unique(file.stem), origin, error })),
        };
        match content.kind {
            Kind::JsonLines => {
                let name = self.lines_names.unique(file.stem);
                self.lines = Some(JsonLines::new(content.reader, name, origin.input));
                None
            }
            Kind::Text | Kind::Unknown => {
                let id = self.text_names.unique(file.stem);
                Some(match whole_text(content) {
                    Ok(text) => Ok(Article { origin, ..Article::new(id, text) }),
                    Err(error) => Err(FailedArticle { id, origin, error }),
                })
            }
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Article, FailedArticle>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next(&self.options) {
                    Some(item) => return Some(item),
                    None => self.lines = None,
                }
            }
            match self.files.next()? {
                Ok(file) => {
                    if let Some(item) = self.begin(file) {
                        return Some(item);
                    }
                }
                Err(failed) => return Some(Err(failed)),
            }
        }
    }
}

fn whole_text(content: Content) -> Result<String, ArticleError> {
    let mut bytes = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    content.reader.take(limit).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() > MAX_BYTES {
        return Err(ArticleError::TooLarge { limit: MAX_BYTES });
    }
    utf8(bytes)
}

/// Reads a whole file of any size, which may be compressed.
///
/// # Errors
/// It cannot be opened or read to its end, or is not UTF-8.
pub(crate) fn whole_file(path: &Path) -> Result<String, ArticleError> {
    let mut bytes = Vec::new();
    let mut content = open::open(Some(path), Kind::Text, &Arc::default())?;
    content.reader.read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    utf8(bytes)
}

fn utf8(bytes: Vec<u8>) -> Result<String, ArticleError> {
    String::from_utf8(bytes).map_err(|error| ArticleError::NotUtf8 { byte: error.utf8_error().valid_up_to() + 1 })
}

/// What stopped reading in the middle of an input.
fn unreadable(error: &std::io::Error) -> ArticleError {
    ArticleError::Read { reason: format!("cannot be read to its end: {error}") }
}

#[cfg(test)]
mod tests;
