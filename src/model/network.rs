use super::backbone::{Backbone, FastBackbone};
use super::batch::{Batch, RowWords};
use super::config::ModelConfig;
use super::crf::Transitions;
use super::precision::Precision;
use super::roles::RoleHead;
use super::stance::StanceHead;
use super::tags::{CUE_TAGS, ROLE_TAGS};
use rust_bert::bert::{BertEmbeddings, BertModel};
use std::collections::HashMap;
use tch::nn::{self, Module, Path, VarStore};
use tch::{Device, Kind, Tensor, no_grad};

/// The encoder and its heads.
pub struct Network {
    backbone: Box<dyn Backbone>,
    cue: nn::Linear,
    /// Transitions between cue tags.
    pub cue_chain: Transitions,
    role: RoleHead,
    /// Transitions between role tags.
    pub role_chain: Transitions,
    stance: StanceHead,
    dropout: f64,
}

/// Where the encoder's tensors stand in the weights; all others belong to the heads.
pub const ENCODER_PREFIX: &str = "bert.";

impl Network {
    /// Makes the network's variables under `root`, those of rust-bert's encoder among them.
    pub fn new(root: &Path, config: &ModelConfig) -> Self {
        let encoder = BertModel::<BertEmbeddings>::new_with_optional_pooler(root / "bert", &config.encoder, false);
        Self::heads(root, config, Box::new(encoder))
    }

    /// A network for inference with weights as they are now, by their names.
    pub fn snapshot(weights: &HashMap<String, Tensor>, config: &ModelConfig, precision: Precision) -> Self {
        let backbone = FastBackbone::new(weights, config, precision.arithmetic());
        Self::with_heads(weights, config, backbone)
    }

    /// A network for inference that shares the weights of the heads, by their names.
    pub(super) fn with_heads(weights: &HashMap<String, Tensor>, config: &ModelConfig, backbone: FastBackbone) -> Self {
        let mut store = VarStore::new(Device::Cpu);
        let network = Self::heads(&store.root(), config, Box::new(backbone));
        store.freeze();
        for (name, mut variable) in store.variables() {
            no_grad(|| variable.set_data(&weights[&name]));
        }
        network
    }

    /// Makes the variables of the heads under `root`.
    pub(super) fn heads(root: &Path, config: &ModelConfig, backbone: Box<dyn Backbone>) -> Self {
        let hidden = config.encoder.hidden_size;
        let dropout = config.encoder.hidden_dropout_prob;
        let linear = |name: &str, output| nn::linear(root / name, hidden, output, nn::LinearConfig::default());
        Self {
            backbone,
            cue: linear("cue", CUE_TAGS as i64),
            cue_chain: Transitions::new(&(root / "cue_chain"), CUE_TAGS),
            role: RoleHead::new(&(root / "role"), hidden, config.saidso.role_width, dropout),
            role_chain: Transitions::new(&(root / "role_chain"), ROLE_TAGS),
            stance: StanceHead::new(&(root / "stance"), hidden, config.saidso.stance_width, dropout),
            dropout,
        }
    }

    /// One pass of the encoder: the vector of each word's first piece, `[windows, words, hidden]`.
    ///
    /// # Errors
    /// The encoder refuses its input.
    pub fn words(&self, batch: &Batch<'_>, train: bool) -> Result<Tensor, rust_bert::RustBertError> {
        let states = self.backbone.hidden(batch, train)?;
        let hidden = states.size()[2];
        let words = states.reshape([-1, hidden]).index_select(0, &batch.first_pieces);
        Ok(words.reshape([batch.windows.len() as i64, batch.words as i64, hidden]).dropout(self.dropout, train))
    }

    /// Score of each cue tag for each word: `[windows, words, tags]`.
    pub fn cues(&self, words: &Tensor) -> Tensor {
        self.cue.forward(words)
    }

    /// Score of each role tag for each word of each cue's window: `[cues, words, tags]`.
    pub fn roles(&self, words: &Tensor, batch: &Batch<'_>, cues: &[RowWords], train: bool) -> Tensor {
        let (places, members) = batch.groups(cues);
        let ones = Tensor::ones_like(&members).to_kind(Kind::Float);
        let mean = pool(words, &places, &members, &ones, cues.len());
        self.role.forward(words, &mean, batch, cues, train)
    }

    /// Logit of "the author's own opinion" for each sentence: `[sentences]`.
    pub fn stance(&self, words: &Tensor, batch: &Batch<'_>, sentences: &[RowWords], train: bool) -> Tensor {
        self.stance.forward(words, batch, sentences, train)
    }
}

/// Weighted mean of the vectors of each group of words: `[groups, hidden]`.
///
/// `words`: `[windows, words, hidden]`; `places`, `members` and `weights`: `[words in groups]`, the word's place in the
/// flattened words, its group and its weight.
pub(super) fn pool(words: &Tensor, places: &Tensor, members: &Tensor, weights: &Tensor, groups: usize) -> Tensor {
    let hidden = words.size()[2];
    let options = (Kind::Float, words.device());
    let vectors = words.reshape([-1, hidden]).index_select(0, places) * weights.unsqueeze(-1);
    let sums = Tensor::zeros([groups as i64, hidden], options).index_add(0, members, &vectors);
    let totals = Tensor::zeros([groups as i64], options).index_add(0, members, weights);
    sums / totals.unsqueeze(-1)
}
