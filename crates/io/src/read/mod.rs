//! The `read` stage: reads articles from files, folders and standard input.
//!
//! - A text file is one article: its whole text. Its id is its path within the folder or archive that was named,
//!   without extensions; for a file that was named itself, its file name without extensions.
//! - A JSON Lines file has one article per line; CSV, TSV, Parquet and a table of SQLite have one article per row. Text,
//!   id and title are in the fields that [`ReadOptions`] names; other fields pass through as metadata. A line or row
//!   without an id gets the file's id and its own number: `corpus/2024:17`.
//! - A web page is one article: its main text, its title, and what it says about author and date. A WARC file has one
//!   article in each record that holds a page or a text.
//! - A document (DOCX, ODT, RTF, PDF, Markdown) is one article, or as many as a news database has exported into it;
//!   XLSX and ODS have one article per row.
//! - ZIP and tar archives may hold any of these. Files may be compressed with gzip, zstd, bzip2 or xz.
//!
//! A file whose first bytes prove its kind is read as that kind, whatever its name; otherwise the name decides, and
//! failing that the beginning of the text.
//!
//! A byte order mark at the start of a file is not part of the text. Nothing else in a text is changed, not even line
//! ends, so that offsets refer to the text as it is in the file; text in another encoding is converted to UTF-8.
//!
//! What cannot be read becomes a [`FailedArticle`] in its place, and reading continues with the next line or file.
//! Articles in other languages and repeats may be skipped; these become a [`FailedArticle`] too.
//!
//! The readers are functions that push articles, so that members of archives need not outlive the call that opened
//! them. A separate thread turns that into the iterator [`Articles`].

#[cfg_attr(not(feature = "archives"), path = "absent/archives.rs")]
mod archives;
mod bzip2_streams;
mod charset;
mod csv_rows;
#[cfg_attr(not(feature = "documents"), path = "absent/documents.rs")]
mod documents;
mod escapes;
mod exports;
mod field_path;
mod field_text;
mod fields;
mod files;
mod fingerprint;
mod foreign;
mod forms;
#[cfg_attr(not(feature = "html"), path = "absent/html.rs")]
mod html;
mod json_answers;
mod json_articles;
mod json_columns;
mod json_extent;
mod json_lines;
mod json_named;
mod json_value;
mod json_values;
mod kind;
mod left_out;
mod limits;
mod lines;
#[cfg_attr(not(feature = "mail"), path = "absent/mail.rs")]
mod mail;
mod metadata;
mod missing;
mod names;
#[cfg_attr(not(feature = "news"), path = "absent/news.rs")]
mod news;
mod open;
mod options;
mod own;
mod paragraphs;
#[cfg(feature = "parquet")]
mod parquet_lists;
#[cfg(feature = "parquet")]
mod parquet_pages;
#[cfg_attr(not(feature = "parquet"), path = "absent/parquet_rows.rs")]
mod parquet_rows;
mod people;
mod quotations;
mod reading;
mod records;
mod screen;
mod short_language;
#[cfg_attr(not(feature = "sqlite"), path = "absent/sqlite.rs")]
mod sqlite;
#[cfg_attr(not(feature = "warc"), path = "absent/warc.rs")]
mod warc;
mod watch;

pub use charset::Charset;
pub use field_text::FieldFormat;
pub use files::{Input, paths, total_bytes};
pub use fingerprint::Fingerprint;
pub use kind::{stem, uncompressed};
pub use left_out::LeftOut;
pub use open::uncompressed_file;
pub use options::ReadOptions;
pub use people::{PeopleError, PeopleFile, PeopleProblem};
pub use records::{AnnotatedLine, Records, labelled_line};
pub use screen::{Duplicates, Screen};

use charset::decode;
use cpu_time::ThreadTime;
use crossbeam_channel::{Receiver, bounded};
use files::{Files, SourceFile};
use forms::Form;
use kind::Kind;
use limits::{Expansion, Seeking};
use open::{Content, Expected, is_address};
use reading::{Flow, Found, Item, Place, Reading};
use saidso::error::{ArticleError, FailedArticle};
use saidso::record::{Article, Origin};
use serde_json::Map;
use std::cell::Cell;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Maximum size of a text file, line or row in bytes; a longer one is not read to its end.
pub const MAX_BYTES: usize = 64 << 20;

/// Maximum size in bytes of a file that is held in memory because it needs random access but does not have it: it is
/// compressed, in an archive or from a pipe.
const MAX_HELD: usize = 256 << 20;

/// Stack size of the reading thread: pages can be nested deeply, and the code that reads them recurses.
const STACK: usize = 256 << 20;

/// The articles of some inputs, in order: inputs as given, the files of a folder by path, lines by number.
pub struct Articles {
    state: State,
    bytes_read: Arc<AtomicU64>,
    nanoseconds: Arc<AtomicU64>,
    left_out: Arc<LeftOut>,
    input: usize,
}

enum State {
    Waiting(Vec<Input>, Box<ReadOptions>),
    Running(Receiver<(usize, Item)>),
}

impl Articles {
    /// Reads the articles of `inputs`, starting at the first call of `next`.
    pub fn new(inputs: Vec<Input>, options: ReadOptions) -> Self {
        let left_out = Arc::new(LeftOut::new(options.list_left_out));
        let state = State::Waiting(inputs, Box::new(options));
        Self { state, bytes_read: Arc::default(), nanoseconds: Arc::default(), left_out, input: 0 }
    }

    /// Counts the bytes read so far, before decompression.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    /// Counts the nanoseconds of processor time spent reading, which happens in a separate thread.
    pub fn processor_time(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.nanoseconds)
    }

    /// Counts the files that are left out.
    pub fn left_out(&self) -> Arc<LeftOut> {
        Arc::clone(&self.left_out)
    }

    /// Which of the inputs the last article came from, counted from 0.
    pub fn input(&self) -> usize {
        self.input
    }

    /// Starts the reading thread. It stays at most one article ahead, and ends after that one when the receiver is
    /// gone.
    fn start(&mut self) -> Receiver<(usize, Item)> {
        let (sender, receiver) = bounded(1);
        let (inputs, options) = match &mut self.state {
            State::Running(receiver) => return receiver.clone(),
            State::Waiting(inputs, options) => (std::mem::take(inputs), std::mem::take(options)),
        };
        let (bytes_read, nanoseconds, to_thread) = (self.bytes_read(), self.processor_time(), sender.clone());
        let left_out = self.left_out();
        let started = thread::Builder::new().name("saidso-files".to_owned()).stack_size(STACK).spawn(move || {
            let (start, input) = (ThreadTime::try_now(), Cell::new(0));
            let mut send = |item| {
                if let Ok(Ok(elapsed)) = start.as_ref().map(ThreadTime::try_elapsed) {
                    nanoseconds.store(elapsed.as_nanos() as u64, Ordering::Relaxed);
                }
                to_thread.send((input.get(), item)).map_or(ControlFlow::Break(()), ControlFlow::Continue)
            };
            let _ = read_all(inputs, &options, (bytes_read, left_out), &input, &mut send);
        });
        if let Err(error) = started {
            let error = ArticleError::Read { reason: format!("cannot start a thread to read: {error}") };
            let failed = FailedArticle { id: String::new(), origin: Origin::default(), error };
            // The channel has room for one.
            let _ = sender.send((0, Err(failed)));
        }
        self.state = State::Running(receiver.clone());
        receiver
    }
}

impl Iterator for Articles {
    type Item = Result<Article, FailedArticle>;

    fn next(&mut self) -> Option<Self::Item> {
        let received = match &self.state {
            State::Running(receiver) => receiver.recv(),
            State::Waiting(..) => self.start().recv(),
        };
        let (input, item) = received.ok()?;
        self.input = input;
        Some(item)
    }
}

/// Sends the articles of all inputs; `input` says which one is being read.
fn read_all(
    inputs: Vec<Input>,
    options: &ReadOptions,
    (bytes_read, left_out): (Arc<AtomicU64>, Arc<LeftOut>),
    input: &Cell<usize>,
    send: &mut dyn FnMut(Item) -> Flow,
) -> Flow {
    let mut files = Files::new(inputs, &options.leave_out).counting(Arc::clone(&left_out));
    let mut reading = Reading::new(options, bytes_read, left_out, send);
    while let Some(file) = files.next() {
        input.set(files.input());
        match file {
            Ok(file) => {
                let before = reading.handed_on;
                let read = catch_unwind(AssertUnwindSafe(|| read_file(&file, &mut reading)));
                read.unwrap_or_else(|panic| {
                    let reason = saidso::error::panic_message(panic.as_ref());
                    reading.single(&file.place, ArticleError::Panic { stage: "read", reason })
                })?;
                if reading.handed_on == before && !(file.path.is_none() && options.every_line) {
                    if file.is_named {
                        reading.single(&file.place, ArticleError::NoArticles)?;
                    } else {
                        reading.left_out.add(&file.place.shown, "file without articles", "files without articles");
                    }
                }
            }
            Err(failed) => reading.fail(failed)?,
        }
    }
    ControlFlow::Continue(())
}

fn read_file(file: &SourceFile, reading: &mut Reading<'_>) -> Flow {
    reading.expansion = Expansion::default();
    watch::begin(reading.options.max_time);
    let raw = match open::raw(file.path.as_deref(), &reading.bytes_read, &reading.expansion) {
        Ok(raw) => raw,
        Err(error) => return reading.single(&file.place, error),
    };
    if file.path.is_none() && reading.options.every_line {
        return json_lines::read_each(&mut BufReader::new(raw), &file.place, reading);
    }
    let expansion = reading.expansion.clone();
    let content = match open::content(raw, expected(file.kind, reading.options), &expansion) {
        Ok(content) => content,
        Err(error) => return reading.single(&file.place, error),
    };
    if let Some(foreign) = file.path.as_deref().and_then(|path| content.kind.misnamed(path)) {
        return reading.single(&file.place, ArticleError::Binary { what: foreign.what });
    }
    if content.kind == Kind::Sqlite
        && content.is_plain
        && let Some(path) = file.path.as_deref().filter(|path| path.is_file())
    {
        return sqlite::read_file(path, &file.place, reading);
    }
    let is_seekable = content.is_plain && matches!(content.kind, Kind::Zip | Kind::Parquet);
    let opened = file.path.as_deref().filter(|path| is_seekable && path.is_file()).map(File::open);
    match opened {
        Some(Ok(opened)) if content.kind == Kind::Zip => {
            let size = opened.metadata().map_or(0, |metadata| metadata.len());
            let opened = Seeking { reader: opened, bytes_read: Arc::clone(&reading.bytes_read) };
            read_archive(&file.place, reading, |reading| archives::read_zip(opened, size, false, &file.place, reading))
        }
        Some(Ok(opened)) => parquet_rows::read(opened, &file.place, reading),
        Some(Err(error)) => reading.single(&file.place, open::cannot_open(&error)),
        None => read_as(content, false, &file.place, reading),
    }
}

/// Reads content that may be compressed.
fn read_content<'c>(
    raw: impl Read + 'c,
    kind: Kind,
    is_member: bool,
    place: &Place,
    reading: &mut Reading<'_>,
) -> Flow {
    let expansion = reading.expansion.clone();
    match open::content(raw, expected(kind, reading.options), &expansion) {
        Ok(content) => read_as(content, is_member, place, reading),
        Err(error) => reading.single(place, error),
    }
}

fn expected(kind: Kind, options: &ReadOptions) -> Expected<'_> {
    Expected { kind, charset: options.charset, text_field: &options.text_field, no_header: options.no_header }
}

/// Reads content as the kind that it was found to be.
fn read_as(content: Content<'_>, is_member: bool, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let Content { kind, mut reader, .. } = content;
    if is_member && kind == Kind::Tar {
        return reading.single(place, archives::NESTED);
    }
    match kind {
        Kind::Json | Kind::JsonLines => json_values::read(&mut *reader, kind == Kind::JsonLines, place, reading),
        Kind::Csv | Kind::Tsv => csv_rows::read(&mut *reader, kind == Kind::Tsv, place, reading),
        Kind::Warc => warc::read(&mut *reader, place, reading),
        Kind::Tar => read_archive(place, reading, |reading| archives::read_tar(&mut *reader, place, reading)),
        Kind::Of(form @ (Form::Mail | Form::Mbox | Form::Mhtml)) => mail::read(&mut *reader, form, place, reading),
        Kind::Of(Form::Story) => {
            let text = whole(reader, MAX_BYTES).and_then(|bytes| decode(bytes, reading.options.charset));
            match text {
                Ok(text) => exports::read(vec![exports::story(&text)], place, reading),
                Err(error) => reading.single(place, error),
            }
        }
        Kind::Of(form) => news::read(&mut *reader, form, place, reading),
        Kind::Html => {
            let found = match whole(reader, html::MAX_PAGE) {
                Ok(page) => match exports::pages(&page) {
                    Some(documents) => return exports::read(documents, place, reading),
                    None => html::article(page, None, Map::new(), reading.options),
                },
                Err(error) => error.into(),
            };
            reading.single(place, found)
        }
        Kind::Parquet | Kind::Sqlite | Kind::Zip => match whole(reader, MAX_HELD) {
            Ok(bytes) if kind == Kind::Zip => {
                let size = bytes.len() as u64;
                let bytes = Cursor::new(bytes);
                read_archive(place, reading, |reading| archives::read_zip(bytes, size, is_member, place, reading))
            }
            Ok(bytes) if kind == Kind::Sqlite => sqlite::read_bytes(bytes, place, reading),
            Ok(bytes) => parquet_rows::read_bytes(bytes, place, reading),
            Err(error) => reading.single(place, error),
        },
        Kind::Pdf | Kind::Rtf | Kind::Markdown => match whole(reader, documents::MAX_DOCUMENT) {
            Ok(bytes) => documents::read(bytes, kind, place, reading),
            Err(error) => reading.single(place, error),
        },
        Kind::Text | Kind::Unknown => {
            let text = whole(reader, MAX_BYTES).and_then(|bytes| decode(bytes, reading.options.charset));
            match text.map(|text| exports::documents(&text).ok_or(text)) {
                Ok(Ok(documents)) => exports::read(documents, place, reading),
                Ok(Err(text)) => {
                    let article = of_text(text, reading.options);
                    reading.single(place, article)
                }
                Err(error) => reading.single(place, error),
            }
        }
    }
}

/// The article of a text, which may be a part of a page, or have entities.
fn of_text(text: String, options: &ReadOptions) -> Result<Article, ArticleError> {
    if !cfg!(feature = "html") || !kind::is_part_of_page(&text) && !field_text::has_entities(&text) {
        return Ok(Article::new("", text));
    }
    let plain = field_text::without_html(&text, options.field_format)?;
    let is_html = plain.is_some();
    let mut article = Article::new("", plain.unwrap_or(text));
    if is_html {
        article.metadata.insert(metadata::TEXT_FROM.to_owned(), "html".into());
    }
    Ok(article)
}

/// Reads an archive; one with nothing to read is a failure, as it is for a folder.
fn read_archive<'r>(place: &Place, reading: &mut Reading<'r>, read: impl FnOnce(&mut Reading<'r>) -> Flow) -> Flow {
    let before = reading.handed_on;
    read(reading)?;
    if reading.handed_on > before {
        ControlFlow::Continue(())
    } else {
        reading.single(place, ArticleError::EmptyArchive)
    }
}

/// All bytes, if there are at most `limit`.
fn whole(reader: impl Read, limit: usize) -> Result<Vec<u8>, ArticleError> {
    let mut bytes = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() > limit { Err(ArticleError::TooLarge { limit }) } else { Ok(bytes) }
}

/// Reads a whole file of any size, which may be compressed.
///
/// # Errors
/// It cannot be opened or read to its end, or is not UTF-8.
pub fn whole_file(path: &Path) -> Result<String, ArticleError> {
    let mut bytes = Vec::new();
    let expansion = Expansion::default();
    let raw = open::raw(Some(path), &Arc::default(), &expansion)?;
    let mut content = open::content(raw, Expected::of(Kind::Text), &expansion)?;
    content.reader.read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    charset::utf8(bytes)
}

/// The article in a UTF-8 JSON object with the fields `id`, `title` and `text`; all others are metadata. An article
/// without an id gets `id`.
///
/// # Errors
/// The bytes are not such an object, or its text is no text of an article.
pub fn article_of_json(json: Vec<u8>, id: &str) -> Result<Article, ArticleError> {
    let found = json_object(&charset::utf8(json)?);
    let article = found.article?;
    expect_text(&article.text)?;
    Ok(Article { id: found.id.unwrap_or_else(|| id.to_owned()), ..article })
}

/// An article made from a text in UTF-8.
///
/// # Errors
/// The bytes are not UTF-8, or no text of an article.
pub fn article_of_text(text: Vec<u8>, id: &str) -> Result<Article, ArticleError> {
    let text = charset::utf8(text)?;
    expect_text(&text)?;
    Ok(Article::new(id, text))
}

/// What is in a JSON object; offsets must refer to the text as it was sent.
fn json_object(json: &str) -> Found {
    json_articles::object(json, &ReadOptions { field_format: FieldFormat::Text, ..ReadOptions::default() })
}

/// Refuses what is easily sent in place of a text: an address, or what saidso has written.
fn expect_text(text: &str) -> Result<(), ArticleError> {
    let text = text.trim();
    if !text.contains(char::is_whitespace) && is_address(Path::new(text)) {
        return Err(ArticleError::Remote);
    }
    // Of several lines of JSON, the first one tells.
    let first = text.lines().next().unwrap_or_default();
    match if first.starts_with('{') { json_object(first).article } else { Ok(Article::new("", "")) } {
        Err(error @ (ArticleError::Labelled(_) | ArticleError::FlatTable)) => Err(error),
        _ => Ok(()),
    }
}

/// The error for an input that cannot be read to its end.
fn unreadable(error: &std::io::Error) -> ArticleError {
    ArticleError::Read { reason: format!("cannot be read to its end: {error}") }
}

#[cfg(test)]
pub(crate) mod fuzz;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
