//! Attention between the word pieces of a window.

use super::softmax::{Divide, Exponentials};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_simd::SimdOp;
use rten_tensor::{NdTensorView, errors::FromDataError};
use std::f32::consts::LOG2_E;

/// Scaled dot-product attention (Vaswani et al. 2017), with its working memory.
#[derive(Default)]
pub(super) struct Attention {
    queries: Vec<f32>,
    scores: Vec<f32>,
    /// For each row of the scores, the sum by which it is to be divided.
    sums: Vec<f32>,
    head: Vec<f32>,
}

impl Attention {
    /// Applies attention within each window, head by head.
    ///
    /// `packed`: query, key and value of each piece, `[pieces, 3 × hidden]`; `windows`: the number of pieces in each
    /// window, and which of them ask, if not all; `output`: `[asking pieces, hidden]`, overwritten.
    pub(super) fn attend<'p>(
        &mut self,
        packed: &[f32],
        windows: impl Iterator<Item = (usize, Option<&'p [u32]>)>,
        hidden: usize,
        heads: usize,
        output: &mut Vec<f32>,
    ) {
        let (mut start, mut written) = (0, 0);
        output.resize(packed.len() / 3, 0.0);
        for (length, asking) in windows {
            let window = &packed[start * 3 * hidden..(start + length) * 3 * hidden];
            let count = asking.map_or(length, <[u32]>::len);
            if let Some(asking) = asking {
                self.queries.clear();
                for &piece in asking {
                    self.queries.extend_from_slice(&window[piece as usize * 3 * hidden..][..hidden]);
                }
            }
            let output = &mut output[written..written + count * hidden];
            for head in 0..heads {
                self.attend_head(window, asking.is_some(), hidden, hidden / heads, head, output)
                    .expect("shapes that belong together by construction");
            }
            start += length;
            written += count * hidden;
        }
        output.truncate(written);
    }

    fn attend_head(
        &mut self,
        window: &[f32],
        some: bool,
        hidden: usize,
        width: usize,
        head: usize,
        output: &mut [f32],
    ) -> Result<(), FromDataError> {
        let stride = 3 * hidden;
        let (length, asking) = (window.len() / stride, output.len() / hidden);
        let part = |part: usize| &window[part * hidden + head * width..];
        let (queries, step) = if some { (&self.queries[head * width..], hidden) } else { (part(0), stride) };
        let query = NdTensorView::from_slice_with_strides([asking, width], queries, [step, 1])?;
        let key = NdTensorView::from_slice_with_strides([width, length], part(1), [1, stride])?;
        let value = NdTensorView::from_slice_with_strides([length, width], part(2), [stride, 1])?;
        self.scores.resize(asking * length, 0.0);
        self.head.resize(asking * width, 0.0);
        let multiply = GemmExecutor::<f32>::new();
        let scale = GemmOptions { alpha: LOG2_E / (width as f32).sqrt(), ..GemmOptions::default() };
        multiply
            .gemm(&mut self.scores, GemmInputA::Unpacked(query), GemmInputB::Unpacked(key), scale)
            .expect("shapes that belong together by construction");
        self.sums.resize(asking, 0.0);
        Exponentials { scores: &mut self.scores, length, sums: &mut self.sums }.dispatch();
        let scores = NdTensorView::from_data([asking, length], self.scores.as_slice());
        multiply
            .gemm(&mut self.head, GemmInputA::Unpacked(scores), GemmInputB::Unpacked(value), GemmOptions::default())
            .expect("shapes that belong together by construction");
        Divide { rows: &self.head, width, sums: &self.sums, output, hidden, start: head * width }.dispatch();
        Ok(())
    }
}
