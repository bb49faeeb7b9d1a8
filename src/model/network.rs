use super::batch::{Batch, RowWords};
use super::config::ModelConfig;
use super::crf::Transitions;
use super::roles::RoleHead;
use super::tags::{CUE_TAGS, ROLE_TAGS};
use rust_bert::bert::{BertEmbeddings, BertModel};
use tch::nn::{self, Module, Path};
use tch::{Kind, Tensor};

/// The encoder and its heads.
pub struct Network {
    encoder: BertModel<BertEmbeddings>,
    cue: nn::Linear,
    /// Transitions between cue tags.
    pub cue_chain: Transitions,
    role: RoleHead,
    /// Transitions between role tags.
    pub role_chain: Transitions,
    weigh: nn::Linear,
    stance: nn::Linear,
    dropout: f64,
}

/// Where the encoder's tensors stand in the weights; all others belong to the heads.
pub const ENCODER_PREFIX: &str = "bert.";

impl Network {
    /// Makes the network's variables under `root`.
    pub fn new(root: &Path, config: &ModelConfig) -> Self {
        let hidden = config.encoder.hidden_size;
        let dropout = config.encoder.hidden_dropout_prob;
        let linear = |name: &str, output| nn::linear(root / name, hidden, output, nn::LinearConfig::default());
        Self {
            encoder: BertModel::new_with_optional_pooler(root / "bert", &config.encoder, false),
            cue: linear("cue", CUE_TAGS as i64),
            cue_chain: Transitions::new(&(root / "cue_chain"), CUE_TAGS),
            role: RoleHead::new(&(root / "role"), hidden, config.saidso.role_width, dropout),
            role_chain: Transitions::new(&(root / "role_chain"), ROLE_TAGS),
            weigh: linear("stance_weight", 1),
            stance: linear("stance", 1),
            dropout,
        }
    }

    /// One pass of the encoder: the vector of each word's first piece, `[windows, words, hidden]`.
    ///
    /// # Errors
    /// The encoder refuses its input.
    pub fn words(&self, batch: &Batch<'_>, train: bool) -> Result<Tensor, rust_bert::RustBertError> {
        let output = self.encoder.forward_t(
            Some(&batch.pieces),
            Some(&batch.mask),
            Some(&batch.segments),
            None,
            None,
            None,
            None,
            train,
        )?;
        let hidden = output.hidden_state.size()[2];
        let words = output.hidden_state.reshape([-1, hidden]).index_select(0, &batch.first_pieces);
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

    /// Logit of "the author's own opinion" for each sentence: `[sentences]`. A sentence's vector is the mean of its words'
    /// vectors, weighted by how much each has to say.
    pub fn stance(&self, words: &Tensor, batch: &Batch<'_>, sentences: &[RowWords], train: bool) -> Tensor {
        let (places, members) = batch.groups(sentences);
        let weights = self.weigh.forward(words).reshape([-1]).index_select(0, &places).clamp(-10.0, 10.0).exp();
        let pooled = pool(words, &places, &members, &weights, sentences.len());
        self.stance.forward(&pooled.dropout(self.dropout, train)).squeeze_dim(-1)
    }
}

/// Weighted mean of the vectors of each group of words: `[groups, hidden]`.
///
/// `words`: `[windows, words, hidden]`; `places`, `members` and `weights`: `[words in groups]`, the word's place in the
/// flattened words, its group and its weight.
fn pool(words: &Tensor, places: &Tensor, members: &Tensor, weights: &Tensor, groups: usize) -> Tensor {
    let hidden = words.size()[2];
    let options = (Kind::Float, words.device());
    let vectors = words.reshape([-1, hidden]).index_select(0, places) * weights.unsqueeze(-1);
    let sums = Tensor::zeros([groups as i64, hidden], options).index_add(0, members, &vectors);
    let totals = Tensor::zeros([groups as i64], options).index_add(0, members, weights);
    sums / totals.unsqueeze(-1)
}
