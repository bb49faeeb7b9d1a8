//! The mention heads: which words refer to somebody, and how likely two mentions refer to the same.

use super::ModelError;
use super::heads::{HeadScratch, mean};
use super::linear::{Arithmetic, Linear};
use super::tags::{DESCRIPTION_TAGS, NAME_TAGS};
use super::weights::Weights;
use rten_simd::SimdUnaryOp;
use rten_vecmath::Gelu;
use std::ops::Range;

/// Number of mention sorts that the antecedent head distinguishes: names of persons, organisations, places and others,
/// pronouns, and descriptions.
const MENTION_SORTS: usize = 6;
/// Number of degrees of likeness between the words of two mentions.
const LIKENESSES: usize = 5;
/// Number of combinations of two sorts and a likeness.
pub const MENTION_PAIRS: usize = MENTION_SORTS * MENTION_SORTS * LIKENESSES;
/// Upper bounds of the distance buckets, in sentences.
const DISTANCES: [usize; 8] = [0, 1, 2, 3, 5, 9, 19, usize::MAX];
/// Number of buckets for the distance between two mentions.
pub const MENTION_DISTANCES: usize = DISTANCES.len();

/// How a mention relates to an earlier one, apart from their vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MentionPair {
    /// Bucket of their distance, less than [`MENTION_DISTANCES`].
    pub distance: usize,
    /// Code for their sorts and the likeness of their words, less than [`MENTION_PAIRS`].
    pub kind: usize,
}

impl MentionPair {
    /// Relates two mentions, each with its sort (`encode::Sort::index`) and its words in lower case; `sentences` is the
    /// distance between them.
    pub fn new(anaphor: (usize, &[String]), candidate: (usize, &[String]), sentences: usize) -> Self {
        let sorts = anaphor.0 * MENTION_SORTS + candidate.0;
        Self {
            distance: DISTANCES.partition_point(|&limit| limit < sentences),
            kind: sorts * LIKENESSES + likeness(anaphor.1, candidate.1),
        }
    }
}

/// How alike two mentions are, by their words in lower case: 0 not at all, 1 they share a word, 2 they share the last
/// word, 3 one is the other's acronym, 4 all words are the same. Articles are ignored.
fn likeness(one: &[String], other: &[String]) -> usize {
    let (one, other) = (without_article(one), without_article(other));
    let (Some(last), Some(other_last)) = (one.last(), other.last()) else { return 0 };
    if one == other {
        4
    } else if is_acronym(one, other) || is_acronym(other, one) {
        3
    } else if last == other_last {
        2
    } else {
        usize::from(one.iter().any(|word| word.len() > 2 && other.contains(word)))
    }
}

fn without_article(words: &[String]) -> &[String] {
    match words {
        [article, rest @ ..] if ["the", "a", "an"].contains(&article.as_str()) => rest,
        all => all,
    }
}

/// Whether the single word `short` consists of the initials of `long`.
fn is_acronym(short: &[String], long: &[String]) -> bool {
    let [acronym] = short else { return false };
    initials(long).contains(&acronym.replace('.', ""))
}

/// The initials of several words, with and without those of small words, if they may form an acronym.
pub(crate) fn initials(words: &[String]) -> Vec<String> {
    const SMALL: [&str; 7] = ["of", "the", "for", "and", "on", "in", "against"];
    if words.len() < 2 {
        return Vec::new();
    }
    let of = |small: bool| -> String {
        let words = words.iter().filter(|word| small || !SMALL.contains(&word.as_str()));
        words.filter_map(|word| word.chars().next().filter(|first| first.is_alphanumeric())).collect()
    };
    let mut found = vec![of(true), of(false)];
    found.dedup();
    found.retain(|one| (2..=7).contains(&one.chars().count()));
    found
}

/// The antecedent head's input for a mention: three vectors of the head's width.
#[derive(Debug, Clone, PartialEq)]
pub struct MentionVectors {
    /// Its own vector, used when it is the candidate antecedent.
    pub word: Box<[f32]>,
    /// Scale for the candidate's vector, used when it is the anaphor.
    pub scale: Box<[f32]>,
    /// Shift for the candidate's vector, likewise.
    pub shift: Box<[f32]>,
}

/// Scores the tags of names, pronouns, titles and descriptions for each word, and computes the vectors of mentions.
pub(super) struct MentionHead {
    name: Linear,
    description: Linear,
    word: Linear,
    scale: Linear,
    shift: Linear,
    hidden: usize,
    width: usize,
}

impl MentionHead {
    pub(super) fn load(weights: &Weights<'_>, hidden: usize, width: usize) -> Result<Self, ModelError> {
        let linear =
            |name: &str, output| Linear::load(weights, &[name.to_owned()], [hidden, output], Arithmetic::Single);
        Ok(Self {
            name: linear("name", NAME_TAGS)?,
            description: linear("description", DESCRIPTION_TAGS)?,
            word: linear("antecedent.word", width)?,
            scale: linear("antecedent.scale", width)?,
            shift: linear("antecedent.shift", width)?,
            hidden,
            width,
        })
    }

    /// Score of each tag of names and pronouns, and of titles and descriptions, for each word.
    ///
    /// `words`: `[words, hidden]`.
    pub(super) fn tags(
        &self,
        words: &[f32],
        room: &mut HeadScratch,
    ) -> (Vec<[f32; NAME_TAGS]>, Vec<[f32; DESCRIPTION_TAGS]>) {
        let HeadScratch { first, second, integers, .. } = room;
        self.name.forward(words, first, integers);
        self.description.forward(words, second, integers);
        (first.as_chunks::<NAME_TAGS>().0.to_vec(), second.as_chunks::<DESCRIPTION_TAGS>().0.to_vec())
    }

    /// The vectors of mentions, given as word ranges: computed from the mean over each mention's words.
    ///
    /// `words`: `[words, hidden]`.
    pub(super) fn vectors(
        &self,
        words: &[f32],
        mentions: &[Range<usize>],
        room: &mut HeadScratch,
    ) -> Vec<MentionVectors> {
        let HeadScratch { first, second, third, vectors, integers } = room;
        vectors.clear();
        for mention in mentions {
            let of_mention = words[mention.start * self.hidden..mention.end * self.hidden].chunks_exact(self.hidden);
            mean(of_mention.map(|vector| (1.0, vector)), self.hidden, vectors);
        }
        self.word.forward(vectors, first, integers);
        self.scale.forward(vectors, second, integers);
        self.shift.forward(vectors, third, integers);
        let rows = first.chunks_exact(self.width).zip(second.chunks_exact(self.width));
        rows.zip(third.chunks_exact(self.width))
            .map(|((word, scale), shift)| MentionVectors {
                word: word.into(),
                scale: scale.into(),
                shift: shift.into(),
            })
            .collect()
    }
}

/// The antecedent head: whether a mention refers to the same as an earlier one.
///
/// Pairs of mentions are scored by the vectors of their words, as in word-level coreference (Dobrovolskii 2021), with
/// learned vectors for each kind of pair (as in `LingMess`, Otmazgin et al. 2023) and for their distance, all in one
/// hidden layer of the same form as the role head's.
#[derive(Debug, Clone, PartialEq)]
pub struct AntecedentHead {
    /// `[MENTION_DISTANCES, width]`
    distance: Vec<f32>,
    /// `[MENTION_PAIRS, width]`
    pair: Vec<f32>,
    /// `[width]`: used as the candidate where nobody mentioned before is meant.
    nobody: Vec<f32>,
    /// `[width]`
    output: Vec<f32>,
    bias: f32,
    width: usize,
}

impl AntecedentHead {
    pub(super) fn load(weights: &Weights<'_>, width: usize) -> Result<Self, ModelError> {
        Ok(Self {
            distance: weights.get("antecedent.distance.weight", &[MENTION_DISTANCES, width])?,
            pair: weights.get("antecedent.pair.weight", &[MENTION_PAIRS, width])?,
            nobody: weights.get("antecedent.nobody", &[width])?,
            output: weights.get("antecedent.output.weight", &[1, width])?,
            bias: weights.get("antecedent.output.bias", &[1])?[0],
            width,
        })
    }

    /// Score for `anaphor` referring to the same as `candidate`, which comes before it. The scores of all candidates
    /// and [`nobody`](Self::nobody) are logits of one distribution.
    pub fn score(&self, anaphor: &MentionVectors, candidate: &MentionVectors, pair: MentionPair) -> f32 {
        let distance = &self.distance[pair.distance * self.width..][..self.width];
        let kind = &self.pair[pair.kind * self.width..][..self.width];
        let shift =
            anaphor.shift.iter().zip(distance).zip(kind).map(|((shift, distance), kind)| shift + distance + kind);
        self.activate(anaphor, &candidate.word, shift)
    }

    /// Score for `anaphor` referring to nobody mentioned before it.
    pub fn nobody(&self, anaphor: &MentionVectors) -> f32 {
        self.activate(anaphor, &self.nobody, anaphor.shift.iter().copied())
    }

    fn activate(&self, anaphor: &MentionVectors, word: &[f32], shift: impl Iterator<Item = f32>) -> f32 {
        let mut hidden: Vec<f32> = word
            .iter()
            .zip(&anaphor.scale)
            .zip(shift)
            .map(|((word, scale), shift)| word * (scale + 1.0) + shift)
            .collect();
        Gelu {}.map_mut(&mut hidden);
        self.bias + hidden.iter().zip(&self.output).map(|(value, weight)| value * weight).sum::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use super::{MentionPair, likeness};

    #[test]
    fn words_are_alike_in_some_or_in_all() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for (one, other, expected) in [
            ("the union", "a union", 4),
            ("ilse tarn", "tarn", 2),
            ("national union of teachers", "nut", 3),
            ("port of seattle", "the port", 1),
            ("ilse tarn", "otto brandt", 0),
        ] {
            assert_eq!(likeness(&words(one), &words(other)), expected, "{one}, {other}");
        }
    }

    #[test]
    fn distances_grow() {
        let distance = |sentences| MentionPair::new((0, &[]), (0, &[]), sentences).distance;
        assert_eq!([0, 1, 3, 4, 5, 6, 40].map(distance), [0, 1, 3, 4, 4, 5, 7]);
    }
}
