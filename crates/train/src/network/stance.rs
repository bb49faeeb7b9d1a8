use super::batch::{Batch, RowWords};
use super::pool;
use saidso::model::STANCES;
use tch::nn::{self, Module, Path};
use tch::{Kind, Tensor};

/// The stance head: does the author state a sentence as fact or as opinion, or is someone else speaking?
///
/// A sentence's vector is the mean of its words' vectors, with learned weights. The plain mean over the window is
/// used in addition, because it distinguishes a column from a report.
#[derive(Debug)]
pub(super) struct StanceHead {
    weigh: nn::Linear,
    sentence: nn::Linear,
    window: nn::Linear,
    output: nn::Linear,
    dropout: f64,
}

impl StanceHead {
    pub(super) fn new(path: &Path, hidden: i64, width: i64, dropout: f64) -> Self {
        let linear = |name: &str, input, output| nn::linear(path / name, input, output, nn::LinearConfig::default());
        Self {
            weigh: linear("weigh", hidden, 1),
            sentence: linear("sentence", hidden, width),
            window: linear("window", hidden, width),
            output: linear("output", width, STANCES as i64),
            dropout,
        }
    }

    /// Score of each stance for each sentence: `[sentences, stances]`.
    ///
    /// `words`: `[windows, words, hidden]`.
    pub(super) fn forward(&self, words: &Tensor, batch: &Batch<'_>, sentences: &[RowWords], train: bool) -> Tensor {
        let (places, members) = batch.groups(sentences);
        let weights = self.weigh.forward(words).reshape([-1]).index_select(0, &places).clamp(-10.0, 10.0).exp();
        let pooled = pool(words, &places, &members, &weights, sentences.len());
        let whole: Vec<RowWords> = batch
            .windows
            .iter()
            .enumerate()
            .map(|(row, window)| RowWords { row, words: 0..window.words.len() })
            .collect();
        let (places, members) = batch.groups(&whole);
        let ones = Tensor::ones([places.size()[0]], (Kind::Float, words.device()));
        let windows = pool(words, &places, &members, &ones, whole.len());
        let rows: Vec<i64> = sentences.iter().map(|sentence| sentence.row as i64).collect();
        let rows = Tensor::from_slice(&rows).to_device(words.device());
        let hidden = self.sentence.forward(&pooled) + self.window.forward(&windows).index_select(0, &rows);
        self.output.forward(&hidden.gelu("none").dropout(self.dropout, train))
    }
}
