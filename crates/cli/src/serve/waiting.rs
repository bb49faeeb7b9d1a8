use super::jobs::{Failure, Job};
use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs that wait for a thread: short articles and long ones, so that a long one keeps no short one waiting. Not a
/// channel: a client that has gone must not keep a place that another one could have, and no client may keep all places.
#[derive(Default)]
pub(super) struct Waiting {
    line: Mutex<Line>,
    changed: Condvar,
}

#[derive(Default)]
struct Line {
    short: Turns,
    long: Turns,
    /// Bytes of the long articles being labelled.
    at_work: usize,
    closed: bool,
}

/// Most bytes of long articles that are labelled at once, unless one has more: memory grows with them.
const AT_WORK: usize = 1 << 20;

/// A long article's place among those that are labelled, until it is dropped.
pub(super) struct Place<'w> {
    waiting: &'w Waiting,
    bytes: usize,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.waiting.line().at_work -= self.bytes;
        self.waiting.changed.notify_one();
    }
}

impl Waiting {
    /// Whether there was room for one more among `capacity` jobs, of which no more than half may be long.
    pub(super) fn push(&self, job: Job, capacity: usize) -> bool {
        let mut line = self.line();
        if !line.has_room(&job, capacity) {
            line.short.forget_gone();
            line.long.forget_gone();
        }
        let has_room = line.has_room(&job, capacity) || line.turns(&job).make_room(job.client);
        if has_room {
            line.turns(&job).add(job);
            self.changed.notify_one();
        }
        has_room
    }

    /// The next job, with its place if it is long; none once the queue has ended. A long one comes first if it may: it
    /// makes way for short ones while it is labelled.
    pub(super) fn pop(&self) -> Option<(Job, Option<Place<'_>>)> {
        let mut line = self.line();
        loop {
            if line.closed {
                return None;
            }
            let free = AT_WORK.saturating_sub(line.at_work);
            let is_idle = line.at_work == 0;
            if let Some(job) = line.long.next(|job| is_idle || job.article.text.len() <= free) {
                let bytes = job.article.text.len();
                line.at_work += bytes;
                return Some((job, Some(Place { waiting: self, bytes })));
            }
            if let Some(job) = line.short.next(|_| true) {
                return Some((job, None));
            }
            line = self.changed.wait(line).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A short job, if one waits.
    pub(super) fn pop_short(&self) -> Option<Job> {
        self.line().short.next(|_| true)
    }

    /// Jobs whose clients wait for them.
    pub(super) fn count(&self) -> usize {
        let line = self.line();
        let clients = line.short.clients.iter().chain(&line.long.clients);
        clients.flat_map(|(_, jobs)| jobs).filter(|job| !job.answer.is_closed()).count()
    }

    pub(super) fn close(&self) {
        self.line().closed = true;
        self.changed.notify_all();
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn has_room(&self, job: &Job, capacity: usize) -> bool {
        let (short, long) = (self.short.count(), self.long.count());
        short + long < capacity && (!job.is_long() || long < capacity.div_ceil(2))
    }

    fn turns(&mut self, job: &Job) -> &mut Turns {
        if job.is_long() { &mut self.long } else { &mut self.short }
    }
}

/// Clients take turns, each with its jobs in order.
#[derive(Default)]
struct Turns {
    /// The clients that have jobs, in the order of their turns.
    clients: VecDeque<(IpAddr, VecDeque<Job>)>,
}

impl Turns {
    fn count(&self) -> usize {
        self.clients.iter().map(|(_, jobs)| jobs.len()).sum()
    }

    fn add(&mut self, job: Job) {
        match self.clients.iter_mut().find(|(client, _)| *client == job.client) {
            Some((_, jobs)) => jobs.push_back(job),
            None => self.clients.push_back((job.client, VecDeque::from([job]))),
        }
    }

    /// The first job of the client whose turn it is, if it fits. A client that has gone needs no answer.
    fn next(&mut self, fits: impl Fn(&Job) -> bool) -> Option<Job> {
        while let Some((_, jobs)) = self.clients.front_mut() {
            while jobs.front().is_some_and(|job| job.answer.is_closed()) {
                jobs.pop_front();
            }
            if jobs.front().is_some_and(|job| !fits(job)) {
                return None;
            }
            let (client, mut jobs) = self.clients.pop_front()?;
            if let Some(job) = jobs.pop_front() {
                if !jobs.is_empty() {
                    self.clients.push_back((client, jobs));
                }
                return Some(job);
            }
        }
        None
    }

    fn forget_gone(&mut self) {
        for (_, jobs) in &mut self.clients {
            jobs.retain(|job| !job.answer.is_closed());
        }
        self.clients.retain(|(_, jobs)| !jobs.is_empty());
    }

    /// Turns away the last job of the client that has the most, if that is fair to it: it still has as many as the one
    /// that wants the place.
    fn make_room(&mut self, client: IpAddr) -> bool {
        let own = self.clients.iter().find(|(other, _)| *other == client).map_or(0, |(_, jobs)| jobs.len());
        let most = self.clients.iter_mut().map(|(_, jobs)| jobs).max_by_key(|jobs| jobs.len());
        let last = most.filter(|jobs| jobs.len() > own + 1).and_then(VecDeque::pop_back);
        let has_room = last.is_some();
        if let Some(last) = last {
            // Its client may be leaving at this moment.
            let _ = last.answer.send(Err(Failure::TurnedAway));
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use super::super::jobs::{Failure, Form, Job, Labelled};
    use super::Waiting;
    use saidso::record::Article;
    use tokio::sync::oneshot::{self, Receiver};

    fn job(id: &str, client: u8) -> (Job, Receiver<Labelled>) {
        sized(id, client, 10)
    }

    fn sized(id: &str, client: u8, bytes: usize) -> (Job, Receiver<Labelled>) {
        let (answer, answered) = oneshot::channel();
        let article = Article::new(id, "x".repeat(bytes));
        (Job { article, form: Form::Record, client: [10, 0, 0, client].into(), answer, room: None }, answered)
    }

    fn popped(waiting: &Waiting, count: usize) -> Vec<String> {
        (0..count).filter_map(|_| waiting.pop()).map(|(job, _)| job.article.id).collect()
    }

    #[test]
    fn whoever_goes_away_gives_up_the_place() {
        let waiting = Waiting::default();
        let ((first, _stays), (second, leaves), (third, _waits)) = (job("a", 1), job("b", 1), job("c", 1));
        assert!(waiting.push(first, 2) && waiting.push(second, 2));
        assert!(!waiting.push(job("d", 1).0, 2));
        drop(leaves);
        assert_eq!(waiting.count(), 1);
        assert!(waiting.push(third, 2));
        assert_eq!(popped(&waiting, 2), ["a", "c"]);
        waiting.close();
        assert!(waiting.pop().is_none());
    }

    #[test]
    fn clients_take_turns_and_none_keeps_all_places() {
        let waiting = Waiting::default();
        let (mut greedy, mut answers): (Vec<_>, Vec<_>) = ["a", "b", "c", "d"].map(|id| job(id, 1)).into_iter().unzip();
        assert!(greedy.drain(..).all(|job| waiting.push(job, 4)));
        let ((one, _one), (other, _other), (third, _third)) = (job("x", 2), job("y", 2), job("z", 2));
        assert!(waiting.push(one, 4) && waiting.push(other, 4));
        assert!(!waiting.push(third, 4), "each has two places");
        let turned_away = answers.iter_mut().map(|answer| matches!(answer.try_recv(), Ok(Err(Failure::TurnedAway))));
        assert_eq!(turned_away.collect::<Vec<_>>(), [false, false, true, true]);
        assert_eq!(popped(&waiting, 4), ["a", "x", "b", "y"]);
    }

    #[test]
    fn long_articles_take_half_of_the_places_and_keep_no_short_one_waiting() {
        let waiting = Waiting::default();
        let (long, short) = (|id| sized(id, 1, 700_000), |id| job(id, 1));
        let (long, _answers): (Vec<_>, Vec<_>) = ["a", "b", "c"].map(long).into_iter().unzip();
        let pushed: Vec<bool> = long.into_iter().map(|job| waiting.push(job, 4)).collect();
        assert_eq!(pushed, [true, true, false]);
        let (short, _answers): (Vec<_>, Vec<_>) = ["d", "e"].map(short).into_iter().unzip();
        assert!(short.into_iter().all(|job| waiting.push(job, 4)));
        let (first, place) = waiting.pop().unwrap();
        assert_eq!(first.article.id, "a");
        assert_eq!(waiting.pop_short().unwrap().article.id, "d");
        assert_eq!(waiting.pop().unwrap().0.article.id, "e", "one long article at a time");
        drop(place);
        assert_eq!(waiting.pop().unwrap().0.article.id, "b");
    }
}
