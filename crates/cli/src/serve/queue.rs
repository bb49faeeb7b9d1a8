use saidso::Pipeline;
use saidso::error::ArticleError;
use saidso::record::{Article, Record};
use saidso_analysis::view::{RenderError, article_html};
use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use tokio::sync::oneshot;

/// The form of the answer for a labelled article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The record as JSON.
    Record,
    /// An element of HTML.
    Element,
    /// No answer of its own: the record is passed to a comparison.
    None,
}

/// Why there is no labelled article.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Article(#[from] ArticleError),
    #[error("the record cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Html(#[from] RenderError),
}

/// The result for an article: its record, and the body of its answer if one was asked for.
pub(super) type Labelled = Result<(Record, Vec<u8>), Failure>;

struct Job {
    article: Article,
    form: Form,
    answer: oneshot::Sender<Labelled>,
}

/// Articles that wait to be labelled, and the threads that label them.
pub(super) struct Queue {
    waiting: Arc<Waiting>,
    capacity: usize,
    at_work: Arc<AtomicUsize>,
}

/// The queue has no room.
pub(super) struct Full;

impl Queue {
    /// Starts the threads. They end with the queue.
    pub(super) fn start(pipeline: &Pipeline, threads: usize, capacity: usize) -> io::Result<Self> {
        let waiting = Arc::new(Waiting::default());
        let at_work = Arc::new(AtomicUsize::new(0));
        for number in 0..threads {
            let (pipeline, waiting, at_work) = (pipeline.clone(), Arc::clone(&waiting), Arc::clone(&at_work));
            let work = move || label(&pipeline, &waiting, &at_work);
            thread::Builder::new().name(format!("label-{number}")).spawn(work)?;
        }
        Ok(Self { waiting, capacity, at_work })
    }

    /// Queues an article.
    pub(super) fn submit(&self, article: Article, form: Form) -> Result<oneshot::Receiver<Labelled>, Full> {
        let (answer, answered) = oneshot::channel();
        if self.waiting.push(Job { article, form, answer }, self.capacity) { Ok(answered) } else { Err(Full) }
    }

    /// Whether a thread is labelling an article.
    pub(super) fn is_at_work(&self) -> bool {
        self.at_work.load(Ordering::SeqCst) > 0
    }

    /// Articles that may wait.
    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Whether another article would be turned away.
    pub(super) fn is_full(&self) -> bool {
        self.waiting() >= self.capacity
    }

    /// Articles that wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.count()
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.waiting.close();
    }
}

/// Jobs in order. Not a channel: a client that has gone must not keep a place that another one could have.
#[derive(Default)]
struct Waiting {
    line: Mutex<Line>,
    changed: Condvar,
}

#[derive(Default)]
struct Line {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Waiting {
    /// Whether there was room for one more.
    fn push(&self, job: Job, capacity: usize) -> bool {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if line.jobs.len() >= capacity {
            line.jobs.retain(|job| !job.answer.is_closed());
        }
        let has_room = line.jobs.len() < capacity;
        if has_room {
            line.jobs.push_back(job);
            self.changed.notify_one();
        }
        has_room
    }

    /// The next job; none once the queue has ended.
    fn pop(&self) -> Option<Job> {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if line.closed {
                return None;
            }
            match line.jobs.pop_front() {
                // The client has gone and needs no answer.
                Some(job) if job.answer.is_closed() => {}
                Some(job) => return Some(job),
                None => line = self.changed.wait(line).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn count(&self) -> usize {
        let line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        line.jobs.iter().filter(|job| !job.answer.is_closed()).count()
    }

    fn close(&self) {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_all();
    }
}

fn label(pipeline: &Pipeline, waiting: &Waiting, at_work: &AtomicUsize) {
    while let Some(Job { article, form, answer }) = waiting.pop() {
        at_work.fetch_add(1, Ordering::SeqCst);
        let labelled = pipeline.extract(&article).map_err(Failure::from);
        let body = labelled.and_then(|record| {
            let body = body(&record, &article.text, form)?;
            Ok((record, body))
        });
        at_work.fetch_sub(1, Ordering::SeqCst);
        // A client that has gone by now needs no answer either.
        let _ = answer.send(body);
    }
}

fn body(record: &Record, text: &str, form: Form) -> Result<Vec<u8>, Failure> {
    Ok(match form {
        Form::Record => serde_json::to_vec(record)?,
        Form::Element => article_html(record, Some(text))?.into_bytes(),
        Form::None => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Form, Job, Waiting};
    use saidso::record::Article;
    use tokio::sync::oneshot;

    #[test]
    fn whoever_goes_away_gives_up_the_place() {
        let waiting = Waiting::default();
        let job = |id: &str| {
            let (answer, answered) = oneshot::channel();
            (Job { article: Article::new(id, "text"), form: Form::Record, answer }, answered)
        };
        let ((first, _stays), (second, leaves), (third, _waits)) = (job("a"), job("b"), job("c"));
        assert!(waiting.push(first, 2) && waiting.push(second, 2));
        let (turned_away, _) = job("d");
        assert!(!waiting.push(turned_away, 2));
        drop(leaves);
        assert_eq!(waiting.count(), 1);
        assert!(waiting.push(third, 2));
        let ids: Vec<String> = (0..2).filter_map(|_| waiting.pop()).map(|job| job.article.id).collect();
        assert_eq!(ids, ["a", "c"]);
        waiting.close();
        assert!(waiting.pop().is_none());
    }
}
