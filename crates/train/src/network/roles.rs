use super::batch::{Batch, RowWords};
use saidso::model::tags::ROLE_TAGS;
use saidso::model::{OWN_WORD, SENTENCE_DISTANCES, WORD_DISTANCES, sentence_distance, word_distance};
use tch::nn::{self, Module, Path};
use tch::{Kind, Tensor};

/// The role head: given a cue, is each word part of its source, of its content, or of neither?
///
/// A word's vector is scaled and shifted depending on the cue's vector (feature-wise modulation, Perez et al. 2018,
/// which includes the bilinear form of a biaffine scorer). Learned vectors for the distance between the two in words
/// and in sentences are added before the non-linearity of the only hidden layer.
#[derive(Debug)]
pub(super) struct RoleHead {
    word: nn::Linear,
    scale: nn::Linear,
    shift: nn::Linear,
    distance: nn::Embedding,
    sentence: nn::Embedding,
    output: nn::Linear,
    dropout: f64,
}

impl RoleHead {
    pub(super) fn new(path: &Path, hidden: i64, width: i64, dropout: f64) -> Self {
        let linear = |name: &str, output| nn::linear(path / name, hidden, output, nn::LinearConfig::default());
        let small = nn::EmbeddingConfig {
            ws_init: nn::Init::Randn { mean: 0.0, stdev: 0.02 },
            ..nn::EmbeddingConfig::default()
        };
        Self {
            word: linear("word", width),
            scale: linear("scale", width),
            shift: linear("shift", width),
            distance: nn::embedding(path / "distance", WORD_DISTANCES as i64, width, small),
            sentence: nn::embedding(path / "sentence", SENTENCE_DISTANCES as i64, width, small),
            output: nn::linear(path / "output", width, ROLE_TAGS as i64, nn::LinearConfig::default()),
            dropout,
        }
    }

    /// Score of each role tag for each word of each cue's window: `[cues, words, tags]`.
    ///
    /// `words`: `[windows, words, hidden]`; `vectors`: `[cues, hidden]`.
    pub(super) fn forward(
        &self,
        words: &Tensor,
        vectors: &Tensor,
        batch: &Batch<'_>,
        cues: &[RowWords],
        train: bool,
    ) -> Tensor {
        let device = words.device();
        let (distances, sentences, own) = geometry(batch, cues);
        let shape = [cues.len() as i64, batch.words as i64];
        let rows: Vec<i64> = cues.iter().map(|cue| cue.row as i64).collect();
        let integers = |values: &[i64]| Tensor::from_slice(values).to_device(device).reshape(shape);
        let hidden = self.word.forward(words).index_select(0, &Tensor::from_slice(&rows).to_device(device))
            * (self.scale.forward(vectors).unsqueeze(1) + 1.0)
            + self.shift.forward(vectors).unsqueeze(1)
            + self.distance.forward(&integers(&distances))
            + self.sentence.forward(&integers(&sentences));
        let scores = self.output.forward(&hidden.gelu("none").dropout(self.dropout, train));
        let own = Tensor::from_slice(&own).to_device(device).reshape([shape[0], shape[1], 1]);
        let outside = Tensor::zeros([1], (Kind::Float, device));
        let others = Tensor::ones([ROLE_TAGS as i64 - 1], (Kind::Float, device));
        scores + own * Tensor::cat(&[outside, others], 0)
    }
}

/// For each cue and word: the buckets of the distance in words and in sentences, and the value added to the scores of
/// the cue's own words.
fn geometry(batch: &Batch<'_>, cues: &[RowWords]) -> (Vec<i64>, Vec<i64>, Vec<f32>) {
    let size = cues.len() * batch.words;
    let (mut distances, mut sentences, mut own) = (vec![0; size], vec![0; size], vec![0.0; size]);
    for (index, cue) in cues.iter().enumerate() {
        let window = batch.windows[cue.row];
        let home = window.word_sentences[cue.words.start];
        for (word, &sentence) in window.word_sentences.iter().enumerate() {
            let at = index * batch.words + word;
            distances[at] = word_distance(word, &cue.words) as i64;
            sentences[at] = sentence_distance(sentence, home) as i64;
            if cue.words.contains(&word) {
                own[at] = OWN_WORD;
            }
        }
    }
    (distances, sentences, own)
}
