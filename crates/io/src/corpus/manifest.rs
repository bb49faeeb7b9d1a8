use super::{CorpusError, Shard};
use crate::read::{Fingerprint, uncompressed};
use crate::write::{Form, PartialFile, Rows};
use saidso::bounded;
use saidso::record::{ErrorDetail, ErrorRecord, OutputLine};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::iter::Sum;
use std::ops::AddAssign;
use std::path::Path;

/// Name of the manifest in an output folder.
pub const MANIFEST: &str = "manifest.json";

/// Version of the manifest format.
const VERSION: u32 = 1;

/// Maximum number of failures that a manifest lists; all of them are counted.
const NAMED_FAILURES: usize = 1000;

/// Maximum size of a manifest: a hundred thousand parts, and as many inputs, take less.
const MAX_BYTES: u64 = 64 << 20;

/// What an output folder holds, and what it was made with and from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the manifest format.
    pub manifest_version: u32,
    /// Whether the run reached the end of its input.
    pub complete: bool,
    /// What the output was made with.
    #[serde(flatten)]
    pub identity: Identity,
    /// The inputs, in order.
    pub inputs: Vec<InputCounts>,
    /// How far the run has come, over all parts.
    pub position: Position,
    /// The parts, in order.
    pub parts: Vec<Part>,
    /// Bytes of `open.jsonl` that are durable: records that no part holds yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_bytes: Option<u64>,
    /// SHA-256 of these bytes, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_sha256: Option<String>,
    /// The first articles that failed.
    pub failures: Vec<Failure>,
    /// When the run was working: more than one session if it was resumed.
    pub sessions: Vec<Session>,
}

/// What must be the same for a run to be resumed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The program.
    pub tool: Tool,
    /// SHA-256 of each file of the model.
    pub model: BTreeMap<String, String>,
    /// The options that affect the output.
    pub settings: Map<String, Value>,
    /// Which articles the run takes.
    pub shard: Shard,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the executable.
    pub sha256: String,
}

/// An input as it was named, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputCounts {
    /// File or folder as named; `-` for standard input.
    pub input: String,
    /// Its files when the run began.
    #[serde(flatten)]
    pub fingerprint: Fingerprint,
    /// What became of its articles.
    #[serde(flatten)]
    pub outcomes: Outcomes,
}

/// What became of articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// Articles labelled.
    pub articles: u64,
    /// Articles that failed.
    pub failed: u64,
    /// Articles skipped.
    pub skipped: u64,
}

impl Outcomes {
    /// Number of records of any kind.
    pub fn records(self) -> u64 {
        // A manifest may hold any numbers.
        self.articles.saturating_add(self.failed).saturating_add(self.skipped)
    }

    /// Counts a record.
    pub fn count(&mut self, line: &OutputLine) {
        *match line {
            OutputLine::Record(_) => &mut self.articles,
            OutputLine::Error(_) => &mut self.failed,
            OutputLine::Skipped(_) => &mut self.skipped,
        } += 1;
    }

    /// What has been added since `before`.
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            articles: self.articles.saturating_sub(before.articles),
            failed: self.failed.saturating_sub(before.failed),
            skipped: self.skipped.saturating_sub(before.skipped),
        }
    }
}

impl fmt::Display for Outcomes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { articles, failed, skipped } = self;
        write!(formatter, "{articles} labelled, {failed} failed, {skipped} skipped")
    }
}

impl AddAssign for Outcomes {
    fn add_assign(&mut self, more: Self) {
        self.articles = self.articles.saturating_add(more.articles);
        self.failed = self.failed.saturating_add(more.failed);
        self.skipped = self.skipped.saturating_add(more.skipped);
    }
}

impl Sum for Outcomes {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |mut sum, one| {
            sum += one;
            sum
        })
    }
}

/// How far a run has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Articles, failures and skipped articles that were read, including those of other shards.
    pub read: u64,
    /// SHA-256 over all of these.
    pub trail: String,
    /// What became of its articles.
    #[serde(flatten)]
    pub outcomes: Outcomes,
}

/// A file of the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// What became of its articles.
    #[serde(flatten)]
    pub outcomes: Outcomes,
}

/// An article that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Its id, as far as it is known.
    pub id: String,
    /// Where it was read from.
    pub input: String,
    /// Its line, if lines are articles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// What is wrong.
    pub reason: String,
}

impl From<&ErrorRecord> for Failure {
    fn from(record: &ErrorRecord) -> Self {
        let ErrorDetail { input, line, reason } = record.error.clone();
        Self { id: record.id.clone(), input, line, reason }
    }
}

/// A period of work on a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// When it began, in UTC.
    pub started: String,
    /// How long it took, in seconds, up to the last change of the manifest.
    pub seconds: f64,
    /// Records written in it.
    pub records: u64,
}

impl Manifest {
    /// The manifest of a run that is about to begin.
    pub(super) fn new(identity: Identity, inputs: Vec<InputCounts>) -> Self {
        Self {
            manifest_version: VERSION,
            complete: false,
            identity,
            inputs,
            position: Position::default(),
            parts: Vec::new(),
            open_bytes: None,
            open_sha256: None,
            failures: Vec::new(),
            sessions: Vec::new(),
        }
    }

    /// Reads the manifest of an output folder.
    ///
    /// # Errors
    /// There is none, or it is in a format that this version does not know.
    pub fn load(folder: &Path) -> Result<Self, CorpusError> {
        let path = folder.join(MANIFEST);
        let text = bounded::read_file(&path, MAX_BYTES).map_err(CorpusError::io(&path))?;
        let wrong = |reason: String| CorpusError::Manifest { path: path.clone(), reason };
        let value: Value = serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
        if value["manifest_version"] != VERSION {
            return Err(wrong(format!("its version is {}, not {VERSION}", value["manifest_version"])));
        }
        serde_json::from_value(value).map_err(|error| wrong(error.to_string()))
    }

    /// What does not add up, in words: then the manifest does not describe a run as it was left.
    pub(super) fn contradiction(&self) -> Option<String> {
        let mut names = HashSet::new();
        if let Some(part) = self.parts.iter().find(|part| !names.insert(&part.name)) {
            return Some(format!("it names {} twice", part.name));
        }
        let sum = |all: &mut dyn Iterator<Item = Outcomes>| all.sum::<Outcomes>();
        let of_parts = sum(&mut self.parts.iter().map(|part| part.outcomes));
        let of_inputs = sum(&mut self.inputs.iter().map(|input| input.outcomes));
        let position = &self.position;
        let read = self.identity.shard.share(position.read);
        if position.outcomes.records() != read {
            return Some(format!("{read} articles were read, but {}", position.outcomes));
        }
        if of_inputs != position.outcomes {
            return Some("the counts of the inputs differ from those of the run".to_owned());
        }
        let is_open = self.open_bytes.is_some_and(|bytes| bytes > 0);
        let fits = |of_parts: u64, of_run: u64| if is_open { of_parts <= of_run } else { of_parts == of_run };
        if !fits(of_parts.articles, position.outcomes.articles)
            || !fits(of_parts.failed, position.outcomes.failed)
            || !fits(of_parts.skipped, position.outcomes.skipped)
        {
            return Some("the counts of the parts differ from those of the run".to_owned());
        }
        (self.complete && is_open)
            .then(|| "it says that the run is complete, but there are records in no part".to_owned())
    }

    /// Replaces the manifest of an output folder, durably.
    pub(super) fn store(&self, folder: &Path) -> io::Result<()> {
        let mut file = PartialFile::create(&folder.join(MANIFEST))?;
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        file.append(&text)?;
        file.finish()
    }

    /// Lists a failure, if there is room for it.
    pub(super) fn name_failure(&mut self, failure: Failure) {
        if self.failures.len() < NAMED_FAILURES {
            self.failures.push(failure);
        }
    }

    /// Form of the parts, by the name of the first one and the setting `rows`.
    pub(super) fn form(&self) -> Option<Form> {
        let name = uncompressed(Path::new(&self.parts.first()?.name));
        let rows = self.identity.settings.get("rows").and_then(Value::as_str);
        let rows = rows.and_then(|rows| Rows::FLAT.into_iter().find(|flat| flat.name() == rows));
        let rows = rows.unwrap_or(Rows::Articles);
        Some(match name.extension()?.to_str()? {
            "parquet" => Form::Parquet(rows),
            "csv" => Form::Csv(rows),
            _ if rows != Rows::Articles => Form::RowLines(rows),
            _ => Form::Lines,
        })
    }
}

impl Identity {
    /// What differs from `earlier`, in words.
    pub(super) fn changes_since(&self, earlier: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        if self.tool.version != earlier.tool.version {
            changes.push(format!("saidso: version {} then, {} now", earlier.tool.version, self.tool.version));
        } else if self.tool != earlier.tool {
            changes.push(format!("saidso: another build of version {}", self.tool.version));
        }
        for file in keys(&earlier.model, &self.model) {
            if earlier.model.get(file) != self.model.get(file) {
                changes.push(format!("model: {file} has changed"));
            }
        }
        let settings = |identity: &Self| identity.settings.clone().into_iter().collect::<BTreeMap<_, _>>();
        let (then, now) = (settings(earlier), settings(self));
        for name in keys(&then, &now) {
            if then.get(name) != now.get(name) {
                let show = |value: Option<&Value>| value.map_or("not set".to_owned(), Value::to_string);
                changes.push(format!("setting {name}: {} then, {} now", show(then.get(name)), show(now.get(name))));
            }
        }
        if self.shard != earlier.shard {
            changes.push(format!("shard: {} then, {} now", earlier.shard, self.shard));
        }
        changes
    }
}

fn keys<'m, V>(one: &'m BTreeMap<String, V>, other: &'m BTreeMap<String, V>) -> Vec<&'m String> {
    let mut keys: Vec<&String> = one.keys().chain(other.keys()).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// What differs between the inputs of a run and those it had before, in words.
pub(super) fn changes_of_inputs(then: &[InputCounts], now: &[InputCounts]) -> Vec<String> {
    let names = |inputs: &[InputCounts]| inputs.iter().map(|input| input.input.clone()).collect::<Vec<_>>().join(" ");
    if then.len() != now.len() || then.iter().zip(now).any(|(then, now)| then.input != now.input) {
        return vec![format!("inputs: {} then, {} now", names(then), names(now))];
    }
    let differ = then.iter().zip(now).filter(|(then, now)| then.fingerprint != now.fingerprint);
    differ
        .map(|(InputCounts { input, fingerprint: then, .. }, InputCounts { fingerprint: now, .. })| {
            if (then.files, then.bytes) == (now.files, now.bytes) {
                return format!("input {input}: file names or modification times have changed");
            }
            let size = |of: &Fingerprint| match of.files {
                1 => format!("{} bytes", of.bytes),
                files => format!("{files} files of {} bytes", of.bytes),
            };
            format!("input {input}: {} then, {} now", size(then), size(now))
        })
        .collect()
}

/// SHA-256 of the files of these names in a folder, in hexadecimal.
///
/// # Errors
/// One cannot be read.
pub fn file_hashes(folder: &Path, names: &[&str]) -> Result<BTreeMap<String, String>, CorpusError> {
    names.iter().map(|&name| Ok((name.to_owned(), file_hash(&folder.join(name))?))).collect()
}

/// SHA-256 of a file, in hexadecimal.
pub(super) fn file_hash(path: &Path) -> Result<String, CorpusError> {
    let hash = || {
        // Opening a pipe in place of a file would block for ever.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        let mut digest = Sha256::new();
        io::copy(&mut File::open(path)?, &mut digest)?;
        Ok(format!("{:x}", digest.finalize()))
    };
    hash().map_err(CorpusError::io(path))
}

impl Tool {
    /// This program.
    ///
    /// # Errors
    /// Its file cannot be read.
    pub fn this() -> Result<Self, CorpusError> {
        let path = std::env::current_exe().map_err(CorpusError::io(Path::new("the program's own file")))?;
        Ok(Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            sha256: file_hash(&path)?,
        })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::file_hash;
    use std::process::Command;

    #[test]
    fn a_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part-00000.jsonl");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert!(file_hash(&path).unwrap_err().to_string().contains("not a regular file"));
    }
}
