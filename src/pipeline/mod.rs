//! The stages joined: from articles to records.
//!
//! ```text
//! reader ──► prepare ────► batcher ──► encode ──► decide ────► writer
//! 1 thread   rayon pool    1 thread    N threads  rayon pool   the calling thread
//! ```
//!
//! Articles travel in groups. A group is cut by the number and size of its articles alone; its windows are sorted by
//! length and cut into batches. So the batches, and with them every last bit of the scores, depend on the input and the
//! batch size, but not on the number of threads or on timing. A few groups are in flight at a time, which bounds the
//! memory and keeps all threads busy while one group ends and the next begins. Groups do not wait for each other, so
//! that nothing can lock up. The first groups are small: the first records come soon.
//!
//! A panic or error in a stage costs the articles that were in that stage's hands, not the run.

mod article;
mod batches;
mod clocks;
mod encode;
mod groups;
mod observe;
mod permits;
mod reader;
mod run;
mod stages;
mod stop;

pub use clocks::StageTimes;
pub use groups::DEFAULT_BATCH_TOKENS;
pub use observe::{Observer, Summary};
pub use run::{RunError, RunOptions, Sink};
pub(crate) use stages::panic_message;
pub use stop::Stop;

use crate::decide::{Decider, Explanation};
use crate::encode::{EncodeError, Encoder, WindowScores};
use crate::error::{ArticleError, FailedArticle};
use crate::model::{Model, ModelError, Precision};
use crate::prepare::{Prepared, Preparer};
use crate::record::{Article, Record};
use stages::Stages;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// What becomes of an article.
pub type Outcome = Result<Record, FailedArticle>;

/// A model's stages, ready to work. Clones share the model.
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
}

impl Pipeline {
    /// Joins the stages. `encoder` is called in every thread that encodes, and again after an encoder has panicked.
    pub fn new(
        preparer: Preparer,
        encoder: impl Fn() -> Result<Box<dyn Encoder>, EncodeError> + Send + Sync + 'static,
        decider: Decider,
    ) -> Self {
        let explainer = decider.clone();
        let stages = Stages {
            prepare: Box::new(move |article| preparer.prepare(article)),
            encoder: Box::new(encoder),
            decide: Box::new(move |prepared, scores| decider.decide(prepared, &scores)),
            explain: Box::new(move |prepared, scores| explainer.explain(prepared, scores)),
        };
        Self { stages: Arc::new(stages) }
    }

    /// Joins the stages of the model in `folder`, at the default precision.
    ///
    /// # Errors
    /// The folder is not a model.
    pub fn load(folder: impl AsRef<Path>) -> Result<Self, ModelError> {
        Self::load_at(folder, Precision::default())
    }

    /// Joins the stages of the model in `folder`, at this precision.
    ///
    /// # Errors
    /// The folder is not a model.
    pub fn load_at(folder: impl AsRef<Path>, precision: Precision) -> Result<Self, ModelError> {
        // As many threads encode as there are processors: each does its arithmetic alone. OpenMP, under libtorch, keeps
        // this number for each thread; without it, loading leaves a second thread spinning.
        tch::set_num_threads(1);
        let model = Model::load(folder.as_ref(), precision)?;
        let (preparer, decider) = (model.preparer(), model.decider());
        let encoder = move || {
            tch::set_num_threads(1);
            Ok(Box::new(model.encoder()?) as Box<dyn Encoder>)
        };
        Ok(Self::new(preparer, encoder, decider))
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
        let (prepared, scores) = self.encode(article)?;
        self.stages.decide(prepared, scores)
    }

    /// Labels one article in the calling thread, and says for each sentence what its label was decided by; nothing for
    /// boilerplate.
    ///
    /// # Errors
    /// The article cannot be labelled.
    pub fn explain(&self, article: &Article) -> Result<(Record, Vec<Option<Explanation>>), ArticleError> {
        let (prepared, scores) = self.encode(article)?;
        let explanations = self.stages.explain(&prepared, &scores)?;
        Ok((self.stages.decide(prepared, scores)?, explanations))
    }

    fn encode(&self, article: &Article) -> Result<(Prepared, Vec<WindowScores>), ArticleError> {
        let prepared = self.stages.prepare(article.clone())?;
        let mut encoder = self.stages.encoder();
        let mut scores: Vec<Option<WindowScores>> = vec![None; prepared.windows.len()];
        for batch in batches::cut(&[&prepared], DEFAULT_BATCH_TOKENS) {
            let windows: Vec<_> = batch.iter().map(|row| &prepared.windows[row.window]).collect();
            for (row, found) in batch.iter().zip(encoder.encode(&windows)?) {
                scores[row.window] = Some(found);
            }
        }
        let scores = scores.into_iter().flatten().collect();
        Ok((prepared, scores))
    }

    /// Labels a stream of articles and hands the outcomes to `sink` in the order of the input.
    ///
    /// The memory it takes does not grow with the number of articles. An article that fails, or is an error already, is
    /// an outcome like the others.
    ///
    /// ```
    /// use saidso::pipeline::RunOptions;
    /// use saidso::read::{Articles, Input, ReadOptions};
    /// use saidso::Pipeline;
    /// use std::ffi::OsString;
    ///
    /// let pipeline = Pipeline::load("models/saidso-en")?;
    /// let sample = Input::from(OsString::from("datasets/sample/more.jsonl"));
    /// let articles = Articles::new(vec![sample], ReadOptions::default());
    /// let mut quotes = 0;
    /// let summary = pipeline.run(articles, &RunOptions::default(), |outcome| {
    ///     match outcome {
    ///         Ok(record) => quotes += record.attributions.len(),
    ///         Err(failed) => eprintln!("{failed}"),
    ///     }
    ///     Ok(())
    /// })?;
    /// assert_eq!((summary.articles, summary.failed), (3, 0));
    /// assert!(quotes > 10);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `sink` failed, too many articles did, or the system refuses threads. Outcomes before that have been handed over.
    pub fn run<A>(
        &self,
        articles: A,
        options: &RunOptions,
        sink: impl FnMut(Outcome) -> io::Result<()>,
    ) -> Result<Summary, RunError>
    where
        A: Iterator<Item = Result<Article, FailedArticle>> + Send + 'static,
    {
        self.run_into(articles, options, &mut run::FnSink(sink))
    }

    /// Labels a stream of articles as [`run`](Self::run) does, into a sink that is told of the ends of groups.
    ///
    /// # Errors
    /// `sink` failed, or the system refuses threads. Outcomes before that have been handed over.
    pub fn run_into<A>(&self, articles: A, options: &RunOptions, sink: &mut impl Sink) -> Result<Summary, RunError>
    where
        A: Iterator<Item = Result<Article, FailedArticle>> + Send + 'static,
    {
        run::run(&self.stages, articles, options, sink)
    }
}

#[cfg(test)]
mod tests;
