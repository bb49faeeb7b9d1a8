use crate::prepare::WindowConfig;
use serde::{Deserialize, Serialize};

/// A model folder's `config.json`: the encoder's fields as Hugging Face writes them, and saidso's own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ModelConfig {
    /// Shape of the encoder.
    #[serde(flatten)]
    pub encoder: EncoderConfig,
    /// What saidso adds.
    pub saidso: HeadConfig,
}

/// Shape of a BERT encoder, with Hugging Face's field names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EncoderConfig {
    /// Activation between the two layers of a feed-forward part; only `gelu` is supported.
    pub hidden_act: Activation,
    /// Share of attention weights dropped in training.
    pub attention_probs_dropout_prob: f64,
    /// Share of hidden values dropped in training.
    pub hidden_dropout_prob: f64,
    /// Width of a vector.
    pub hidden_size: usize,
    /// Standard deviation of random weights before training.
    pub initializer_range: f32,
    /// Width of the feed-forward parts.
    pub intermediate_size: usize,
    /// Maximum number of word pieces in a window.
    pub max_position_embeddings: usize,
    /// Number of attention heads.
    pub num_attention_heads: usize,
    /// Number of layers.
    pub num_hidden_layers: usize,
    /// Number of segment ids.
    pub type_vocab_size: usize,
    /// Number of word-piece ids.
    pub vocab_size: usize,
}

/// Activations that the encoder supports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// Gaussian error linear unit (Hendrycks and Gimpel 2016), computed with the error function.
    Gelu,
}

/// The heads, the windows they are trained on, and what was fitted on development data.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadConfig {
    /// Name and version of the model.
    pub version: String,
    /// How articles are split into windows.
    pub windows: WindowConfig,
    /// Width of the role head's hidden layer.
    pub role_width: usize,
    /// Width of the stance head's hidden layer.
    pub stance_width: usize,
    /// Width of the antecedent head's hidden layer.
    pub antecedent_width: usize,
    /// Decision thresholds and calibration.
    pub decisions: Decisions,
    /// Log-odds that a sentence is worth a fact-checker's time; without this, records do not rate that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_worthy: Option<CheckWorthy>,
}

/// Logistic regression over a sentence's vector, the mean of its words' vectors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckWorthy {
    /// Log-odds for a zero vector.
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
    /// Added to the score of the tag that begins a cue: a value above 0 finds more cues.
    pub cue_bias: f32,
    /// Attributions with a lower calibrated confidence are dropped.
    pub min_confidence: f32,
    /// Calibration of attributions.
    pub attribution: Platt,
    /// Weight of each kind of evidence for opinion, where the author speaks, in log-odds.
    pub opinion: OpinionEvidence,
    /// Calibration of opinion for a sentence without an article.
    pub alone: Platt,
    /// From this log-odds of boilerplate by the stance head on, a sentence is not part of the article.
    pub boilerplate: f32,
    /// Calibration of the probability that somebody says something at all, whatever the exact spans.
    pub presence: Platt,
    /// Weight of each kind of evidence for somebody other than the author speaking in a sentence, in log-odds.
    pub voice: VoiceEvidence,
    /// Weight of each kind of evidence for a quote, where somebody else speaks, in log-odds.
    pub quote: QuoteEvidence,
}

impl Default for Decisions {
    fn default() -> Self {
        Self {
            cue_bias: 0.0,
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

/// Evidence for opinion, where the author speaks; also used for the weight of each kind, in log-odds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpinionEvidence {
    /// Always 1.
    pub bias: f32,
    /// The stance head's log-odds.
    pub stance: f32,
    /// The article's mean probability of opinion by the stance head, in [0, 1]: higher for a column than for a report.
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

/// Evidence for somebody other than the author speaking in a sentence, in [0, 1] except for the stance head's log-odds;
/// also used for the weight of each kind, in log-odds. A sentence that only introduces a quotation counts as quoted to
/// the same extent as that quotation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoiceEvidence {
    /// Always 1.
    pub bias: f32,
    /// Share of the sentence that is content, not counting sources and cues.
    pub share: f32,
    /// Presence probability of the attribution that most of the content belongs to.
    pub presence: f32,
    /// `share` times `presence`.
    pub attributed: f32,
    /// The same if that attribution's source is named and is not the author; otherwise 0.
    pub named: f32,
    /// Share of the sentence inside quotation marks.
    pub quoted: f32,
    /// Whether the whole sentence is inside quotation marks.
    pub whole: f32,
    /// Whether it begins with that attribution's source, cue or content.
    pub begins: f32,
    /// Whether it ends with one of these.
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

/// Evidence for a quote, where somebody other than the author speaks, in [0, 1] except for the stance head's
/// log-odds; also used for the weight of each kind, in log-odds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteEvidence {
    /// Always 1.
    pub bias: f32,
    /// Share inside quotation marks of the content that the sentence contains or introduces.
    pub share: f32,
    /// Whether at least half of that content is: rises smoothly from 0 to 1 around one half.
    pub mostly: f32,
    /// Share of the sentence inside quotation marks.
    pub quoted: f32,
    /// Whether the whole sentence is inside quotation marks.
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

/// Platt scaling (Platt 1999): a temperature and a shift for a logit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platt {
    /// Divides the logit.
    pub temperature: f32,
    /// Added after that.
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
