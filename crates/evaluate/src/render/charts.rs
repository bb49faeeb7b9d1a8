//! Positions of the parts of a page's charts, in the units of the drawings.

use super::names::lower_is_better;
use super::numbers;
use crate::report::{Figure, ReliabilityCurve, RiskCoverage};

/// Left edge of the plots.
const LEFT: f64 = 36.0;
/// Top edge of the plots.
const TOP: f64 = 8.0;
/// Width and height of the plots.
const SIDE: f64 = 200.0;
/// Baseline of the columns that show how many answers each bin has.
const FOOT: f64 = 252.0;
/// Height of the tallest column.
const HIGHEST: f64 = 26.0;
/// Minimum distance between the letters of two curves.
const APART: f64 = 11.0;

/// A bar from 0 to 100 with its interval.
pub(super) struct Bar {
    /// Where it ends.
    pub end: String,
    /// Ends of the interval.
    pub whisker: Option<(String, String)>,
}

/// The bar of a figure; `None` if lower is better or there is no value.
pub(super) fn bar(figure: &Figure) -> Option<Bar> {
    let place = |value: f64| format!("{:.2}", 100.0 * value.clamp(0.0, 1.0));
    let known = |(low, high): &(f64, f64)| low.is_finite() && high.is_finite();
    (figure.value.is_finite() && !lower_is_better(figure.statistic)).then(|| Bar {
        end: place(figure.value),
        whisker: figure.interval.filter(known).map(|(low, high)| (place(low), place(high))),
    })
}

/// A value and its position on an axis.
pub(super) struct Tick {
    /// The position.
    pub at: String,
    /// The value.
    pub label: String,
}

/// A bin of a reliability curve.
pub(super) struct Bin {
    /// Bounds of the probability.
    pub bounds: String,
    /// How many answers it has.
    pub count: String,
    /// The same, abbreviated.
    pub short_count: String,
    /// The mean probability of the answers.
    pub probability: String,
    /// The share of answers that are right.
    pub right: String,
    /// Position of its point.
    pub point: (String, String),
    /// Left edge, top, width and height of its column.
    pub column: (String, String, String, String),
    /// Horizontal centre of its column, and a position above it.
    pub above: (String, String),
}

/// A reliability curve.
pub(super) struct ReliabilityChart {
    /// Its bins.
    pub bins: Vec<Bin>,
    /// Points of the line through them.
    pub line: String,
}

impl ReliabilityChart {
    pub(super) fn new(curve: &ReliabilityCurve) -> Self {
        let most = curve.bins.iter().map(|bin| bin.count).fold(0.0, f64::max);
        let bins: Vec<Bin> = curve
            .bins
            .iter()
            .map(|bin| {
                let (height, width) = (HIGHEST * bin.count / most, across(bin.to) - across(bin.from));
                Bin {
                    bounds: format!("{:.1}–{:.1}", bin.from, bin.to),
                    count: numbers::weight(bin.count),
                    short_count: short(bin.count),
                    probability: format!("{:.2}", bin.probability),
                    right: format!("{:.2}", bin.right),
                    point: (place(across(bin.probability)), place(up(bin.right))),
                    column: (place(across(bin.from) + 1.0), place(FOOT - height), place(width - 2.0), place(height)),
                    above: (place(across(bin.from) + width / 2.0), place(FOOT - height - 2.0)),
                }
            })
            .collect();
        let line = bins.iter().map(|bin| format!("{},{}", bin.point.0, bin.point.1)).collect::<Vec<_>>().join(" ");
        Self { bins, line }
    }
}

/// The risk-coverage curves of several systems.
pub(super) struct RiskChart {
    /// The curves.
    pub curves: Vec<RiskLine>,
    /// Axis labels for risks, with their heights.
    pub ticks: Vec<Tick>,
}

/// The risk-coverage curve of one system.
pub(super) struct RiskLine {
    /// Index of the system.
    pub system: usize,
    /// Points of the line.
    pub line: String,
    /// Height of the system's letter at the end of the line.
    pub end: String,
    /// Risks at [`COVERAGES`].
    pub risks: Vec<String>,
}

/// Coverages for which the risk is shown.
pub(super) const COVERAGES: [f64; 4] = [0.25, 0.5, 0.75, 1.0];

impl RiskChart {
    pub(super) fn new(curves: &[(usize, &RiskCoverage)]) -> Self {
        let highest = curves.iter().flat_map(|(_, curve)| &curve.points).map(|&(_, risk)| risk).fold(0.0, f64::max);
        let top = [0.1, 0.2, 0.4, 0.6].into_iter().find(|&top| highest <= top).unwrap_or(1.0);
        let ticks = [0.0, 0.5, 1.0]
            .map(|share| Tick { at: place(up(share)), label: (100.0 * share * top).round().to_string() });
        let mut lines: Vec<(f64, RiskLine)> =
            curves.iter().map(|&(system, curve)| RiskLine::new(system, curve, top)).collect();
        lines.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut free = TOP;
        for (end, line) in &mut lines {
            let at = end.max(free);
            line.end = place(at);
            free = at + APART;
        }
        lines.sort_by_key(|(_, line)| line.system);
        Self { curves: lines.into_iter().map(|(_, line)| line).collect(), ticks: ticks.into() }
    }
}

impl RiskLine {
    /// The line, and the height at which it ends.
    fn new(system: usize, curve: &RiskCoverage, top: f64) -> (f64, Self) {
        let points: Vec<String> = curve
            .points
            .iter()
            .map(|&(coverage, risk)| format!("{},{}", place(across(coverage)), place(up(risk / top))))
            .collect();
        // Tolerate rounding errors in the coverage.
        let risk = |least: f64| curve.points.iter().find(|(coverage, _)| *coverage >= least - 1e-9);
        let risks = COVERAGES
            .map(|coverage| risk(coverage).map_or_else(|| "–".to_owned(), |&(_, risk)| numbers::per_cent(risk)));
        let end = curve.points.last().map_or(TOP + SIDE, |&(_, risk)| up(risk / top));
        (end, Self { system, line: points.join(" "), end: String::new(), risks: risks.into() })
    }
}

/// Ticks of a horizontal axis from 0 to 1.
pub(super) fn ticks_across() -> Vec<Tick> {
    [0.0, 0.5, 1.0].map(|value| Tick { at: place(across(value)), label: value.to_string() }).into()
}

/// Ticks of a vertical axis from 0 to 1.
pub(super) fn ticks_up() -> Vec<Tick> {
    [0.0, 0.5, 1.0].map(|value| Tick { at: place(up(value)), label: value.to_string() }).into()
}

fn across(value: f64) -> f64 {
    LEFT + SIDE * value
}

fn up(value: f64) -> f64 {
    TOP + SIDE * (1.0 - value)
}

fn place(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}

fn short(count: f64) -> String {
    match count {
        count if count >= 99_950.0 => format!("{:.0}k", count / 1000.0),
        count if count >= 1000.0 => format!("{:.1}k", count / 1000.0),
        count => format!("{count:.0}"),
    }
}
