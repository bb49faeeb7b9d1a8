//! Tables of text, shared by the terminal and Markdown reports.

use super::layout::{Block, Entry, Headline, Pair, Row, Section, compared, headlines, pairs, sections};
use super::names::{heading, readable};
use super::numbers;
use crate::report::{Report, Slice, SystemReport};

/// A table of text.
pub(super) struct Grid {
    /// The heading; empty if the table continues the section of the previous one.
    pub title: String,
    /// Names of the columns.
    pub header: Vec<String>,
    /// How many columns, counted from the left, contain text; the others contain numbers.
    pub words: usize,
    /// The rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
}

/// All figures: one or two tables for each group.
pub(super) fn figures(report: &Report) -> Vec<Grid> {
    let grids = |section: &Section| -> Vec<Grid> {
        let titles = [heading(section.name), String::new()];
        section.blocks.iter().zip(titles).map(|(block, title)| figures_of(report, block, title)).collect()
    };
    sections(report).iter().flat_map(grids).collect()
}

fn figures_of(report: &Report, block: &Block, title: String) -> Grid {
    let names = columns_of_names(report, "Measure");
    let values: &[&str] = if block.retrieval { &["P", "R", "F1", "95 % of F1"] } else { &["Value", "95 %"] };
    let rows = block.rows.iter().flat_map(|row| rows_of(report, row)).collect();
    Grid { title, words: names.len(), header: header(names, values), rows }
}

fn rows_of(report: &Report, row: &Row) -> Vec<Vec<String>> {
    let line = |(index, entry): (usize, &Entry)| {
        let mut cells = names_of(report, index, &row.label, entry.system);
        if let Some((precision, recall)) = entry.parts {
            cells.extend([numbers::value(precision), numbers::value(recall)]);
        }
        cells.extend([numbers::value(entry.main), numbers::interval(entry.main)]);
        cells
    };
    row.entries.iter().enumerate().map(line).collect()
}

/// The headline figures of each slice: one table for each system.
pub(super) fn by(report: &Report) -> Vec<Grid> {
    let headlines = headlines(report);
    let labels: Vec<String> = headlines.iter().map(Headline::label).collect();
    let values: Vec<&str> = ["Articles"].into_iter().chain(labels.iter().map(String::as_str)).collect();
    let grid = |system: &SystemReport| {
        let row = |(value, slice): (&String, &Slice)| {
            let figure = |headline: &Headline| headline.of(&slice.figures).map_or_else(String::new, numbers::value);
            let names = [value.clone(), numbers::count(slice.articles)];
            names.into_iter().chain(headlines.iter().map(figure)).collect()
        };
        let title =
            if report.systems.len() == 1 { "By metadata".to_owned() } else { format!("By metadata: {}", system.name) };
        Grid { title, words: 1, header: header(vec!["Value"], &values), rows: system.by.iter().map(row).collect() }
    };
    report.systems.iter().filter(|system| !system.by.is_empty()).map(grid).collect()
}

/// The differences: one table for each pair of systems.
pub(super) fn comparisons(report: &Report) -> Vec<Grid> {
    let grid = |pair: Pair| Grid {
        title: format!("{} minus {}", pair.one, pair.other),
        header: ["Group", "Measure", "Difference", "p"].map(str::to_owned).to_vec(),
        words: 2,
        rows: (pair.comparisons.chunk_by(|one, other| one.group == other.group))
            .flat_map(|group| group.iter().enumerate())
            .map(|(index, comparison)| {
                let group = if index == 0 { readable(comparison.group) } else { String::new() };
                vec![group, compared(comparison), numbers::difference(comparison), numbers::p(comparison.p)]
            })
            .collect(),
    };
    pairs(report).into_iter().map(grid).collect()
}

/// With only one system, no column for its name is needed.
fn columns_of_names(report: &Report, first: &'static str) -> Vec<&'static str> {
    if report.systems.len() == 1 { vec![first] } else { vec![first, "System"] }
}

fn names_of(report: &Report, index: usize, label: &str, system: usize) -> Vec<String> {
    let mut cells = vec![if index == 0 { label.to_owned() } else { String::new() }];
    if report.systems.len() > 1 {
        cells.push(report.systems[system].name.clone());
    }
    cells
}

fn header(names: Vec<&str>, values: &[&str]) -> Vec<String> {
    names.into_iter().chain(values.iter().copied()).map(str::to_owned).collect()
}
