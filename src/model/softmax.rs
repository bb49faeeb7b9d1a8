//! Softmax for attention: the division is left to the product, whose rows are shorter than those of the scores.

use rten_simd::ops::{BitOps, FloatOps, IntOps, NumOps};
use rten_simd::{Isa, Simd, SimdIterable, SimdOp};

/// Coefficients of 2ˣ for |x| ≤ ½: the polynomial of degree 5 with the least relative error, 7.5e-8, found by
/// iteratively reweighted least squares.
const POWER: [f32; 6] = [1.000_000_1, 0.693_146_94, 0.240_221_2, 0.055_507_13, 0.009_675_542, 0.001_327_647_2];
/// The least exponent that gives a normal number.
const LEAST: f32 = -126.0;

/// Replaces each score of a row, in units of log₂, by its power of 2, divided by that of the row's largest.
pub(super) struct Exponentials<'a> {
    /// `[rows, length]`
    pub(super) scores: &'a mut [f32],
    pub(super) length: usize,
    /// For each row, receives the sum of its powers.
    pub(super) sums: &'a mut [f32],
}

impl SimdOp for Exponentials<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor's instructions")]
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        for (row, sum) in self.scores.chunks_exact_mut(self.length).zip(self.sums) {
            *sum = exponentials(isa, row);
        }
    }
}

#[expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor's instructions")]
#[inline(always)]
fn exponentials<I: Isa>(isa: I, row: &mut [f32]) -> f32 {
    let floats = isa.f32();
    let largest = row.simd_iter(floats).fold_unroll::<4>(
        floats.splat(f32::MIN),
        |largest, scores| floats.max(largest, scores),
        |a, b| floats.max(a, b),
    );
    let largest = floats.splat(reduce(largest.to_array().as_ref(), f32::max));
    let mut sum = floats.zero();
    let mut chunks = row.chunks_exact_mut(floats.len());
    for chunk in &mut chunks {
        let power = power(isa, floats.sub(floats.load(chunk), largest));
        sum = floats.add(sum, power);
        floats.store(power, chunk);
    }
    let rest = chunks.into_remainder();
    if !rest.is_empty() {
        let (scores, mask) = floats.load_pad(rest);
        let power = floats.select(power(isa, floats.sub(scores, largest)), floats.zero(), mask);
        sum = floats.add(sum, power);
        let count = rest.len();
        rest.copy_from_slice(&power.to_array().as_ref()[..count]);
    }
    reduce(sum.to_array().as_ref(), |a, b| a + b)
}

/// 2ˣ for x ≤ 0.
#[expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor's instructions")]
#[inline(always)]
fn power<I: Isa>(isa: I, x: I::F32) -> I::F32 {
    let (floats, integers) = (isa.f32(), isa.i32());
    // In this order, what is not a number remains so.
    let x = floats.max(floats.splat(LEAST), x);
    let fraction = floats.sub(x, floats.round_ties_even(x));
    let [.., last] = POWER;
    let factor = POWER[..5]
        .iter()
        .rev()
        .fold(floats.splat(last), |sum, &coefficient| floats.mul_add(sum, fraction, floats.splat(coefficient)));
    let exponent = integers.shift_left::<23>(floats.to_int_round(x));
    integers.add(factor.reinterpret_cast(), exponent).reinterpret_cast()
}

/// Combines numbers pairwise: a chain of operations would wait for each.
#[expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor's instructions")]
#[inline(always)]
fn reduce(lanes: &[f32], combine: impl Fn(f32, f32) -> f32) -> f32 {
    let mut combined = [0.0; 16];
    combined[..lanes.len()].copy_from_slice(lanes);
    let mut width = lanes.len();
    while width > 1 {
        width /= 2;
        for lane in 0..width {
            combined[lane] = combine(combined[lane], combined[lane + width]);
        }
    }
    combined[0]
}

/// Divides each row by its sum, and writes it to a column of a matrix.
pub(super) struct Divide<'a> {
    /// `[rows, width]`
    pub(super) rows: &'a [f32],
    pub(super) width: usize,
    pub(super) sums: &'a [f32],
    /// `[rows, hidden]`
    pub(super) output: &'a mut [f32],
    pub(super) hidden: usize,
    /// Where the rows begin in those of the output.
    pub(super) start: usize,
}

impl SimdOp for Divide<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor's instructions")]
    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let rows = self.rows.chunks_exact(self.width).zip(self.output.chunks_exact_mut(self.hidden));
        for ((row, output), sum) in rows.zip(self.sums) {
            let factor = 1.0 / sum;
            for (output, value) in output[self.start..self.start + self.width].iter_mut().zip(row) {
                *output = value * factor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_and_sums_are_those_of_softmax() {
        for length in [1, 7, 16, 33, 256] {
            let scores: Vec<f32> = (0..length).map(|index| (index as f32 * 0.77).sin() * 30.0).collect();
            let largest = scores.iter().copied().fold(f32::MIN, f32::max);
            let exact: Vec<f64> = scores.iter().map(|score| f64::from(score - largest).exp2()).collect();
            let mut powers = scores.clone();
            let mut sums = [0.0];
            Exponentials { scores: &mut powers, length, sums: &mut sums }.dispatch();
            let [sum] = sums;
            assert!((f64::from(sum) / exact.iter().sum::<f64>() - 1.0).abs() < 1e-6, "{length}");
            for (power, exact) in powers.iter().zip(exact) {
                assert!((f64::from(*power) / exact - 1.0).abs() < 1e-6, "{power} {exact}");
            }
        }
    }

    #[test]
    fn scores_far_below_the_largest_count_for_nothing() {
        let (mut row, mut sums) = ([0.0, -1000.0, f32::MIN], [0.0]);
        Exponentials { scores: &mut row, length: 3, sums: &mut sums }.dispatch();
        assert!((sums[0] - 1.0).abs() < 1e-6);
        assert!(row[1] < 1e-37 && row[2] < 1e-37);
    }
}
