use super::open::cannot_open;
use crate::error::{ArticleError, FailedArticle};
use crate::record::Origin;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file, whatever its name, or a folder, whose `.txt`, `.jsonl` and `.ndjson` files (also compressed) are read in
    /// the order of their paths. Files and folders whose names begin with a dot are left out of a folder, links followed.
    Path(PathBuf),
}

impl From<OsString> for Input {
    /// `-` is standard input.
    fn from(argument: OsString) -> Self {
        if argument == "-" { Self::Stdin } else { Self::Path(argument.into()) }
    }
}

/// How a file is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One article.
    Text,
    /// An article a line.
    JsonLines,
    /// The content must tell.
    Unknown,
}

/// A file to read.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// `None` for standard input.
    pub(super) path: Option<PathBuf>,
    /// The path as the user knows it.
    pub(super) shown: Arc<str>,
    /// What ids are made of.
    pub(super) stem: String,
    pub(super) kind: Kind,
}

/// The files of some inputs, in order. Folders are walked as they are reached, never listed whole.
pub(super) struct Files {
    inputs: VecDeque<Input>,
    folder: Option<Folder>,
    leave_out: Option<PathBuf>,
}

struct Folder {
    root: PathBuf,
    entries: Box<dyn Iterator<Item = walkdir::Result<DirEntry>> + Send>,
    empty: bool,
}

impl Files {
    pub(super) fn new(inputs: Vec<Input>, leave_out: Option<PathBuf>) -> Self {
        let leave_out = leave_out.and_then(|path| path.canonicalize().ok());
        Self { inputs: inputs.into(), folder: None, leave_out }
    }

    fn is_left_out(&self, path: &Path) -> bool {
        self.leave_out.as_ref().is_some_and(|out| {
            out.file_name() == path.file_name() && path.canonicalize().is_ok_and(|path| path == *out)
        })
    }

    /// The next file of the folder that is being walked.
    fn next_in_folder(&mut self) -> Option<Result<SourceFile, FailedArticle>> {
        let folder = self.folder.as_mut()?;
        for entry in folder.entries.by_ref() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    folder.empty = false;
                    return Some(Err(walk_failure(&error, &folder.root)));
                }
            };
            let kind = kind(entry.path());
            if entry.file_type().is_file() && kind != Kind::Unknown {
                folder.empty = false;
                let stem = stem(entry.path().strip_prefix(&folder.root).unwrap_or(entry.path()));
                let path = entry.into_path();
                if self.is_left_out(&path) {
                    tracing::warn!("{} is left out: it is the output", path.display());
                    return self.next_in_folder();
                }
                return Some(Ok(SourceFile { shown: shown(&path), path: Some(path), stem, kind }));
            }
        }
        let folder = self.folder.take()?;
        folder.empty.then(|| Err(failure(&folder.root, ArticleError::EmptyFolder)))
    }
}

impl Iterator for Files {
    type Item = Result<SourceFile, FailedArticle>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.next_in_folder() {
                return Some(item);
            }
            let path = match self.inputs.pop_front()? {
                Input::Stdin => {
                    let stem = "stdin".to_owned();
                    return Some(Ok(SourceFile { path: None, shown: "-".into(), stem, kind: Kind::Unknown }));
                }
                Input::Path(path) => path,
            };
            match fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => self.folder = Some(Folder::new(path)),
                Ok(_) => {
                    let stem = stem(Path::new(path.file_name().unwrap_or(path.as_os_str())));
                    let kind = kind(&path);
                    return Some(Ok(SourceFile { shown: shown(&path), path: Some(path), stem, kind }));
                }
                Err(error) => return Some(Err(failure(&path, cannot_open(&error)))),
            }
        }
    }
}

impl Folder {
    fn new(root: PathBuf) -> Self {
        let entries = WalkDir::new(&root)
            .min_depth(1)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."));
        Self { root, entries: Box::new(entries), empty: true }
    }
}

/// Sum of the sizes of all files of these inputs as they lie on disk; `None` where it cannot be known.
pub fn total_bytes(inputs: &[Input], leave_out: Option<PathBuf>) -> Option<u64> {
    let size = |metadata: Metadata| metadata.is_file().then_some(metadata.len());
    Files::new(inputs.to_vec(), leave_out)
        .flatten()
        .map(|file| file.path.and_then(|path| fs::metadata(path).ok()).and_then(size))
        .sum()
}

fn failure(path: &Path, error: ArticleError) -> FailedArticle {
    let input = shown(path);
    FailedArticle { id: input.to_string(), origin: Origin { input, line: None }, error }
}

fn walk_failure(error: &walkdir::Error, root: &Path) -> FailedArticle {
    let reason = match (error.io_error(), error.loop_ancestor()) {
        (Some(error), _) => cannot_open(error),
        (None, Some(ancestor)) => {
            ArticleError::Read { reason: format!("a link that leads back to {}", ancestor.display()) }
        }
        (None, None) => ArticleError::Read { reason: error.to_string() },
    };
    failure(error.path().unwrap_or(root), reason)
}

fn shown(path: &Path) -> Arc<str> {
    path.to_string_lossy().into()
}

/// A path without the extension of a compressed file.
pub(crate) fn uncompressed(path: &Path) -> PathBuf {
    match extension(path).as_deref() {
        Some("gz" | "zst" | "bz2" | "xz") => path.with_extension(""),
        _ => path.to_owned(),
    }
}

fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase())
}

fn kind(path: &Path) -> Kind {
    match extension(&uncompressed(path)).as_deref() {
        Some("txt") => Kind::Text,
        Some("jsonl" | "ndjson") => Kind::JsonLines,
        _ => Kind::Unknown,
    }
}

/// A relative path without its extensions, its parts joined by `/` on every system.
pub(crate) fn stem(path: &Path) -> String {
    let path = uncompressed(path).with_extension("");
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind, stem};
    use std::path::Path;

    #[test]
    fn kinds_and_stems_come_from_names() {
        for (path, expected, id) in [
            ("a.txt", Kind::Text, "a"),
            ("sub/a.v2.TXT.gz", Kind::Text, "sub/a.v2"),
            ("x/y.jsonl", Kind::JsonLines, "x/y"),
            ("y.ndjson.zst", Kind::JsonLines, "y"),
            ("story", Kind::Unknown, "story"),
            ("notes.md", Kind::Unknown, "notes"),
            ("dump.xz", Kind::Unknown, "dump"),
        ] {
            assert_eq!(kind(Path::new(path)), expected, "{path}");
            assert_eq!(stem(Path::new(path)), id, "{path}");
        }
    }
}
