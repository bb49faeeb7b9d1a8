use std::io;
use std::path::{Path, PathBuf};

/// Why a run over a corpus cannot begin, be resumed or be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// The system reports an error.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The error.
        error: io::Error,
    },
    /// The folder holds files that were not written by a run.
    #[error("{} is not empty, and not the output of an earlier run; name a new folder", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds the output of an earlier run.
    #[error("{} holds {} run; {}", path.display(), if *complete { "the output of an earlier" } else { "an unfinished" },
        if *complete { "remove it, or name another folder" } else { "resume it with --resume, or remove it" })]
    Exists {
        /// The folder.
        path: PathBuf,
        /// Whether that run reached its end.
        complete: bool,
    },
    /// Another run is using the folder.
    #[error("another run is writing to {}", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// The manifest is not valid, or is of a version that this program does not know.
    #[error("{} is not a manifest: {reason}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The run cannot be resumed, because something has changed.
    #[error("cannot resume the run in {}, because something has changed since:\n  {}\n\
        Undo that, or start again in another folder", path.display(), changes.join("\n  "))]
    Changed {
        /// The folder.
        path: PathBuf,
        /// What has changed, in words.
        changes: Vec<String>,
    },
    /// A part does not match the manifest.
    #[error("{}: {reason}", path.display())]
    Part {
        /// The part.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The output cannot be written.
    #[error("cannot write the output: {error}")]
    Output {
        /// The system's error.
        error: io::Error,
    },
    /// The shards are not all the shards of one corpus.
    #[error("the shards do not form a complete set:\n  {}", reasons.join("\n  "))]
    Shards {
        /// What is missing, duplicated or different.
        reasons: Vec<String>,
    },
}

impl CorpusError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }
}
