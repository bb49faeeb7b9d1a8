//! What an input holds: judged by its content if that is unmistakable, otherwise by its name.

use super::foreign::{self, Foreign};
use super::forms::{Form, root};
use super::left_out::LeftOut;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// How an input is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One article.
    Text,
    /// Objects in any arrangement.
    Json,
    /// One article per line.
    JsonLines,
    /// One article per row; the header shows which delimiter is used.
    Csv,
    /// One article per row, tab-separated.
    Tsv,
    /// One article per row.
    Parquet,
    /// One article per row of a table.
    Sqlite,
    /// One article in a web page.
    Html,
    /// Pages or their texts as a crawler stored them.
    Warc,
    /// A document of laid-out pages.
    Pdf,
    /// A document.
    Rtf,
    /// A text with lightweight markup.
    Markdown,
    /// An archive of files, or a document of several parts, which needs random access.
    Zip,
    /// An archive of files.
    Tar,
    /// News, mail or a collection of texts.
    Of(Form),
    /// To be determined from the content.
    Unknown,
}

/// Bytes that are enough to recognise every kind: a tar archive is recognised by the end of its first header, a feed
/// by its first element.
pub(super) const HEAD: usize = 2048;

/// Elements that parts of pages begin with.
const HTML: &[&str] = &[
    "a",
    "article",
    "b",
    "blockquote",
    "body",
    "br",
    "center",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "head",
    "i",
    "img",
    "main",
    "ol",
    "p",
    "section",
    "span",
    "strong",
    "table",
    "title",
    "ul",
];

/// Usual names of the text column in a table that is named as a text, and the maximum size of a column's name.
const TEXTS: &[&str] = &["text", "content", "body", "article", "article_text", "full_text", "fulltext"];
const MAX_NAME: usize = 40;

/// File extensions, and what such files hold.
const EXTENSIONS: &[(&str, Kind)] = &[
    ("txt", Kind::Text),
    ("text", Kind::Text),
    ("json", Kind::Json),
    ("jsonl", Kind::JsonLines),
    ("ndjson", Kind::JsonLines),
    ("csv", Kind::Csv),
    ("tsv", Kind::Tsv),
    ("parquet", Kind::Parquet),
    #[cfg(feature = "sqlite")]
    ("sqlite", Kind::Sqlite),
    #[cfg(feature = "sqlite")]
    ("sqlite3", Kind::Sqlite),
    ("html", Kind::Html),
    ("htm", Kind::Html),
    ("xhtml", Kind::Html),
    ("warc", Kind::Warc),
    ("wet", Kind::Warc),
    ("pdf", Kind::Pdf),
    ("rtf", Kind::Rtf),
    ("md", Kind::Markdown),
    ("markdown", Kind::Markdown),
    ("docx", Kind::Zip),
    ("odt", Kind::Zip),
    ("xlsx", Kind::Zip),
    ("ods", Kind::Zip),
    ("zip", Kind::Zip),
    ("wacz", Kind::Zip),
    ("tar", Kind::Tar),
    ("tgz", Kind::Tar),
    ("tbz2", Kind::Tar),
    ("txz", Kind::Tar),
    ("tzst", Kind::Tar),
];

impl Kind {
    /// The kind that a file name suggests.
    pub(super) fn by_name(path: &Path) -> Self {
        let extension = extension(&uncompressed(path));
        let extension = extension.as_deref().unwrap_or_default();
        let known = EXTENSIONS.iter().find(|(name, _)| extension == *name).map(|(_, kind)| *kind);
        known.or_else(|| Form::by_extension(extension).map(Self::Of)).unwrap_or(Self::Unknown)
    }

    /// The kind that the first bytes prove, whatever the name says.
    pub(super) fn by_signature(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"PAR1") {
            return Some(Self::Parquet);
        }
        if cfg!(feature = "sqlite") && head.starts_with(b"SQLite format 3\0") {
            return Some(Self::Sqlite);
        }
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            return Some(Self::Zip);
        }
        if is_pdf(head) {
            return Some(Self::Pdf);
        }
        if head.trim_ascii_start().starts_with(b"{\\rtf") {
            return Some(Self::Rtf);
        }
        if head.starts_with(b"WARC/") {
            return Some(Self::Warc);
        }
        if is_tar(head) {
            return Some(Self::Tar);
        }
        if is_html(head) {
            return Some(Self::Html);
        }
        Form::by_signature(head).map(Self::Of)
    }

    /// The kind of a file that was found in a folder or an archive, not named itself; `None` if it is to be left out.
    pub(super) fn of_found(path: &Path, head: &[u8]) -> Option<Self> {
        match (Self::by_name(path), Self::by_signature(head)) {
            (_, Some(kind)) => Some(kind).filter(|kind| kind.misnamed(path).is_none()),
            (kind, None) => Some(kind).filter(|kind| kind.is_told_by_name()),
        }
    }

    /// What a file of this kind is in truth, or why it is not read, if its name tells.
    pub(super) fn misnamed(self, path: &Path) -> Option<Foreign> {
        let extension = extension(&uncompressed(path))?;
        match self {
            Self::Html => (extension == "xls").then_some(foreign::SHEET_OF_HTML),
            Self::Text => foreign::by_extension(&extension),
            _ => None,
        }
    }

    /// `Json` if an input named as a text, or without a telling name, begins like an object or a list of objects.
    pub(super) fn of_json(head: &[u8]) -> Option<Self> {
        let text = head.trim_ascii_start();
        let inner = match text.split_first() {
            Some((b'[', rest)) => rest.trim_ascii_start().strip_prefix(b"{")?,
            Some((b'{', rest)) => rest,
            _ => return None,
        };
        let name = inner.trim_ascii_start().strip_prefix(b"\"")?;
        let end = name.iter().position(|&byte| byte == b'"')?;
        name[end + 1..].trim_ascii_start().starts_with(b":").then_some(Self::Json)
    }

    /// The likely kind of a text without a telling name: a table if its first line names the text column.
    pub(super) fn by_text(head: &[u8], text_field: &str) -> Self {
        let text = head.trim_ascii_start();
        if text.starts_with(b"{") && !text.starts_with(br"{\") {
            return Self::JsonLines;
        }
        if let Some(kind) = Self::of_json(text) {
            return kind;
        }
        let header = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let Some(delimiter) = delimiter(header) else { return Self::of_marked(head, text_field).unwrap_or(Self::Text) };
        let names_text = header
            .split(|&byte| byte == delimiter)
            .any(|column| column.trim_ascii().trim_ascii_quotes() == text_field.as_bytes());
        if names_text { table(delimiter) } else { Self::of_marked(head, text_field).unwrap_or(Self::Text) }
    }

    /// The kind of an input named as a text, or without a telling name, that begins like XML or with the names of
    /// columns.
    pub(super) fn of_marked(head: &[u8], text_field: &str) -> Option<Self> {
        if let Some(root) = root(head)
            && (head.trim_ascii_start().starts_with(b"<?") || head.windows(2).any(|window| window == b"</"))
        {
            return (!is_of_page(root)).then_some(Self::Of(Form::Markup));
        }
        let mut lines = head.trim_ascii_start().split(|&byte| byte == b'\n');
        let (header, row) = (lines.next()?, lines.next()?);
        let delimiter = delimiter(header)?;
        let columns = || header.split(|&byte| byte == delimiter).map(|column| column.trim_ascii().trim_ascii_quotes());
        let is_name = |column: &[u8]| {
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte);
            column.len() <= MAX_NAME && column.iter().all(is_part)
        };
        let is_text = |column: &[u8]| {
            column == text_field.as_bytes() || TEXTS.iter().any(|name| column.eq_ignore_ascii_case(name.as_bytes()))
        };
        let count = |line: &[u8]| line.split(|&byte| byte == delimiter).count();
        let is_row = count(row) >= count(header) || row.contains(&b'"');
        (columns().all(is_name) && columns().any(is_text) && is_row).then(|| table(delimiter))
    }

    /// Whether the file name says what the file holds, so that it need not be opened to find out.
    pub(super) fn is_told_by_name(self) -> bool {
        !matches!(self, Self::Unknown | Self::Of(Form::Markup))
    }

    /// The form that the content must prove by its first bytes, for kinds that have such a signature.
    pub(super) fn must_be(self) -> Option<&'static str> {
        match self {
            Self::Parquet => Some("Parquet"),
            Self::Sqlite => Some("SQLite"),
            Self::Warc => Some("WARC"),
            Self::Pdf => Some("PDF"),
            Self::Rtf => Some("RTF"),
            Self::Zip => Some("ZIP (which DOCX, ODT, XLSX and ODS are too)"),
            Self::Tar => Some("tar"),
            _ => None,
        }
    }

    /// Whether it holds an article on every line, or every few lines.
    pub(super) fn has_lines(self) -> bool {
        matches!(self, Self::Json | Self::JsonLines | Self::Csv | Self::Tsv)
    }
}

/// Whether a text begins with an element of a page.
pub(super) fn is_part_of_page(text: &str) -> bool {
    root(text.as_bytes()).is_some_and(is_of_page) && text.contains("</")
}

fn is_of_page(root: &[u8]) -> bool {
    HTML.iter().any(|name| root.eq_ignore_ascii_case(name.as_bytes()))
}

fn table(delimiter: u8) -> Kind {
    if delimiter == b'\t' { Kind::Tsv } else { Kind::Csv }
}

/// The delimiter that occurs most often in a header, if any does.
pub(super) fn delimiter(header: &[u8]) -> Option<u8> {
    let count = |delimiter: u8| header.split(|&byte| byte == delimiter).count() - 1;
    [b'|', b';', b'\t', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).filter(|&found| count(found) > 0)
}

/// Whether a PDF file begins here, perhaps after some junk.
fn is_pdf(head: &[u8]) -> bool {
    const SIGNATURE: &[u8] = b"%PDF-";
    let found = head[..head.len().min(1024)].windows(SIGNATURE.len()).position(|window| window == SIGNATURE);
    found.is_some_and(|at| head[..at].iter().all(|byte| byte.is_ascii_whitespace() || !byte.is_ascii()))
}

/// Whether the header of a tar archive begins here: it is marked, or as in the oldest ones, its sum is right.
fn is_tar(head: &[u8]) -> bool {
    const SUM: std::ops::Range<usize> = 148..156;
    let Some(header) = head.get(..512) else { return head.get(257..262) == Some(b"ustar") };
    let noted = std::str::from_utf8(&header[SUM]).ok().map(|sum| sum.trim_matches(['\0', ' ']));
    let sum =
        || header.iter().enumerate().map(|(at, byte)| u64::from(if SUM.contains(&at) { b' ' } else { *byte })).sum();
    &header[257..262] == b"ustar" || noted.and_then(|sum| u64::from_str_radix(sum, 8).ok()) == Some(sum())
}

/// Whether a page begins here, after white space, an XML declaration and comments.
fn is_html(head: &[u8]) -> bool {
    let mut rest = head.trim_ascii_start();
    loop {
        let skipped = if rest.starts_with(b"<!--") {
            after(rest, b"-->")
        } else if rest.starts_with(b"<?xml") {
            after(rest, b"?>")
        } else {
            break;
        };
        match skipped {
            Some(skipped) => rest = skipped.trim_ascii_start(),
            None => return false,
        }
    }
    ["<!doctype html", "<html"]
        .iter()
        .any(|start| rest.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start.as_bytes())))
}

fn after<'b>(bytes: &'b [u8], end: &[u8]) -> Option<&'b [u8]> {
    let found = bytes.windows(end.len()).position(|window| window == end)?;
    Some(&bytes[found + end.len()..])
}

/// What bytes are if they are not text: recognised by the signatures of common files, or by NUL bytes, which text
/// does not have.
pub(super) fn binary(head: &[u8]) -> Option<&'static str> {
    let by_signature = foreign::by_signature(head).map(|foreign| foreign.what);
    let with_zeros = || if is_wide(head) { "it contains NUL bytes, as UTF-16 does" } else { "it contains NUL bytes" };
    by_signature.or_else(|| head.contains(&0).then(with_zeros))
}

/// Whether most characters seem to have two bytes, one of which is zero.
fn is_wide(head: &[u8]) -> bool {
    let zeros = |at: usize| head.chunks_exact(2).filter(|pair| pair[at] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    first.min(second) == 0 && first.max(second) * 4 > head.len()
}

/// The same for input that is read line by line, where an occasional NUL byte costs only its line. If there are
/// many, the input is in another encoding or not text.
pub(super) fn binary_lines(head: &[u8]) -> Option<&'static str> {
    let zeros = head.split(|&byte| byte == 0).count() - 1;
    binary(head).filter(|_| !head.contains(&0) || zeros * 4 > head.len())
}

/// Counts a file that is left out: by what it is, or by its extension if it is text.
pub(super) fn leave_out(shown: &str, path: &Path, head: &[u8], left_out: &LeftOut) {
    let of_page = Kind::by_signature(head).and_then(|kind| kind.misnamed(path));
    let foreign =
        of_page.or_else(|| foreign::by_signature(head)).or_else(|| head.contains(&0).then(|| foreign::of(head)));
    match (foreign, extension(&uncompressed(path))) {
        (Some(foreign), _) => left_out.add(shown, foreign.one, foreign.many),
        (None, Some(extension)) => left_out.add(shown, &format!(".{extension} file"), &format!(".{extension} files")),
        (None, None) => left_out.add(shown, "file without extension", "files without extension"),
    }
}

/// Reads more into `head` while `wanted` asks for it and there is input left.
pub(super) fn read_while(reader: &mut impl Read, head: &mut Vec<u8>, wanted: impl Fn(&[u8]) -> bool) -> io::Result<()> {
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

/// The same, but an error after the first bytes is kept for later: what comes before it can be read.
pub(super) fn read_until_error(
    reader: &mut impl Read,
    head: &mut Vec<u8>,
    wanted: impl Fn(&[u8]) -> bool,
) -> io::Result<Late> {
    match read_while(reader, head, wanted) {
        Ok(()) => Ok(Late(None)),
        Err(error) if head.is_empty() => Err(error),
        Err(error) => Ok(Late(Some(error))),
    }
}

/// Has nothing to read; if there is an error, fails with it, and stays that way.
#[derive(Debug, Default)]
pub(super) struct Late(pub(super) Option<io::Error>);

impl Read for Late {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        match &self.0 {
            None => Ok(0),
            Some(error) => Err(io::Error::new(error.kind(), error.to_string())),
        }
    }
}

trait TrimQuotes {
    fn trim_ascii_quotes(&self) -> &[u8];
}

impl TrimQuotes for [u8] {
    fn trim_ascii_quotes(&self) -> &[u8] {
        self.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(self)
    }
}

/// A path without its compression extension.
pub fn uncompressed(path: &Path) -> PathBuf {
    match extension(path).as_deref() {
        Some("gz" | "zst" | "bz2" | "xz") => path.with_extension(""),
        _ => path.to_owned(),
    }
}

fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase())
}

/// A relative path without its extensions, with its parts joined by `/` on every system.
pub fn stem(path: &Path) -> String {
    let path = uncompressed(path).with_extension("");
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::super::forms::Form;
    use super::{Kind, stem};
    use std::path::Path;

    #[test]
    fn kinds_and_stems_come_from_names() {
        for (path, expected, id) in [
            ("a.txt", Kind::Text, "a"),
            ("sub/a.v2.TXT.gz", Kind::Text, "sub/a.v2"),
            ("x/y.jsonl", Kind::JsonLines, "x/y"),
            ("y.ndjson.zst", Kind::JsonLines, "y"),
            ("story", Kind::Unknown, "story"),
            ("notes.md", Kind::Markdown, "notes"),
            ("dump.xz", Kind::Unknown, "dump"),
            ("CC-NEWS.warc.gz", Kind::Warc, "CC-NEWS"),
            ("a.tar.gz", Kind::Tar, "a"),
            ("a.tgz", Kind::Tar, "a"),
            ("a.docx", Kind::Zip, "a"),
            ("t.CSV", Kind::Csv, "t"),
        ] {
            assert_eq!(Kind::by_name(Path::new(path)), expected, "{path}");
            assert_eq!(stem(Path::new(path)), id, "{path}");
        }
    }

    #[test]
    fn signatures_and_headers_tell_kinds() {
        for (head, expected) in [
            (&b"PAR1\x15\0"[..], Some(Kind::Parquet)),
            (b"PK\x03\x04\x14\0", Some(Kind::Zip)),
            (b"WARC/1.0\r\n", Some(Kind::Warc)),
            (b"\n <!-- a > b --> <!DocType HTML>", Some(Kind::Html)),
            (b"<?xml version='1.0'?>\n<html xmlns='x'>", Some(Kind::Html)),
            (b"<?xml version='1.0'?>\n<nitf>", Some(Kind::Of(Form::Nitf))),
            (b"<?xml version='1.0'?>\n<corpus>", None),
            (b"%PDF-1.4\n", Some(Kind::Pdf)),
            (b"\xEF\xBB\xBF\r\n%PDF-1.4", Some(Kind::Pdf)),
            (b"See %PDF-1.7", None),
            (b"{\\rtf1\\ansi", Some(Kind::Rtf)),
            (b"{\"text\": 1}", None),
            (b"", None),
        ] {
            assert_eq!(Kind::by_signature(head), expected, "{}", head.escape_ascii());
        }
        for (head, expected) in [
            ("id,text\n1,a", Kind::Csv),
            ("id;\"text\";b\r\n", Kind::Csv),
            ("id\ttext, more\ttext\n", Kind::Tsv),
            ("A text, and more text\n", Kind::Text),
            ("text\nmore", Kind::Text),
            (" {\"a\"", Kind::JsonLines),
        ] {
            assert_eq!(Kind::by_text(head.as_bytes(), "text"), expected, "{head:?}");
        }
    }
}
