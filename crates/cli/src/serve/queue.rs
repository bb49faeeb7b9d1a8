use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use saidso::Pipeline;
use saidso::error::ArticleError;
use saidso::record::{Article, Record};
use saidso_analysis::view::{RenderError, article_html};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tokio::sync::oneshot;

/// How a labelled article is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The record as JSON.
    Record,
    /// An element of HTML.
    Element,
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

/// What becomes of an article: the body of its answer.
pub(super) type Labelled = Result<Vec<u8>, Failure>;

struct Job {
    article: Article,
    form: Form,
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
    pub(super) fn submit(&self, article: Article, form: Form) -> Result<oneshot::Receiver<Labelled>, Full> {
        let (answer, answered) = oneshot::channel();
        match self.jobs.try_send(Job { article, form, answer }) {
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
    for Job { article, form, answer } in waiting {
        // Whoever has gone away needs no answer.
        if !answer.is_closed() {
            at_work.fetch_add(1, Ordering::SeqCst);
            let labelled = pipeline.extract(&article).map_err(Failure::from);
            let body = labelled.and_then(|record| body(&record, &article.text, form));
            at_work.fetch_sub(1, Ordering::SeqCst);
            // Nor does one who goes away now.
            let _ = answer.send(body);
        }
    }
}

fn body(record: &Record, text: &str, form: Form) -> Labelled {
    Ok(match form {
        Form::Record => serde_json::to_vec(record)?,
        Form::Element => article_html(record, Some(text))?.into_bytes(),
    })
}
