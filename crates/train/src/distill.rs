//! Trains a smaller model on a larger one: not only on the right answers, but on how probable the larger model finds
//! all others.
//!
//! Vectors and scores are matched (Hinton et al. 2015; Sun et al. 2019, Patient Knowledge Distillation). Labels are
//! used in addition, and texts without labels can be used too.

use super::TrainError;
use super::config::DistillConfig;
use super::device::device;
use super::network::{Batch, Network, RowWords, Words, weights};
use saidso::model;
use saidso::model::tags::{B_CUE, OUTSIDE};
use std::path::Path;
use tch::nn::VarStore;
use tch::{Kind, Tensor, no_grad};

/// How many cues of a step have their roles matched: with more, memory grows and little is gained.
const CUES: usize = 256;

/// The larger model. Its weights do not change.
pub(super) struct Teacher {
    network: Network,
    config: DistillConfig,
    _store: VarStore,
}

impl Teacher {
    /// Opens the model in a folder.
    ///
    /// # Errors
    /// Its configuration or weights cannot be read, or do not match.
    pub(super) fn open(distill: &DistillConfig, folder: &Path) -> Result<Self, TrainError> {
        let config = model::read_config(&folder.join(model::CONFIG_FILE))?;
        let mut store = VarStore::new(device());
        let network = Network::new(&store.root(), &config, true);
        weights::load(&store, &folder.join(model::WEIGHTS_FILE))?;
        store.freeze();
        Ok(Self { network, config: distill.clone(), _store: store })
    }

    /// The distance between the student and the teacher on some windows.
    ///
    /// # Errors
    /// The encoder rejects its input.
    pub(super) fn loss(
        &self,
        student: &Network,
        batch: &Batch<'_>,
        words: &Words,
    ) -> Result<Tensor, rust_bert::RustBertError> {
        let own = no_grad(|| self.network.words(batch, false))?;
        let pieces = batch.mask.to_kind(Kind::Float);
        let mask = batch.word_mask().to_kind(Kind::Float);
        let mut loss = distance(&words.last, &own.last, &mask);
        for (layer, &taught) in words.layers.iter().zip(&self.config.layers) {
            loss += distance(layer, &own.layers[taught], &pieces);
        }
        Ok(loss * self.config.vectors + self.scores(student, batch, &words.last, &own.last, &mask) * self.config.scores)
    }

    /// Divergence of the scores of all heads that score each word, sentence or cue.
    fn scores(&self, student: &Network, batch: &Batch<'_>, words: &Tensor, own: &Tensor, mask: &Tensor) -> Tensor {
        let teacher = &self.network;
        let taught = no_grad(|| teacher.cues(own));
        let mut loss = divergence(&student.cues(words), &taught, mask);
        loss += divergence(&student.mention.names(words), &no_grad(|| teacher.mention.names(own)), mask);
        loss += divergence(&student.mention.descriptions(words), &no_grad(|| teacher.mention.descriptions(own)), mask);
        let sentences = sentences(batch);
        if !sentences.is_empty() {
            let taught = no_grad(|| teacher.stance(own, batch, &sentences, false));
            let ones = Tensor::ones([sentences.len() as i64], (Kind::Float, words.device()));
            loss += divergence(&student.stance(words, batch, &sentences, true), &taught, &ones);
        }
        let cues = cues(batch, &taught);
        if !cues.is_empty() {
            let taught = no_grad(|| teacher.roles(own, batch, &cues, false));
            let rows: Vec<i64> = cues.iter().map(|cue| cue.row as i64).collect();
            let mask = mask.index_select(0, &Tensor::from_slice(&rows).to_device(words.device()));
            loss += divergence(&student.roles(words, batch, &cues, true), &taught, &mask);
        }
        loss
    }
}

/// Mean squared distance of vectors, `[rows, columns, hidden]`, relative to the teacher's mean square; `mask`:
/// `[rows, columns]`.
fn distance(student: &Tensor, teacher: &Tensor, mask: &Tensor) -> Tensor {
    let mask = mask.unsqueeze(-1);
    let square = |values: Tensor| (values.square() * &mask).sum(Kind::Float);
    square(student - teacher) / square(teacher.shallow_clone())
}

/// Mean Kullback-Leibler divergence of the student's scores, `[…, tags]`, from the teacher's; `mask`: `[…]`.
fn divergence(student: &Tensor, teacher: &Tensor, mask: &Tensor) -> Tensor {
    let target = teacher.log_softmax(-1, Kind::Float);
    let each = target.exp() * (&target - student.log_softmax(-1, Kind::Float));
    (each.sum_dim_intlist(-1, false, Kind::Float) * mask).sum(Kind::Float) / mask.sum(Kind::Float)
}

/// The sentences of the windows.
fn sentences(batch: &Batch<'_>) -> Vec<RowWords> {
    let of_row = |(row, window): (usize, &&saidso::prepare::Window)| {
        let first = window.words.start;
        window
            .sentences
            .iter()
            .map(|(_, words)| words.start.max(first) - first..words.end.min(window.words.end) - first)
            .filter(|words| !words.is_empty())
            .map(|words| RowWords { row, words })
            .collect::<Vec<_>>()
    };
    batch.windows.iter().enumerate().flat_map(of_row).collect()
}

/// The cues according to the teacher's scores, `[windows, words, tags]`, taking the best tag of each word.
fn cues(batch: &Batch<'_>, scores: &Tensor) -> Vec<RowWords> {
    let tags: Vec<i64> = Vec::try_from(scores.argmax(-1, false).reshape([-1])).unwrap_or_default();
    let mut cues: Vec<RowWords> = Vec::new();
    for (row, window) in batch.windows.iter().enumerate() {
        let mut open = false;
        for (word, &tag) in tags[row * batch.words..].iter().take(window.words.len()).enumerate() {
            let tag = tag as usize;
            match cues.last_mut() {
                Some(cue) if open && tag != OUTSIDE && tag != B_CUE => cue.words.end = word + 1,
                _ if tag != OUTSIDE => cues.push(RowWords { row, words: word..word + 1 }),
                _ => {}
            }
            open = tag != OUTSIDE;
        }
    }
    cues.truncate(CUES);
    cues
}
