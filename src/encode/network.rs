use super::{CueScores, EncodeError, Encoder, WindowScores};
use crate::model::Network;
use crate::model::batch::{Batch, RowWords};
use crate::model::chain::{Chain, spans};
use crate::model::tags::{B_CUE, CUE_TAGS, OUTSIDE, ROLE_TAGS};
use crate::prepare::Window;
use tch::{Device, Kind, Tensor, no_grad};

/// The trained network as an encoder.
pub struct NetworkEncoder {
    network: Network,
    chain: Chain<CUE_TAGS>,
    cue_bias: f32,
}

impl NetworkEncoder {
    /// Encodes with this network; `cue_bias` is added to the score of a word's beginning a cue.
    ///
    /// # Errors
    /// The network's parameters cannot be read.
    pub fn new(network: Network, cue_bias: f32) -> Result<Self, EncodeError> {
        let chain = network.cue_chain.chain()?;
        Ok(Self { network, chain, cue_bias })
    }

    /// The cues in a window's core, with the place of each in the batch.
    fn cues(&self, window: &Window, row: usize, emissions: &[[f32; CUE_TAGS]]) -> Vec<Found> {
        let sums = self.chain.sums(emissions);
        let biased: Vec<[f32; CUE_TAGS]> = emissions
            .iter()
            .map(|scores| {
                let mut scores = *scores;
                scores[B_CUE] += self.cue_bias;
                scores
            })
            .collect();
        let core = window.core.start - window.words.start;
        spans(&self.chain.best(&biased), B_CUE)
            .into_iter()
            .filter(|words| words.start >= core)
            .map(|words| Found {
                probability: sums.span(&words, B_CUE),
                presence: words.clone().map(|word| 1.0 - sums.tag(word, OUTSIDE)).fold(0.0, f32::max),
                place: RowWords { row, words },
            })
            .collect()
    }
}

/// A cue in a batch.
struct Found {
    place: RowWords,
    probability: f32,
    presence: f32,
}

impl Encoder for NetworkEncoder {
    fn encode(&self, windows: &[&Window]) -> Result<Vec<WindowScores>, EncodeError> {
        no_grad(|| {
            let batch = Batch::new(windows.to_vec(), Device::Cpu);
            let words = self.network.words(&batch, false)?;
            let emissions: Vec<[f32; CUE_TAGS]> = rows(&self.network.cues(&words))?;
            let found: Vec<Found> = windows
                .iter()
                .enumerate()
                .flat_map(|(row, window)| {
                    let first = row * batch.words;
                    self.cues(window, row, &emissions[first..first + window.words.len()])
                })
                .collect();
            let mut scores = stances(&self.network, &batch, &words)?;
            if !found.is_empty() {
                let places: Vec<RowWords> = found.iter().map(|cue| cue.place.clone()).collect();
                let roles: Vec<[f32; ROLE_TAGS]> = rows(&self.network.roles(&words, &batch, &places, false))?;
                for (index, Found { place, probability, presence }) in found.into_iter().enumerate() {
                    let window = windows[place.row];
                    let first = index * batch.words;
                    scores[place.row].cues.push(CueScores {
                        words: window.words.start + place.words.start..window.words.start + place.words.end,
                        probability,
                        presence,
                        roles: roles[first..first + window.words.len()].to_vec(),
                    });
                }
            }
            Ok(scores)
        })
    }
}

/// Scores with the stance of each core sentence, and no cue yet.
fn stances(network: &Network, batch: &Batch<'_>, words: &Tensor) -> Result<Vec<WindowScores>, EncodeError> {
    let sentences: Vec<RowWords> = batch
        .windows
        .iter()
        .enumerate()
        .flat_map(|(row, window)| {
            window.sentences.iter().map(move |(_, words)| RowWords {
                row,
                words: words.start - window.words.start..words.end - window.words.start,
            })
        })
        .collect();
    let logits = Vec::<f32>::try_from(network.stance(words, batch, &sentences, false))?;
    let mut logits = logits.into_iter();
    Ok(batch
        .windows
        .iter()
        .map(|window| WindowScores { cues: Vec::new(), stance: logits.by_ref().take(window.sentences.len()).collect() })
        .collect())
}

/// The last dimension of a tensor as arrays, the others flattened.
fn rows<const WIDTH: usize>(tensor: &Tensor) -> Result<Vec<[f32; WIDTH]>, EncodeError> {
    let flat = Vec::<f32>::try_from(tensor.to_kind(Kind::Float).contiguous().f_reshape([-1])?)?;
    let (rows, _) = flat.as_chunks::<WIDTH>();
    Ok(rows.to_vec())
}
