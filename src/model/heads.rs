//! The heads: they classify a window's words, cues and sentences by the vectors of its words.

use super::ModelError;
use super::integers::Integers;
use super::linear::{Arithmetic, Linear};
use super::stance::{STANCES, Stance};
use super::weights::Weights;
use crate::prepare::Window;
use rten_simd::SimdUnaryOp;
use rten_vecmath::Gelu;
use std::ops::Range;

/// Upper bounds, in words, of the distance buckets on either side of a cue.
const DISTANCES: [usize; 13] = [1, 2, 3, 4, 6, 9, 14, 21, 31, 45, 65, 100, usize::MAX];
/// Number of buckets for the distance in words.
pub const WORD_DISTANCES: usize = 2 * DISTANCES.len() + 1;
/// Number of sentences before and after the cue's that are distinguished.
const SENTENCES: i64 = 3;
/// Number of buckets for the distance in sentences.
pub const SENTENCE_DISTANCES: usize = 2 * SENTENCES as usize + 1;
/// Added to the score of every role for a cue's own words, to keep them out of its source and content.
pub const OWN_WORD: f32 = -1e4;

/// Bucket of a word's distance to a cue: 0 inside the cue, odd numbers before and even ones after it, increasing with
/// the distance.
pub fn word_distance(word: usize, cue: &Range<usize>) -> usize {
    let (gap, side) = if word < cue.start {
        (cue.start - word, 1)
    } else if word >= cue.end {
        (word - cue.end + 1, 2)
    } else {
        return 0;
    };
    2 * DISTANCES.partition_point(|&limit| limit < gap) + side
}

/// Bucket of a sentence's distance to the cue's sentence.
pub fn sentence_distance(sentence: u32, home: u32) -> usize {
    ((i64::from(sentence) - i64::from(home)).clamp(-SENTENCES, SENTENCES) + SENTENCES) as usize
}

/// Reads the tensors of the heads, which calculate in single precision.
fn linear(weights: &Weights<'_>, name: &str, shape: [usize; 2]) -> Result<Linear, ModelError> {
    Linear::load(weights, &[name.to_owned()], shape, Arithmetic::Single)
}

/// Appends the weighted mean of some vectors of `width` to `output`.
pub(super) fn mean<'v>(vectors: impl Iterator<Item = (f32, &'v [f32])>, width: usize, output: &mut Vec<f32>) {
    let start = output.len();
    output.resize(start + width, 0.0);
    let mut total = 0.0;
    for (weight, vector) in vectors {
        total += weight;
        for (sum, value) in output[start..].iter_mut().zip(vector) {
            *sum += weight * value;
        }
    }
    for sum in &mut output[start..] {
        *sum /= total;
    }
}

/// Working memory.
#[derive(Default)]
pub(super) struct HeadScratch {
    pub(super) first: Vec<f32>,
    pub(super) second: Vec<f32>,
    pub(super) third: Vec<f32>,
    pub(super) vectors: Vec<f32>,
    pub(super) integers: Integers,
}

/// The role head: given a cue, is each word part of its source, of its content, or of neither?
///
/// A word's vector is scaled and shifted by amounts computed from the cue's vector (feature-wise modulation, Perez et
/// al. 2018, which includes the bilinear form of a biaffine scorer), and learned vectors for the distance between the
/// two in words and in sentences are added before the non-linearity of the single hidden layer.
pub(super) struct RoleHead {
    word: Linear,
    scale: Linear,
    shift: Linear,
    /// `[WORD_DISTANCES, width]`
    distance: Vec<f32>,
    /// `[SENTENCE_DISTANCES, width]`
    sentence: Vec<f32>,
    output: Linear,
    hidden: usize,
    width: usize,
}

impl RoleHead {
    pub(super) fn load(weights: &Weights<'_>, hidden: usize, width: usize, tags: usize) -> Result<Self, ModelError> {
        let head = |name: &str| linear(weights, &format!("role.{name}"), [hidden, width]);
        Ok(Self {
            word: head("word")?,
            scale: head("scale")?,
            shift: head("shift")?,
            distance: weights.get("role.distance.weight", &[WORD_DISTANCES, width])?,
            sentence: weights.get("role.sentence.weight", &[SENTENCE_DISTANCES, width])?,
            output: linear(weights, "role.output", [width, tags])?,
            hidden,
            width,
        })
    }

    /// Score of each of `TAGS` tags for each word of a window, for each of its cues, given as ranges of its words.
    ///
    /// `words`: `[words, hidden]`.
    pub(super) fn forward<const TAGS: usize>(
        &self,
        words: &[f32],
        window: &Window,
        cues: &[Range<usize>],
        room: &mut HeadScratch,
    ) -> Vec<Vec<[f32; TAGS]>> {
        let HeadScratch { first: hidden, second: scales, third: shifts, vectors, integers } = room;
        vectors.clear();
        for cue in cues {
            let of_cue = words[cue.start * self.hidden..cue.end * self.hidden].chunks_exact(self.hidden);
            mean(of_cue.map(|vector| (1.0, vector)), self.hidden, vectors);
        }
        self.scale.forward(vectors, scales, integers);
        self.shift.forward(vectors, shifts, integers);
        self.word.forward(words, hidden, integers);
        let modulations = scales.chunks_exact(self.width).zip(shifts.chunks_exact(self.width));
        let mut mixed = vec![0.0; hidden.len()];
        let mut scores = Vec::new();
        cues.iter()
            .zip(modulations)
            .map(|(cue, (scale, shift))| {
                self.modulate(hidden, window, cue, scale, shift, &mut mixed);
                Gelu {}.map_mut(&mut mixed);
                self.output.forward(&mixed, &mut scores, integers);
                let (rows, _) = scores.as_chunks::<TAGS>();
                let mut rows = rows.to_vec();
                for row in &mut rows[cue.clone()] {
                    // The first tag is for words outside any span.
                    row[1..].iter_mut().for_each(|score| *score += OWN_WORD);
                }
                rows
            })
            .collect()
    }

    fn modulate(
        &self,
        hidden: &[f32],
        window: &Window,
        cue: &Range<usize>,
        scale: &[f32],
        shift: &[f32],
        mixed: &mut [f32],
    ) {
        let home = window.word_sentences[cue.start];
        let rows = hidden.chunks_exact(self.width).zip(mixed.chunks_exact_mut(self.width));
        for (word, ((row, mixed), &sentence)) in rows.zip(&window.word_sentences).enumerate() {
            let distance = &self.distance[word_distance(word, cue) * self.width..][..self.width];
            let sentence = &self.sentence[sentence_distance(sentence, home) * self.width..][..self.width];
            let added = shift.iter().zip(distance).zip(sentence);
            for (((mixed, value), scale), ((shift, distance), sentence)) in
                mixed.iter_mut().zip(row).zip(scale).zip(added)
            {
                *mixed = value * (scale + 1.0) + shift + distance + sentence;
            }
        }
    }
}

/// The stance head: is a sentence the author's statement of fact, the author's opinion, somebody else's words, or
/// boilerplate?
///
/// A sentence's vector is the mean of its words' vectors with learned weights. The plain mean over the window is
/// added, as it distinguishes a column from a report.
pub(super) struct StanceHead {
    weigh: Linear,
    sentence: Linear,
    window: Linear,
    output: Linear,
    hidden: usize,
    width: usize,
}

impl StanceHead {
    /// Bound on the absolute logarithm of a word's weight.
    pub(super) const LOG_WEIGHT: f32 = 10.0;

    pub(super) fn load(weights: &Weights<'_>, hidden: usize, width: usize) -> Result<Self, ModelError> {
        Ok(Self {
            weigh: linear(weights, "stance.weigh", [hidden, 1])?,
            sentence: linear(weights, "stance.sentence", [hidden, width])?,
            window: linear(weights, "stance.window", [hidden, width])?,
            output: linear(weights, "stance.output", [width, STANCES])?,
            hidden,
            width,
        })
    }

    /// The stance of each sentence of a window; `sentences` are ranges of its words.
    ///
    /// `words`: `[words, hidden]`.
    pub(super) fn forward(&self, words: &[f32], sentences: &[Range<usize>], room: &mut HeadScratch) -> Vec<Stance> {
        let HeadScratch { first: weights, second: hidden, third: window, vectors, integers } = room;
        self.weigh.forward(words, weights, integers);
        for weight in weights.iter_mut() {
            *weight = weight.clamp(-Self::LOG_WEIGHT, Self::LOG_WEIGHT).exp();
        }
        vectors.clear();
        mean(words.chunks_exact(self.hidden).map(|vector| (1.0, vector)), self.hidden, vectors);
        self.window.forward(vectors, window, integers);
        vectors.clear();
        for sentence in sentences {
            let of_sentence = words[sentence.start * self.hidden..sentence.end * self.hidden].chunks_exact(self.hidden);
            mean(weights[sentence.clone()].iter().copied().zip(of_sentence), self.hidden, vectors);
        }
        self.sentence.forward(vectors, hidden, integers);
        for row in hidden.chunks_exact_mut(self.width) {
            row.iter_mut().zip(window.iter()).for_each(|(sum, value)| *sum += value);
        }
        Gelu {}.map_mut(hidden);
        let mut logits = Vec::new();
        self.output.forward(hidden, &mut logits, integers);
        logits.as_chunks::<STANCES>().0.iter().map(|&scores| scores.into()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::word_distance;

    #[test]
    fn distances_are_told_apart_by_side_and_size() {
        let cue = 10..12;
        assert_eq!([10, 11].map(|word| word_distance(word, &cue)), [0, 0]);
        assert_eq!([9, 8, 12, 13].map(|word| word_distance(word, &cue)), [1, 3, 2, 4]);
        assert_eq!(word_distance(5000, &cue), 26);
    }
}
