use super::Outcome;
use super::clocks::{Clocks, Stage};
use super::permits::Permit;
use super::stages::Stages;
use crate::encode::WindowScores;
use crate::error::{ArticleError, FailedArticle};
use crate::prepare::Prepared;
use crate::record::{Article, Origin, Record};
use crossbeam_channel::Sender;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// An article's place in the run.
#[derive(Debug)]
pub(super) struct Ticket {
    /// Its position among all outcomes.
    pub(super) sequence: u64,
    /// Held until the outcome is written.
    _permit: Permit,
}

impl Ticket {
    pub(super) fn new(sequence: u64, permit: Permit) -> Self {
        Self { sequence, _permit: permit }
    }
}

/// An outcome on its way to the writer.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) ticket: Ticket,
    pub(super) outcome: Outcome,
}

/// An article between `prepare` and `decide`. Each of its windows waiting to be encoded holds a share of it; the
/// thread that releases the last share gets the whole article.
pub(super) struct Pending {
    ticket: Ticket,
    name: Name,
    pub(super) prepared: Prepared,
    scores: Mutex<Result<Vec<Option<WindowScores>>, ArticleError>>,
    clock: Clock,
}

/// The time that the stages have spent on an article, and its limit.
#[derive(Debug)]
pub(super) struct Clock {
    limit: Option<Duration>,
    nanoseconds: AtomicU64,
}

impl Clock {
    pub(super) fn new(limit: Option<Duration>) -> Self {
        Self { limit, nanoseconds: AtomicU64::new(0) }
    }

    pub(super) fn add(&self, worked: Duration) {
        self.nanoseconds.fetch_add(u64::try_from(worked.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// # Errors
    /// The limit is exceeded.
    pub(super) fn check(&self) -> Result<(), ArticleError> {
        let worked = Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed));
        match self.limit {
            Some(limit) if worked > limit => Err(ArticleError::TooSlow { limit }),
            _ => Ok(()),
        }
    }
}

/// What is kept of an article for its error, in case a stage loses it.
pub(super) struct Name {
    id: String,
    origin: Origin,
}

impl Name {
    pub(super) fn of(article: &Article) -> Self {
        Self { id: article.id.clone(), origin: article.origin.clone() }
    }

    pub(super) fn outcome(self, result: Result<Record, ArticleError>) -> Outcome {
        result.map_err(|error| FailedArticle { id: self.id, origin: self.origin, error })
    }
}

impl Pending {
    pub(super) fn new(ticket: Ticket, name: Name, prepared: Prepared, clock: Clock) -> Self {
        let scores = Mutex::new(clock.check().map(|()| vec![None; prepared.windows.len()]));
        Self { ticket, name, prepared, scores, clock }
    }

    /// Whether the article has already failed, so that further work on it is pointless.
    pub(super) fn has_failed(&self) -> bool {
        self.scores.lock().unwrap_or_else(PoisonError::into_inner).is_err()
    }

    /// Counts the time spent on one of its windows.
    pub(super) fn spend(&self, worked: Duration) {
        self.clock.add(worked);
        if let Err(error) = self.clock.check() {
            let mut scores = self.scores.lock().unwrap_or_else(PoisonError::into_inner);
            if scores.is_ok() {
                *scores = Err(error);
            }
        }
    }

    /// Stores the encoder's result for a window; the first error becomes that of the whole article.
    pub(super) fn put(&self, window: usize, found: Result<WindowScores, ArticleError>) {
        let mut scores = self.scores.lock().unwrap_or_else(PoisonError::into_inner);
        match (scores.as_mut(), found) {
            (Ok(scores), Ok(found)) => scores[window] = Some(found),
            (Ok(_), Err(error)) => *scores = Err(error),
            (Err(_), _) => {}
        }
    }

    /// Decides the article once all of its windows have been encoded.
    pub(super) fn decide(self, stages: &Stages, clocks: &Clocks, outcomes: &Sender<Done>) {
        let scores = self.scores.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (prepared, clock) = (self.prepared, self.clock);
        let decide = |scores: Vec<Option<WindowScores>>| {
            let scores: Vec<WindowScores> = scores.into_iter().flatten().collect();
            let start = Instant::now();
            let record = clocks.time(Stage::Decide, || stages.decide(prepared, &scores))?;
            clock.add(start.elapsed());
            clock.check().map(|()| record)
        };
        let record = scores.and_then(decide);
        // Sending fails if the run has been stopped: nobody receives then.
        let _ = outcomes.send(Done { ticket: self.ticket, outcome: self.name.outcome(record) });
    }
}
