//! Cues, and who says what by each.

use crate::model::chain::{Chain, spans};
use crate::model::tags::{B_CONTENT, B_CUE, B_SOURCE, CUE_TAGS, I_CONTENT, OUTSIDE, ROLE_TAGS};
use crate::prepare::Window;
use std::ops::Range;

/// A cue with its source and content, as ranges of the article's words. Probabilities are not calibrated.
#[derive(Debug, Clone, PartialEq)]
pub struct Cue {
    /// Its words.
    pub words: Range<usize>,
    /// Probability that exactly these words are a cue.
    pub probability: f32,
    /// Probability that one of these words belongs to a cue, whatever its boundaries.
    pub presence: f32,
    /// The words that name the source.
    pub source: Option<Range<usize>>,
    /// Probability that these words, or none, name the source.
    pub source_probability: f32,
    /// What is said, in order; at least one fragment.
    pub content: Vec<Range<usize>>,
    /// Mean probability of each of these words being content.
    pub content_probability: f32,
}

impl Cue {
    /// Whether all probabilities are finite numbers.
    pub(super) fn is_finite(&self) -> bool {
        let Self { probability, presence, source_probability, content_probability, .. } = *self;
        [probability, presence, source_probability, content_probability].into_iter().all(f32::is_finite)
    }
}

/// A cue, located by its words in the window.
pub struct FoundCue {
    /// Words, counted from the window's first.
    pub words: Range<usize>,
    /// As in [`Cue`].
    pub probability: f32,
    /// As in [`Cue`].
    pub presence: f32,
}

/// Decodes the cues in a window's core from each cue tag's score for each word of the window.
pub fn decode_cues(
    chain: &Chain<CUE_TAGS>,
    window: &Window,
    emissions: &[[f32; CUE_TAGS]],
    cue_bias: f32,
) -> Vec<FoundCue> {
    let sums = chain.sums(emissions);
    let biased: Vec<[f32; CUE_TAGS]> = emissions
        .iter()
        .map(|scores| {
            let mut scores = *scores;
            scores[B_CUE] += cue_bias;
            scores
        })
        .collect();
    let core = window.core.start - window.words.start;
    spans(&chain.best(&biased), B_CUE)
        .into_iter()
        .filter(|words| words.start >= core)
        .map(|words| FoundCue {
            probability: sums.span(&words, B_CUE),
            presence: words.clone().map(|word| 1.0 - sums.tag(word, OUTSIDE)).fold(0.0, f32::max),
            words,
        })
        .collect()
}

impl FoundCue {
    /// Decodes its source and content from each role tag's score for each word of the window; `None` if no word is its
    /// content.
    pub fn with_roles(self, chain: &Chain<ROLE_TAGS>, window: &Window, emissions: &[[f32; ROLE_TAGS]]) -> Option<Cue> {
        let tags = chain.best(emissions);
        let content = spans(&tags, B_CONTENT);
        if content.is_empty() {
            return None;
        }
        let sums = chain.sums(emissions);
        let source = spans(&tags, B_SOURCE)
            .into_iter()
            .map(|words| (sums.span(&words, B_SOURCE), words))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let source_probability = match &source {
            Some((probability, _)) => *probability,
            None => (0..tags.len()).map(|word| 1.0 - sums.tag(word, B_SOURCE)).product(),
        };
        let inside: Vec<f32> = content
            .iter()
            .flat_map(Clone::clone)
            .map(|word| sums.tag(word, B_CONTENT) + sums.tag(word, I_CONTENT))
            .collect();
        let content_probability = inside.iter().sum::<f32>() / inside.len() as f32;
        let first = window.words.start;
        let shift = |words: Range<usize>| words.start + first..words.end + first;
        Some(Cue {
            words: shift(self.words),
            probability: self.probability,
            presence: self.presence,
            source: source.map(|(_, words)| shift(words)),
            source_probability,
            content: content.into_iter().map(shift).collect(),
            content_probability,
        })
    }
}
