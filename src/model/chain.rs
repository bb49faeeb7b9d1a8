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

    /// Forward and backward log-sums, for the probabilities of tags and spans. In double precision: over hundreds of
    /// words the sums grow to thousands, where single precision would leave a probability only four digits.
    pub fn sums<'e>(&self, emissions: &'e [[f32; TAGS]]) -> Sums<'e, '_, TAGS> {
        let mut forward: Vec<[f64; TAGS]> = Vec::with_capacity(emissions.len());
        for emission in emissions {
            let row = match forward.last() {
                None => std::array::from_fn(|tag| f64::from(self.starts[tag] + emission[tag])),
                Some(before) => std::array::from_fn(|tag| {
                    let column: [f64; TAGS] =
                        std::array::from_fn(|from| before[from] + f64::from(self.steps[from][tag]));
                    log_sum(&column) + f64::from(emission[tag])
                }),
            };
            forward.push(row);
        }
        let mut backward = vec![[0.0; TAGS]; emissions.len()];
        for word in (0..emissions.len().saturating_sub(1)).rev() {
            let (after, emission) = (backward[word + 1], &emissions[word + 1]);
            backward[word] = std::array::from_fn(|tag| {
                let row: [f64; TAGS] =
                    std::array::from_fn(|to| f64::from(self.steps[tag][to] + emission[to]) + after[to]);
                log_sum(&row)
            });
        }
        let total = forward.last().map_or(0.0, log_sum);
        Sums { chain: self, emissions, forward, backward, total }
    }
}

/// Forward and backward log-sums of one sequence.
pub struct Sums<'e, 'c, const TAGS: usize> {
    chain: &'c Chain<TAGS>,
    emissions: &'e [[f32; TAGS]],
    forward: Vec<[f64; TAGS]>,
    backward: Vec<[f64; TAGS]>,
    total: f64,
}

impl<const TAGS: usize> Sums<'_, '_, TAGS> {
    /// Probability of a tag at a word.
    pub fn tag(&self, word: usize, tag: usize) -> f32 {
        (self.forward[word][tag] + self.backward[word][tag] - self.total).exp().min(1.0) as f32
    }

    /// Probability that exactly these words form a span that begins with tag `begin` and continues with `begin + 1`.
    pub fn span(&self, words: &Range<usize>, begin: usize) -> f32 {
        let inside = begin + 1;
        let mut score = self.forward[words.start][begin];
        let mut tag = begin;
        for word in words.start + 1..words.end {
            score += f64::from(self.chain.steps[tag][inside] + self.emissions[word][inside]);
            tag = inside;
        }
        if words.end < self.emissions.len() {
            let after: [f64; TAGS] = std::array::from_fn(|to| {
                if to == inside {
                    f64::from(NEVER)
                } else {
                    f64::from(self.chain.steps[tag][to] + self.emissions[words.end][to]) + self.backward[words.end][to]
                }
            });
            score += log_sum(&after);
        }
        (score - self.total).exp().min(1.0) as f32
    }
}

/// Logarithm of a sum of exponentials.
fn log_sum<const N: usize>(values: &[f64; N]) -> f64 {
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    largest + values.iter().map(|value| (value - largest).exp()).sum::<f64>().ln()
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
