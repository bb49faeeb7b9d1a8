//! Vectors as 8-bit integers with a scale each, and back.

use super::memory::{values, values_mut};
use multiversion::multiversion;
use tch::{Device, Kind, Tensor};

/// Rows of 8-bit integers: each stands for its row's scale times itself, plus its row's offset.
pub(super) struct Rows {
    /// `[rows, width]`
    pub(super) integers: Tensor,
    /// `[rows]`
    pub(super) scales: Tensor,
    /// `[rows]`
    pub(super) offsets: Tensor,
}

/// Rounds each row of a single-precision tensor, `[…, width]`, to the 256 steps between its least and its largest value
/// (asymmetric quantisation by token, Yao et al. 2022, "`ZeroQuant`"): what comes from GELU is hardly negative, and would lose half
/// of the steps to a range around 0.
pub(super) fn quantize(tensor: &Tensor) -> Rows {
    let tensor = tensor.contiguous();
    let width = tensor.size().last().copied().unwrap_or(1);
    let rows = tensor.numel() as i64 / width;
    let mut integers = Tensor::empty([rows, width], (Kind::Int8, Device::Cpu));
    let [mut scales, mut offsets] = [(); 2].map(|()| Tensor::empty([rows], (Kind::Float, Device::Cpu)));
    let (scale, offset) = (values_mut(&mut scales), values_mut(&mut offsets));
    quantize_rows(values(&tensor), width as usize, values_mut(&mut integers), scale, offset);
    Rows { integers, scales, offsets }
}

/// What the columns of a product stand for, `[columns]` each.
pub(super) struct Columns {
    /// Scale of the integers.
    pub(super) scales: Tensor,
    /// Sum of what the integers stand for, by which the rows' offsets are multiplied.
    pub(super) sums: Tensor,
    /// What is added.
    pub(super) bias: Tensor,
}

/// What the products of rows and columns of integers, `[rows, columns]`, stand for.
pub(super) fn dequantize(products: &Tensor, rows: &Rows, columns: &Columns) -> Tensor {
    let mut output = Tensor::empty(products.size(), (Kind::Float, Device::Cpu));
    let rows = (values(&rows.scales), values(&rows.offsets));
    let columns = (values(&columns.scales), values(&columns.sums), values(&columns.bias));
    dequantize_rows(values(products), rows, columns, values_mut(&mut output));
    output
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2+fma"))]
fn quantize_rows(input: &[f32], width: usize, integers: &mut [i8], scales: &mut [f32], offsets: &mut [f32]) {
    /// Added to a number of magnitude below 2²², leaves its nearest integer (ties to even) in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    const STEPS: f32 = 255.0;
    const LEAST: f32 = -128.0;
    let rows = input.chunks_exact(width).zip(integers.chunks_exact_mut(width));
    for (((row, integers), scale), offset) in rows.zip(scales).zip(offsets) {
        let (low, high) = range(row);
        *scale = (high - low) / STEPS;
        *offset = low - LEAST * *scale;
        let steps = if high > low { STEPS / (high - low) } else { 0.0 };
        for (integer, value) in integers.iter_mut().zip(row) {
            *integer = ((value - low) * steps + (LEAST + ROUND)).to_bits() as i8;
        }
    }
}

/// The least and the largest of 0 and these values. Lanes of their own let them be compared many at a time.
#[inline(always)]
fn range(values: &[f32]) -> (f32, f32) {
    const LANES: usize = 32;
    let (mut low, mut high) = ([0.0f32; LANES], [0.0f32; LANES]);
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            low[lane] = if chunk[lane] < low[lane] { chunk[lane] } else { low[lane] };
            high[lane] = if chunk[lane] > high[lane] { chunk[lane] } else { high[lane] };
        }
    }
    let low = low.iter().chain(rest).fold(0.0f32, |least, value| least.min(*value));
    let high = high.iter().chain(rest).fold(0.0f32, |largest, value| largest.max(*value));
    (low, high)
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2+fma"))]
fn dequantize_rows(
    products: &[i32],
    (row_scales, row_offsets): (&[f32], &[f32]),
    (scales, sums, bias): (&[f32], &[f32], &[f32]),
    output: &mut [f32],
) {
    let width = scales.len();
    let rows = products.chunks_exact(width).zip(row_scales).zip(row_offsets);
    for (((products, row_scale), row_offset), output) in rows.zip(output.chunks_exact_mut(width)) {
        let columns = scales.iter().zip(sums).zip(bias);
        for ((output, product), ((scale, sum), bias)) in output.iter_mut().zip(products).zip(columns) {
            *output = *product as f32 * (row_scale * scale) + (row_offset * sum + bias);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_survive_rounding_to_half_a_step_of_their_own() {
        let rows = [[1.0f32, -2.0, 0.5, 0.3], [1e-3, 1e-3, -1e-3, 0.0], [0.0; 4], [1e4, -3.0, 127.0, 5e3], [2.0; 4]];
        let tensor = Tensor::from_slice(&rows.concat()).reshape([5, 4]);
        let Rows { integers, scales, offsets } = quantize(&tensor);
        let back = integers.to_kind(Kind::Float) * scales.unsqueeze(-1) + offsets.unsqueeze(-1);
        let off = (back - tensor).abs() - scales.unsqueeze(-1) * 0.501;
        assert!(off.max().double_value(&[]) <= 0.0, "{off}");
    }

    #[test]
    fn the_range_is_found_in_lanes_and_in_the_rest() {
        let mut values: Vec<f32> = (0..77).map(|value| (value as f32 * 0.37).sin()).collect();
        for (place, value) in [(3, 5.0), (40, -7.0), (70, 6.0), (76, -9.0)] {
            values[place] = value;
        }
        assert_eq!(range(&values), (-9.0, 6.0));
        assert_eq!(range(&[2.0, 1.0]), (0.0, 2.0));
    }

    #[test]
    fn products_stand_for_those_of_what_was_rounded() {
        tch::manual_seed(1);
        let input = Tensor::randn([5, 96], (Kind::Float, Device::Cpu)).gelu("none");
        let weight = Tensor::randn([7, 96], (Kind::Float, Device::Cpu));
        let bias = Tensor::randn([7], (Kind::Float, Device::Cpu));
        let layer = super::super::linear::IntegerLinear::new(&weight, bias.shallow_clone());
        let exact = input.linear(&weight, Some(&bias));
        let off = (layer.forward(&input) - &exact).abs().max().double_value(&[]);
        assert!(off < 0.02 * exact.abs().max().double_value(&[]), "{off}");
    }
}
