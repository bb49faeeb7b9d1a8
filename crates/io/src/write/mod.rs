//! The `write` stage: writes records as JSON, indented for people or not, or as tables in Parquet, CSV or a workbook.

mod column;
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

/// Writes records. In uncompressed JSON, each record is passed to the system at once and in one piece, so that the
/// output consists of whole records at any time.
pub struct Output {
    writer: RecordWriter<Target>,
    /// The name of the file while it is being written.
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

    /// Writes to a file, which appears (or is replaced) only when it is complete: see [`PartialFile`]. It is
    /// compressed if its name ends with `.gz` or `.zst`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn file(path: &Path, form: Form) -> io::Result<Self> {
        Self::compressed_file(path, form, Compression::of(path), &Metadata::First)
    }

    /// Writes to a file, with this compression whatever its name.
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
        let writer = RecordWriter::new(target, form, compression, metadata)?;
        Ok(Self { writer: if partial.is_none() { writer.awaited() } else { writer }, partial })
    }

    /// Writes a record.
    ///
    /// # Errors
    /// It cannot be written; a file of uncompressed JSON then contains nothing of it.
    pub fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        self.writer.write(line)
    }

    /// Writes a record that is already a line of JSON, including its line feed.
    ///
    /// # Errors
    /// It cannot be written, or is not such a line.
    pub(crate) fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        self.writer.write_line(line)
    }

    /// Ends the output, and moves a file to its place.
    ///
    /// # Errors
    /// The file cannot be stored or moved to its place.
    pub fn finish(self) -> io::Result<()> {
        self.writer.finish()?.finish()
    }

    /// Ends an incomplete output and returns the file that holds what there is of it, if there is one.
    pub fn abandon(self) -> Option<PathBuf> {
        match self.writer.finish() {
            Ok(Target::File(file)) => file.abandon(),
            Ok(Target::Stdout(_) | Target::Device(_)) => None,
            Err(_) => self.partial.filter(|partial| partial.exists()),
        }
    }
}

/// The bytes of a file that holds these records, each of which is a JSON object in UTF-8.
///
/// # Errors
/// One of them is not such an object.
pub fn bytes<'l>(records: impl IntoIterator<Item = &'l str>, form: Form, metadata: &Metadata) -> io::Result<Vec<u8>> {
    let mut writer = RecordWriter::new(Vec::new(), form, Compression::None, metadata)?;
    records.into_iter().try_for_each(|record| writer.write_line(format!("{record}\n").as_bytes()))?;
    writer.finish()
}

#[cfg(test)]
mod tests;
