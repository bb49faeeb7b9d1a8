//! A report for the terminal.

use super::grid::{self, Grid};
use super::names::readable;
use super::{notes, numbers};
use crate::report::{Mistake, Report, Side, SystemReport};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

/// No lines except one below the header.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─'));

/// Total width of the padding on both sides of a cell, in terminal columns.
const PADDING: u16 = 2;
/// Words longer than this may be broken to fit the width.
const LONGEST_WORD: usize = 20;

/// A report as text.
///
/// Lines are at most `width` terminal columns long where possible; without a width they are as long as they need to
/// be. For each system, the `mistakes` worst mistakes are shown. Control characters in names and texts are removed.
pub fn table(report: &Report, width: Option<usize>, mistakes: usize) -> String {
    let mut parts = vec![preamble(report, width)];
    let grids = [grid::figures(report), grid::by(report), grid::comparisons(report)];
    parts.extend(grids.iter().flatten().map(|grid| draw(grid, width)));
    if mistakes > 0 {
        parts.extend(report.systems.iter().map(|system| worst(system, mistakes, width)));
    }
    let text = parts.join("\n\n") + "\n";
    text.chars().filter(|&character| character == '\n' || !character.is_control()).collect()
}

fn preamble(report: &Report, width: Option<usize>) -> String {
    let gold = &report.gold;
    let mut lines = vec![
        format!("{}: {}. Measured with saidso {}.", gold.file, notes::gold(report), report.saidso),
        notes::resampling(report),
        notes::units(report).to_owned(),
    ];
    for system in &report.systems {
        lines.extend(notes::lacking(system).map(|lacking| format!("{}: {lacking}.", system.name)));
    }
    lines.extend(notes::left_out(report).map(|(what, why)| format!("Not measured: {what}: {why}.")));
    lines.iter().map(|line| wrap(line, width, "  ")).collect::<Vec<_>>().join("\n")
}

fn draw(grid: &Grid, width: Option<usize>) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(&grid.header).add_rows(&grid.rows);
    if let Some(width) = width {
        // A width beyond the maximum means no limit.
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(longest_word(grid, index) + PADDING)));
        if index >= grid.words {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let table = table.trim_fmt();
    if grid.title.is_empty() { table } else { format!("{}\n{table}", grid.title) }
}

/// Width of the longest word of a column, up to the limit: a narrow table breaks lines between words only, except for
/// words longer than that.
fn longest_word(grid: &Grid, column: usize) -> u16 {
    let cells = grid.rows.iter().chain([&grid.header]).map(|row| row[column].as_str());
    let widths = cells.flat_map(str::split_whitespace).map(textwrap::core::display_width);
    widths.max().unwrap_or(0).min(LONGEST_WORD) as u16
}

fn worst(system: &SystemReport, mistakes: usize, width: Option<usize>) -> String {
    let shown = mistakes.min(system.mistakes.len());
    let all = numbers::counted(system.mistakes.len(), "mistake");
    let mut text = match shown {
        0 => format!("{}: no mistakes", system.name),
        _ => format!("{}: the worst {} of {all}", system.name, numbers::count(shown)),
    };
    for (index, mistake) in system.mistakes.iter().take(shown).enumerate() {
        text += "\n\n";
        text += &describe(index + 1, mistake, width);
    }
    text
}

fn describe(number: usize, mistake: &Mistake, width: Option<usize>) -> String {
    let place = numbers::count(mistake.start);
    let title = format!("{number}. {}, {}, at {place}", readable(&mistake.kind), mistake.article);
    let side = |name: &str, side: Option<&Side>| {
        let text = side.map_or_else(|| "nothing".to_owned(), marked);
        wrap(&format!("   {name:<10} {text}"), width, "              ")
    };
    let sides = [side("gold", mistake.gold.as_ref()), side("predicted", mistake.predicted.as_ref())];
    format!("{}\n{}", wrap(&title, width, "   "), sides.join("\n"))
}

/// One side of a mistake on one line, with its parts in brackets with their names.
fn marked(side: &Side) -> String {
    let label = side.label.map(readable);
    let confidence = side.confidence.map(|confidence| format!("confidence {confidence:.2}"));
    let mut text = label.into_iter().chain(confidence).collect::<Vec<_>>().join(", ");
    if !text.is_empty() {
        text += ": ";
    }
    for segment in &side.segments {
        match segment.part {
            Some(part) => text.extend(["[", part, " ", &segment.text, "]"]),
            None => text += &segment.text,
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn wrap(line: &str, width: Option<usize>, indent: &str) -> String {
    match width {
        Some(width) => textwrap::fill(line, textwrap::Options::new(width).subsequent_indent(indent)),
        None => line.to_owned(),
    }
}
