//! `saidso extract -o DIR/`: runs that are written in parts and can be resumed.

use super::arguments::Arguments;
use super::ids::Ids;
use super::work::{Work, with_reading};
use crate::ended::explained;
use crate::failures::Failures;
use crate::output::OutputArguments;
use crate::progress::{Closing, Counted, Stats};
use crate::run::{name_failure, name_left_out};
use crate::{Status, console};
use anyhow::{Context, bail};
use saidso::RunError;
use saidso::RunOptions;
use saidso::model::{CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE};
use saidso_io::corpus::{
    Begun, CorpusError, Identity, InputCounts, Layout, Manifest, Outcomes, OutputFolder, Shard, Tool, file_hashes,
};
use saidso_io::read::{Articles, Fingerprint, Input};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long an interrupted run may go on working on articles it has begun.
const GRACE: Duration = Duration::from_secs(5);

/// The files of a model folder that determine its results.
const MODEL_FILES: [&str; 3] = [CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE];

/// Labels articles into an output folder.
pub(super) fn run(arguments: &Arguments, work: &Work, path: &Path, layout: Layout) -> anyhow::Result<Status> {
    let identity = Identity {
        tool: Tool::this()?,
        model: file_hashes(&work.model, &MODEL_FILES)?,
        settings: settings(arguments, work, &layout),
        shard: arguments.run.shard.unwrap_or(Shard::WHOLE),
    };
    let begun = OutputFolder::begin(path, identity, inputs(work), layout, arguments.run.resume)
        .with_context(|| format!("cannot write {}", path.display()))?;
    let mut folder = match begun {
        Begun::Open(folder) => *folder,
        Begun::Complete(manifest) => {
            let read = manifest.position.read;
            if has_more(work, read) {
                bail!(
                    "{} says that the run is complete, but its input has more than {}; start again in another folder",
                    path.display(),
                    Counted(read, "article")
                );
            }
            if !arguments.quiet {
                console::line(format_args!("{} is complete: {}", path.display(), Held(&manifest)));
            }
            return Ok(status(&manifest));
        }
    };
    let resumed = folder.manifest().position.read > 0;
    if !arguments.quiet && resumed {
        console::line(format_args!("continuing after {}", Held(folder.manifest())));
    }

    let (mut articles, progress, options) = work.begin(arguments)?;
    let (reading, left_out) = (articles.processor_time(), articles.left_out());
    let position = &folder.manifest().position;
    let options = RunOptions {
        failures_before: position.outcomes.failed,
        grace: GRACE,
        // Parts hold the articles in input order.
        unordered: false,
        ..options
    };
    let ids = Ids::new(&work.read_options);
    let noted = Arc::clone(&ids);
    let items = folder.track(std::iter::from_fn(move || {
        let article = articles.next()?;
        noted.note(&article);
        Some((articles.input(), article))
    }));
    let mut failures = Failures::default();
    let result = work.pipeline.run(items, &options, |outcome| {
        name_failure(&mut failures, &outcome);
        folder.write(outcome)
    });
    progress.end();
    failures.end();
    if !arguments.quiet {
        ids.report();
    }
    match result {
        Ok(summary) if !summary.stopped => {
            let manifest = folder.finish().map_err(unfinished)?;
            name_left_out(&left_out);
            if !arguments.quiet {
                console::line(Closing(&summary, &left_out));
                if resumed {
                    console::line(format_args!("{} holds {} in all", path.display(), Held(&manifest)));
                }
            }
            if arguments.stats {
                let summary = &with_reading(summary, &reading);
                console::line(Stats { summary, calculation: &arguments.calculation.described() });
            }
            Ok(status(&manifest))
        }
        Ok(_) => {
            let manifest = folder.suspend().map_err(unfinished)?;
            console::line(format_args!(
                "saidso: interrupted; {} holds {}; --resume continues after them",
                path.display(),
                Held(&manifest)
            ));
            Ok(Status::Interrupted)
        }
        Err(error) => {
            let error = explained(error);
            // Even if this fails, whatever was durable before remains so.
            let held = match folder.suspend() {
                Ok(manifest) => Held(&manifest).to_string(),
                Err(_) => "the records of its manifest".to_owned(),
            };
            Err(error.context(format!(
                "the run is cut short; {} holds {held}; --resume continues after them",
                path.display()
            )))
        }
    }
}

/// All settings that affect the output.
fn settings(arguments: &Arguments, work: &Work, layout: &Layout) -> Map<String, Value> {
    let mut settings = OutputArguments::settings(layout);
    settings.insert("calculation".to_owned(), arguments.calculation.described().into());
    settings.insert("flush".to_owned(), if arguments.answers_each() { "each" } else { "full" }.into());
    settings.insert("people_sha256".to_owned(), json!(work.people_hash));
    if let Value::Object(read) = json!(work.read_options) {
        settings.extend(read);
    }
    settings.insert("max_seconds".to_owned(), json!(arguments.limits.max_seconds.map(|limit| limit.as_secs_f64())));
    settings
}

fn inputs(work: &Work) -> Vec<InputCounts> {
    let counts = |input: &Input| InputCounts {
        input: input.to_string(),
        fingerprint: Fingerprint::of(input, &work.read_options.leave_out),
        outcomes: Outcomes::default(),
    };
    work.inputs.iter().map(counts).collect()
}

/// Whether the inputs hold more than this many articles, unless they can be read only once.
fn has_more(work: &Work, read: u64) -> bool {
    let is_stored = |input: &Input| match input {
        Input::Stdin | Input::List(None) => false,
        Input::Path(path) | Input::List(Some(path)) => path.is_file() || path.is_dir(),
        Input::Pattern(_) => true,
    };
    work.inputs.iter().all(is_stored)
        && (0..).zip(Articles::new(work.inputs.clone(), work.read_options.clone())).any(|(number, _)| number >= read)
}

/// Why a run that reached its end could not be finished.
fn unfinished(error: CorpusError) -> anyhow::Error {
    match error {
        CorpusError::Io { path, error } => {
            explained(RunError::Sink(error)).context(format!("--resume continues the run in {}", path.display()))
        }
        other => other.into(),
    }
}

fn status(manifest: &Manifest) -> Status {
    if manifest.position.outcomes.failed > 0 { Status::SomeFailed } else { Status::AllWell }
}

/// What an output folder holds, in words.
struct Held<'m>(&'m Manifest);

impl std::fmt::Display for Held<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Counted(self.0.position.outcomes.records(), "record").fmt(formatter)
    }
}
