//! Batches of windows as tensors.

use saidso::prepare::Window;
use std::ops::Range;
use tch::{Device, Kind, Tensor};

/// A batch of windows, padded to the longest.
pub(crate) struct Batch<'w> {
    /// The windows.
    pub(crate) windows: Vec<&'w Window>,
    /// Word-piece ids: `[windows, pieces]`.
    pub(crate) pieces: Tensor,
    /// Segment ids: `[windows, pieces]`.
    pub(crate) segments: Tensor,
    /// 1 for pieces, 0 for padding: `[windows, pieces]`.
    pub(crate) mask: Tensor,
    /// Each word's first piece in the flattened pieces: `[windows × words]`; padding points at 0.
    pub(crate) first_pieces: Tensor,
    /// Number of words of the longest window.
    pub(crate) words: usize,
}

impl<'w> Batch<'w> {
    /// Pads and stacks the windows.
    pub(crate) fn new(windows: Vec<&'w Window>, device: Device) -> Self {
        let length = windows.iter().map(|window| window.pieces.len()).max().unwrap_or(0);
        let words = windows.iter().map(|window| window.words.len()).max().unwrap_or(0);
        let size = windows.len() * length;
        let (mut pieces, mut segments, mut mask) = (vec![0i64; size], vec![0i64; size], vec![0i64; size]);
        let mut first_pieces = vec![0i64; windows.len() * words];
        for (row, window) in windows.iter().enumerate() {
            for (column, (&piece, &segment)) in window.pieces.iter().zip(&window.segments).enumerate() {
                let at = row * length + column;
                pieces[at] = i64::from(piece);
                segments[at] = i64::from(segment);
                mask[at] = 1;
            }
            for (word, &piece) in window.first_pieces.iter().enumerate() {
                first_pieces[row * words + word] = (row * length) as i64 + i64::from(piece);
            }
        }
        let shape = [windows.len() as i64, length as i64];
        let tensor = |values: &[i64]| Tensor::from_slice(values).to_device(device);
        Self {
            pieces: tensor(&pieces).reshape(shape),
            segments: tensor(&segments).reshape(shape),
            mask: tensor(&mask).reshape(shape),
            first_pieces: tensor(&first_pieces),
            windows,
            words,
        }
    }

    /// True for words, false for padding: `[windows, words]`.
    pub(crate) fn word_mask(&self) -> Tensor {
        let lengths: Vec<i64> = self.windows.iter().map(|window| window.words.len() as i64).collect();
        let device = self.pieces.device();
        let lengths = Tensor::from_slice(&lengths).to_device(device).unsqueeze(1);
        Tensor::arange(self.words as i64, (Kind::Int64, device)).unsqueeze(0).lt_tensor(&lengths)
    }

    /// Indices of a window's words in the flattened words.
    fn flat(&self, words: &RowWords) -> Range<i64> {
        let offset = words.row * self.words;
        (offset + words.words.start) as i64..(offset + words.words.end) as i64
    }

    /// Groups of words as two tensors: their indices in the flattened words, and the group of each.
    pub(super) fn groups(&self, groups: &[RowWords]) -> (Tensor, Tensor) {
        let (mut places, mut members) = (Vec::new(), Vec::new());
        for (group, words) in groups.iter().enumerate() {
            for place in self.flat(words) {
                places.push(place);
                members.push(group as i64);
            }
        }
        let device = self.pieces.device();
        (Tensor::from_slice(&places).to_device(device), Tensor::from_slice(&members).to_device(device))
    }
}

/// A run of words of one window of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowWords {
    /// The window's row in the batch.
    pub(crate) row: usize,
    /// Words, counted from the window's first.
    pub(crate) words: Range<usize>,
}
