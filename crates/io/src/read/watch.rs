//! The processor time spent reading since the last article. All readers of a run work in one thread, so it is kept
//! per thread.

use cpu_time::ThreadTime;
use saidso::error::ArticleError;
use std::cell::Cell;
use std::io::{self, Read};
use std::time::Duration;

thread_local! {
    static RUNNING: Cell<Option<(ThreadTime, Duration)>> = const { Cell::new(None) };
}

/// Restarts the measurement with this time limit.
pub(super) fn begin(limit: Option<Duration>) {
    RUNNING.set(limit.and_then(|limit| Some((ThreadTime::try_now().ok()?, limit))));
}

/// # Errors
/// There is no time left.
pub(super) fn check() -> Result<(), ArticleError> {
    match RUNNING.get() {
        Some((start, limit)) if start.try_elapsed().is_ok_and(|time| time > limit) => {
            Err(ArticleError::TooSlow { limit })
        }
        _ => Ok(()),
    }
}

/// Reads a part that is an article, and fails if that takes too long.
pub(super) struct Watched<R>(pub(super) R);

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        check().map_err(io::Error::other)?;
        self.0.read(buffer)
    }
}
