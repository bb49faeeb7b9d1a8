//! Measures how often the comparison is right, on pairs of statements whose relation is known.

use super::CompareError;
use super::evidence::{Words, denies};
use super::relation::{Kinship, Meaning, Relation};
use saidso::model::SentenceEncoder;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// Two statements and how they relate to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// How they relate to each other.
    pub relation: Relation,
    /// One statement.
    pub a: String,
    /// The other.
    pub b: String,
    /// The cue of the second statement, where it matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue_b: Option<String>,
    /// Which part of the data the pair belongs to.
    pub part: Part,
    /// What makes it hard: "passive", "same number".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// What a pair is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The weights were fitted to it.
    Fit,
    /// It was used for measuring, and read, while the rules were written.
    Test,
    /// Nothing was fitted to it or chosen by it.
    Blind,
}

/// The relations that the comparison finds for the measured pairs.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Each pair with the relation found and the probability that both are about the same thing.
    pub pairs: Vec<(Pair, Relation, f64)>,
}

/// Compares the statements of every pair of a part.
///
/// # Errors
/// The encoder rejects a text.
pub fn measure(pairs: Vec<Pair>, part: Part, encoder: &SentenceEncoder) -> Result<Measured, CompareError> {
    let pairs: Vec<Pair> = pairs.into_iter().filter(|pair| pair.part == part).collect();
    let words: Vec<[Words; 2]> = pairs
        .iter()
        .map(|pair| [Words::new(&pair.a, false), Words::new(&pair.b, pair.cue_b.as_deref().is_some_and(denies))])
        .collect();
    let texts: Vec<(&str, &Words)> = pairs
        .iter()
        .zip(&words)
        .flat_map(|(pair, [one, other])| [(pair.a.as_str(), one), (pair.b.as_str(), other)])
        .collect();
    let meanings = Meaning::of(&texts, encoder)?;
    let found: Vec<(Relation, f64)> = words
        .iter()
        .zip(meanings.chunks(2))
        .map(|([one, other], meanings)| {
            let kinship = Kinship::new((&meanings[0], one), (&meanings[1], other));
            (kinship.relation(), kinship.alike)
        })
        .collect();
    Ok(Measured {
        pairs: pairs.into_iter().zip(found).map(|(pair, (relation, alike))| (pair, relation, alike)).collect(),
    })
}

/// A yes-or-no question about a relation.
type Question = fn(Relation) -> bool;

impl Measured {
    /// Precision and recall for a yes-or-no question about the relation, in per cent.
    fn share(&self, yes: impl Fn(Relation) -> bool) -> [Option<f64>; 2] {
        let count = |is: &dyn Fn(Relation, Relation) -> bool| {
            self.pairs.iter().filter(|(pair, found, _)| is(pair.relation, *found)).count()
        };
        let right = count(&|gold, found| yes(gold) && yes(found));
        let share = |of: usize| (of > 0).then(|| 100.0 * right as f64 / of as f64);
        [share(count(&|_, found| yes(found))), share(count(&|gold, _| yes(gold)))]
    }

    /// The figures and the mistakes, as text.
    pub fn table(&self) -> String {
        let mut text = format!("{} pairs              precision  recall\n", self.pairs.len());
        let questions: [(&str, Question); 3] = [
            ("about the same", |relation| relation != Relation::Different),
            ("same", |relation| relation == Relation::Same),
            ("contradicts", |relation| relation == Relation::Contradicts),
        ];
        for (name, yes) in questions {
            let [precision, recall] =
                self.share(yes).map(|share| share.map_or("-".to_owned(), |share| format!("{share:.1}")));
            let _ = writeln!(text, "{name:<22} {precision:>9} {recall:>7}");
        }
        text += "\nMistakes, with the probability that both are about the same:\n";
        for (pair, found, alike) in self.pairs.iter().filter(|(pair, found, _)| pair.relation != *found) {
            let cue = pair.cue_b.as_deref().map(|cue| format!(" ({cue})")).unwrap_or_default();
            let _ = writeln!(text, "  {:?}, found {found:?}, {alike:.2}: {} | {}{cue}", pair.relation, pair.a, pair.b);
        }
        text
    }
}
