//! The `decide` stage: from scores to attributions, labels, sources and claims.
//!
//! Every step can be inspected: attributions come from the heads (`attributions`), are mended by what the quotation
//! marks know better (`quotes`), by speakers that stand beside a quotation without a verb (`uncued`) and by the turns of a
//! transcript (`turns`); a sentence's label follows from how much of it is attributed, how much of that is quoted, and its
//! stance (`labels`).

mod attributions;
mod claims;
mod confine;
mod explain;
mod labels;
mod quotes;
mod record;
mod turns;
mod uncued;

pub use attributions::Attribution;
pub use explain::{Explanation, Weighed};
pub(crate) use labels::{evidence, stances};

use crate::encode::WindowScores;
use crate::model::Decisions;
use crate::model::chain::Chain;
use crate::model::tags::ROLE_TAGS;
use crate::prepare::Prepared;
use crate::record::Record;
use crate::resolve::resolve;
use std::ops::Range;

/// Decides by a model's transitions, thresholds and calibration.
#[derive(Debug, Clone)]
pub struct Decider {
    chain: Chain<ROLE_TAGS>,
    decisions: Decisions,
}

impl Decider {
    /// Decides by these.
    pub fn new(chain: Chain<ROLE_TAGS>, decisions: Decisions) -> Self {
        Self { chain, decisions }
    }

    /// The record of an article from the scores of its windows, in order.
    pub fn decide(&self, prepared: Prepared, scores: &[WindowScores]) -> Record {
        let attributions = self.attributions(&prepared, scores);
        let labelled = labels::label(&prepared, scores, &attributions, self.decisions);
        let resolution = resolve(&prepared, &attributions);
        record::record(prepared, &attributions, &labelled, &resolution)
    }

    /// What each sentence's label was decided by; nothing for boilerplate.
    pub fn explain(&self, prepared: &Prepared, scores: &[WindowScores]) -> Vec<Option<Explanation>> {
        let attributions = self.attributions(prepared, scores);
        let stances = labels::stances(prepared, scores);
        let evidence = labels::evidence(prepared, &attributions).into_iter().zip(stances);
        evidence.map(|(evidence, stance)| Some(Explanation::new(&evidence?, stance, &self.decisions))).collect()
    }

    /// The attributions of an article, in the order of their cues.
    pub fn attributions(&self, prepared: &Prepared, scores: &[WindowScores]) -> Vec<Attribution> {
        let mut found = attributions::decode(&self.chain, self.decisions, prepared, scores);
        confine::confine(prepared, &mut found);
        quotes::complete(prepared, &mut found);
        found.retain(|attribution| attribution.confidence >= self.decisions.min_confidence);
        uncued::share_subjects(prepared, &mut found);
        uncued::add(prepared, &mut found);
        quotes::go_on(prepared, &mut found);
        turns::add(prepared, &mut found);
        found
    }
}

/// The bytes of a run of words, which must not be empty.
fn bytes(prepared: &Prepared, words: &Range<usize>) -> Range<usize> {
    prepared.words[words.start].span.start..prepared.words[words.end - 1].span.end
}

/// The words that lie at least partly in a run of bytes.
fn words_in(prepared: &Prepared, bytes: &Range<usize>) -> Range<usize> {
    let start = prepared.words.partition_point(|word| word.span.end <= bytes.start);
    start..prepared.words.partition_point(|word| word.span.start < bytes.end).max(start)
}

/// Whether each word stands inside quotation marks.
fn quoted(prepared: &Prepared) -> Vec<bool> {
    let mut quoted = vec![false; prepared.words.len()];
    for quotation in prepared.quotations.iter().filter(|quotation| quotation.depth == 0) {
        quoted[words_in(prepared, &quotation.span)].fill(true);
    }
    quoted
}

/// Whether a word has no letter and no digit.
fn is_punctuation(prepared: &Prepared, word: usize) -> bool {
    !prepared.article.text[prepared.words[word].span.clone()].contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;
