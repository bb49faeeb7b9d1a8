use super::Stop;
use super::article::{Clock, Done, Name, Pending, Ticket};
use super::clocks::{Clocks, Stage};
use super::encode::Member;
use super::groups::GroupRule;
use super::observe::Observer;
use super::permits::{Permit, Permits};
use super::stages::{Stages, panic_message};
use crate::error::FailedArticle;
use crate::record::Article;
use crossbeam_channel::{Receiver, Sender, unbounded};
use rayon::ThreadPool;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How reading ended: the number of articles, or the message of a panic.
pub(super) type ReadEnd = Arc<OnceLock<Result<u64, String>>>;

/// What the reading thread needs.
pub(super) struct Reader {
    pub(super) stages: Arc<Stages>,
    pub(super) pool: Arc<ThreadPool>,
    pub(super) permits: Permits,
    pub(super) rule: GroupRule,
    pub(super) groups: Sender<Receiver<Member>>,
    pub(super) outcomes: Sender<Done>,
    pub(super) observer: Arc<dyn Observer>,
    pub(super) clocks: Arc<Clocks>,
    pub(super) stop: Stop,
    pub(super) article_time: Option<Duration>,
    /// Ends reading with the open group: what is in flight may still be finished.
    pub(super) halt: Stop,
}

/// The group that is being read.
struct OpenGroup {
    permit: Arc<Permit>,
    members: Sender<Member>,
    size: usize,
}

impl Reader {
    /// Reads to the end, and says how that was.
    pub(super) fn read(mut self, articles: impl Iterator<Item = Result<Article, FailedArticle>>, end: &ReadEnd) {
        let mut read = 0;
        let clocks = Arc::clone(&self.clocks);
        let read_groups = || clocks.time(Stage::Read, || self.read_groups(articles, &mut read));
        let result = catch_unwind(AssertUnwindSafe(read_groups));
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
            let ticket = Ticket::new(*read, ends, &group.permit);
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
        if self.halt.is_stopped() {
            return None;
        }
        let permit = Arc::new(self.permits.acquire(&self.stop)?);
        let (members, group) = unbounded();
        self.groups.send(group).ok()?;
        Some(OpenGroup { permit, members, size: 0 })
    }

    /// Prepares an article in the pool and sends it to its group; one without windows has nothing to wait for.
    fn prepare(&self, article: Article, ticket: Ticket, position: usize, group: Sender<Member>) {
        let (stages, outcomes, stop) = (Arc::clone(&self.stages), self.outcomes.clone(), self.stop.clone());
        let (observer, clocks) = (Arc::clone(&self.observer), Arc::clone(&self.clocks));
        let clock = Clock::new(self.article_time);
        self.pool.spawn(move || {
            if stop.is_stopped() {
                return;
            }
            let name = Name::of(&article);
            let start = Instant::now();
            let prepared = clocks.time(Stage::Prepare, || stages.prepare(article));
            clock.add(start.elapsed());
            match prepared {
                Ok(prepared) => {
                    observer.prepared(prepared.windows.iter().map(|window| window.pieces.len()).sum());
                    let empty = prepared.windows.is_empty();
                    let pending = Pending::new(ticket, name, prepared, clock);
                    if empty || pending.has_failed() {
                        pending.decide(&stages, &clocks, &outcomes);
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
