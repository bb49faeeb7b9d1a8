use super::article::Done;
use super::clocks::{Clocks, Stage};
use super::encode::Encoding;
use super::observe::{Observer, Summary};
use super::permits::Permits;
use super::reader::{ReadEnd, Reader};
use super::stages::Stages;
use super::{Outcome, Stop};
use crate::error::FailedArticle;
use crate::record::Article;
use crossbeam_channel::{Receiver, select, unbounded};
use rayon::ThreadPoolBuilder;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Settings of a run.
#[derive(Clone)]
pub struct RunOptions {
    /// Number of encoding threads; as many more prepare and decide, which is little work.
    pub threads: NonZeroUsize,
    /// Whether outcomes may come out of order, as soon as each is ready.
    pub unordered: bool,
    /// Receives the run's progress.
    pub observer: Arc<dyn Observer>,
    /// Ends the run early.
    pub stop: Stop,
    /// The run ends when more articles than this have failed.
    pub max_failures: Option<u64>,
    /// Maximum time that the stages may spend on one article, not counting waiting.
    pub article_time: Option<Duration>,
    /// How long a run that is stopped early waits for articles in flight.
    pub grace: Duration,
    /// Articles that failed in the earlier run that this one resumes; they count towards `max_failures`.
    pub failures_before: u64,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            unordered: false,
            observer: Arc::new(()),
            stop: Stop::default(),
            max_failures: None,
            article_time: None,
            grace: Duration::ZERO,
            failures_before: 0,
        }
    }
}

impl fmt::Debug for RunOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RunOptions")
            .field("threads", &self.threads)
            .field("unordered", &self.unordered)
            .field("stop", &self.stop)
            .field("max_failures", &self.max_failures)
            .field("article_time", &self.article_time)
            .field("grace", &self.grace)
            .finish_non_exhaustive()
    }
}

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The sink failed.
    #[error(transparent)]
    Sink(io::Error),
    /// Too many articles have failed. Their outcomes, and all before them, have been passed to the sink.
    #[error("more than {limit} articles failed")]
    TooManyFailures {
        /// How many were allowed to fail.
        limit: u64,
    },
    /// The system could not start threads.
    #[error("cannot start threads")]
    Threads(#[source] Box<dyn Error + Send + Sync>),
    /// The iterator of articles panicked.
    #[error("a defect in stage `read`, please report it: {reason}")]
    Read {
        /// The panic's message.
        reason: String,
    },
    /// Outcomes are missing.
    #[error("a defect, please report it: of {read} articles, {written} came through")]
    Lost {
        /// Articles read.
        read: u64,
        /// Outcomes passed to the sink.
        written: u64,
    },
}

/// Number of permits for articles in flight: those being encoded, those waiting to be, and those waiting for the writer
/// behind a long one.
pub(super) fn permits(threads: usize) -> usize {
    32 + 16 * threads
}

pub(super) fn run(
    stages: &Arc<Stages>,
    articles: impl Iterator<Item = Result<Article, FailedArticle>> + Send + 'static,
    options: &RunOptions,
    sink: impl FnMut(Outcome) -> io::Result<()>,
) -> Result<Summary, RunError> {
    let start = Instant::now();
    let threads = options.threads.get();
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|index| format!("saidso-pool-{index}"))
        // Outcomes lost in such a panic show in their count; rayon would abort the process by default.
        .panic_handler(|_| ())
        .build()
        .map_err(|error| RunError::Threads(error.into()))?;
    let pool = Arc::new(pool);
    let stop = Stop::default();
    let end = ReadEnd::default();
    let pieces = Arc::new(AtomicU64::new(0));
    let clocks = Arc::new(Clocks::default());
    // The permits limit what is in flight, so these queues need no bounds of their own.
    let (windows_in, windows) = unbounded();
    let (outcomes_in, outcomes) = unbounded();

    // Stops the threads on every return path.
    let mut workers = Workers { stop: stop.clone(), threads: Vec::new() };
    let reader = Reader {
        stages: Arc::clone(stages),
        pool: Arc::clone(&pool),
        permits: Permits::new(permits(threads)),
        windows: windows_in,
        outcomes: outcomes_in.clone(),
        observer: Arc::clone(&options.observer),
        clocks: Arc::clone(&clocks),
        stop: stop.clone(),
        article_time: options.article_time,
        halt: options.stop.clone(),
    };
    let read_end = Arc::clone(&end);
    // Not joined at the end: it may hang in a read that never returns.
    spawn("read", move || reader.read(articles, &read_end))?;
    let encoding = Arc::new(Encoding {
        stages: Arc::clone(stages),
        pool,
        outcomes: outcomes_in,
        observer: Arc::clone(&options.observer),
        pieces: Arc::clone(&pieces),
        clocks: Arc::clone(&clocks),
        stop,
    });
    for index in 0..threads {
        let (encoding, windows) = (Arc::clone(&encoding), windows.clone());
        // If a thread cannot be set up, the others do its work; if none can, outcomes are missing.
        let work = move || drop(encoding.work(&windows));
        workers.threads.push(spawn(&format!("encode-{index}"), work)?);
    }
    drop((encoding, windows));

    let mut summary = write(&outcomes, options, &clocks, sink)?;
    drop(workers);
    summary.pieces = pieces.load(Ordering::Relaxed);
    summary.elapsed = start.elapsed();
    summary.cpu = clocks.times();
    if !summary.stopped {
        let written = summary.outcomes();
        match end.get() {
            Some(Ok(read)) if *read == written => {}
            Some(Err(reason)) => return Err(RunError::Read { reason: reason.clone() }),
            other => {
                let read = other.and_then(|end| end.as_ref().ok()).copied().unwrap_or_default();
                return Err(RunError::Lost { read, written });
            }
        }
    }
    Ok(summary)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, RunError> {
    let builder = thread::Builder::new().name(format!("saidso-{name}"));
    builder.spawn(work).map_err(|error| RunError::Threads(error.into()))
}

/// Threads that are stopped and joined when this is dropped, so that none outlives the run.
struct Workers {
    stop: Stop,
    threads: Vec<JoinHandle<()>>,
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stop.stop();
        for thread in self.threads.drain(..) {
            // A panic has already been reported, and shows in the count of outcomes.
            let _ = thread.join();
        }
    }
}

/// Passes the outcomes to the sink, in the order of the input unless `unordered`.
fn write(
    outcomes: &Receiver<Done>,
    options: &RunOptions,
    clocks: &Clocks,
    mut sink: impl FnMut(Outcome) -> io::Result<()>,
) -> Result<Summary, RunError> {
    let mut summary = Summary::default();
    let mut early = BTreeMap::new();
    let mut next = 0;
    let mut deadline = None;
    loop {
        if deadline.is_none() && options.stop.is_stopped() {
            summary.stopped = true;
            deadline = Some(Instant::now() + options.grace);
        }
        let done = match deadline {
            None => select! {
                recv(outcomes) -> done => done.ok(),
                recv(options.stop.signal()) -> _ => continue,
            },
            Some(deadline) if Instant::now() >= deadline => None,
            Some(deadline) => outcomes.recv_deadline(deadline).ok(),
        };
        let Some(done) = done else { return Ok(summary) };
        // If unordered, each outcome is the next one as it arrives.
        let place = if options.unordered { next } else { done.ticket.sequence };
        early.insert(place, done);
        while let Some(Done { outcome, ticket }) = early.remove(&next) {
            next += 1;
            summary.add(&outcome);
            options.observer.outcome(&outcome);
            clocks.time(Stage::Write, || sink(outcome)).map_err(RunError::Sink)?;
            drop(ticket);
            if let Some(limit) = options.max_failures.filter(|limit| options.failures_before + summary.failed > *limit)
            {
                return Err(RunError::TooManyFailures { limit });
            }
        }
    }
}
