use super::config::Schedule;
use saidso::model::ENCODER_PREFIX;
use std::collections::BTreeMap;
use tch::{Tensor, no_grad};

/// AdamW (Loshchilov and Hutter 2019) with a state that can be saved, which the bindings do not allow for libtorch's
/// own, and with an exponential average of the weights (Polyak and Juditsky 1992).
pub(super) struct Optimizer {
    config: Schedule,
    /// The state of each trained variable, by name.
    pub(super) slots: BTreeMap<String, Slot>,
}

/// One variable and its state.
pub(super) struct Slot {
    variable: Tensor,
    /// Average of the gradients.
    pub(super) mean: Tensor,
    /// Average of their squares.
    pub(super) square: Tensor,
    /// Average of the variable.
    pub(super) average: Tensor,
    encoder: bool,
    decays: bool,
}

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

impl Optimizer {
    /// Optimizes the variables that require a gradient.
    pub(super) fn new(config: Schedule, variables: BTreeMap<String, Tensor>) -> Self {
        let slots = variables
            .into_iter()
            .filter(|(_, variable)| variable.requires_grad())
            .map(|(name, variable)| {
                let slot = Slot {
                    mean: variable.zeros_like().detach(),
                    square: variable.zeros_like().detach(),
                    average: variable.detach().copy(),
                    encoder: name.starts_with(ENCODER_PREFIX),
                    decays: variable.dim() > 1 && !name.contains("embeddings"),
                    variable,
                };
                (name, slot)
            })
            .collect();
        Self { config, slots }
    }

    /// Clips the gradients and updates each variable; `step` is counted from 0, out of `steps`.
    pub(super) fn step(&mut self, step: usize, steps: usize) {
        let factor = schedule(step, steps, self.config.warm_up);
        let count = step as f64 + 1.0;
        let (correct_1, correct_2) = (1.0 - BETA_1.powf(count), 1.0 - BETA_2.powf(count));
        // The average follows closely at first, so that it does not retain the untrained weights.
        let keep = self.config.averaging.min(count / (count + 10.0));
        no_grad(|| {
            let scale = self.clip_scale();
            for slot in self.slots.values_mut() {
                // A missing gradient counts as 0, the gradient that a head without examples has in later steps. A
                // resumed run, which starts without gradients, then follows the same path.
                let gradient = slot.variable.grad();
                let gradient = if gradient.defined() { gradient * scale } else { slot.variable.zeros_like() };
                let rate = factor * if slot.encoder { self.config.encoder_rate } else { self.config.head_rate };
                if slot.decays {
                    let _ = slot.variable.g_mul_scalar_(1.0 - rate * self.config.weight_decay);
                }
                let _ = slot.mean.lerp_(&gradient, 1.0 - BETA_1);
                let _ = slot.square.lerp_(&gradient.square(), 1.0 - BETA_2);
                let update = &slot.mean / ((&slot.square / correct_2).sqrt() + EPSILON);
                let _ = slot.variable.g_sub_(&(update * (rate / correct_1)));
                let _ = slot.average.lerp_(&slot.variable, 1.0 - keep);
                if slot.variable.grad().defined() {
                    slot.variable.zero_grad();
                }
            }
        });
    }

    fn clip_scale(&self) -> f64 {
        let norms: Vec<Tensor> = self
            .slots
            .values()
            .map(|slot| slot.variable.grad())
            .filter(Tensor::defined)
            .map(|gradient| gradient.norm())
            .collect();
        let norm = Tensor::stack(&norms, 0).norm().double_value(&[]);
        (self.config.clip_norm / (norm + 1e-6)).min(1.0)
    }

    /// Swaps the variables with their averages; a second call swaps them back.
    pub(super) fn swap_average(&mut self) {
        no_grad(|| {
            for slot in self.slots.values_mut() {
                let current = slot.variable.detach().copy();
                slot.variable.copy_(&slot.average);
                slot.average.copy_(&current);
            }
        });
    }
}

/// Factor of the learning rate: it rises linearly, then falls linearly to 0.
fn schedule(step: usize, steps: usize, warm_up: f64) -> f64 {
    let progress = (step as f64 + 1.0) / (steps as f64 + 1.0);
    if progress < warm_up { progress / warm_up } else { (1.0 - progress) / (1.0 - warm_up) }
}

#[cfg(test)]
mod tests {
    use super::schedule;

    #[test]
    fn the_rate_rises_and_falls() {
        assert!((schedule(9, 99, 0.1) - 1.0).abs() < 1e-9);
        assert!(schedule(0, 99, 0.1) < 0.2);
        assert!(schedule(98, 99, 0.1) < 0.02);
    }
}
