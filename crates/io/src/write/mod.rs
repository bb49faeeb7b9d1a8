//! The `write` stage: records as JSON, indented for people or not, or as tables in Parquet, CSV or a workbook.

mod columns;
mod compress;
mod encoder;
mod flat;
mod form;
mod layout;
mod metadata;
#[cfg_attr(not(feature = "parquet"), path = "no_parquet_file.rs")]
mod parquet_file;
mod partial;
mod sheet;
mod stored;
mod table;
mod table_file;
mod types;
#[cfg_attr(not(feature = "xlsx"), path = "no_xlsx.rs")]
mod xlsx;

pub(crate) use columns::{row_schema, rows_of};
pub use form::{Compression, Form, Rows};
pub use metadata::{Metadata, MetadataColumns};
pub use partial::PartialFile;
pub use partial::partial_of;
pub(crate) use partial::{open_own, sync_folder};
pub use sheet::TableForm;
pub(crate) use stored::{Stored, metadata_of};
pub use table_file::{CellType, TableFile};

use encoder::RecordWriter;
use serde::Serialize;
use std::fmt;
use std::fs::File;
use std::io::{self, Stdout, Write};
use std::path::{Path, PathBuf};

/// Where records go.
#[derive(Debug)]
enum Target {
    Stdout(Stdout),
    /// A device or a pipe, which cannot be replaced.
    Device(File),
    File(PartialFile),
}

impl Target {
    fn file(path: &Path) -> io::Result<Self> {
        let is_device = path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
        Ok(if is_device {
            Self::Device(File::options().write(true).open(path)?)
        } else {
            Self::File(PartialFile::create(path)?)
        })
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut stdout) => stdout.flush(),
            Self::Device(_) => Ok(()),
            Self::File(file) => file.finish(),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::Device(file) => file.write(bytes),
            Self::File(file) => file.append(bytes).map(|()| bytes.len()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::Device(_) | Self::File(_) => Ok(()),
        }
    }
}

/// Writes records. As JSON that is not compressed, each is handed to the system as soon as it is there and in one piece,
/// so that what stands in the output at any time is whole records.
pub struct Output {
    writer: RecordWriter<Target>,
    /// The file as it is called while it is written.
    partial: Option<PathBuf>,
}

impl fmt::Debug for Output {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Output").field("partial", &self.partial).finish_non_exhaustive()
    }
}

impl Output {
    /// Writes to standard output.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn stdout(form: Form, compression: Compression, metadata: &Metadata) -> io::Result<Self> {
        Self::new(Target::Stdout(io::stdout()), form, compression, metadata)
    }

    /// Writes to a file, which appears (or is replaced) only when it is whole: see [`PartialFile`]. It is compressed if
    /// its name ends with `.gz` or `.zst`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn file(path: &Path, form: Form) -> io::Result<Self> {
        Self::compressed_file(path, form, Compression::of(path), &Metadata::First)
    }

    /// Writes to a file, compressed like this whatever its name.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn compressed_file(path: &Path, form: Form, compression: Compression, metadata: &Metadata) -> io::Result<Self> {
        Self::new(Target::file(path)?, form, compression, metadata)
    }

    fn new(target: Target, form: Form, compression: Compression, metadata: &Metadata) -> io::Result<Self> {
        let partial = match &target {
            Target::File(file) => Some(file.partial().to_owned()),
            Target::Stdout(_) | Target::Device(_) => None,
        };
        Ok(Self { writer: RecordWriter::new(target, form, compression, metadata)?, partial })
    }

    /// Writes a record.
    ///
    /// # Errors
    /// It cannot be written; nothing of it is left in a file of JSON that is not compressed.
    pub fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        self.writer.write(line)
    }

    /// Writes a record that is a line of JSON already, its line feed included.
    ///
    /// # Errors
    /// It cannot be written, or is not such a line.
    pub(crate) fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        self.writer.write_line(line)
    }

    /// Ends the output: puts a file in its place.
    ///
    /// # Errors
    /// The file cannot be stored or put in its place.
    pub fn finish(self) -> io::Result<()> {
        self.writer.finish()?.finish()
    }

    /// Ends an output that is not whole: gives the file that holds what there is of it, if there is one.
    pub fn abandon(self) -> Option<PathBuf> {
        match self.writer.finish() {
            Ok(Target::File(file)) => file.abandon(),
            Ok(Target::Stdout(_) | Target::Device(_)) => None,
            Err(_) => self.partial.filter(|partial| partial.exists()),
        }
    }
}

#[cfg(test)]
mod tests;
