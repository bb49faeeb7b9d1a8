use super::bzip2_streams::Bzip2Streams;
use super::charset::{Charset, Wide};
use super::foreign;
use super::kind::{HEAD, Kind, Late, binary, binary_lines, read_until_error, read_while};
use super::limits::{Expanding, Expansion, Raw};
use super::unreadable;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use liblzma::read::XzDecoder;
use niffler::basic::compression::Format;
use saidso::error::ArticleError;
use std::borrow::Cow;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// An opened input: decompressed, past its byte order mark, and with its kind known.
pub(super) struct Content<'r> {
    pub(super) kind: Kind,
    pub(super) reader: Box<dyn BufRead + 'r>,
    /// Whether it is stored on disk exactly as it is read.
    pub(super) is_plain: bool,
}

type Reader<'r> = Box<dyn Read + 'r>;

pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Byte order marks of UTF-32, one of which begins like that of UTF-16.
const WIDEST: [&[u8]; 2] = [b"\xFF\xFE\0\0", b"\0\0\xFE\xFF"];

/// Bytes needed to recognise a compression format.
const MAGIC: usize = 6;

/// How much white space at the start of an unknown input is searched before the input is taken for text.
const LOOK_AHEAD: usize = 1 << 16;

const BUFFER: usize = 1 << 16;

/// What is known about an input before it is opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'e> {
    /// The kind that its name suggests.
    pub(super) kind: Kind,
    pub(super) charset: Charset,
    /// The name of the column by which a table is recognised.
    pub(super) text_field: &'e str,
    /// Whether tables have no header row.
    pub(super) no_header: bool,
}

impl Expected<'_> {
    /// Of this kind, with nothing else known.
    pub(super) fn of(kind: Kind) -> Self {
        Self { kind, charset: Charset::Detect, text_field: "", no_header: false }
    }
}

/// A file, or standard input if there is no path, before decompression.
pub(super) fn raw(
    path: Option<&Path>,
    bytes_read: &Arc<AtomicU64>,
    expansion: &Expansion,
) -> Result<Raw<Box<dyn Read>>, ArticleError> {
    let (reader, size): (Box<dyn Read>, _) = match path {
        Some(path) => {
            let file = opened(path)?;
            let size = file.metadata().ok().filter(Metadata::is_file).map(|metadata| metadata.len());
            (Box::new(file), size)
        }
        None => (Box::new(io::stdin()), None),
    };
    Ok(Raw { reader, size, position: 0, bytes_read: Arc::clone(bytes_read), expansion: expansion.clone() })
}

/// A file that is opened; a network address is not one.
pub(super) fn opened(path: &Path) -> Result<File, ArticleError> {
    File::open(path).map_err(|error| if is_address(path) { ArticleError::Remote } else { cannot_open(&error) })
}

/// Whether this is a network address: `https://…`, `s3://…`.
pub(super) fn is_address(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.split_once("://")
        .is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The error for an input that cannot be opened.
pub(super) fn cannot_open(error: &io::Error) -> ArticleError {
    ArticleError::Read { reason: format!("cannot open it: {error}") }
}

/// Finds out what an input holds, and prepares it for reading.
pub(super) fn content<'r>(
    raw: impl Read + 'r,
    expected: Expected<'_>,
    expansion: &Expansion,
) -> Result<Content<'r>, ArticleError> {
    let (mut reader, is_plain) = decompress(Box::new(raw), expansion).map_err(|error| unreadable(&error))?;
    if !is_plain {
        // Servers compress on the way what is compressed already.
        reader = decompress(reader, expansion).map_err(|error| unreadable(&error))?.0;
    }
    let mut head = Vec::new();
    let mut late = Late::default();
    let mut read_on = |head: &mut Vec<u8>, wanted: &dyn Fn(&[u8]) -> bool| {
        if late.0.is_none() {
            late = read_until_error(&mut reader, head, wanted).map_err(|error| unreadable(&error))?;
        }
        Ok(())
    };
    // Reads no further than the first visible byte, so that lines from a pipe are processed as they arrive.
    read_on(&mut head, &|head| {
        BYTE_ORDER_MARK.starts_with(head)
            || WIDEST.iter().any(|mark| mark.starts_with(head))
            || head.trim_ascii_start().is_empty() && head.len() < LOOK_AHEAD
    })?;
    if WIDEST.iter().any(|mark| head.starts_with(mark)) && expected.charset == Charset::Detect {
        return Err(ArticleError::Binary { what: "UTF-32, which is not read; store it as UTF-8" });
    }
    let wide = wide(&head, expected.charset);
    let mark = head.starts_with(BYTE_ORDER_MARK).then(|| head.drain(..BYTE_ORDER_MARK.len()));
    drop(mark);
    let is_line = matches!(expected.kind, Kind::Json | Kind::JsonLines | Kind::Unknown)
        && head.trim_ascii_start().starts_with(b"{")
        && !head.trim_ascii_start().starts_with(br"{\");
    if !is_line {
        read_on(&mut head, &|head| head.len() < HEAD)?;
    }
    if wide.is_none()
        && matches!(expected.kind, Kind::Text | Kind::Json | Kind::JsonLines | Kind::Unknown)
        && let Some(length) = assignment(&head)
    {
        head.drain(..length);
    }
    let seen = wide
        .map_or(Cow::Borrowed(&head[..]), |encoding| Cow::Owned(encoding.decode(&head).0.into_owned().into_bytes()));
    let by_signature = Kind::by_signature(&seen);
    let kind = by_signature.unwrap_or_else(|| by_text(&seen, wide.is_some(), expected));
    if let Some(form) = kind.must_be()
        && by_signature != Some(kind)
    {
        if let Some(error) = &late.0 {
            return Err(unreadable(error));
        }
        // A password-protected document is not a ZIP package but another format that is known.
        let foreign = foreign::by_signature(&head).map(|foreign| ArticleError::Binary { what: foreign.what });
        return Err(foreign.unwrap_or(ArticleError::NotThis { form }));
    }
    if kind.must_be().is_none()
        && wide.is_none()
        && let Some(what) = if kind.has_lines() { binary_lines(&head) } else { binary(&head) }
    {
        return Err(ArticleError::Binary { what });
    }
    let reader = BufReader::with_capacity(BUFFER, Cursor::new(head).chain(late).chain(reader));
    let reader: Box<dyn BufRead + 'r> = match wide {
        Some(encoding) => Box::new(BufReader::with_capacity(BUFFER, Wide::new(reader, encoding))),
        None => Box::new(reader),
    };
    Ok(Content { kind, reader, is_plain: is_plain && wide.is_none() })
}

/// The kind of an input without a signature: by its name, or by what it looks like if the name says no more than that
/// it is a text.
fn by_text(head: &[u8], is_wide: bool, expected: Expected<'_>) -> Kind {
    match expected.kind {
        Kind::Unknown | Kind::Text if (expected.no_header || is_wide) && is_tabbed(head) => Kind::Tsv,
        Kind::Unknown | Kind::Text if expected.no_header => Kind::Csv,
        Kind::Unknown | Kind::Text if has_front_matter(head) => Kind::Markdown,
        Kind::Unknown => Kind::by_text(head, expected.text_field),
        Kind::Text => Kind::of_json(head).or_else(|| Kind::of_marked(head, expected.text_field)).unwrap_or(Kind::Text),
        kind => kind,
    }
}

/// Whether a text begins with fields between two lines of dashes, as those of static sites do.
fn has_front_matter(head: &[u8]) -> bool {
    let mut lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end);
    let is_field = |line: &[u8]| {
        let name = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte)).count();
        name > 0 && line.get(name) == Some(&b':')
    };
    cfg!(feature = "documents")
        && lines.next() == Some(b"---")
        && lines.next().is_some_and(is_field)
        && lines.any(|line| line == b"---")
}

/// The length of what precedes JSON in a script that does nothing but assign it to a name, as exports of some sites do:
/// `window.posts = [{"text": …`.
fn assignment(head: &[u8]) -> Option<usize> {
    /// Longest name with its keyword.
    const LONGEST: usize = 100;
    let end = head.iter().take(LONGEST).position(|&byte| byte == b'=')?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_$. \t\r\n".contains(byte);
    let name = head[..end].trim_ascii();
    let is_assigned = name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(is_name);
    (is_assigned && Kind::of_json(&head[end + 1..]).is_some()).then_some(end + 1)
}

/// Whether tabs split the first two lines into the same number of fields, more than one: spreadsheets call this
/// Unicode text.
fn is_tabbed(head: &[u8]) -> bool {
    let mut counts = head.split(|&byte| byte == b'\n').map(|line| line.split(|&byte| byte == b'\t').count() - 1);
    matches!((counts.next(), counts.next()), (Some(first @ 1..), second) if second.is_none_or(|second| second == first || second == 0))
}

/// The encoding of an input whose characters have two bytes or more: by name or by byte order mark.
fn wide(head: &[u8], charset: Charset) -> Option<&'static Encoding> {
    match charset {
        Charset::Named(_) => charset.wide(),
        Charset::Detect if head.starts_with(b"\xFF\xFE") => Some(UTF_16LE),
        Charset::Detect if head.starts_with(b"\xFE\xFF") => Some(UTF_16BE),
        Charset::Detect => None,
    }
}

/// The content of a file, decompressed if necessary.
///
/// # Errors
/// It cannot be opened, or its compression is damaged.
pub fn uncompressed_file(path: &Path) -> io::Result<Box<dyn Read>> {
    let expansion = Expansion::default();
    let reader = File::open(path)
        .map_err(|error| if is_address(path) { io::Error::other(ArticleError::Remote) } else { error })?;
    let raw = Raw { reader, size: None, position: 0, bytes_read: Arc::default(), expansion: expansion.clone() };
    Ok(decompress(Box::new(raw), &expansion)?.0)
}

/// Decompresses by the format that the first bytes show; also returns whether there was no compression.
fn decompress<'r>(mut raw: Reader<'r>, expansion: &Expansion) -> io::Result<(Reader<'r>, bool)> {
    let mut head = Vec::new();
    read_while(&mut raw, &mut head, |head| head.len() < MAGIC)?;
    let kind = compression(&head);
    let whole: Reader<'r> = Box::new(Cursor::new(head).chain(raw));
    let reader: Reader<'r> = match kind {
        None => return Ok((whole, true)),
        // niffler's own reader stops after the first of several streams.
        Some(Format::Bzip) => Box::new(Bzip2Streams::new(BufReader::with_capacity(BUFFER, whole))),
        Some(Format::Lzma) => Box::new(XzDecoder::new_multi_decoder(whole)),
        Some(_) => niffler::basic::get_reader(whole).map_err(io::Error::other)?.0,
    };
    Ok((Box::new(Expanding { reader, expansion: expansion.clone() }), false))
}

/// What the first bytes of a file hold, decompressed as far as they go.
pub(super) fn decompressed(head: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    if let Ok((reader, _)) = decompress(Box::new(head), &Expansion::default()) {
        // What comes before the cut is enough.
        let _ = reader.take(HEAD as u64).read_to_end(&mut plain);
    }
    plain
}

/// Whether the first bytes are those of a compressed file.
pub(super) fn is_compressed(head: &[u8]) -> bool {
    compression(head).is_some()
}

/// niffler knows the formats, but cannot recognise inputs of fewer than five bytes and takes any text that begins
/// with "BZ" for bzip2.
fn compression(head: &[u8]) -> Option<Format> {
    if head.len() < MAGIC || head.starts_with(b"BZ") && !is_bzip2(head) {
        return None;
    }
    let (_, format) = niffler::basic::sniff(Box::new(Cursor::new(head.to_vec()))).ok()?;
    (format != Format::No).then_some(format)
}

/// Whether a block, or the end of the stream, follows the magic bytes.
fn is_bzip2(head: &[u8]) -> bool {
    head[2] == b'h' && head[3].is_ascii_digit() && (head[4..6] == [0x31, 0x41] || head[4..6] == [0x17, 0x72])
}
