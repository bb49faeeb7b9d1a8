use crate::prepare::WindowConfig;
use rust_bert::bert::BertConfig;
use serde::{Deserialize, Serialize};

/// A model folder's `config.json`: the encoder's fields as Hugging Face writes them, and saidso's own beside them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ModelConfig {
    /// Shape of the encoder.
    #[serde(flatten)]
    pub encoder: BertConfig,
    /// What saidso adds.
    pub saidso: HeadConfig,
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
    pub role_width: i64,
    /// Decision thresholds and calibration.
    pub decisions: Decisions,
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
    /// Calibration of the stance logit; with it, 0.5 is the threshold between opinion and fact.
    pub stance: Platt,
    /// Calibration of somebody's saying something at all, wherever the spans end.
    pub presence: Platt,
}

impl Default for Decisions {
    fn default() -> Self {
        Self {
            cue_bias: 0.0,
            content_bias: 0.0,
            min_confidence: 0.0,
            attribution: Platt::default(),
            stance: Platt::default(),
            presence: Platt::default(),
        }
    }
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
    /// The calibrated probability of a logit.
    pub fn probability(self, logit: f32) -> f32 {
        1.0 / (1.0 + (-(logit / self.temperature + self.shift)).exp())
    }
}
