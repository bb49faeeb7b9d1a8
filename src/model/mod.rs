//! The model: one encoder, small heads, and the folder that holds them.

mod attention;
mod bert;
pub mod chain;
mod check;
mod config;
mod heads;
mod integers;
mod linear;
mod mentions;
mod network;
mod pieces;
mod precision;
mod sentences;
mod softmax;
mod stance;
pub mod tags;
pub mod weights;

pub use config::{
    Activation, CheckWorthy, Decisions, EncoderConfig, HeadConfig, ModelConfig, OpinionEvidence, Platt, QuoteEvidence,
    VoiceEvidence, logistic,
};
pub use heads::{OWN_WORD, SENTENCE_DISTANCES, WORD_DISTANCES, sentence_distance, word_distance};
pub(crate) use mentions::initials;
pub use mentions::{AntecedentHead, MENTION_DISTANCES, MENTION_PAIRS, MentionPair, MentionVectors};
pub use network::ENCODER_PREFIX;
pub(crate) use network::{Network, Room};
pub use precision::Precision;
pub use sentences::{SentenceEncoder, SentenceError};
pub use stance::{STANCES, Stance};

use crate::bounded;
use crate::error::panic_message;
use crate::prepare::Window;
use chain::Chain;
use std::path::{Path, PathBuf};
use std::thread;
use tags::{CUE_TAGS, DESCRIPTION_TAGS, NAME_TAGS, ROLE_TAGS};
use tokenizers::Tokenizer;
use weights::{Weights, WeightsFile};

/// Why a model folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file of the folder cannot be read.
    #[error("cannot read {}; is this a model folder?", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// `config.json` is invalid.
    #[error("{}: {reason}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// `tokenizer.json` is invalid.
    #[error("{}: {reason}", path.display())]
    Tokenizer {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The folder contains no weights.
    #[error("{}: there is no such file: the model folder has no weights", path.display())]
    NoWeights {
        /// The missing file.
        path: PathBuf,
    },
    /// The weights cannot be read or written.
    #[error("{}: {reason}", path.display())]
    Weights {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A tensor is missing.
    #[error("{}: tensor `{name}` is missing", path.display())]
    MissingTensor {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
    },
    /// A tensor's shape differs from what the configuration requires.
    #[error("{}: tensor `{name}` has shape {found:?}, but the configuration asks for {expected:?}", path.display())]
    TensorShape {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its shape.
        found: Vec<usize>,
        /// The required shape.
        expected: Vec<usize>,
    },
}

/// Name of the configuration file in a model folder.
pub const CONFIG_FILE: &str = "config.json";
/// Name of the tokenizer file in a model folder.
pub const TOKENIZER_FILE: &str = "tokenizer.json";
/// Name of the weights file in a model folder.
pub const WEIGHTS_FILE: &str = "model.safetensors";

/// A loaded model. Its weights are in memory only once, however many encoders use them.
pub struct Model {
    /// The configuration.
    pub config: ModelConfig,
    /// Splits text into words and word pieces.
    pub tokenizer: Tokenizer,
    pub(crate) network: Network,
}

impl Model {
    /// Loads a model folder.
    ///
    /// # Errors
    /// A file is missing or invalid, a tensor is missing or has the wrong shape, or a number is out of range.
    pub fn load(folder: &Path, precision: Precision) -> Result<Self, ModelError> {
        let config = read_config(&folder.join(CONFIG_FILE))?;
        let path = folder.join(TOKENIZER_FILE);
        let tokenizer = read_tokenizer(&path)?;
        pieces::vocabulary(&tokenizer, config.encoder.vocab_size)
            .and_then(|()| pieces::around(&tokenizer, &config.saidso.windows))
            .map_err(|reason| ModelError::Tokenizer { path, reason })?;
        let file = WeightsFile::open(&folder.join(WEIGHTS_FILE))?;
        Self::new(config, tokenizer, &file.tensors()?, precision)
    }

    /// Builds a model from these parts.
    ///
    /// # Errors
    /// A tensor is missing or has the wrong shape.
    pub fn new(
        config: ModelConfig,
        tokenizer: Tokenizer,
        weights: &Weights<'_>,
        precision: Precision,
    ) -> Result<Self, ModelError> {
        let network = Network::load(weights, &config, precision.arithmetic())?;
        Ok(Self { config, tokenizer, network })
    }

    /// The transitions between cue tags.
    pub fn cue_chain(&self) -> &Chain<CUE_TAGS> {
        &self.network.cue_chain
    }

    /// The transitions between tags of sources and contents.
    pub fn role_chain(&self) -> &Chain<ROLE_TAGS> {
        &self.network.role_chain
    }

    /// The transitions between tags of names and pronouns.
    pub fn name_chain(&self) -> &Chain<NAME_TAGS> {
        &self.network.name_chain
    }

    /// The transitions between tags of titles and descriptions.
    pub fn description_chain(&self) -> &Chain<DESCRIPTION_TAGS> {
        &self.network.description_chain
    }

    /// The head that finds whom a mention refers to.
    pub fn antecedents(&self) -> &AntecedentHead {
        &self.network.antecedents
    }

    /// The encoder's vector for each word, `[words, hidden]`, one window after another.
    pub fn word_vectors(&self, windows: &[&Window]) -> Vec<f32> {
        self.network.words(windows, &mut Room::default()).vectors
    }
}

/// Reads a `config.json`.
///
/// # Errors
/// The file is missing, is not JSON of this form, or has a value out of range.
pub fn read_config(path: &Path) -> Result<ModelConfig, ModelError> {
    let bytes = config_bytes(path)?;
    let fail = |reason: String| ModelError::Config { path: path.to_owned(), reason };
    let config: ModelConfig = serde_json::from_slice(&bytes).map_err(|error| fail(error.to_string()))?;
    check::config(&config).map_err(fail)?;
    Ok(config)
}

/// The bytes of a `config.json`.
fn config_bytes(path: &Path) -> Result<Vec<u8>, ModelError> {
    /// Those of published models have a few kilobytes.
    const MOST: u64 = 16 << 20;
    bounded::read_file(path, MOST).map_err(|source| ModelError::File { path: path.to_owned(), source })
}

/// Reads a `tokenizer.json` and turns off its padding and truncation: saidso splits texts into windows itself.
///
/// # Errors
/// The file is missing or not a tokenizer, or makes texts much longer.
pub fn read_tokenizer(path: &Path) -> Result<Tokenizer, ModelError> {
    /// Those of published models have at most some thirty megabytes.
    const MOST: u64 = 128 << 20;
    let fail = |reason: String| ModelError::Tokenizer { path: path.to_owned(), reason };
    // The `tokenizers` crate panics on some invalid files; in a thread of its own, that is only an error.
    let bytes = bounded::read_file(path, MOST).map_err(|error| fail(error.to_string()))?;
    let reading = thread::Builder::new().name("saidso-tokenizer".to_owned()).spawn(|| Tokenizer::from_bytes(bytes));
    let read = reading.map_err(|error| fail(error.to_string()))?.join();
    let read = read.map_err(|panic| fail(format!("its reader gave up: {}", panic_message(panic.as_ref()))))?;
    let mut tokenizer = read.map_err(|error| fail(error.to_string()))?;
    pieces::growth(&tokenizer).map_err(fail)?;
    tokenizer.with_padding(None);
    tokenizer.with_truncation(None).map_err(|error| fail(error.to_string()))?;
    Ok(tokenizer)
}
