//! Linear layers of the fast encoder: in single precision, or with 8-bit integers.

use super::integers::{Rows, dequantize, quantize};
use super::precision::Arithmetic;
use tch::Tensor;

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
    /// Scale of each output's weights: `[outputs]`.
    scales: Tensor,
    bias: Tensor,
}

impl Linear {
    pub(super) fn new(weight: Tensor, bias: Tensor, arithmetic: Arithmetic) -> Self {
        match arithmetic {
            Arithmetic::Single => Self::Single(SingleLinear { weight, bias }),
            Arithmetic::Integer => {
                let Rows { integers, scales } = quantize(&weight);
                Self::Integer(IntegerLinear { weight: integers.tr(), scales, bias })
            }
        }
    }

    /// The same weights, for another thread.
    pub(super) fn share(&self) -> Self {
        match self {
            Self::Single(SingleLinear { weight, bias }) => {
                Self::Single(SingleLinear { weight: weight.shallow_clone(), bias: bias.shallow_clone() })
            }
            Self::Integer(IntegerLinear { weight, scales, bias }) => Self::Integer(IntegerLinear {
                weight: weight.shallow_clone(),
                scales: scales.shallow_clone(),
                bias: bias.shallow_clone(),
            }),
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
    fn forward(&self, input: &Tensor) -> Tensor {
        let Rows { integers, scales } = quantize(input);
        let products = integers.internal_int_mm(&self.weight);
        let mut shape = input.size();
        if let Some(width) = shape.last_mut() {
            *width = self.bias.size()[0];
        }
        dequantize(&products, &scales, &self.scales, &self.bias).reshape(shape)
    }
}
