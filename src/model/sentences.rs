//! Vectors of whole sentences, by a plain BERT encoder that was trained for them.

use super::{CONFIG_FILE, ModelError, TOKENIZER_FILE, WEIGHTS_FILE, read_tokenizer, weights};
use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use std::path::Path;
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor, no_grad};
use tokenizers::{Encoding, PaddingParams, Tokenizer, TruncationParams};

/// Sentences of one pass.
const BATCH: usize = 32;
/// Word pieces of a sentence that are looked at; all-MiniLM-L6-v2 was trained on no more than 256.
const PIECES: usize = 256;

/// An encoder of sentences, such as all-MiniLM-L6-v2: sentences that mean alike get vectors of like direction
/// (Reimers and Gurevych 2019, "Sentence-BERT").
pub struct SentenceEncoder {
    encoder: BertModel<BertEmbeddings>,
    tokenizer: Tokenizer,
}

impl SentenceEncoder {
    /// Loads a folder with `config.json`, `tokenizer.json` and `model.safetensors` as Hugging Face writes them.
    ///
    /// # Errors
    /// A file is missing or not what it should be; a tensor is missing or mis-shaped.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        let path = folder.join(CONFIG_FILE);
        let bytes = std::fs::read(&path).map_err(|source| ModelError::File { path: path.clone(), source })?;
        let config: BertConfig = serde_json::from_slice(&bytes)
            .map_err(|error| ModelError::Config { path: path.clone(), reason: error.to_string() })?;
        let path = folder.join(TOKENIZER_FILE);
        let mut tokenizer = read_tokenizer(&path)?;
        tokenizer.with_padding(Some(PaddingParams::default()));
        tokenizer
            .with_truncation(Some(TruncationParams { max_length: PIECES, ..TruncationParams::default() }))
            .map_err(|error| ModelError::Tokenizer { path, reason: error.to_string() })?;
        let mut store = VarStore::new(Device::Cpu);
        let root = store.root() / "bert";
        let encoder = BertModel::<BertEmbeddings>::new_with_optional_pooler(root, &config, false);
        weights::load_base(&store, &folder.join(WEIGHTS_FILE))?;
        store.freeze();
        Ok(Self { encoder, tokenizer })
    }

    /// The mean of the vectors of each text's word pieces, scaled to length 1: a row for each text.
    ///
    /// # Errors
    /// The tokenizer or libtorch refuses a text.
    pub fn vectors(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, SentenceError> {
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&index| texts[index].len());
        let mut vectors = vec![Vec::new(); texts.len()];
        for batch in order.chunks(BATCH) {
            let texts: Vec<&str> = batch.iter().map(|&index| texts[index]).collect();
            for (&index, vector) in batch.iter().zip(self.batch(&texts)?) {
                vectors[index] = vector;
            }
        }
        Ok(vectors)
    }

    fn batch(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, SentenceError> {
        let encodings = self
            .tokenizer
            .encode_batch(texts.to_vec(), true)
            .map_err(|error| SentenceError::Tokenize(error.to_string()))?;
        // Padded to the longest, a row each.
        let tensor = |of: fn(&Encoding) -> &[u32]| {
            let values: Vec<i64> = encodings.iter().flat_map(of).map(|&value| i64::from(value)).collect();
            Tensor::from_slice(&values).reshape([texts.len() as i64, -1])
        };
        let (pieces, mask) = (tensor(Encoding::get_ids), tensor(Encoding::get_attention_mask));
        let means = no_grad(|| {
            let output = self.encoder.forward_t(Some(&pieces), Some(&mask), None, None, None, None, None, false)?;
            let kept = mask.unsqueeze(-1).to_kind(Kind::Float);
            let sums = (output.hidden_state * &kept).sum_dim_intlist([1].as_slice(), false, Kind::Float);
            Ok::<_, rust_bert::RustBertError>(
                &sums / sums.norm_scalaropt_dim(2.0, [1].as_slice(), true).clamp_min(1e-9),
            )
        })?;
        Ok(Vec::<Vec<f32>>::try_from(means)?)
    }
}

/// Why sentences have no vectors.
#[derive(Debug, thiserror::Error)]
pub enum SentenceError {
    /// The tokenizer refuses a text.
    #[error("the tokenizer failed: {0}")]
    Tokenize(String),
    /// The encoder fails.
    #[error("the encoder of sentences failed: {0}")]
    Encode(#[from] rust_bert::RustBertError),
    /// libtorch fails.
    #[error("the encoder of sentences failed: {0}")]
    Torch(#[from] tch::TchError),
}
