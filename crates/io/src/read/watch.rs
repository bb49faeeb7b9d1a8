//! The processor time that reading has taken since the last article. All readers of a run work in one thread, which keeps
//! it.

use cpu_time::ThreadTime;
use saidso::error::ArticleError;
use std::cell::Cell;
use std::io::{self, Read};
use std::time::Duration;

thread_local! {
    static RUNNING: Cell<Option<(ThreadTime, Duration)>> = const { Cell::new(None) };
}

/// Begins anew, with the time that may be taken.
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

/// Reads a part that is an article, and stops where that takes too long.
pub(super) struct Watched<R>(pub(super) R);

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        check().map_err(io::Error::other)?;
        self.0.read(buffer)
    }
}
