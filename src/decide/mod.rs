//! The `decide` stage: from scores to attributions and labels.
//!
//! Every step can be inspected: attributions come from the heads (`attributions`), are mended by what the quotation
//! marks know better (`quotes`), by speakers that stand beside a quotation without a verb (`bare_speakers`) and by the turns of a
//! transcript (`turns`); a sentence's label follows from how much of it is attributed, how much of that is quoted, and its
//! stance (`labels`).

mod asked;
mod assertion;
mod attributions;
mod boundaries;
mod documents;
mod explain;
mod headlines;
mod interviewee;
mod labels;
mod lead_in;
mod letters;
mod posts;
mod questions;
mod quotes;
mod rebuttals;
mod sound_bites;
mod turns;
mod bare_speakers;
mod verbatim;

pub use assertion::Saying;
pub use attributions::{Attribution, holders};
pub use explain::{Explanation, Weighed};
pub use labels::{Evidence, Labelled, evidence, stances};

use crate::encode::WindowScores;
use crate::model::Decisions;
use crate::model::Model;
use crate::model::chain::Chain;
use crate::model::tags::ROLE_TAGS;
use crate::prepare::Prepared;
use crate::record::Role;

/// Decides by a model's transitions, thresholds and calibration.
#[derive(Debug, Clone)]
pub struct Decider {
    chain: Chain<ROLE_TAGS>,
    decisions: Decisions,
}

/// What is decided of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// Its attributions, in the order of their cues.
    pub attributions: Vec<Attribution>,
    /// What each attribution's content is.
    pub sayings: Vec<Saying>,
    /// Its sentences' labels, in order.
    pub labels: Vec<Labelled>,
    /// Probability of each sentence being worth checking, where the model tells.
    pub check_worthy: Vec<Option<f32>>,
}

impl Decider {
    /// Decides by a model's transitions, and these thresholds.
    pub fn new(model: &Model, decisions: Decisions) -> Self {
        Self { chain: model.network.role_chain.clone(), decisions }
    }

    /// Decides an article by the scores of its windows, in order. Sentences that the stance head is sure to be boilerplate get
    /// that role.
    pub fn decide(&self, prepared: &mut Prepared, scores: &[WindowScores]) -> Decided {
        let stances = labels::stances(prepared, scores);
        for (sentence, stance) in prepared.sentences.iter_mut().zip(stances) {
            if sentence.role == Role::Body && stance.furniture() >= self.decisions.boilerplate {
                sentence.role = Role::Boilerplate;
            }
        }
        let attributions = self.attributions(prepared, scores);
        let labels = labels::label(prepared, scores, &attributions, self.decisions);
        let quoted = prepared.quoted();
        let sayings = attributions.iter().map(|attribution| Saying::new(prepared, attribution, &quoted)).collect();
        Decided { attributions, sayings, labels, check_worthy: check_worthy(prepared, scores) }
    }

    /// What each sentence's label was decided by; nothing for boilerplate.
    pub fn explain(
        &self,
        prepared: &Prepared,
        scores: &[WindowScores],
        attributions: &[Attribution],
    ) -> Vec<Option<Explanation>> {
        let evidence = labels::evidence(prepared, scores, attributions).into_iter();
        evidence.map(|evidence| Some(Explanation::new(&evidence?, &self.decisions))).collect()
    }

    /// The attributions of an article, in the order of their cues.
    pub fn attributions(&self, prepared: &Prepared, scores: &[WindowScores]) -> Vec<Attribution> {
        let mut found = attributions::decode(&self.chain, self.decisions, prepared, scores);
        found.retain(|attribution| !is_nobody(prepared, attribution));
        boundaries::trim(prepared, &mut found);
        rebuttals::take_back(prepared, &mut found);
        quotes::complete(prepared, &mut found);
        found.retain(|attribution| attribution.confidence >= self.decisions.min_confidence);
        bare_speakers::share_subjects(prepared, &mut found);
        bare_speakers::add(prepared, &mut found);
        quotes::go_on(prepared, &mut found);
        headlines::add(prepared, &mut found);
        documents::add(prepared, &mut found);
        posts::add(prepared, &mut found);
        letters::add(prepared, &mut found);
        turns::add(prepared, &mut found);
        sound_bites::add(prepared, &mut found);
        found
    }
}

/// Whether the source is nobody: what nobody says is not attributed to anybody.
fn is_nobody(prepared: &Prepared, attribution: &Attribution) -> bool {
    let Some(source) = &attribution.source else { return false };
    let word = |index: usize| source.clone().nth(index).map(|word| prepared.word(word).to_lowercase());
    match (word(0).as_deref(), word(1).as_deref()) {
        (Some("nobody" | "none"), _) | (Some("no"), Some("one" | "-")) => true,
        (Some("neither"), next) => next.is_none_or(|next| next == "of"),
        _ => false,
    }
}

/// Probability of each sentence being worth checking: of one that several windows share, the mean by words.
fn check_worthy(prepared: &Prepared, scores: &[WindowScores]) -> Vec<Option<f32>> {
    let mut sums = vec![(0.0, 0.0f32); prepared.sentences.len()];
    for (window, scores) in prepared.windows.iter().zip(scores) {
        for ((sentence, words), probability) in window.sentences.iter().zip(&scores.check_worthy) {
            let (sum, weight) = &mut sums[*sentence];
            *sum += probability * words.len() as f32;
            *weight += words.len() as f32;
        }
    }
    sums.into_iter().map(|(sum, weight)| (weight > 0.0).then(|| sum / weight)).collect()
}

#[cfg(test)]
mod tests;
