use super::precision::MatrixPrecision;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A training configuration, as `saidso train` reads it. Paths are relative to the data folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainConfig {
    /// Name and version that the model will bear.
    pub version: String,
    /// Seed of everything random.
    pub seed: u64,
    /// The data sets.
    pub data: DataConfig,
    /// Shape of what is added to the encoder.
    pub model: ShapeConfig,
    /// How to learn.
    pub optimizer: OptimizerConfig,
    /// What the stance head learns from which text.
    pub stance: StanceConfig,
    /// What the mention heads learn from.
    pub mentions: MentionConfig,
    /// How a smaller model learns from the base; without it, the model has the base's size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distill: Option<DistillConfig>,
}

/// How a smaller model learns from the base, which is a model of saidso's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistillConfig {
    /// The layers of the base, counted from 0, that the smaller model begins with and whose vectors it learns.
    pub layers: Vec<usize>,
    /// Width of the feed-forward layers: the units of the base's with the largest weights are kept.
    pub intermediate: usize,
    /// Weight of the distance of vectors.
    pub vectors: f64,
    /// Weight of the divergence of scores.
    pub scores: f64,
    /// Articles without labels to learn from as well, as JSON Lines of `id` and `text`.
    pub raw: Vec<PathBuf>,
    /// Share of their windows seen in an epoch.
    pub raw_share: f64,
}

/// What the mention heads learn from, beside the articles that are labelled as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MentionConfig {
    /// Weight of the loss per mention against the loss per attribution.
    pub mention: f32,
    /// Weight of the loss per mention that means somebody.
    pub antecedent: f32,
    /// GUM's documents with entities, as a tar archive of `.conllu` files.
    pub gum: Option<PathBuf>,
    /// GUM's documents to develop by, which are left out of those, as JSON Lines.
    pub gum_dev: Option<PathBuf>,
    /// Share of GUM's documents seen in an epoch.
    pub gum_share: f64,
    /// GAP's pronouns to learn from, as TSV.
    #[serde(default)]
    pub gap: Vec<PathBuf>,
    /// GAP's pronouns to develop by.
    pub gap_dev: Option<PathBuf>,
    /// Share of GAP's pronouns seen in an epoch.
    pub gap_share: f64,
}

/// Where the data sets lie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataConfig {
    /// PolNeAR articles to learn attributions from, as JSON Lines.
    pub polnear_train: PathBuf,
    /// PolNeAR articles to choose the checkpoint and the thresholds by.
    pub polnear_dev: PathBuf,
    /// NewsSD sentences to learn opinion from, as CSV.
    pub newssd_train: PathBuf,
    /// NewsSD sentences to calibrate opinion by.
    pub newssd_val: PathBuf,
    /// Share of PolNeAR's windows seen in an epoch.
    pub polnear_share: f64,
    /// Share of the windows seen in an epoch of articles of which only sentences are labelled.
    pub labelled_share: f64,
    /// How every second epoch cuts its articles; without it, as the model does. Short windows without context teach what to make
    /// of passages that come without their article, and no two epochs in a row see the same windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passages: Option<PassageConfig>,
}

/// How articles are cut into passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassageConfig {
    /// Most word pieces of a window.
    pub max_pieces: usize,
    /// Most word pieces of context before a window's core.
    pub context_pieces: usize,
}

/// Shape of windows and heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapeConfig {
    /// Most word pieces of a window.
    pub max_pieces: usize,
    /// Most word pieces of context before a window's core.
    pub context_pieces: usize,
    /// Width of the role head's hidden layer.
    pub role_width: usize,
    /// Width of the stance head's hidden layer.
    pub stance_width: usize,
    /// Width of the antecedent head's hidden layer.
    pub antecedent_width: usize,
    /// Whether word vectors are stored as bytes, with one scale for each.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub byte_words: bool,
}

/// How to learn.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptimizerConfig {
    /// Times that all of the articles are seen that are labelled as a whole; 0 to fit thresholds and calibration alone.
    pub epochs: usize,
    /// Word pieces of a step, padding included.
    pub batch_pieces: usize,
    /// Single sentences of NewsSD in a step.
    pub batch_newssd: usize,
    /// Single sentences of the labelled articles in a step.
    pub batch_labelled: usize,
    /// Highest learning rate of the encoder.
    pub encoder_rate: f64,
    /// Highest learning rate of the heads.
    pub head_rate: f64,
    /// Share of the steps over which the learning rates rise; they fall linearly after that.
    pub warm_up: f64,
    /// Weight decay of matrices.
    pub weight_decay: f64,
    /// Largest norm of the gradient.
    pub clip_norm: f64,
    /// Dropout in the encoder and before the heads.
    pub dropout: f64,
    /// Share of the averaged weights that a step keeps; the average is what is evaluated and saved.
    pub averaging: f64,
    /// How exactly matrices are multiplied.
    pub matrices: MatrixPrecision,
    /// Steps between checkpoints.
    pub checkpoint_steps: usize,
    /// The first epoch, counted from 1, after which the development data are evaluated.
    pub evaluate_from: usize,
}

impl OptimizerConfig {
    /// What the optimizer goes by.
    pub(super) fn schedule(&self) -> Schedule {
        Schedule {
            encoder_rate: self.encoder_rate,
            head_rate: self.head_rate,
            warm_up: self.warm_up,
            weight_decay: self.weight_decay,
            clip_norm: self.clip_norm,
            averaging: self.averaging,
        }
    }
}

/// Learning rates and the like.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Highest learning rate of the encoder.
    pub encoder_rate: f64,
    /// Highest learning rate of the heads.
    pub head_rate: f64,
    /// Share of the steps over which the learning rates rise; they fall linearly after that.
    pub warm_up: f64,
    /// Weight decay of matrices.
    pub weight_decay: f64,
    /// Largest norm of the gradient.
    pub clip_norm: f64,
    /// Share of the averaged weights that a step keeps.
    pub averaging: f64,
}

/// What a sentence counts from which the stance head learns, against a sentence of NewsSD.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StanceConfig {
    /// Weight of the stance loss against the loss per attribution.
    pub weight: f32,
    /// A labelled sentence.
    pub labelled: f32,
    /// A sentence that nobody has labelled, with an attribution: somebody else speaks.
    pub attributed: f32,
    /// A sentence that nobody has labelled, without attributions: no opinion.
    pub news: f32,
}
