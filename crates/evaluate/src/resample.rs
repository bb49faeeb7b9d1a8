//! Confidence intervals and significance tests by resampling.

use super::cells::{Cell, Statistic};
use super::report::{Figure, Figures, Resampling};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rayon::prelude::*;

/// The summed counts of each unit of resampling. A unit is an article, or all articles that share a metadata value.
/// All units have the same cells in the same order.
#[derive(Debug, Clone, Default)]
pub(super) struct Tallies {
    /// Group and measure of each cell.
    pub(super) names: Vec<(&'static str, &'static str)>,
    /// The cells of each unit.
    pub(super) units: Vec<Vec<Cell>>,
}

/// A figure computed from some counts.
struct Point {
    group: &'static str,
    measure: &'static str,
    statistic: Statistic,
    value: f64,
}

impl Tallies {
    /// Counts over all units.
    pub(super) fn total(&self) -> Vec<Cell> {
        sum(self.units.iter())
    }

    /// All figures, each with its interval: the 2.5th and 97.5th percentiles over samples of the same number of
    /// units, drawn with replacement (Efron 1979), extended if necessary to include the figure itself.
    pub(super) fn figures(&self, resampling: Resampling) -> Figures {
        let points = points(&self.names, &self.total());
        let samples: Vec<Vec<f64>> = (0..resampling.samples)
            .into_par_iter()
            .map(|sample| {
                let mut random = random(resampling.seed, sample);
                let drawn = (0..self.units.len()).map(|_| &self.units[random.random_range(0..self.units.len())]);
                values(&self.names, &sum(drawn))
            })
            .collect();
        let figures = points.into_iter().enumerate().map(|(index, point)| Figure {
            group: point.group,
            measure: point.measure,
            statistic: point.statistic,
            value: point.value,
            interval: interval(point.value, samples.iter().map(|sample| sample[index])),
        });
        Figures(figures.collect())
    }

    /// The difference of each figure from that in `other`, which has the same units, and how often randomly
    /// exchanging the units of the two systems produces a difference at least as large (approximate randomisation,
    /// Noreen 1989).
    pub(super) fn differences(&self, other: &Self, resampling: Resampling) -> Vec<Difference> {
        let own_points = points(&self.names, &self.total());
        let other_points = points(&other.names, &other.total());
        let observed: Vec<f64> =
            own_points.iter().zip(&other_points).map(|(own, other)| own.value - other.value).collect();
        let exchanged: Vec<Vec<f64>> = (0..resampling.samples)
            .into_par_iter()
            .map(|sample| {
                let mut random = random(resampling.seed, sample);
                let swapped: Vec<bool> = self.units.iter().map(|_| random.random()).collect();
                let pick = |swapped_side: bool| {
                    let units = self.units.iter().zip(&other.units).zip(&swapped);
                    let units = units.map(move |((own, other), &swap)| if swap == swapped_side { own } else { other });
                    values(&self.names, &sum(units))
                };
                let (one, two) = (pick(false), pick(true));
                one.iter().zip(&two).map(|(one, two)| (one - two).abs()).collect()
            })
            .collect();
        own_points
            .into_iter()
            .zip(observed)
            .enumerate()
            .filter(|(_, (_, difference))| difference.is_finite())
            .map(|(index, (point, difference))| {
                // A rounding error must not make an equal difference count as smaller.
                let least = difference.abs() - 1e-12;
                let as_great = exchanged.iter().filter(|sample| sample[index] >= least).count();
                Difference {
                    group: point.group,
                    measure: point.measure,
                    statistic: point.statistic,
                    value: difference,
                    p: (as_great + 1) as f64 / (exchanged.len() + 1) as f64,
                }
            })
            .collect()
    }
}

/// The difference between two systems in a figure.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    pub(super) group: &'static str,
    pub(super) measure: &'static str,
    pub(super) statistic: Statistic,
    pub(super) value: f64,
    pub(super) p: f64,
}

/// The random numbers for a sample, independent of the number of threads.
fn random(seed: u64, sample: usize) -> StdRng {
    StdRng::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(sample as u64))
}

/// The sum of the counts of several units.
pub(super) fn sum<'c>(mut units: impl Iterator<Item = &'c Vec<Cell>>) -> Vec<Cell> {
    let Some(mut total) = units.next().cloned() else { return Vec::new() };
    for unit in units {
        for (cell, other) in total.iter_mut().zip(unit) {
            cell.add(other);
        }
    }
    total
}

/// The figures of some counts. For a confusion matrix, the figures over all classes come under the measure's own
/// name, and those of each class under the name of the class.
fn points(names: &[(&'static str, &'static str)], cells: &[Cell]) -> Vec<Point> {
    let mut points = Vec::new();
    for (&(group, measure), cell) in names.iter().zip(cells) {
        let own = cell.figures().into_iter();
        points.extend(own.map(|(statistic, value)| Point { group, measure, statistic, value }));
        if let Cell::Confusion(confusion) = cell {
            for (class, figures) in confusion.by_class() {
                let figures = figures.into_iter();
                points.extend(figures.map(|(statistic, value)| Point { group, measure: class, statistic, value }));
            }
        }
    }
    points
}

fn values(names: &[(&'static str, &'static str)], cells: &[Cell]) -> Vec<f64> {
    points(names, cells).into_iter().map(|point| point.value).collect()
}

fn interval(value: f64, samples: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let mut samples: Vec<f64> = samples.filter(|value| value.is_finite()).collect();
    samples.sort_unstable_by(f64::total_cmp);
    let last = samples.len().checked_sub(1)?;
    let at = |share: f64| samples[((share * samples.len() as f64) as usize).min(last)];
    value.is_finite().then(|| (at(0.025).min(value), at(0.975).max(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells::Retrieval;

    fn tallies(right: &[usize]) -> Tallies {
        let cell = |&right: &usize| vec![Cell::Retrieval(Retrieval::one_to_one(right, 10, 10))];
        Tallies { names: vec![("group", "measure")], units: right.iter().map(cell).collect() }
    }

    fn resampling(units: usize) -> Resampling {
        Resampling { samples: 500, seed: 1, units }
    }

    #[test]
    fn intervals_hold_their_figure_and_narrow_with_more_units() {
        let width = |units: usize| {
            let right: Vec<usize> = (0..units).map(|unit| 3 + unit % 5).collect();
            let figures = tallies(&right).figures(resampling(units));
            let f1 = figures.get("group", "measure", "f1").unwrap();
            let (low, high) = f1.interval.unwrap();
            assert!(low <= f1.value && f1.value <= high);
            high - low
        };
        assert!(width(10) > 2.0 * width(160));
    }

    #[test]
    fn the_same_seed_gives_the_same_interval_on_any_number_of_threads() {
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let tallies = tallies(&[1, 9, 4, 4, 7]);
        assert_eq!(tallies.figures(resampling(5)), one.install(|| tallies.figures(resampling(5))));
    }

    #[test]
    fn a_system_does_not_differ_from_itself_but_from_a_much_better_one() {
        let (bad, good) = (tallies(&[2; 20]), tallies(&[8; 20]));
        assert!(bad.differences(&bad, resampling(20)).iter().all(|found| found.p > 0.999 && found.value.abs() < 1e-12));
        let found = good.differences(&bad, resampling(20));
        assert!((found[2].value - 0.6).abs() < 1e-12 && found[2].p < 0.01);
    }
}
