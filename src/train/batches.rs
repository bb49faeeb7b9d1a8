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
    /// Single sentences.
    pub(super) sentences: Vec<usize>,
}

/// The steps of an epoch, always the same for the same seed and epoch.
///
/// `articles` and `editorials` are ranges of one list of examples. All articles' windows are seen once and a share of the
/// editorials' windows; windows of like length go together.
pub(super) fn epoch(
    examples: &[Example],
    articles: usize,
    editorial_share: f64,
    sentences: usize,
    config: &OptimizerConfig,
    seed: u64,
) -> Vec<Step> {
    /// Windows that are shuffled, then sorted by length, together.
    const POOL: usize = 128;
    let mut random = StdRng::seed_from_u64(seed);
    let mut windows: Vec<usize> = (0..articles).collect();
    windows.extend((articles..examples.len()).filter(|_| random.random_bool(editorial_share)));
    windows.shuffle(&mut random);
    let mut steps: Vec<Vec<usize>> = Vec::new();
    for pool in windows.chunks_mut(POOL) {
        pool.sort_by_key(|&window| std::cmp::Reverse(examples[window].window.pieces.len()));
        let mut rest = &*pool;
        while let Some(&longest) = rest.first() {
            let rows = (config.batch_pieces / examples[longest].window.pieces.len()).clamp(1, rest.len());
            let (batch, after) = rest.split_at(rows);
            steps.push(batch.to_vec());
            rest = after;
        }
    }
    steps.shuffle(&mut random);
    let mut order: Vec<usize> = Vec::new();
    steps
        .into_iter()
        .map(|windows| {
            if order.len() < config.batch_sentences {
                let mut fresh: Vec<usize> = (0..sentences).collect();
                fresh.shuffle(&mut random);
                order.extend(fresh);
            }
            let sentences = order.split_off(order.len().saturating_sub(config.batch_sentences));
            Step { windows, sentences }
        })
        .collect()
}
