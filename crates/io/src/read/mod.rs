//! The `read` stage: articles out of files, folders and standard input.
//!
//! - A text file is one article: its whole text. Its id is its path within the folder or archive that was named, without
//!   extensions; for a file that was named itself, its name without extensions.
//! - A JSON Lines file has an article a line; CSV, TSV and Parquet have an article a row. Text, id and title stand in
//!   fields whose names [`ReadOptions`] give; other fields pass through as metadata. A line or row without id gets the
//!   file's id and its number: `corpus/2024:17`.
//! - A web page is one article: its main text, its title, and what it says of author and date. A WARC file has an
//!   article in each record with a page or a text.
//! - A document (DOCX, ODT, RTF, PDF, Markdown) is one article, or as many as a database of news has exported into it;
//!   XLSX and ODS have an article a row.
//! - ZIP and tar archives hold any of these. Files may be compressed by gzip, zstd, bzip2 or xz.
//!
//! What proves its kind by its first bytes is taken for that, whatever it is called; else the name counts, and after it
//! the beginning of the text.
//!
//! A byte order mark at the start of a file is not part of the text. Nothing else of a text is changed, line ends
//! neither, so that offsets refer to the text as it stands in the file; what is not UTF-8 is recoded.
//!
//! What cannot be read is a [`FailedArticle`] in its place, and reading goes on with the next line or file. Articles in
//! other languages and repeats may be skipped, which is a [`FailedArticle`] too.
//!
//! Reading is written as functions that push articles: members of archives then need not outlive them. A thread of its
//! own turns that into the iterator [`Articles`].

#[cfg_attr(not(feature = "archives"), path = "absent/archives.rs")]
mod archives;
mod charset;
mod csv_rows;
#[cfg_attr(not(feature = "documents"), path = "absent/documents.rs")]
mod documents;
mod fields;
mod files;
mod fingerprint;
#[cfg_attr(not(feature = "html"), path = "absent/html.rs")]
mod html;
mod json_lines;
mod json_value;
mod kind;
mod limits;
mod lines;
mod names;
mod open;
#[cfg_attr(not(feature = "parquet"), path = "absent/parquet_rows.rs")]
mod parquet_rows;
mod people;
mod reading;
mod records;
mod screen;
#[cfg_attr(not(feature = "warc"), path = "absent/warc.rs")]
mod warc;

pub use charset::Charset;
pub use files::{Input, total_bytes};
pub use fingerprint::Fingerprint;
pub use kind::{stem, uncompressed};
pub use open::uncompressed_file;
pub use people::{PeopleError, PeopleFile, PeopleProblem};
pub use records::{AnnotatedLine, Records};
pub use screen::Duplicates;

use charset::decode;
use cpu_time::ThreadTime;
use crossbeam_channel::{Receiver, bounded};
use files::{Files, SourceFile};
use kind::Kind;
use limits::{Expansion, Seeking};
use open::{Content, Expected};
use reading::{Flow, Item, Place, Reading};
use saidso::error::{ArticleError, FailedArticle};
use saidso::record::{Article, Origin};
use serde::Serialize;
use serde_json::Map;
use std::cell::Cell;
use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// A text file, line or row with more bytes is not read to its end.
pub const MAX_BYTES: usize = 64 << 20;

/// A file that needs random access and has none, since it is compressed, in an archive or comes from a pipe, is held in
/// memory up to this.
const MAX_HELD: usize = 256 << 20;

/// Pages can be nested deeply, and who reads them goes down with them.
const STACK: usize = 256 << 20;

/// How articles are read.
#[derive(Debug, Clone, Serialize)]
pub struct ReadOptions {
    /// The field or column that holds the text.
    pub text_field: String,
    /// The field that holds the id, a string or a number.
    pub id_field: String,
    /// The field that holds the headline.
    pub title_field: String,
    /// The other fields that pass through as metadata; all where none are named.
    pub keep_fields: Option<Vec<String>>,
    /// How bytes become characters.
    pub charset: Charset,
    /// Whether articles in other languages than English go through as well.
    pub any_language: bool,
    /// What becomes of repeated texts.
    pub duplicates: Duplicates,
    /// Most code points of a text, at most [`Article::MAX_CHARACTERS`].
    pub max_characters: usize,
    /// Most bytes of the metadata.
    pub max_metadata: usize,
    /// Standard input is JSON Lines, whatever it looks like, and every line of it an article, blank ones too: whoever writes them
    /// gets as many answers.
    #[serde(skip)]
    pub every_line: bool,
    /// A file or folder to leave out where it lies in a folder: the output of an earlier run.
    #[serde(skip)]
    pub leave_out: Vec<PathBuf>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            text_field: "text".into(),
            id_field: "id".into(),
            title_field: "title".into(),
            keep_fields: None,
            charset: Charset::default(),
            any_language: false,
            duplicates: Duplicates::default(),
            max_characters: Article::MAX_CHARACTERS,
            max_metadata: Self::MAX_METADATA,
            every_line: false,
            leave_out: Vec::new(),
        }
    }
}

impl ReadOptions {
    /// Most bytes of metadata unless the user says otherwise: every article in flight holds its own.
    pub const MAX_METADATA: usize = 1_000_000;

    /// Whether a field passes through as metadata.
    fn keeps(&self, field: &str) -> bool {
        self.keep_fields.as_ref().is_none_or(|kept| kept.iter().any(|kept| kept == field))
    }

    /// Whether a field is read at all.
    fn wants(&self, field: &str) -> bool {
        [&self.text_field, &self.id_field, &self.title_field].into_iter().any(|wanted| wanted == field)
            || self.keeps(field)
    }
}

/// The articles of some inputs, in order: inputs as given, the files of a folder by path, lines by number.
pub struct Articles {
    state: State,
    bytes_read: Arc<AtomicU64>,
    nanoseconds: Arc<AtomicU64>,
    input: usize,
}

enum State {
    Waiting(Vec<Input>, Box<ReadOptions>),
    Running(Receiver<(usize, Item)>),
}

impl Articles {
    /// Reads the articles of `inputs`, from the first call of `next` on.
    pub fn new(inputs: Vec<Input>, options: ReadOptions) -> Self {
        let state = State::Waiting(inputs, Box::new(options));
        Self { state, bytes_read: Arc::default(), nanoseconds: Arc::default(), input: 0 }
    }

    /// Counts the bytes read so far, before decompression.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    /// Counts the nanoseconds of processor time that reading has taken, which is done in a thread of its own.
    pub fn processor_time(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.nanoseconds)
    }

    /// Which of the inputs the last article came from, counted from 0.
    pub fn input(&self) -> usize {
        self.input
    }

    /// Starts the thread that reads. It is at most one article ahead, and ends after it when nobody listens any more.
    fn start(&mut self) -> Receiver<(usize, Item)> {
        let (sender, receiver) = bounded(1);
        let (inputs, options) = match &mut self.state {
            State::Running(receiver) => return receiver.clone(),
            State::Waiting(inputs, options) => (std::mem::take(inputs), std::mem::take(options)),
        };
        let (bytes_read, nanoseconds, to_thread) = (self.bytes_read(), self.processor_time(), sender.clone());
        let started = thread::Builder::new().name("saidso-files".to_owned()).stack_size(STACK).spawn(move || {
            let (start, input) = (ThreadTime::try_now(), Cell::new(0));
            let mut send = |item| {
                if let Ok(Ok(elapsed)) = start.as_ref().map(ThreadTime::try_elapsed) {
                    nanoseconds.store(elapsed.as_nanos() as u64, Ordering::Relaxed);
                }
                to_thread.send((input.get(), item)).map_or(ControlFlow::Break(()), ControlFlow::Continue)
            };
            let _ = read_all(inputs, &options, bytes_read, &input, &mut send);
        });
        if let Err(error) = started {
            let error = ArticleError::Read { reason: format!("cannot start a thread to read: {error}") };
            let failed = FailedArticle { id: String::new(), origin: Origin::default(), error };
            // There is room for one.
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
    bytes_read: Arc<AtomicU64>,
    input: &Cell<usize>,
    send: &mut dyn FnMut(Item) -> Flow,
) -> Flow {
    let mut reading = Reading::new(options, bytes_read, send);
    let mut files = Files::new(inputs, &options.leave_out);
    while let Some(file) = files.next() {
        input.set(files.input());
        match file {
            Ok(file) => {
                let read = catch_unwind(AssertUnwindSafe(|| read_file(&file, &mut reading)));
                read.unwrap_or_else(|panic| {
                    let reason = saidso::error::panic_message(panic.as_ref());
                    reading.single(&file.place, ArticleError::Panic { stage: "read", reason })
                })?;
            }
            Err(failed) => reading.fail(failed)?,
        }
    }
    ControlFlow::Continue(())
}

fn read_file(file: &SourceFile, reading: &mut Reading<'_>) -> Flow {
    reading.expansion = Expansion::default();
    let raw = match open::raw(file.path.as_deref(), &reading.bytes_read, &reading.expansion) {
        Ok(raw) => raw,
        Err(error) => return reading.single(&file.place, error),
    };
    if file.path.is_none() && reading.options.every_line {
        return json_lines::read(&mut BufReader::new(raw), &file.place, reading);
    }
    let expansion = reading.expansion.clone();
    let content = match open::content(raw, expected(file.kind, reading.options), &expansion) {
        Ok(content) => content,
        Err(error) => return reading.single(&file.place, error),
    };
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

/// Reads what may be compressed.
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
    Expected { kind, charset: options.charset, text_field: &options.text_field }
}

/// Reads what it has been found to be.
fn read_as(content: Content<'_>, is_member: bool, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let Content { kind, mut reader, .. } = content;
    if is_member && kind == Kind::Tar {
        return reading.single(place, archives::NESTED);
    }
    match kind {
        Kind::JsonLines => json_lines::read(&mut *reader, place, reading),
        Kind::Csv | Kind::Tsv => csv_rows::read(&mut *reader, kind == Kind::Tsv, place, reading),
        Kind::Warc => warc::read(&mut *reader, place, reading),
        Kind::Tar => read_archive(place, reading, |reading| archives::read_tar(&mut *reader, place, reading)),
        Kind::Html => {
            let found = match whole(reader, html::MAX_PAGE) {
                Ok(page) => html::article(page, None, Map::new(), reading.options),
                Err(error) => error.into(),
            };
            reading.single(place, found)
        }
        Kind::Parquet | Kind::Zip => match whole(reader, MAX_HELD) {
            Ok(bytes) if kind == Kind::Zip => {
                let size = bytes.len() as u64;
                let bytes = Cursor::new(bytes);
                read_archive(place, reading, |reading| archives::read_zip(bytes, size, is_member, place, reading))
            }
            Ok(bytes) => parquet_rows::read_bytes(bytes, place, reading),
            Err(error) => reading.single(place, error),
        },
        Kind::Pdf | Kind::Rtf | Kind::Markdown => match whole(reader, documents::MAX_DOCUMENT) {
            Ok(bytes) => documents::read(bytes, kind, place, reading),
            Err(error) => reading.single(place, error),
        },
        Kind::Text | Kind::Unknown => {
            let text = whole(reader, MAX_BYTES).and_then(|bytes| decode(bytes, reading.options.charset));
            reading.single(place, text.map(|text| Article::new("", text)))
        }
    }
}

/// Reads an archive; one with nothing to read is a failure, as a folder is.
fn read_archive<'r>(place: &Place, reading: &mut Reading<'r>, read: impl FnOnce(&mut Reading<'r>) -> Flow) -> Flow {
    let before = reading.handed_on;
    read(reading)?;
    if reading.handed_on > before {
        ControlFlow::Continue(())
    } else {
        reading.single(place, ArticleError::EmptyArchive)
    }
}

/// All bytes, if they are no more than so many.
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

/// The article of a JSON object in UTF-8 with the fields `id`, `title` and `text`, all others being metadata. `id` is that of an
/// article without one.
///
/// # Errors
/// The bytes are no such object.
pub fn article_of_json(json: Vec<u8>, id: &str) -> Result<Article, ArticleError> {
    let found = json_lines::object(&charset::utf8(json)?, &ReadOptions::default());
    Ok(Article { id: found.id.unwrap_or_else(|| id.to_owned()), ..found.article? })
}

/// The article of a text in UTF-8.
///
/// # Errors
/// The bytes are not UTF-8.
pub fn article_of_text(text: Vec<u8>, id: &str) -> Result<Article, ArticleError> {
    Ok(Article::new(id, charset::utf8(text)?))
}

/// What stopped reading in the middle of an input.
fn unreadable(error: &std::io::Error) -> ArticleError {
    ArticleError::Read { reason: format!("cannot be read to its end: {error}") }
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
