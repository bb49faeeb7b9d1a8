//! Why a sentence has its label.

use super::labels::Evidence;
use crate::model::{Decisions, logistic};

/// What a sentence's label was decided by: three questions, and what spoke for each answer.
///
/// The probability of `quote` is [`attributed`](Self::attributed) · [`quoted`](Self::quoted), that of `opinion`
/// (1 − `attributed`) · [`opinion`](Self::opinion), and `reported_fact` has the rest. The highest is the label.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Does somebody other than the author speak? The evidence of a logistic regression, its bias first.
    pub voice: Vec<Weighed>,
    /// The probability that somebody does.
    pub attributed: f32,
    /// If somebody else speaks, is it a quote? The evidence likewise.
    pub quote: Vec<Weighed>,
    /// The probability that it is.
    pub quoted: f32,
    /// If the author speaks, is it opinion? The stance head's logit, not calibrated.
    pub stance: f32,
    /// The probability that it is: the logit divided by a temperature and shifted.
    pub opinion: f32,
    /// That temperature and shift.
    pub calibration: (f32, f32),
}

/// A piece of evidence with its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// What it is, as a reader would say.
    pub what: &'static str,
    /// How much of it there is, in [0, 1].
    pub value: f32,
    /// What all of it would add to the log-odds.
    pub weight: f32,
}

impl Weighed {
    /// What it adds to the log-odds.
    pub fn points(&self) -> f32 {
        self.value * self.weight
    }
}

/// The evidence for somebody else's speaking, in the order of [`VoiceEvidence`](crate::model::VoiceEvidence).
const VOICE: [&str; 9] = [
    "before any evidence",
    "share of the sentence that is content",
    "probability of the attribution",
    "share × probability",
    "share × probability, with a source other than the author",
    "share inside quotation marks",
    "all of it inside quotation marks",
    "begins with source, cue or content",
    "ends with source, cue or content",
];

/// The evidence for a quote, in the order of [`QuoteEvidence`](crate::model::QuoteEvidence).
const QUOTE: [&str; 5] = [
    "before any evidence",
    "share of the content inside quotation marks",
    "at least half of the content inside quotation marks",
    "share of the sentence inside quotation marks",
    "all of it inside quotation marks",
];

impl Explanation {
    pub(super) fn new(evidence: &Evidence, stance: f32, decisions: &Decisions) -> Self {
        Self {
            voice: weighed(VOICE, evidence.voice.values(), decisions.voice.values()),
            attributed: logistic(decisions.voice.values(), evidence.voice.values()),
            quote: weighed(QUOTE, evidence.quote.values(), decisions.quote.values()),
            quoted: logistic(decisions.quote.values(), evidence.quote.values()),
            stance,
            opinion: decisions.stance.probability(stance),
            calibration: (decisions.stance.temperature, decisions.stance.shift),
        }
    }
}

fn weighed<const N: usize>(what: [&'static str; N], values: [f32; N], weights: [f32; N]) -> Vec<Weighed> {
    let all = what.into_iter().zip(values).zip(weights);
    all.map(|((what, value), weight)| Weighed { what, value, weight }).collect()
}
