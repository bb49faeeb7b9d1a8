//! Linear layers of the fast encoder: in single precision, or with 8-bit integers.

use super::integers::{Columns, dequantize, quantize};
use super::precision::Arithmetic;
use tch::{Kind, Tensor};

/// A linear layer, `[…, inputs]` to `[…, outputs]`.
pub(super) enum Linear {
    Single(SingleLinear),
    Integer(IntegerLinear),
}

/// Weight `[outputs, inputs]` and bias `[outputs]`.
pub(super) struct SingleLinear {
    weight: Tensor,
    bias: Tensor,
}

/// A linear layer whose products are of 8-bit integers. Each output's weights have a scale of their own, and so has each
/// input vector, found as it comes: what becomes of a vector does not depend on those beside it.
pub(super) struct IntegerLinear {
    /// `[inputs, outputs]`: a transposed view, which is what the product takes.
    weight: Tensor,
    outputs: Columns,
}

impl Linear {
    pub(super) fn new(weight: Tensor, bias: Tensor, arithmetic: Arithmetic) -> Self {
        match arithmetic {
            Arithmetic::Single => Self::Single(SingleLinear { weight, bias }),
            Arithmetic::Integer => Self::Integer(IntegerLinear::new(&weight, bias)),
        }
    }

    /// The same weights, for another thread.
    pub(super) fn share(&self) -> Self {
        match self {
            Self::Single(SingleLinear { weight, bias }) => {
                Self::Single(SingleLinear { weight: weight.shallow_clone(), bias: bias.shallow_clone() })
            }
            Self::Integer(IntegerLinear { weight, outputs: Columns { scales, sums, bias } }) => {
                Self::Integer(IntegerLinear {
                    weight: weight.shallow_clone(),
                    outputs: Columns {
                        scales: scales.shallow_clone(),
                        sums: sums.shallow_clone(),
                        bias: bias.shallow_clone(),
                    },
                })
            }
        }
    }

    pub(super) fn forward(&self, input: &Tensor) -> Tensor {
        match self {
            Self::Single(SingleLinear { weight, bias }) => input.linear(weight, Some(bias)),
            Self::Integer(layer) => layer.forward(input),
        }
    }
}

impl IntegerLinear {
    /// Rounds the weights, `[outputs, inputs]`, symmetrically around 0: the largest magnitude of each output is 127.
    pub(super) fn new(weight: &Tensor, bias: Tensor) -> Self {
        const LARGEST: f64 = 127.0;
        let scales = weight.abs().amax([1i64].as_slice(), false).clamp_min(f64::from(f32::MIN_POSITIVE)) / LARGEST;
        let integers = (weight / scales.unsqueeze(-1)).round();
        let sums = integers.sum_dim_intlist([1i64].as_slice(), false, Kind::Float) * &scales;
        Self { weight: integers.to_kind(Kind::Int8).tr(), outputs: Columns { scales, sums, bias } }
    }

    pub(super) fn forward(&self, input: &Tensor) -> Tensor {
        let rows = quantize(input);
        let products = rows.integers.internal_int_mm(&self.weight);
        let mut shape = input.size();
        if let Some(width) = shape.last_mut() {
            *width = self.outputs.bias.size()[0];
        }
        dequantize(&products, &rows, &self.outputs).reshape(shape)
    }
}
