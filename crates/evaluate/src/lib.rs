//! Evaluation of predictions against a gold set.
//!
//! A gold set ([`GoldSet`]) and the predictions of systems for its articles ([`System`]) result in a [`Report`]. Each
//! article yields counts ([`cells`]) for every measure whose fields the gold set has. Counts are added up over
//! articles, figures are computed from the sums (micro-averages), and intervals from sums over resampled articles.

mod assignment;
pub mod attributions;
mod calibration;
pub mod cells;
mod cofenet;
mod coreference;
mod load;
mod measured;
mod measures;
mod mistakes;
mod parts;
mod quoted;
pub mod render;
pub mod report;
mod resample;
mod sayings;
mod sentences;
mod source_mentions;
mod splitter;

pub use load::{BadLine, GoldSet, LoadError, System};
pub use report::Report;

use cells::Cell;
use measured::Features;
use measures::measure;
use rayon::prelude::*;
use report::{Comparison, GoldInfo, LeftOut, Mistake, Resampling, Slice, SystemReport};
use resample::Tallies;
use saidso_formats::gold::{Document, GoldArticle};
use serde_json::Value;
use std::collections::BTreeMap;

/// How to evaluate.
#[derive(Debug, Clone)]
pub struct EvaluateOptions {
    /// Number of bootstrap samples, and of random assignments in a significance test.
    pub samples: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// The metadata field by whose values to report figures.
    pub by: Option<String>,
    /// The metadata field whose values are the units of resampling; if absent, the units are articles.
    pub unit: Option<String>,
}

impl Default for EvaluateOptions {
    fn default() -> Self {
        Self { samples: 1000, seed: 1, by: None, unit: None }
    }
}

/// Measures systems against a gold set. `annotators` are other people's annotations of the same articles, used for
/// agreement.
pub fn evaluate(gold: &GoldSet, systems: &[System], annotators: &[System], options: &EvaluateOptions) -> Report {
    let predicted: Vec<&Document> = systems.iter().flat_map(|system| system.documents.iter().flatten()).collect();
    let features = Features::of(&gold.articles, &predicted);
    let units = group(&gold.articles, options.unit.as_deref());
    let resampling = Resampling { samples: options.samples, seed: options.seed, units: units.len() };
    let slices = options.by.as_deref().map(|field| group(&gold.articles, Some(field))).unwrap_or_default();
    let mut reports = Vec::new();
    let mut all_tallies = Vec::new();
    for system in systems {
        let measured = Measurements::new(gold, system, annotators, features);
        let tallies = measured.tallies(units.values());
        let mut report = measured.report(gold, system, &tallies, resampling);
        for (value, members) in &slices {
            let own_units = group_among(&gold.articles, members, options.unit.as_deref());
            let figures =
                measured.tallies(own_units.values()).figures(Resampling { units: own_units.len(), ..resampling });
            report.by.insert(value.clone(), Slice { articles: members.len(), figures });
        }
        reports.push(report);
        all_tallies.push(tallies);
    }
    let mut comparisons = Vec::new();
    for one in 0..systems.len() {
        for other in one + 1..systems.len() {
            let found = all_tallies[one].differences(&all_tallies[other], resampling);
            comparisons.extend(found.into_iter().map(|found| Comparison {
                one: systems[one].name.clone(),
                other: systems[other].name.clone(),
                group: found.group,
                measure: found.measure,
                statistic: found.statistic,
                difference: found.value,
                p: found.p,
            }));
        }
    }
    let missing = features.missing().map(|(what, why)| LeftOut { what: what.to_owned(), why: why.to_owned() });
    Report {
        saidso: env!("CARGO_PKG_VERSION"),
        gold: info(gold),
        resampling,
        left_out: missing.collect(),
        systems: reports,
        comparisons,
    }
}

fn info(gold: &GoldSet) -> GoldInfo {
    let documents = || gold.articles.iter().map(|article| &article.document);
    GoldInfo {
        file: gold.file.clone(),
        sha256: gold.sha256.clone(),
        articles: gold.articles.len(),
        sentences: documents().map(|document| document.sentences.as_ref().map_or(0, Vec::len)).sum(),
        attributions: documents().map(|document| document.attributions.as_ref().map_or(0, Vec::len)).sum(),
    }
}

/// Indices of articles by the value of a metadata field; without a field, each article is its own group.
fn group(articles: &[GoldArticle], field: Option<&str>) -> BTreeMap<String, Vec<usize>> {
    group_among(articles, &(0..articles.len()).collect::<Vec<_>>(), field)
}

fn group_among(articles: &[GoldArticle], members: &[usize], field: Option<&str>) -> BTreeMap<String, Vec<usize>> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &index in members {
        let article = &articles[index];
        let key = match field.map(|field| article.metadata.get(field)) {
            None => article.id.clone(),
            Some(Some(Value::String(value))) => value.clone(),
            Some(None | Some(Value::Null)) => "(none)".to_owned(),
            Some(Some(value)) => value.to_string(),
        };
        groups.entry(key).or_default().push(index);
    }
    groups
}

/// The counts of one system, article by article.
struct Measurements {
    names: Vec<(&'static str, &'static str)>,
    articles: Vec<Vec<Cell>>,
    mistakes: Vec<Mistake>,
}

impl Measurements {
    fn new(gold: &GoldSet, system: &System, annotators: &[System], features: Features) -> Self {
        let nothing = Document::default();
        let found: Vec<_> = gold
            .articles
            .par_iter()
            .enumerate()
            .map(|(index, article)| {
                let predicted = system.documents[index].as_ref().unwrap_or(&nothing);
                let annotators = annotators.iter().map(|annotator| annotator.documents[index].as_ref());
                let mut measured = measure(article, predicted, features);
                measured.extend(sentences::agreement(article, predicted, annotators, features));
                (measured, mistakes::of_article(article, predicted))
            })
            .collect();
        let names = found.first().map(|(measured, _)| measured.iter().map(|one| (one.group, one.measure)).collect());
        let mut mistakes = Vec::new();
        let mut articles = Vec::new();
        for (measured, found) in found {
            articles.push(measured.into_iter().map(|one| one.cell).collect());
            mistakes.extend(found);
        }
        mistakes.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        Self { names: names.unwrap_or_default(), articles, mistakes }
    }

    /// The counts added up within each unit.
    fn tallies<'u>(&self, units: impl Iterator<Item = &'u Vec<usize>>) -> Tallies {
        let units = units.map(|members| resample::sum(members.iter().map(|&index| &self.articles[index])));
        Tallies { names: self.names.clone(), units: units.collect() }
    }

    fn report(&self, gold: &GoldSet, system: &System, tallies: &Tallies, resampling: Resampling) -> SystemReport {
        let is_missing = |index: usize| {
            system.documents[index].is_none() && system.failed.iter().all(|(id, _)| *id != gold.articles[index].id)
        };
        let missing = (0..gold.articles.len()).filter(|&index| is_missing(index));
        let mut report = SystemReport {
            name: system.name.clone(),
            missing: missing.map(|index| gold.articles[index].id.clone()).collect(),
            failed: system.failed.clone(),
            figures: tallies.figures(resampling),
            mistakes: self.mistakes.clone(),
            ..SystemReport::default()
        };
        for (&(group, _), cell) in tallies.names.iter().zip(tallies.total()) {
            report.describe(group, &cell);
        }
        report
    }
}
