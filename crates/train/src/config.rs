use super::precision::MatrixPrecision;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// A training configuration, as `saidso train` reads it. Paths are relative to the data folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainConfig {
    /// Name and version of the model.
    pub version: String,
    /// Seed for everything random.
    pub seed: u64,
    /// The data sets.
    pub data: DataConfig,
    /// Shape of windows and heads.
    pub model: ShapeConfig,
    /// Settings of the optimizer.
    pub optimizer: OptimizerConfig,
    /// What the stance head learns, and from which text.
    pub stance: StanceConfig,
    /// What the mention heads learn from.
    pub mentions: MentionConfig,
    /// How a smaller model learns from the base; if absent, the model has the base's size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distill: Option<DistillConfig>,
}

/// How a smaller model learns from the base, which must be a saidso model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistillConfig {
    /// The layers of the base, counted from 0, that the smaller model starts from and whose vectors it learns.
    pub layers: Vec<usize>,
    /// Width of the feed-forward layers; the units of the base with the largest weights are kept.
    pub intermediate: usize,
    /// Weight of the distance of vectors.
    pub vectors: f64,
    /// Weight of the divergence of scores.
    pub scores: f64,
    /// Additional articles without labels to learn from, as JSON Lines with `id` and `text`.
    pub raw: Vec<PathBuf>,
    /// Share of their windows used in an epoch.
    pub raw_share: f64,
}

/// What the mention heads learn from, in addition to the fully labelled articles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MentionConfig {
    /// Weight of the loss per mention, relative to the loss per attribution.
    pub mention: f32,
    /// Weight of the loss per mention with an antecedent target.
    pub antecedent: f32,
    /// GUM's documents with entities, as a tar archive of `.conllu` files.
    pub gum: Option<PathBuf>,
    /// GUM's development documents as JSON Lines; they are left out of `gum`.
    pub gum_dev: Option<PathBuf>,
    /// Share of GUM's documents used in an epoch.
    pub gum_share: f64,
    /// GAP's pronouns for training, as TSV.
    #[serde(default)]
    pub gap: Vec<PathBuf>,
    /// GAP's pronouns for development.
    pub gap_dev: Option<PathBuf>,
    /// Share of GAP's pronouns used in an epoch.
    pub gap_share: f64,
}

/// Where the data sets are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataConfig {
    /// PolNeAR articles for learning attributions, as JSON Lines.
    pub polnear_train: PathBuf,
    /// PolNeAR articles for choosing the checkpoint and the thresholds.
    pub polnear_dev: PathBuf,
    /// NewsSD sentences for learning opinion, as CSV.
    pub newssd_train: PathBuf,
    /// NewsSD sentences for calibrating opinion.
    pub newssd_val: PathBuf,
    /// Share of PolNeAR's windows used in an epoch.
    pub polnear_share: f64,
    /// Share used in an epoch of the windows of articles with only sentence labels.
    pub labelled_share: f64,
    /// How every second epoch cuts its articles; if absent, as the model does. Short windows without context teach
    /// the model to handle passages that come without their article, and no two consecutive epochs see the same
    /// windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passages: Option<PassageConfig>,
}

/// How articles are cut into passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassageConfig {
    /// Maximum number of word pieces in a window.
    pub max_pieces: usize,
    /// Maximum number of word pieces of context before a window's core.
    pub context_pieces: usize,
}

/// Shape of windows and heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapeConfig {
    /// Maximum number of word pieces in a window.
    pub max_pieces: usize,
    /// Maximum number of word pieces of context before a window's core.
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

/// Settings of the optimizer and the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptimizerConfig {
    /// How many times all fully labelled articles are used; 0 to fit only thresholds and calibration.
    pub epochs: usize,
    /// Word pieces per step, padding included.
    pub batch_pieces: usize,
    /// Single NewsSD sentences per step.
    pub batch_newssd: usize,
    /// Single sentences of labelled articles per step.
    pub batch_labelled: usize,
    /// Maximum learning rate of the encoder.
    pub encoder_rate: f64,
    /// Maximum learning rate of the heads.
    pub head_rate: f64,
    /// Share of the steps over which the learning rates rise; they fall linearly after that.
    pub warm_up: f64,
    /// Weight decay of matrices.
    pub weight_decay: f64,
    /// Maximum norm of the gradient.
    pub clip_norm: f64,
    /// Dropout in the encoder and before the heads.
    pub dropout: f64,
    /// How much of the averaged weights a step keeps, as a share; the average is what is evaluated and saved.
    pub averaging: f64,
    /// Precision of matrix products.
    pub matrices: MatrixPrecision,
    /// Steps between checkpoints.
    pub checkpoint_steps: usize,
    /// The first epoch, counted from 1, after which the development data are evaluated.
    pub evaluate_from: usize,
}

impl OptimizerConfig {
    /// The part of these settings that the optimizer uses.
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

/// Learning rates and related settings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Maximum learning rate of the encoder.
    pub encoder_rate: f64,
    /// Maximum learning rate of the heads.
    pub head_rate: f64,
    /// Share of the steps over which the learning rates rise; they fall linearly after that.
    pub warm_up: f64,
    /// Weight decay of matrices.
    pub weight_decay: f64,
    /// Maximum norm of the gradient.
    pub clip_norm: f64,
    /// How much of the averaged weights a step keeps, as a share.
    pub averaging: f64,
}

/// Weights of the sentences that the stance head learns from, relative to a sentence of NewsSD.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StanceConfig {
    /// Weight of the stance loss, relative to the loss per attribution.
    pub weight: f32,
    /// A labelled sentence.
    pub labelled: f32,
    /// An unlabelled sentence with an attribution, in which someone else speaks.
    pub attributed: f32,
    /// An unlabelled sentence without attributions, which is not an opinion.
    pub news: f32,
}
