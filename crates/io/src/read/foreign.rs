//! Identifies files that hold no readable text, by the signatures of common file types.

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Foreign {
    /// In a sentence: "an image".
    pub(super) what: &'static str,
    /// After a number: "1 image", "3 images".
    pub(super) one: &'static str,
    pub(super) many: &'static str,
}

const fn foreign(what: &'static str, one: &'static str, many: &'static str) -> Foreign {
    Foreign { what, one, many }
}

const SQLITE: Foreign = foreign("an SQLite database", "SQLite database", "SQLite databases");
const DUCKDB: Foreign = foreign("a DuckDB database", "DuckDB database", "DuckDB databases");
const IMAGE: Foreign = foreign("an image", "image", "images");
const SOUND: Foreign = foreign("a sound file", "sound file", "sound files");
const VIDEO: Foreign = foreign("a video", "video", "videos");
const FONT: Foreign = foreign("a font", "font", "fonts");
const PROGRAM: Foreign = foreign("a program", "program", "programs");
const ARCHIVE: Foreign = foreign("an archive of a kind that is not read", "other archive", "other archives");
const COMPRESSED: Foreign = foreign("compressed data, cut or compressed twice", "compressed file", "compressed files");
const OFFICE: Foreign = foreign(
    "an Office document of the old kind (.doc, .xls, .ppt) or with a password; save it as DOCX, XLSX or PDF without one",
    "Office document",
    "Office documents",
);
const MOBI: Foreign = foreign("a Mobipocket book", "book", "books");
const ARROW: Foreign = foreign("an Arrow or Feather file", "Arrow file", "Arrow files");
const PICKLE: Foreign = foreign("a Python pickle", "Python pickle", "Python pickles");
const NUMPY: Foreign = foreign("a NumPy array", "NumPy array", "NumPy arrays");
const AVRO: Foreign = foreign("an Avro file", "Avro file", "Avro files");
const ORC: Foreign = foreign("an ORC file", "ORC file", "ORC files");
const POSTSCRIPT: Foreign = foreign("a PostScript file", "PostScript file", "PostScript files");
const R_DATA: Foreign = foreign("R data", "file of R data", "files of R data");
const RIS: Foreign = foreign("references without texts (RIS)", "list of references", "lists of references");
const TEX: Foreign = foreign("a LaTeX document; convert it to DOCX or Markdown", "LaTeX document", "LaTeX documents");
const SUBTITLES: Foreign = foreign("subtitles, not running text", "file of subtitles", "files of subtitles");
const STATA: Foreign = foreign("a Stata data set; save it as CSV", "Stata data set", "Stata data sets");
const SPSS: Foreign = foreign("an SPSS data set; save it as CSV", "SPSS data set", "SPSS data sets");
const HDF: Foreign = foreign("an HDF5 file", "HDF5 file", "HDF5 files");
const PLIST: Foreign =
    foreign("a binary property list of macOS, such as a .webarchive", "property list", "property lists");
pub(super) const SHEET_OF_HTML: Foreign = foreign(
    "a table in HTML, though its name is that of a workbook; open it and save it as XLSX or CSV",
    "table in HTML",
    "tables in HTML",
);
const MARKUP: Foreign = foreign(
    "a text with markup that is not read; convert it to Markdown or DOCX, for example with pandoc",
    "text with other markup",
    "texts with other markup",
);
const SQL: Foreign = foreign("SQL; load it into SQLite", "SQL file", "SQL files");
const ARC: Foreign = foreign("a crawl in the old form ARC; convert it to WARC", "ARC file", "ARC files");
const BIBTEX: Foreign = foreign("references without texts (BibTeX)", "list of references", "lists of references");
const YAML: Foreign = foreign("YAML; convert it to JSON", "YAML file", "YAML files");
const DATA: Foreign = foreign("data of an unknown kind", "binary file", "binary files");

/// Signatures that no text begins with. The crate `infer` does not know most data formats.
const BYTES: &[(&[u8], Foreign)] = &[
    (b"\x89PNG", IMAGE),
    (b"\x7FELF", PROGRAM),
    (b"\xFF\xD8\xFF", IMAGE),
    (b"\xD0\xCF\x11\xE0", OFFICE),
    (b"\x93NUMPY", NUMPY),
    (b"\x80\x02}", PICKLE),
    (b"\x80\x03", PICKLE),
    (b"\x80\x04\x95", PICKLE),
    (b"\x80\x05\x95", PICKLE),
    (b"\x04\x22\x4D\x18", ARCHIVE),
    (b"\x1F\x9D", ARCHIVE),
    (b"%!PS-Adobe", POSTSCRIPT),
    (b"TY  - ", RIS),
    (b"\x89HDF\r\n", HDF),
    (b"bplist00", PLIST),
    (b"<stata_dta>", STATA),
    (b"$FL2@(#)", SPSS),
    (b"WEBVTT", SUBTITLES),
    (b"filedesc://", ARC),
    // The first bytes of LZMA without a container, as almost all writers set them.
    (b"\x5D\0\0\x80\0", ARCHIVE),
];

/// Signatures made of letters, which a text may also begin with.
const LETTERS: &[(&[u8], Foreign)] = &[
    (b"ARROW1", ARROW),
    (b"FEA1", ARROW),
    (b"Obj\x01", AVRO),
    (b"ORC", ORC),
    (b"RDX2\n", R_DATA),
    (b"RDX3\n", R_DATA),
    (b"X\n\0\0\0", R_DATA),
];

/// Extensions of texts with markup or data that would be taken for prose.
const NAMES: &[(&str, Foreign)] = &[
    ("adoc", MARKUP),
    ("asciidoc", MARKUP),
    ("bib", BIBTEX),
    ("mediawiki", MARKUP),
    ("org", MARKUP),
    ("rst", MARKUP),
    ("sql", SQL),
    ("textile", MARKUP),
    ("wiki", MARKUP),
    ("yaml", YAML),
    ("yml", YAML),
];

/// The type of a text that its extension tells.
pub(super) fn by_extension(extension: &str) -> Option<Foreign> {
    NAMES.iter().find(|(name, _)| *name == extension).map(|(_, foreign)| *foreign)
}

/// The type of a file that begins with these bytes, if it is known.
pub(super) fn by_signature(head: &[u8]) -> Option<Foreign> {
    let among = |known: &[(&[u8], Foreign)]| {
        known.iter().find(|(signature, _)| head.starts_with(signature)).map(|(_, foreign)| *foreign)
    };
    if let Some(foreign) = among(BYTES) {
        return Some(foreign);
    }
    if is_text(head) {
        // Comments and options may come first.
        let is_tex = head.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"\\documentclass"));
        return is_tex.then_some(TEX).or_else(|| is_subtitle(head).then_some(SUBTITLES));
    }
    if head.get(8..12) == Some(b"DUCK") {
        return Some(DUCKDB);
    }
    if let Some(foreign) = among(LETTERS) {
        return Some(foreign);
    }
    let found = infer::get(head)?;
    match found.extension() {
        "sqlite" => return Some(SQLITE),
        "gz" | "bz2" | "xz" | "zst" => return Some(COMPRESSED),
        "mobi" => return Some(MOBI),
        "pdf" | "rtf" | "epub" => return None,
        _ => {}
    }
    match found.matcher_type() {
        infer::MatcherType::Image => Some(IMAGE),
        infer::MatcherType::Audio => Some(SOUND),
        infer::MatcherType::Video => Some(VIDEO),
        infer::MatcherType::Font => Some(FONT),
        infer::MatcherType::App => Some(PROGRAM),
        infer::MatcherType::Archive => Some(ARCHIVE),
        _ => None,
    }
}

/// The type of a file that is not text.
pub(super) fn of(head: &[u8]) -> Foreign {
    by_signature(head).unwrap_or(DATA)
}

/// Whether a text begins with a number and the time of a subtitle: `00:00:01,000 --> 00:00:04,000`.
fn is_subtitle(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).skip_while(|line| line.is_empty());
    let (number, time) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    !number.is_empty() && number.iter().all(u8::is_ascii_digit) && time.windows(5).any(|part| part == b" --> ")
}

/// Whether there are no bytes that never occur in text.
fn is_text(head: &[u8]) -> bool {
    let is_control =
        |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace() && !matches!(byte, 0x0B | 0x1A..=0x1F);
    !head.iter().any(is_control)
}

#[cfg(test)]
mod tests {
    use super::by_signature;

    #[test]
    fn files_are_called_by_their_kind() {
        for (head, expected) in [
            (&b"SQLite format 3\0\x10\0"[..], Some("an SQLite database")),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some("an image")),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", Some("an image")),
            (b"GIF89a\x01\0", Some("an image")),
            (b"\x7FELF\x02\x01\x01\0", Some("a program")),
            (b"7z\xBC\xAF\x27\x1C\0\x04", Some("an archive of a kind that is not read")),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Some(super::OFFICE.what)),
            (b"\x80\x04\x95\x10\0", Some("a Python pickle")),
            (b"\0\0\0\x20ftypisom\0\0\x02\0", Some("a video")),
            (b"\x89HDF\r\n\x1a\n", Some("an HDF5 file")),
            (b"X\n\0\0\0\x03", Some("R data")),
            (b"1\r\n00:00:01,000 --> 00:00:04,000\r\nHe left.\r\n", Some(super::SUBTITLES.what)),
            (b"WEBVTT\n\n00:01.000 --> 00:04.000\nHe left.", Some(super::SUBTITLES.what)),
            (b"2024\nA year of ports.", None),
            (b"The port will close.", None),
            (b"BZ was the answer. MZ too.", None),
            (b"MZ was the answer of the ministry.", None),
            (b"BM plc said on Monday", None),
            (b"ID3 is a city", None),
            (b"OTTO said that", None),
            (b"", None),
        ] {
            // Some types are recognised only if more bytes follow.
            let padded = if super::is_text(head) { head.to_vec() } else { [head, &[0; 64]].concat() };
            let found = by_signature(&padded).map(|foreign| foreign.what);
            assert_eq!(found, expected, "{}", head.escape_ascii());
        }
    }
}
