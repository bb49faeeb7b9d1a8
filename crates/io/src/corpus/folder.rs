use super::manifest::{
    Failure, Identity, InputCounts, MANIFEST, Manifest, Outcomes, Session, changes_of_inputs, file_hash,
};
use super::parts::Parts;
use super::track::Mark;
use super::{CorpusError, Layout, Tracked};
use chrono::{DateTime, SecondsFormat, Utc};
use crossbeam_channel::{Receiver, unbounded};
use saidso::error::FailedArticle;
use saidso::pipeline::Outcome;
use saidso::record::{Article, OutputLine};
use std::io;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

/// An output folder that is being written.
pub struct OutputFolder {
    parts: Parts,
    /// The position of the run after each article that [`track`](Self::track) has returned.
    marks: Receiver<Mark>,
    changed: Arc<OnceLock<()>>,
    buffer: Vec<u8>,
}

/// What [`OutputFolder::begin`] found.
pub enum Begun {
    /// A run was begun or resumed.
    Open(Box<OutputFolder>),
    /// The run to be resumed had already reached its end.
    Complete(Box<Manifest>),
}

impl OutputFolder {
    /// Begins a run, or resumes the one in the folder if `resume` allows that; if there is none, a new run begins all
    /// the same.
    ///
    /// # Errors
    /// The folder cannot be written; it holds something else, or a run that must not be touched; or the run to be
    /// resumed was made by another program, or with other settings or inputs.
    pub fn begin(
        path: &Path,
        identity: Identity,
        inputs: Vec<InputCounts>,
        layout: Layout,
        resume: bool,
    ) -> Result<Begun, CorpusError> {
        let (lock, has_run) = Parts::lock(path)?;
        let mut manifest = if has_run {
            let manifest = Manifest::load(path)?;
            if !resume {
                return Err(CorpusError::Exists { path: path.to_owned(), complete: manifest.complete });
            }
            check_unchanged(path, &manifest, &identity, &inputs)?;
            manifest
        } else {
            Manifest::new(identity, inputs)
        };
        if manifest.complete {
            Parts::clear(path).map_err(CorpusError::io(path))?;
            return Ok(Begun::Complete(Box::new(manifest)));
        }
        manifest.sessions.push(Session { started: now(), seconds: 0.0, records: 0 });
        // Replaced by `track`.
        let (_, marks) = unbounded();
        Ok(Begun::Open(Box::new(Self {
            parts: Parts::open(path, lock, manifest, layout)?,
            marks,
            changed: Arc::default(),
            buffer: Vec::new(),
        })))
    }

    /// The articles that are still to be labelled. `items` are all articles, each with the index of its input.
    pub fn track<I>(&mut self, items: I) -> Tracked<I>
    where
        I: Iterator<Item = (usize, Result<Article, FailedArticle>)>,
    {
        let (sender, marks) = unbounded();
        self.marks = marks;
        let Manifest { position, identity, .. } = &self.parts.manifest;
        let done = (position.read, position.trail.clone());
        Tracked::new(items, identity.shard, done, sender, Arc::clone(&self.changed))
    }

    /// The manifest, which describes what is durable.
    pub fn manifest(&self) -> &Manifest {
        &self.parts.manifest
    }

    /// Ends a run that has reached the end of its input.
    ///
    /// # Errors
    /// The last part cannot be made durable, or the articles that earlier sessions have read are no longer there.
    pub fn finish(mut self) -> Result<Manifest, CorpusError> {
        let path = self.parts.path.clone();
        if self.changed.get().is_some() {
            let changes = vec![format!(
                "input: its first {} articles are not those that the run has read",
                self.parts.manifest.position.read
            )];
            return Err(CorpusError::Changed { path, changes });
        }
        if let Ok(end) = self.marks.try_recv() {
            advance(&mut self.parts.manifest, &end);
        }
        self.parts.finish().map_err(CorpusError::io(&path))?;
        Ok(self.parts.manifest)
    }

    /// Ends a run that has not reached the end of its input, and makes durable what it can be resumed from.
    ///
    /// # Errors
    /// That cannot be made durable; what was durable before still is.
    pub fn suspend(mut self) -> Result<Manifest, CorpusError> {
        self.parts.checkpoint().map_err(CorpusError::io(&self.parts.path))?;
        Ok(self.parts.manifest)
    }

    /// Writes the next outcome.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(&mut self, outcome: Outcome) -> io::Result<()> {
        let line = OutputLine::from(outcome);
        self.buffer.clear();
        serde_json::to_writer(&mut self.buffer, &line)?;
        self.buffer.push(b'\n');
        self.parts.append(&self.buffer)?;
        let mark = self.marks.try_recv().map_err(|_| io::Error::other("an article that nobody has read"))?;
        let mut outcomes = Outcomes::default();
        outcomes.count(&line);
        let manifest = &mut self.parts.manifest;
        if let Some(session) = manifest.sessions.last_mut() {
            session.records += 1;
        }
        manifest.position.outcomes += outcomes;
        if let Some(input) = manifest.inputs.get_mut(mark.input.unwrap_or_default()) {
            input.outcomes += outcomes;
        }
        if let OutputLine::Error(error) = &line {
            manifest.name_failure(Failure::from(error));
        }
        advance(manifest, &mark);
        self.parts.settle()
    }
}

fn advance(manifest: &mut Manifest, mark: &Mark) {
    manifest.position.read = mark.read;
    manifest.position.trail = mark.trail.hexadecimal();
}

fn check_unchanged(
    path: &Path,
    manifest: &Manifest,
    identity: &Identity,
    inputs: &[InputCounts],
) -> Result<(), CorpusError> {
    let mut changes = identity.changes_since(&manifest.identity);
    changes.extend(changes_of_inputs(&manifest.inputs, inputs));
    if !changes.is_empty() {
        return Err(CorpusError::Changed { path: path.to_owned(), changes });
    }
    if let Some(contradiction) = manifest.contradiction() {
        let reason = format!("{contradiction}; start again in another folder");
        return Err(CorpusError::Part { path: path.join(MANIFEST), reason });
    }
    for part in &manifest.parts {
        let path = path.join(&part.name);
        if file_hash(&path)? != part.sha256 {
            let reason = "changed since it was written; start again in another folder".to_owned();
            return Err(CorpusError::Part { path, reason });
        }
    }
    Ok(())
}

fn now() -> String {
    DateTime::<Utc>::from(SystemTime::now()).to_rfc3339_opts(SecondsFormat::Secs, true)
}
