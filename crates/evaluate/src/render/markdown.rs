//! A report for a README.

use super::grid::{self, Grid};
use super::notes;
use crate::report::Report;

/// The figures of a report as GitHub tables, without the mistakes.
pub fn markdown(report: &Report) -> String {
    let mut parts = vec![format!(
        "Gold: {} ({}). Measured with saidso {}. {} {}",
        escape(&report.gold.file),
        notes::gold(report),
        report.saidso,
        notes::resampling(report),
        notes::units(report)
    )];
    let lacking = report
        .systems
        .iter()
        .filter_map(|system| notes::lacking(system).map(|lacking| format!("- {}: {lacking}.", escape(&system.name))));
    let left_out =
        notes::left_out(report).map(|(what, why)| format!("- Not measured: {}: {}.", escape(&what), escape(why)));
    let notes: Vec<String> = lacking.chain(left_out).collect();
    if !notes.is_empty() {
        parts.push(notes.join("\n"));
    }
    let grids = [grid::figures(report), grid::by(report), grid::comparisons(report)];
    parts.extend(grids.iter().flatten().map(draw));
    parts.join("\n\n") + "\n"
}

fn draw(grid: &Grid) -> String {
    let line =
        |cells: &[String]| format!("| {} |", cells.iter().map(|cell| escape(cell)).collect::<Vec<_>>().join(" | "));
    let rule = (0..grid.header.len()).map(|column| if column < grid.words { "---|" } else { "---:|" });
    let mut lines = Vec::new();
    if !grid.title.is_empty() {
        lines.extend([format!("### {}", escape(&grid.title)), String::new()]);
    }
    lines.extend([line(&grid.header), format!("|{}", rule.collect::<String>())]);
    lines.extend(grid.rows.iter().map(|row| line(row)));
    lines.join("\n")
}

/// Text on one line, with characters that are special in Markdown or HTML escaped.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' => escaped.extend(['\\', character]),
            character if character.is_control() => escaped.push(' '),
            character => escaped.push(character),
        }
    }
    escaped
}
