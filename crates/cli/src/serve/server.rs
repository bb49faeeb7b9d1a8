//! What all requests share.

use super::comparer::Comparer;
use super::metrics::Metrics;
use super::origin::Hosts;
use super::queue::Queue;
use saidso::error::ArticleError;
use saidso::record::Article;
use saidso_io::read::{Duplicates, ReadOptions, Screen};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::time::sleep;

/// How long an answer may take once the server is stopping.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// Memory for large requests, in bytes, unless one may be larger.
const ROOM: usize = 32 << 20;

/// What all requests share.
pub(super) struct Server {
    pub(super) queue: Queue,
    pub(super) comparer: Comparer,
    pub(super) hosts: Hosts,
    /// The token that requests for labels or metrics must send.
    pub(super) token: Option<String>,
    pub(super) max_bytes: usize,
    any_language: bool,
    /// Bytes that large requests may still take.
    pub(super) room: Arc<Semaphore>,
    stopping: watch::Receiver<bool>,
    pub(super) metrics: Metrics,
}

impl Server {
    pub(super) fn new(
        queue: Queue,
        comparer: Comparer,
        hosts: Hosts,
        token: Option<String>,
        max_bytes: usize,
        any_language: bool,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let room = Arc::new(Semaphore::new(ROOM.max(max_bytes)));
        Self { queue, comparer, hosts, token, max_bytes, any_language, room, stopping, metrics: Metrics::default() }
    }

    /// The article, unless it is in another language than English, as `extract` sees it.
    pub(super) fn screened(&self, article: Article) -> Result<Article, ArticleError> {
        let options =
            ReadOptions { any_language: self.any_language, duplicates: Duplicates::Keep, ..ReadOptions::default() };
        Screen::default().pass(article, &options)
    }

    /// Whether articles are being labelled or compared.
    pub(super) fn is_at_work(&self) -> bool {
        self.queue.is_at_work() || self.comparer.is_at_work()
    }

    pub(super) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Returns when there is no time left for an answer.
    pub(super) async fn out_of_time(&self) {
        // An error would mean that nothing can stop the server any more, which cannot happen while it runs.
        let _ = self.stopping.clone().wait_for(|&stopping| stopping).await;
        sleep(LAST_ANSWERS).await;
    }
}
