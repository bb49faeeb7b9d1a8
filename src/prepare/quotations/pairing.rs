//! Pairs marks, each of which may open, close or be ignored, at the lowest total cost.

use super::marks::Mark;

/// Extra costs of irregular readings, on the same scale as the marks' own costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Penalties {
    /// A quotation within another one of the same family.
    pub(super) nested: u32,
    /// A quotation whose closing mark is missing before the next one opens; a quarter of this where the next one begins
    /// a sentence.
    pub(super) lost: u32,
    /// A quotation that is still open where the marks end.
    pub(super) unclosed: u32,
}

/// An opening mark and how its quotation ends; the fields are indices into the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) open: usize,
    pub(super) close: Option<usize>,
    /// The opening mark of the next quotation, if that begins before this one was closed.
    pub(super) lost_before: Option<usize>,
}

/// What a mark does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Open,
    Close,
    /// Abandons the open quotation and opens a new one.
    Reopen,
    Ignore,
}

/// The order breaks ties.
const ACTIONS: [Action; 4] = [Action::Close, Action::Open, Action::Reopen, Action::Ignore];
/// A family nests at most this deep.
const MAX_DEPTH: usize = 3;
const NEVER: u32 = u32::MAX / 2;

/// Finds the cheapest reading of the marks; returns its pairs in the order of their opening marks.
pub(super) fn pairs(marks: &[&Mark], penalties: Penalties) -> Vec<Pair> {
    let mut costs = [NEVER; MAX_DEPTH + 1];
    costs[0] = 0;
    let mut steps: Vec<[Action; MAX_DEPTH + 1]> = Vec::with_capacity(marks.len());
    for mark in marks {
        let mut next = [NEVER; MAX_DEPTH + 1];
        let mut step = [Action::Ignore; MAX_DEPTH + 1];
        for (depth, &cost) in costs.iter().enumerate() {
            for action in ACTIONS {
                let Some((to, price)) = apply(action, depth, mark, penalties) else { continue };
                let price = cost.saturating_add(price);
                if price < next[to] {
                    next[to] = price;
                    step[to] = action;
                }
            }
        }
        // Only differences matter; subtracting the minimum keeps the sums of a long text from overflowing.
        let least = next.iter().copied().min().unwrap_or(0);
        costs = next.map(|cost| cost.saturating_sub(least));
        steps.push(step);
    }
    let mut depth = 0;
    let mut least = u32::MAX;
    for (at, &cost) in costs.iter().enumerate() {
        let cost = cost.saturating_add(penalties.unclosed.saturating_mul(at as u32));
        if cost < least {
            (depth, least) = (at, cost);
        }
    }
    read(&steps, depth)
}

/// The depth after the action and its cost; `None` where it is impossible.
fn apply(action: Action, depth: usize, mark: &Mark, penalties: Penalties) -> Option<(usize, u32)> {
    match action {
        Action::Open if depth < MAX_DEPTH => {
            let nested = if depth > 0 { penalties.nested } else { 0 };
            Some((depth + 1, mark.open + nested))
        }
        Action::Close if depth > 0 => Some((depth - 1, mark.close)),
        Action::Reopen if depth > 0 => {
            let lost = if mark.starts_sentence { penalties.lost / 4 } else { penalties.lost };
            Some((depth, mark.open + lost))
        }
        Action::Ignore => Some((depth, mark.ignore)),
        _ => None,
    }
}

/// Follows the steps back from the final depth, then pairs the opening and closing marks.
fn read(steps: &[[Action; MAX_DEPTH + 1]], mut depth: usize) -> Vec<Pair> {
    let mut actions = vec![Action::Ignore; steps.len()];
    for (index, step) in steps.iter().enumerate().rev() {
        actions[index] = step[depth];
        match step[depth] {
            Action::Open => depth -= 1,
            Action::Close => depth += 1,
            Action::Reopen | Action::Ignore => {}
        }
    }
    let mut pairs: Vec<Pair> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (index, action) in actions.into_iter().enumerate() {
        if matches!(action, Action::Close | Action::Reopen)
            && let Some(pair) = open.pop()
        {
            match action {
                Action::Close => pairs[pair].close = Some(index),
                _ => pairs[pair].lost_before = Some(index),
            }
        }
        if matches!(action, Action::Open | Action::Reopen) {
            open.push(pairs.len());
            pairs.push(Pair { open: index, close: None, lost_before: None });
        }
    }
    pairs
}
