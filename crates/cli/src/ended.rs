//! What ended a run.

use saidso::RunError;

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
