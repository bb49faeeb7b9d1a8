//! The stages combined: from articles to records.
//!
//! ```text
//! reader ──► prepare ────► encode ──────► decide, resolve, emit ──► writer
//! 1 thread   rayon pool    N threads      rayon pool                the calling thread
//! ```
//!
//! The result for an article depends only on the article, the model and the precision, to the last bit, although
//! windows are encoded alone or together as they happen to arrive. A few dozen articles are in flight at a time,
//! which bounds the memory and keeps all threads busy; the writer restores the order of the input.
//!
//! A panic or error in a stage fails the articles that the stage was working on, not the run.

mod article;
mod clocks;
mod encode;
mod observe;
mod permits;
mod reader;
mod run;
mod stages;
mod stop;

pub use clocks::StageTimes;
pub use observe::{Observer, Summary};
pub use run::{RunError, RunOptions};
pub use stages::Explained;
pub use stop::Stop;

use crate::decide::Decider;
use crate::emit::record;
use crate::encode::{EncodeError, Encoder, NetworkEncoder, WindowScores};
use crate::error::{ArticleError, FailedArticle};
use crate::model::{Model, ModelError, Precision};
use crate::people::People;
use crate::prepare::{Prepared, Preparer};
use crate::record::{Article, Record};
use crate::resolve::{explain, resolve};
use stages::Stages;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// The result for one article.
pub type Outcome = Result<Record, FailedArticle>;

/// A model with all stages, ready for use. Clones share the model.
///
/// ```
/// use saidso::record::Label;
/// use saidso::{Article, Pipeline};
///
/// let pipeline = Pipeline::load("models/saidso-en")?;
/// let record = pipeline.extract(&Article::new("a", "“We had no choice,” said Anna Larsen."))?;
/// assert_eq!(record.sentences[0].label, Some(Label::Quote));
/// let attribution = &record.attributions[0];
/// assert_eq!(attribution.cue.text, "said");
/// assert_eq!(attribution.source.as_ref().map(|source| &*source.span.text), Some("Anna Larsen"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Pipeline {
    stages: Arc<Stages>,
    people: Option<Arc<People>>,
}

impl Pipeline {
    /// Loads the model in `folder`, at the precision that is faster on this processor.
    ///
    /// # Errors
    /// The folder is not a model.
    pub fn load(folder: impl AsRef<Path>) -> Result<Self, ModelError> {
        Self::load_at(folder, Precision::default())
    }

    /// Loads the model in `folder`, at this precision.
    ///
    /// # Errors
    /// The folder is not a model.
    pub fn load_at(folder: impl AsRef<Path>, precision: Precision) -> Result<Self, ModelError> {
        let model = Arc::new(Model::load(folder.as_ref(), precision)?);
        let shared = Arc::clone(&model);
        Ok(Self::with_encoder(&model, move || Ok(Box::new(NetworkEncoder::new(Arc::clone(&shared))))))
    }

    /// Builds a pipeline from a model and a custom encoder. `encoder` is called in every thread that encodes, and
    /// again after an encoder has panicked.
    #[doc(hidden)]
    pub fn with_encoder(
        model: &Model,
        encoder: impl Fn() -> Result<Box<dyn Encoder>, EncodeError> + Send + Sync + 'static,
    ) -> Self {
        let preparer = Preparer::new(model.tokenizer.clone(), model.config.saidso.windows);
        let decider = Decider::new(model.config.saidso.decisions);
        let explainer = decider.clone();
        let head = model.antecedents().clone();
        let same_head = head.clone();
        let stages = Stages {
            prepare: Box::new(move |article| preparer.prepare(article)),
            encoder: Box::new(encoder),
            decide: Box::new(move |mut prepared, scores| {
                let found = decider.decide(&mut prepared, scores);
                let resolution = resolve(&prepared, scores, &head, &found.attributions);
                record(prepared, &found, &resolution)
            }),
            explain: Box::new(move |mut prepared, scores| {
                let found = explainer.decide(&mut prepared, scores);
                let sentences = explainer.explain(&prepared, scores, &found.attributions);
                let (resolution, sources) = explain(&prepared, scores, &same_head, &found.attributions);
                Explained { record: record(prepared, &found, &resolution), sentences, sources }
            }),
        };
        Self { stages: Arc::new(stages), people: None }
    }

    /// The same pipeline, extended to identify sources as these people.
    #[must_use]
    pub fn with_people(self, people: People) -> Self {
        Self { people: Some(Arc::new(people)), ..self }
    }

    /// Labels one article in the calling thread.
    ///
    /// ```
    /// use saidso::error::ArticleError;
    /// use saidso::{Article, Pipeline};
    ///
    /// let pipeline = Pipeline::load("models/saidso-en")?;
    /// assert_eq!(pipeline.extract(&Article::new("a", " \n")), Err(ArticleError::Empty));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The article cannot be labelled.
    pub fn extract(&self, article: &Article) -> Result<Record, ArticleError> {
        self.extract_while(article, || Ok(()))
    }

    /// Labels one article in the calling thread as long as `check` allows it, which is asked before each stage and each
    /// window.
    ///
    /// # Errors
    /// The article cannot be labelled, or `check` failed.
    pub fn extract_while<E: From<ArticleError>>(
        &self,
        article: &Article,
        mut check: impl FnMut() -> Result<(), E>,
    ) -> Result<Record, E> {
        let (prepared, scores) = self.encode(article, &mut check)?;
        check()?;
        Ok(self.identified(self.stages.decide(prepared, &scores)?))
    }

    /// Labels one article in the calling thread, and returns what the labels of its sentences and the sources of its
    /// attributions are based on. The record is the same as that of [`extract`](Self::extract).
    ///
    /// # Errors
    /// The article cannot be labelled.
    pub fn explain(&self, article: &Article) -> Result<Explained, ArticleError> {
        let (prepared, scores) = self.encode(article, &mut || Ok::<_, ArticleError>(()))?;
        let explained = self.stages.explain(prepared, &scores)?;
        Ok(Explained { record: self.identified(explained.record), ..explained })
    }

    fn identified(&self, mut record: Record) -> Record {
        if let Some(people) = &self.people {
            people.identify(&mut record);
        }
        record
    }

    fn encode<E: From<ArticleError>>(
        &self,
        article: &Article,
        check: &mut impl FnMut() -> Result<(), E>,
    ) -> Result<(Prepared, Vec<WindowScores>), E> {
        check()?;
        let prepared = self.stages.prepare(article.clone())?;
        let mut encoder = self.stages.encoder();
        let mut scores = Vec::with_capacity(prepared.windows.len());
        for window in &prepared.windows {
            check()?;
            for found in encoder.encode(&[window])? {
                scores.push(encode::finite(found)?);
            }
        }
        Ok((prepared, scores))
    }

    /// Labels a stream of articles and passes the outcomes to `sink` in the order of the input.
    ///
    /// Its memory use does not grow with the number of articles. An article that fails, or that is already an error
    /// in the input, is an outcome like the others.
    ///
    /// ```
    /// use saidso::{Article, Pipeline, RunOptions};
    ///
    /// let pipeline = Pipeline::load("models/saidso-en")?;
    /// let texts = ["“It is over,” said Anna Larsen.", "The bridge was closed on Monday.", ""];
    /// let articles = texts.into_iter().enumerate().map(|(id, text)| Ok(Article::new(id.to_string(), text)));
    /// let mut attributions = 0;
    /// let summary = pipeline.run(articles, &RunOptions::default(), |outcome| {
    ///     match outcome {
    ///         Ok(record) => attributions += record.attributions.len(),
    ///         Err(failed) => eprintln!("{failed}"),
    ///     }
    ///     Ok(())
    /// })?;
    /// assert_eq!((summary.articles, summary.failed, attributions), (2, 1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `sink` failed, too many articles failed, or threads could not be started. Earlier outcomes have been passed to
    /// `sink`.
    pub fn run<A>(
        &self,
        articles: A,
        options: &RunOptions,
        mut sink: impl FnMut(Outcome) -> io::Result<()>,
    ) -> Result<Summary, RunError>
    where
        A: Iterator<Item = Result<Article, FailedArticle>> + Send + 'static,
    {
        run::run(&self.stages, articles, options, |outcome| sink(outcome.map(|record| self.identified(record))))
    }
}

#[cfg(test)]
mod tests;
