use super::manifest::{Failure, Identity, Manifest, Outcomes, Position, file_hash};
use super::parts::Parts;
use super::{CorpusError, Layout, Shard};
use crate::write::{Form, Metadata, Output, Rows, Stored};
use saidso::record::OutputLine;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The output folders of all shards of a corpus, by their manifests.
pub struct Shards {
    /// In the order of their numbers.
    shards: Vec<(PathBuf, Manifest)>,
}

impl Shards {
    /// Checks the manifests: whether these are all shards of one corpus, each exactly once and each at its end.
    ///
    /// # Errors
    /// They are not, or a manifest cannot be read.
    pub fn open(folders: &[PathBuf]) -> Result<Self, CorpusError> {
        let mut shards = folders
            .iter()
            .map(|folder| Ok((folder.clone(), Manifest::load(folder)?)))
            .collect::<Result<Vec<_>, CorpusError>>()?;
        let reasons = reasons_against(&shards);
        if !reasons.is_empty() {
            return Err(CorpusError::Shards { reasons });
        }
        shards.sort_by_key(|(_, manifest)| manifest.identity.shard.index());
        Ok(Self { shards })
    }

    /// How flat rows of these records hold the metadata: in separate columns, if the run kept certain fields.
    pub fn metadata(&self) -> Metadata {
        let kept = self.shards[0].1.identity.settings.get("keep_fields").and_then(Value::as_array);
        let names = |kept: &Vec<Value>| kept.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
        kept.map_or(Metadata::First, |kept| Metadata::Fields(names(kept)))
    }

    /// Writes all records to a file or to standard output, in the order of the corpus.
    ///
    /// # Errors
    /// A part has changed since it was written, or the output cannot be written.
    pub fn write(&self, output: &mut Output) -> Result<Position, CorpusError> {
        let unwritten = |error| CorpusError::Output { error };
        self.each(|line| output.write(line).map_err(unwritten))
    }

    /// Writes all records to a new output folder, in the order of the corpus. `settings` replace those of the shards.
    ///
    /// # Errors
    /// A part has changed since it was written, or the folder cannot be written or is not new.
    pub fn write_folder(
        &self,
        path: &Path,
        layout: Layout,
        settings: Map<String, Value>,
    ) -> Result<Manifest, CorpusError> {
        let (lock, has_run) = Parts::lock(path)?;
        if has_run {
            let complete = Manifest::load(path)?.complete;
            return Err(CorpusError::Exists { path: path.to_owned(), complete });
        }
        let mut manifest = Manifest::new(self.shards[0].1.identity.clone(), self.shards[0].1.inputs.clone());
        manifest.identity.shard = Shard::WHOLE;
        manifest.identity.settings.extend(settings);
        for (index, input) in manifest.inputs.iter_mut().enumerate() {
            let of_shards = || self.shards.iter().filter_map(|(_, manifest)| manifest.inputs.get(index));
            input.outcomes = of_shards().map(|input| input.outcomes).sum();
        }
        manifest.sessions = self.shards.iter().flat_map(|(_, manifest)| manifest.sessions.clone()).collect();
        let mut parts = Parts::open(path, lock, manifest, layout)?;
        let mut buffer = Vec::new();
        let position = self.each(|line| {
            buffer.clear();
            let mut write = || -> io::Result<()> {
                serde_json::to_writer(&mut buffer, line)?;
                buffer.push(b'\n');
                parts.append(&buffer)?;
                parts.manifest.position.outcomes.count(line);
                if let OutputLine::Error(error) = line {
                    parts.manifest.name_failure(Failure::from(error));
                }
                parts.settle()
            };
            write().map_err(|error| CorpusError::Output { error })
        })?;
        parts.manifest.position = position;
        parts.finish().map_err(CorpusError::io(path))?;
        Ok(parts.manifest)
    }

    /// Passes all records to `take`, in the order of the corpus.
    fn each(&self, mut take: impl FnMut(&OutputLine) -> Result<(), CorpusError>) -> Result<Position, CorpusError> {
        let outcomes = Outcomes::default();
        let mut position = Position { outcomes, ..self.shards[0].1.position.clone() };
        let mut records = self
            .shards
            .iter()
            .map(|(folder, manifest)| Records::new(folder, manifest))
            .collect::<Result<Vec<_>, CorpusError>>()?;
        for number in 0..position.read {
            let of = records.len() as u64;
            let line = records[(number % of) as usize].next()?;
            position.outcomes.count(&line);
            take(&line)?;
        }
        Ok(position)
    }
}

/// The records of a shard, part by part.
struct Records<'m> {
    folder: &'m Path,
    manifest: &'m Manifest,
    form: Form,
    part: usize,
    objects: Option<Stored>,
}

impl<'m> Records<'m> {
    fn new(folder: &'m Path, manifest: &'m Manifest) -> Result<Self, CorpusError> {
        let form = manifest.form().unwrap_or_default();
        if !matches!(form, Form::Lines | Form::Parquet(Rows::Articles)) {
            let reason = format!(
                "{}: flat rows cannot be merged; merge shards of JSON Lines, and ask for rows when merging",
                folder.display()
            );
            return Err(CorpusError::Shards { reasons: vec![reason] });
        }
        Ok(Self { folder, manifest, form, part: 0, objects: None })
    }

    /// The next record, which must be there.
    fn next(&mut self) -> Result<OutputLine, CorpusError> {
        loop {
            if let Some(object) = self.objects.as_mut().and_then(Iterator::next) {
                let line = object.and_then(|object| serde_json::from_value(object).map_err(io::Error::from));
                return line.map_err(|error| {
                    // The part that was opened last.
                    CorpusError::Part { path: self.path(self.part - 1), reason: error.to_string() }
                });
            }
            let Some(part) = self.manifest.parts.get(self.part) else {
                let reason = "has fewer records than its manifest says".to_owned();
                return Err(CorpusError::Part { path: self.folder.to_owned(), reason });
            };
            let path = self.path(self.part);
            if file_hash(&path)? != part.sha256 {
                return Err(CorpusError::Part { path, reason: "changed since it was written".to_owned() });
            }
            self.objects = Some(Stored::open(&path, self.form).map_err(CorpusError::io(&path))?);
            self.part += 1;
        }
    }

    fn path(&self, part: usize) -> PathBuf {
        self.folder.join(&self.manifest.parts[part].name)
    }
}

/// Why these are not all the shards of one corpus; empty if they are.
fn reasons_against(shards: &[(PathBuf, Manifest)]) -> Vec<String> {
    let Some((first_folder, first)) = shards.first() else { return vec!["there are none".to_owned()] };
    let of = first.identity.shard.of();
    let mut reasons = Vec::new();
    let mut by_index: BTreeMap<u64, &Path> = BTreeMap::new();
    for (folder, manifest) in shards {
        let mut wrong = |reason: String| reasons.push(format!("{}: {reason}", folder.display()));
        let shard = manifest.identity.shard;
        if !manifest.complete {
            wrong("the run has not reached its end; resume it with --resume".to_owned());
            continue;
        }
        if shard.of() != of {
            wrong(format!("is {shard}, but {} is {}", first_folder.display(), first.identity.shard));
            continue;
        }
        if let Some(other) = by_index.insert(shard.index(), folder) {
            wrong(format!("is {shard}, as {} is", other.display()));
        }
        let written: u64 = manifest.parts.iter().map(|part| part.outcomes.records()).sum();
        if written != shard.share(manifest.position.read) {
            wrong(format!("{written} records, not {}", shard.share(manifest.position.read)));
        }
        // Other machines have other builds and modification times; the trail shows whether the articles are the same.
        let mut as_first = Identity { shard: first.identity.shard, ..manifest.identity.clone() };
        as_first.tool.sha256.clone_from(&first.identity.tool.sha256);
        let mut differences = as_first.changes_since(&first.identity);
        let read =
            |manifest: &Manifest| (manifest.position.read, manifest.position.trail.clone(), manifest.inputs.len());
        if read(manifest) != read(first) {
            differences.push("other articles were read".to_owned());
        }
        reasons.extend(
            differences.into_iter().map(|difference| {
                format!("{}: differs from {}: {difference}", folder.display(), first_folder.display())
            }),
        );
    }
    for index in (0..of).filter(|index| !by_index.contains_key(index)) {
        reasons.push(format!("shard {}/{of} is missing", index + 1));
    }
    reasons
}
