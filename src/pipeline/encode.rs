use super::Stop;
use super::article::{Done, Pending};
use super::clocks::{Clocks, Stage};
use super::observe::Observer;
use super::stages::Stages;
use crate::encode::{EncodeError, WindowScores, pool_of_one};
use crate::error::ArticleError;
use crossbeam_channel::{Receiver, Sender, select};
use rayon::ThreadPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// A window that waits to be encoded, with its share of its article.
pub(super) struct Share {
    pub(super) article: Arc<Pending>,
    pub(super) window: usize,
}

impl Share {
    fn pieces(&self) -> usize {
        self.article.prepared.windows[self.window].pieces.len()
    }
}

/// Maximum number of word pieces in windows that a thread encodes together, since matrix products of few rows are
/// slow. This does not affect the result.
const TOGETHER: usize = 256;

/// Shared by the encoding threads.
pub(super) struct Encoding {
    pub(super) stages: Arc<Stages>,
    pub(super) pool: Arc<ThreadPool>,
    pub(super) outcomes: Sender<Done>,
    pub(super) observer: Arc<dyn Observer>,
    pub(super) pieces: Arc<AtomicU64>,
    pub(super) clocks: Arc<Clocks>,
    pub(super) stop: Stop,
}

impl Encoding {
    /// Encodes windows in this thread until there are no more.
    ///
    /// # Errors
    /// The thread cannot be set up; its windows stay in the queue.
    pub(super) fn work(&self, windows: &Receiver<Share>) -> Result<(), EncodeError> {
        let _alone = pool_of_one()?;
        let mut encoder = self.stages.encoder();
        let mut next = None;
        while let Some(first) = next.take().or_else(|| self.wait(windows)) {
            let mut pieces = first.pieces();
            let mut batch = vec![first];
            while let Ok(share) = windows.try_recv() {
                if pieces + share.pieces() > TOGETHER {
                    next = Some(share);
                    break;
                }
                pieces += share.pieces();
                batch.push(share);
            }
            if self.stop.is_stopped() {
                break;
            }
            // Failed articles need no scores; the thread that releases the last share of one decides it.
            let (failed, batch): (Vec<_>, Vec<_>) = batch.into_iter().partition(|share| share.article.has_failed());
            for share in failed {
                self.release(share.article);
            }
            if !batch.is_empty() {
                self.encode(&mut encoder, batch);
            }
        }
        Ok(())
    }

    /// The next share; `None` after the last one, and once the run is stopped: the reader may then still wait for its
    /// input, and keep the queue open.
    fn wait(&self, windows: &Receiver<Share>) -> Option<Share> {
        select! {
            recv(windows) -> share => share.ok(),
            recv(self.stop.signal()) -> _ => None,
        }
    }

    fn encode(&self, encoder: &mut super::stages::GuardedEncoder<'_>, batch: Vec<Share>) {
        let start = Instant::now();
        let windows: Vec<_> = batch.iter().map(|share| &share.article.prepared.windows[share.window]).collect();
        let pieces: usize = batch.iter().map(Share::pieces).sum();
        let scores = self.clocks.time(Stage::Encode, || encoder.encode(&windows));
        self.pieces.fetch_add(pieces as u64, Ordering::Relaxed);
        self.observer.encoded(pieces);
        let worked = start.elapsed();
        for share in &batch {
            share.article.spend(worked.mul_f64(share.pieces() as f64 / pieces.max(1) as f64));
        }
        let mut scores = scores.map(Vec::into_iter);
        for Share { article, window } in batch {
            let found = match &mut scores {
                Ok(scores) => scores.next().map(finite),
                Err(error) => Some(Err(error.clone())),
            };
            if let Some(found) = found {
                article.put(window, found);
            }
            self.release(article);
        }
    }

    /// Releases a share of an article; after the last one, the article goes to `decide`.
    fn release(&self, article: Arc<Pending>) {
        if let Some(article) = Arc::into_inner(article) {
            let (stages, clocks) = (Arc::clone(&self.stages), Arc::clone(&self.clocks));
            let outcomes = self.outcomes.clone();
            self.pool.spawn(move || article.decide(&stages, &clocks, &outcomes));
        }
    }
}

/// Checks that all scores of a window are finite: no later stage would notice.
pub(super) fn finite(scores: WindowScores) -> Result<WindowScores, ArticleError> {
    if scores.are_finite() {
        return Ok(scores);
    }
    Err(ArticleError::Encode {
        reason: "the model's scores are not finite numbers; are its weights damaged?".to_owned(),
    })
}
