use crate::encode::{Cue, WindowScores};
use crate::model::Decisions;
use crate::prepare::Prepared;
use std::ops::Range;

/// Who says what, as ranges of the article's words.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// The words that signal it.
    pub cue: Range<usize>,
    /// The words that name the source.
    pub source: Option<Range<usize>>,
    /// What is said, in order; at least one fragment.
    pub content: Vec<Range<usize>>,
    /// Whether it is a turn of a transcript, or a post, letter or document, which is direct speech without quotation
    /// marks.
    pub turn: bool,
    /// Logit of the probability of its spans, uncalibrated.
    pub logit: f32,
    /// Calibrated probability that content and source are right.
    pub confidence: f32,
    /// Logit of the probability that somebody says this, regardless of where exactly the spans end; uncalibrated.
    pub presence_logit: f32,
    /// Calibrated probability of the same.
    pub presence: f32,
}

impl Attribution {
    /// Adds words to what is said, in their place in the text.
    pub(super) fn add(&mut self, words: Range<usize>) {
        let place = self.content.partition_point(|fragment| fragment.start < words.start);
        self.content.insert(place, words);
    }

    /// Puts the fragments of what is said in the order of the text, and joins those that overlap.
    pub(super) fn order(&mut self) {
        self.content.sort_by_key(|fragment| fragment.start);
        self.content.dedup_by(|fragment, before| {
            let overlaps = fragment.start < before.end;
            if overlaps {
                before.end = before.end.max(fragment.end);
            }
            overlaps
        });
    }
}

/// Whether each word is in the cue or content of one of these attributions.
pub(super) fn claimed(prepared: &Prepared, attributions: &[Attribution]) -> Vec<bool> {
    mark(prepared, attributions.iter())
}

/// Whether an attribution is all in quotation marks, as in "“We expected a fight.”": who is quoted there remains open.
pub(super) fn is_within_quotation(attribution: &Attribution, quoted: &[bool]) -> bool {
    let is_quoted = |words: &Range<usize>| quoted[words.start];
    is_quoted(&attribution.cue) && attribution.source.as_ref().is_some_and(is_quoted)
}

/// Whether each word is in the cue or content of one of these attributions, other than those within quotations.
pub(super) fn claimed_outside(prepared: &Prepared, attributions: &[Attribution], quoted: &[bool]) -> Vec<bool> {
    mark(prepared, attributions.iter().filter(|attribution| !is_within_quotation(attribution, quoted)))
}

fn mark<'a>(prepared: &Prepared, attributions: impl Iterator<Item = &'a Attribution>) -> Vec<bool> {
    let mut claimed = vec![false; prepared.words.len()];
    for words in attributions.flat_map(|attribution| attribution.content.iter().chain([&attribution.cue])) {
        claimed[words.clone()].fill(true);
    }
    claimed
}

/// For each attribution, the others whose content contains its cue, in order, each with the number of words in the
/// fragment around it.
pub fn holders(attributions: &[Attribution]) -> Vec<Vec<(usize, usize)>> {
    let mut cues: Vec<(usize, usize)> =
        attributions.iter().enumerate().map(|(index, one)| (one.cue.start, index)).collect();
    cues.sort_unstable();
    let mut holders: Vec<Vec<(usize, usize)>> = vec![Vec::new(); attributions.len()];
    for (holder, attribution) in attributions.iter().enumerate() {
        for fragment in &attribution.content {
            let first = cues.partition_point(|(cue, _)| *cue < fragment.start);
            let inside = cues[first..].iter().take_while(|(cue, _)| *cue < fragment.end);
            for &(_, index) in inside.filter(|(_, index)| *index != holder) {
                if holders[index].last().is_none_or(|(last, _)| *last != holder) {
                    holders[index].push((holder, fragment.len()));
                }
            }
        }
    }
    holders
}

/// The attributions that the heads found, in order.
pub(super) fn found(decisions: Decisions, scores: &[WindowScores]) -> Vec<Attribution> {
    scores.iter().flat_map(|scores| &scores.cues).map(|cue| attribution(decisions, cue)).collect()
}

fn attribution(decisions: Decisions, cue: &Cue) -> Attribution {
    let presence_logit = logit(cue.presence * cue.content_probability);
    let logit = logit(cue.probability * cue.source_probability * cue.content_probability);
    Attribution {
        cue: cue.words.clone(),
        source: cue.source.clone(),
        content: cue.content.clone(),
        turn: false,
        logit,
        confidence: decisions.attribution.probability(logit),
        presence_logit,
        presence: decisions.presence.probability(presence_logit),
    }
}

/// Log-odds, kept finite.
fn logit(probability: f32) -> f32 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    (probability / (1.0 - probability)).ln()
}
