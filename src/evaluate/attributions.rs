//! Attributions against gold ones: exact words, one-to-one match, and end to end.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// One attribution as spans of the text, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans {
    /// The words that name the source.
    pub source: Vec<Range<usize>>,
    /// The words that signal it.
    pub cue: Vec<Range<usize>>,
    /// What is said.
    pub content: Vec<Range<usize>>,
}

/// Counts that add up over articles; see [`Counts::figures`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Gold attributions.
    pub gold: usize,
    /// Predicted attributions.
    pub predicted: usize,
    /// Predicted contents whose words are exactly those of a gold content.
    pub exact: usize,
    /// Pairs of the one-to-one alignment at a Dice coefficient of at least one half.
    pub matched: usize,
    /// Matched pairs whose sources have the same words.
    pub end_to_end: usize,
}

/// F1 in [0, 1] of each measure.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Figures {
    /// Contents with exactly the right words.
    pub exact_words: f64,
    /// Contents matched one to one at a Dice coefficient of at least one half.
    pub match_dice_50: f64,
    /// Matched, and the source has exactly the right words.
    pub end_to_end: f64,
}

impl Counts {
    /// The measures over all articles counted.
    pub fn figures(&self) -> Figures {
        let f1 = |right: usize| {
            let all = self.gold + self.predicted;
            if all == 0 { 0.0 } else { 2.0 * right as f64 / all as f64 }
        };
        Figures { exact_words: f1(self.exact), match_dice_50: f1(self.matched), end_to_end: f1(self.end_to_end) }
    }

    /// Adds one article; judges each prediction.
    pub fn add(&mut self, text: &str, gold: &[Spans], predicted: &[Spans]) -> Vec<Verdict> {
        let words = words(text);
        let sets = |spans: &[Spans]| -> Vec<(HashSet<usize>, HashSet<usize>)> {
            spans.iter().map(|spans| (covered(&words, &spans.content), covered(&words, &spans.source))).collect()
        };
        let (gold, predicted) = (sets(gold), sets(predicted));
        self.gold += gold.iter().filter(|(content, _)| !content.is_empty()).count();
        self.predicted += predicted.iter().filter(|(content, _)| !content.is_empty()).count();
        self.exact += exact(&gold, &predicted);
        let mut verdicts = vec![Verdict::default(); predicted.len()];
        for (prediction, gold_index) in align(&gold, &predicted) {
            self.matched += 1;
            verdicts[prediction].matched = true;
            if predicted[prediction].1 == gold[gold_index].1 {
                self.end_to_end += 1;
                verdicts[prediction].end_to_end = true;
            }
        }
        verdicts
    }
}

/// Whether a predicted attribution is right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Its content matches that of a gold attribution.
    pub matched: bool,
    /// And its source has the same words.
    pub end_to_end: bool,
}

type Sets = (HashSet<usize>, HashSet<usize>);

fn exact(gold: &[Sets], predicted: &[Sets]) -> usize {
    let key = |set: &HashSet<usize>| {
        let mut words: Vec<usize> = set.iter().copied().collect();
        words.sort_unstable();
        words
    };
    let mut left: HashMap<Vec<usize>, usize> = HashMap::new();
    for (content, _) in gold.iter().filter(|(content, _)| !content.is_empty()) {
        *left.entry(key(content)).or_default() += 1;
    }
    predicted
        .iter()
        .filter(|(content, _)| match left.get_mut(&key(content)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        })
        .count()
}

/// Pairs of prediction and gold, taken greedily from the highest Dice coefficient (Dice 1945) down to one half.
fn align(gold: &[Sets], predicted: &[Sets]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (prediction, (content, _)) in predicted.iter().enumerate() {
        for (gold_index, (gold_content, _)) in gold.iter().enumerate() {
            let shared = content.intersection(gold_content).count();
            let dice = 2.0 * shared as f64 / (content.len() + gold_content.len()) as f64;
            if shared > 0 && dice >= 0.5 {
                pairs.push((dice, prediction, gold_index));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut used_predictions, mut used_gold) = (HashSet::new(), HashSet::new());
    pairs
        .into_iter()
        .filter_map(|(_, prediction, gold_index)| {
            let free = !used_predictions.contains(&prediction) && !used_gold.contains(&gold_index);
            free.then(|| {
                used_predictions.insert(prediction);
                used_gold.insert(gold_index);
                (prediction, gold_index)
            })
        })
        .collect()
}

/// Runs of letters, digits and underscores.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (start, character) in text.char_indices() {
        if character.is_alphanumeric() || character == '_' {
            let end = start + character.len_utf8();
            match words.last_mut() {
                Some(word) if word.end == start => word.end = end,
                _ => words.push(start..end),
            }
        }
    }
    words
}

/// Indices of the words that the spans overlap.
fn covered(words: &[Range<usize>], spans: &[Range<usize>]) -> HashSet<usize> {
    spans
        .iter()
        .flat_map(|span| {
            let first = words.partition_point(|word| word.end <= span.start);
            let last = words.partition_point(|word| word.start < span.end);
            first..last.max(first)
        })
        .collect()
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
        assert_eq!(counts, Counts { gold: 2, predicted: 3, exact: 1, matched: 2, end_to_end: 1 });
        assert!((counts.figures().match_dice_50 - 0.8).abs() < 1e-12);
    }
}
