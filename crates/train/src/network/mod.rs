//! Encoder and heads in libtorch: for training, and as a reference for saidso's own implementation.

mod batch;
mod crf;
mod mentions;
mod reference;
mod roles;
mod stance;
pub(crate) mod weights;

pub(crate) use batch::{Batch, RowWords};
pub(crate) use mentions::Pairing;
pub use reference::{ReferenceNetwork, reference};

use crf::Transitions;
use mentions::MentionHead;
use roles::RoleHead;
use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use saidso::model::tags::{CUE_TAGS, ROLE_TAGS};
use saidso::model::{EncoderConfig, ModelConfig};
use stance::StanceHead;
use tch::nn::{self, Module, Path};
use tch::{Device, Kind, Tensor};

/// The output of one pass of the encoder.
pub(crate) struct Words {
    /// The vector of each word's first piece, `[windows, words, hidden]`.
    pub(crate) last: Tensor,
    /// The vectors of all pieces after each layer, `[windows, pieces, hidden]`; empty unless the network keeps them.
    pub(crate) layers: Vec<Tensor>,
}

/// The encoder and its heads.
pub(crate) struct Network {
    encoder: BertModel<BertEmbeddings>,
    cue: nn::Linear,
    /// Transitions between cue tags.
    pub(crate) cue_chain: Transitions,
    role: RoleHead,
    /// Transitions between role tags.
    pub(crate) role_chain: Transitions,
    stance: StanceHead,
    /// Tags and links mentions.
    pub(crate) mention: MentionHead,
    dropout: f64,
}

/// The encoder's configuration in rust-bert's form.
fn bert_config(config: &EncoderConfig, keeps_layers: bool) -> BertConfig {
    BertConfig {
        hidden_act: rust_bert::Activation::gelu,
        attention_probs_dropout_prob: config.attention_probs_dropout_prob,
        hidden_dropout_prob: config.hidden_dropout_prob,
        hidden_size: config.hidden_size as i64,
        initializer_range: config.initializer_range,
        intermediate_size: config.intermediate_size as i64,
        max_position_embeddings: config.max_position_embeddings as i64,
        num_attention_heads: config.num_attention_heads as i64,
        num_hidden_layers: config.num_hidden_layers as i64,
        type_vocab_size: config.type_vocab_size as i64,
        vocab_size: config.vocab_size as i64,
        output_hidden_states: Some(keeps_layers),
        ..BertConfig::default()
    }
}

impl Network {
    /// Creates the network's variables under `root`. `keeps_layers`: whether a pass also returns the vectors after
    /// each layer.
    pub(crate) fn new(root: &Path, config: &ModelConfig, keeps_layers: bool) -> Self {
        let hidden = config.encoder.hidden_size as i64;
        let dropout = config.encoder.hidden_dropout_prob;
        let linear = |name: &str, output| nn::linear(root / name, hidden, output, nn::LinearConfig::default());
        let encoder = bert_config(&config.encoder, keeps_layers);
        let width = config.saidso.antecedent_width as i64;
        Self {
            encoder: BertModel::<BertEmbeddings>::new_with_optional_pooler(root / "bert", &encoder, false),
            cue: linear("cue", CUE_TAGS as i64),
            cue_chain: Transitions::new(&(root / "cue_chain"), CUE_TAGS),
            role: RoleHead::new(&(root / "role"), hidden, config.saidso.role_width as i64, dropout),
            role_chain: Transitions::new(&(root / "role_chain"), ROLE_TAGS),
            stance: StanceHead::new(&(root / "stance"), hidden, config.saidso.stance_width as i64, dropout),
            mention: MentionHead::new(root, hidden, width, dropout),
            dropout,
        }
    }

    /// The device of its variables.
    pub(crate) fn device(&self) -> Device {
        self.cue.ws.device()
    }

    /// One pass of the encoder.
    ///
    /// # Errors
    /// The encoder rejects its input.
    pub(crate) fn words(&self, batch: &Batch<'_>, train: bool) -> Result<Words, rust_bert::RustBertError> {
        let (pieces, mask, segments) = (Some(&batch.pieces), Some(&batch.mask), Some(&batch.segments));
        let output = self.encoder.forward_t(pieces, mask, segments, None, None, None, None, train)?;
        let hidden = output.hidden_state.size()[2];
        let words = output.hidden_state.reshape([-1, hidden]).index_select(0, &batch.first_pieces);
        let last = words.reshape([batch.windows.len() as i64, batch.words as i64, hidden]).dropout(self.dropout, train);
        Ok(Words { last, layers: output.all_hidden_states.unwrap_or_default() })
    }

    /// Score of each cue tag for each word: `[windows, words, tags]`.
    pub(crate) fn cues(&self, words: &Tensor) -> Tensor {
        self.cue.forward(words)
    }

    /// Score of each role tag for each word of each cue's window: `[cues, words, tags]`.
    pub(crate) fn roles(&self, words: &Tensor, batch: &Batch<'_>, cues: &[RowWords], train: bool) -> Tensor {
        let (places, members) = batch.groups(cues);
        let ones = Tensor::ones_like(&members).to_kind(Kind::Float);
        let mean = pool(words, &places, &members, &ones, cues.len());
        self.role.forward(words, &mean, batch, cues, train)
    }

    /// Score of each stance for each sentence: `[sentences, stances]`.
    pub(crate) fn stance(&self, words: &Tensor, batch: &Batch<'_>, sentences: &[RowWords], train: bool) -> Tensor {
        self.stance.forward(words, batch, sentences, train)
    }
}

/// Weighted mean of the vectors of each group of words: `[groups, hidden]`.
///
/// `words`: `[windows, words, hidden]`; `places`, `members` and `weights`: `[words in groups]`, each word's index in
/// the flattened words, its group and its weight.
pub(super) fn pool(words: &Tensor, places: &Tensor, members: &Tensor, weights: &Tensor, groups: usize) -> Tensor {
    let hidden = words.size()[2];
    let options = (Kind::Float, words.device());
    let vectors = words.reshape([-1, hidden]).index_select(0, places) * weights.unsqueeze(-1);
    let sums = Tensor::zeros([groups as i64, hidden], options).index_add(0, members, &vectors);
    let totals = Tensor::zeros([groups as i64], options).index_add(0, members, weights);
    sums / totals.unsqueeze(-1)
}
