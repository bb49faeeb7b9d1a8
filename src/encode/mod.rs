//! The `encode` stage: one pass of the encoder and its heads over windows.

mod cues;
mod mentions;
mod network;

pub use cues::{Cue, FoundCue, decode_cues};
pub use mentions::{FoundMention, Mention, Sort, decode_mentions};
pub use network::{NetworkEncoder, pool_of_one, sentence_vectors};

use crate::model::{MentionVectors, Stance};
use crate::prepare::Window;
use std::error::Error;

/// The heads' output for one window.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowScores {
    /// Cues found in the window's core, in order.
    pub cues: Vec<Cue>,
    /// The stance of each sentence of the core.
    pub stance: Vec<Stance>,
    /// Probability that each sentence of the core is worth checking; empty where the model has no such head.
    pub check_worthy: Vec<f32>,
    /// Mentions in the core, in word order; one that contains others comes before them.
    pub mentions: Vec<Mention>,
}

impl WindowScores {
    /// Whether all scores are finite numbers. Even finite weights can produce scores that are not.
    pub(crate) fn are_finite(&self) -> bool {
        let of_mention = |mention: &Mention| {
            let MentionVectors { word, scale, shift } = &mention.vectors;
            [word, scale, shift].into_iter().flatten().all(|value| value.is_finite())
        };
        self.mentions.iter().all(of_mention)
            && self.check_worthy.iter().all(|probability| probability.is_finite())
            && self.cues.iter().all(Cue::is_finite)
            && self.stance.iter().flat_map(|stance| stance.scores()).all(f32::is_finite)
    }
}

/// Why windows could not be encoded.
#[derive(Debug, thiserror::Error)]
#[error("the encoder failed: {source}")]
pub struct EncodeError {
    source: Box<dyn Error + Send + Sync>,
}

impl EncodeError {
    /// Wraps an encoder's own error.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: source.into() }
    }
}

/// Scores windows. Each thread has its own encoder.
pub trait Encoder: Send {
    /// Returns the scores of each window, in order. They do not depend on the other windows.
    ///
    /// # Errors
    /// The windows could not be encoded.
    fn encode(&mut self, windows: &[&Window]) -> Result<Vec<WindowScores>, EncodeError>;
}
