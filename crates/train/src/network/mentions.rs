use super::batch::{Batch, RowWords};
use super::crf::Transitions;
use super::pool;
use saidso::model::chain::FORBIDDEN;
use saidso::model::tags::{DESCRIPTION_TAGS, NAME_TAGS};
use saidso::model::{MENTION_DISTANCES, MENTION_PAIRS, MentionPair};
use tch::nn::{self, Module, Path};
use tch::{Kind, Tensor};

/// Tags each word as part of a name, pronoun, title or description, and scores pairs of mentions as coreferent.
#[derive(Debug)]
pub(crate) struct MentionHead {
    name: nn::Linear,
    /// Transitions between tags of names and pronouns.
    pub(crate) name_chain: Transitions,
    description: nn::Linear,
    /// Transitions between tags of titles and descriptions.
    pub(crate) description_chain: Transitions,
    word: nn::Linear,
    scale: nn::Linear,
    shift: nn::Linear,
    distance: nn::Embedding,
    pair: nn::Embedding,
    nobody: Tensor,
    output: nn::Linear,
    dropout: f64,
}

/// Indices of a mention and of an earlier one that may be its antecedent, and the features of the pair.
pub(crate) struct Pairing {
    pub(crate) anaphor: usize,
    pub(crate) candidate: usize,
    pub(crate) pair: MentionPair,
}

impl MentionHead {
    /// Creates the head's variables under `root`.
    pub(super) fn new(root: &Path, hidden: i64, width: i64, dropout: f64) -> Self {
        let linear = |name: &str, output| nn::linear(root / name, hidden, output, nn::LinearConfig::default());
        let path = &(root / "antecedent");
        let within = |name: &str| nn::linear(path / name, hidden, width, nn::LinearConfig::default());
        let init = nn::Init::Randn { mean: 0.0, stdev: 0.02 };
        let small = nn::EmbeddingConfig { ws_init: init, ..nn::EmbeddingConfig::default() };
        Self {
            name: linear("name", NAME_TAGS as i64),
            name_chain: Transitions::new(&(root / "name_chain"), NAME_TAGS),
            description: linear("description", DESCRIPTION_TAGS as i64),
            description_chain: Transitions::new(&(root / "description_chain"), DESCRIPTION_TAGS),
            word: within("word"),
            scale: within("scale"),
            shift: within("shift"),
            distance: nn::embedding(path / "distance", MENTION_DISTANCES as i64, width, small),
            pair: nn::embedding(path / "pair", MENTION_PAIRS as i64, width, small),
            nobody: path.var("nobody", &[width], init),
            output: nn::linear(path / "output", width, 1, nn::LinearConfig::default()),
            dropout,
        }
    }

    /// Score of each tag of names and pronouns for each word: `[windows, words, tags]`.
    pub(crate) fn names(&self, words: &Tensor) -> Tensor {
        self.name.forward(words)
    }

    /// Score of each tag of titles and descriptions for each word: `[windows, words, tags]`.
    pub(crate) fn descriptions(&self, words: &Tensor) -> Tensor {
        self.description.forward(words)
    }

    /// The vectors of mentions as candidates, and the scales and shifts that they apply to candidates as anaphors:
    /// `[mentions, width]` each.
    pub(crate) fn vectors(&self, words: &Tensor, batch: &Batch<'_>, mentions: &[RowWords]) -> [Tensor; 3] {
        let (places, members) = batch.groups(mentions);
        let ones = Tensor::ones_like(&members).to_kind(Kind::Float);
        let means = pool(words, &places, &members, &ones, mentions.len());
        [&self.word, &self.scale, &self.shift].map(|layer| layer.forward(&means))
    }

    /// For each anaphor, given as an index into the mentions, the score of each of its candidates and, in the last
    /// column, of having no antecedent: `[anaphors, candidates + 1]`. Anaphors with fewer candidates are padded with
    /// forbidden scores. The pairs of an anaphor must be consecutive, in the order of the anaphors.
    pub(crate) fn antecedents(
        &self,
        [word, scale, shift]: &[Tensor; 3],
        anaphors: &[usize],
        pairs: &[Pairing],
        train: bool,
    ) -> Tensor {
        let device = word.device();
        let integers = |values: Vec<i64>| Tensor::from_slice(&values).to_device(device);
        let list = |of: fn(&Pairing) -> usize| integers(pairs.iter().map(|pair| of(pair) as i64).collect());
        let asked = integers(anaphors.iter().map(|&anaphor| anaphor as i64).collect());
        let score =
            |hidden: Tensor| self.output.forward(&hidden.gelu("none").dropout(self.dropout, train)).reshape([-1]);
        let nobody =
            score(&self.nobody * (scale.index_select(0, &asked) + 1.0) + shift.index_select(0, &asked)).unsqueeze(1);
        let row = |anaphor: usize| anaphors.partition_point(|&other| other < anaphor);
        let mut filled = vec![0usize; anaphors.len()];
        let places: Vec<(usize, usize)> = pairs
            .iter()
            .map(|pair| {
                let row = row(pair.anaphor);
                filled[row] += 1;
                (row, filled[row] - 1)
            })
            .collect();
        let width = filled.iter().copied().max().unwrap_or(0);
        if width == 0 {
            return nobody;
        }
        let own = list(|pair| pair.anaphor);
        let hidden = word.index_select(0, &list(|pair| pair.candidate)) * (scale.index_select(0, &own) + 1.0)
            + shift.index_select(0, &own)
            + self.distance.forward(&list(|pair| pair.pair.distance))
            + self.pair.forward(&list(|pair| pair.pair.kind));
        let cells = integers(places.iter().map(|&(row, column)| (row * width + column) as i64).collect());
        let size = (anaphors.len() * width) as i64;
        let none = Tensor::full([size], f64::from(FORBIDDEN), (Kind::Float, device));
        let scores = none.scatter(0, &cells, &score(hidden)).reshape([-1, width as i64]);
        Tensor::cat(&[scores, nobody], 1)
    }
}
