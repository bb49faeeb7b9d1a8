//! What a sentence does: how much of it is attributed, how much of that is quoted, and the author's stance.

use super::{Attribution, bytes, is_punctuation, quoted, words_in};
use crate::encode::WindowScores;
use crate::model::Decisions;
use crate::prepare::Prepared;
use crate::record::{Label, LabelScores, Role};
use std::ops::Range;

/// A sentence with its label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Labelled {
    /// Label, its probability and those of all labels; nothing for boilerplate.
    pub(super) label: Option<(Label, LabelScores)>,
    /// The attribution that answers for the sentence.
    pub(super) governing: Option<usize>,
    /// Attributions whose content has a part in the sentence.
    pub(super) attributions: Vec<usize>,
}

impl Labelled {
    /// The probability of the label.
    pub(super) fn confidence(&self) -> Option<f32> {
        self.label.map(|(label, scores)| match label {
            Label::ReportedFact => scores.reported_fact,
            Label::Quote => scores.quote,
            Label::Opinion => scores.opinion,
        })
    }
}

/// Least share of a sentence, its own source and cue left aside, that must be attributed for somebody else to answer
/// for it.
const ATTRIBUTED_SHARE: f32 = 0.5;
/// Least share of the attributed words that must stand inside quotation marks for a quote.
const QUOTED_SHARE: f32 = 0.5;
/// How fast the probability turns around such a share.
const STEEPNESS: f32 = 12.0;
/// Probability that a sentence wholly inside quotation marks is somebody's words, where no attribution says so.
const WHOLLY_QUOTED: f32 = 0.9;

/// How each word stands: its length, and what covers it.
struct Cover {
    /// Code points of each word.
    lengths: Vec<f32>,
    /// Whether it stands inside quotation marks or is said in a turn.
    quoted: Vec<bool>,
    /// Whether it is content.
    content: Vec<bool>,
    /// Whether it is a source or cue.
    signal: Vec<bool>,
}

/// Labels all sentences, in order.
pub(super) fn label(
    prepared: &Prepared,
    scores: &[WindowScores],
    attributions: &[Attribution],
    decisions: Decisions,
) -> Vec<Labelled> {
    let cover = Cover::new(prepared, attributions);
    let stances = stances(prepared, scores);
    let parts = parts(prepared, attributions);
    prepared
        .sentences
        .iter()
        .zip(stances)
        .zip(parts)
        .map(|((sentence, stance), parts)| {
            if sentence.role == Role::Boilerplate {
                return Labelled { label: None, governing: None, attributions: Vec::new() };
            }
            let words = words_in(prepared, &sentence.span);
            let opinion = decisions.stance.probability(stance);
            decide(prepared, &cover, attributions, &words, &parts, opinion)
        })
        .collect()
}

fn decide(
    prepared: &Prepared,
    cover: &Cover,
    attributions: &[Attribution],
    words: &Range<usize>,
    parts: &Parts,
    opinion: f32,
) -> Labelled {
    let introduced = parts.content.is_empty().then(|| introduced(prepared, attributions, words, &parts.cues)).flatten();
    let (attributed, quoted, governing) = if let Some(index) = introduced {
        let content = &attributions[index].content;
        let share = cover.quoted_share(content.iter().cloned().flatten());
        (attributions[index].presence, share, Some(index))
    } else {
        let governing = parts.content.iter().max_by_key(|part| part.words).map(|part| part.attribution);
        let share = step(cover.attributed_share(words.clone()) - ATTRIBUTED_SHARE);
        let quoted = cover.quoted_share(words.clone().filter(|&word| cover.content[word]));
        let presence = match governing.map(|index| &attributions[index]) {
            Some(attribution) if quoted >= QUOTED_SHARE || somebody_else(prepared, cover, attribution) => {
                attribution.presence
            }
            _ => 0.0,
        };
        if cover.wholly_quoted(prepared, words.clone()) {
            (presence.max(WHOLLY_QUOTED), 1.0, governing)
        } else {
            (presence * share, quoted, governing)
        }
    };
    let quote = attributed * step(quoted - QUOTED_SHARE);
    let opinion = (1.0 - attributed) * opinion;
    let scores = LabelScores { reported_fact: 1.0 - quote - opinion, quote, opinion };
    let label = if quote >= opinion && quote >= scores.reported_fact {
        Label::Quote
    } else if opinion > scores.reported_fact {
        Label::Opinion
    } else {
        Label::ReportedFact
    };
    let answers = label == Label::Quote || (label == Label::ReportedFact && attributed >= 0.5);
    Labelled {
        label: Some((label, scores)),
        governing: governing.filter(|_| answers),
        attributions: parts.content.iter().map(|part| part.attribution).collect(),
    }
}

/// Whether the source is named and is not the author. An open hedge ("it seems") and "I think" in the author's own voice
/// leave the author to answer for the sentence.
fn somebody_else(prepared: &Prepared, cover: &Cover, attribution: &Attribution) -> bool {
    attribution.source.as_ref().is_some_and(|words| {
        let author = ["I", "we", "We"].contains(&&prepared.article.text[bytes(prepared, words)]);
        !author || cover.quoted[words.start]
    })
}

/// The attribution that a sentence only introduces ("Larsen went on:"), if it does.
fn introduced(
    prepared: &Prepared,
    attributions: &[Attribution],
    words: &Range<usize>,
    cues: &[usize],
) -> Option<usize> {
    let last = words.clone().next_back()?;
    let colon = &prepared.article.text[prepared.words[last].span.clone()] == ":";
    cues.iter().rev().copied().find(|&index| colon && !attributions[index].turn)
}

/// From 0 to 1 as the value passes 0.
fn step(value: f32) -> f32 {
    1.0 / (1.0 + (-STEEPNESS * value).exp())
}

impl Cover {
    fn new(prepared: &Prepared, attributions: &[Attribution]) -> Self {
        let count = prepared.words.len();
        let text = &prepared.article.text;
        let mut cover = Self {
            lengths: prepared.words.iter().map(|word| text[word.span.clone()].chars().count() as f32).collect(),
            quoted: quoted(prepared),
            content: vec![false; count],
            signal: vec![false; count],
        };
        for attribution in attributions {
            for fragment in &attribution.content {
                cover.content[fragment.clone()].fill(true);
                if attribution.turn {
                    cover.quoted[fragment.clone()].fill(true);
                }
            }
            cover.signal[attribution.cue.clone()].fill(true);
            if let Some(source) = &attribution.source {
                cover.signal[source.clone()].fill(true);
            }
        }
        cover
    }

    fn length(&self, words: impl Iterator<Item = usize>) -> f32 {
        words.map(|word| self.lengths[word]).sum()
    }

    /// Share of the words that is content; source and cue words that are nobody's content count for nothing.
    fn attributed_share(&self, words: Range<usize>) -> f32 {
        let content = self.length(words.clone().filter(|&word| self.content[word]));
        let all = self.length(words.filter(|&word| self.content[word] || !self.signal[word]));
        if all > 0.0 { content / all } else { 0.0 }
    }

    fn quoted_share(&self, words: impl Iterator<Item = usize> + Clone) -> f32 {
        let all = self.length(words.clone());
        let quoted = self.length(words.filter(|&word| self.quoted[word]));
        if all > 0.0 { quoted / all } else { 0.0 }
    }

    fn wholly_quoted(&self, prepared: &Prepared, words: Range<usize>) -> bool {
        let mut spoken = words.filter(|&word| !is_punctuation(prepared, word)).peekable();
        spoken.peek().is_some() && spoken.all(|word| self.quoted[word])
    }
}

/// What attributions have in a sentence.
#[derive(Default, Clone)]
struct Parts {
    /// Contents with a part in it, in the order of the attributions.
    content: Vec<Part>,
    /// Attributions whose cue stands in it.
    cues: Vec<usize>,
}

#[derive(Clone)]
struct Part {
    attribution: usize,
    words: usize,
}

/// What the attributions have in each sentence.
fn parts(prepared: &Prepared, attributions: &[Attribution]) -> Vec<Parts> {
    let mut parts = vec![Parts::default(); prepared.sentences.len()];
    for (index, attribution) in attributions.iter().enumerate() {
        for word in attribution.content.iter().cloned().flatten() {
            let sentence = &mut parts[prepared.words[word].sentence].content;
            match sentence.last_mut() {
                Some(part) if part.attribution == index => part.words += 1,
                _ => sentence.push(Part { attribution: index, words: 1 }),
            }
        }
        parts[prepared.words[attribution.cue.start].sentence].cues.push(index);
    }
    parts
}

/// The stance logit of each sentence: the mean over its parts where it stands in several windows.
pub(crate) fn stances(prepared: &Prepared, scores: &[WindowScores]) -> Vec<f32> {
    let mut sums = vec![(0.0, 0.0f32); prepared.sentences.len()];
    for (window, scores) in prepared.windows.iter().zip(scores) {
        for ((sentence, words), logit) in window.sentences.iter().zip(&scores.stance) {
            let (sum, weight) = &mut sums[*sentence];
            *sum += logit * words.len() as f32;
            *weight += words.len() as f32;
        }
    }
    // A sentence without words, of symbols that the tokenizer drops, has no stance: surely not an opinion.
    sums.into_iter().map(|(sum, weight)| if weight > 0.0 { sum / weight } else { -10.0 }).collect()
}
