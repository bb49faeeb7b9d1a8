//! Vectors as 8-bit integers with a scale each, and back.

use super::memory::{values, values_mut};
use multiversion::multiversion;
use tch::{Device, Kind, Tensor};

/// Rows of 8-bit integers, each of which is to be multiplied by its scale.
pub(super) struct Rows {
    /// `[rows, width]`
    pub(super) integers: Tensor,
    /// `[rows]`
    pub(super) scales: Tensor,
}

/// Rounds each row of a single-precision tensor, `[…, width]`, to as many steps as 8 bits have: symmetric around 0, the
/// largest magnitude being 127 (per-token and per-channel quantisation, Yao et al. 2022, "`ZeroQuant`").
pub(super) fn quantize(tensor: &Tensor) -> Rows {
    let tensor = tensor.contiguous();
    let width = tensor.size().last().copied().unwrap_or(1);
    let rows = tensor.numel() as i64 / width;
    let mut integers = Tensor::empty([rows, width], (Kind::Int8, Device::Cpu));
    let mut scales = Tensor::empty([rows], (Kind::Float, Device::Cpu));
    quantize_rows(values(&tensor), width as usize, values_mut(&mut integers), values_mut(&mut scales));
    Rows { integers, scales }
}

/// What the products of integers, `[rows, width]`, stand for: each is multiplied by its row's and its column's scale, and the
/// column's bias is added.
pub(super) fn dequantize(products: &Tensor, rows: &Tensor, columns: &Tensor, bias: &Tensor) -> Tensor {
    let mut output = Tensor::empty(products.size(), (Kind::Float, Device::Cpu));
    dequantize_rows(values(products), values(rows), values(columns), values(bias), values_mut(&mut output));
    output
}

const LARGEST: f32 = 127.0;

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2+fma"))]
fn quantize_rows(input: &[f32], width: usize, integers: &mut [i8], scales: &mut [f32]) {
    /// Added to a number of magnitude below 2²², leaves its nearest integer (ties to even) in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    for ((row, integers), scale) in input.chunks_exact(width).zip(integers.chunks_exact_mut(width)).zip(scales) {
        // Bits of magnitudes are in the order of the magnitudes, and their maximum is found many at a time.
        let largest = f32::from_bits(row.iter().map(|value| value.abs().to_bits()).fold(0, u32::max));
        let steps = if largest > 0.0 { LARGEST / largest } else { 0.0 };
        for (integer, value) in integers.iter_mut().zip(row) {
            *integer = (value * steps + ROUND).to_bits() as i8;
        }
        *scale = largest / LARGEST;
    }
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2+fma"))]
fn dequantize_rows(products: &[i32], rows: &[f32], columns: &[f32], bias: &[f32], output: &mut [f32]) {
    let width = columns.len();
    for ((products, row), output) in products.chunks_exact(width).zip(rows).zip(output.chunks_exact_mut(width)) {
        for (((output, product), column), bias) in output.iter_mut().zip(products).zip(columns).zip(bias) {
            *output = *product as f32 * (row * column) + bias;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_survive_rounding_to_half_a_step_of_their_own() {
        let rows = [[1.0f32, -2.0, 0.5, 0.3], [1e-3, 1e-3, -1e-3, 0.0], [0.0; 4], [1e4, -3.0, 127.0, 5e3]];
        let tensor = Tensor::from_slice(&rows.concat()).reshape([4, 4]);
        let Rows { integers, scales } = quantize(&tensor);
        let back = integers.to_kind(Kind::Float) * scales.unsqueeze(-1);
        let steps = (tensor.abs().amax([-1i64].as_slice(), true) / 127.0) * 0.5001;
        let off = (back - tensor).abs() - steps;
        assert!(off.max().double_value(&[]) <= 0.0, "{off}");
    }

    #[test]
    fn products_are_scaled_by_row_and_column() {
        let products = Tensor::from_slice(&[1i32, 2, -3, 4]).reshape([2, 2]);
        let of = |values: [f32; 2]| Tensor::from_slice(&values);
        let output = dequantize(&products, &of([1.0, 10.0]), &of([0.5, 2.0]), &of([0.0, 1.0]));
        assert_eq!(values::<f32>(&output), [0.5, 5.0, -15.0, 81.0]);
    }
}
