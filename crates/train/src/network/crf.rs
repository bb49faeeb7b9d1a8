use saidso::model::chain::FORBIDDEN;
use saidso::model::tags::may_follow;
use tch::nn::Path;
use tch::{Kind, Tensor};

/// The tag transitions of a linear-chain conditional random field (Lafferty et al. 2001).
#[derive(Debug)]
pub(crate) struct Transitions {
    /// Score of each transition: `[tags, tags]`, from row to column.
    steps: Tensor,
    /// Score of each tag at the start of a sequence: `[tags]`.
    starts: Tensor,
    forbidden_steps: Tensor,
    forbidden_starts: Tensor,
}

impl Transitions {
    /// Creates or finds the parameters `steps` and `starts` under `path`.
    pub(crate) fn new(path: &Path, tags: usize) -> Self {
        let mask = |tag: Option<usize>| -> Vec<f32> {
            (0..tags).map(|next| if may_follow(tag, next) { 0.0 } else { FORBIDDEN }).collect()
        };
        let steps: Vec<f32> = (0..tags).flat_map(|tag| mask(Some(tag))).collect();
        let size = tags as i64;
        Self {
            steps: path.zeros("steps", &[size, size]),
            starts: path.zeros("starts", &[size]),
            forbidden_steps: Tensor::from_slice(&steps).reshape([size, size]).to_device(path.device()),
            forbidden_starts: Tensor::from_slice(&mask(None)).to_device(path.device()),
        }
    }

    /// Transition and start scores, including the forbidden ones: `[tags, tags]` and `[tags]`.
    pub(crate) fn scores(&self) -> (Tensor, Tensor) {
        (&self.steps + &self.forbidden_steps, &self.starts + &self.forbidden_starts)
    }

    /// Negative log-likelihood of tags known only for some words, summed over the sequences; the unknown tags are
    /// marginalised out (Tsuboi et al. 2008, "Training conditional random fields using incomplete annotations").
    ///
    /// Arguments as in [`loss`](Self::loss); `known`: `[sequences, words]`, true where the gold tag is known.
    pub(crate) fn partial_loss(&self, emissions: &Tensor, gold: &Tensor, mask: &Tensor, known: &Tensor) -> Tensor {
        let size = emissions.size()[2];
        let others = gold.unsqueeze(-1).ne_tensor(&Tensor::arange(size, (Kind::Int64, emissions.device())));
        let ruled_out = others.logical_and(&known.unsqueeze(-1)).to_kind(Kind::Float) * f64::from(FORBIDDEN);
        self.log_sum(emissions, mask) - self.log_sum(&(emissions + ruled_out), mask)
    }

    /// Negative log-likelihood of the gold tags, summed over the sequences.
    ///
    /// `emissions`: `[sequences, words, tags]`; `gold`: `[sequences, words]`, integer; `mask`: `[sequences, words]`,
    /// true for words and false for padding; each sequence has at least one word, and all its words come first.
    pub(crate) fn loss(&self, emissions: &Tensor, gold: &Tensor, mask: &Tensor) -> Tensor {
        let words = emissions.size()[1];
        let (steps, starts) = self.scores();
        let present = mask.to_kind(Kind::Float);
        let first_gold = gold.select(1, 0);
        let emitted = (emissions.gather(2, &gold.unsqueeze(-1), false).squeeze_dim(-1) * &present).sum(Kind::Float);
        let mut gold_score = emitted + starts.index_select(0, &first_gold).sum(Kind::Float);
        if words > 1 {
            let tags = steps.size()[0];
            let pairs = gold.narrow(1, 0, words - 1) * tags + gold.narrow(1, 1, words - 1);
            let stepped = steps.reshape([-1]).index_select(0, &pairs.reshape([-1])).reshape_as(&pairs);
            gold_score += (stepped * present.narrow(1, 1, words - 1)).sum(Kind::Float);
        }
        self.log_sum(emissions, mask) - gold_score
    }

    /// Logarithm of the sum over all tag sequences, summed over the word sequences.
    ///
    /// Steps between neighbouring words are combined in pairs, the results again in pairs, and so on: a GPU is much
    /// faster at a few large operations than at many small ones that wait for each other.
    fn log_sum(&self, emissions: &Tensor, mask: &Tensor) -> Tensor {
        let (steps, starts) = self.scores();
        let (words, tags) = (emissions.size()[1], emissions.size()[2]);
        let first = emissions.select(1, 0) + starts;
        if words == 1 {
            return first.logsumexp([1i64], false).sum(Kind::Float);
        }
        let later = |tensor: &Tensor| tensor.narrow(1, 1, words - 1);
        // After the last word, the tag does not change.
        let stay = (1.0 - Tensor::eye(tags, (Kind::Float, emissions.device()))) * f64::from(FORBIDDEN);
        let there = later(mask).unsqueeze(-1).unsqueeze(-1);
        let mut moves = (later(emissions).unsqueeze(2) + steps).where_self(&there, &stay);
        while moves.size()[1] > 1 {
            let count = moves.size()[1];
            let paired = count / 2 * 2;
            let (before, after) = (moves.slice(1, 0, paired, 2), moves.slice(1, 1, paired, 2));
            let joined = (before.unsqueeze(-1) + after.unsqueeze(2)).logsumexp([3i64], false);
            moves = Tensor::cat(&[joined, moves.narrow(1, paired, count - paired)], 1);
        }
        (first.unsqueeze(-1) + moves.squeeze_dim(1)).logsumexp([1i64, 2], false).sum(Kind::Float)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use saidso::model::chain::Chain;
    use saidso::model::tags::CUE_TAGS;
    use tch::nn::VarStore;
    use tch::{Device, no_grad};

    /// The loss of the most probable tag sequences according to `chain` is minus the logarithm of their probability.
    #[test]
    fn the_loss_is_the_improbability_of_the_gold_tags() {
        tch::manual_seed(5);
        let store = VarStore::new(Device::Cpu);
        let transitions = Transitions::new(&store.root(), CUE_TAGS);
        no_grad(|| {
            for mut variable in store.trainable_variables() {
                let _ = variable.uniform_(-1.0, 1.0);
            }
        });
        let emissions = Tensor::randn([2, 4, CUE_TAGS as i64], (Kind::Float, Device::Cpu));
        // The second sequence has three words; the padding after them must not matter.
        let mask = Tensor::from_slice(&[true, true, true, true, true, true, true, false]).reshape([2, 4]);
        let gold = Tensor::from_slice(&[0i64, 1, 2, 0, 1, 0, 1, 0]).reshape([2, 4]);
        let loss = transitions.loss(&emissions, &gold, &mask).double_value(&[]);

        let (steps, starts) = no_grad(|| transitions.scores());
        let chain = Chain {
            steps: std::array::from_fn(|from| {
                std::array::from_fn(|to| steps.double_value(&[from as i64, to as i64]) as f32)
            }),
            starts: std::array::from_fn(|tag| starts.double_value(&[tag as i64]) as f32),
        };
        let rows = |sequence: i64, words: i64| -> Vec<[f32; CUE_TAGS]> {
            let flat = Vec::<f32>::try_from(emissions.select(0, sequence).narrow(0, 0, words).reshape([-1])).unwrap();
            flat.as_chunks::<CUE_TAGS>().0.to_vec()
        };
        let expected: f64 = [(rows(0, 4), vec![0, 1, 2, 0]), (rows(1, 3), vec![1, 0, 1])]
            .iter()
            .map(|(emissions, tags)| -probability(&chain, emissions, tags).ln())
            .sum();
        assert!((loss - expected).abs() < 1e-4, "{loss} {expected}");
    }

    /// Probability of a tag sequence: its share of the sum over all sequences.
    fn probability(chain: &Chain<CUE_TAGS>, emissions: &[[f32; CUE_TAGS]], tags: &[usize]) -> f64 {
        let score = |tags: &[usize]| -> f64 {
            let steps: f32 = tags.windows(2).map(|pair| chain.steps[pair[0]][pair[1]]).sum();
            let emitted: f32 = tags.iter().zip(emissions).map(|(&tag, emission)| emission[tag]).sum();
            f64::from(chain.starts[tags[0]] + steps + emitted).exp()
        };
        let all: f64 = (0..CUE_TAGS.pow(tags.len() as u32))
            .map(|code| {
                let digits: Vec<usize> =
                    (0..tags.len()).map(|word| code / CUE_TAGS.pow(word as u32) % CUE_TAGS).collect();
                score(&digits)
            })
            .sum();
        score(tags) / all
    }
}
