use super::Stop;
use super::article::{Clock, Done, Name, Pending, Ticket};
use super::clocks::{Clocks, Stage};
use super::encode::Share;
use super::observe::Observer;
use super::permits::Permits;
use super::stages::Stages;
use crate::error::{FailedArticle, panic_message};
use crate::record::Article;
use crossbeam_channel::Sender;
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How reading ended: the number of articles, or the message of a panic.
pub(super) type ReadEnd = Arc<OnceLock<Result<u64, String>>>;

/// The reading thread's state.
pub(super) struct Reader {
    pub(super) stages: Arc<Stages>,
    pub(super) pool: Arc<ThreadPool>,
    pub(super) permits: Permits,
    pub(super) windows: Sender<Share>,
    pub(super) outcomes: Sender<Done>,
    pub(super) observer: Arc<dyn Observer>,
    pub(super) clocks: Arc<Clocks>,
    pub(super) stop: Stop,
    pub(super) article_time: Option<Duration>,
    /// Ends reading; articles in flight may still be finished.
    pub(super) halt: Stop,
}

impl Reader {
    /// Reads to the end, and reports in `end` how that went.
    pub(super) fn read(self, articles: impl Iterator<Item = Result<Article, FailedArticle>>, end: &ReadEnd) {
        let mut read = 0;
        let work = || self.clocks.time(Stage::Read, || self.read_all(articles, &mut read));
        let result = catch_unwind(AssertUnwindSafe(work));
        // Set before the senders are dropped with `self`: a thread that finds the queues closed must see this.
        let _ = end.set(result.map(|()| read).map_err(|panic| panic_message(panic.as_ref())));
    }

    fn read_all(&self, articles: impl Iterator<Item = Result<Article, FailedArticle>>, read: &mut u64) {
        for item in articles {
            if self.halt.is_stopped() {
                return;
            }
            let bytes = item.as_ref().map_or(0, |article| article.text.len() + article.metadata_bytes());
            let Some(permit) = self.permits.acquire(bytes, &self.stop) else { return };
            let ticket = Ticket::new(*read, permit);
            *read += 1;
            match item {
                Ok(article) => self.prepare(article, ticket),
                Err(failed) => {
                    let _ = self.outcomes.send(Done { ticket, outcome: Err(failed) });
                }
            }
        }
    }

    /// Prepares an article in the pool and sends its windows to the encoders; an article without windows is decided
    /// at once.
    fn prepare(&self, article: Article, ticket: Ticket) {
        let (stages, outcomes, stop) = (Arc::clone(&self.stages), self.outcomes.clone(), self.stop.clone());
        let (observer, clocks) = (Arc::clone(&self.observer), Arc::clone(&self.clocks));
        let (windows, clock) = (self.windows.clone(), Clock::new(self.article_time));
        self.pool.spawn(move || {
            if stop.is_stopped() {
                return;
            }
            let name = Name::of(&article);
            let start = Instant::now();
            let prepared = clocks.time(Stage::Prepare, || stages.prepare(article));
            clock.add(start.elapsed());
            let prepared = match prepared {
                Ok(prepared) => prepared,
                Err(error) => {
                    let _ = outcomes.send(Done { ticket, outcome: name.outcome(Err(error)) });
                    return;
                }
            };
            observer.prepared(prepared.windows.iter().map(|window| window.pieces.len()).sum());
            let count = prepared.windows.len();
            let pending = Pending::new(ticket, name, prepared, clock);
            if count == 0 || pending.has_failed() {
                pending.decide(&stages, &clocks, &outcomes);
                return;
            }
            let article = Arc::new(pending);
            for window in 1..count {
                let _ = windows.send(Share { article: Arc::clone(&article), window });
            }
            // The thread that releases the last share decides the article, so none may be kept here.
            let _ = windows.send(Share { article, window: 0 });
        });
    }
}
