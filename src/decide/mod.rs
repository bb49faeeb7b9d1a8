//! The `decide` stage: from scores to attributions and labels.
//!
//! Every step can be inspected. The heads predict attributions (`attributions`), and the quotation marks correct
//! where their contents begin and end (`quotes`). More attributions come from speakers named next to a quotation
//! without a verb (`bare_speakers`), from tags with unusual verbs (`tags`), from the turns of a transcript (`turns`) and from other forms of text. A
//! sentence's label follows from how much of it is attributed, how much of that is quoted, and its stance (`labels`).

mod asked;
mod assertion;
mod attitudes;
mod attributions;
mod bare_speakers;
mod beats;
mod boundaries;
mod conflicts;
mod cover;
mod documents;
mod explain;
mod headlines;
mod hearers;
mod interviewee;
mod labels;
mod lead_in;
mod letters;
mod posts;
mod questions;
mod quotes;
mod rebuttals;
mod relatives;
mod sound_bites;
mod tags;
mod turns;
mod verbatim;

pub use assertion::Saying;
pub use attributions::{Attribution, holders};
pub use explain::{Explanation, Weighed};
pub use labels::{Evidence, Labelled, evidence, stances};

use crate::encode::WindowScores;
use crate::model::Decisions;
use crate::prepare::Prepared;
use crate::record::Role;

/// Turns scores into attributions and labels, using a model's thresholds and calibration.
#[derive(Debug, Clone)]
pub struct Decider {
    decisions: Decisions,
}

/// The attributions and labels of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// Its attributions, in the order of their cues.
    pub attributions: Vec<Attribution>,
    /// What each attribution's source does with its content.
    pub sayings: Vec<Saying>,
    /// The labels of its sentences, in order.
    pub labels: Vec<Labelled>,
    /// Probability that each sentence is worth checking, if the model predicts it.
    pub check_worthy: Vec<Option<f32>>,
}

impl Decider {
    /// Uses these thresholds and calibration.
    pub fn new(decisions: Decisions) -> Self {
        Self { decisions }
    }

    /// Finds an article's attributions and labels from the scores of its windows, given in order. Body sentences that
    /// the stance head scores as boilerplate at or above the threshold get that role.
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

    /// Explains the label of each sentence; `None` for boilerplate.
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
        let mut found = attributions::found(self.decisions, scores);
        found.retain(|attribution| !is_nobody(prepared, attribution));
        bare_speakers::drop_adverbs(prepared, &mut found);
        relatives::complete(prepared, &mut found);
        found.retain(|attribution| !attribution.content.is_empty() && !gives_name(prepared, attribution));
        hearers::remove(prepared, &mut found);
        boundaries::trim(prepared, &mut found);
        rebuttals::take_back(prepared, &mut found);
        conflicts::settle(prepared, &mut found);
        quotes::complete(prepared, &mut found);
        found.retain(|attribution| attribution.confidence >= self.decisions.min_confidence);
        bare_speakers::share_subjects(prepared, &mut found);
        bare_speakers::add(prepared, &mut found);
        tags::find_speakers(prepared, &mut found);
        tags::add(prepared, &mut found);
        quotes::go_on(prepared, &mut found);
        if beats::add(prepared, &mut found) {
            quotes::go_on(prepared, &mut found);
        }
        headlines::add(prepared, &mut found);
        documents::add(prepared, &mut found);
        posts::add(prepared, &mut found);
        letters::add(prepared, &mut found);
        turns::add(prepared, &mut found);
        sound_bites::add(prepared, &mut found);
        found.iter_mut().for_each(Attribution::order);
        found
    }
}

/// Whether words in quotation marks are only a name: "Nicknamed “the Toaster”".
fn gives_name(prepared: &Prepared, attribution: &Attribution) -> bool {
    const NAMING: [&str; 10] =
        ["nicknamed", "dubbed", "named", "called", "titled", "entitled", "christened", "labelled", "labeled", "marked"];
    const LONGEST: usize = 6;
    let [name] = &attribution.content[..] else { return false };
    let is_naming = NAMING.contains(&prepared.text(&attribution.cue).to_lowercase().as_str());
    is_naming && attribution.source.is_none() && name.start == attribution.cue.end && name.len() <= LONGEST
}

/// Whether the source is "nobody" or the like: such content is attributed to no source.
fn is_nobody(prepared: &Prepared, attribution: &Attribution) -> bool {
    let Some(source) = &attribution.source else { return false };
    let word = |index: usize| source.clone().nth(index).map(|word| prepared.word(word).to_lowercase());
    match (word(0).as_deref(), word(1).as_deref()) {
        (Some("nobody" | "none"), _) | (Some("no"), Some("one" | "-")) => true,
        (Some("neither"), next) => next.is_none_or(|next| next == "of"),
        _ => false,
    }
}

/// Probability that each sentence is worth checking; where several windows share a sentence, the mean weighted by
/// words.
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
