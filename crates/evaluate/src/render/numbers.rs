//! Numbers as text.

use super::names::is_plain;
use crate::cells::Statistic;
use crate::report::{Comparison, Figure};
pub(super) use saidso_analysis::numbers::{count, counted};

/// Shown in place of a number that is not defined.
const UNDEFINED: &str = "–";

/// A count that may be fractional.
pub(super) fn weight(number: f64) -> String {
    if number.fract() == 0.0 && number >= 0.0 { count(number as usize) } else { format!("{number:.1}") }
}

/// A share of 1, in per cent.
pub(super) fn per_cent(share: f64) -> String {
    of("accuracy", share)
}

/// The value of a figure; shares are in per cent.
pub(super) fn value(figure: &Figure) -> String {
    of(figure.statistic, figure.value)
}

/// The interval of a figure; empty if there is none.
pub(super) fn interval(figure: &Figure) -> String {
    let Some((low, high)) = figure.interval.filter(|(low, high)| low.is_finite() && high.is_finite()) else {
        return String::new();
    };
    // A dash next to a minus sign would be hard to read.
    let between = if low < 0.0 { " to " } else { "–" };
    format!("{}{between}{}", of(figure.statistic, low), of(figure.statistic, high))
}

/// A difference, always with its sign; for shares, in percentage points.
pub(super) fn difference(comparison: &Comparison) -> String {
    match comparison.difference {
        difference if !difference.is_finite() => UNDEFINED.to_owned(),
        difference if is_plain(comparison.statistic) => minus(&format!("{difference:+.3}")),
        difference => minus(&format!("{:+.1}", 100.0 * difference)),
    }
}

/// A probability of a significance test.
pub(super) fn p(p: f64) -> String {
    match p {
        p if !p.is_finite() => UNDEFINED.to_owned(),
        p if p < 0.001 => "< 0.001".to_owned(),
        p => format!("{p:.3}"),
    }
}

fn of(statistic: Statistic, value: f64) -> String {
    match value {
        value if !value.is_finite() => UNDEFINED.to_owned(),
        value if is_plain(statistic) => minus(&format!("{value:.3}")),
        value => minus(&format!("{:.1}", 100.0 * value)),
    }
}

fn minus(number: &str) -> String {
    number.replace('-', "−")
}
