//! Linear layers: in single precision, or with 8-bit integers.

use super::ModelError;
use super::integers::{Activated, Added, Columns, Integers, Written};
use super::weights::Weights;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::SimdUnaryOp;
use rten_tensor::NdTensorView;
use rten_vecmath::Gelu;

/// The numbers that a layer multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    /// Single-precision numbers.
    Single,
    /// 8-bit integers.
    Integer,
}

/// A linear layer, `[rows, inputs]` to `[rows, outputs]`. A row's result does not depend on the other rows.
pub(crate) struct Linear {
    inputs: usize,
    outputs: usize,
    weights: Packed,
}

enum Packed {
    Single { weight: PackedBMatrix<f32>, bias: Vec<f32> },
    Integer { weight: PackedBMatrix<i8>, columns: Columns },
}

impl Linear {
    /// Packs a layer with this weight, `[outputs, inputs]`, and bias, `[outputs]`.
    pub(crate) fn new(weight: &[f32], bias: Vec<f32>, arithmetic: Arithmetic) -> Self {
        let outputs = bias.len();
        let inputs = weight.len() / outputs;
        let weights = match arithmetic {
            Arithmetic::Single => {
                let matrix = NdTensorView::from_data([outputs, inputs], weight);
                Packed::Single { weight: GemmExecutor::<f32>::new().prepack_b(matrix.transposed()), bias }
            }
            Arithmetic::Integer => {
                let (integers, columns) = Columns::round(weight, inputs, bias);
                let matrix = NdTensorView::from_data([outputs, inputs], integers.as_slice());
                Packed::Integer { weight: GemmExecutor::<u8, i8, i32>::new().prepack_b(matrix.transposed()), columns }
            }
        };
        Self { inputs, outputs, weights }
    }

    /// Reads the tensors `NAME.weight` and `NAME.bias` for each name. Layers with the same input become one, with their
    /// outputs one after another.
    ///
    /// # Errors
    /// A tensor is missing or has the wrong shape.
    pub(super) fn load(
        weights: &Weights<'_>,
        names: &[String],
        [inputs, outputs]: [usize; 2],
        arithmetic: Arithmetic,
    ) -> Result<Self, ModelError> {
        let (mut weight, mut bias) = (Vec::new(), Vec::new());
        for name in names {
            weight.extend(weights.get(&format!("{name}.weight"), &[outputs, inputs])?);
            bias.extend(weights.get(&format!("{name}.bias"), &[outputs])?);
        }
        Ok(Self::new(&weight, bias, arithmetic))
    }

    /// Computes the layer's output for each row of the input; `output` is overwritten, `integers` is working memory.
    pub(crate) fn forward(&self, input: &[f32], output: &mut Vec<f32>, integers: &mut Integers) {
        output.resize(input.len() / self.inputs * self.outputs, 0.0);
        self.write(input, output, integers);
    }

    /// Writes the layer's output for each row of the input to the rows of `output`.
    pub(crate) fn write(&self, input: &[f32], output: &mut [f32], integers: &mut Integers) {
        match &self.weights {
            Packed::Single { weight, bias } => {
                for row in output.chunks_exact_mut(self.outputs) {
                    row.copy_from_slice(bias);
                }
                self.multiply(input, weight, output);
            }
            Packed::Integer { weight, columns } => {
                integers.multiply::<Written>(input, self.inputs, weight, columns, output);
            }
        }
    }

    /// Adds the layer's output for each row of the input to the rows of `output`.
    pub(crate) fn add(&self, input: &[f32], output: &mut [f32], integers: &mut Integers) {
        match &self.weights {
            Packed::Single { weight, bias } => {
                // The bias option of the matrix product is not vectorized.
                for row in output.chunks_exact_mut(self.outputs) {
                    row.iter_mut().zip(bias).for_each(|(sum, bias)| *sum += bias);
                }
                self.multiply(input, weight, output);
            }
            Packed::Integer { weight, columns } => {
                integers.multiply::<Added>(input, self.inputs, weight, columns, output);
            }
        }
    }

    /// Computes GELU (Hendrycks and Gimpel 2016) of the layer's output for each row of the input; `output` is
    /// overwritten.
    pub(crate) fn activate(&self, input: &[f32], output: &mut Vec<f32>, integers: &mut Integers) {
        match &self.weights {
            Packed::Single { .. } => {
                self.forward(input, output, integers);
                Gelu {}.map_mut(output);
            }
            Packed::Integer { weight, columns } => {
                output.resize(input.len() / self.inputs * self.outputs, 0.0);
                integers.multiply::<Activated>(input, self.inputs, weight, columns, output);
            }
        }
    }

    /// Adds the product of the input and the weight to `output`.
    fn multiply(&self, input: &[f32], weight: &PackedBMatrix<f32>, output: &mut [f32]) {
        let input = NdTensorView::from_data([input.len() / self.inputs, self.inputs], input);
        let options = GemmOptions { beta: 1.0, ..GemmOptions::default() };
        GemmExecutor::<f32>::new()
            .gemm(output, GemmInputA::Unpacked(input), GemmInputB::Packed(weight), options)
            .expect("shapes that belong together by construction");
    }
}
