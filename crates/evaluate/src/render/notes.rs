//! What a reader must know besides the figures.

use super::names::heading;
use crate::report::{Report, SystemReport};
use saidso_analysis::numbers::{count, counted};

/// The gold set in a line.
pub(super) fn gold(report: &Report) -> String {
    let gold = &report.gold;
    format!(
        "{}, {}, {}",
        counted(gold.articles, "article"),
        counted(gold.sentences, "sentence"),
        counted(gold.attributions, "attribution")
    )
}

/// How the numbers are to be read.
pub(super) fn units(report: &Report) -> &'static str {
    let figures = || report.systems.iter().flat_map(|system| &system.figures.0);
    if figures().any(|figure| super::names::lower_is_better(figure.statistic)) {
        "Shares in per cent; – is not defined; ↓: lower is better."
    } else {
        "Shares in per cent; – is not defined."
    }
}

/// How the intervals and tests were made.
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
        text += " p: two-sided, by approximate randomisation over the same units; each test stands for itself.";
    }
    text
}

/// What was not measured: a line each.
pub(super) fn left_out(report: &Report) -> impl Iterator<Item = (String, &str)> {
    report.left_out.iter().map(|left_out| (heading(&left_out.what), left_out.why.as_str()))
}

/// How many articles lack a prediction of a system; `None` if none does.
pub(super) fn lacking(system: &SystemReport) -> Option<String> {
    let (missing, failed) = (system.missing.len(), system.failed.len());
    let mut parts = Vec::new();
    if missing > 0 {
        parts.push(format!("{} without a prediction", counted(missing, "article")));
    }
    if failed > 0 {
        parts.push(format!("{} failed", counted(failed, "article")));
    }
    (!parts.is_empty()).then(|| format!("{}; counted as having nothing predicted", parts.join(", ")))
}
