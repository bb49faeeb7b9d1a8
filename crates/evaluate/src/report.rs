//! The results of an evaluation, in a form that can be written as JSON, tables and pages.

use super::cells::{BINS, Cell, Statistic};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// An evaluation of one or more systems against one gold set.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Version of saidso that made the report.
    pub saidso: &'static str,
    /// The gold set.
    pub gold: GoldInfo,
    /// How the intervals and tests were computed.
    pub resampling: Resampling,
    /// What was not measured, and why.
    pub left_out: Vec<LeftOut>,
    /// The systems, in the order given.
    pub systems: Vec<SystemReport>,
    /// Differences between systems.
    pub comparisons: Vec<Comparison>,
}

/// The gold set.
#[derive(Debug, Clone, Default, Serialize)]
pub struct GoldInfo {
    /// Its file.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Articles in it.
    pub articles: usize,
    /// Sentences in it.
    pub sentences: usize,
    /// Attributions in it.
    pub attributions: usize,
}

/// How intervals and tests were computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Resampling {
    /// Number of bootstrap samples, and of random assignments in a significance test; 0 if neither was done.
    pub samples: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Units that were drawn: articles, or groups of articles with the same value of a metadata field.
    pub units: usize,
}

/// Something that was not measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The group of measures.
    pub what: String,
    /// Why.
    pub why: String,
}

/// One system against the gold set.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SystemReport {
    /// Its name: that of the file of predictions, or of the model.
    pub name: String,
    /// Articles without a prediction; they count as if nothing was predicted.
    pub missing: Vec<String>,
    /// Articles on which the system failed, with its reason; they count in the same way.
    pub failed: Vec<(String, String)>,
    /// Figures over all articles.
    pub figures: Figures,
    /// Figures of the articles for each value of a metadata field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by: BTreeMap<String, Slice>,
    /// Confusion matrices.
    pub confusion: Vec<ConfusionTable>,
    /// Reliability curves.
    pub reliability: Vec<ReliabilityCurve>,
    /// Risk-coverage curves.
    pub risk_coverage: Vec<RiskCoverage>,
    /// Everything the system got wrong, worst first.
    pub mistakes: Vec<Mistake>,
}

/// The articles with one value of a metadata field.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Slice {
    /// How many there are.
    pub articles: usize,
    /// Their figures.
    pub figures: Figures,
}

/// A figure with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    /// Group of measures: `attributions`, `labels`, …
    #[serde(skip)]
    pub group: &'static str,
    /// The measure within its group: `end_to_end`, `opinion`, …
    #[serde(skip)]
    pub measure: &'static str,
    /// The figure of the measure: `f1`, …
    #[serde(skip)]
    pub statistic: Statistic,
    /// Its value; `null` if it is not defined.
    #[serde(serialize_with = "finite")]
    pub value: f64,
    /// 95 % bootstrap interval; absent if none was computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(f64, f64)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn finite<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_finite() { serializer.serialize_f64(*value) } else { serializer.serialize_none() }
}

/// Figures in the order of their groups and measures. As JSON: group, measure, statistic.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures(pub Vec<Figure>);

impl Figures {
    /// A figure by its name.
    pub fn get(&self, group: &str, measure: &str, statistic: &str) -> Option<&Figure> {
        self.0.iter().find(|figure| figure.group == group && figure.measure == measure && figure.statistic == statistic)
    }

    /// Runs of figures of the same group.
    pub fn groups(&self) -> impl Iterator<Item = &[Figure]> {
        self.0.chunk_by(|one, other| one.group == other.group)
    }
}

/// Runs of figures of the same measure within a group.
pub fn measures(group: &[Figure]) -> impl Iterator<Item = &[Figure]> {
    group.chunk_by(|one, other| one.measure == other.measure)
}

impl Serialize for Figures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Group<'f>(&'f [Figure]);
        struct Measure<'f>(&'f [Figure]);
        impl Serialize for Group<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(measures(self.0).map(|figures| (figures[0].measure, Measure(figures))))
            }
        }
        impl Serialize for Measure<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|figure| (figure.statistic, figure)))
            }
        }
        let mut map = serializer.serialize_map(None)?;
        for group in self.groups() {
            map.serialize_entry(group[0].group, &Group(group))?;
        }
        map.end()
    }
}

/// A confusion matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConfusionTable {
    /// Group of measures it belongs to.
    pub group: &'static str,
    /// Names of the classes.
    pub classes: &'static [&'static str],
    /// A row for each gold class, a column for each predicted one.
    pub counts: Vec<Vec<f64>>,
}

/// Probabilities compared with outcomes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReliabilityCurve {
    /// What the probabilities apply to: `labels` or `attributions`.
    pub group: &'static str,
    /// Bins that contain answers.
    pub bins: Vec<ReliabilityBin>,
}

/// The answers with a probability within certain bounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// Lower bound.
    pub from: f64,
    /// Upper bound.
    pub to: f64,
    /// How many answers there are.
    pub count: f64,
    /// Their mean probability.
    pub probability: f64,
    /// Share of answers that are right.
    pub right: f64,
}

/// The risk if only the most confident answers are accepted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RiskCoverage {
    /// What the answers are: `labels` or `attributions`.
    pub group: &'static str,
    /// Share of answers accepted, and share of wrong ones among them; at most 101 points.
    pub points: Vec<(f64, f64)>,
}

/// A difference between two systems.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Name of the first system.
    pub one: String,
    /// Name of the other.
    pub other: String,
    /// Group of measures.
    pub group: &'static str,
    /// The measure.
    pub measure: &'static str,
    /// The figure.
    pub statistic: Statistic,
    /// Its value for the first system minus its value for the other.
    pub difference: f64,
    /// Two-sided p by approximate randomisation over the units of resampling (Noreen 1989).
    pub p: f64,
}

/// Something that the system got wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistake {
    /// What kind: `missed`, `spurious`, `wrong source`, `wrong extent`, or `gold label → predicted label`.
    pub kind: String,
    /// Id of the article.
    pub article: String,
    /// First code point of the sentence or span in the article.
    pub start: usize,
    /// Number of wrong words times the system's confidence in them: the higher, the worse.
    pub weight: f64,
    /// The gold annotation; absent if there is none.
    pub gold: Option<Side>,
    /// The prediction; absent if there is none.
    pub predicted: Option<Side>,
}

/// One side of a mistake: the sentences it is in, with its parts marked.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Side {
    /// Label or speech.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'static str>,
    /// Confidence of a prediction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// The text, split where parts begin and end.
    pub segments: Vec<Segment>,
}

/// A piece of the text of a mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// Its text.
    pub text: String,
    /// `source`, `cue`, `content` or `sentence`; absent for the text around them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'static str>,
}

impl SystemReport {
    /// Adds the curves and tables of summed cells to the report.
    pub(super) fn describe(&mut self, group: &'static str, cell: &Cell) {
        match cell {
            Cell::Confusion(confusion) => self.confusion.push(ConfusionTable {
                group,
                classes: confusion.classes,
                counts: confusion.counts.chunks(confusion.classes.len()).map(<[f64]>::to_vec).collect(),
            }),
            Cell::Reliability(reliability) => {
                let bins = (0..BINS).filter(|&bin| reliability.counts[bin] > 0.0).map(|bin| ReliabilityBin {
                    from: bin as f64 / BINS as f64,
                    to: (bin + 1) as f64 / BINS as f64,
                    count: reliability.counts[bin],
                    probability: reliability.probabilities[bin] / reliability.counts[bin],
                    right: reliability.right[bin] / reliability.counts[bin],
                });
                self.reliability.push(ReliabilityCurve { group, bins: bins.collect() });
            }
            Cell::Ranking(ranking) => {
                let curve = ranking.curve();
                let step = curve.len().div_ceil(100).max(1);
                // Counted from the end, so that full coverage is one of the points.
                let mut points: Vec<(f64, f64)> = curve.into_iter().rev().step_by(step).collect();
                points.reverse();
                self.risk_coverage.push(RiskCoverage { group, points });
            }
            Cell::Retrieval(_) | Cell::Mean { .. } | Cell::Coincidences(_) => {}
        }
    }
}
