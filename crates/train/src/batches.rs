//! The order in which training examples are used.

use super::config::OptimizerConfig;
use super::examples::Example;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use std::ops::Range;

/// The examples of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// Windows of articles.
    pub(super) windows: Vec<usize>,
    /// Single sentences of NewsSD.
    pub(super) newssd: Vec<usize>,
    /// Single sentences of labelled articles.
    pub(super) labelled: Vec<usize>,
}

/// The available examples.
pub(super) struct Supply<'e> {
    /// Windows of several kinds, one kind after another.
    pub(super) windows: &'e [Example],
    /// The number of windows of each kind, and the share of them used in an epoch.
    pub(super) kinds: Vec<(usize, f64)>,
    /// Number of single sentences of NewsSD.
    pub(super) newssd: usize,
    /// Number of single sentences of labelled articles.
    pub(super) labelled: usize,
}

/// The steps of an epoch, always the same for the same seed. Windows of similar length are put together; so are the
/// windows of an article with annotated mentions, because their mentions may refer to each other.
pub(super) fn epoch(supply: &Supply<'_>, config: &OptimizerConfig, seed: u64) -> Vec<Step> {
    /// How many windows are sorted by length together, after shuffling.
    const POOL: usize = 128;
    let length = |window: usize| supply.windows[window].window.pieces.len();
    let mut random = StdRng::seed_from_u64(seed);
    let (mut units, mut first): (Vec<Vec<usize>>, usize) = (Vec::new(), 0);
    for &(count, share) in &supply.kinds {
        let together = units_of(supply.windows, first..first + count, config.batch_pieces / 2);
        units.extend(together.into_iter().filter(|_| random.random_bool(share)));
        first += count;
    }
    units.shuffle(&mut random);
    let mut steps: Vec<Vec<usize>> = Vec::new();
    for pool in units.chunks_mut(POOL) {
        let longest = |unit: &Vec<usize>| unit.iter().map(|&window| length(window)).max().unwrap_or(0);
        pool.sort_by_key(|unit| std::cmp::Reverse(longest(unit)));
        let mut rest = &*pool;
        while let Some(first) = rest.first() {
            let most = (config.batch_pieces / longest(first).max(1)).max(1);
            let mut step = first.clone();
            let mut taken = 1;
            while taken < rest.len() && step.len() + rest[taken].len() <= most {
                step.extend_from_slice(&rest[taken]);
                taken += 1;
            }
            steps.push(step);
            rest = &rest[taken..];
        }
    }
    steps.shuffle(&mut random);
    let (mut newssd, mut labelled) = (Vec::new(), Vec::new());
    steps
        .into_iter()
        .map(|windows| Step {
            windows,
            newssd: draw(&mut newssd, supply.newssd, config.batch_newssd, &mut random),
            labelled: draw(&mut labelled, supply.labelled, config.batch_labelled, &mut random),
        })
        .collect()
}

/// Single windows, or the windows of one article with annotated mentions, of about `pieces` word pieces at most.
fn units_of(windows: &[Example], all: Range<usize>, pieces: usize) -> Vec<Vec<usize>> {
    let mut units: Vec<Vec<usize>> = Vec::new();
    let mut filled = 0;
    for index in all {
        let example = &windows[index];
        let length = example.window.pieces.len();
        let same = |unit: &Vec<usize>| unit.last().is_some_and(|&last| windows[last].article == example.article);
        match units.last_mut() {
            Some(unit) if example.mentions.is_some() && same(unit) && filled + length <= pieces => {
                unit.push(index);
                filled += length;
            }
            _ => {
                units.push(vec![index]);
                filled = length;
            }
        }
    }
    units
}

/// Takes `count` numbers from the rest of a shuffled order of the numbers below `all`; if too few are left, a new
/// order is added.
fn draw(order: &mut Vec<usize>, all: usize, count: usize, random: &mut StdRng) -> Vec<usize> {
    if order.len() < count {
        let mut fresh: Vec<usize> = (0..all).collect();
        fresh.shuffle(random);
        order.extend(fresh);
    }
    order.split_off(order.len().saturating_sub(count))
}
