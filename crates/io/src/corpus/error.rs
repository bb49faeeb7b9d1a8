use std::io;
use std::path::{Path, PathBuf};

/// Why a run over a corpus cannot begin, go on or be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// The system refuses something.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it says.
        error: io::Error,
    },
    /// The folder holds files that no run has made.
    #[error("{} is not empty, and no output of an earlier run; name a new folder", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds the output of an earlier run.
    #[error("{} holds {} run; {}", path.display(), if *complete { "the output of an earlier" } else { "an unfinished" },
        if *complete { "remove it, or name another folder" } else { "go on with it by --resume, or remove it" })]
    Exists {
        /// The folder.
        path: PathBuf,
        /// Whether that run reached its end.
        complete: bool,
    },
    /// Another run is at work there.
    #[error("another run is writing to {}", path.display())]
    Busy {
        /// The folder.
        path: PathBuf,
    },
    /// There is no manifest, or it cannot be understood.
    #[error("{} is not a manifest: {reason}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A run cannot be resumed as another one.
    #[error("cannot go on with the run in {}, because something changed since:\n  {}\n\
        Undo that, or start anew in another folder", path.display(), changes.join("\n  "))]
    Changed {
        /// The folder.
        path: PathBuf,
        /// What was, and what is.
        changes: Vec<String>,
    },
    /// A part is not as the manifest says.
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
        /// What the system says.
        error: io::Error,
    },
    /// Shards do not make a whole.
    #[error("the shards do not make a whole:\n  {}", reasons.join("\n  "))]
    Shards {
        /// What is missing, doubled or different.
        reasons: Vec<String>,
    },
}

impl CorpusError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }
}
