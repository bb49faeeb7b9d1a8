use super::TrainError;
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A training log as JSON Lines.
pub(super) struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Opens the log, to append to it when resuming or to start a new one.
    pub(super) fn open(path: &Path, resume: bool) -> Result<Self, TrainError> {
        let file = OpenOptions::new()
            .create(true)
            .write(true)
            .append(resume)
            .truncate(!resume)
            .open(path)
            .map_err(|error| TrainError::file(path, &error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Writes one line.
    pub(super) fn write(&mut self, entry: &impl Serialize) -> Result<(), TrainError> {
        let mut line = serde_json::to_vec(entry).map_err(|error| TrainError::file(&self.path, &error))?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(|error| TrainError::file(&self.path, &error))
    }
}
