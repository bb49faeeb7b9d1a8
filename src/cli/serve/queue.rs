use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use saidso::Pipeline;
use saidso::error::ArticleError;
use saidso::record::{Article, Record};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tokio::sync::oneshot;

/// What becomes of an article.
pub(super) type Labelled = Result<Record, ArticleError>;

struct Job {
    article: Article,
    answer: oneshot::Sender<Labelled>,
}

/// Articles that wait to be labelled, and the threads that label them.
pub(super) struct Queue {
    jobs: Sender<Job>,
    at_work: Arc<AtomicUsize>,
}

/// There is no room.
pub(super) struct Full;

impl Queue {
    /// Starts the threads. They end with the queue.
    pub(super) fn start(pipeline: &Pipeline, threads: usize, capacity: usize) -> io::Result<Self> {
        let (jobs, waiting) = bounded(capacity);
        let at_work = Arc::new(AtomicUsize::new(0));
        for number in 0..threads {
            let (pipeline, waiting, at_work) = (pipeline.clone(), waiting.clone(), Arc::clone(&at_work));
            let work = move || label(&pipeline, &waiting, &at_work);
            thread::Builder::new().name(format!("label-{number}")).spawn(work)?;
        }
        Ok(Self { jobs, at_work })
    }

    /// Lines an article up.
    pub(super) fn submit(&self, article: Article) -> Result<oneshot::Receiver<Labelled>, Full> {
        let (answer, answered) = oneshot::channel();
        match self.jobs.try_send(Job { article, answer }) {
            Ok(()) => Ok(answered),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Full),
        }
    }

    /// Whether a thread is labelling an article.
    pub(super) fn is_at_work(&self) -> bool {
        self.at_work.load(Ordering::SeqCst) > 0
    }

    /// Articles that wait.
    pub(super) fn waiting(&self) -> usize {
        self.jobs.len()
    }
}

fn label(pipeline: &Pipeline, waiting: &Receiver<Job>, at_work: &AtomicUsize) {
    for Job { article, answer } in waiting {
        // Whoever has gone away needs no answer.
        if !answer.is_closed() {
            at_work.fetch_add(1, Ordering::SeqCst);
            let labelled = pipeline.extract(&article);
            at_work.fetch_sub(1, Ordering::SeqCst);
            // Nor does one who goes away now.
            let _ = answer.send(labelled);
        }
    }
}
