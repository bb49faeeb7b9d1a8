use super::article::{Done, Name, Pending, Ticket};
use super::encode::{self, Encoding, Member};
use super::groups::{DEFAULT_BATCH_TOKENS, GroupRule};
use super::observe::{Observer, Summary};
use super::permits::{Permit, Permits};
use super::stages::{Stages, panic_message};
use super::{Outcome, Stop};
use crate::error::FailedArticle;
use crate::record::Article;
use crossbeam_channel::{Receiver, Sender, bounded, select, unbounded};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::Instant;

/// How a run works.
#[derive(Clone)]
pub struct RunOptions {
    /// Threads that encode; as many again prepare and decide, which is little work.
    pub threads: NonZeroUsize,
    /// Most word pieces of a batch, padding included.
    pub batch_tokens: usize,
    /// Is told how the run goes on.
    pub observer: Arc<dyn Observer>,
    /// Ends the run early.
    pub stop: Stop,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            batch_tokens: DEFAULT_BATCH_TOKENS,
            observer: Arc::new(()),
            stop: Stop::default(),
        }
    }
}

impl fmt::Debug for RunOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RunOptions")
            .field("threads", &self.threads)
            .field("batch_tokens", &self.batch_tokens)
            .field("stop", &self.stop)
            .finish_non_exhaustive()
    }
}

/// Why a run ended before its input.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The sink refused an outcome.
    #[error(transparent)]
    Sink(io::Error),
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
    3 + threads / 8
}

/// How reading ended: the number of articles, or the message of a panic.
type ReadEnd = Arc<OnceLock<Result<u64, String>>>;

pub(super) fn run(
    stages: &Arc<Stages>,
    articles: impl Iterator<Item = Result<Article, FailedArticle>> + Send + 'static,
    options: &RunOptions,
    sink: impl FnMut(Outcome) -> io::Result<()>,
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
    // What is in flight is bounded by the permits, so that these queues need no bounds of their own.
    let (groups_in, groups) = unbounded();
    let (outcomes_in, outcomes) = unbounded();
    let (batches_in, batches) = bounded(2 * threads);

    // Ends the threads on every way out.
    let mut workers = Workers { stop: stop.clone(), threads: Vec::new() };
    let reader = Reader {
        stages: Arc::clone(stages),
        pool: Arc::clone(&pool),
        permits: Permits::new(groups_in_flight(threads)),
        rule: GroupRule::new(options.batch_tokens),
        groups: groups_in,
        outcomes: outcomes_in.clone(),
        observer: Arc::clone(&options.observer),
        stop: stop.clone(),
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
        stop,
    });
    for index in 0..threads {
        let (encoding, batches) = (Arc::clone(&encoding), batches.clone());
        workers
            .threads
            .push(spawn(&format!("encode-{index}"), move || encoding.work(&batches)).map_err(|error| refused(&error))?);
    }
    drop((encoding, batches));

    let mut summary = write(&outcomes, options, sink)?;
    drop(workers);
    summary.pieces = pieces.load(Ordering::Relaxed);
    summary.elapsed = start.elapsed();
    if !summary.stopped {
        let written = summary.articles + summary.failed;
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
    mut sink: impl FnMut(Outcome) -> io::Result<()>,
) -> Result<Summary, RunError> {
    let mut summary = Summary::default();
    let mut early = BTreeMap::new();
    let mut next = 0;
    while !options.stop.is_stopped() {
        let done = select! {
            recv(outcomes) -> done => done,
            recv(options.stop.signal()) -> _ => break,
        };
        let Ok(done) = done else { return Ok(summary) };
        early.insert(done.ticket.sequence, done);
        while let Some(Done { outcome, ticket }) = early.remove(&next) {
            next += 1;
            summary.add(&outcome);
            options.observer.outcome(&outcome);
            sink(outcome).map_err(RunError::Sink)?;
            drop(ticket);
        }
    }
    summary.stopped = true;
    Ok(summary)
}

/// What the reading thread needs.
struct Reader {
    stages: Arc<Stages>,
    pool: Arc<ThreadPool>,
    permits: Permits,
    rule: GroupRule,
    groups: Sender<Receiver<Member>>,
    outcomes: Sender<Done>,
    observer: Arc<dyn Observer>,
    stop: Stop,
}

/// The group that is being read.
struct OpenGroup {
    permit: Arc<Permit>,
    members: Sender<Member>,
    size: usize,
}

impl Reader {
    /// Reads to the end, and says how that was.
    fn read(mut self, articles: impl Iterator<Item = Result<Article, FailedArticle>>, end: &ReadEnd) {
        let mut read = 0;
        let result = catch_unwind(AssertUnwindSafe(|| self.read_groups(articles, &mut read)));
        // Before the senders are dropped with `self`: whoever finds the queues at their end must see this.
        let _ = end.set(result.map(|()| read).map_err(|panic| panic_message(panic.as_ref())));
    }

    fn read_groups(&mut self, articles: impl Iterator<Item = Result<Article, FailedArticle>>, read: &mut u64) {
        let mut open: Option<OpenGroup> = None;
        for item in articles {
            let mut group = match open.take() {
                Some(group) => group,
                None => match self.begin_group() {
                    Some(group) => group,
                    None => return,
                },
            };
            if self.stop.is_stopped() {
                return;
            }
            let ends = self.rule.ends_with(item.as_ref().map_or(0, |article| article.text.len()));
            let ticket = Ticket::new(*read, &group.permit);
            *read += 1;
            match item {
                Ok(article) => self.prepare(article, ticket, group.size, group.members.clone()),
                Err(failed) => {
                    let _ = self.outcomes.send(Done { ticket, outcome: Err(failed) });
                }
            }
            group.size += 1;
            open = (!ends).then_some(group);
        }
    }

    fn begin_group(&self) -> Option<OpenGroup> {
        let permit = Arc::new(self.permits.acquire(&self.stop)?);
        let (members, group) = unbounded();
        self.groups.send(group).ok()?;
        Some(OpenGroup { permit, members, size: 0 })
    }

    /// Prepares an article in the pool and sends it to its group; one without windows has nothing to wait for.
    fn prepare(&self, article: Article, ticket: Ticket, position: usize, group: Sender<Member>) {
        let (stages, outcomes, stop) = (Arc::clone(&self.stages), self.outcomes.clone(), self.stop.clone());
        let observer = Arc::clone(&self.observer);
        self.pool.spawn(move || {
            if stop.is_stopped() {
                return;
            }
            let name = Name::of(&article);
            match stages.prepare(article) {
                Ok(prepared) => {
                    observer.prepared(prepared.windows.iter().map(|window| window.pieces.len()).sum());
                    let empty = prepared.windows.is_empty();
                    let pending = Pending::new(ticket, name, prepared);
                    if empty {
                        pending.decide(&stages, &outcomes);
                    } else {
                        let _ = group.send(Member { position, pending });
                    }
                }
                Err(error) => {
                    let _ = outcomes.send(Done { ticket, outcome: name.outcome(Err(error)) });
                }
            }
        });
    }
}
