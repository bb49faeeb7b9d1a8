use super::Stop;
use super::article::{Done, Pending};
use super::batches::{self, Row};
use super::clocks::{Clocks, Stage};
use super::observe::Observer;
use super::stages::Stages;
use crate::encode::WindowScores;
use crate::error::ArticleError;
use crossbeam_channel::{Receiver, Sender, select};
use rayon::ThreadPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Windows that are encoded together, each with a share of its article.
pub(super) struct Batch {
    rows: Vec<(Arc<Pending>, usize)>,
}

/// An article of a group, with its place in it.
pub(super) struct Member {
    pub(super) position: usize,
    pub(super) pending: Pending,
}

/// Waits for the articles of each group and cuts them into batches, group by group, until there are no more groups or
/// the run is stopped.
pub(super) fn cut_groups(
    groups: &Receiver<Receiver<Member>>,
    batches: &Sender<Batch>,
    batch_tokens: usize,
    stop: &Stop,
) {
    loop {
        let group = select! {
            recv(groups) -> group => group,
            recv(stop.signal()) -> _ => return,
        };
        let Ok(group) = group else { return };
        let mut members = Vec::new();
        loop {
            select! {
                recv(group) -> member => match member {
                    Ok(member) => members.push(member),
                    Err(_) => break,
                },
                recv(stop.signal()) -> _ => return,
            }
        }
        for batch in cut_group(members, batch_tokens) {
            if batches.send(batch).is_err() {
                return;
            }
        }
    }
}

/// Cuts a group into batches that hold all shares of its articles.
fn cut_group(mut members: Vec<Member>, batch_tokens: usize) -> Vec<Batch> {
    members.sort_by_key(|member| member.position);
    let articles: Vec<Arc<Pending>> = members.into_iter().map(|member| Arc::new(member.pending)).collect();
    let prepared: Vec<_> = articles.iter().map(|article| &article.prepared).collect();
    batches::cut(&prepared, batch_tokens)
        .into_iter()
        .map(|rows| Batch {
            rows: rows.iter().map(|&Row { article, window }| (Arc::clone(&articles[article]), window)).collect(),
        })
        .collect()
}

/// What the encoding threads share.
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
    /// Encodes batches in this thread until there are no more.
    pub(super) fn work(&self, batches: &Receiver<Batch>) {
        let mut encoder = self.stages.encoder();
        for mut batch in batches {
            // A stopped run still empties the queue, so that whoever fills it is not left waiting.
            if self.stop.is_stopped() {
                continue;
            }
            // Articles that are out of time have no use for scores; whoever drops the last share of one decides it.
            let (failed, rows) = batch.rows.into_iter().partition(|(article, _)| article.has_failed());
            batch.rows = rows;
            self.release(failed);
            if batch.rows.is_empty() {
                continue;
            }
            let start = Instant::now();
            let windows: Vec<_> =
                batch.rows.iter().map(|(article, window)| &article.prepared.windows[*window]).collect();
            let pieces: usize = windows.iter().map(|window| window.pieces.len()).sum();
            let scores = self.clocks.time(Stage::Encode, || encoder.encode(&windows));
            self.pieces.fetch_add(pieces as u64, Ordering::Relaxed);
            self.observer.encoded(pieces);
            let worked = start.elapsed();
            for ((article, _), window) in batch.rows.iter().zip(&windows) {
                article.spend(worked.mul_f64(window.pieces.len() as f64 / pieces.max(1) as f64));
            }
            match scores {
                Ok(scores) => self.hand_on(batch.rows.into_iter().zip(scores.into_iter().map(Ok))),
                Err(error) => self.hand_on(batch.rows.into_iter().zip(std::iter::repeat_with(|| Err(error.clone())))),
            }
        }
    }

    /// Gives the scores to their articles.
    fn hand_on(&self, scores: impl Iterator<Item = ((Arc<Pending>, usize), Result<WindowScores, ArticleError>)>) {
        for ((article, window), found) in scores {
            article.put(window, found);
            self.release([(article, window)]);
        }
    }

    /// Gives back shares of articles; those that are complete go on to `decide`.
    fn release(&self, shares: impl IntoIterator<Item = (Arc<Pending>, usize)>) {
        for (article, _) in shares {
            if let Some(article) = Arc::into_inner(article) {
                let (stages, clocks) = (Arc::clone(&self.stages), Arc::clone(&self.clocks));
                let outcomes = self.outcomes.clone();
                self.pool.spawn(move || article.decide(&stages, &clocks, &outcomes));
            }
        }
    }
}
