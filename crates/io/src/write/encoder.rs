use super::columns::columns;
use super::compress::Compressor;
use super::layout::Layout;
use super::metadata::{Learner, MetadataColumns};
use super::sheet::{Array, Sheet, TableForm};
use super::{Compression, Form, Metadata, Rows};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::io::{self, Write};

/// Writes records in one form.
pub(super) struct RecordWriter<W: Write + Send> {
    state: State<W>,
    buffer: Vec<u8>,
}

enum State<W: Write + Send> {
    Json {
        target: Compressor<W>,
        pretty: bool,
    },
    Array {
        array: Array<W>,
        pretty: bool,
    },
    /// A table whose columns depend on the first records.
    Looking(Look<W>),
    Table {
        sheet: Sheet<W>,
        layout: Layout,
    },
    /// Writing has failed.
    Broken,
}

/// The first records, as JSON Lines.
struct Look<W: Write> {
    target: Compressor<W>,
    form: TableForm,
    rows: Rows,
    named: Option<Vec<String>>,
    lines: Vec<u8>,
    records: usize,
    learner: Learner,
    /// Whether a reader waits for the first rows.
    is_awaited: bool,
}

impl<W: Write> Look<W> {
    fn see(&mut self, line: &[u8]) -> io::Result<()> {
        #[derive(Deserialize)]
        struct Record {
            #[serde(default)]
            metadata: Map<String, Value>,
        }
        self.learner.see(&serde_json::from_slice::<Record>(line)?.metadata);
        self.lines.extend_from_slice(line);
        self.records += 1;
        Ok(())
    }

    fn is_over(&self) -> bool {
        let is_settled = self.records >= LOOK_IN_STREAM && self.records >= 10 * self.learner.last_new();
        self.records >= LOOK_RECORDS || self.lines.len() >= LOOK_BYTES || (self.is_awaited && is_settled)
    }
}

/// How much is looked at before a table is begun.
const LOOK_RECORDS: usize = 1_000;
const LOOK_BYTES: usize = 32 << 20;
/// How many records at least, if a reader waits for the first rows, and only the names of fields are needed; ten times
/// as many as it took to see the last new field.
const LOOK_IN_STREAM: usize = 100;

/// Number of Parquet rows that are encoded together: a few hundred kilobytes to a few megabytes.
const BATCH_ARTICLES: usize = 64;
const BATCH_ITEMS: usize = 1_024;

impl<W: Write + Send> RecordWriter<W> {
    /// Begins the output.
    pub(super) fn new(target: W, form: Form, compression: Compression, metadata: &Metadata) -> io::Result<Self> {
        let target = Compressor::new(target, compression)?;
        let (form, rows) = match form {
            Form::Lines | Form::Pretty => {
                return Ok(Self::in_state(State::Json { target, pretty: form == Form::Pretty }));
            }
            Form::Array { pretty } => {
                return Ok(Self::in_state(State::Array { array: Array::new(target)?, pretty }));
            }
            Form::RowLines(rows) => (TableForm::Lines, rows),
            Form::RowArray(rows) => (TableForm::Array, rows),
            Form::Csv(rows) => (TableForm::Csv, rows),
            Form::Spreadsheet(rows) => (TableForm::Spreadsheet, rows),
            Form::Parquet(rows) => (TableForm::Parquet, rows),
            Form::Xlsx(rows) => (TableForm::Xlsx, rows),
        };
        // Types matter only in Parquet, and JSON needs no columns in advance.
        let is_json = matches!(form, TableForm::Lines | TableForm::Array);
        let named = match metadata {
            Metadata::Columns(known) => return Ok(Self::in_state(begin(target, form, rows, known.clone(), false)?)),
            Metadata::Fields(names) if form != TableForm::Parquet => {
                let columns = MetadataColumns::named(names.iter().map(String::as_str));
                return Ok(Self::in_state(begin(target, form, rows, columns, false)?));
            }
            Metadata::First if is_json => {
                return Ok(Self::in_state(begin(target, form, rows, MetadataColumns::default(), true)?));
            }
            Metadata::Fields(names) => Some(names.clone()),
            Metadata::First => None,
        };
        let (lines, learner) = (Vec::new(), Learner::default());
        let look = Look { target, form, rows, named, lines, records: 0, learner, is_awaited: false };
        Ok(Self::in_state(State::Looking(look)))
    }

    /// The same for a reader that waits for the first rows, unlike one of a file that appears when it is complete.
    pub(super) fn awaited(mut self) -> Self {
        if let State::Looking(look) = &mut self.state {
            look.is_awaited = matches!(look.form, TableForm::Csv | TableForm::Spreadsheet);
        }
        self
    }

    fn in_state(state: State<W>) -> Self {
        Self { state, buffer: Vec::new() }
    }

    /// Writes a record. Uncompressed JSON is passed on in one piece and at once.
    pub(super) fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let pretty = matches!(self.state, State::Json { pretty: true, .. } | State::Array { pretty: true, .. });
        if pretty {
            serde_json::to_writer_pretty(&mut buffer, line)?;
        } else {
            serde_json::to_writer(&mut buffer, line)?;
        }
        buffer.push(b'\n');
        let result = self.write_line(&buffer);
        self.buffer = buffer;
        result
    }

    /// Writes a record that is JSON, including its line feed.
    pub(super) fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        match &mut self.state {
            State::Json { target, .. } => {
                target.write_all(line)?;
                target.flush()
            }
            State::Array { array, .. } => array.write(line.trim_ascii_end()),
            State::Table { sheet, layout } => sheet.write(layout.rows(serde_json::from_slice(line)?), &layout.columns),
            State::Looking(look) => {
                look.see(line)?;
                if look.is_over() { self.settle() } else { Ok(()) }
            }
            State::Broken => Err(broken()),
        }
    }

    /// Begins the table, if it has not been begun yet.
    fn settle(&mut self) -> io::Result<()> {
        let look = match std::mem::replace(&mut self.state, State::Broken) {
            State::Looking(look) => look,
            other => {
                self.state = other;
                return Ok(());
            }
        };
        let metadata = look.learner.columns(look.named.as_deref());
        self.state = begin(look.target, look.form, look.rows, metadata, false)?;
        look.lines.split_inclusive(|&byte| byte == b'\n').try_for_each(|line| self.write_line(line))
    }

    /// Ends the output and returns its target.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.settle()?;
        match self.state {
            State::Json { target, .. } => target.finish(),
            State::Array { array, .. } => array.finish(),
            State::Table { sheet, .. } => sheet.finish(),
            State::Looking(_) | State::Broken => Err(broken()),
        }
    }
}

fn begin<W: Write + Send>(
    target: Compressor<W>,
    form: TableForm,
    rows: Rows,
    metadata: MetadataColumns,
    open: bool,
) -> io::Result<State<W>> {
    let columns = columns(rows, &metadata);
    let batch = if rows == Rows::Articles { BATCH_ARTICLES } else { BATCH_ITEMS };
    let sheet = Sheet::new(target, form, &columns, batch)?;
    let typed = form == TableForm::Parquet;
    Ok(State::Table { sheet, layout: Layout { rows, columns, metadata, typed, open } })
}

fn broken() -> io::Error {
    io::Error::other("an earlier write to the output has failed")
}
