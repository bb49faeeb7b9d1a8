//! Small examples counted by hand.

use super::*;

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
}

#[test]
fn alpha_is_that_of_krippendorffs_example() {
    // Krippendorff (2011), example A: two observers, binary data, alpha 0.095.
    let one = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0];
    let other = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0];
    let mut coincidences = Coincidences::new(2);
    for (&one, &other) in one.iter().zip(&other) {
        coincidences.count(&[one, other]);
    }
    coincidences.count(&[1]);
    close((coincidences.alpha() * 1000.0).round(), 95.0);
}

#[test]
fn kappa_is_agreement_beyond_chance() {
    let mut confusion = Confusion::new(&["yes", "no"], 2);
    for (gold, predicted, times) in [(0, 0, 20), (0, 1, 5), (1, 0, 10), (1, 1, 15)] {
        (0..times).for_each(|_| confusion.count(gold, predicted));
    }
    close(confusion.accuracy(), 0.7);
    close(confusion.kappa(), 0.4);
    close(confusion.macro_f1(), f64::midpoint(40.0 / 55.0, 30.0 / 45.0));
}

#[test]
fn what_gives_no_class_counts_against_recall_and_has_no_f1_of_its_own() {
    let mut confusion = Confusion::new(&["yes", "no", "none"], 2);
    for (gold, predicted) in [(0, 0), (0, 2), (1, 1)] {
        confusion.count(gold, predicted);
    }
    close(confusion.macro_f1(), f64::midpoint(2.0 / 3.0, 1.0));
    assert_eq!(confusion.by_class().map(|(class, _)| class).collect::<Vec<_>>(), ["yes", "no"]);
}

#[test]
fn calibration_compares_confidence_with_truth_in_each_bin() {
    let mut reliability = Reliability::default();
    for (probability, right) in [(0.9, true), (0.9, false), (0.3, true)] {
        reliability.count_answer(probability, right);
    }
    close(reliability.expected_error(), 0.5);
    close(reliability.squared_error, 0.01 + 0.81 + 0.49);
}

#[test]
fn risk_rises_with_coverage_and_ties_stand_together() {
    let ranking = Ranking { answers: vec![(0.8, false), (0.9, true), (0.1, false), (0.8, true)] };
    assert_eq!(ranking.curve(), [(0.25, 0.0), (0.75, 1.0 / 3.0), (1.0, 0.5)]);
    close(Cell::Ranking(ranking).figures()[0].1, 0.5 / 3.0 + 0.25 * 0.5);
}

#[test]
fn nothing_at_all_is_not_defined_and_nothing_found_is_zero() {
    assert!(Retrieval::default().f1().is_nan());
    close(Retrieval::one_to_one(0, 0, 3).f1(), 0.0);
    close(Retrieval::one_to_one(0, 3, 0).precision(), 0.0);
    close(Retrieval::one_to_one(2, 3, 5).f1(), 0.5);
}
