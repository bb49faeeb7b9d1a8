use crate::decide::Explanation;
use crate::encode::{EncodeError, Encoder, WindowScores};
use crate::error::{ArticleError, panic_message};
use crate::prepare::{Prepared, Window};
use crate::record::{Article, Record};
use crate::resolve::SourceExplanation;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Prepare = dyn Fn(Article) -> Result<Prepared, ArticleError> + Send + Sync;
type MakeEncoder = dyn Fn() -> Result<Box<dyn Encoder>, EncodeError> + Send + Sync;
type Decide = dyn Fn(Prepared, &[WindowScores]) -> Record + Send + Sync;
type Explain = dyn Fn(Prepared, &[WindowScores]) -> Explained + Send + Sync;

/// A record with what it is based on.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The record.
    pub record: Record,
    /// For each sentence, what its label was based on; `None` for boilerplate.
    pub sentences: Vec<Option<Explanation>>,
    /// For each attribution, how its source was found; `None` if it is named or there is none.
    pub sources: Vec<Option<SourceExplanation>>,
}

/// The work of the stages, each guarded: a panic becomes an error of the article.
pub(super) struct Stages {
    pub(super) prepare: Box<Prepare>,
    pub(super) encoder: Box<MakeEncoder>,
    pub(super) decide: Box<Decide>,
    pub(super) explain: Box<Explain>,
}

impl Stages {
    pub(super) fn prepare(&self, article: Article) -> Result<Prepared, ArticleError> {
        guarded("prepare", || (self.prepare)(article))?
    }

    pub(super) fn encoder(&self) -> GuardedEncoder<'_> {
        GuardedEncoder { make: &*self.encoder, encoder: None }
    }

    pub(super) fn decide(&self, prepared: Prepared, scores: &[WindowScores]) -> Result<Record, ArticleError> {
        guarded("decide", || (self.decide)(prepared, scores))
    }

    pub(super) fn explain(&self, prepared: Prepared, scores: &[WindowScores]) -> Result<Explained, ArticleError> {
        guarded("decide", || (self.explain)(prepared, scores))
    }
}

/// The encoder of one thread, created on first use and again after a panic, which may have left it in a broken state.
pub(super) struct GuardedEncoder<'s> {
    make: &'s MakeEncoder,
    encoder: Option<Box<dyn Encoder>>,
}

impl GuardedEncoder<'_> {
    /// The scores of each window, in order.
    pub(super) fn encode(&mut self, windows: &[&Window]) -> Result<Vec<WindowScores>, ArticleError> {
        let (encoder, scores) = guarded("encode", || {
            let mut encoder = match self.encoder.take() {
                Some(encoder) => encoder,
                None => (self.make)()?,
            };
            let scores = encoder.encode(windows);
            Ok((encoder, scores))
        })?
        .map_err(|error| failed(&error))?;
        self.encoder = Some(encoder);
        let scores = scores.map_err(|error| failed(&error))?;
        if scores.len() == windows.len() {
            Ok(scores)
        } else {
            let reason = format!("the encoder returned {} scores for {} windows", scores.len(), windows.len());
            Err(ArticleError::Encode { reason })
        }
    }
}

fn failed(error: &EncodeError) -> ArticleError {
    ArticleError::Encode { reason: error.to_string() }
}

fn guarded<T>(stage: &'static str, work: impl FnOnce() -> T) -> Result<T, ArticleError> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|panic| ArticleError::Panic { stage, reason: panic_message(panic.as_ref()) })
}
