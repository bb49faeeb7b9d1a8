//! Files of a data set.

use super::{ImportError, Problem};
use saidso::error::ArticleError;
use saidso::record::Origin;
use saidso_io::read::{stem, uncompressed, whole_file};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// A file's text, and its path for error messages.
pub(super) struct DataFile {
    path: Arc<str>,
    pub(super) text: String,
}

impl DataFile {
    pub(super) fn read(path: &Path) -> Result<Self, ImportError> {
        let text = whole_file(path).map_err(|error| ImportError::new(path, error))?;
        Ok(Self { path: path.to_string_lossy().into(), text })
    }

    /// Reads a file of JSON Lines; refuses a list, on each line of which there would be something wrong.
    pub(super) fn read_json_lines(path: &Path) -> Result<Self, ImportError> {
        let file = Self::read(path)?;
        if file.text.trim_start().starts_with('[') {
            return Err(file.error(None, Problem::OtherForm { found: "a list in JSON", expected: "JSON Lines" }));
        }
        Ok(file)
    }

    pub(super) fn error(&self, line: impl Into<Option<u64>>, problem: impl Into<Problem>) -> ImportError {
        let origin = Origin { input: Arc::clone(&self.path), line: line.into() };
        ImportError { origin, problem: problem.into() }
    }

    /// The lines that are not blank, with their numbers.
    pub(super) fn lines(&self) -> impl Iterator<Item = (u64, &str)> {
        (1..).zip(self.text.lines()).filter(|(_, line)| !line.trim().is_empty())
    }

    /// The lines as JSON, with their numbers.
    pub(super) fn json_lines<T: DeserializeOwned>(&self) -> impl Iterator<Item = (u64, Result<T, Problem>)> {
        self.lines().map(|(number, line)| {
            let row = serde_json::from_str(line).map_err(|error| {
                // The caller adds the line number of the file.
                Problem::Syntax { reason: error.to_string().replace(" at line 1 column ", ", at byte ") }
            });
            (number, row)
        })
    }
}

/// The files with this extension (ignoring a compression suffix) in or below a folder, or the file itself if `path`
/// is a file, by path without folder and extensions. Hidden files are left out.
pub(super) fn find(path: &Path, extension: &str) -> Result<BTreeMap<String, PathBuf>, ImportError> {
    let entries = WalkDir::new(path)
        .follow_links(true)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b"."));
    let mut files = BTreeMap::new();
    for entry in entries {
        let entry = entry.map_err(|error| cannot_open(error.path().unwrap_or(path), &error))?;
        let file = entry.path();
        if entry.file_type().is_file() && has_extension(file, extension) {
            let name = match file.strip_prefix(path) {
                Ok(name) if !name.as_os_str().is_empty() => name,
                _ => Path::new(entry.file_name()),
            };
            files.insert(stem(name), file.to_owned());
        }
    }
    Ok(files)
}

/// The path itself if it is a folder, or else the folder that contains the file.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        _ if path.is_dir() => path,
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

pub(super) fn has_extension(path: &Path, extension: &str) -> bool {
    uncompressed(path).extension().and_then(OsStr::to_str).is_some_and(|own| own.eq_ignore_ascii_case(extension))
}

fn cannot_open(path: &Path, error: &walkdir::Error) -> ImportError {
    let reason = match error.io_error() {
        Some(error) => format!("cannot open it: {error}"),
        None => error.to_string(),
    };
    ImportError::new(path, ArticleError::Read { reason })
}
