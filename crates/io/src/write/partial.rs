use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that is written as `NAME.partial` in the same folder and renamed to `NAME` when it is complete, so that
/// anyone who sees `NAME` sees all of it, and a run that ends early leaves an older `NAME` unchanged.
#[derive(Debug)]
pub struct PartialFile {
    file: File,
    partial: PathBuf,
    path: PathBuf,
    length: u64,
}

impl PartialFile {
    /// Begins a file; anything that an earlier run left of it is lost.
    ///
    /// # Errors
    /// The file cannot be written, or another run is writing it.
    pub fn create(path: &Path) -> io::Result<Self> {
        // Links are followed, so that the file is replaced and not the link.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let partial = partial_of(&path);
        let file = loop {
            let file = open_own(&partial)?;
            // A file system without locks is no reason to fail.
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                let message = format!("another run is writing {}", partial.display());
                return Err(io::Error::new(io::ErrorKind::ResourceBusy, message));
            }
            // Between opening and locking, another run may have moved the file to its place: then it is finished, and
            // no longer ours to write.
            if is_at(&file, &partial)? {
                break file;
            }
        };
        file.set_len(0)?;
        Ok(Self { file, partial, path, length: 0 })
    }

    /// Appends `bytes`, or nothing at all if that fails.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(bytes) {
            // The disk may be full, but the file can still be shortened.
            if let Err(error) = self.file.set_len(self.length) {
                tracing::warn!("{} may end in half a line: {error}", self.partial.display());
            }
            return Err(error);
        }
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// The name of the file while it is being written.
    pub(super) fn partial(&self) -> &Path {
        &self.partial
    }

    /// Stores the file and moves it to its place.
    ///
    /// # Errors
    /// It cannot be stored or renamed, or the folder's new entry cannot be stored.
    pub fn finish(self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.partial, &self.path)?;
        sync_folder(&self.path)
    }

    /// Leaves the file as it is and returns its path; an empty one is removed.
    pub fn abandon(self) -> Option<PathBuf> {
        if self.length > 0 {
            return Some(self.partial);
        }
        if let Err(error) = fs::remove_file(&self.partial) {
            tracing::warn!("{} cannot be removed: {error}", self.partial.display());
        }
        None
    }
}

/// Opens one of this program's own files for appending, or creates it. A link is not followed: somebody else has put
/// it there, and its target must not be written to.
pub(crate) fn open_own(path: &Path) -> io::Result<File> {
    if path.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()) {
        let message = format!("{} is not a regular file, but a link or the like; remove it", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    File::options().append(true).create(true).open(path)
}

/// Whether an open file is the one that a path leads to, without following a link.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let opened = file.metadata()?;
    let named = path.symlink_metadata();
    Ok(named.is_ok_and(|named| (named.dev(), named.ino()) == (opened.dev(), opened.ino())))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn is_at(_: &File, path: &Path) -> io::Result<bool> {
    Ok(path.exists())
}

/// The name of a file while it is being written.
pub fn partial_of(path: &Path) -> PathBuf {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    partial.into()
}

/// Makes a change to the name of a file survive a power cut, on systems that can do that for a folder.
///
/// # Errors
/// The folder cannot be synced: the file may be missing after a power cut.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let opened = match File::open(folder) {
        Ok(opened) => opened,
        // A folder that may be written but not read, or a system that cannot open folders.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(()),
        Err(error) => return Err(error),
    };
    let synced = opened.sync_all();
    // Some file systems do not support this, and say so.
    let is_unknown =
        |error: &io::Error| matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported);
    match synced {
        Err(error) if !is_unknown(&error) => {
            let message = format!("the folder {} cannot be synced: {error}", folder.display());
            Err(io::Error::new(error.kind(), message))
        }
        _ => Ok(()),
    }
}
