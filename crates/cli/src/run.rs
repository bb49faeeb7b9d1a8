//! What commands that label articles share.

use super::{console, signals};
use saidso::pipeline::{Observer, Stop};
use saidso::{ArticleError, Outcome, RunError, RunOptions};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

/// Options of a run that an interrupt ends.
pub(super) fn options(threads: Option<u16>, observer: Arc<dyn Observer>) -> anyhow::Result<RunOptions> {
    let stop = Stop::default();
    signals::stop_on_interrupt(stop.clone())?;
    let defaults = RunOptions::default();
    Ok(RunOptions {
        threads: threads.and_then(|threads| NonZeroUsize::new(threads.into())).unwrap_or(defaults.threads),
        observer,
        stop,
        ..defaults
    })
}

/// Names an article that failed, and the way out where there is one.
pub(super) fn name_failure(outcome: &Outcome) {
    let Err(failed) = outcome else { return };
    if failed.error.skip_rule().is_some() {
        return;
    }
    let hint = match &failed.error {
        ArticleError::NotUtf8 { .. } | ArticleError::Encoding { .. } => {
            "; name the encoding with --encoding, if it is another"
        }
        ArticleError::Binary { .. } => "; UTF-16 without a byte order mark must be named with --encoding",
        _ => "",
    };
    console::failure(format_args!("{failed}{hint}"));
}

/// What ended a run, in words.
pub(super) fn explained(error: RunError) -> anyhow::Error {
    let context = match error {
        RunError::Sink(_) => Some("cannot write the output"),
        RunError::TooManyFailures { .. } => Some("--max-failures ends the run"),
        _ => None,
    };
    let error = anyhow::Error::new(error);
    match context {
        Some(context) => error.context(context),
        None => error,
    }
}

/// Whether two paths lead to one file.
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one.is_file() && one == other,
        _ => false,
    }
}
