//! What waits to be labelled, and what comes of it.

use saidso::error::ArticleError;
use saidso::record::{Article, Record};
use saidso_analysis::view::RenderError;
use std::net::IpAddr;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// The form of the answer for a labelled article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The record as JSON.
    Record,
    /// An element of HTML.
    Element,
    /// No answer of its own: the record is passed to a comparison.
    None,
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
    /// It gave its place to an article of a client that had fewer waiting.
    #[error("too many articles are waiting; try again")]
    TurnedAway,
    #[error("the client has gone")]
    Abandoned,
}

/// The result for an article: its record, and the body of its answer if one was asked for.
pub(super) type Labelled = Result<(Record, Vec<u8>), Failure>;

/// An article to label.
pub(super) struct Job {
    pub(super) article: Article,
    pub(super) form: Form,
    /// Where it comes from.
    pub(super) client: IpAddr,
    pub(super) answer: oneshot::Sender<Labelled>,
    /// Its share of the memory for requests, if it is large.
    pub(super) room: Option<OwnedSemaphorePermit>,
}

impl Job {
    /// Whether it takes so long that others should not wait for it.
    pub(super) fn is_long(&self) -> bool {
        /// Longest text of a short article, in bytes: about 2,700 words.
        const SHORT: usize = 16 << 10;
        self.article.text.len() > SHORT
    }
}
