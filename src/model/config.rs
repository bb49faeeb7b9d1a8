use crate::prepare::WindowConfig;
use serde::{Deserialize, Serialize};

/// A model folder's `config.json`: the encoder's fields as Hugging Face writes them, and saidso's own beside them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ModelConfig {
    /// Shape of the encoder.
    #[serde(flatten)]
    pub encoder: EncoderConfig,
    /// What saidso adds.
    pub saidso: HeadConfig,
}

/// Shape of a BERT encoder, as Hugging Face names its parts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EncoderConfig {
    /// What stands between the two layers of a feed-forward part; `gelu` is the only one that is known here.
    pub hidden_act: Activation,
    /// Share of attention that training drops.
    pub attention_probs_dropout_prob: f64,
    /// Share of hidden values that training drops.
    pub hidden_dropout_prob: f64,
    /// Width of a vector.
    pub hidden_size: usize,
    /// Standard deviation of random weights before training.
    pub initializer_range: f32,
    /// Width of the feed-forward parts.
    pub intermediate_size: usize,
    /// Most word pieces of a window.
    pub max_position_embeddings: usize,
    /// Heads of attention.
    pub num_attention_heads: usize,
    /// Layers.
    pub num_hidden_layers: usize,
    /// Number of segment ids.
    pub type_vocab_size: usize,
    /// Number of word-piece ids.
    pub vocab_size: usize,
}

/// Activations that the encoder can calculate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// Gaussian error linear unit (Hendrycks and Gimpel 2016), by the error function.
    Gelu,
}

/// The heads, the windows they are trained on, and what was fitted on development data.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadConfig {
    /// Name and version of the model.
    pub version: String,
    /// How articles are cut into windows.
    pub windows: WindowConfig,
    /// Width of the role head's hidden layer.
    pub role_width: usize,
    /// Width of the stance head's hidden layer.
    pub stance_width: usize,
    /// Width of the antecedent head's hidden layer.
    pub antecedent_width: usize,
    /// Decision thresholds and calibration.
    pub decisions: Decisions,
    /// Log-odds of a sentence's being worth a fact-checker's time; without it, nothing is said of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_worthy: Option<CheckWorthy>,
}

/// Logistic regression over a sentence's vector, the mean of its words' vectors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckWorthy {
    /// Log-odds where the vector is zero.
    pub bias: f32,
    /// A weight for each value of the vector: `[hidden]`.
    pub weights: Vec<f32>,
}

impl CheckWorthy {
    /// Probability for a sentence with this vector: `[hidden]`.
    pub fn probability(&self, vector: &[f32]) -> f32 {
        let sum: f32 = self.weights.iter().zip(vector).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + (-(self.bias + sum)).exp())
    }
}

/// What was fitted on development data.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Added to the score of a word's beginning a cue: above 0 finds more cues.
    pub cue_bias: f32,
    /// Added to the score of every content tag: above 0 makes contents longer.
    pub content_bias: f32,
    /// Attributions of lower calibrated confidence are dropped.
    pub min_confidence: f32,
    /// Calibration of attributions.
    pub attribution: Platt,
    /// Log-odds of the author's sentence being opinion, for each part of the evidence.
    pub opinion: OpinionEvidence,
    /// The same for a sentence that comes without an article.
    pub alone: Platt,
    /// Least log-odds of boilerplate by the stance head at which a sentence is no part of the article.
    pub boilerplate: f32,
    /// Calibration of somebody's saying something at all, wherever the spans end.
    pub presence: Platt,
    /// Log-odds of somebody else's speaking in a sentence, for each part of the evidence.
    pub voice: VoiceEvidence,
    /// Log-odds of a sentence in which somebody else speaks being a quote, for each part of the evidence.
    pub quote: QuoteEvidence,
}

impl Default for Decisions {
    fn default() -> Self {
        Self {
            cue_bias: 0.0,
            content_bias: 0.0,
            min_confidence: 0.0,
            attribution: Platt::default(),
            opinion: OpinionEvidence { stance: 1.0, ..OpinionEvidence::default() },
            alone: Platt::default(),
            boilerplate: 100.0,
            presence: Platt::default(),
            voice: VoiceEvidence { bias: -3.0, named: 6.0, quoted: 5.0, ..VoiceEvidence::default() },
            quote: QuoteEvidence { bias: -3.0, mostly: 3.0, quoted: 5.0, ..QuoteEvidence::default() },
        }
    }
}

/// What speaks for opinion where the author speaks; or the weight of each, in log-odds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpinionEvidence {
    /// 1.
    pub bias: f32,
    /// The stance head's log-odds.
    pub stance: f32,
    /// The article's mean probability of opinion by the stance head, in [0, 1]: a column holds more of it than a report.
    pub article: f32,
}

impl OpinionEvidence {
    /// As a list.
    pub fn values(&self) -> [f32; 3] {
        [self.bias, self.stance, self.article]
    }
}

impl From<[f32; 3]> for OpinionEvidence {
    fn from([bias, stance, article]: [f32; 3]) -> Self {
        Self { bias, stance, article }
    }
}

/// What speaks for somebody else's speaking in a sentence, in [0, 1] but for the stance head's log-odds; or the weight of each,
/// in log-odds. A sentence that only introduces a quotation counts as quoted as much as that is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceEvidence {
    /// 1.
    pub bias: f32,
    /// Share of the sentence that is content, sources and cues left aside.
    pub share: f32,
    /// Probability of the attribution that most of the content belongs to.
    pub presence: f32,
    /// Share times probability.
    pub attributed: f32,
    /// The same, if that attribution's source is named and not the author.
    pub named: f32,
    /// Share of the sentence inside quotation marks.
    pub quoted: f32,
    /// All of it is.
    pub whole: f32,
    /// It begins with that attribution's source, cue or content.
    pub begins: f32,
    /// It ends with one of them.
    pub ends: f32,
    /// The stance head's log-odds.
    pub stance: f32,
}

impl VoiceEvidence {
    /// As a list.
    pub fn values(&self) -> [f32; 10] {
        let Self { bias, share, presence, attributed, named, quoted, whole, begins, ends, stance } = *self;
        [bias, share, presence, attributed, named, quoted, whole, begins, ends, stance]
    }
}

impl From<[f32; 10]> for VoiceEvidence {
    fn from(values: [f32; 10]) -> Self {
        let [bias, share, presence, attributed, named, quoted, whole, begins, ends, stance] = values;
        Self { bias, share, presence, attributed, named, quoted, whole, begins, ends, stance }
    }
}

/// What speaks for a quote where somebody else speaks, in [0, 1] but for the stance head's log-odds; or the weight of each, in
/// log-odds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteEvidence {
    /// 1.
    pub bias: f32,
    /// Share of the content in the sentence, or that it introduces, inside quotation marks.
    pub share: f32,
    /// At least half of the content is; from 0 to 1 around one half.
    pub mostly: f32,
    /// Share of the sentence inside quotation marks.
    pub quoted: f32,
    /// All of it is.
    pub whole: f32,
    /// The stance head's log-odds.
    pub stance: f32,
}

impl QuoteEvidence {
    /// As a list.
    pub fn values(&self) -> [f32; 6] {
        let Self { bias, share, mostly, quoted, whole, stance } = *self;
        [bias, share, mostly, quoted, whole, stance]
    }
}

impl From<[f32; 6]> for QuoteEvidence {
    fn from(values: [f32; 6]) -> Self {
        let [bias, share, mostly, quoted, whole, stance] = values;
        Self { bias, share, mostly, quoted, whole, stance }
    }
}

/// Probability by logistic regression.
pub fn logistic<const N: usize>(weights: [f32; N], evidence: [f32; N]) -> f32 {
    let sum: f32 = weights.iter().zip(&evidence).map(|(weight, value)| weight * value).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Platt scaling (Platt 1999): a logit's temperature and shift.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platt {
    /// Divides the logit.
    pub temperature: f32,
    /// Is added after that.
    pub shift: f32,
}

impl Default for Platt {
    fn default() -> Self {
        Self { temperature: 1.0, shift: 0.0 }
    }
}

impl Platt {
    /// The calibrated logit.
    pub fn logit(self, logit: f32) -> f32 {
        logit / self.temperature + self.shift
    }

    /// The calibrated probability of a logit.
    pub fn probability(self, logit: f32) -> f32 {
        1.0 / (1.0 + (-self.logit(logit)).exp())
    }
}
