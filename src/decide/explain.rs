//! Why a sentence has its label.

use super::labels::Evidence;
use crate::model::{Decisions, Platt, logistic};

/// How a sentence's label was decided: three questions, and the evidence for each answer.
///
/// The probability of `quote` is [`attributed`](Self::attributed) · [`quoted`](Self::quoted), the probability of
/// `opinion` is (1 − `attributed`) · [`opinion`](Self::opinion), and `reported_fact` gets the rest. The most probable
/// one is the label.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Does somebody other than the author speak? The evidence for the logistic regression, with the bias first.
    pub voice: Vec<Weighed>,
    /// The probability that somebody other than the author speaks.
    pub attributed: f32,
    /// If somebody else speaks, is it a quote? The evidence in the same form.
    pub quote: Vec<Weighed>,
    /// The probability that it is a quote.
    pub quoted: f32,
    /// If the author speaks, is it opinion? The evidence in the same form.
    pub stance: Vec<Weighed>,
    /// The probability that it is opinion.
    pub opinion: f32,
}

/// A piece of evidence with its weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// What it is, in plain words.
    pub what: &'static str,
    /// Its value: a share or probability in [0, 1], or log-odds of the stance head.
    pub value: f32,
    /// How much one unit of it adds to the log-odds.
    pub weight: f32,
}

impl Weighed {
    /// How much it adds to the log-odds.
    pub fn points(&self) -> f32 {
        self.value * self.weight
    }
}

/// The evidence that somebody else speaks, in the order of [`VoiceEvidence`](crate::model::VoiceEvidence).
const VOICE: [&str; 10] = [
    "before any evidence",
    "share of the sentence that is content",
    "probability of the attribution",
    "share × probability",
    "share × probability, with a source other than the author",
    "share inside quotation marks",
    "all of it inside quotation marks",
    "begins with source, cue or content",
    "ends with source, cue or content",
    STANCE,
];

/// The evidence for a quote, in the order of [`QuoteEvidence`](crate::model::QuoteEvidence).
const QUOTE: [&str; 6] = [
    "before any evidence",
    "share of the content inside quotation marks",
    "at least half of the content inside quotation marks",
    "share of the sentence inside quotation marks",
    "all of it inside quotation marks",
    STANCE,
];

/// The evidence for opinion, in the order of [`OpinionEvidence`](crate::model::OpinionEvidence).
const OPINION: [&str; 3] = ["before any evidence", STANCE, "share of opinion in the article"];

const STANCE: &str = "what the stance head says, in log-odds";

impl Explanation {
    pub(super) fn new(evidence: &Evidence, decisions: &Decisions) -> Self {
        Self {
            voice: weighed(VOICE, evidence.voice.values(), decisions.voice.values()),
            attributed: logistic(decisions.voice.values(), evidence.voice.values()),
            quote: weighed(QUOTE, evidence.quote.values(), decisions.quote.values()),
            quoted: logistic(decisions.quote.values(), evidence.quote.values()),
            stance: if evidence.alone {
                let Platt { temperature, shift } = decisions.alone;
                weighed(OPINION, evidence.opinion.values(), [shift, 1.0 / temperature, 0.0])
            } else {
                weighed(OPINION, evidence.opinion.values(), decisions.opinion.values())
            },
            opinion: evidence.opinion(decisions),
        }
    }
}

fn weighed<const N: usize>(what: [&'static str; N], values: [f32; N], weights: [f32; N]) -> Vec<Weighed> {
    let all = what.into_iter().zip(values).zip(weights);
    all.map(|((what, value), weight)| Weighed { what, value, weight }).collect()
}
