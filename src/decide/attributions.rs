use crate::encode::{CueScores, WindowScores};
use crate::model::Decisions;
use crate::model::chain::{Chain, spans};
use crate::model::tags::{B_CONTENT, B_SOURCE, I_CONTENT, ROLE_TAGS};
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

/// Decodes all windows' cues, in order.
pub(super) fn decode(
    chain: &Chain<ROLE_TAGS>,
    decisions: Decisions,
    prepared: &Prepared,
    scores: &[WindowScores],
) -> Vec<Attribution> {
    prepared
        .windows
        .iter()
        .zip(scores)
        .flat_map(|(window, scores)| {
            scores.cues.iter().filter_map(|cue| attribution(chain, decisions, window.words.start, cue))
        })
        .collect()
}

/// Decodes the roles for one cue; `None` if no word is its content.
fn attribution(
    chain: &Chain<ROLE_TAGS>,
    decisions: Decisions,
    first_word: usize,
    cue: &CueScores,
) -> Option<Attribution> {
    let biased: Vec<[f32; ROLE_TAGS]> = cue
        .roles
        .iter()
        .map(|scores| {
            let mut scores = *scores;
            scores[B_CONTENT] += decisions.content_bias;
            scores[I_CONTENT] += decisions.content_bias;
            scores
        })
        .collect();
    let tags = chain.best(&biased);
    let content = spans(&tags, B_CONTENT);
    if content.is_empty() {
        return None;
    }
    let sums = chain.sums(&cue.roles);
    let source = spans(&tags, B_SOURCE)
        .into_iter()
        .map(|words| (sums.span(&words, B_SOURCE), words))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let source_probability = match &source {
        Some((probability, _)) => *probability,
        None => (0..tags.len()).map(|word| 1.0 - sums.tag(word, B_SOURCE)).product(),
    };
    let inside: Vec<f32> = content
        .iter()
        .flat_map(Clone::clone)
        .map(|word| sums.tag(word, B_CONTENT) + sums.tag(word, I_CONTENT))
        .collect();
    let content_probability = inside.iter().sum::<f32>() / inside.len() as f32;
    let presence_logit = logit(cue.presence * content_probability);
    let logit = logit(cue.probability * source_probability * content_probability);
    let shift = |words: Range<usize>| words.start + first_word..words.end + first_word;
    Some(Attribution {
        cue: cue.words.clone(),
        source: source.map(|(_, words)| shift(words)),
        content: content.into_iter().map(shift).collect(),
        turn: false,
        logit,
        confidence: decisions.attribution.probability(logit),
        presence_logit,
        presence: decisions.presence.probability(presence_logit),
    })
}

/// Log-odds, kept finite.
fn logit(probability: f32) -> f32 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    (probability / (1.0 - probability)).ln()
}
