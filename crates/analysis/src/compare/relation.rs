//! What two statements are to each other.

use super::evidence::Words;
use saidso::model::{SentenceEncoder, SentenceError, logistic};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// What two statements are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They say the same, in whatever words.
    Same,
    /// They are about the same, and cannot both be so: one denies the other, or their numbers differ.
    Contradicts,
    /// They say different things.
    Different,
}

/// Weights of the evidence that two statements are about the same (see [`likeness`]), and that of those one says the
/// opposite of the other (see [`opposition`]), by logistic regression on the pairs of `datasets/pairs/pairs.jsonl`
/// whose `part` is `fit`.
const LIKENESS: [f32; 6] = [-7.214, 11.148, 0.709, -1.644, -0.229, 2.327];
const OPPOSITION: [f32; 4] = [-1.213, 2.536, 2.240, 2.755];
/// From this probability on, two statements are about the same. Articles of one story have many statements about nearly
/// the same for each two that are: lower, every topic that they have in common would make a group.
pub(super) const ALIKE: f64 = 0.75;
/// Statements whose vectors are less alike are about different things, without looking at their words: of 5,000
/// statements there are twelve million pairs.
const LEAST_COSINE: f64 = 0.3;
/// Only statements whose words are as alike as that, on average, say the opposite of each other or give other numbers.
/// Where one says more than the other, a negation or an opposite in what it says beside tells nothing.
const LEAST_COVERED: f32 = 0.7;
/// How alike statements are at most that may or may not agree.
const UNTOLD: f64 = 0.4;
/// How alike words are that mean the opposite of each other: they are about the same.
const OPPOSITES: f32 = 0.8;

/// What a statement means, as far as vectors show.
pub(super) struct Meaning {
    vector: Vec<f32>,
    /// Of each word that carries meaning, by itself.
    words: Vec<Arc<[f32]>>,
}

impl Meaning {
    /// Of each text, whose words are known.
    pub(super) fn of(texts: &[(&str, &Words)], encoder: &SentenceEncoder) -> Result<Vec<Self>, SentenceError> {
        let mut known: HashMap<&str, Arc<[f32]>> = HashMap::new();
        let content = texts.iter().flat_map(|(_, words)| &words.content);
        let mut missing: Vec<&str> = content.map(|word| word.text.as_str()).collect();
        missing.sort_unstable();
        missing.dedup();
        for (word, vector) in missing.iter().zip(encoder.vectors(&missing)?) {
            known.insert(word, vector.into());
        }
        let whole: Vec<&str> = texts.iter().map(|(text, _)| *text).collect();
        let meaning = |(vector, (_, words)): (Vec<f32>, &(&str, &Words))| Self {
            vector,
            words: words.content.iter().map(|word| known[word.text.as_str()].clone()).collect(),
        };
        Ok(encoder.vectors(&whole)?.into_iter().zip(texts).map(meaning).collect())
    }

    /// The cosine of both vectors, whose length is 1.
    pub(super) fn cosine(&self, other: &Self) -> f64 {
        f64::from(dot(&self.vector, &other.vector))
    }
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// What is known of two statements.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Kinship {
    /// Probability that they are about the same thing, whether they agree on it or not.
    pub(super) alike: f64,
    /// Whether they say the opposite of each other, if they are about the same.
    pub(super) opposed: bool,
    /// Whether their numbers differ.
    pub(super) numbers_differ: bool,
    /// Whether the days, months or years differ that they name.
    pub(super) dates_differ: bool,
}

impl Kinship {
    /// Of two statements, each with what it means and what is looked at in its words.
    pub(super) fn new((mine, one): (&Meaning, &Words), (theirs, other): (&Meaning, &Words)) -> Self {
        let (numbers_differ, dates_differ) = (one.numbers_differ(other), one.dates_differ(other));
        if mine.cosine(theirs) < LEAST_COSINE {
            return Self { alike: 0.0, opposed: false, numbers_differ, dates_differ };
        }
        let seen = Seen::new((mine, one), (theirs, other));
        let alike = f64::from(logistic(LIKENESS, seen.likeness()));
        let against = logistic(OPPOSITION, seen.opposition()) > 0.5;
        if against && seen.covered < LEAST_COVERED {
            // Whether they agree cannot be told.
            return Self { alike: alike.min(UNTOLD), opposed: false, numbers_differ: false, dates_differ: false };
        }
        Self {
            alike,
            opposed: against && seen.opposed,
            numbers_differ: against && numbers_differ,
            dates_differ: against && dates_differ,
        }
    }

    pub(super) fn relation(self) -> Relation {
        match self {
            Self { alike, .. } if alike < ALIKE => Relation::Different,
            Self { opposed: false, numbers_differ: false, dates_differ: false, .. } => Relation::Same,
            _ => Relation::Contradicts,
        }
    }
}

/// What is seen in two statements laid side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is evidence of its own")]
struct Seen {
    cosine: f32,
    numbers_differ: bool,
    dates_differ: bool,
    opposed: bool,
    /// How alike the words of the statement are, on average, to those of the other that are most like them; of the two,
    /// the less.
    covered: f32,
    /// The word that is least like any of the other's.
    strangest: f32,
    /// Whether each has just one word that the other has not.
    one_differs: bool,
}

impl Seen {
    fn new((mine, one): (&Meaning, &Words), (theirs, other): (&Meaning, &Words)) -> Self {
        let (mut left, mut right) = (vec![0.0_f32; mine.words.len()], vec![0.0_f32; theirs.words.len()]);
        let (lacking, lacked) = (one.missing_in(other), other.missing_in(one));
        for (place, vector) in mine.words.iter().enumerate() {
            for (other, theirs) in theirs.words.iter().enumerate() {
                let alike = dot(vector, theirs);
                left[place] = left[place].max(alike);
                right[other] = right[other].max(alike);
            }
        }
        // Whatever the vectors say, forms of one word are the same.
        (0..left.len()).filter(|place| !lacking.contains(place)).for_each(|place| left[place] = 1.0);
        (0..right.len()).filter(|place| !lacked.contains(place)).for_each(|place| right[place] = 1.0);
        for (one, other) in one.opposites(other) {
            left[one] = left[one].max(OPPOSITES);
            right[other] = right[other].max(OPPOSITES);
        }
        let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len().max(1) as f32;
        let least = |values: &[f32]| values.iter().copied().fold(1.0, f32::min);
        Self {
            cosine: mine.cosine(theirs) as f32,
            numbers_differ: one.numbers_differ(other),
            dates_differ: one.dates_differ(other),
            opposed: one.opposes(other),
            covered: mean(&left).min(mean(&right)),
            strangest: least(&left).min(least(&right)),
            one_differs: lacking.len() == 1 && lacked.len() == 1,
        }
    }

    /// Evidence of being about the same, in the order of [`LIKENESS`]. How many words both have was tried too, and
    /// whether their names differ: what such a weight is depends on how the pairs were made.
    fn likeness(self) -> [f32; LIKENESS.len()] {
        [1.0, self.cosine, flag(self.opposed), flag(self.one_differs), self.covered, self.strangest]
    }

    /// Evidence of opposition, in the order of [`OPPOSITION`].
    fn opposition(self) -> [f32; OPPOSITION.len()] {
        [1.0, flag(self.opposed), flag(self.numbers_differ), flag(self.dates_differ)]
    }
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}
