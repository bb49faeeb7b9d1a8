//! The order in which examples are seen.

use super::config::OptimizerConfig;
use super::examples::Example;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};

/// What one step learns from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// Windows of articles.
    pub(super) windows: Vec<usize>,
    /// Single sentences of NewsSD.
    pub(super) newssd: Vec<usize>,
    /// Single sentences of labelled articles.
    pub(super) labelled: Vec<usize>,
}

/// What there is to learn from.
pub(super) struct Supply<'e> {
    /// Windows of three kinds, one after another.
    pub(super) windows: &'e [Example],
    /// How many there are of each kind, and the share of them that an epoch sees.
    pub(super) kinds: [(usize, f64); 3],
    /// Number of single sentences of NewsSD.
    pub(super) newssd: usize,
    /// Number of single sentences of labelled articles.
    pub(super) labelled: usize,
}

/// The steps of an epoch, always the same for the same seed. Windows of similar length go together.
pub(super) fn epoch(supply: &Supply<'_>, config: &OptimizerConfig, seed: u64) -> Vec<Step> {
    /// Windows that are shuffled, then sorted by length, together.
    const POOL: usize = 128;
    let length = |window: usize| supply.windows[window].window.pieces.len();
    let mut random = StdRng::seed_from_u64(seed);
    let (mut windows, mut first) = (Vec::new(), 0);
    for (count, share) in supply.kinds {
        windows.extend((first..first + count).filter(|_| random.random_bool(share)));
        first += count;
    }
    windows.shuffle(&mut random);
    let mut steps: Vec<Vec<usize>> = Vec::new();
    for pool in windows.chunks_mut(POOL) {
        pool.sort_by_key(|&window| std::cmp::Reverse(length(window)));
        let mut rest = &*pool;
        while let Some(&longest) = rest.first() {
            let rows = (config.batch_pieces / length(longest)).clamp(1, rest.len());
            let (batch, after) = rest.split_at(rows);
            steps.push(batch.to_vec());
            rest = after;
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

/// Takes `count` of what is left of a shuffled order of `all` numbers; when too few are left, a new order is added.
fn draw(order: &mut Vec<usize>, all: usize, count: usize, random: &mut StdRng) -> Vec<usize> {
    if order.len() < count {
        let mut fresh: Vec<usize> = (0..all).collect();
        fresh.shuffle(random);
        order.extend(fresh);
    }
    order.split_off(order.len().saturating_sub(count))
}
