//! Crawls: WARC with pages, WET with their texts.

use super::charset::decode;
use super::html::{self, MAX_PAGE, declaration};
use super::kind::Kind;
use super::limits::{Exact, Expansion};
use super::lines::{Line, read_line};
use super::metadata::found;
use super::open::{self, Expected};
use super::reading::{Flow, Found, Place, Reading};
use super::{ReadOptions, unreadable, watch};
use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, ZlibDecoder};
use saidso::error::ArticleError;
use saidso::record::Article;
use serde_json::{Map, Value};
use std::io::{self, BufRead, Cursor, Read};
use std::ops::ControlFlow;

/// Maximum size in bytes of a line in a record's header, and maximum number of such lines.
const MAX_HEADER: usize = 1 << 16;
const MAX_HEADERS: usize = 100;

/// What a header says about its record.
#[derive(Default)]
struct Header {
    form: String,
    url: Option<String>,
    date: Option<String>,
    media: String,
    length: Option<u64>,
}

/// Reads an article from each record that holds a page or a text, ignoring other records and responses that report an
/// error. After a record that cannot be understood, reading continues with the next one that can.
pub(super) fn read(reader: &mut dyn BufRead, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let mut series = reading.series(place);
    let mut line = Vec::new();
    let mut is_lost = false;
    loop {
        match read_line(reader, &mut line, MAX_HEADER) {
            Ok(Line::End) => return ControlFlow::Continue(()),
            Ok(Line::Whole) if line.trim_ascii().is_empty() => continue,
            Ok(Line::Whole) if line.starts_with(b"WARC/") => is_lost = false,
            Ok(_) if is_lost => continue,
            Ok(_) => {
                is_lost = true;
                reading.next_of(&series, malformed("it is longer or shorter than its declared length"))?;
                continue;
            }
            Err(error) => return reading.next_of(&series, unreadable(&error)),
        }
        series.number += 1;
        watch::begin(reading.options.max_time);
        let header = match header(reader) {
            Ok(header) => header,
            Err(error) => return reading.next_of(&series, unreadable(&error)),
        };
        let Some(length) = header.length else {
            is_lost = true;
            reading.next_of(&series, malformed("it does not say its length"))?;
            continue;
        };
        let mut body = Exact::new(&mut *reader, length);
        if let Some(form) = Form::of(&header) {
            let mut bytes = Vec::new();
            if let Err(error) = (&mut body).take(MAX_PAGE as u64 + 1).read_to_end(&mut bytes) {
                return reading.next_of(&series, unreadable(&error));
            }
            let found = if bytes.len() > MAX_PAGE {
                Some(ArticleError::TooLarge { limit: MAX_PAGE }.into())
            } else {
                article(bytes, form, header, reading.options)
            };
            if let Some(found) = found {
                reading.next_of(&series, found)?;
            }
        }
        if let Err(error) = io::copy(&mut body, &mut io::sink()) {
            return reading.next_of(&series, unreadable(&error));
        }
    }
}

fn malformed(reason: &str) -> ArticleError {
    ArticleError::Malformed { form: "WARC record", reason: reason.to_owned() }
}

/// Reads the header fields of a record, up to the empty line.
fn header(reader: &mut dyn BufRead) -> io::Result<Header> {
    let mut header = Header::default();
    let mut line = Vec::new();
    for _ in 0..MAX_HEADERS {
        match read_line(reader, &mut line, MAX_HEADER)? {
            Line::End => break,
            Line::TooLong => continue,
            Line::Whole if line.trim_ascii().is_empty() => return Ok(header),
            Line::Whole => {}
        }
        let text = String::from_utf8_lossy(&line);
        let Some((name, value)) = text.split_once(':') else { continue };
        let value = value.trim().to_owned();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => header.form = value.to_ascii_lowercase(),
            "warc-target-uri" => header.url = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-date" => header.date = Some(value),
            "content-type" => header.media = value.to_ascii_lowercase(),
            "content-length" => header.length = value.parse().ok(),
            _ => {}
        }
    }
    // A header without an end is not valid.
    Ok(Header { length: None, ..header })
}

/// What a record's body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A page or a text after the header of an HTTP response.
    Response,
    Page,
    Text,
}

impl Form {
    fn of(header: &Header) -> Option<Self> {
        match header.form.as_str() {
            "response" if header.media.starts_with("application/http") => Some(Self::Response),
            "resource" | "conversion" => Self::of_media(&header.media),
            _ => None,
        }
    }

    fn of_media(media: &str) -> Option<Self> {
        match media.split(';').next().unwrap_or_default().trim() {
            "text/html" | "application/xhtml+xml" => Some(Self::Page),
            "text/plain" => Some(Self::Text),
            _ => None,
        }
    }
}

/// The article of a record, if it holds one.
fn article(body: Vec<u8>, form: Form, header: Header, options: &ReadOptions) -> Option<Found> {
    let mut known = Map::new();
    for (name, value) in [("url", header.url), ("crawled", header.date)] {
        if let Some(value) = value {
            known.insert(name.to_owned(), Value::String(value));
        }
    }
    let (form, body, declared) = match form {
        Form::Response => match payload(&body) {
            Ok(Some(payload)) => payload,
            Ok(None) => return None,
            Err(error) => return Some(found(Err(error), known, options)),
        },
        form => (form, body, declaration(header.media.as_bytes())),
    };
    Some(match form {
        Form::Text => found(decode(body, options.charset).map(|text| Article::new("", text)), known, options),
        _ => html::article(body, declared, known, options),
    })
}

/// What the body of a response is, the body, and the encoding it declares.
type Payload = (Form, Vec<u8>, Option<&'static Encoding>);

/// What a response holds; `None` if that is not a page or a text.
fn payload(answer: &[u8]) -> Result<Option<Payload>, ArticleError> {
    let mut headers = [httparse::EMPTY_HEADER; 200];
    let mut response = httparse::Response::new(&mut headers);
    let mut parser = httparse::ParserConfig::default();
    parser.ignore_invalid_headers_in_responses(true);
    let start = match parser.parse_response(&mut response, answer) {
        Ok(httparse::Status::Complete(start)) => start,
        Ok(httparse::Status::Partial) => return Err(malformed("the header of its response has no end")),
        Err(error) => return Err(malformed(&format!("the header of its response: {error}"))),
    };
    let value = |name: &str| {
        let header = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(header.value).to_ascii_lowercase())
    };
    let media = value("content-type").unwrap_or_default();
    let is_page = response.code.is_some_and(|code| (200..300).contains(&code));
    let Some(form) = Form::of_media(&media).filter(|_| is_page) else { return Ok(None) };
    let body = &answer[start..];
    // Crawlers often store the chunks joined, under a header that says otherwise.
    let is_chunked = value("transfer-encoding").is_some_and(|coding| coding.contains("chunked"));
    let body = if is_chunked { joined(body).unwrap_or_else(|| body.to_vec()) } else { body.to_vec() };
    let body = match value("content-encoding").as_deref() {
        Some("deflate") => inflated(body)?,
        _ => unpacked(body, form)?,
    };
    Ok(Some((form, body, declaration(media.as_bytes()))))
}

/// Joins a body that was sent in chunks; `None` if it was not.
fn joined(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    loop {
        let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(body) else { return None };
        let size = usize::try_from(size).ok()?;
        if size == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(body.get(start..start.checked_add(size)?)?);
        body = body[start + size..].strip_prefix(b"\r\n")?;
    }
}

/// Inflates a body that was sent deflated, with or without a zlib header, unless the crawler has already done so.
fn inflated(body: Vec<u8>) -> Result<Vec<u8>, ArticleError> {
    let read = |reader: &mut dyn Read| {
        let mut bytes = Vec::new();
        reader.take(MAX_PAGE as u64 + 1).read_to_end(&mut bytes).map(|_| bytes)
    };
    let inflated =
        read(&mut ZlibDecoder::new(&body[..])).or_else(|_| read(&mut DeflateDecoder::new(&body[..]))).unwrap_or(body);
    if inflated.len() > MAX_PAGE { Err(ArticleError::TooLarge { limit: MAX_PAGE }) } else { Ok(inflated) }
}

/// Decompresses a body that was sent compressed.
fn unpacked(body: Vec<u8>, form: Form) -> Result<Vec<u8>, ArticleError> {
    if !open::is_compressed(&body) {
        return Ok(body);
    }
    let kind = if form == Form::Text { Kind::Text } else { Kind::Html };
    let content = open::content(Cursor::new(body), Expected::of(kind), &Expansion::default())?;
    let mut bytes = Vec::new();
    content.reader.take(MAX_PAGE as u64 + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() > MAX_PAGE { Err(ArticleError::TooLarge { limit: MAX_PAGE }) } else { Ok(bytes) }
}
