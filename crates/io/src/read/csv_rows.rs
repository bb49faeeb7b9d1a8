use super::charset::{Charset, decode, decode_as, likeliest, utf8};
use super::escapes::{Unescaped, is_escaped};
use super::kind::{delimiter, read_until_error};
use super::limits::{Allowance, Counted, Metered};
use super::lines::{END_OF_FILE, Line, read_line};
use super::names::Names;
use super::reading::{Flow, Found, Place, Reading};
use super::{MAX_BYTES, ReadOptions, fields, missing, own, unreadable};
use csv::{ByteRecord, ReaderBuilder};
use saidso::error::ArticleError;
use serde_json::{Map, Value};
use std::io::{BufRead, Cursor, Read};
use std::ops::ControlFlow;

/// A row that is added after the last one; it becomes part of a field only if the file ends within quotation marks.
const END: &[u8] = b"\n\0end\0\n";

/// How many bytes the `csv` crate may read ahead of the row that it returns.
const AHEAD: u64 = 1 << 16;

/// How many rows may precede the names of the columns, such as a title and the date of an export.
const ROWS_BEFORE_HEADER: usize = 10;

/// How many bytes of a table are searched for backslashes before quotation marks.
const LOOKED_THROUGH: usize = 1 << 16;

/// Reads one article per row. The first row that has the text's name names the fields, unless the options say that
/// there is no header. Blank lines are skipped. If a field opens quotation marks and never closes them, the rest of the file is lost.
pub(super) fn read(reader: &mut dyn BufRead, tabs: bool, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let mut header = Vec::new();
    match read_line(reader, &mut header, MAX_BYTES) {
        Ok(Line::Whole) => {}
        Ok(Line::End) => return reading.single(place, ArticleError::NoArticles),
        Ok(Line::TooLong) => return reading.single(place, ArticleError::TooLarge { limit: MAX_BYTES }),
        Err(error) => return reading.single(place, unreadable(&error)),
    }
    // For Excel, a first line may declare the delimiter.
    let declared = header.trim_ascii().strip_prefix(b"sep=").filter(|rest| rest.len() == 1).map(|rest| rest[0]);
    if declared.is_some() {
        header.clear();
        if let Err(error) = read_line(reader, &mut header, MAX_BYTES) {
            return reading.single(place, unreadable(&error));
        }
    }
    let found = || if tabs { b'\t' } else { delimiter(&without_quoted(&header)).unwrap_or(b',') };
    let delimiter = declared.unwrap_or_else(found);
    let allowance = Allowance::new(0);
    let mut begin = [&header[..], b"\n"].concat();
    let late = match read_until_error(&mut &mut *reader, &mut begin, |begin| begin.len() < LOOKED_THROUGH) {
        Ok(late) => late,
        Err(error) => return reading.single(place, unreadable(&error)),
    };
    let has_escapes = is_escaped(&begin, delimiter);
    let whole = Cursor::new(begin).chain(late).chain(reader);
    let whole: Box<dyn Read + '_> = if has_escapes { Box::new(Unescaped::new(whole)) } else { Box::new(whole) };
    let counted = Counted::new(whole);
    // Past the last byte of the file, and past a line feed that the last row may lack.
    let count = counted.count();
    let is_past_end = move |byte: u64| byte > count.get() + 1;
    let metered = Metered { reader: counted.chain(Cursor::new(END)), allowance: allowance.clone() };
    let mut rows = ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(metered);
    let mut row = ByteRecord::new();
    let mut columns: Option<Vec<String>> = None;
    let mut headers = Headers::default();
    let mut series = reading.series(place);
    loop {
        allowance.set(MAX_BYTES as u64 + AHEAD);
        match rows.read_byte_record(&mut row) {
            Ok(true) if row.as_slice() == END_OF_FILE => continue,
            Ok(true) => {}
            Ok(false) => return headers.finish(place, reading),
            Err(_) if allowance.is_used_up() => {
                series.number = rows.position().line();
                return reading.next_of(&series, ArticleError::TooLarge { limit: MAX_BYTES });
            }
            Err(error) => {
                series.number = rows.position().line();
                let error = match error.into_kind() {
                    csv::ErrorKind::Io(error) => unreadable(&error),
                    other => malformed(&format!("{other:?}")),
                };
                return reading.next_of(&series, error);
            }
        }
        series.number = row.position().map_or(series.number + 1, csv::Position::line);
        if is_past_end(rows.position().byte()) {
            if row.as_slice() == END.trim_ascii() {
                return headers.finish(place, reading);
            }
            return reading.next_of(&series, malformed("the file ends within quotation marks"));
        }
        if let Some(columns) = &columns {
            let found = article(&row, columns, tabs, reading.options);
            reading.next_of(&series, found)?;
            continue;
        }
        match named(&row, reading.options) {
            Ok(names) if reading.options.no_header => {
                let found = article(&row, columns.insert(names), tabs, reading.options);
                reading.next_of(&series, found)?;
            }
            Ok(names) => {
                columns = Some(names);
                headers = Headers::default();
            }
            Err(error @ ArticleError::MissingColumn(_))
                if headers.count < ROWS_BEFORE_HEADER && !reading.options.no_header =>
            {
                headers.add(&row, error);
            }
            Err(error) => {
                headers.add(&row, error);
                return headers.finish(place, reading);
            }
        }
    }
}

/// Rows that do not name the columns that are needed.
#[derive(Default)]
struct Headers {
    count: usize,
    /// What is wrong with the one with the most fields, which is the likeliest to be the header.
    widest: Option<(usize, ArticleError)>,
}

impl Headers {
    fn add(&mut self, row: &ByteRecord, error: ArticleError) {
        self.count += 1;
        if self.widest.as_ref().is_none_or(|(fields, _)| *fields < row.len()) {
            self.widest = Some((row.len(), error));
        }
    }

    /// Reports that no row names the columns, if that is so.
    fn finish(self, place: &Place, reading: &mut Reading<'_>) -> Flow {
        self.widest.map_or(ControlFlow::Continue(()), |(_, error)| reading.single(place, error))
    }
}

/// The line without its quoted parts: in a table without a header, the first row contains running text.
fn without_quoted(line: &[u8]) -> Vec<u8> {
    line.split(|&byte| byte == b'"').step_by(2).collect::<Vec<_>>().concat()
}

fn malformed(reason: &str) -> ArticleError {
    ArticleError::Malformed { form: "CSV", reason: reason.to_owned() }
}

/// The names of the columns, made unique; without a header, their numbers. All fields that the options name must exist.
fn named(row: &ByteRecord, options: &ReadOptions) -> Result<Vec<String>, ArticleError> {
    let columns: Vec<String> = if options.no_header {
        (1..=row.len()).map(|number| number.to_string()).collect()
    } else {
        let mut names = Names::default();
        row.iter()
            .map(|name| decode(name.to_vec(), options.charset).map(|name| names.unique(name.trim().to_owned())))
            .collect::<Result<_, _>>()?
    };
    if own::is_flat(|name| columns.iter().any(|column| column == name)) {
        return Err(ArticleError::FlatTable);
    }
    match options.required().find(|field| !columns.iter().any(|column| column == field)) {
        None => Ok(columns),
        Some(field) => Err(missing::column(field, columns.iter().map(String::as_str), options)),
    }
}

fn article(row: &ByteRecord, columns: &[String], tabs: bool, options: &ReadOptions) -> Found {
    if row.len() != columns.len() {
        return malformed(&format!("the row has {} fields, but the first row has {}", row.len(), columns.len())).into();
    }
    if row.as_slice().contains(&0) {
        return ArticleError::Binary { what: "it contains NUL bytes" }.into();
    }
    let decoded = match row_decoder(row, options.charset) {
        Ok(decode) => row.iter().map(|field| decode(field.to_vec())).collect::<Result<Vec<_>, _>>(),
        Err(error) => Err(error),
    };
    match decoded {
        Ok(values) => {
            let fields = columns.iter().zip(values).filter_map(|(name, value)| {
                let value = match value {
                    value if *name == options.text_field && is_null(&value) => String::new(),
                    value if *name == options.text_field && tabs => with_lines(value),
                    value if *name == options.title_field => Some(value).filter(|title| !is_null(title))?,
                    value => value,
                };
                Some((name.clone(), Value::String(value)))
            });
            let fields: Map<String, Value> = fields.collect();
            fields::article(fields, options)
        }
        Err(error) => error.into(),
    }
}

/// Whether a cell holds nothing, or what programs write where there is nothing.
fn is_null(value: &str) -> bool {
    matches!(value.trim(), "" | "NULL" | "null" | "\\N" | "NaN" | "nan" | "None" | "N/A" | "#N/A" | "NA" | "<NA>")
}

/// The text with its line breaks, which databases write as `\n` where tabs separate the columns.
fn with_lines(text: String) -> String {
    if text.contains('\n') || !text.contains("\\n") {
        return text;
    }
    text.split("\\\\")
        .map(|part| part.replace("\\r\\n", "\n").replace("\\n", "\n").replace("\\t", "\t"))
        .collect::<Vec<_>>()
        .join("\\")
}

type Decode = Box<dyn Fn(Vec<u8>) -> Result<String, ArticleError>>;

/// The decoder for the fields of a row, which all have the same encoding.
fn row_decoder(row: &ByteRecord, charset: Charset) -> Result<Decode, ArticleError> {
    if charset != Charset::Detect {
        return Ok(Box::new(move |field| decode(field, charset)));
    }
    let broken = row.iter().find_map(|field| std::str::from_utf8(field).err());
    let Some(error) = broken else { return Ok(Box::new(utf8)) };
    let fields: Vec<&[u8]> = row.iter().collect();
    match likeliest(&fields) {
        Some(encoding) => Ok(Box::new(move |field| decode_as(&field, encoding))),
        None => Err(ArticleError::NotUtf8 { byte: error.valid_up_to() + 1 }),
    }
}
