//! Checks the measures of `saidso evaluate` against independent implementations, and properties of any measure.

use proptest::prelude::*;
use saidso_evaluate::report::{Figures, Report};
use saidso_evaluate::{EvaluateOptions, GoldSet, evaluate};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

fn data(folder: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join("tests/data").join(folder)
}

fn options(samples: usize) -> EvaluateOptions {
    EvaluateOptions { samples, ..EvaluateOptions::default() }
}

/// Every figure in `expected.json` is the same in the report, to 1e-9.
fn assert_expected(folder: &Path, report: &Report) {
    let expected = std::fs::read_to_string(folder.join("expected.json")).expect("a file");
    let expected: HashMap<String, HashMap<String, HashMap<String, f64>>> =
        serde_json::from_str(&expected).expect("figures by group, measure and statistic");
    let mut compared = 0;
    for (group, measures) in &expected {
        for (measure, statistics) in measures {
            for (statistic, value) in statistics {
                let name = format!("{group}, {measure}, {statistic}");
                let figure = report.systems[0].figures.get(group, measure, statistic);
                let found = figure.unwrap_or_else(|| panic!("no figure {name}")).value;
                assert!((found - value).abs() < 1e-9, "{name}: {found}, not {value}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 20);
}

#[test]
fn attributions_are_scored_like_an_independent_scorer_does() {
    let folder = data("polnear-dev");
    let gold = GoldSet::read(&folder.join("gold.jsonl.gz"), &HashMap::new()).expect("a gold set");
    let system = gold.predictions(&[folder.join("pred.jsonl.gz")], "system".into()).expect("predictions");
    assert_expected(&folder, &evaluate(&gold, &[system], &[], &options(0)));
}

#[test]
fn labels_spans_and_agreement_are_measured_like_independent_libraries_do() {
    let folder = data("metrics");
    let gold = GoldSet::read(&folder.join("gold.jsonl"), &HashMap::new()).expect("a gold set");
    let read = |name: &str| gold.predictions(&[folder.join(name)], name.into()).expect("annotations");
    let report = evaluate(&gold, &[read("pred.jsonl")], &[read("annotator.jsonl")], &options(0));
    assert_expected(&folder, &report);
}

/// A file of JSON Lines.
fn lines(values: &[Value]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let lines: Vec<String> = values.iter().map(Value::to_string).collect();
    std::fs::write(file.path(), lines.join("\n")).expect("a file");
    file
}

/// A gold set of lines.
fn gold_set(gold: &[Value]) -> GoldSet {
    let file = lines(gold);
    GoldSet::read(file.path(), &HashMap::new()).unwrap_or_else(|error| panic!("{error}: {error:?}"))
}

fn measure(gold: &[Value], predicted: &[Value], samples: usize) -> Figures {
    let set = gold_set(gold);
    let file = lines(predicted);
    let system = match predicted {
        [] => set.gather("system".into(), std::iter::empty()),
        _ => set.predictions(&[file.path()], "system".into()).expect("predictions of the gold articles"),
    };
    assert_eq!(system.bad_lines, []);
    evaluate(&set, &[system], &[], &options(samples)).systems.remove(0).figures
}

const TEXT: &str =
    "“Señor, we can’t,” said Ana. He denied the café was shut; “never”, he added. Sad! A report says so.";

prop_compose! {
    fn span()(start in 0usize..98, length in 1usize..30) -> Value {
        json!({"start": start, "end": (start + length).min(TEXT.chars().count())})
    }
}

prop_compose! {
    fn attribution()(
        source in prop::option::of(span()),
        cue in span(),
        content in prop::collection::vec(span(), 1..3),
        confidence in 0.0f32..1.0,
    ) -> Value {
        json!({"source": source, "cue": cue, "content": content, "confidence": confidence})
    }
}

prop_compose! {
    /// Labels of ten sentences, each a stretch of ten characters.
    fn article()(
        labels in prop::collection::vec(prop::sample::select(vec!["reported_fact", "quote", "opinion"]), 9..10),
        attributions in prop::collection::vec(attribution(), 0..5),
    ) -> Value {
        let sentences: Vec<Value> = labels
            .iter()
            .enumerate()
            .map(|(index, label)| json!({"start": 10 * index, "end": 10 * index + 10, "label": label, "role": "body"}))
            .collect();
        json!({"id": "a", "text": TEXT, "sentences": sentences, "attributions": attributions})
    }
}

/// Articles with ids of their own.
fn numbered(articles: Vec<Value>) -> Vec<Value> {
    let number = |(index, mut article): (usize, Value)| {
        article["id"] = json!(format!("a{index}"));
        article
    };
    articles.into_iter().enumerate().map(number).collect()
}

fn articles() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(article(), 4..5).prop_map(numbered)
}

/// Statistics that are 1 where all is right.
fn is_score(statistic: &str) -> bool {
    !matches!(statistic, "expected_calibration_error" | "brier" | "area_under_risk_coverage")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_perfect_prediction_scores_one(gold in articles()) {
        for figure in measure(&gold, &gold, 0).0 {
            if figure.value.is_finite() && is_score(figure.statistic) {
                prop_assert!((figure.value - 1.0).abs() < 1e-12, "{figure:?}");
            }
        }
    }

    #[test]
    fn swapping_gold_and_prediction_swaps_precision_and_recall(one in articles(), other in articles()) {
        let (there, back) = (measure(&one, &other, 0), measure(&other, &one, 0));
        let mut compared = 0;
        for figure in &there.0 {
            // Ties in the greedy alignment go to the earlier prediction, which differs after the swap.
            if !matches!(figure.group, "labels" | "sentence_ends" | "spans_source" | "spans_cue" | "spans_content") {
                continue;
            }
            let swapped = match figure.statistic {
                "precision" => "recall",
                "recall" => "precision",
                "f1" | "accuracy" | "cohen_kappa" | "macro_f1" => figure.statistic,
                _ => continue,
            };
            // If one of the two has no attribution at all, span figures are undefined in one direction.
            let Some(other) = back.get(figure.group, figure.measure, swapped).map(|other| other.value) else { continue };
            prop_assert!((figure.value - other).abs() < 1e-12 || figure.value.is_nan() && other.is_nan(), "{figure:?}");
            compared += 1;
        }
        // Articles without attributions have no span figures.
        prop_assert!(compared > 10);
    }

    #[test]
    fn intervals_hold_the_figure(gold in articles(), predicted in articles()) {
        for figure in measure(&gold, &predicted, 40).0 {
            if let Some((low, high)) = figure.interval {
                prop_assert!(low <= figure.value && figure.value <= high, "{figure:?}");
            }
        }
    }
}

#[test]
fn sentences_are_compared_with_the_one_that_shares_most() {
    let text = "Rain fell. It was bad. Nobody came.";
    let sentence = |start: usize, end: usize, label: &str| json!({"start": start, "end": end, "label": label});
    let gold = json!({"id": "a", "text": text, "sentences":
        [sentence(0, 10, "reported_fact"), sentence(11, 22, "opinion"), sentence(23, 35, "reported_fact")]});
    let predicted = json!({"id": "a", "sentences": [sentence(0, 13, "reported_fact"), sentence(14, 35, "opinion")]});
    let figures = measure(&[gold], &[predicted], 0);
    let value = |group, measure, statistic| figures.get(group, measure, statistic).expect("a figure").value;
    // Right, right and wrong: the second predicted sentence overlaps most with both.
    assert!((value("labels", "all", "accuracy") - 2.0 / 3.0).abs() < 1e-12);
    assert!((value("labels", "reported_fact", "recall") - 0.5).abs() < 1e-12);
    // Predicted ends at 13 and 35; gold ends at 10, 22 and 35.
    assert!((value("sentence_ends", "end", "precision") - 0.5).abs() < 1e-12);
    assert!((value("sentence_ends", "end", "recall") - 1.0 / 3.0).abs() < 1e-12);
}

#[test]
fn sources_are_compared_by_name_and_kind() {
    let text = "He fell. She rose. They sang.";
    let sentence = |start: usize, end: usize, source: Option<&str>| json!({"start": start, "end": end, "label": "reported_fact", "source": source});
    let gold = json!({"id": "a", "text": text,
        "sentences": [sentence(0, 8, Some("s1")), sentence(9, 18, Some("s2")), sentence(19, 29, None)],
        "sources": [{"id": "s1", "name": "The Ministry", "kind": "organization"}, {"id": "s2", "name": "Ana Ruiz", "kind": "person"}]});
    let predicted = json!({"id": "a",
        "sentences": [sentence(0, 8, Some("x")), sentence(9, 18, Some("y")), sentence(19, 29, Some("y"))],
        "sources": [{"id": "x", "name": "ministry", "kind": "organization"}, {"id": "y", "name": "Ruiz"}]});
    let figures = measure(&[gold], &[predicted], 0);
    let value = |group, measure, statistic| figures.get(group, measure, statistic).expect("a figure").value;
    assert!((value("sources", "present", "precision") - 2.0 / 3.0).abs() < 1e-12);
    assert!((value("sources", "resolved", "precision") - 1.0 / 3.0).abs() < 1e-12);
    assert!((value("sources", "resolved", "recall") - 0.5).abs() < 1e-12);
    assert!((value("source_kinds", "all", "accuracy") - 0.5).abs() < 1e-12);
}

#[test]
fn mentions_of_sources_are_measured_as_coreference() {
    let text = "Ana Ruiz spoke. Mrs Ruiz left, she said. Bo Holm agreed.";
    let span = |words: &str| {
        let start = text.find(words).expect("words of the text");
        json!({"start": start, "end": start + words.len()})
    };
    let mention = |words: &str, sort: &str, entity: &str| {
        let mut mention = span(words);
        mention["sort"] = json!(sort);
        mention["kind"] = json!("person");
        mention["entity"] = json!(entity);
        mention
    };
    let gold = json!({"id": "a", "text": text, "mentions": [
        mention("Ana Ruiz", "name", "1"), mention("Mrs Ruiz", "name", "1"),
        mention("she", "pronoun", "1"), mention("Bo Holm", "name", "2")]});
    // "she" is taken for the wrong person, and "said" is no mention.
    let predicted = json!({"id": "a", "sources": [
        {"id": "s1", "name": "Ana Ruiz", "mentions": [span("Ana Ruiz"), span("Mrs Ruiz")]},
        {"id": "s2", "name": "Bo Holm", "mentions": [span("she"), span("Bo Holm"), span("said")]}]});
    let figures = measure(std::slice::from_ref(&gold), &[predicted], 0);
    let value = |measure, statistic| figures.get("coreference", measure, statistic).expect("a figure").value;
    assert!((value("found", "share") - 0.8).abs() < 1e-12);
    // Recall (2 × 2/3 + 1/3 + 1) / 4, precision (2 + 2 × 1/2) / 4.
    assert!((value("b3", "recall") - 2.0 / 3.0).abs() < 1e-12);
    assert!((value("b3", "precision") - 0.75).abs() < 1e-12);
    // Dice 4/5 and 2/3 of two entities on both sides.
    assert!((value("ceafe", "f1") - f64::midpoint(0.8, 2.0 / 3.0)).abs() < 1e-12);
    // Recall (3 × 1/3 + 0) / 4, precision (2 + 0) / 4.
    assert!((value("lea", "recall") - 0.25).abs() < 1e-12);
    assert!((value("lea", "precision") - 0.5).abs() < 1e-12);
    // Without singletons: an entity of three against two of two.
    assert!((value("ceafe_without_singletons", "precision") - 0.4).abs() < 1e-12);
    let nameless = measure(&[gold], &[json!({"id": "a", "sources": [{"id": "s1", "name": "Ana Ruiz"}]})], 0);
    assert!(nameless.get("coreference", "b3", "f1").is_none());
}
