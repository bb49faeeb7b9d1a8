use super::jobs::{Failure, Form, Job, Labelled};
use super::waiting::Waiting;
use saidso::Pipeline;
use saidso::error::ArticleError;
use saidso::record::{Article, Record};
use saidso_analysis::view::article_html;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// Articles that wait to be labelled, and the threads that label them.
pub(super) struct Queue {
    waiting: Arc<Waiting>,
    capacity: usize,
    work: Arc<Work>,
}

/// What the threads share.
struct Work {
    pipeline: Pipeline,
    /// How long an article may take.
    limit: Duration,
    /// Articles being labelled.
    now: AtomicUsize,
    /// Articles that were dropped half-way because their client had gone.
    abandoned: AtomicU64,
}

/// The queue has no room.
pub(super) struct Full;

impl Queue {
    /// Starts the threads. They end with the queue.
    pub(super) fn start(pipeline: Pipeline, threads: usize, capacity: usize, limit: Duration) -> io::Result<Self> {
        let waiting = Arc::new(Waiting::default());
        let work = Arc::new(Work { pipeline, limit, now: AtomicUsize::new(0), abandoned: AtomicU64::new(0) });
        for number in 0..threads {
            let (waiting, work) = (Arc::clone(&waiting), Arc::clone(&work));
            let label = move || {
                while let Some((job, _place)) = waiting.pop() {
                    work.label(&waiting, job);
                }
            };
            thread::Builder::new().name(format!("label-{number}")).spawn(label)?;
        }
        Ok(Self { waiting, capacity, work })
    }

    /// Queues an article with the memory that was reserved for it.
    pub(super) fn submit(
        &self,
        article: Article,
        form: Form,
        client: IpAddr,
        room: Option<OwnedSemaphorePermit>,
    ) -> Result<oneshot::Receiver<Labelled>, Full> {
        let (answer, answered) = oneshot::channel();
        let job = Job { article, form, client, answer, room };
        if self.waiting.push(job, self.capacity) { Ok(answered) } else { Err(Full) }
    }

    /// Whether a thread is labelling an article.
    pub(super) fn is_at_work(&self) -> bool {
        self.work.now.load(Ordering::SeqCst) > 0
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

    /// Articles that were dropped half-way because their client had gone.
    pub(super) fn abandoned(&self) -> u64 {
        self.work.abandoned.load(Ordering::Relaxed)
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.waiting.close();
    }
}

impl Work {
    /// Labels an article. Between the windows of a long one, short ones get their turns.
    fn label(&self, waiting: &Waiting, job: Job) {
        self.now.fetch_add(1, Ordering::SeqCst);
        let is_long = job.is_long();
        let Job { article, form, answer, room: _room, .. } = job;
        let start = Instant::now();
        let mut aside = Duration::ZERO;
        let check = || {
            if answer.is_closed() {
                return Err(Failure::Abandoned);
            }
            if is_long && let Some(short) = waiting.pop_short() {
                let before = Instant::now();
                self.label(waiting, short);
                aside += before.elapsed();
            }
            let is_slow = start.elapsed().saturating_sub(aside) > self.limit;
            if is_slow { Err(ArticleError::TooSlow { limit: self.limit }.into()) } else { Ok(()) }
        };
        let labelled = self.pipeline.extract_while(&article, check);
        let labelled = labelled.and_then(|record| {
            let body = body(&record, &article.text, form)?;
            Ok((record, body))
        });
        if matches!(labelled, Err(Failure::Abandoned)) {
            self.abandoned.fetch_add(1, Ordering::Relaxed);
        }
        self.now.fetch_sub(1, Ordering::SeqCst);
        // A client that has gone by now needs no answer either.
        let _ = answer.send(labelled);
    }
}

fn body(record: &Record, text: &str, form: Form) -> Result<Vec<u8>, Failure> {
    Ok(match form {
        Form::Record => serde_json::to_vec(record)?,
        Form::Element => article_html(record, Some(text))?.into_bytes(),
        Form::None => Vec::new(),
    })
}
