//! The figures of all systems, arranged for reading: by group, then by measure, with the systems side by side.

use super::names::{figure, readable};
use crate::report::{Comparison, Figure, Figures, Report, Slice, measures};

/// A group of measures. Measures with precision, recall and F1 are kept separate from single figures.
pub(super) struct Section<'r> {
    /// Its name in the data.
    pub name: &'static str,
    /// In the order of first appearance; none is empty.
    pub blocks: Vec<Block<'r>>,
}

/// Measures of the same form.
pub(super) struct Block<'r> {
    /// Whether they have precision and recall.
    pub retrieval: bool,
    /// One for each measure.
    pub rows: Vec<Row<'r>>,
}

/// A measure.
pub(super) struct Row<'r> {
    /// Its readable name.
    pub label: String,
    /// One for each system that it was measured for.
    pub entries: Vec<Entry<'r>>,
}

/// A measure of one system.
pub(super) struct Entry<'r> {
    /// Index of the system.
    pub system: usize,
    /// F1, or the single figure.
    pub main: &'r Figure,
    /// Precision and recall, if `main` is F1.
    pub parts: Option<(&'r Figure, &'r Figure)>,
}

/// The figures of all systems.
pub(super) fn sections(report: &Report) -> Vec<Section<'_>> {
    let mut sections: Vec<Section> = Vec::new();
    for (system, found) in report.systems.iter().enumerate() {
        for group in found.figures.groups() {
            let name = group[0].group;
            let section =
                find_or_add(&mut sections, |section| section.name == name, || Section { name, blocks: Vec::new() });
            for measure in measures(group) {
                section.add(system, measure);
            }
        }
    }
    sections
}

impl<'r> Section<'r> {
    fn add(&mut self, system: usize, measure: &'r [Figure]) {
        let get = |statistic: &str| measure.iter().find(|figure| figure.statistic == statistic);
        if let (Some(precision), Some(recall), Some(f1)) = (get("precision"), get("recall"), get("f1")) {
            let entry = Entry { system, main: f1, parts: Some((precision, recall)) };
            self.add_entry(&readable(f1.measure), entry);
        } else {
            for single in measure {
                let entry = Entry { system, main: single, parts: None };
                self.add_entry(&figure(single.measure, single.statistic), entry);
            }
        }
    }

    fn add_entry(&mut self, label: &str, entry: Entry<'r>) {
        let retrieval = entry.parts.is_some();
        let new = || Block { retrieval, rows: Vec::new() };
        let block = find_or_add(&mut self.blocks, |block| block.retrieval == retrieval, new);
        let row = find_or_add(
            &mut block.rows,
            |row| row.label == label,
            || Row { label: label.to_owned(), entries: Vec::new() },
        );
        row.entries.push(entry);
    }
}

/// The measures to judge an evaluation by first, as far as they were measured: groups and measures.
const HEADLINES: [(&str, &str); 5] = [
    ("attributions", "exact_words"),
    ("attributions", "match_dice_50"),
    ("attributions", "end_to_end"),
    ("labels", "all"),
    ("subjectivity", "all"),
];

/// A figure to show where there is no room for all.
pub(super) struct Headline {
    group: &'static str,
    measure: &'static str,
    statistic: &'static str,
}

impl Headline {
    /// Its name: the group and the statistic if the measure is just `all`, or else the measure and the statistic.
    pub(super) fn label(&self) -> String {
        let of = if self.measure == "all" { self.group } else { self.measure };
        format!("{} {}", readable(of), readable(self.statistic))
    }

    /// This figure of some figures.
    pub(super) fn of<'f>(&self, figures: &'f Figures) -> Option<&'f Figure> {
        figures.get(self.group, self.measure, self.statistic)
    }
}

/// The figures to show where there is no room for all: those of [`HEADLINES`], or else the first of each group.
pub(super) fn headlines(report: &Report) -> Vec<Headline> {
    let all: Vec<Headline> = sections(report)
        .iter()
        .flat_map(|section| section.blocks.iter())
        .flat_map(|block| block.rows.iter())
        .map(|row| row.entries[0].main)
        .map(|main| Headline { group: main.group, measure: main.measure, statistic: main.statistic })
        .collect();
    let named = |headline: &Headline| HEADLINES.contains(&(headline.group, headline.measure));
    let any = all.iter().any(named);
    let mut chosen: Vec<Headline> = Vec::new();
    for headline in all {
        let seen = |other: &Headline| other.group == headline.group && (!any || other.measure == headline.measure);
        if (!any || named(&headline)) && !chosen.iter().any(seen) {
            chosen.push(headline);
        }
    }
    chosen
}

/// A value of a metadata field, with the slice of each system that has articles with it.
pub(super) struct SliceRow<'r> {
    /// The value.
    pub value: &'r str,
    /// Systems by index.
    pub systems: Vec<(usize, &'r Slice)>,
}

/// The slices of all systems, by value.
pub(super) fn slices(report: &Report) -> Vec<SliceRow<'_>> {
    let mut rows: Vec<SliceRow> = Vec::new();
    for (system, found) in report.systems.iter().enumerate() {
        for (value, slice) in &found.by {
            let row = find_or_add(&mut rows, |row| row.value == value, || SliceRow { value, systems: Vec::new() });
            row.systems.push((system, slice));
        }
    }
    rows.sort_by_key(|row| row.value);
    rows
}

/// Two systems with all their differences.
pub(super) struct Pair<'r> {
    /// Name of the first.
    pub one: &'r str,
    /// Name of the other.
    pub other: &'r str,
    /// The differences, in the order of the report.
    pub comparisons: Vec<&'r Comparison>,
}

/// The differences, by pair of systems.
pub(super) fn pairs(report: &Report) -> Vec<Pair<'_>> {
    let mut pairs: Vec<Pair> = Vec::new();
    for comparison in &report.comparisons {
        let (one, other) = (comparison.one.as_str(), comparison.other.as_str());
        let new = || Pair { one, other, comparisons: Vec::new() };
        find_or_add(&mut pairs, |pair| (pair.one, pair.other) == (one, other), new).comparisons.push(comparison);
    }
    pairs
}

/// The name of a compared figure: its measure, and its statistic.
pub(super) fn compared(comparison: &Comparison) -> String {
    match comparison.statistic {
        "f1" => format!("{}, F1", readable(comparison.measure)),
        statistic => figure(comparison.measure, statistic),
    }
}

/// The first item that fits; a new one is added at the end if there is none.
pub(super) fn find_or_add<T>(items: &mut Vec<T>, fits: impl FnMut(&T) -> bool, new: impl FnOnce() -> T) -> &mut T {
    let index = items.iter().position(fits).unwrap_or_else(|| {
        items.push(new());
        items.len() - 1
    });
    &mut items[index]
}
