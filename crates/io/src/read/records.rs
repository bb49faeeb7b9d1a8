//! Labelled articles, as written by `extract`.

use super::charset;
use super::kind::Kind;
use super::limits::Expansion;
use super::lines::{Line, read_line};
use super::open::{self, Expected};
use super::{MAX_BYTES, unreadable, whole};
use saidso::error::{ArticleError, FailedArticle, json_reason};
use saidso::record::{AnnotatedArticle, ErrorRecord, Origin, OutputLine, SkipRecord};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value};
use std::io::{BufRead, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

/// The labelled articles of a file, in order; what cannot be used becomes a [`FailedArticle`] in its place.
///
/// The file may be compressed, and its objects may be indented or in a list.
pub struct Records<L = OutputLine> {
    input: Arc<str>,
    reader: Option<Box<dyn BufRead>>,
    /// Whether the file is not something else by its first bytes, such as an archive, which may contain records.
    is_json: bool,
    /// Whether the objects are in a list.
    listed: bool,
    /// Objects that span several lines.
    indented: Option<Box<dyn Iterator<Item = serde_json::Result<serde_json::Value>>>>,
    line: u64,
    buffer: Vec<u8>,
    parse: fn(&[u8]) -> Result<L, ArticleError>,
}

/// A line of a file that may hold gold articles as well.
#[derive(Debug, Clone, PartialEq)]
pub enum AnnotatedLine {
    /// An article, regardless of who labelled it.
    Article(Box<AnnotatedArticle>),
    /// An article that failed.
    Error(ErrorRecord),
    /// An article that was skipped.
    Skipped(SkipRecord),
}

/// The field that records begin with.
const MARK: &[u8] = b"\"schema_version\"";

/// A field that the rows of all flat tables have.
const MARK_OF_ROWS: &[u8] = b"\"metadata_rest\"";

impl Records {
    /// Opens a file; `-` is standard input.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(path: &Path) -> Result<Self, FailedArticle> {
        Self::begin(path, output_line)
    }
}

impl Records<AnnotatedLine> {
    /// Opens a file that may hold gold articles as well; `-` is standard input.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open_annotated(path: &Path) -> Result<Self, FailedArticle> {
        Self::begin(path, annotated_line)
    }
}

impl<L> Records<L> {
    fn begin(path: &Path, parse: fn(&[u8]) -> Result<L, ArticleError>) -> Result<Self, FailedArticle> {
        let input: Arc<str> = path.to_string_lossy().into();
        let file = (&*input != "-").then_some(path);
        let expansion = Expansion::default();
        let opened = open::raw(file, &Arc::default(), &expansion)
            .and_then(|raw| open::content(raw, Expected::of(Kind::JsonLines), &expansion));
        match opened {
            Ok(content) => {
                let is_json = content.kind == Kind::JsonLines;
                let (reader, buffer) = (Some(content.reader), Vec::new());
                Ok(Self { input, reader, is_json, listed: false, indented: None, line: 0, buffer, parse })
            }
            Err(error) => Err(FailedArticle { id: input.to_string(), origin: Origin { input, line: None }, error }),
        }
    }

    /// Whether the file begins like one that `extract` has written. Consumes nothing.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn is_labelled(&mut self) -> Result<bool, FailedArticle> {
        let Some(reader) = self.reader.as_mut().filter(|_| self.is_json) else { return Ok(false) };
        let labelled = reader.fill_buf().map(|head| {
            let head = head.trim_ascii_start();
            // The first line may be damaged; and in an empty file, nothing needs to be labelled.
            head.is_empty() || head.windows(MARK.len()).any(|bytes| bytes == MARK)
        });
        labelled.map_err(|error| self.failed(unreadable(&error)))
    }

    /// Whether the file begins like an output, be it records or rows of a flat table. Consumes nothing.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn is_output(&mut self) -> Result<bool, FailedArticle> {
        let Some(reader) = self.reader.as_mut() else { return Ok(false) };
        let output = reader.fill_buf().map(|head| {
            let has = |mark: &[u8]| head.windows(mark.len()).any(|bytes| bytes == mark);
            head.trim_ascii().is_empty() || has(MARK) || has(MARK_OF_ROWS)
        });
        output.map_err(|error| self.failed(unreadable(&error)))
    }

    /// Whether the first object is one that `extract` has written. Consumes nothing.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn begins_labelled(&mut self) -> Result<bool, FailedArticle> {
        let Some(reader) = self.reader.as_mut() else { return Ok(false) };
        let labelled = reader.fill_buf().map(|head| {
            let head = head.trim_ascii_start();
            let object = head.strip_prefix(b"[").unwrap_or(head).trim_ascii_start();
            object.strip_prefix(b"{").unwrap_or_default().trim_ascii_start().starts_with(MARK)
        });
        labelled.map_err(|error| self.failed(unreadable(&error)))
    }

    /// Whether the file begins like JSON. Consumes nothing.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn begins_with_json(&mut self) -> Result<bool, FailedArticle> {
        let Some(reader) = self.reader.as_mut() else { return Ok(true) };
        let json = reader.fill_buf().map(|head| matches!(head.trim_ascii_start().first(), None | Some(b'{' | b'[')));
        json.map_err(|error| self.failed(unreadable(&error)))
    }

    /// Everything that has not been read yet, as the text of one article.
    ///
    /// # Errors
    /// It cannot be read, is too large or not UTF-8.
    pub fn into_text(mut self) -> Result<String, FailedArticle> {
        let reader = self.reader.take().unwrap_or_else(|| Box::new(std::io::empty()));
        whole(reader, MAX_BYTES).and_then(charset::utf8).map_err(|error| self.failed(error))
    }

    /// Where the last article was read from.
    pub fn place(&self) -> Origin {
        Origin { input: Arc::clone(&self.input), line: (self.line > 0).then_some(self.line) }
    }

    fn failed(&self, error: ArticleError) -> FailedArticle {
        let origin = self.place();
        FailedArticle { id: origin.to_string(), origin, error }
    }

    /// The next object that spans several lines; after an invalid one, the rest can no longer be split into objects.
    fn next_indented(&mut self) -> Option<Result<L, FailedArticle>> {
        let found = match self.indented.as_mut()?.next()? {
            Ok(value) => {
                serde_json::to_vec(&value).map_err(|error| not_a_record(&error)).and_then(|json| (self.parse)(&json))
            }
            Err(error) => {
                self.indented = None;
                self.line = error.line() as u64;
                Err(not_a_record(&error))
            }
        };
        Some(found.map_err(|error| self.failed(error)))
    }
}

impl<L> Iterator for Records<L> {
    type Item = Result<L, FailedArticle>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.indented.is_some() {
                return self.next_indented();
            }
            let reader = self.reader.as_mut()?;
            self.line += 1;
            match read_line(reader, &mut self.buffer, MAX_BYTES) {
                Ok(Line::Whole) if self.buffer.trim_ascii().is_empty() => {}
                Ok(Line::Whole) if self.line == 1 && self.buffer.trim_ascii() == b"[" => self.listed = true,
                Ok(Line::Whole) if self.listed && self.buffer.trim_ascii() == b"]" => {
                    self.reader = None;
                    return None;
                }
                Ok(Line::Whole) if self.listed && self.buffer.trim_ascii() == b"{" => {
                    let whole = Cursor::new(b"[{\n").chain(self.reader.take()?);
                    // An indented list was written for people to read: it is not a corpus, and fits in memory.
                    let objects = serde_json::from_reader::<_, Vec<Value>>(whole);
                    self.indented = Some(match objects {
                        Ok(objects) => Box::new(objects.into_iter().map(Ok)),
                        Err(error) => Box::new(std::iter::once(Err(error))),
                    });
                }
                Ok(Line::Whole) if self.buffer.trim_ascii() == b"{" => {
                    let whole = Cursor::new(b"{\n").chain(self.reader.take()?);
                    self.indented = Some(Box::new(serde_json::Deserializer::from_reader(whole).into_iter()));
                }
                Ok(Line::Whole) => {
                    let object = self.buffer.trim_ascii();
                    let object = if self.listed { object.strip_suffix(b",").unwrap_or(object) } else { object };
                    return Some((self.parse)(object).map_err(|error| self.failed(error)));
                }
                Ok(Line::TooLong) => return Some(Err(self.failed(ArticleError::TooLarge { limit: MAX_BYTES }))),
                Ok(Line::End) => {
                    self.reader = None;
                    return None;
                }
                Err(error) => {
                    self.reader = None;
                    return Some(Err(self.failed(unreadable(&error))));
                }
            }
        }
    }
}

/// The fields that tell what a line is if it is not a record.
#[derive(Deserialize)]
struct Kindred {
    error: Option<IgnoredAny>,
    skipped: Option<IgnoredAny>,
}

fn output_line(json: &[u8]) -> Result<OutputLine, ArticleError> {
    // Nearly all lines are records, and are parsed only once.
    let wrong = match serde_json::from_slice(json) {
        Ok(record) => return Ok(OutputLine::Record(record)),
        Err(wrong) => wrong,
    };
    let line = match serde_json::from_slice(json) {
        Ok(Kindred { error: Some(_), .. }) => serde_json::from_slice(json).map(OutputLine::Error),
        Ok(Kindred { skipped: Some(_), .. }) => serde_json::from_slice(json).map(OutputLine::Skipped),
        _ => Err(wrong),
    };
    line.map_err(|error| not_a_record(&error))
}

/// The line of output that was read in place of an article: see [`ArticleError::Labelled`].
///
/// # Errors
/// It is not one that this version has written.
pub fn labelled_line(fields: Map<String, Value>) -> Result<OutputLine, ArticleError> {
    line_of(fields.into(), OutputLine::Error, OutputLine::Skipped, OutputLine::Record)
}

fn annotated_line(json: &[u8]) -> Result<AnnotatedLine, ArticleError> {
    let value = serde_json::from_slice(json).map_err(|error| not_a_record(&error))?;
    line_of(value, AnnotatedLine::Error, AnnotatedLine::Skipped, AnnotatedLine::Article)
}

/// The line for an object, by the fields that tell what it is.
fn line_of<T: DeserializeOwned, L>(
    value: Value,
    error: fn(ErrorRecord) -> L,
    skipped: fn(SkipRecord) -> L,
    whole: fn(T) -> L,
) -> Result<L, ArticleError> {
    let line = if value.get("error").is_some() {
        serde_json::from_value(value).map(error)
    } else if value.get("skipped").is_some() {
        serde_json::from_value(value).map(skipped)
    } else {
        serde_json::from_value(value).map(whole)
    };
    line.map_err(|error| not_a_record(&error))
}

fn not_a_record(error: &serde_json::Error) -> ArticleError {
    ArticleError::NotARecord { reason: json_reason(error) }
}
