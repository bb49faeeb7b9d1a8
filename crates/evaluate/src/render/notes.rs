//! What a reader must know in addition to the figures.

use super::names::heading;
use crate::report::{Report, SystemReport};
use saidso_analysis::numbers::{count, counted};

/// The size of the gold set, on one line.
pub(super) fn gold(report: &Report) -> String {
    let gold = &report.gold;
    format!(
        "{}, {}, {}",
        counted(gold.articles, "article"),
        counted(gold.sentences, "sentence"),
        counted(gold.attributions, "attribution")
    )
}

/// How to read the numbers.
pub(super) fn units(report: &Report) -> &'static str {
    let figures = || report.systems.iter().flat_map(|system| &system.figures.0);
    if figures().any(|figure| super::names::lower_is_better(figure.statistic)) {
        "Shares in per cent; –: not defined; ↓: lower is better."
    } else {
        "Shares in per cent; –: not defined."
    }
}

/// How the intervals and tests were computed.
pub(super) fn resampling(report: &Report) -> String {
    let resampling = report.resampling;
    if resampling.samples == 0 {
        return "No intervals or tests were made.".to_owned();
    }
    let (samples, units) = (count(resampling.samples), counted(resampling.units, "unit"));
    let unit = if resampling.units == report.gold.articles { "articles" } else { "groups of articles" };
    let mut text =
        format!("95 % intervals by bootstrap: {samples} samples of {units} ({unit}), seed {}.", resampling.seed);
    if !report.comparisons.is_empty() {
        text += " p: two-sided, by approximate randomisation over the same units, uncorrected for multiple tests.";
    }
    text
}

/// What was not measured, and why.
pub(super) fn left_out(report: &Report) -> impl Iterator<Item = (String, &str)> {
    report.left_out.iter().map(|left_out| (heading(&left_out.what), left_out.why.as_str()))
}

/// How many articles have no prediction by a system; `None` if all have one.
pub(super) fn lacking(system: &SystemReport) -> Option<String> {
    let (missing, failed) = (system.missing.len(), system.failed.len());
    let mut parts = Vec::new();
    if missing > 0 {
        parts.push(format!("{} without a prediction", counted(missing, "article")));
    }
    if failed > 0 {
        parts.push(format!("{} failed", counted(failed, "article")));
    }
    (!parts.is_empty()).then(|| format!("{}; counted as if nothing was predicted", parts.join(", ")))
}
