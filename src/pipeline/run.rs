use super::article::Done;
use super::clocks::{Clocks, Stage};
use super::encode::{self, Encoding};
use super::groups::{DEFAULT_BATCH_TOKENS, GroupRule};
use super::observe::{Observer, Summary};
use super::permits::Permits;
use super::reader::{ReadEnd, Reader};
use super::stages::Stages;
use super::{Outcome, Stop};
use crate::error::FailedArticle;
use crate::record::Article;
use crossbeam_channel::{Receiver, bounded, select, unbounded};
use rayon::ThreadPoolBuilder;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How a run works.
#[derive(Clone)]
pub struct RunOptions {
    /// Threads that encode; as many again prepare and decide, which is little work.
    pub threads: NonZeroUsize,
    /// Most word pieces of a batch, padding included.
    pub batch_tokens: usize,
    /// Each article is encoded by itself, as soon as it is read. Its scores then do not depend on its neighbours, in their last
    /// bits either; short articles fill no batch and take more processor time.
    pub each: bool,
    /// Outcomes may come out of order, the first one ready first.
    pub unordered: bool,
    /// Is told how the run goes on.
    pub observer: Arc<dyn Observer>,
    /// Ends the run early.
    pub stop: Stop,
    /// The run ends when more articles have failed.
    pub max_failures: Option<u64>,
    /// Most time that the stages may work on one article, waiting not counted.
    pub article_time: Option<Duration>,
    /// How long a run that is to end early still waits for what is in flight.
    pub grace: Duration,
    /// Groups of articles that ended in a run which this one goes on with: the first ones of a run are smaller.
    pub groups_before: u64,
    /// Articles that failed in that run.
    pub failures_before: u64,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            batch_tokens: DEFAULT_BATCH_TOKENS,
            each: false,
            unordered: false,
            observer: Arc::new(()),
            stop: Stop::default(),
            max_failures: None,
            article_time: None,
            grace: Duration::ZERO,
            groups_before: 0,
            failures_before: 0,
        }
    }
}

impl fmt::Debug for RunOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RunOptions")
            .field("threads", &self.threads)
            .field("batch_tokens", &self.batch_tokens)
            .field("each", &self.each)
            .field("unordered", &self.unordered)
            .field("stop", &self.stop)
            .field("max_failures", &self.max_failures)
            .field("article_time", &self.article_time)
            .field("grace", &self.grace)
            .field("groups_before", &self.groups_before)
            .finish_non_exhaustive()
    }
}

/// Takes the outcomes of a run, in the order of the input.
pub trait Sink {
    /// Takes an outcome.
    ///
    /// # Errors
    /// It cannot be kept; the run ends.
    fn write(&mut self, outcome: Outcome) -> io::Result<()>;

    /// A group of articles ended with the last outcome. A run that begins behind it, told of the groups before it, gives
    /// the same bytes as this one that goes on.
    ///
    /// # Errors
    /// The run ends.
    fn end_group(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A function as a sink.
pub(super) struct FnSink<F>(pub(super) F);

impl<F: FnMut(Outcome) -> io::Result<()>> Sink for FnSink<F> {
    fn write(&mut self, outcome: Outcome) -> io::Result<()> {
        (self.0)(outcome)
    }
}

/// Why a run ended before its input.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The sink refused an outcome.
    #[error(transparent)]
    Sink(io::Error),
    /// Too many articles have failed. Their outcomes have been handed over, like all before them.
    #[error("more than {limit} failed: --max-failures ends the run")]
    TooManyFailures {
        /// How many may fail.
        limit: u64,
    },
    /// The system refuses threads.
    #[error("cannot start threads: {0}")]
    Threads(String),
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
        /// Outcomes handed to the sink.
        written: u64,
    },
}

/// Groups in flight: one in the encoder, one ready for it, one being read; and more where so many threads encode that one
/// group does not feed them.
pub(super) fn groups_in_flight(threads: usize) -> usize {
    3 + threads / 16
}

pub(super) fn run(
    stages: &Arc<Stages>,
    articles: impl Iterator<Item = Result<Article, FailedArticle>> + Send + 'static,
    options: &RunOptions,
    sink: &mut impl Sink,
) -> Result<Summary, RunError> {
    let start = Instant::now();
    let threads = options.threads.get();
    let refused = |error: &dyn fmt::Display| RunError::Threads(error.to_string());
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|index| format!("saidso-pool-{index}"))
        // What such a panic loses shows in the count of outcomes; rayon's own answer is to abort the process.
        .panic_handler(|_| ())
        .build()
        .map_err(|error| refused(&error))?;
    let pool = Arc::new(pool);
    let stop = Stop::default();
    let end = ReadEnd::default();
    let pieces = Arc::new(AtomicU64::new(0));
    let clocks = Arc::new(Clocks::default());
    // What is in flight is bounded by the permits, so that these queues need no bounds of their own.
    let (groups_in, groups) = unbounded();
    let (outcomes_in, outcomes) = unbounded();
    let (batches_in, batches) = bounded(2 * threads);

    // Ends the threads on every way out.
    let mut workers = Workers { stop: stop.clone(), threads: Vec::new() };
    let reader = Reader {
        stages: Arc::clone(stages),
        pool: Arc::clone(&pool),
        // An article keeps one encoder busy, and the next one has to be ready for it.
        permits: Permits::new(if options.each { 2 * threads + 1 } else { groups_in_flight(threads) }),
        rule: if options.each {
            GroupRule::each()
        } else {
            GroupRule::after(options.groups_before, options.batch_tokens)
        },
        groups: groups_in,
        outcomes: outcomes_in.clone(),
        observer: Arc::clone(&options.observer),
        clocks: Arc::clone(&clocks),
        stop: stop.clone(),
        article_time: options.article_time,
        halt: options.stop.clone(),
    };
    let read_end = Arc::clone(&end);
    // Not waited for at the end: it may hang in a read that never returns.
    spawn("read", move || reader.read(articles, &read_end)).map_err(|error| refused(&error))?;
    let (batch_tokens, batcher_stop) = (options.batch_tokens, stop.clone());
    workers.threads.push(
        spawn("batch", move || encode::cut_groups(&groups, &batches_in, batch_tokens, &batcher_stop))
            .map_err(|error| refused(&error))?,
    );
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
        let (encoding, batches) = (Arc::clone(&encoding), batches.clone());
        workers
            .threads
            .push(spawn(&format!("encode-{index}"), move || encoding.work(&batches)).map_err(|error| refused(&error))?);
    }
    drop((encoding, batches));

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

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(format!("saidso-{name}")).spawn(work)
}

/// Threads that are stopped and waited for when this is dropped, so that none outlives the run: the C++ library under
/// the encoder must not be at work when the process ends.
struct Workers {
    stop: Stop,
    threads: Vec<JoinHandle<()>>,
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stop.stop();
        for thread in self.threads.drain(..) {
            // A panic has been reported by then, and shows in the count of outcomes.
            let _ = thread.join();
        }
    }
}

/// Hands the outcomes to the sink in the order of the input.
fn write(
    outcomes: &Receiver<Done>,
    options: &RunOptions,
    clocks: &Clocks,
    sink: &mut impl Sink,
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
        // Out of order, whatever comes is the next one.
        let place = if options.unordered { next } else { done.ticket.sequence };
        early.insert(place, done);
        while let Some(Done { outcome, ticket }) = early.remove(&next) {
            next += 1;
            summary.add(&outcome);
            options.observer.outcome(&outcome);
            clocks
                .time(Stage::Write, || {
                    sink.write(outcome)?;
                    if ticket.ends_group { sink.end_group() } else { Ok(()) }
                })
                .map_err(RunError::Sink)?;
            drop(ticket);
            if let Some(limit) = options.max_failures.filter(|limit| options.failures_before + summary.failed > *limit)
            {
                return Err(RunError::TooManyFailures { limit });
            }
        }
    }
}
