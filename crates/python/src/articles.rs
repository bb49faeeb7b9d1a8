//! Reads articles from a Python iterator.

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyIterator;
use saidso::error::{ArticleError, FailedArticle};
use saidso::record::{Article, Origin};
use saidso_io::read::{ReadOptions, Screen};
use std::sync::{Arc, Mutex, PoisonError};

/// The exception that an iterator has raised, to be raised again when its records are read.
#[derive(Clone, Default)]
pub(crate) struct Raised(Arc<Mutex<Option<PyErr>>>);

impl Raised {
    pub(crate) fn take(&self) -> Option<PyErr> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, error: PyErr) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

/// An article as Python passes it: id, title, text and metadata, all in UTF-8, the metadata as a JSON object.
/// An article without text fails.
#[derive(FromPyObject)]
pub(crate) struct Given(PyBackedBytes, Option<PyBackedBytes>, Option<PyBackedBytes>, PyBackedBytes);

/// Applies the same checks to articles as to those from files.
pub(crate) struct Door {
    options: ReadOptions,
    screen: Screen,
    count: u64,
}

impl Door {
    pub(crate) fn new(options: ReadOptions) -> Self {
        Self { options, screen: Screen::default(), count: 0 }
    }

    pub(crate) fn pass(&mut self, given: &Given) -> Result<Article, FailedArticle> {
        self.count += 1;
        let id = String::from_utf8_lossy(&given.0).into_owned();
        let origin = Origin { input: "-".into(), line: Some(self.count) };
        let article = article(given, &id, &origin).and_then(|article| self.screen.pass(article, &self.options));
        article.map_err(|error| FailedArticle { id, origin, error })
    }
}

fn article(Given(_, title, text, metadata): &Given, id: &str, origin: &Origin) -> Result<Article, ArticleError> {
    let utf8 = |bytes: &PyBackedBytes| String::from_utf8_lossy(bytes).into_owned();
    let text = text.as_ref().ok_or(ArticleError::Empty)?;
    let metadata = serde_json::from_slice(metadata)
        .map_err(|error| ArticleError::Json { byte: error.column(), reason: saidso::error::json_reason(&error) })?;
    let title = title.as_ref().map(utf8);
    Ok(Article { title, metadata, origin: origin.clone(), ..Article::new(id, utf8(text)) })
}

/// The articles of a Python iterator. They end when the iterator raises an exception.
pub(crate) struct Articles {
    pub(crate) iterator: Py<PyIterator>,
    pub(crate) door: Door,
    pub(crate) raised: Raised,
}

impl Iterator for Articles {
    type Item = Result<Article, FailedArticle>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = Python::attach(|py| -> PyResult<Option<Given>> {
            self.iterator.bind(py).clone().next().map(|item| item?.extract()).transpose()
        });
        match next {
            Ok(given) => given.map(|given| self.door.pass(&given)),
            Err(error) => {
                self.raised.put(error);
                None
            }
        }
    }
}
