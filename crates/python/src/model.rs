//! A loaded model.

use crate::SaidsoError;
use crate::articles::{Articles, Door, Given, Raised};
use crate::records::Records;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyIterator;
use saidso::record::OutputLine;
use saidso::{Pipeline, Precision, RunOptions};
use saidso_io::read::{self, Duplicates, Input, ReadOptions};
use std::error::Error;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// A model, loaded once; any number of threads may use it.
#[pyclass(frozen, module = "saidso._saidso")]
pub(crate) struct Model {
    pipeline: Pipeline,
    options: ReadOptions,
    threads: Option<NonZeroUsize>,
}

#[pymethods]
impl Model {
    #[new]
    fn new(
        py: Python<'_>,
        folder: PathBuf,
        precision: &str,
        threads: Option<NonZeroUsize>,
        any_language: bool,
        duplicates: &str,
    ) -> PyResult<Self> {
        let precision = match precision {
            "auto" => Precision::Auto,
            "fp32" => Precision::Single,
            "int8" => Precision::Int8,
            other => return Err(unknown("precision", "'auto', 'fp32' or 'int8'", other)),
        };
        let duplicates = match duplicates {
            "keep" => Duplicates::Keep,
            "mark" => Duplicates::Mark,
            "skip" => Duplicates::Skip,
            other => return Err(unknown("duplicates", "'keep', 'mark' or 'skip'", other)),
        };
        let pipeline = py.detach(|| Pipeline::load_at(&folder, precision)).map_err(|error| {
            SaidsoError::new_err(format!("cannot use the model in {}: {}", folder.display(), with_causes(&error)))
        })?;
        Ok(Self { pipeline, options: ReadOptions { any_language, duplicates, ..ReadOptions::default() }, threads })
    }

    /// Labels one article in the calling thread, and returns its record.
    fn label(&self, py: Python<'_>, article: Given) -> PyResult<String> {
        py.detach(|| {
            let outcome = Door::new(self.options.clone()).pass(&article).and_then(|article| {
                self.pipeline.extract(&article).map_err(|error| saidso::FailedArticle {
                    id: article.id,
                    origin: article.origin,
                    error,
                })
            });
            serde_json::to_string(&OutputLine::from(outcome)).map_err(|error| SaidsoError::new_err(error.to_string()))
        })
    }

    /// Labels the articles of an iterator, and returns their records in order.
    fn label_all(&self, articles: &Bound<'_, PyIterator>) -> PyResult<Records> {
        let raised = Raised::default();
        let articles = Articles {
            iterator: articles.clone().unbind(),
            door: Door::new(self.options.clone()),
            raised: raised.clone(),
        };
        Records::of(self.pipeline.clone(), articles, self.run_options(), raised)
    }

    /// Labels the articles of files and folders, and returns their records in order.
    fn label_files(&self, paths: Vec<PathBuf>, text: String, id: String, title: String) -> PyResult<Records> {
        let options = ReadOptions { text_field: text, id_field: id, title_field: title, ..self.options.clone() };
        let articles = read::Articles::new(paths.into_iter().map(Input::Path).collect(), options);
        Records::of(self.pipeline.clone(), articles, self.run_options(), Raised::default())
    }
}

impl Model {
    fn run_options(&self) -> RunOptions {
        let defaults = RunOptions::default();
        RunOptions { threads: self.threads.unwrap_or(defaults.threads), ..defaults }
    }
}

fn unknown(name: &str, known: &str, given: &str) -> PyErr {
    PyValueError::new_err(format!("{name} must be {known}, not '{given}'"))
}

/// An error's message, with those of its causes.
fn with_causes(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}
