use super::manifest::{Manifest, Part, file_hash};
use super::{CorpusError, MANIFEST};
use crate::write::{Compression, Form, Metadata, Output, metadata_of, open_own, sync_folder};
use sha2::{Digest, Sha256};
use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How the output of a run is laid out in its folder.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Form of the parts.
    pub form: Form,
    /// How parts are compressed.
    pub compression: Compression,
    /// How the first part holds the metadata, if it is a table; the other parts follow it.
    pub metadata: Metadata,
    /// A part ends when it has this many bytes as JSON Lines, before compression.
    pub split_size: u64,
    /// How often records that are in no part yet are made durable.
    pub checkpoint: Duration,
}

impl Layout {
    /// The default part size: parts of about a thousand articles.
    pub const SPLIT_SIZE: u64 = 64 << 20;
    /// The default interval: rare enough to cost nothing.
    pub const CHECKPOINT: Duration = Duration::from_secs(30);
}

/// The records of the part that is not yet full.
const OPEN: &str = "open.jsonl";

/// An output folder that is being written.
pub(super) struct Parts {
    pub(super) path: PathBuf,
    pub(super) manifest: Manifest,
    layout: Layout,
    /// Keeps other runs out of the folder while it is open.
    _lock: File,
    open: File,
    /// Records that are not in `open` yet.
    buffer: Vec<u8>,
    /// Bytes of records in `open` and `buffer`, …
    bytes: u64,
    /// … and how many of these [`settle`](Self::settle) has accepted.
    settled_bytes: u64,
    /// The hash of the bytes in both.
    digest: Sha256,
    settled_digest: Sha256,
    start: Instant,
    stored: Instant,
}

/// Records are written to the system in pieces of this size.
const BUFFER: usize = 1 << 18;

impl Parts {
    /// Creates and locks the folder, and returns whether there is a run in it.
    pub(super) fn lock(path: &Path) -> Result<(File, bool), CorpusError> {
        fs::create_dir_all(path).map_err(CorpusError::io(path))?;
        let lock = File::open(path).map_err(CorpusError::io(path))?;
        // A file system without locks is no reason to fail.
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return Err(CorpusError::Busy { path: path.to_owned() });
        }
        let has_run = path.join(MANIFEST).exists();
        if !has_run {
            for entry in fs::read_dir(path).map_err(CorpusError::io(path))? {
                let name = entry.map_err(CorpusError::io(path))?.file_name();
                // A run may have been killed at its very beginning.
                if name.to_str() != Some("manifest.json.partial") {
                    return Err(CorpusError::NotEmpty { path: path.to_owned() });
                }
            }
        }
        Ok((lock, has_run))
    }

    /// Begins a run, or resumes the one that the manifest describes.
    pub(super) fn open(path: &Path, lock: File, manifest: Manifest, layout: Layout) -> Result<Self, CorpusError> {
        manifest.store(path).map_err(CorpusError::io(path))?;
        let open_path = path.join(OPEN);
        let open = open_own(&open_path).map_err(CorpusError::io(&open_path))?;
        let length = open.metadata().map_err(CorpusError::io(&open_path))?.len();
        let bytes = manifest.open_bytes.unwrap_or(0);
        if length < bytes {
            let reason = format!("{length} bytes, not {bytes} as the manifest says");
            return Err(CorpusError::Part { path: open_path, reason });
        }
        let digest = digest_of(&open_path, bytes).map_err(CorpusError::io(&open_path))?;
        if manifest.open_sha256.as_ref().is_some_and(|hash| *hash != hexadecimal(&digest)) {
            let reason = "changed since it was written; start again in another folder".to_owned();
            return Err(CorpusError::Part { path: open_path, reason });
        }
        open.set_len(bytes).map_err(CorpusError::io(&open_path))?;
        let now = Instant::now();
        let mut parts = Self {
            path: path.to_owned(),
            manifest,
            layout,
            _lock: lock,
            open,
            buffer: Vec::new(),
            bytes,
            settled_bytes: bytes,
            settled_digest: digest.clone(),
            digest,
            start: now,
            stored: now,
        };
        // The run may have stopped while it was ending this part.
        if bytes >= parts.layout.split_size {
            parts.end_part().map_err(CorpusError::io(path))?;
        }
        Ok(parts)
    }

    /// Appends a record, a line of JSON.
    pub(super) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(line);
        self.bytes += line.len() as u64;
        self.digest.update(line);
        if self.buffer.len() >= BUFFER { self.flush() } else { Ok(()) }
    }

    /// Bytes of records that have been written to the system.
    fn written(&self) -> u64 {
        self.bytes - self.buffer.len() as u64
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Err(error) = self.open.write_all(&self.buffer) {
            // The disk may be full, but the file can still be shortened.
            self.open.set_len(self.written())?;
            return Err(error);
        }
        self.buffer.clear();
        Ok(())
    }

    /// Accepts what has been appended: the manifest describes it by now, so it may become durable. Ends the part if
    /// it is full.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        self.settled_bytes = self.bytes;
        self.settled_digest = self.digest.clone();
        if self.bytes >= self.layout.split_size {
            self.end_part()
        } else if self.stored.elapsed() >= self.layout.checkpoint {
            self.checkpoint()
        } else {
            Ok(())
        }
    }

    /// Makes settled records durable, and drops the rest.
    pub(super) fn checkpoint(&mut self) -> io::Result<()> {
        let written = self.written().min(self.settled_bytes);
        self.open.set_len(written)?;
        self.buffer.truncate((self.settled_bytes - written) as usize);
        self.bytes = self.settled_bytes;
        self.digest = self.settled_digest.clone();
        self.flush()?;
        self.open.sync_data()?;
        self.manifest.open_bytes = (self.bytes > 0).then_some(self.bytes);
        self.manifest.open_sha256 = (self.bytes > 0).then(|| hexadecimal(&self.digest));
        self.store()
    }

    /// Turns the open records into a part, which is made durable before the manifest names it.
    fn end_part(&mut self) -> io::Result<()> {
        self.flush()?;
        let Layout { form, compression, .. } = self.layout;
        let name = format!("part-{:05}.{}{}", self.manifest.parts.len(), form.extension(), compression.extension());
        let path = self.path.join(&name);
        let mut output = Output::compressed_file(&path, form, compression, &self.metadata()?)?;
        let mut lines = BufReader::new(File::open(self.path.join(OPEN))?.take(self.bytes));
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            output.write_line(&line)?;
            line.clear();
        }
        output.finish()?;
        let before = self.manifest.parts.iter().map(|part| part.outcomes).sum();
        self.manifest.parts.push(Part {
            name,
            bytes: path.metadata()?.len(),
            sha256: file_hash(&path).map_err(io::Error::other)?,
            outcomes: self.manifest.position.outcomes.since(before),
        });
        (self.manifest.open_bytes, self.manifest.open_sha256) = (None, None);
        if let Err(error) = self.store() {
            // Its records still belong to the open part.
            self.manifest.parts.pop();
            return Err(error);
        }
        (self.bytes, self.settled_bytes) = (0, 0);
        (self.digest, self.settled_digest) = (Sha256::new(), Sha256::new());
        self.open.set_len(0)
    }

    /// How the next part holds the metadata: all parts have the same columns.
    fn metadata(&self) -> io::Result<Metadata> {
        let Some(first) = self.manifest.parts.first() else { return Ok(self.layout.metadata.clone()) };
        let known = metadata_of(&self.path.join(&first.name), self.layout.form)?;
        Ok(known.map_or_else(|| self.layout.metadata.clone(), Metadata::Columns))
    }

    /// Ends the run, when everything has settled.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        // Readers of a folder of tables expect to find one, even without rows.
        if self.bytes > 0 || self.manifest.parts.is_empty() {
            self.end_part()?;
        }
        self.manifest.complete = true;
        (self.manifest.open_bytes, self.manifest.open_sha256) = (None, None);
        self.store()?;
        Self::clear(&self.path)
    }

    /// Removes what only an unfinished run needs. A run that has just reached its end may have been stopped before
    /// this.
    pub(super) fn clear(path: &Path) -> io::Result<()> {
        let open = path.join(OPEN);
        match fs::remove_file(&open) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(()) => sync_folder(&open),
        }
    }

    fn store(&mut self) -> io::Result<()> {
        if let Some(session) = self.manifest.sessions.last_mut() {
            session.seconds = (self.start.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        }
        self.manifest.store(&self.path)?;
        self.stored = Instant::now();
        Ok(())
    }
}

/// The hash of the first bytes of a file.
fn digest_of(path: &Path, bytes: u64) -> io::Result<Sha256> {
    let mut digest = Sha256::new();
    io::copy(&mut File::open(path)?.take(bytes), &mut digest)?;
    Ok(digest)
}

fn hexadecimal(digest: &Sha256) -> String {
    format!("{:x}", digest.clone().finalize())
}

#[cfg(test)]
mod tests {
    use super::{CorpusError, Layout, Manifest, OPEN, Parts};
    use crate::corpus::{Begun, Identity, OutputFolder, Shard, Tool};
    use crate::write::{Compression, Form, Metadata};
    use serde_json::Map;
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;
    use std::time::Duration;

    fn manifest() -> Manifest {
        let tool = Tool { name: "a".to_owned(), version: "1".to_owned(), sha256: String::new() };
        let identity = Identity { tool, model: BTreeMap::new(), settings: Map::new(), shard: Shard::WHOLE };
        Manifest::new(identity, Vec::new())
    }

    fn layout() -> Layout {
        Layout {
            form: Form::Lines,
            metadata: Metadata::First,
            compression: Compression::None,
            split_size: 1000,
            checkpoint: Duration::from_secs(1000),
        }
    }

    fn open(folder: &Path, manifest: Manifest) -> Result<Parts, CorpusError> {
        let (lock, _) = Parts::lock(folder)?;
        Parts::open(folder, lock, manifest, layout())
    }

    #[test]
    fn what_a_run_could_not_remove_at_its_end_is_removed_later() {
        let folder = tempfile::tempdir().unwrap();
        open(folder.path(), manifest()).unwrap().finish().unwrap();
        fs::write(folder.path().join(OPEN), "").unwrap();
        let identity = Manifest::load(folder.path()).unwrap().identity;
        let begun = OutputFolder::begin(folder.path(), identity, Vec::new(), layout(), true);
        assert!(matches!(begun, Ok(Begun::Complete(_))));
        assert!(!folder.path().join(OPEN).exists());
    }

    #[test]
    fn what_was_altered_is_not_carried_on() {
        let folder = tempfile::tempdir().unwrap();
        let mut parts = open(folder.path(), manifest()).unwrap();
        for line in ["{\"a\":1}\n", "{\"b\":2}\n"] {
            parts.append(line.as_bytes()).unwrap();
            parts.settle().unwrap();
            parts.checkpoint().unwrap();
        }
        // What has not settled is dropped.
        parts.append(b"{\"c\"").unwrap();
        parts.checkpoint().unwrap();
        drop(parts);
        let stored = Manifest::load(folder.path()).unwrap();
        let path = folder.path().join(OPEN);
        assert_eq!(stored.open_bytes, Some(16));
        drop(open(folder.path(), stored.clone()).unwrap());
        fs::write(&path, "{\"a\":1}\n{\"b\":3}\n").unwrap();
        let error = open(folder.path(), stored).err().unwrap().to_string();
        assert!(error.contains("open.jsonl: changed since it was written"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_planted_link_is_not_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        fs::write(&target, "precious").unwrap();
        let output = folder.path().join("output");
        fs::create_dir(&output).unwrap();
        std::os::unix::fs::symlink(&target, output.join(OPEN)).unwrap();
        manifest().store(&output).unwrap();
        assert!(open(&output, manifest()).is_err());
        assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
    }
}
