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
use tokio::sync::oneshot;

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
                while let Some(job) = waiting.pop() {
                    work.label(job);
                }
            };
            thread::Builder::new().name(format!("label-{number}")).spawn(label)?;
        }
        Ok(Self { waiting, capacity, work })
    }

    /// Queues an article.
    pub(super) fn submit(
        &self,
        article: Article,
        form: Form,
        client: IpAddr,
    ) -> Result<oneshot::Receiver<Labelled>, Full> {
        let (answer, answered) = oneshot::channel();
        let job = Job { article, form, client, answer };
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
    fn label(&self, Job { article, form, answer, .. }: Job) {
        self.now.fetch_add(1, Ordering::SeqCst);
        let start = Instant::now();
        let check = || {
            if answer.is_closed() {
                Err(Failure::Abandoned)
            } else if start.elapsed() > self.limit {
                Err(ArticleError::TooSlow { limit: self.limit }.into())
            } else {
                Ok(())
            }
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
