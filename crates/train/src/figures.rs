//! The figures used to choose a checkpoint.

use super::referents::MentionFigures;
use saidso_evaluate::attributions::{attributions, exact_words, match_dice_50};
use saidso_evaluate::cells::Retrieval;
use saidso_formats::gold::Spans;
use saidso_formats::gold::Tokens;

/// Counts that add up over articles.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    gold: usize,
    predicted: usize,
    exact: usize,
    matched: usize,
    end_to_end: usize,
}

/// F1 in [0, 1] of each measure; `evaluate::attributions` defines the measures of attributions.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize)]
pub struct Figures {
    /// Contents with exactly the right words.
    pub exact_words: f64,
    /// Contents matched one to one at a Dice coefficient of at least one half.
    pub match_dice_50: f64,
    /// Matched contents whose source has exactly the right words.
    pub end_to_end: f64,
    /// End to end on the fully labelled articles, including nested attributions.
    pub nested: f64,
    /// Opinion versus fact in single sentences, macro-F1.
    pub opinion_single: f64,
    /// Opinion versus fact in the author's sentences of running text, macro-F1.
    pub opinion_running: f64,
    /// Mentions and their antecedents.
    #[serde(flatten)]
    pub mentions: MentionFigures,
}

impl Figures {
    /// The value that the checkpoint is chosen by.
    pub(super) fn choice(&self) -> f64 {
        let mentions = &self.mentions;
        self.end_to_end
            + self.nested
            + 0.5 * (self.opinion_single + self.opinion_running)
            + 0.5 * (mentions.names + mentions.pronouns + mentions.described + mentions.gap)
    }
}

/// Whether a predicted attribution is right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Its content matches a gold attribution's.
    pub(super) matched: bool,
    /// In addition, its source has the same words.
    pub(super) end_to_end: bool,
}

impl Counts {
    /// Adds one article, and judges each prediction.
    pub(super) fn add(&mut self, text: &str, gold: &[Spans], predicted: &[Spans]) -> Vec<Verdict> {
        let tokens = Tokens::new(text);
        let mut verdicts = vec![Verdict::default(); predicted.len()];
        let (gold, predicted) = (attributions(text, &tokens, gold), attributions(text, &tokens, predicted));
        self.gold += gold.len();
        self.predicted += predicted.len();
        self.exact += exact_words(&gold, &predicted);
        for (prediction, gold_index) in match_dice_50(&gold, &predicted) {
            let end_to_end = predicted[prediction].source == gold[gold_index].source;
            self.matched += 1;
            self.end_to_end += usize::from(end_to_end);
            verdicts[predicted[prediction].index] = Verdict { matched: true, end_to_end };
        }
        verdicts
    }

    /// The measures of attributions over all articles counted; the other measures are left at 0.
    pub(super) fn figures(&self) -> Figures {
        let f1 = |right| {
            let f1 = Retrieval::one_to_one(right, self.predicted, self.gold).f1();
            if f1.is_nan() { 0.0 } else { f1 }
        };
        Figures {
            exact_words: f1(self.exact),
            match_dice_50: f1(self.matched),
            end_to_end: f1(self.end_to_end),
            ..Figures::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_a_small_case_as_by_hand() {
        let text = "The mayor said the bridge is closed. Rain will come, he hopes.";
        let spans = |source, content| Spans { source: vec![source], cue: vec![], content: vec![content] };
        let gold = [spans(0..9, 15..35), spans(53..55, 37..51)];
        let predicted = [spans(4..9, 15..35), spans(53..55, 42..51), spans(0..3, 0..3)];
        let mut counts = Counts::default();
        let right: Vec<bool> = counts.add(text, &gold, &predicted).iter().map(|verdict| verdict.end_to_end).collect();
        assert_eq!(right, [false, true, false]);
        let expected = Figures { exact_words: 0.4, match_dice_50: 0.8, end_to_end: 0.4, ..Figures::default() };
        assert_eq!(counts.figures(), expected);
    }
}
