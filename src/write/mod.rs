//! The `write` stage: records as JSON Lines, or as indented JSON for people.

mod partial;

pub use partial::PartialFile;

use serde::Serialize;
use std::fs::File;
use std::io::{self, Stdout, Write};
use std::path::{Path, PathBuf};

/// How a record is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// One line each.
    #[default]
    Lines,
    /// An indented object each.
    Pretty,
}

/// Where records go.
#[derive(Debug)]
enum Target {
    Stdout(Stdout),
    /// A device or a pipe, which cannot be replaced.
    Device(File),
    File(PartialFile),
}

/// Writes records. Each is handed to the system as soon as it is there and in one piece, so that what stands in the
/// output at any time is whole records.
#[derive(Debug)]
pub struct Output {
    target: Target,
    form: Form,
    buffer: Vec<u8>,
}

impl Output {
    /// Writes to standard output.
    pub fn stdout(form: Form) -> Self {
        Self::new(Target::Stdout(io::stdout()), form)
    }

    /// Writes to a file, which appears (or is replaced) only when it is whole: see [`PartialFile`].
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn file(path: &Path, form: Form) -> io::Result<Self> {
        let is_device = path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
        let target = if is_device {
            Target::Device(File::options().write(true).open(path)?)
        } else {
            Target::File(PartialFile::create(path)?)
        };
        Ok(Self::new(target, form))
    }

    fn new(target: Target, form: Form) -> Self {
        Self { target, form, buffer: Vec::new() }
    }

    /// Writes a record.
    ///
    /// # Errors
    /// It cannot be written; nothing of it is left in a file.
    pub fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        self.buffer.clear();
        match self.form {
            Form::Lines => serde_json::to_writer(&mut self.buffer, line)?,
            Form::Pretty => serde_json::to_writer_pretty(&mut self.buffer, line)?,
        }
        self.buffer.push(b'\n');
        match &mut self.target {
            Target::Stdout(stdout) => stdout.write_all(&self.buffer).and_then(|()| stdout.flush()),
            Target::Device(file) => file.write_all(&self.buffer),
            Target::File(file) => file.append(&self.buffer),
        }
    }

    /// Ends the output: puts a file in its place.
    ///
    /// # Errors
    /// The file cannot be stored or put in its place.
    pub fn finish(self) -> io::Result<()> {
        match self.target {
            Target::Stdout(_) | Target::Device(_) => Ok(()),
            Target::File(file) => file.finish(),
        }
    }

    /// Ends an output that is not whole: gives the file that holds what there is of it, if there is one.
    pub fn abandon(self) -> Option<PathBuf> {
        match self.target {
            Target::Stdout(_) | Target::Device(_) => None,
            Target::File(file) => file.abandon(),
        }
    }
}

#[cfg(test)]
mod tests;
