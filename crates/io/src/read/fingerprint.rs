use super::Input;
use super::files::Files;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

/// The files of an input as they are on disk, without their contents: enough to see that they have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Number of files.
    pub files: u64,
    /// Size of all files together, in bytes; a pipe has none.
    pub bytes: u64,
    /// SHA-256 of their paths, sizes and modification times, in hexadecimal.
    pub sha256: String,
}

impl Fingerprint {
    /// Looks at the files of an input. A file that cannot be examined counts as empty; a list from a pipe counts as
    /// having no files, since it can be read only once.
    pub fn of(input: &Input, leave_out: &[PathBuf]) -> Self {
        let (mut files, mut bytes, mut digest) = (0, 0, Sha256::new());
        let listed = (!input.is_read_once()).then(|| Files::new(vec![input.clone()], leave_out));
        for file in listed.into_iter().flatten() {
            files += 1;
            let (shown, metadata) = match &file {
                Ok(file) => (&file.place.shown, file.path.as_ref().and_then(|path| fs::metadata(path).ok())),
                Err(failed) => (&failed.origin.input, None),
            };
            let metadata = metadata.filter(fs::Metadata::is_file);
            let size = metadata.as_ref().map_or(0, fs::Metadata::len);
            let modified = metadata.and_then(|metadata| metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok());
            bytes += size;
            digest.update(shown.as_bytes());
            digest.update([0]);
            digest.update(size.to_le_bytes());
            digest.update(modified.map_or(0, |modified| modified.as_nanos()).to_le_bytes());
        }
        Self { files, bytes, sha256: format!("{:x}", digest.finalize()) }
    }
}
