use super::arguments::Arguments;
use crate::progress::Progress;
use crate::run;
use saidso::pipeline::Observer;
use saidso::{Pipeline, RunOptions, Summary};
use saidso_io::read::{Articles, Input, ReadOptions, total_bytes};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The work of a run: a pipeline, its inputs and how to read them.
pub(super) struct Work {
    pub(super) pipeline: Pipeline,
    /// The model's folder.
    pub(super) model: PathBuf,
    /// SHA-256 of the file of people.
    pub(super) people_hash: Option<String>,
    pub(super) inputs: Vec<Input>,
    pub(super) read_options: ReadOptions,
}

impl Work {
    /// Starts reading, and showing progress.
    pub(super) fn begin(&self, arguments: &Arguments) -> anyhow::Result<(Articles, Arc<Progress>, RunOptions)> {
        let visible = Progress::is_visible(arguments.quiet);
        let total = visible.then(|| total_bytes(&self.inputs, &self.read_options.leave_out)).flatten();
        let articles = Articles::new(self.inputs.clone(), self.read_options.clone());
        let progress = Arc::new(Progress::new(visible, articles.bytes_read(), total));
        let observer = Arc::clone(&progress) as Arc<dyn Observer>;
        let options = RunOptions {
            max_failures: arguments.limits.max_failures,
            article_time: arguments.limits.max_seconds,
            unordered: arguments.unordered_ok,
            ..run::options(arguments.threads, observer)?
        };
        Ok((articles, progress, options))
    }
}

/// Adds the processor time of the reading thread to the summary.
pub(super) fn with_reading(mut summary: Summary, nanoseconds: &AtomicU64) -> Summary {
    summary.cpu.read += Duration::from_nanos(nanoseconds.load(Ordering::Relaxed));
    summary
}
