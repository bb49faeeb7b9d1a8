//! The records of a run, as a Python iterator.

use crate::SaidsoError;
use crate::articles::Raised;
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use pyo3::prelude::*;
use saidso::pipeline::Stop;
use saidso::record::OutputLine;
use saidso::{Article, FailedArticle, Pipeline, RunOptions};
use std::io::{Error, ErrorKind};
use std::thread;
use std::time::Duration;

/// How many records may wait to be read; when that many wait, the run pauses.
const AHEAD: usize = 16;

/// How often Python is checked for an interrupt.
const PATIENCE: Duration = Duration::from_millis(100);

/// Records, as JSON, in the order of their articles. The run has threads of its own and ends when this is dropped.
#[pyclass(frozen, module = "saidso._saidso")]
pub(crate) struct Records {
    receiver: Receiver<Result<String, String>>,
    stop: Stop,
    raised: Raised,
}

impl Records {
    pub(crate) fn of(
        pipeline: Pipeline,
        articles: impl Iterator<Item = Result<Article, FailedArticle>> + Send + 'static,
        options: RunOptions,
        raised: Raised,
    ) -> PyResult<Self> {
        let (sender, receiver) = bounded(AHEAD);
        let stop = options.stop.clone();
        let work = move || {
            let result = pipeline.run(articles, &options, |outcome| {
                let line = serde_json::to_string(&OutputLine::from(outcome))?;
                sender.send(Ok(line)).map_err(|_| Error::from(ErrorKind::BrokenPipe))
            });
            if let Err(error) = result {
                // There is no receiver if the iterator was dropped, which is what ended the run.
                let _ = sender.send(Err(error.to_string()));
            }
        };
        thread::Builder::new().name("saidso-run".to_owned()).spawn(work)?;
        Ok(Self { receiver, stop, raised })
    }
}

#[pymethods]
impl Records {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<String>> {
        loop {
            match py.detach(|| self.receiver.recv_timeout(PATIENCE)) {
                Ok(Ok(line)) => return Ok(Some(line)),
                Ok(Err(reason)) => return Err(SaidsoError::new_err(reason)),
                Err(RecvTimeoutError::Timeout) => py.check_signals()?,
                Err(RecvTimeoutError::Disconnected) => return self.raised.take().map_or(Ok(None), Err),
            }
        }
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        self.stop.stop();
    }
}
