//! Measures how much processor time each stage takes.

use cpu_time::ThreadTime;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Processor time of each stage in a run, summed over all threads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StageTimes {
    /// Reading and decoding the input.
    pub read: Duration,
    /// Sentences, quotation marks, word pieces, windows.
    pub prepare: Duration,
    /// The encoder and its heads.
    pub encode: Duration,
    /// Labels, attributions, sources.
    pub decide: Duration,
    /// The sink: writing JSON to the file.
    pub write: Duration,
}

/// A stage whose time is measured.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stage {
    Read,
    Prepare,
    Encode,
    Decide,
    Write,
}

/// Adds up the stages' processor times, in nanoseconds.
#[derive(Debug, Default)]
pub(super) struct Clocks([AtomicU64; 5]);

impl Clocks {
    /// Does a stage's work and measures its time.
    pub(super) fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let start = ThreadTime::try_now();
        let result = work();
        if let Ok(elapsed) = start.and_then(|start| start.try_elapsed()) {
            self.0[stage as usize].fetch_add(elapsed.as_nanos() as u64, Ordering::Relaxed);
        }
        result
    }

    pub(super) fn times(&self) -> StageTimes {
        let of = |stage: Stage| Duration::from_nanos(self.0[stage as usize].load(Ordering::Relaxed));
        StageTimes {
            read: of(Stage::Read),
            prepare: of(Stage::Prepare),
            encode: of(Stage::Encode),
            decide: of(Stage::Decide),
            write: of(Stage::Write),
        }
    }
}
