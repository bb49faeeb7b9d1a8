//! The model: one encoder, small heads, and the folder that holds them.

mod backbone;
pub mod batch;
pub mod chain;
mod config;
mod crf;
mod integers;
mod linear;
mod memory;
mod network;
mod precision;
mod roles;
mod sentences;
mod stance;
pub mod tags;
pub mod weights;

pub(crate) use config::logistic;
pub use config::{Decisions, HeadConfig, ModelConfig, Platt, QuoteEvidence, VoiceEvidence};
pub use network::{ENCODER_PREFIX, Network};
pub use precision::{Precision, multiplies_integers};
pub use sentences::{SentenceEncoder, SentenceError};

use crate::decide::Decider;
use crate::encode::{EncodeError, NetworkEncoder};
use crate::prepare::{Preparer, SEGMENTS};
use backbone::FastBackbone;
use chain::Chain;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tags::ROLE_TAGS;
use tch::nn::VarStore;
use tch::{Device, Tensor};
use tokenizers::Tokenizer;

/// What can be wrong with a model folder.
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
    /// `config.json` is not what it should be.
    #[error("{}: {reason}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// `tokenizer.json` is not what it should be.
    #[error("{}: {reason}", path.display())]
    Tokenizer {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The folder holds no weights.
    #[error("{}: there is no such file: the model folder has no weights; train a model with `saidso train`, or name another folder with --model", path.display())]
    NoWeights {
        /// The file that should be there.
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
        /// The weights.
        path: PathBuf,
        /// The tensor.
        name: String,
    },
    /// A tensor has another shape than the configuration asks for.
    #[error("{}: tensor `{name}` has shape {found:?}, but the configuration asks for {expected:?}", path.display())]
    TensorShape {
        /// The weights.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its shape.
        found: Vec<i64>,
        /// What it should be.
        expected: Vec<i64>,
    },
}

/// Name of the configuration in a model folder.
pub const CONFIG_FILE: &str = "config.json";
/// Name of the tokenizer in a model folder.
pub const TOKENIZER_FILE: &str = "tokenizer.json";
/// Name of the weights in a model folder.
pub const WEIGHTS_FILE: &str = "model.safetensors";

/// A loaded model; makes the stages that need it. Its weights are in memory once, however many encoders use them.
pub struct Model {
    config: ModelConfig,
    tokenizer: Tokenizer,
    role_chain: Chain<ROLE_TAGS>,
    /// The encoder, and the heads' weights by their names.
    weights: Mutex<(FastBackbone, HashMap<String, Tensor>)>,
}

impl Model {
    /// Loads a model folder.
    ///
    /// # Errors
    /// A file is missing or not what it should be; a tensor is missing or mis-shaped.
    pub fn load(folder: &Path, precision: Precision) -> Result<Self, ModelError> {
        let config = read_config(&folder.join(CONFIG_FILE))?;
        let tokenizer = read_tokenizer(&folder.join(TOKENIZER_FILE))?;
        let store = VarStore::new(Device::Cpu);
        let path = folder.join(WEIGHTS_FILE);
        let network = Network::new(&store.root(), &config);
        weights::load(&store, &path)?;
        let role_chain =
            network.role_chain.chain().map_err(|error| ModelError::Weights { path, reason: error.to_string() })?;
        let mut tensors = store.variables();
        let backbone = FastBackbone::new(&tensors, &config, precision.arithmetic());
        tensors.retain(|name, _| !name.starts_with(ENCODER_PREFIX));
        Ok(Self { config, tokenizer, role_chain, weights: Mutex::new((backbone, tensors)) })
    }

    /// The configuration.
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// The `prepare` stage of this model.
    pub fn preparer(&self) -> Preparer {
        Preparer::new(self.tokenizer.clone(), self.config.saidso.windows)
    }

    /// An encoder that shares this model's weights, for one thread.
    ///
    /// # Errors
    /// libtorch cannot share the weights.
    pub fn encoder(&self) -> Result<NetworkEncoder, EncodeError> {
        let weights = self.weights.lock().unwrap_or_else(PoisonError::into_inner);
        let (backbone, heads) = &*weights;
        let network = Network::with_heads(heads, &self.config, backbone.share());
        NetworkEncoder::new(network, self.config.saidso.decisions.cue_bias)
    }

    /// The `decide` stage of this model.
    pub fn decider(&self) -> Decider {
        Decider::new(self.role_chain.clone(), self.config.saidso.decisions)
    }
}

/// Reads a `config.json`.
///
/// # Errors
/// The file is missing, is not JSON of this form, or asks for what cannot be.
pub fn read_config(path: &Path) -> Result<ModelConfig, ModelError> {
    let bytes = std::fs::read(path).map_err(|source| ModelError::File { path: path.to_owned(), source })?;
    let fail = |reason: String| ModelError::Config { path: path.to_owned(), reason };
    let config: ModelConfig = serde_json::from_slice(&bytes).map_err(|error| fail(error.to_string()))?;
    let windows = config.saidso.windows;
    if windows.max_pieces as i64 > config.encoder.max_position_embeddings || windows.max_pieces < 128 {
        return Err(fail(format!(
            "saidso.windows.max_pieces is {}, but must lie between 128 and max_position_embeddings, {}",
            windows.max_pieces, config.encoder.max_position_embeddings
        )));
    }
    if config.encoder.type_vocab_size != SEGMENTS as i64 {
        return Err(fail(format!(
            "type_vocab_size is {}, but saidso has {SEGMENTS} segments",
            config.encoder.type_vocab_size
        )));
    }
    Ok(config)
}

/// Reads a `tokenizer.json` and turns its padding and truncation off: windows are cut by saidso.
///
/// # Errors
/// The file is missing or not a tokenizer.
pub fn read_tokenizer(path: &Path) -> Result<Tokenizer, ModelError> {
    let fail = |reason: String| ModelError::Tokenizer { path: path.to_owned(), reason };
    let mut tokenizer = Tokenizer::from_file(path).map_err(|error| fail(error.to_string()))?;
    tokenizer.with_padding(None);
    tokenizer.with_truncation(None).map_err(|error| fail(error.to_string()))?;
    Ok(tokenizer)
}
