//! A report that includes everything a report can contain. The tests of the library and those in a browser share this
//! file.

use super::report::{
    Comparison, ConfusionTable, Figure, Figures, GoldInfo, LeftOut, Mistake, ReliabilityBin, ReliabilityCurve, Report,
    Resampling, RiskCoverage, Segment, Side, Slice, SystemReport,
};
use std::collections::BTreeMap;

const LABELS: &[&str] = &["reported_fact", "quote", "opinion"];
const KINDS: &[&str] = &["person", "organization", "document", "group", "unnamed"];

type Values = &'static [(&'static str, f64)];

/// Measures with precision, recall and F1, and the F1 of the better system.
const RETRIEVAL: &[(&str, Values)] = &[
    (
        "attributions",
        &[
            ("exact_words", 0.482),
            ("exact_strict", 0.455),
            ("token_overlap", 0.768),
            ("match_dice_50", 0.781),
            ("source", 0.804),
            ("source_token", 0.842),
            ("end_to_end", 0.617),
            ("end_to_end_overlap", 0.655),
            ("sentence", 0.889),
            ("direct", 0.902),
            ("indirect", 0.714),
            ("mixed", 0.588),
        ],
    ),
    ("spans_source", &[("exact", 0.724), ("character_overlap", 0.788), ("token_overlap", 0.781)]),
    ("spans_cue", &[("exact", 0.683), ("character_overlap", 0.703), ("token_overlap", 0.711)]),
    ("spans_content", &[("exact", 0.396), ("character_overlap", 0.871), ("token_overlap", 0.867)]),
    ("cofenet", &[("source_exact", 0.685), ("cue_exact", 0.658), ("content_exact", 0.46), ("content_begin", 0.702)]),
    ("labels", &[("reported_fact", 0.891), ("quote", 0.924), ("opinion", 0.612)]),
    ("sentence_ends", &[("sentence_ends", 0.981)]),
    ("sources", &[("resolved", 0.744)]),
];

/// Single figures. They come after those of the same group above.
const SINGLE: &[(&str, &str, Values)] = &[
    ("attributions", "source_hit", &[("accuracy", 0.823)]),
    ("attributions", "cue_hit", &[("accuracy", 0.791)]),
    ("spans_source", "jaccard", &[("mean", 0.711)]),
    ("spans_content", "jaccard", &[("mean", 0.802)]),
    ("cofenet", "content_jaccard", &[("mean", 0.743)]),
    (
        "labels",
        "all",
        &[
            ("macro_f1", 0.809),
            ("macro_precision", 0.822),
            ("macro_recall", 0.797),
            ("accuracy", 0.881),
            ("cohen_kappa", 0.774),
        ],
    ),
    ("subjectivity", "all", &[("macro_f1", 0.731), ("accuracy", 0.748)]),
    ("roles", "all", &[("macro_f1", 0.842), ("accuracy", 0.973)]),
    ("source_kinds", "all", &[("macro_f1", 0.664), ("accuracy", 0.853)]),
    ("calibration_labels", "all", &[("expected_calibration_error", 0.031), ("brier", 0.172)]),
    ("calibration_labels", "ranking", &[("area_under_risk_coverage", 0.042)]),
    ("calibration_attributions", "all", &[("expected_calibration_error", 0.055), ("brier", f64::NAN)]),
    ("agreement", "label", &[("krippendorff_alpha", 0.834)]),
];

/// Two systems, the second a little worse at everything.
pub(crate) fn sample() -> Report {
    let systems = vec![system("saidso-en", 0.0, 130), system("quotation-marks", 0.14, 77)];
    let comparisons = systems[0].figures.0.iter().zip(&systems[1].figures.0);
    let comparisons = comparisons
        .filter(|(one, _)| ["f1", "macro_f1", "brier"].contains(&one.statistic))
        .map(|(one, other)| Comparison {
            one: systems[0].name.clone(),
            other: systems[1].name.clone(),
            group: one.group,
            measure: one.measure,
            statistic: one.statistic,
            difference: one.value - other.value,
            p: match one {
                one if one.value.is_nan() => f64::NAN,
                one if one.measure == "quote" => 0.214,
                _ => 0.0005,
            },
        })
        .collect();
    Report {
        saidso: "0.2.0",
        gold: GoldInfo {
            file: "harbour-news.jsonl".to_owned(),
            sha256: "9f3c".repeat(16),
            articles: 84,
            sentences: 2190,
            attributions: 1904,
        },
        resampling: Resampling { samples: 1000, seed: 7, units: 84 },
        left_out: vec![LeftOut {
            what: "agreement".to_owned(),
            why: "only 12 articles have more than one annotator".to_owned(),
        }],
        systems,
        comparisons,
    }
}

fn system(name: &str, worse: f64, mistakes: usize) -> SystemReport {
    let slice = |articles, worse| Slice { articles, figures: figures(worse) };
    SystemReport {
        name: name.to_owned(),
        missing: if worse > 0.0 { vec!["ferry-12".to_owned(), "tide-03".to_owned()] } else { Vec::new() },
        failed: if worse > 0.0 { vec![("fog-07".to_owned(), "no text".to_owned())] } else { Vec::new() },
        figures: figures(worse),
        by: BTreeMap::from([
            ("Harbour Gazette".to_owned(), slice(51, worse)),
            ("Northern Post".to_owned(), slice(33, worse + 0.06)),
        ]),
        confusion: vec![
            ConfusionTable {
                group: "labels",
                classes: LABELS,
                counts: vec![vec![1204.0, 31.0, 88.0], vec![22.0, 511.0, 3.0], vec![97.0, 4.0, 230.0]],
            },
            ConfusionTable {
                group: "source_kinds",
                classes: KINDS,
                counts: (0..5)
                    .map(|gold| (0..5).map(|guess| if gold == guess { 120.0 } else { 7.0 }).collect())
                    .collect(),
            },
        ],
        reliability: ["labels", "attributions"].map(|group| reliability(group, worse)).into(),
        risk_coverage: ["labels", "attributions"].map(|group| risk_coverage(group, worse)).into(),
        mistakes: (0..mistakes).map(mistake).collect(),
    }
}

fn figures(worse: f64) -> Figures {
    let groups = RETRIEVAL.iter().map(|&(group, _)| group).chain(SINGLE.iter().map(|&(group, _, _)| group));
    let mut seen: Vec<&str> = Vec::new();
    let mut all = Vec::new();
    for group in groups {
        if seen.contains(&group) {
            continue;
        }
        seen.push(group);
        let single = SINGLE.iter().filter(|&&(of, _, _)| of == group).flat_map(|&(_, measure, figures)| {
            figures.iter().map(move |&(statistic, value)| figure(group, measure, statistic, value, worse))
        });
        let retrieval = RETRIEVAL.iter().filter(|&&(of, _)| of == group).flat_map(|&(_, measures)| {
            measures.iter().flat_map(move |&(measure, f1)| {
                [("precision", f1 + 0.018), ("recall", f1 - 0.017), ("f1", f1)]
                    .map(|(statistic, value)| figure(group, measure, statistic, value, worse))
            })
        });
        // The figures for all labels come before those for each label.
        let (before, after): (Vec<Figure>, Vec<Figure>) = single.partition(|figure| figure.measure == "all");
        all.extend(before.into_iter().chain(retrieval).chain(after));
    }
    Figures(all)
}

fn figure(group: &'static str, measure: &'static str, statistic: &'static str, value: f64, worse: f64) -> Figure {
    let errs = ["brier", "expected_calibration_error", "area_under_risk_coverage"].contains(&statistic);
    let value = if errs { value + worse } else { value - worse };
    Figure { group, measure, statistic, value, interval: Some((value - 0.021, value + 0.018)) }
}

fn reliability(group: &'static str, worse: f64) -> ReliabilityCurve {
    let bin = |bin: u32| {
        let from = f64::from(bin) / 10.0;
        let (probability, right) = (from + 0.06, (from + 0.1 - worse * f64::from(10 - bin) / 5.0).max(0.0));
        ReliabilityBin { from, to: from + 0.1, count: f64::from(12 << (bin - 3)), probability, right }
    };
    ReliabilityCurve { group, bins: (3..10).map(bin).collect() }
}

fn risk_coverage(group: &'static str, worse: f64) -> RiskCoverage {
    let point = |step: u32| {
        let coverage = f64::from(step) / 100.0;
        (coverage, (0.01 + 0.14 * coverage.powi(3)) * (1.0 + 2.0 * worse))
    };
    RiskCoverage { group, points: (1..=100).map(point).collect() }
}

fn mistake(index: usize) -> Mistake {
    let article = format!("harbour-{:03}", index / 3);
    let weight = 40.0 / (index + 1) as f64;
    let start = 117 + 41 * index;
    let before = "The harbour stayed closed for a second day. ";
    let content = "that the pilots had been warned twice before the ferry left its berth";
    let whole = [(before, None), ("Mr Holm", Some("source")), (" ", None), ("said", Some("cue")), (" ", None)];
    let (kind, gold, predicted) = match index % 4 {
        0 => (
            "wrong source",
            Some(side(None, None, &[&whole[..], &[(content, Some("content")), (".", None)]].concat())),
            Some(side(
                None,
                Some(0.87),
                &[
                    ("The harbour", Some("source")),
                    (" stayed closed for a second day. Mr Holm ", None),
                    ("said", Some("cue")),
                    (" ", None),
                    (content, Some("content")),
                    (".", None),
                ],
            )),
        ),
        1 => (
            "missed",
            Some(side(Some("indirect"), None, &[&whole[..], &[(content, Some("content")), (".", None)]].concat())),
            None,
        ),
        2 => (
            "opinion → reported_fact",
            Some(side(Some("opinion"), None, &[(before, None), ("It is a shabby end.", Some("sentence"))])),
            Some(side(Some("reported_fact"), Some(0.74), &[(before, None), ("It is a shabby end.", Some("sentence"))])),
        ),
        _ => (
            "spurious",
            None,
            Some(side(
                Some("direct"),
                Some(0.41),
                &[
                    ("Nobody at the quay ", None),
                    ("knew", Some("cue")),
                    (" ", None),
                    ("“The Gull”", Some("content")),
                    (".", None),
                ],
            )),
        ),
    };
    Mistake { kind: kind.to_owned(), article, start, weight, gold, predicted }
}

fn side(label: Option<&'static str>, confidence: Option<f32>, segments: &[(&str, Option<&'static str>)]) -> Side {
    let segments = segments.iter().map(|&(text, part)| Segment { text: text.to_owned(), part }).collect();
    Side { label, confidence, segments }
}
