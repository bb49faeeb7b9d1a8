//! The encoder proper, in two forms of one function: rust-bert's for training and as the reference, and a faster one for
//! inference on a CPU.

use super::batch::Batch;
use super::config::ModelConfig;
use super::linear::Linear;
use super::network::ENCODER_PREFIX;
use super::precision::Arithmetic;
use rust_bert::RustBertError;
use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use std::collections::HashMap;
use tch::{Kind, Tensor};

/// Turns word pieces into vectors.
pub(super) trait Backbone: Send {
    /// The last layer's vector of each piece: `[windows, pieces, hidden]`.
    ///
    /// # Errors
    /// libtorch refuses an operation.
    fn hidden(&self, batch: &Batch<'_>, train: bool) -> Result<Tensor, RustBertError>;
}

impl Backbone for BertModel<BertEmbeddings> {
    fn hidden(&self, batch: &Batch<'_>, train: bool) -> Result<Tensor, RustBertError> {
        let (pieces, mask, segments) = (Some(&batch.pieces), Some(&batch.mask), Some(&batch.segments));
        Ok(self.forward_t(pieces, mask, segments, None, None, None, None, train)?.hidden_state)
    }
}

/// The forward pass for inference: one product for query, key and value, libtorch's fused attention, and results
/// written in place.
pub(super) struct FastBackbone {
    words: Tensor,
    positions: Tensor,
    segments: Tensor,
    norm: Norm,
    layers: Vec<Layer>,
    heads: i64,
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
    weight: Tensor,
    bias: Tensor,
}

/// BERT's own.
const EPSILON: f64 = 1e-12;

impl Norm {
    fn forward(&self, input: &Tensor) -> Tensor {
        let width = self.weight.size()[0];
        input.layer_norm([width], Some(&self.weight), Some(&self.bias), EPSILON, false)
    }
}

/// The encoder's weights by name.
struct Weights<'w> {
    tensors: &'w HashMap<String, Tensor>,
    arithmetic: Arithmetic,
}

impl Weights<'_> {
    fn get(&self, name: &str) -> Tensor {
        self.tensors[&format!("{ENCODER_PREFIX}{name}")].detach()
    }

    /// One layer of several that have the same input, their outputs one after another.
    fn linear(&self, names: &[String]) -> Linear {
        let stacked = |part: &str| {
            let parts: Vec<Tensor> = names.iter().map(|name| self.get(&format!("{name}.{part}"))).collect();
            Tensor::cat(&parts, 0)
        };
        Linear::new(stacked("weight"), stacked("bias"), self.arithmetic)
    }

    fn norm(&self, name: &str) -> Norm {
        Norm { weight: self.get(&format!("{name}.weight")), bias: self.get(&format!("{name}.bias")) }
    }
}

impl FastBackbone {
    /// Packs the weights of a network, which `tensors` holds by their names.
    pub(super) fn new(tensors: &HashMap<String, Tensor>, config: &ModelConfig, arithmetic: Arithmetic) -> Self {
        let weights = Weights { tensors, arithmetic };
        let BertConfig { num_hidden_layers, num_attention_heads, .. } = config.encoder;
        let layers = (0..num_hidden_layers)
            .map(|layer| {
                let name = |part: &str| format!("encoder.layer.{layer}.{part}");
                let linear = |part: &str| weights.linear(&[name(part)]);
                Layer {
                    query_key_value: weights
                        .linear(&["query", "key", "value"].map(|part| name(&format!("attention.self.{part}")))),
                    attended: linear("attention.output.dense"),
                    attended_norm: weights.norm(&name("attention.output.LayerNorm")),
                    up: linear("intermediate.dense"),
                    down: linear("output.dense"),
                    norm: weights.norm(&name("output.LayerNorm")),
                }
            })
            .collect();
        Self {
            words: weights.get("embeddings.word_embeddings.weight"),
            positions: weights.get("embeddings.position_embeddings.weight"),
            segments: weights.get("embeddings.token_type_embeddings.weight"),
            norm: weights.norm("embeddings.LayerNorm"),
            layers,
            heads: num_attention_heads,
        }
    }

    /// The same weights, for another thread.
    pub(super) fn share(&self) -> Self {
        let norm = |one: &Norm| Norm { weight: one.weight.shallow_clone(), bias: one.bias.shallow_clone() };
        let layers = self.layers.iter().map(|layer| Layer {
            query_key_value: layer.query_key_value.share(),
            attended: layer.attended.share(),
            attended_norm: norm(&layer.attended_norm),
            up: layer.up.share(),
            down: layer.down.share(),
            norm: norm(&layer.norm),
        });
        Self {
            words: self.words.shallow_clone(),
            positions: self.positions.shallow_clone(),
            segments: self.segments.shallow_clone(),
            norm: norm(&self.norm),
            layers: layers.collect(),
            ..*self
        }
    }

    fn embed(&self, batch: &Batch<'_>) -> Tensor {
        let (windows, length) = (batch.pieces.size()[0], batch.pieces.size()[1]);
        let hidden = self.words.size()[1];
        let pick =
            |rows: &Tensor, ids: &Tensor| rows.index_select(0, &ids.reshape([-1])).reshape([windows, length, hidden]);
        let mut sum = pick(&self.words, &batch.pieces);
        sum += pick(&self.segments, &batch.segments);
        sum += self.positions.narrow(0, 0, length);
        self.norm.forward(&sum)
    }
}

impl Backbone for FastBackbone {
    fn hidden(&self, batch: &Batch<'_>, _train: bool) -> Result<Tensor, RustBertError> {
        let mut states = self.embed(batch);
        let [windows, length, hidden] = states.size()[..] else { unreachable!("three dimensions by construction") };
        let width = hidden / self.heads;
        // Added to the scores of attention: nothing for pieces, a very large negative number for padding.
        let mask = (batch.mask.to_kind(Kind::Float) - 1.0) * 1e9;
        let mask = mask.reshape([windows, 1, 1, length]).expand([windows, 1, length, length], false);
        for layer in &self.layers {
            let packed = layer.query_key_value.forward(&states);
            let parts = packed.reshape([windows, length, 3, self.heads, width]).permute([2, 0, 3, 1, 4]);
            let (query, key, value) = (parts.select(0, 0), parts.select(0, 1), parts.select(0, 2));
            let attended = Tensor::scaled_dot_product_attention(&query, &key, &value, Some(&mask), 0.0, false, None);
            let attended = attended.transpose(1, 2).reshape([windows, length, hidden]);
            let mut sum = layer.attended.forward(&attended);
            sum += &states;
            states = layer.attended_norm.forward(&sum);
            let mut sum = layer.down.forward(&layer.up.forward(&states).gelu_("none"));
            sum += &states;
            states = layer.norm.forward(&sum);
        }
        Ok(states)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::{Encoder, NetworkEncoder};
    use crate::model::{CONFIG_FILE, Model, Network, Precision, TOKENIZER_FILE, WEIGHTS_FILE};
    use crate::model::{read_config, read_tokenizer, weights};
    use crate::pipeline::{Outcome, Pipeline, RunOptions};
    use crate::prepare::Preparer;
    use crate::read::{Articles, Input, ReadOptions};
    use crate::record::{Article, Record};
    use std::path::Path;
    use tch::nn::VarStore;
    use tch::{Device, no_grad};

    /// Largest difference of any word's vector between the reference and the fast encoder, in batches with padding.
    fn difference(arithmetic: Arithmetic) -> f64 {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = checkout.join("models/saidso-en");
        let config = read_config(&folder.join(CONFIG_FILE)).unwrap();
        let store = VarStore::new(Device::Cpu);
        let reference = Network::new(&store.root(), &config);
        weights::load(&store, &folder.join(WEIGHTS_FILE)).unwrap();
        let weights = store.variables();
        let fast = Network::with_heads(&weights, &config, FastBackbone::new(&weights, &config, arithmetic));
        let preparer = Preparer::new(read_tokenizer(&folder.join(TOKENIZER_FILE)).unwrap(), config.saidso.windows);
        let text = std::fs::read_to_string(checkout.join("datasets/sample/16-palais-feature.txt")).unwrap();
        let windows = preparer.prepare(Article::new("a", text)).unwrap().windows;
        let batch = Batch::new(windows.iter().collect(), Device::Cpu);
        no_grad(|| {
            let one = reference.words(&batch, false).unwrap();
            let other = fast.words(&batch, false).unwrap();
            let words = batch.word_mask().unsqueeze(-1).to_kind(Kind::Float);
            ((one - other) * words).abs().max().double_value(&[])
        })
    }

    #[test]
    fn the_fast_encoder_is_the_reference_in_single_precision() {
        let difference = difference(Arithmetic::Single);
        assert!(difference < 1e-4, "{difference}");
    }

    /// The whole way of an article, with the reference as its encoder.
    fn reference() -> Pipeline {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/saidso-en");
        let model = Model::load(&folder, Precision::Single).unwrap();
        let (preparer, decider) = (model.preparer(), model.decider());
        let cue_bias = model.config().saidso.decisions.cue_bias;
        let encoder = move || {
            let store = VarStore::new(Device::Cpu);
            let network = Network::new(&store.root(), model.config());
            weights::load(&store, &folder.join(WEIGHTS_FILE)).unwrap();
            Ok(Box::new(NetworkEncoder::new(network, cue_bias)?) as Box<dyn Encoder>)
        };
        Pipeline::new(preparer, encoder, decider)
    }

    /// On the sample articles, or on those that the environment variable `SAIDSO_ARTICLES` names.
    #[test]
    fn labels_and_spans_are_those_of_the_reference() {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
        let input = std::env::var_os("SAIDSO_ARTICLES").unwrap_or(checkout.join("datasets/sample").into());
        let records = |pipeline: &Pipeline| {
            let articles = Articles::new(vec![Input::from(input.clone())], ReadOptions::default());
            let mut records = Vec::new();
            let sink = |outcome: Outcome| {
                records.extend(outcome);
                Ok(())
            };
            pipeline.run(articles, &RunOptions::default(), sink).unwrap();
            records
        };
        let fast = records(&Pipeline::load_at(checkout.join("models/saidso-en"), Precision::Single).unwrap());
        let reference = records(&reference());
        assert!(!fast.is_empty() && fast.len() == reference.len());
        for (one, other) in fast.iter().zip(&reference) {
            let id = &one.id;
            let labels = |record: &Record| record.sentences.iter().map(|sentence| sentence.label).collect::<Vec<_>>();
            assert_eq!(labels(one), labels(other), "labels of {id}");
            let spans = |record: &Record| {
                let spans = record.attributions.iter();
                spans.map(|one| (one.source.clone(), one.cue.clone(), one.content.clone())).collect::<Vec<_>>()
            };
            assert_eq!(spans(one), spans(other), "attributions of {id}");
        }
    }

    #[test]
    fn integers_round_and_no_more() {
        let difference = difference(Arithmetic::Integer);
        assert!(difference > 0.0 && difference < 0.5, "{difference}");
    }
}
