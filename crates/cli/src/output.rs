//! Where records go, and in what form: the options of `extract` and `merge`.

use anyhow::{Context, bail};
use bytesize::ByteSize;
use clap::ValueEnum;
use saidso_io::corpus::{Layout, Shard};
use saidso_io::write::{Compression, Form, Metadata, Output, Rows};
use serde_json::{Map, Value, json};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Options of what is written.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArguments {
    /// Write to FILE, not to standard output; or in parts, with a manifest, to the folder DIR/
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub(super) output: Option<PathBuf>,
    /// Form of the output [default: by the ending of FILE; jsonl where it has none]
    #[arg(long, value_enum, value_name = "FORM")]
    format: Option<Format>,
    /// What a row or line is [default: articles; in CSV, sentences]; all but articles are flat
    #[arg(long, value_enum, value_name = "WHAT")]
    rows: Option<RowsChoice>,
    /// Compress the output [default: by the name of FILE, else not]
    #[arg(long, value_enum, value_name = "HOW")]
    compress: Option<CompressionChoice>,
    /// End a part after so many bytes of JSON Lines, as in 500MB or 1GiB [default: 64MiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    split_size: Option<ByteSize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// JSON Lines, a record a line
    Jsonl,
    /// Parquet
    Parquet,
    /// CSV with a header
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RowsChoice {
    /// An article with all of its record, in nested columns
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
    if size.0 > 0 { Ok(size) } else { Err("a part holds at least a byte".to_owned()) }
}

/// Where records go.
pub(super) enum Destination {
    /// One stream of records.
    Output(Box<Output>),
    /// An output folder.
    Folder(PathBuf, Layout),
}

impl OutputArguments {
    /// Opens a file, or says which folder is meant. `is_folder`: the command needs one. `metadata`: how flat rows hold
    /// it.
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
                let output = Output::stdout(form, compression.unwrap_or_default(), &metadata);
                Ok(Destination::Output(output.context("cannot write to standard output")?.into()))
            }
            Some(path) if is_folder => {
                if !is_folder_name(path) && path.extension().is_some() {
                    bail!("{} looks like a file, but parts need a folder: name one with -o DIR/", path.display());
                }
                if pretty {
                    bail!("--pretty is for reading; a folder of parts holds JSON Lines, Parquet or CSV");
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

    /// What of a layout stands among the settings in a manifest.
    pub(super) fn settings(layout: &Layout) -> Map<String, Value> {
        let (format, rows) = match layout.form {
            Form::Lines | Form::Pretty => ("jsonl", None),
            Form::RowLines(rows) => ("jsonl", Some(rows)),
            Form::Csv(rows) => ("csv", Some(rows)),
            Form::Parquet(rows) => ("parquet", Some(rows)),
        };
        let settings = json!({
            "format": format,
            "rows": rows.map_or("articles", Rows::name),
            "compression": layout.compression.extension().trim_start_matches('.'),
            "split_size": layout.split_size,
        });
        settings.as_object().cloned().unwrap_or_default()
    }

    fn form(&self, pretty: bool) -> anyhow::Result<Form> {
        let format = match (self.format, self.path()) {
            (Some(format), _) => format,
            (None, Some(path)) if !is_folder_name(path) => named_format(path, pretty)?,
            (None, _) => Format::Jsonl,
        };
        let rows = self.rows.map(|rows| match rows {
            RowsChoice::Articles => Rows::Articles,
            RowsChoice::Sentences => Rows::Sentences,
            RowsChoice::Attributions => Rows::Attributions,
            RowsChoice::Claims => Rows::Claims,
            RowsChoice::Sources => Rows::Sources,
        });
        Ok(match (format, rows) {
            (Format::Parquet | Format::Csv, _) if pretty => bail!("--pretty is for JSON"),
            (Format::Jsonl, Some(rows)) if pretty && rows != Rows::Articles => {
                bail!("--pretty is for whole records: leave out --rows")
            }
            (Format::Jsonl, None | Some(Rows::Articles)) => {
                if pretty {
                    Form::Pretty
                } else {
                    Form::Lines
                }
            }
            (Format::Jsonl, Some(rows)) => Form::RowLines(rows),
            (Format::Csv, Some(Rows::Articles)) => {
                bail!(
                    "CSV cannot hold whole articles: take --rows sentences, attributions, claims or sources, or Parquet"
                )
            }
            (Format::Csv, rows) => Form::Csv(rows.unwrap_or(Rows::Sentences)),
            (Format::Parquet, rows) => Form::Parquet(rows.unwrap_or(Rows::Articles)),
        })
    }
}

/// Whether a path is meant as a folder.
fn is_folder_name(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"/") || path.is_dir()
}

/// The form that a file's name asks for; JSON Lines, where it asks for none.
fn named_format(path: &Path, pretty: bool) -> anyhow::Result<Format> {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let name = name.strip_suffix(Compression::of(path).extension()).unwrap_or(name);
    let ending = Path::new(name).extension().and_then(OsStr::to_str);
    match ending.map(str::to_ascii_lowercase).as_deref() {
        None | Some("jsonl" | "ndjson") => Ok(Format::Jsonl),
        Some("json") if pretty => Ok(Format::Jsonl),
        Some("parquet") => Ok(Format::Parquet),
        Some("csv") => Ok(Format::Csv),
        Some(other) => bail!(
            "{}: no form of output is called .{other}; there are .jsonl, .csv and .parquet, \
             and .jsonl and .csv with .gz or .zst behind; or name the form with --format",
            path.display()
        ),
    }
}

/// Options of runs that are resumed or shared out.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Long runs")]
pub(super) struct RunArguments {
    /// Go on with the run that wrote to DIR/, or begin one there; inputs and options must be the same
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
