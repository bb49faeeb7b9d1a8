use super::jobs::{Failure, Job};
use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs that wait for a thread. Clients take turns, each with its jobs in order. Not a channel: a client that has gone
/// must not keep a place that another one could have, and no client may keep all places.
#[derive(Default)]
pub(super) struct Waiting {
    line: Mutex<Line>,
    changed: Condvar,
}

#[derive(Default)]
struct Line {
    /// The clients that have jobs, in the order of their turns.
    clients: VecDeque<(IpAddr, VecDeque<Job>)>,
    closed: bool,
}

impl Waiting {
    /// Whether there was room for one more.
    pub(super) fn push(&self, job: Job, capacity: usize) -> bool {
        let mut line = self.line();
        if line.count() >= capacity {
            line.forget_gone();
        }
        let has_room = line.count() < capacity || line.make_room(job.client);
        if has_room {
            line.add(job);
            self.changed.notify_one();
        }
        has_room
    }

    /// The next job; none once the queue has ended.
    pub(super) fn pop(&self) -> Option<Job> {
        let mut line = self.line();
        loop {
            if line.closed {
                return None;
            }
            if let Some(job) = line.next() {
                return Some(job);
            }
            line = self.changed.wait(line).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Jobs whose clients wait for them.
    pub(super) fn count(&self) -> usize {
        let line = self.line();
        let jobs = line.clients.iter().flat_map(|(_, jobs)| jobs);
        jobs.filter(|job| !job.answer.is_closed()).count()
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
    fn count(&self) -> usize {
        self.clients.iter().map(|(_, jobs)| jobs.len()).sum()
    }

    fn add(&mut self, job: Job) {
        match self.clients.iter_mut().find(|(client, _)| *client == job.client) {
            Some((_, jobs)) => jobs.push_back(job),
            None => self.clients.push_back((job.client, VecDeque::from([job]))),
        }
    }

    /// The first job of the client whose turn it is. A client that has gone needs no answer.
    fn next(&mut self) -> Option<Job> {
        while let Some((client, mut jobs)) = self.clients.pop_front() {
            while let Some(job) = jobs.pop_front() {
                if job.answer.is_closed() {
                    continue;
                }
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
        let (answer, answered) = oneshot::channel();
        let article = Article::new(id, "text");
        (Job { article, form: Form::Record, client: [10, 0, 0, client].into(), answer }, answered)
    }

    fn popped(waiting: &Waiting, count: usize) -> Vec<String> {
        (0..count).filter_map(|_| waiting.pop()).map(|job| job.article.id).collect()
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
}
