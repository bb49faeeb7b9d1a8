//! The encoder proper: BERT (Devlin et al. 2019), for inference.
//!
//! Windows of any lengths are encoded together without padding: linear layers see all word pieces as rows, one after
//! another, and attention stays within a window. A window's results do not depend on the other windows, to the last
//! bit.

use super::ModelError;
use super::attention::Attention;
use super::config::EncoderConfig;
use super::integers::Integers;
use super::linear::{Arithmetic, Linear};
use super::weights::{Table, Weights};
use rten_simd::SimdOp;
use rten_vecmath::{Normalize, NormalizeOptions, Sum, SumSquareSub};

/// The word pieces of one window.
#[derive(Clone, Copy)]
pub(super) struct Pieces<'p> {
    /// Their ids.
    pub(super) ids: &'p [u32],
    /// The segment id of each.
    pub(super) segments: &'p [u8],
    /// Which of them are asked for, in order.
    pub(super) wanted: &'p [u32],
}

/// Turns word pieces into vectors.
pub(super) struct Bert {
    words: Table,
    /// `[positions, hidden]`
    positions: Vec<f32>,
    /// `[segments, hidden]`
    segments: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    hidden: usize,
    heads: usize,
}

struct Layer {
    query_key_value: Linear,
    attended: Linear,
    attended_norm: Norm,
    up: Linear,
    down: Linear,
    norm: Norm,
}

struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

/// Working memory, kept from batch to batch.
#[derive(Default)]
pub(super) struct Scratch {
    /// The last layer's vector for each piece that is asked for, `[pieces, hidden]`.
    pub(super) states: Vec<f32>,
    pub(super) integers: Integers,
    packed: Vec<f32>,
    attended: Vec<f32>,
    wide: Vec<f32>,
    attention: Attention,
}

/// Number of rows that go through the linear layers together, so that their vectors stay in the L2 cache.
const ROWS: usize = 64;
/// Added to variances, as in BERT.
const EPSILON: f32 = 1e-12;

impl Norm {
    fn load(weights: &Weights<'_>, name: &str, width: usize) -> Result<Self, ModelError> {
        let part = |part: &str| weights.get(&format!("{name}.{part}"), &[width]);
        Ok(Self { weight: part("weight")?, bias: part("bias")? })
    }

    /// Normalizes each row (Ba et al. 2016), in place.
    fn apply(&self, rows: &mut [f32]) {
        let width = self.weight.len();
        for row in rows.chunks_exact_mut(width) {
            let mean = Sum::new(row).dispatch() / width as f32;
            let variance = SumSquareSub::new(row, mean).dispatch() / width as f32;
            let options = NormalizeOptions {
                pre_scale_bias: mean,
                scale: 1.0 / (variance + EPSILON).sqrt(),
                element_scale: Some(&self.weight),
                element_bias: Some(&self.bias),
                ..NormalizeOptions::default()
            };
            Normalize::new_mut(row, options).dispatch();
        }
    }
}

impl Bert {
    /// Reads the encoder's tensors, whose names begin with `prefix`.
    ///
    /// # Errors
    /// A tensor is missing or has the wrong shape.
    pub(super) fn load(
        weights: &Weights<'_>,
        prefix: &str,
        config: &EncoderConfig,
        arithmetic: Arithmetic,
    ) -> Result<Self, ModelError> {
        let (hidden, wide) = (config.hidden_size, config.intermediate_size);
        let embedding = |name: &str| format!("{prefix}embeddings.{name}");
        let layer = |layer: usize| {
            let name = |part: &str| format!("{prefix}encoder.layer.{layer}.{part}");
            let linear = |part: &str, shape| Linear::load(weights, &[name(part)], shape, arithmetic);
            let projections = ["query", "key", "value"].map(|part| name(&format!("attention.self.{part}")));
            Ok(Layer {
                query_key_value: Linear::load(weights, &projections, [hidden, hidden], arithmetic)?,
                attended: linear("attention.output.dense", [hidden, hidden])?,
                attended_norm: Norm::load(weights, &name("attention.output.LayerNorm"), hidden)?,
                up: linear("intermediate.dense", [hidden, wide])?,
                down: linear("output.dense", [wide, hidden])?,
                norm: Norm::load(weights, &name("output.LayerNorm"), hidden)?,
            })
        };
        Ok(Self {
            words: weights.table(&embedding("word_embeddings.weight"), [config.vocab_size, hidden])?,
            positions: weights
                .get(&embedding("position_embeddings.weight"), &[config.max_position_embeddings, hidden])?,
            segments: weights.get(&embedding("token_type_embeddings.weight"), &[config.type_vocab_size, hidden])?,
            norm: Norm::load(weights, &embedding("LayerNorm"), hidden)?,
            layers: (0..config.num_hidden_layers).map(layer).collect::<Result<_, ModelError>>()?,
            hidden,
            heads: config.num_attention_heads,
        })
    }

    /// Width of a vector.
    pub(super) fn hidden(&self) -> usize {
        self.hidden
    }

    /// Writes the vectors of the pieces that are asked for to `scratch.states`, one window after another. The others end
    /// with the last layer's keys and values.
    pub(super) fn forward(&self, windows: &[Pieces<'_>], scratch: &mut Scratch) {
        self.embed(windows, scratch);
        let Scratch { states, integers, packed, attended, wide, attention } = scratch;
        let block = ROWS * self.hidden;
        for (number, layer) in self.layers.iter().enumerate() {
            let is_last = number + 1 == self.layers.len();
            packed.resize(3 * states.len(), 0.0);
            for (states, packed) in states.chunks(block).zip(packed.chunks_mut(3 * block)) {
                layer.query_key_value.write(states, packed, integers);
            }
            let asking = windows.iter().map(|window| (window.ids.len(), is_last.then_some(window.wanted)));
            attention.attend(packed, asking, self.hidden, self.heads, attended);
            if is_last {
                keep_wanted(windows, states, self.hidden);
            }
            for (states, attended) in states.chunks_mut(block).zip(attended.chunks(block)) {
                layer.attended.add(attended, states, integers);
                layer.attended_norm.apply(states);
                layer.up.activate(states, wide, integers);
                layer.down.add(wide, states, integers);
                layer.norm.apply(states);
            }
        }
    }

    fn embed(&self, windows: &[Pieces<'_>], scratch: &mut Scratch) {
        let pieces: usize = windows.iter().map(|window| window.ids.len()).sum();
        scratch.states.resize(pieces * self.hidden, 0.0);
        let mut rows = scratch.states.chunks_exact_mut(self.hidden);
        for window in windows {
            let positions = self.positions.chunks_exact(self.hidden);
            for (((&id, &segment), position), row) in
                window.ids.iter().zip(window.segments).zip(positions).zip(&mut rows)
            {
                self.words.copy(id as usize, row);
                let segment = &self.segments[usize::from(segment) * self.hidden..][..self.hidden];
                for ((sum, segment), position) in row.iter_mut().zip(segment).zip(position) {
                    *sum = *sum + segment + position;
                }
            }
        }
        self.norm.apply(&mut scratch.states);
    }
}

/// Keeps the rows of `states` that are asked for, `[pieces, hidden]`.
fn keep_wanted(windows: &[Pieces<'_>], states: &mut Vec<f32>, hidden: usize) {
    let (mut first, mut kept) = (0, 0);
    for window in windows {
        for &piece in window.wanted {
            let start = (first + piece as usize) * hidden;
            states.copy_within(start..start + hidden, kept);
            kept += hidden;
        }
        first += window.ids.len();
    }
    states.truncate(kept);
}
