//! Confidence compared with correctness.

use super::attributions::{Attribution, match_dice_50};
use super::cells::{Cell, Ranking, Reliability};
use super::measured::{Measured, measured};
use saidso_formats::gold as document;

/// Both measures for a set of answers.
pub(super) fn cells(group: &'static str, reliability: Reliability, ranking: Ranking) -> [Measured; 2] {
    [
        measured(group, "reliability", Cell::Reliability(reliability)),
        measured(group, "risk_coverage", Cell::Ranking(ranking)),
    ]
}

/// Confidence of attributions: one is right if it matches a gold attribution at Dice 0.5 and, if the gold set has
/// sources, has its source.
pub(super) fn of_attributions(
    gold: &[Attribution],
    predicted: &[Attribution],
    documents: &[document::Attribution],
    with_source: bool,
) -> [Measured; 2] {
    let mut right = vec![false; predicted.len()];
    for (prediction, gold_index) in match_dice_50(gold, predicted) {
        right[prediction] = !with_source || predicted[prediction].source == gold[gold_index].source;
    }
    let (mut reliability, mut ranking) = (Reliability::default(), Ranking::default());
    for (attribution, right) in predicted.iter().zip(right) {
        if let Some(confidence) = documents.get(attribution.index).and_then(|document| document.confidence) {
            reliability.count_answer(f64::from(confidence), right);
            ranking.answers.push((confidence, right));
        }
    }
    cells("calibration_attributions", reliability, ranking)
}
