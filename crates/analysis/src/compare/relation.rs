//! How two statements relate to each other.

use super::evidence::Words;
use saidso::model::{SentenceEncoder, SentenceError, logistic};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// How two statements relate to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They say the same thing, in whatever words.
    Same,
    /// They are about the same thing but cannot both be true: one denies the other, or their numbers differ.
    Contradicts,
    /// They say different things.
    Different,
}

/// Weights of the evidence that two statements are about the same thing (see [`likeness`]), and that two such
/// statements say the opposite of each other (see [`opposition`]), by logistic regression on the pairs of
/// `datasets/pairs/pairs.jsonl` whose `part` is `fit`.
const LIKENESS: [f32; 6] = [-7.214, 11.148, 0.709, -1.644, -0.229, 2.327];
const OPPOSITION: [f32; 4] = [-1.213, 2.536, 2.240, 2.755];
/// From this probability, two statements are about the same thing. Articles about one story have many statements
/// about nearly the same thing for every two about exactly the same thing: with a lower threshold, every topic they
/// have in common would become a group.
pub(super) const ALIKE: f64 = 0.75;
/// Statements whose vectors are less similar than this are about different things, and their words are not compared:
/// 5,000 statements make twelve million pairs.
const LEAST_COSINE: f64 = 0.3;
/// Only statements whose words are at least this similar on average can say the opposite of each other or state
/// different numbers. If one says more than the other, a negation or an opposite in the additional part proves
/// nothing.
const LEAST_COVERED: f32 = 0.7;
/// Upper bound of the probability for statements of which it is unclear whether they agree.
const UNTOLD: f64 = 0.4;
/// Similarity assumed for words that mean the opposite of each other: they are about the same thing.
const OPPOSITES: f32 = 0.8;

/// What a statement means, as far as vectors show it.
pub(super) struct Meaning {
    vector: Vec<f32>,
    /// The vector of each content word on its own.
    words: Vec<Arc<[f32]>>,
}

impl Meaning {
    /// The meaning of each text, given with its words.
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

    /// The cosine of the two vectors, which have length 1.
    pub(super) fn cosine(&self, other: &Self) -> f64 {
        f64::from(dot(&self.vector, &other.vector))
    }
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// What is known about a pair of statements.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Kinship {
    /// Probability that they are about the same thing, whether they agree on it or not.
    pub(super) alike: f64,
    /// Whether they say the opposite of each other, if they are about the same.
    pub(super) opposed: bool,
    /// Whether their numbers differ.
    pub(super) numbers_differ: bool,
    /// Whether the days, months or years they name differ.
    pub(super) dates_differ: bool,
}

impl Kinship {
    /// Compares two statements, each given by its meaning and the features of its words.
    pub(super) fn new((mine, one): (&Meaning, &Words), (theirs, other): (&Meaning, &Words)) -> Self {
        let (numbers_differ, dates_differ) = (one.numbers_differ(other), one.dates_differ(other));
        if mine.cosine(theirs) < LEAST_COSINE {
            return Self { alike: 0.0, opposed: false, numbers_differ, dates_differ };
        }
        let seen = Seen::new((mine, one), (theirs, other));
        let alike = f64::from(logistic(LIKENESS, seen.likeness()));
        let against = logistic(OPPOSITION, seen.opposition()) > 0.5;
        if against && seen.covered < LEAST_COVERED {
            // It is unclear whether they agree.
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

/// The evidence found by laying two statements side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is evidence of its own")]
struct Seen {
    cosine: f32,
    numbers_differ: bool,
    dates_differ: bool,
    opposed: bool,
    /// Average similarity of each statement's words to the most similar words of the other; the smaller of the two
    /// averages.
    covered: f32,
    /// Similarity of the word that is least like any word of the other statement.
    strangest: f32,
    /// Whether each has exactly one word that the other does not have.
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
        // Forms of one word are the same, whatever the vectors say.
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

    /// Evidence of being about the same thing, in the order of [`LIKENESS`]. The number of shared words and whether
    /// their names differ were tried too, but such weights depend on how the pairs were made.
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
