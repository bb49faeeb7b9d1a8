//! Vectors of whole sentences, from a plain BERT encoder trained for this purpose.

use super::bert::{Bert, Pieces, Scratch};
use super::config::EncoderConfig;
use super::linear::Arithmetic;
use super::weights::WeightsFile;
use super::{CONFIG_FILE, ModelError, TOKENIZER_FILE, WEIGHTS_FILE, check, config_bytes, pieces, read_tokenizer};
use std::path::Path;
use tokenizers::{Tokenizer, TruncationParams};

/// Number of word pieces to which a sentence is truncated; all-MiniLM-L6-v2 was trained on at most 256.
const PIECES: usize = 256;

/// An encoder of sentences, such as all-MiniLM-L6-v2: sentences with similar meaning get vectors of similar direction
/// (Reimers and Gurevych 2019, "Sentence-BERT").
pub struct SentenceEncoder {
    encoder: Bert,
    tokenizer: Tokenizer,
}

impl SentenceEncoder {
    /// Loads a folder with `config.json`, `tokenizer.json` and `model.safetensors` as Hugging Face writes them.
    ///
    /// # Errors
    /// A file is missing or invalid, or a tensor is missing or has the wrong shape.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        let path = folder.join(CONFIG_FILE);
        let bytes = config_bytes(&path)?;
        let config = serde_json::from_slice(&bytes).map_err(|error| error.to_string());
        let config = config.and_then(|config: EncoderConfig| check::encoder(&config).map(|()| config));
        let config = config.map_err(|reason| ModelError::Config { path, reason })?;
        let path = folder.join(TOKENIZER_FILE);
        let mut tokenizer = read_tokenizer(&path)?;
        pieces::vocabulary(&tokenizer, config.vocab_size)
            .map_err(|reason| ModelError::Tokenizer { path: path.clone(), reason })?;
        tokenizer
            .with_truncation(Some(TruncationParams {
                max_length: PIECES.min(config.max_position_embeddings),
                ..TruncationParams::default()
            }))
            .map_err(|error| ModelError::Tokenizer { path, reason: error.to_string() })?;
        let file = WeightsFile::open(&folder.join(WEIGHTS_FILE))?;
        let encoder = Bert::load(&file.tensors()?, "", &config, Arithmetic::Single)?;
        Ok(Self { encoder, tokenizer })
    }

    /// The mean of the vectors of each text's word pieces, scaled to length 1: a row for each text.
    ///
    /// # Errors
    /// The tokenizer fails on a text.
    pub fn vectors(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, SentenceError> {
        let mut scratch = Scratch::default();
        texts.iter().map(|text| self.vector(text, &mut scratch)).collect()
    }

    fn vector(&self, text: &str, scratch: &mut Scratch) -> Result<Vec<f32>, SentenceError> {
        let encoding = self.tokenizer.encode(text, true).map_err(|error| SentenceError::Tokenize(error.to_string()))?;
        let ids = encoding.get_ids();
        let segments = vec![0; ids.len()];
        let wanted: Vec<u32> = (0..ids.len() as u32).collect();
        self.encoder.forward(&[Pieces { ids, segments: &segments, wanted: &wanted }], scratch);
        let mut sum = vec![0.0; self.encoder.hidden()];
        for vector in scratch.states.chunks_exact(sum.len()) {
            sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value);
        }
        let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-9);
        Ok(sum.into_iter().map(|value| value / length).collect())
    }
}

/// Why sentences could not be encoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SentenceError {
    /// The tokenizer fails on a text.
    #[error("the tokenizer failed: {0}")]
    Tokenize(String),
}
