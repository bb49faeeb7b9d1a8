//! Products of vectors rounded to 8-bit integers, each with its own scale.
//!
//! Each input row is rounded at run time to 256 steps between its smallest and its largest value (asymmetric
//! quantisation per token, Yao et al. 2022, "`ZeroQuant`"): the output of GELU is barely negative, and a range
//! symmetric around 0 would waste half of the steps. The weights of each output are rounded once, symmetrically
//! around 0.

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::ops::{BitOps, FloatOps, NarrowSaturate, NumOps, ToFloat};
use rten_simd::{Isa, SimdOp};
use rten_tensor::NdTensorView;
use rten_vecmath::MinMax;
use std::marker::PhantomData;

/// Largest magnitude of a rounded weight. Without VNNI, x86-64 adds two products of an unsigned and a signed byte in 16
/// bits: 2 × 255 × 63 still fits. Processors with wider sums use the same limit, so that all round alike.
const LARGEST_WEIGHT: f32 = 63.0;
/// Adding this to a number of magnitude below 2²² leaves the nearest integer (ties to even) in the lowest bits.
const ROUND: f32 = 12_582_912.0;
thread_local! {
    /// Kept, because making one asks the processor what it can do, which costs as much as a small product on a virtual
    /// machine; one per thread, because it cannot be sent to another.
    static GEMM: GemmExecutor<u8, i8, i32> = GemmExecutor::new();
}

/// With more outputs than this, a product packs its input for each block of them, unless it comes packed.
const REPACKED: usize = 1024;
/// Number of steps between a row's smallest and largest value.
const STEPS: f32 = 255.0;

/// How to convert the columns of an integer product back; each field is `[outputs]`.
pub(super) struct Columns {
    /// Value of one step of an output's weights.
    scales: Vec<f32>,
    /// Sum of an output's rounded weights, times its scale.
    sums: Vec<f32>,
    /// Bias to add.
    bias: Vec<f32>,
}

impl Columns {
    /// Rounds weights, `[outputs, inputs]`.
    pub(super) fn round(weight: &[f32], inputs: usize, bias: Vec<f32>) -> (Vec<i8>, Self) {
        let mut integers = Vec::with_capacity(weight.len());
        let (mut scales, mut sums) = (Vec::with_capacity(bias.len()), Vec::with_capacity(bias.len()));
        for row in weight.chunks_exact(inputs) {
            let largest = row.iter().fold(f32::MIN_POSITIVE, |largest, value| largest.max(value.abs()));
            let scale = largest / LARGEST_WEIGHT;
            integers.extend(row.iter().map(|value| (value / scale + ROUND).to_bits() as i8));
            let sum: i32 = integers[integers.len() - inputs..].iter().map(|&integer| i32::from(integer)).sum();
            scales.push(scale);
            sums.push(sum as f32 * scale);
        }
        (integers, Self { scales, sums, bias })
    }
}

/// Working memory for rounded inputs and their products.
#[derive(Default)]
pub(crate) struct Integers {
    /// `[rows, inputs]`
    rounded: Vec<u8>,
    /// For each row, the value of one step, and the step that represents 0.
    scales: Vec<(f32, u8)>,
    /// `[rows, outputs]`
    products: Vec<i32>,
}

impl Integers {
    /// Multiplies the rows of a matrix, `[rows, inputs]`, with rounded weights, and writes the result to `output` as
    /// `E` says.
    pub(super) fn multiply<E: Ending>(
        &mut self,
        input: &[f32],
        inputs: usize,
        weight: &PackedBMatrix<i8>,
        columns: &Columns,
        output: &mut [f32],
    ) {
        let rows = input.len() / inputs;
        let rounded = first(&mut self.rounded, input.len());
        self.scales.resize(rows, (0.0, 0));
        Round { input, inputs, rounded, scales: &mut self.scales }.dispatch();
        let products = first(&mut self.products, output.len());
        let rounded = NdTensorView::from_data([rows, inputs], &*rounded);
        GEMM.with(|gemm| {
            let right = GemmInputB::Packed(weight);
            if columns.bias.len() > REPACKED {
                let packed = gemm.prepack_a(rounded);
                gemm.gemm(products, GemmInputA::Packed(&packed), right, GemmOptions::default()).map(drop)
            } else {
                gemm.gemm(products, GemmInputA::Unpacked(rounded), right, GemmOptions::default()).map(drop)
            }
        })
        .expect("shapes that belong together by construction");
        Restore::<E> { products, scales: &self.scales, columns, output, ending: PhantomData }.dispatch();
    }
}

/// The first `count` places of working memory, which grows and is never cleared.
fn first<T: Clone + Default>(memory: &mut Vec<T>, count: usize) -> &mut [T] {
    if memory.len() < count {
        memory.resize(count, T::default());
    }
    &mut memory[..count]
}

/// Rounds each row to steps between its smallest and its largest value.
struct Round<'a> {
    input: &'a [f32],
    inputs: usize,
    rounded: &'a mut [u8],
    scales: &'a mut [(f32, u8)],
}

impl SimdOp for Round<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor's instructions")]
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let rows = self.input.chunks_exact(self.inputs).zip(self.rounded.chunks_exact_mut(self.inputs));
        for ((row, rounded), to) in rows.zip(self.scales) {
            let (least, largest) = MinMax::new(row).eval(isa);
            let (least, largest) = (least.min(0.0), largest.max(0.0));
            let scale = ((largest - least) / STEPS).max(f32::MIN_POSITIVE);
            let zero = (-least / scale).round_ties_even() as u8;
            quantize(isa, row, (1.0 / scale, zero), rounded);
            *to = (scale, zero);
        }
    }
}

/// Rounds a row to this many steps for 1, the step `zero` being 0.
#[expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor's instructions")]
#[inline(always)]
fn quantize<I: Isa>(isa: I, row: &[f32], (steps, zero): (f32, u8), rounded: &mut [u8]) {
    let (floats, integers, shorts, bytes) = (isa.f32(), isa.i32(), isa.i16(), isa.u8());
    let lanes = floats.len();
    let count = row.len() / (4 * lanes) * (4 * lanes);
    let (factor, shift) = (floats.splat(steps), integers.splat(i32::from(zero)));
    for start in (0..count).step_by(4 * lanes) {
        let [a, b, c, d] = floats
            .load_many::<4>(&row[start..start + 4 * lanes])
            .map(|values| integers.add(floats.to_int_round(floats.mul(values, factor)), shift));
        let (low, high) = (integers.narrow_saturate(a, b), integers.narrow_saturate(c, d));
        bytes.store(shorts.narrow_saturate(low, high), &mut rounded[start..start + 4 * lanes]);
    }
    for (value, rounded) in row[count..].iter().zip(&mut rounded[count..]) {
        let step = (value * steps + ROUND).to_bits() as i32 - ROUND.to_bits() as i32;
        *rounded = (step + i32::from(zero)).clamp(0, 255) as u8;
    }
}

/// What becomes of a result.
pub(super) trait Ending {
    /// Whether it is added to what is there.
    const ADDS: bool = false;

    #[expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor's instructions")]
    #[inline(always)]
    fn vector<I: Isa>(_isa: I, value: I::F32) -> I::F32 {
        value
    }

    fn scalar(value: f32) -> f32 {
        value
    }
}

/// It is written as it is.
pub(super) struct Written;
impl Ending for Written {}

/// It is added to what is there.
pub(super) struct Added;
impl Ending for Added {
    const ADDS: bool = true;
}

/// It goes through GELU (Hendrycks and Gimpel 2016), x Φ(x).
pub(super) struct Activated;

/// Φ(x) is ½ + x P(x²) up to this magnitude, and constant beyond.
const FLAT: f32 = 4.0;
/// Coefficients of P, found by iteratively reweighted least squares: the error of x Φ(x) is at most 4e-5, and 5e-5 |x|
/// where Φ is constant. The steps to which the result is rounded next are a hundred times as wide.
const NORMAL: [f32; 8] = [
    0.398_673_4,
    -0.065_887_846,
    0.009_505_399,
    -0.001_006_490_4,
    7.485_505e-5,
    -3.657_132_8e-6,
    1.041_960_3e-7,
    -1.301_294e-9,
];

impl Ending for Activated {
    #[expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor's instructions")]
    #[inline(always)]
    fn vector<I: Isa>(isa: I, value: I::F32) -> I::F32 {
        let floats = isa.f32();
        let near = floats.clamp(value, floats.splat(-FLAT), floats.splat(FLAT));
        let square = floats.mul(near, near);
        let [.., last] = NORMAL;
        let sum = NORMAL[..7]
            .iter()
            .rev()
            .fold(floats.splat(last), |sum, &coefficient| floats.mul_add(sum, square, floats.splat(coefficient)));
        floats.mul(value, floats.mul_add(near, sum, floats.splat(0.5)))
    }

    fn scalar(value: f32) -> f32 {
        let near = value.clamp(-FLAT, FLAT);
        let sum = NORMAL.iter().rev().fold(0.0, |sum: f32, &coefficient| sum.mul_add(near * near, coefficient));
        value * near.mul_add(sum, 0.5)
    }
}

/// Converts rows of integer sums back to numbers and adds the bias.
struct Restore<'a, E> {
    products: &'a [i32],
    scales: &'a [(f32, u8)],
    columns: &'a Columns,
    output: &'a mut [f32],
    ending: PhantomData<E>,
}

impl<E: Ending> SimdOp for Restore<'_, E> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "only what is inlined is compiled for the processor's instructions")]
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (floats, integers) = (isa.f32(), isa.i32());
        let lanes = floats.len();
        let Columns { scales, sums, bias } = self.columns;
        let count = bias.len() / lanes * lanes;
        let rows = self.products.chunks_exact(bias.len()).zip(self.output.chunks_exact_mut(bias.len()));
        for ((products, output), &(scale, zero)) in rows.zip(self.scales) {
            let shift = -scale * f32::from(zero);
            let (scale_lanes, shift_lanes) = (floats.splat(scale), floats.splat(shift));
            for start in (0..count).step_by(lanes) {
                let at = start..start + lanes;
                let product = integers.to_float(integers.load(&products[at.clone()]));
                let mut before = floats.load(&bias[at.clone()]);
                if E::ADDS {
                    before = floats.add(floats.load(&output[at.clone()]), before);
                }
                let added = floats.mul_add(shift_lanes, floats.load(&sums[at.clone()]), before);
                let factor = floats.mul(scale_lanes, floats.load(&scales[at.clone()]));
                floats.store(E::vector(isa, floats.mul_add(product, factor, added)), &mut output[at]);
            }
            for at in count..bias.len() {
                let before = if E::ADDS { output[at] + bias[at] } else { bias[at] };
                let added = shift.mul_add(sums[at], before);
                output[at] = E::scalar((products[at] as f32).mul_add(scale * scales[at], added));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rten_simd::SimdUnaryOp;
    use rten_vecmath::Gelu;

    /// Asserts that every entry of a product is the exact sum, whatever instructions the processor has.
    fn assert_exact(rows: &[u8], columns: &[i8], inputs: usize) {
        let (count, outputs) = (rows.len() / inputs, columns.len() / inputs);
        let weight = NdTensorView::from_data([outputs, inputs], columns);
        let gemm = GemmExecutor::<u8, i8, i32>::new();
        let packed = gemm.prepack_b(weight.transposed());
        let mut products = vec![0; count * outputs];
        let input = NdTensorView::from_data([count, inputs], rows);
        gemm.gemm(&mut products, GemmInputA::Unpacked(input), GemmInputB::Packed(&packed), GemmOptions::default())
            .unwrap();
        for (row, products) in rows.chunks_exact(inputs).zip(products.chunks_exact(outputs)) {
            for (column, product) in columns.chunks_exact(inputs).zip(products) {
                let exact: i32 = row.iter().zip(column).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum();
                assert_eq!(*product, exact, "{}", gemm.kernel_name());
            }
        }
    }

    #[test]
    fn sums_of_extreme_and_random_products_are_exact() {
        let largest = LARGEST_WEIGHT as i8;
        let mut random = 1u32;
        let mut next = || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            random >> 16
        };
        for inputs in [384, 1536] {
            assert_exact(&vec![255; 3 * inputs], &vec![largest; 5 * inputs], inputs);
            assert_exact(&vec![255; 3 * inputs], &vec![-largest; 5 * inputs], inputs);
            let rows: Vec<u8> = (0..70 * inputs).map(|_| next() as u8).collect();
            let span = 2 * u32::from(largest.unsigned_abs()) + 1;
            let columns: Vec<i8> = (0..50 * inputs).map(|_| (next() % span) as i8 - largest).collect();
            assert_exact(&rows, &columns, inputs);
        }
    }

    #[test]
    fn weights_keep_to_the_range_in_which_sums_are_exact() {
        let weight: Vec<f32> = (0..4 * 384).map(|index| ((index as f32) * 0.7).sin() * 3.0).collect();
        let (integers, _) = Columns::round(&weight, 384, vec![0.0; 4]);
        assert_eq!(integers.iter().map(|integer| integer.unsigned_abs()).max(), Some(LARGEST_WEIGHT as u8));
    }

    #[test]
    fn products_stand_for_those_of_what_was_rounded() {
        let (inputs, outputs) = (96, 7);
        let wave = |count: usize, step: f32| (0..count).map(|index| (index as f32 * step).sin()).collect::<Vec<f32>>();
        let (input, weight, bias) = (wave(5 * inputs, 0.37), wave(outputs * inputs, 0.91), wave(outputs, 0.5));
        let layer = super::super::linear::Linear::new(&weight, bias.clone(), super::super::linear::Arithmetic::Integer);
        let mut output = Vec::new();
        layer.forward(&input, &mut output, &mut Integers::default());
        for (row, output) in input.chunks_exact(inputs).zip(output.chunks_exact(outputs)) {
            for ((column, bias), value) in weight.chunks_exact(inputs).zip(&bias).zip(output) {
                let exact: f32 = row.iter().zip(column).map(|(a, b)| a * b).sum::<f32>() + bias;
                assert!((value - exact).abs() < 0.15, "{value} {exact}");
            }
        }
    }

    #[test]
    fn gelu_is_exact_to_a_hundredth_of_a_step() {
        let values: Vec<f32> = (-800..=800).map(|hundredths| hundredths as f32 / 100.0).collect();
        let mut exact = values.clone();
        Gelu {}.map_mut(&mut exact);
        for (&value, exact) in values.iter().zip(exact) {
            let error = (Activated::scalar(value) - exact).abs();
            assert!(error < 4.1e-5_f32.max(5e-5 * value.abs()), "{value}: {error}");
        }
    }

    #[test]
    fn layers_are_activated_as_they_are_computed() {
        let (inputs, outputs) = (96, 37);
        let wave = |count: usize, step: f32| (0..count).map(|index| (index as f32 * step).sin()).collect::<Vec<f32>>();
        let (input, weight, bias) = (wave(5 * inputs, 0.37), wave(outputs * inputs, 0.91), wave(outputs, 0.5));
        let layer = super::super::linear::Linear::new(&weight, bias, super::super::linear::Arithmetic::Integer);
        let (mut plain, mut activated) = (Vec::new(), Vec::new());
        layer.forward(&input, &mut plain, &mut Integers::default());
        layer.activate(&input, &mut activated, &mut Integers::default());
        for (value, activated) in plain.into_iter().zip(activated) {
            assert!((Activated::scalar(value) - activated).abs() < 1e-5, "{value} {activated}");
        }
    }
}
