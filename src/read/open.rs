use super::files::Kind;
use super::unreadable;
use crate::error::ArticleError;
use liblzma::read::XzDecoder;
use niffler::send::compression::Format;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An opened input: decompressed, past its byte order mark, and its kind known.
pub(super) struct Content {
    pub(super) kind: Kind,
    pub(super) reader: Box<dyn BufRead + Send>,
}

type Reader = Box<dyn Read + Send>;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Bytes that tell a compression.
const MAGIC: usize = 6;

/// White space at the start of an unknown input that is looked through before it is taken for text.
const LOOK_AHEAD: usize = 1 << 16;

/// Opens a file, or standard input without one.
pub(super) fn open(path: Option<&Path>, kind: Kind, bytes_read: &Arc<AtomicU64>) -> Result<Content, ArticleError> {
    let raw: Reader = match path {
        Some(path) => Box::new(File::open(path).map_err(|error| cannot_open(&error))?),
        None => Box::new(io::stdin()),
    };
    begin(raw, kind, bytes_read).map_err(|error| unreadable(&error))
}

/// What stopped an input from being opened.
pub(super) fn cannot_open(error: &io::Error) -> ArticleError {
    ArticleError::Read { reason: format!("cannot open it: {error}") }
}

fn begin(raw: Reader, kind: Kind, bytes_read: &Arc<AtomicU64>) -> io::Result<Content> {
    let mut reader = decompress(Box::new(Counting { reader: raw, count: Arc::clone(bytes_read) }))?;
    let mut head = Vec::new();
    read_while(&mut reader, &mut head, |head| head.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(head))?;
    if head.starts_with(BYTE_ORDER_MARK) {
        head.drain(..BYTE_ORDER_MARK.len());
    }
    if kind == Kind::Unknown {
        // No further than the first visible byte, so that lines from a pipe are taken as they come.
        read_while(&mut reader, &mut head, |head| head.trim_ascii_start().is_empty() && head.len() < LOOK_AHEAD)?;
    }
    let kind = match kind {
        Kind::Unknown if head.trim_ascii_start().first() == Some(&b'{') => Kind::JsonLines,
        Kind::Unknown => Kind::Text,
        known => known,
    };
    Ok(Content { kind, reader: Box::new(BufReader::with_capacity(1 << 16, Cursor::new(head).chain(reader))) })
}

/// Recognises the compression by the first bytes.
fn decompress(mut raw: Reader) -> io::Result<Reader> {
    let mut head = Vec::new();
    read_while(&mut raw, &mut head, |head| head.len() < MAGIC)?;
    let kind = compression(&head);
    let whole: Reader = Box::new(Cursor::new(head).chain(raw));
    match kind {
        None => Ok(whole),
        // niffler's own reader stops after the first of several streams.
        Some(Format::Lzma) => Ok(Box::new(XzDecoder::new_multi_decoder(whole))),
        Some(_) => niffler::send::get_reader(whole).map(|(reader, _)| reader).map_err(io::Error::other),
    }
}

/// niffler knows the formats, but cannot sniff inputs of less than five bytes and takes any text that begins with "BZ"
/// for bzip2.
fn compression(head: &[u8]) -> Option<Format> {
    if head.len() < MAGIC || head.starts_with(b"BZ") && !is_bzip2(head) {
        return None;
    }
    let (_, format) = niffler::send::sniff(Box::new(Cursor::new(head.to_vec()))).ok()?;
    (format != Format::No).then_some(format)
}

/// Whether a block or the end follows the magic bytes.
fn is_bzip2(head: &[u8]) -> bool {
    head[2] == b'h' && head[3].is_ascii_digit() && (head[4..6] == [0x31, 0x41] || head[4..6] == [0x17, 0x72])
}

/// Reads on into `head` as long as `wanted` asks for more and there is more.
fn read_while(reader: &mut impl Read, head: &mut Vec<u8>, wanted: impl Fn(&[u8]) -> bool) -> io::Result<()> {
    let mut chunk = [0; 1024];
    while wanted(head) {
        match reader.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => head.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Counts what is read.
struct Counting {
    reader: Reader,
    count: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}
