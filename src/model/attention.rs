//! Attention between the word pieces of a window.

use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_simd::SimdOp;
use rten_tensor::{NdTensorView, errors::FromDataError};
use rten_vecmath::Softmax;

/// Scaled dot-product attention (Vaswani et al. 2017), with its working memory.
#[derive(Default)]
pub(super) struct Attention {
    scores: Vec<f32>,
    head: Vec<f32>,
}

impl Attention {
    /// Applies attention within each window, head by head.
    ///
    /// `packed`: query, key and value of each piece, `[pieces, 3 × hidden]`; `lengths`: number of pieces in each
    /// window; `output`: `[pieces, hidden]`, overwritten.
    pub(super) fn attend(
        &mut self,
        packed: &[f32],
        lengths: &[usize],
        hidden: usize,
        heads: usize,
        output: &mut Vec<f32>,
    ) {
        output.resize(packed.len() / 3, 0.0);
        let mut start = 0;
        for &length in lengths {
            let window = &packed[start * 3 * hidden..(start + length) * 3 * hidden];
            let output = &mut output[start * hidden..(start + length) * hidden];
            for head in 0..heads {
                self.attend_head(window, length, hidden, hidden / heads, head, output)
                    .expect("shapes that belong together by construction");
            }
            start += length;
        }
    }

    fn attend_head(
        &mut self,
        window: &[f32],
        length: usize,
        hidden: usize,
        width: usize,
        head: usize,
        output: &mut [f32],
    ) -> Result<(), FromDataError> {
        let stride = 3 * hidden;
        let part = |part: usize| &window[part * hidden + head * width..];
        let query = NdTensorView::from_slice_with_strides([length, width], part(0), [stride, 1])?;
        let key = NdTensorView::from_slice_with_strides([width, length], part(1), [1, stride])?;
        let value = NdTensorView::from_slice_with_strides([length, width], part(2), [stride, 1])?;
        self.scores.resize(length * length, 0.0);
        self.head.resize(length * width, 0.0);
        let multiply = GemmExecutor::<f32>::new();
        let scale = GemmOptions { alpha: 1.0 / (width as f32).sqrt(), ..GemmOptions::default() };
        multiply
            .gemm(&mut self.scores, GemmInputA::Unpacked(query), GemmInputB::Unpacked(key), scale)
            .expect("shapes that belong together by construction");
        for row in self.scores.chunks_exact_mut(length) {
            Softmax::new_mut(row).dispatch();
        }
        let scores = NdTensorView::from_data([length, length], self.scores.as_slice());
        multiply
            .gemm(&mut self.head, GemmInputA::Unpacked(scores), GemmInputB::Unpacked(value), GemmOptions::default())
            .expect("shapes that belong together by construction");
        for (output, row) in output.chunks_exact_mut(hidden).zip(self.head.chunks_exact(width)) {
            output[head * width..][..width].copy_from_slice(row);
        }
        Ok(())
    }
}
