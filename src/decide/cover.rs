//! What covers each word of an article: quotation marks, contents, sources and cues.

use super::Attribution;
use super::asked;
use crate::prepare::Prepared;
use std::ops::Range;

/// The length of each word, and what covers it.
pub(super) struct Cover {
    /// Length of each word in code points.
    lengths: Vec<f32>,
    /// Whether it is inside quotation marks or part of a turn.
    pub(super) quoted: Vec<bool>,
    /// Whether it is content.
    pub(super) content: Vec<bool>,
    /// Whether it is a source or cue.
    signal: Vec<bool>,
}

impl Cover {
    pub(super) fn new(prepared: &Prepared, attributions: &[Attribution]) -> Self {
        let count = prepared.words.len();
        let text = &prepared.article.text;
        let mut cover = Self {
            lengths: prepared.words.iter().map(|word| text[word.span.clone()].chars().count() as f32).collect(),
            quoted: prepared.quoted(),
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
        for clause in asked::clauses(prepared, attributions, &cover.quoted) {
            // A full stop after the closing quotation mark is not said either.
            let end = prepared.words_in(&prepared.sentence(clause.start).span).end;
            cover.content[clause.clone()].fill(false);
            cover.signal[clause].fill(true);
            cover.signal[end - 1] |= prepared.is_punctuation(end - 1);
        }
        cover
    }

    pub(super) fn length(&self, words: impl Iterator<Item = usize>) -> f32 {
        words.map(|word| self.lengths[word]).sum()
    }

    /// Share of the words that are content; source and cue words outside all content are not counted.
    pub(super) fn attributed_share(&self, words: Range<usize>) -> f32 {
        let content = self.length(words.clone().filter(|&word| self.content[word]));
        let all = self.length(words.filter(|&word| self.content[word] || !self.signal[word]));
        if all > 0.0 { content / all } else { 0.0 }
    }

    pub(super) fn quoted_share(&self, words: impl Iterator<Item = usize> + Clone) -> f32 {
        let all = self.length(words.clone());
        let quoted = self.length(words.filter(|&word| self.quoted[word]));
        if all > 0.0 { quoted / all } else { 0.0 }
    }

    pub(super) fn wholly_quoted(&self, prepared: &Prepared, words: Range<usize>) -> bool {
        let mut spoken = words.filter(|&word| !prepared.is_punctuation(word)).peekable();
        spoken.peek().is_some() && spoken.all(|word| self.quoted[word])
    }
}
