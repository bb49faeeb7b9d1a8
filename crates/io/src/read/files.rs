use super::kind::{HEAD, Kind, leave_out, stem};
use super::left_out::{LeftOut, is_hidden};
use super::open::{cannot_open, is_address, opened, uncompressed_file};
use super::reading::Place;
use saidso::error::{ArticleError, FailedArticle};
use saidso::record::Origin;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, IntoIter, WalkDir};

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file, whatever its name, or a folder. In a folder, the files of a known kind (by name, or by content if the
    /// name does not tell) are read in the order of their paths; files and folders whose names begin with a dot or
    /// `~$` are left out, and links are followed as long as they stay within the folder.
    Path(PathBuf),
    /// Files and folders that match a pattern of `*`, `?`, `[…]` and `**`, in the order of their paths.
    Pattern(String),
    /// A file, or standard input, that lists files and folders, one per line.
    List(Option<PathBuf>),
}

impl Input {
    /// Whether its list of files can be read only once: a list from standard input or another pipe. Looking at it in
    /// advance would leave nothing to read.
    pub(super) fn is_read_once(&self) -> bool {
        match self {
            Self::List(None) => true,
            Self::List(Some(path)) => fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()),
            Self::Stdin | Self::Path(_) | Self::Pattern(_) => false,
        }
    }
}

impl fmt::Display for Input {
    /// As written on the command line.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => formatter.write_str("-"),
            Self::Path(path) => path.display().fmt(formatter),
            Self::Pattern(pattern) => formatter.write_str(pattern),
            Self::List(Some(path)) => write!(formatter, "--files-from {}", path.display()),
            Self::List(None) => formatter.write_str("--files-from -"),
        }
    }
}

impl From<OsString> for Input {
    /// `-` is standard input; an argument that is not an existing path but could be a pattern is a pattern.
    fn from(argument: OsString) -> Self {
        if argument == "-" {
            return Self::Stdin;
        }
        match argument.into_string() {
            Ok(text) if is_address(Path::new(&text)) => Self::Path(text.into()),
            Ok(text) if text.contains(['*', '?', '[']) && fs::symlink_metadata(&text).is_err() => Self::Pattern(text),
            Ok(text) => Self::Path(text.into()),
            Err(other) => Self::Path(other.into()),
        }
    }
}

/// A file to read.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// `None` for standard input.
    pub(super) path: Option<PathBuf>,
    pub(super) place: Place,
    pub(super) kind: Kind,
    /// Whether it was named itself, rather than found in a folder.
    pub(super) is_named: bool,
}

impl SourceFile {
    fn new(path: PathBuf, stem: String) -> Self {
        let kind = Kind::by_name(&path);
        Self { place: Place { shown: shown(&path), stem }, path: Some(path), kind, is_named: true }
    }
}

type Found = Result<SourceFile, FailedArticle>;

/// The files of some inputs, in order. Folders, patterns and lists are expanded as they are reached.
pub(super) struct Files {
    inputs: VecDeque<Input>,
    begun: usize,
    /// The paths of the current pattern or list.
    named: Option<Named>,
    folder: Option<Folder>,
    /// The output, also under the name it has while it is being written, if they exist.
    leave_out: Vec<PathBuf>,
    /// Counts the files that are left out.
    left_out: Option<Arc<LeftOut>>,
}

type Paths = Box<dyn Iterator<Item = Result<PathBuf, FailedArticle>>>;

/// The paths to which one input expands.
struct Named {
    paths: Paths,
    /// The failure to report if there are no paths; taken away once there is one.
    empty: Option<FailedArticle>,
}

struct Folder {
    root: PathBuf,
    /// The canonical path of the root.
    real: PathBuf,
    entries: IntoIter,
    empty: bool,
}

impl Files {
    pub(super) fn new(inputs: Vec<Input>, leave_out: &[PathBuf]) -> Self {
        let leave_out = leave_out.iter().filter_map(|path| path.canonicalize().ok()).collect();
        Self { inputs: inputs.into(), begun: 0, named: None, folder: None, leave_out, left_out: None }
    }

    /// Counts files that are left out.
    pub(super) fn counting(self, left_out: Arc<LeftOut>) -> Self {
        Self { left_out: Some(left_out), ..self }
    }

    /// Index of the input that the last file came from.
    pub(super) fn input(&self) -> usize {
        self.begun.saturating_sub(1)
    }

    fn is_left_out(&self, path: &Path) -> bool {
        is_among(&self.leave_out, path)
    }

    /// The next file of the current folder.
    fn next_in_folder(&mut self) -> Option<Found> {
        while let Some(entry) = self.folder.as_mut()?.entries.next() {
            let folder = self.folder.as_mut()?;
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    folder.empty = false;
                    return Some(Err(walk_failure(&error, &folder.root)));
                }
            };
            if is_hidden(entry.file_name()) {
                if entry.file_type().is_dir() {
                    folder.entries.skip_current_dir();
                }
                if let Some(left_out) = &self.left_out {
                    left_out.add(&shown(entry.path()), "hidden file or folder", "hidden files or folders");
                }
                continue;
            }
            if entry.path_is_symlink()
                && let Some(error) = folder.leads_out(&entry)
            {
                if entry.file_type().is_dir() {
                    folder.entries.skip_current_dir();
                }
                folder.empty = false;
                return Some(Err(failure(entry.path(), error)));
            }
            if entry.file_type().is_dir() && is_among(&self.leave_out, entry.path()) {
                folder.entries.skip_current_dir();
            }
            if !entry.file_type().is_file() {
                if let Some(left_out) = &self.left_out
                    && !entry.file_type().is_dir()
                {
                    left_out.add(&shown(entry.path()), "pipe, socket or device", "pipes, sockets or devices");
                }
                continue;
            }
            let stem = stem(entry.path().strip_prefix(&folder.root).unwrap_or(entry.path()));
            let mut file = SourceFile { is_named: false, ..SourceFile::new(entry.into_path(), stem) };
            let path = file.path.as_deref()?;
            if !file.kind.is_told_by_name() {
                let head = head(path);
                let Some(kind) = Kind::of_found(path, &head) else {
                    if let Some(left_out) = &self.left_out {
                        leave_out(&file.place.shown, path, &head, left_out);
                    }
                    continue;
                };
                file.kind = kind;
            }
            folder.empty = false;
            if self.is_left_out(path) {
                tracing::warn!("{} is left out: it is the output", path.display());
                continue;
            }
            return Some(Ok(file));
        }
        let folder = self.folder.take()?;
        folder.empty.then(|| Err(failure(&folder.root, ArticleError::EmptyFolder)))
    }

    fn next_input(&mut self) -> Option<Input> {
        let input = self.inputs.pop_front()?;
        self.begun += 1;
        Some(input)
    }

    /// The next path of the current pattern or list.
    fn next_named(&mut self) -> Option<Result<PathBuf, FailedArticle>> {
        let named = self.named.as_mut()?;
        if let Some(path) = named.paths.next() {
            named.empty = None;
            return Some(path);
        }
        self.named.take()?.empty.map(Err)
    }

    /// A file that was named, or the first file of a folder that was named.
    fn begin(&mut self, path: PathBuf) -> Option<Found> {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                self.folder = Some(Folder::new(path));
                self.next_in_folder()
            }
            Ok(_) => {
                let stem = stem(Path::new(path.file_name().unwrap_or(path.as_os_str())));
                Some(Ok(SourceFile::new(path, stem)))
            }
            Err(_) if is_address(&path) => Some(Err(failure(&path, ArticleError::Remote))),
            Err(error) => Some(Err(failure(&path, cannot_open(&error)))),
        }
    }
}

impl Iterator for Files {
    type Item = Found;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.next_in_folder() {
                return Some(item);
            }
            let path = match self.next_named() {
                Some(Ok(path)) if self.is_left_out(&path) => {
                    tracing::warn!("{} is left out: it is the output", path.display());
                    continue;
                }
                Some(Ok(path)) => path,
                Some(Err(failed)) => return Some(Err(failed)),
                None => match self.next_input()? {
                    Input::Stdin => {
                        let place = Place { shown: "-".into(), stem: "stdin".to_owned() };
                        return Some(Ok(SourceFile { path: None, place, kind: Kind::Unknown, is_named: true }));
                    }
                    Input::Path(path) => path,
                    Input::Pattern(pattern) => {
                        self.named = Some(matching(&pattern));
                        continue;
                    }
                    Input::List(list) => {
                        match listed(list.as_deref()) {
                            Ok(named) => self.named = Some(named),
                            Err(failed) => return Some(Err(failed)),
                        }
                        continue;
                    }
                },
            };
            if let Some(item) = self.begin(path) {
                return Some(item);
            }
        }
    }
}

/// Whether a path leads to one of these canonical paths.
fn is_among(canonical: &[PathBuf], path: &Path) -> bool {
    let mut of_this_name = canonical.iter().filter(|one| one.file_name() == path.file_name()).peekable();
    of_this_name.peek().is_some() && path.canonicalize().is_ok_and(|path| of_this_name.any(|one| *one == path))
}

impl Folder {
    fn new(root: PathBuf) -> Self {
        let walk = WalkDir::new(&root).min_depth(1).follow_links(true).sort_by_file_name();
        let real = root.canonicalize().unwrap_or_else(|_| root.clone());
        Self { root, real, entries: walk.into_iter(), empty: true }
    }

    /// Why a link is not followed: a link packed into a corpus must not decide which other files are read.
    fn leads_out(&self, link: &DirEntry) -> Option<ArticleError> {
        match link.path().canonicalize() {
            Ok(target) if target.starts_with(&self.real) => None,
            Ok(target) => Some(ArticleError::LeadsOut { target: target.display().to_string() }),
            Err(error) => Some(cannot_open(&error)),
        }
    }
}

/// The first bytes of a file, after any decompression; empty if it cannot be read, which is no reason to leave out a
/// file whose name identifies its kind.
fn head(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    if let Ok(reader) = uncompressed_file(path) {
        // The bytes before any damage are enough to tell the kind.
        let _ = reader.take(HEAD as u64).read_to_end(&mut head);
    }
    head
}

/// The paths that match a pattern; hidden ones only if the pattern has the leading dot.
fn matching(pattern: &str) -> Named {
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    let empty = Some(failure(Path::new(pattern), ArticleError::NoMatch));
    let paths: Paths = match glob::glob_with(pattern, options) {
        Ok(paths) => {
            Box::new(paths.map(|path| path.map_err(|error| failure(error.path(), cannot_open(error.error())))))
        }
        Err(error) => {
            let reason = format!("not a pattern: {error}");
            Box::new(std::iter::once(Err(failure(Path::new(pattern), ArticleError::Read { reason }))))
        }
    };
    Named { paths, empty }
}

/// Longest line of a list of files, in bytes; systems allow paths of up to 32 kB.
const LONGEST_PATH: usize = 1 << 15;

/// The paths in a list; blank lines are skipped. What follows a line that is too long is lost.
fn listed(list: Option<&Path>) -> Result<Named, FailedArticle> {
    let name = list.unwrap_or(Path::new("-")).to_owned();
    let reader: Box<dyn BufRead> = match list {
        Some(path) => {
            let file = opened(path).map_err(|error| failure(path, error))?;
            Box::new(BufReader::new(file))
        }
        None => Box::new(BufReader::new(io::stdin())),
    };
    let empty = Some(failure(&name, ArticleError::EmptyList));
    let mut reader = Some(reader);
    let paths = std::iter::from_fn(move || {
        let mut line = Vec::new();
        let read = reader.as_mut()?.take(LONGEST_PATH as u64 + 1).read_until(b'\n', &mut line);
        let error = match read {
            Ok(0) => return None,
            Ok(_) if line.len() > LONGEST_PATH => {
                let reason = format!("one of its lines has more than {LONGEST_PATH} bytes: it is not a list of files");
                ArticleError::Read { reason }
            }
            Ok(_) => {
                let line = line.strip_suffix(b"\n").unwrap_or(&line);
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                return Some((!line.trim_ascii().is_empty()).then(|| Ok(path_of(line))));
            }
            Err(error) => super::unreadable(&error),
        };
        reader = None;
        Some(Some(Err(failure(&name, error))))
    });
    Ok(Named { paths: Box::new(paths.flatten()), empty })
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// The files that reading these inputs would open, in order. Standard input is not among them.
pub fn paths(inputs: Vec<Input>) -> impl Iterator<Item = Result<PathBuf, FailedArticle>> {
    Files::new(inputs, &[]).filter_map(|file| file.map(|file| file.path).transpose())
}

/// Total size on disk of all files of these inputs; `None` if it cannot be known.
pub fn total_bytes(inputs: &[Input], leave_out: &[PathBuf]) -> Option<u64> {
    if inputs.iter().any(Input::is_read_once) {
        return None;
    }
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
