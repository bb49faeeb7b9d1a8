//! Where records go, and in what form: the options of `extract` and `merge`.

use super::console;
use anyhow::{Context, bail};
use bytesize::ByteSize;
use clap::ValueEnum;
use saidso::RunError;
use saidso_io::corpus::{Layout, Shard};
use saidso_io::write::{Compression, Form, Metadata, Output, Rows, TableForm, partial_of};
use serde_json::{Map, Value, json};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Options for the output.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArguments {
    /// Write to FILE, not standard output; or in parts, with a manifest, to the folder DIR/
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub(super) output: Option<PathBuf>,
    /// Format of the output [default: by the extension of FILE, else jsonl]
    #[arg(long, value_enum, value_name = "FORM")]
    format: Option<Format>,
    /// What a row holds [default: articles; in CSV and workbooks, sentences]; all but articles are flat
    #[arg(long, value_enum, value_name = "WHAT")]
    rows: Option<RowsChoice>,
    /// In CSV, put an apostrophe before text that spreadsheets take for a formula
    #[arg(long)]
    spreadsheet: bool,
    /// Compress the output [default: by the extension of FILE, else none]
    #[arg(long, value_enum, value_name = "HOW")]
    compress: Option<CompressionChoice>,
    /// End a part after this much JSON Lines, such as 500MB or 1GiB [default: 64MiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    split_size: Option<ByteSize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// JSON Lines, one record per line
    Jsonl,
    /// JSON, a list of records
    Json,
    /// Parquet
    Parquet,
    /// CSV with a header
    Csv,
    /// A workbook of one sheet
    Xlsx,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RowsChoice {
    /// An article with its whole record, in nested columns
    Articles,
    /// A sentence
    Sentences,
    /// An attribution
    Attributions,
    /// A claim
    Claims,
    /// A source of an article
    Sources,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CompressionChoice {
    /// gzip
    Gz,
    /// zstd
    Zst,
}

/// A number of bytes above 0.
fn size(text: &str) -> Result<ByteSize, String> {
    let size: ByteSize = text.parse().map_err(|_| "not a size such as 1000000, 500MB or 1GiB".to_owned())?;
    if size.0 > 0 { Ok(size) } else { Err("must be more than 0 bytes".to_owned()) }
}

/// Where records go.
pub(super) enum Destination {
    /// One stream of records.
    Output(Box<Output>),
    /// An output folder.
    Folder(PathBuf, Layout),
}

impl OutputArguments {
    /// Opens a file or standard output, or returns the folder to write to. `is_folder`: the command needs a folder.
    /// `metadata`: how flat rows hold the metadata.
    pub(super) fn open(&self, pretty: bool, is_folder: bool, metadata: Metadata) -> anyhow::Result<Destination> {
        let form = self.form(pretty)?;
        let path = self.path();
        let compression = self.compress.map(|choice| match choice {
            CompressionChoice::Gz => Compression::Gzip,
            CompressionChoice::Zst => Compression::Zstd,
        });
        let is_folder = is_folder || self.split_size.is_some() || path.is_some_and(is_folder_name);
        match path {
            None if is_folder => bail!("parts need a folder: name one with -o DIR/"),
            None => {
                console::stdout()?;
                let output = Output::stdout(form, compression.unwrap_or_default(), &metadata);
                Ok(Destination::Output(output.context("cannot write to standard output")?.into()))
            }
            Some(path) if is_folder => {
                if !is_folder_name(path) && path.extension().is_some() {
                    bail!("{} looks like a file, but parts need a folder: name one with -o DIR/", path.display());
                }
                if pretty || matches!(form, Form::Array { .. } | Form::RowArray(_) | Form::Xlsx(_)) {
                    bail!("a folder of parts holds JSON Lines, Parquet or CSV");
                }
                let layout = Layout {
                    form,
                    compression: compression.unwrap_or_default(),
                    metadata,
                    split_size: self.split_size.map_or(Layout::SPLIT_SIZE, |size| size.0),
                    checkpoint: Layout::CHECKPOINT,
                };
                Ok(Destination::Folder(path.to_owned(), layout))
            }
            Some(path) => {
                let compression = compression.unwrap_or(Compression::of(path));
                let output = Output::compressed_file(path, form, compression, &metadata);
                Ok(Destination::Output(output.with_context(|| format!("cannot write {}", path.display()))?.into()))
            }
        }
    }

    /// The file or folder, unless it is standard output.
    pub(super) fn path(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| path.as_os_str() != "-")
    }

    /// The settings of a layout that a manifest records.
    pub(super) fn settings(layout: &Layout) -> Map<String, Value> {
        let (format, rows) = match layout.form {
            Form::Lines | Form::Pretty => ("jsonl", None),
            Form::RowLines(rows) => ("jsonl", Some(rows)),
            Form::Array { .. } => ("json", None),
            Form::RowArray(rows) => ("json", Some(rows)),
            Form::Csv(rows) | Form::Spreadsheet(rows) => ("csv", Some(rows)),
            Form::Parquet(rows) => ("parquet", Some(rows)),
            Form::Xlsx(rows) => ("xlsx", Some(rows)),
        };
        let mut settings = json!({
            "format": format,
            "rows": rows.map_or("articles", Rows::name),
            "compression": layout.compression.extension().trim_start_matches('.'),
            "split_size": layout.split_size,
        });
        if matches!(layout.form, Form::Spreadsheet(_)) {
            settings["spreadsheet"] = true.into();
        }
        settings.as_object().cloned().unwrap_or_default()
    }

    fn form(&self, pretty: bool) -> anyhow::Result<Form> {
        let format = match (self.format, self.path()) {
            (Some(format), None) => format,
            (format, Some(path)) if !is_folder_name(path) => format_for(path, format)?,
            (format, _) => format.unwrap_or(Format::Jsonl),
        };
        with_apostrophes(form_of(format, self.rows.map(RowsChoice::rows), pretty)?, self.spreadsheet)
    }
}

impl RowsChoice {
    pub(super) fn rows(self) -> Rows {
        match self {
            Self::Articles => Rows::Articles,
            Self::Sentences => Rows::Sentences,
            Self::Attributions => Rows::Attributions,
            Self::Claims => Rows::Claims,
            Self::Sources => Rows::Sources,
        }
    }
}

fn form_of(format: Format, rows: Option<Rows>, pretty: bool) -> anyhow::Result<Form> {
    let flat = rows.filter(|&rows| rows != Rows::Articles);
    Ok(match (format, flat) {
        (Format::Parquet | Format::Csv | Format::Xlsx, _) if pretty => bail!("--pretty is for JSON"),
        (_, Some(_)) if pretty => bail!("--pretty is for whole records: leave out --rows"),
        (Format::Jsonl, None) if pretty => Form::Pretty,
        (Format::Jsonl, None) => Form::Lines,
        (Format::Jsonl, Some(rows)) => Form::RowLines(rows),
        (Format::Json, None) => Form::Array { pretty },
        (Format::Json, Some(rows)) => Form::RowArray(rows),
        (Format::Csv | Format::Xlsx, None) if rows.is_some() => bail!(
            "CSV and workbooks cannot hold whole articles: use --rows sentences, attributions, claims or sources, or \
             Parquet"
        ),
        (Format::Csv, rows) => Form::Csv(rows.unwrap_or(Rows::Sentences)),
        (Format::Xlsx, rows) => Form::Xlsx(rows.unwrap_or(Rows::Sentences)),
        (Format::Parquet, rows) => Form::Parquet(rows.unwrap_or(Rows::Articles)),
    })
}

/// CSV for spreadsheets, if that is asked for.
fn with_apostrophes(form: Form, spreadsheet: bool) -> anyhow::Result<Form> {
    match form {
        Form::Csv(rows) if spreadsheet => Ok(Form::Spreadsheet(rows)),
        _ if spreadsheet => bail!("--spreadsheet is for CSV"),
        form => Ok(form),
    }
}

/// Opens a file, or standard output, for these rows of records.
pub(super) fn rows_to(
    path: Option<&Path>,
    rows: Rows,
    format: Option<Format>,
    spreadsheet: bool,
) -> anyhow::Result<Output> {
    let format = path.map_or(Ok(format.unwrap_or(Format::Jsonl)), |path| format_for(path, format))?;
    let form = with_apostrophes(form_of(format, Some(rows), false)?, spreadsheet)?;
    let metadata = Metadata::First;
    match path {
        None => {
            console::stdout()?;
            Output::stdout(form, Compression::None, &metadata).context("cannot write to standard output")
        }
        Some(path) => Output::compressed_file(path, form, Compression::of(path), &metadata)
            .with_context(|| format!("cannot write {}", path.display())),
    }
}

/// The error for a file that cannot be written to its end. What there is of it is of no use, and is removed.
pub(super) fn cut_short(path: &Path, error: io::Error) -> anyhow::Error {
    remove_partial(path);
    anyhow::Error::new(RunError::Sink(error)).context(format!("cannot write {}", path.display()))
}

/// Removes what there is of a file that could not be written to its end.
pub(super) fn remove_partial(path: &Path) {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    // There is none if the output is a device.
    let _ = fs::remove_file(partial_of(&path));
}

/// The form of a flat table that a file's name asks for.
pub(super) fn table_form(path: &Path) -> anyhow::Result<TableForm> {
    Ok(match named_format(path)? {
        Format::Jsonl => TableForm::Lines,
        Format::Json => TableForm::Array,
        Format::Csv => TableForm::Csv,
        Format::Parquet => TableForm::Parquet,
        Format::Xlsx => TableForm::Xlsx,
    })
}

/// Whether a path is meant as a folder.
fn is_folder_name(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"/") || path.is_dir()
}

/// The form of a file: the one that was asked for, or the one that its name asks for, which must not be another.
fn format_for(path: &Path, asked: Option<Format>) -> anyhow::Result<Format> {
    match (asked, known(&extension(path))) {
        (Some(asked), Some(named)) if asked != named => {
            let name = asked.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
            bail!("{}: the name asks for another form than --format {name}; give it another name", path.display())
        }
        (Some(asked), _) => Ok(asked),
        (None, _) => named_format(path),
    }
}

/// The last extension of a file's name, without that of a compression; empty if there is none.
fn extension(path: &Path) -> String {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let name = name.strip_suffix(Compression::of(path).extension()).unwrap_or(name);
    Path::new(name).extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase()
}

/// The form that an extension stands for.
fn known(extension: &str) -> Option<Format> {
    Some(match extension {
        "jsonl" | "ndjson" => Format::Jsonl,
        "json" => Format::Json,
        "parquet" => Format::Parquet,
        "csv" => Format::Csv,
        "xlsx" => Format::Xlsx,
        _ => return None,
    })
}

/// Whether a file's name is that of a table.
pub(super) fn is_table(path: &Path) -> bool {
    matches!(known(&extension(path)), Some(Format::Csv | Format::Parquet | Format::Xlsx))
}

/// Refuses to write a page to a file that is named as something else.
pub(super) fn expect_page(path: &Path) -> anyhow::Result<()> {
    let extension = extension(path);
    let is_other = ["csv", "docx", "md", "odt", "pdf", "txt"].contains(&&*extension) || known(&extension).is_some();
    if is_other {
        let pdf = if extension == "pdf" { "; a browser prints it to PDF" } else { "" };
        bail!("{}: this is a page, which needs a name such as page.html{pdf}", path.display());
    }
    Ok(())
}

/// The form that a file's name asks for; JSON Lines if it has no extension.
fn named_format(path: &Path) -> anyhow::Result<Format> {
    let ending = extension(path);
    let format = match known(&ending) {
        Some(format) => format,
        None if ending.is_empty() => Format::Jsonl,
        None => bail!(
            "{}: .{ending} is not an output format; use .jsonl, .json, .csv, .parquet or .xlsx (the first three may be \
             followed by .gz or .zst)",
            path.display()
        ),
    };
    if matches!(format, Format::Parquet | Format::Xlsx) && Compression::of(path) != Compression::None {
        bail!("{}: Parquet and workbooks are compressed internally; leave out the last extension", path.display());
    }
    Ok(format)
}

/// Options for runs that are resumed or split into shards.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Long runs")]
pub(super) struct RunArguments {
    /// Resume the run that wrote to DIR/, or start one there; inputs and options must be the same
    #[arg(long)]
    pub(super) resume: bool,
    /// Take every N-th article, beginning with the I-th; `saidso merge` joins the outputs
    #[arg(long, value_name = "I/N")]
    pub(super) shard: Option<Shard>,
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [("17", 17), ("500MB", 500_000_000), ("1GiB", 1 << 30), ("64 MiB", 64 << 20), ("2k", 2000)]
        {
            assert_eq!(size(text).unwrap().0, bytes, "{text}");
        }
        for wrong in ["", "0", "MB", "-1", "1TBB"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }
}
