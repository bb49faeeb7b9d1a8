//! Decoding of linear chains.

use super::ModelError;
use super::tags::may_follow;
use super::weights::Weights;
use std::ops::Range;

/// Decodes a linear-chain conditional random field over `TAGS` tags.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain<const TAGS: usize> {
    /// Score of each transition: `[from][to]`.
    pub steps: [[f32; TAGS]; TAGS],
    /// Score of each tag at the start of a sequence.
    pub starts: [f32; TAGS],
}

/// Score of the impossible.
const NEVER: f32 = -1e9;
/// Score of a step that the tag set forbids.
pub const FORBIDDEN: f32 = -1e4;

impl<const TAGS: usize> Chain<TAGS> {
    /// Reads the tensors `NAME.steps`, `[tags, tags]` from row to column, and `NAME.starts`, `[tags]`.
    ///
    /// # Errors
    /// A tensor is missing or has the wrong shape.
    pub(super) fn load(weights: &Weights<'_>, name: &str) -> Result<Self, ModelError> {
        let steps = weights.get(&format!("{name}.steps"), &[TAGS, TAGS])?;
        let starts = weights.get(&format!("{name}.starts"), &[TAGS])?;
        let score = |learned: f32, before, tag| learned + if may_follow(before, tag) { 0.0 } else { FORBIDDEN };
        Ok(Self {
            steps: std::array::from_fn(|from| std::array::from_fn(|to| score(steps[from * TAGS + to], Some(from), to))),
            starts: std::array::from_fn(|tag| score(starts[tag], None, tag)),
        })
    }

    /// The best tag sequence (Viterbi 1967).
    pub fn best(&self, emissions: &[[f32; TAGS]]) -> Vec<usize> {
        let Some((first, rest)) = emissions.split_first() else {
            return Vec::new();
        };
        let mut scores: [f32; TAGS] = std::array::from_fn(|tag| self.starts[tag] + first[tag]);
        let mut back = Vec::with_capacity(rest.len());
        for emission in rest {
            let mut from = [0u8; TAGS];
            let mut next = [NEVER; TAGS];
            for tag in 0..TAGS {
                for (before, score) in scores.iter().enumerate() {
                    let score = score + self.steps[before][tag];
                    if score > next[tag] {
                        next[tag] = score;
                        from[tag] = before as u8;
                    }
                }
                next[tag] += emission[tag];
            }
            back.push(from);
            scores = next;
        }
        let mut tag = (0..TAGS).max_by(|&a, &b| scores[a].total_cmp(&scores[b])).unwrap_or(0);
        let mut tags = vec![tag; emissions.len()];
        for (word, from) in back.iter().enumerate().rev() {
            tag = usize::from(from[tag]);
            tags[word] = tag;
        }
        tags
    }

    /// Forward and backward sums, for the probabilities of tags and spans. Each word's sums are scaled to add up to 1
    /// (Rabiner 1989, V.A), so that they neither vanish nor overflow, and few exponentials are needed.
    pub fn sums(&self, emissions: &[[f32; TAGS]]) -> Sums<TAGS> {
        let steps: [[f64; TAGS]; TAGS] = self.steps.map(|row| row.map(|score| bounded_exp(f64::from(score))));
        let likelihoods: Vec<[f64; TAGS]> = emissions.iter().map(likelihoods).collect();
        let mut forward: Vec<[f64; TAGS]> = Vec::with_capacity(emissions.len());
        let mut scales = Vec::with_capacity(emissions.len());
        for likelihood in &likelihoods {
            let row: [f64; TAGS] = match forward.last() {
                None => std::array::from_fn(|tag| bounded_exp(f64::from(self.starts[tag])) * likelihood[tag]),
                Some(before) => std::array::from_fn(|tag| {
                    let sum: f64 = (0..TAGS).map(|from| before[from] * steps[from][tag]).sum();
                    sum * likelihood[tag]
                }),
            };
            let scale = 1.0 / row.iter().sum::<f64>();
            forward.push(row.map(|value| value * scale));
            scales.push(scale);
        }
        let mut backward = vec![[1.0; TAGS]; emissions.len()];
        for word in (1..emissions.len()).rev() {
            let weighed: [f64; TAGS] =
                std::array::from_fn(|to| likelihoods[word][to] * backward[word][to] * scales[word]);
            backward[word - 1] = steps.map(|row| row.iter().zip(&weighed).map(|(step, next)| step * next).sum());
        }
        Sums { steps, likelihoods, forward, backward, scales }
    }
}

/// Scaled forward and backward sums of one sequence.
pub struct Sums<const TAGS: usize> {
    steps: [[f64; TAGS]; TAGS],
    likelihoods: Vec<[f64; TAGS]>,
    forward: Vec<[f64; TAGS]>,
    backward: Vec<[f64; TAGS]>,
    scales: Vec<f64>,
}

impl<const TAGS: usize> Sums<TAGS> {
    /// Probability of a tag at a word.
    pub fn tag(&self, word: usize, tag: usize) -> f32 {
        (self.forward[word][tag] * self.backward[word][tag]).min(1.0) as f32
    }

    /// Probability that exactly these words form a span that begins with tag `begin` and continues with `begin + 1`.
    pub fn span(&self, words: &Range<usize>, begin: usize) -> f32 {
        let inside = begin + 1;
        let mut probability = self.forward[words.start][begin];
        let mut tag = begin;
        for word in words.start + 1..words.end {
            probability *= self.steps[tag][inside] * self.likelihoods[word][inside] * self.scales[word];
            tag = inside;
        }
        if let Some(likelihood) = self.likelihoods.get(words.end) {
            let after = (0..TAGS).filter(|&to| to != inside);
            let after = after.map(|to| self.steps[tag][to] * likelihood[to] * self.backward[words.end][to]);
            probability *= after.sum::<f64>() * self.scales[words.end];
        }
        probability.min(1.0) as f32
    }
}

/// The exponentials of a word's scores, up to a common factor.
fn likelihoods<const TAGS: usize>(scores: &[f32; TAGS]) -> [f64; TAGS] {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.map(|score| bounded_exp(f64::from(score - largest)))
}

/// The exponential, never so small that a product of four would vanish; 0 for what is forbidden. Whatever tag precedes,
/// two steps lead to any other.
fn bounded_exp(score: f64) -> f64 {
    const LOWEST: f64 = -100.0;
    if score <= f64::from(FORBIDDEN) / 2.0 { 0.0 } else { score.max(LOWEST).exp() }
}

/// The spans of a tag sequence that begin with tag `begin`.
pub fn spans(tags: &[usize], begin: usize) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for (word, &tag) in tags.iter().enumerate() {
        match spans.last_mut() {
            Some(span) if tag == begin + 1 && span.end == word => span.end += 1,
            _ if tag == begin => spans.push(word..word + 1),
            _ => {}
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tags::{B_CUE, CUE_TAGS};

    fn chain() -> Chain<CUE_TAGS> {
        Chain { steps: [[0.3, 0.1, -1e4], [0.2, -0.5, 0.7], [0.4, 0.0, 0.6]], starts: [0.5, 0.1, -1e4] }
    }

    fn emissions() -> Vec<[f32; CUE_TAGS]> {
        vec![[0.2, 0.9, 0.1], [0.3, 0.0, 0.4], [1.0, 0.2, 0.1], [0.1, 0.8, 0.5]]
    }

    /// Every tag sequence of four words with its score.
    fn all() -> Vec<(Vec<usize>, f64)> {
        let (chain, emissions) = (chain(), emissions());
        (0..CUE_TAGS.pow(4))
            .map(|code| {
                let tags: Vec<usize> = (0..4).map(|word| code / CUE_TAGS.pow(word) % CUE_TAGS).collect();
                let mut score = f64::from(chain.starts[tags[0]]);
                for word in 0..4 {
                    score += f64::from(emissions[word][tags[word]]);
                    if word > 0 {
                        score += f64::from(chain.steps[tags[word - 1]][tags[word]]);
                    }
                }
                (tags, score)
            })
            .collect()
    }

    #[test]
    fn the_best_sequence_is_the_best_of_all() {
        let best = all().into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap().0;
        assert_eq!(chain().best(&emissions()), best);
    }

    #[test]
    fn extreme_scores_leave_probabilities_finite() {
        let mut emissions = Vec::new();
        for word in 0..300 {
            emissions.push(if word % 3 == 0 { [0.0, 500.0, -500.0] } else { [-900.0, 0.0, 300.0] });
        }
        let sums = chain().sums(&emissions);
        for word in 0..300 {
            let all: f32 = (0..CUE_TAGS).map(|tag| sums.tag(word, tag)).sum();
            assert!((all - 1.0).abs() < 1e-5, "{word}: {all}");
        }
        assert!((0.0..=1.0).contains(&sums.span(&(3..6), B_CUE)));
    }

    #[test]
    fn probabilities_agree_with_counting_all_sequences() {
        let total: f64 = all().iter().map(|(_, score)| score.exp()).sum();
        let (chain, emissions) = (chain(), emissions());
        let sums = chain.sums(&emissions);
        let span: f64 =
            all().iter().filter(|(tags, _)| spans(tags, B_CUE).contains(&(0..2))).map(|(_, score)| score.exp()).sum();
        assert!((f64::from(sums.span(&(0..2), B_CUE)) - span / total).abs() < 1e-5);
        let tag: f64 = all().iter().filter(|(tags, _)| tags[3] == B_CUE).map(|(_, score)| score.exp()).sum();
        assert!((f64::from(sums.tag(3, B_CUE)) - tag / total).abs() < 1e-5);
    }
}
