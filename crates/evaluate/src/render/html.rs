//! A report as an HTML page.

use super::charts::{self, COVERAGES, ReliabilityChart, RiskChart};
use super::layout::{self, Block, Headline, Pair, Section, SliceRow, find_or_add};
use super::{names, notes, numbers};
use crate::report::{Comparison, ConfusionTable, Mistake, Report, SystemReport};
use askama::Template;
use serde::Serialize;

/// Why the page could not be rendered.
#[derive(Debug, thiserror::Error)]
#[error("cannot render the page: {0}")]
pub struct RenderError(#[from] askama::Error);

/// A report as one self-contained page, including style, script, charts and mistakes.
///
/// # Errors
/// The mistakes cannot be written as JSON.
pub fn html(report: &Report) -> Result<String, RenderError> {
    Ok(Page { report }.render()?)
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'r> {
    report: &'r Report,
}

/// The mistakes of a system, for the script of the page.
#[derive(Serialize)]
struct Browsable<'r> {
    system: &'r str,
    letter: char,
    mistakes: &'r [Mistake],
}

/// The items of each system for a group of measures.
struct OfGroup<T> {
    name: String,
    systems: Vec<(usize, T)>,
}

struct Cell {
    count: String,
    share: String,
    /// The share as a number for the style sheet.
    shade: String,
    right: bool,
}

impl<'r> Page<'r> {
    fn several(&self) -> bool {
        self.report.systems.len() > 1
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the template passes references")]
    fn name(&self, system: &usize) -> &'r str {
        &self.report.systems[*system].name
    }

    fn sections(&self) -> Vec<Section<'r>> {
        layout::sections(self.report)
    }

    fn headlines(&self) -> Vec<Headline> {
        layout::headlines(self.report)
    }

    fn slices(&self) -> Vec<SliceRow<'r>> {
        layout::slices(self.report)
    }

    fn pairs(&self) -> Vec<Pair<'r>> {
        layout::pairs(self.report)
    }

    fn confusions(&self) -> Vec<OfGroup<&'r ConfusionTable>> {
        self.by_group(|system| (system.confusion.iter()).map(|table| (table.group, table)).collect())
    }

    fn reliability(&self) -> Vec<OfGroup<ReliabilityChart>> {
        self.by_group(|system| {
            (system.reliability.iter()).map(|curve| (curve.group, ReliabilityChart::new(curve))).collect()
        })
    }

    fn risk_coverage(&self) -> Vec<(String, RiskChart)> {
        let groups = self.by_group(|system| (system.risk_coverage.iter()).map(|curve| (curve.group, curve)).collect());
        groups.into_iter().map(|group| (group.name, RiskChart::new(&group.systems))).collect()
    }

    fn mistakes(&self) -> Vec<Browsable<'r>> {
        let of = |(index, system): (usize, &'r SystemReport)| Browsable {
            system: &system.name,
            letter: names::letter(&index),
            mistakes: &system.mistakes,
        };
        self.report.systems.iter().enumerate().map(of).collect()
    }

    fn number_of_mistakes(&self) -> usize {
        self.report.systems.iter().map(|system| system.mistakes.len()).sum()
    }

    fn by_group<T>(&self, of: impl Fn(&'r SystemReport) -> Vec<(&'static str, T)>) -> Vec<OfGroup<T>> {
        let mut groups: Vec<OfGroup<T>> = Vec::new();
        for (index, system) in self.report.systems.iter().enumerate() {
            for (group, item) in of(system) {
                let name = names::heading(group);
                let new = || OfGroup { name: name.clone(), systems: Vec::new() };
                find_or_add(&mut groups, |group| group.name == name, new).systems.push((index, item));
            }
        }
        groups
    }
}

impl Section<'_> {
    fn title(&self) -> String {
        names::heading(self.name)
    }
}

impl Block<'_> {
    fn has_bars(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.entries).any(|entry| charts::bar(entry.main).is_some())
    }
}

impl Headline {
    fn title(&self) -> String {
        names::heading(&self.label())
    }
}

impl ConfusionTable {
    fn rows(&self) -> Vec<(String, Vec<Cell>)> {
        let row = |(gold, (name, counts)): (usize, (&&str, &Vec<f64>))| {
            let all: f64 = counts.iter().sum();
            let cell = |(predicted, count): (usize, &f64)| {
                let share = if all > 0.0 { count / all } else { f64::NAN };
                Cell {
                    count: numbers::weight(*count),
                    share: numbers::per_cent(share),
                    shade: format!("{:.0}", 100.0 * share.max(0.0)),
                    right: predicted == gold,
                }
            };
            (names::readable(name), counts.iter().enumerate().map(cell).collect())
        };
        self.classes.iter().zip(&self.counts).enumerate().map(row).collect()
    }
}

impl<'r> Pair<'r> {
    fn groups(&self) -> Vec<(String, &[&'r Comparison])> {
        let groups = self.comparisons.chunk_by(|one, other| one.group == other.group);
        groups.map(|group| (names::heading(group[0].group), group)).collect()
    }
}
