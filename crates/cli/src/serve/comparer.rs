//! The sentence encoder, which one comparison uses at a time.

use crate::models::sentence_encoder;
use saidso::model::SentenceEncoder;
use saidso::record::Record;
use saidso_analysis::compare::{CompareError, Comparison, compare};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Compares one story at a time. The sentence encoder is loaded when it is first needed.
pub(super) struct Comparer {
    folder: Option<PathBuf>,
    encoder: OnceLock<SentenceEncoder>,
    turn: Arc<Semaphore>,
}

/// Why articles are not compared.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error(
        "this server has no sentence encoder: run scripts/base_encoder, or name one with --encoder; then try again"
    )]
    NoEncoder,
    #[error(transparent)]
    Compare(#[from] CompareError),
}

impl Comparer {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, encoder: OnceLock::new(), turn: Arc::new(Semaphore::new(1)) }
    }

    /// The permit to compare, unless another comparison is running.
    pub(super) fn turn(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.turn).try_acquire_owned().ok()
    }

    pub(super) fn is_at_work(&self) -> bool {
        self.turn.available_permits() == 0
    }

    /// What the records share.
    pub(super) fn compare(&self, records: &[Record]) -> Result<Comparison, Refused> {
        let encoder = if let Some(encoder) = self.encoder.get() {
            encoder
        } else {
            let loaded = sentence_encoder(self.folder.as_deref());
            let loaded = loaded.inspect_err(|error| tracing::warn!("{error:#}")).map_err(|_| Refused::NoEncoder)?;
            self.encoder.get_or_init(|| loaded)
        };
        Ok(compare(records, encoder)?)
    }
}
