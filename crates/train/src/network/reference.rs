use super::batch::{Batch, RowWords};
use super::{Network, weights};
use saidso::encode::{EncodeError, Encoder, FoundCue, WindowScores, decode_cues, decode_mentions};
use saidso::model::tags::{CUE_TAGS, DESCRIPTION_TAGS, NAME_TAGS, ROLE_TAGS};
use saidso::model::{CONFIG_FILE, MentionVectors, Model, ModelConfig, STANCES, Stance, WEIGHTS_FILE, read_config};
use saidso::prepare::Window;
use saidso::{ModelError, Pipeline, Precision};
use std::path::Path;
use std::sync::Arc;
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor, no_grad};

/// A pipeline for the model in `folder`, with rust-bert's encoder and libtorch's heads in place of saidso's own, in
/// single precision.
///
/// # Errors
/// The folder is not a model.
pub fn reference(folder: &Path) -> Result<Pipeline, ModelError> {
    let model = Arc::new(Model::load(folder, Precision::Single)?);
    let (shared, path) = (Arc::clone(&model), folder.join(WEIGHTS_FILE));
    // Fail here rather than in a thread of the pipeline.
    ReferenceEncoder::new(Arc::clone(&model), &path)?;
    Ok(Pipeline::with_encoder(&model, move || {
        // There are as many encoding threads as processors, so each computes single-threaded.
        tch::set_num_threads(1);
        Ok(Box::new(ReferenceEncoder::new(Arc::clone(&shared), &path).map_err(EncodeError::new)?))
    }))
}

/// rust-bert's encoder with a model's weights, for speed comparisons.
pub struct ReferenceNetwork(Network);

impl ReferenceNetwork {
    /// Loads the weights of the model in `folder`.
    ///
    /// # Errors
    /// The folder is not a model.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        let config = read_config(&folder.join(CONFIG_FILE))?;
        network(&config, &folder.join(WEIGHTS_FILE)).map(Self)
    }

    /// Encodes windows and returns the sum of all components of the word vectors.
    ///
    /// # Errors
    /// rust-bert rejects its input.
    pub fn words(&self, windows: &[&Window]) -> Result<f64, EncodeError> {
        let batch = Batch::new(windows.to_vec(), Device::Cpu);
        let words = no_grad(|| self.0.words(&batch, false)).map_err(EncodeError::new)?.last;
        Ok(words.sum(Kind::Float).double_value(&[]))
    }
}

fn network(config: &ModelConfig, path: &Path) -> Result<Network, ModelError> {
    let mut store = VarStore::new(Device::Cpu);
    let network = Network::new(&store.root(), config, false);
    weights::load(&store, path)?;
    store.freeze();
    Ok(network)
}

struct ReferenceEncoder {
    model: Arc<Model>,
    network: Network,
}

impl ReferenceEncoder {
    fn new(model: Arc<Model>, path: &Path) -> Result<Self, ModelError> {
        let network = network(&model.config, path)?;
        Ok(Self { model, network })
    }
}

impl Encoder for ReferenceEncoder {
    fn encode(&mut self, windows: &[&Window]) -> Result<Vec<WindowScores>, EncodeError> {
        no_grad(|| encode(&self.network, &self.model, windows))
    }
}

fn encode(network: &Network, model: &Model, windows: &[&Window]) -> Result<Vec<WindowScores>, EncodeError> {
    let batch = Batch::new(windows.to_vec(), Device::Cpu);
    let words = network.words(&batch, false).map_err(EncodeError::new)?.last;
    let emissions: Vec<[f32; CUE_TAGS]> = rows(&network.cues(&words))?;
    let found: Vec<(usize, FoundCue)> = windows
        .iter()
        .enumerate()
        .flat_map(|(row, window)| {
            let emissions = &emissions[row * batch.words..][..window.words.len()];
            let cues = decode_cues(model.cue_chain(), window, emissions, model.config.saidso.decisions.cue_bias);
            cues.into_iter().map(move |cue| (row, cue))
        })
        .collect();
    let mut scores = stances(network, model, &batch, &words)?;
    mentions(network, model, &batch, &words, &mut scores)?;
    if !found.is_empty() {
        let places: Vec<RowWords> =
            found.iter().map(|(row, cue)| RowWords { row: *row, words: cue.words.clone() }).collect();
        let roles: Vec<[f32; ROLE_TAGS]> = rows(&network.roles(&words, &batch, &places, false))?;
        for (index, (row, cue)) in found.into_iter().enumerate() {
            let roles = &roles[index * batch.words..][..windows[row].words.len()];
            scores[row].cues.extend(cue.with_roles(model.role_chain(), windows[row], roles));
        }
    }
    Ok(scores)
}

/// The stance of each core sentence and whether it is worth checking, without any cues yet.
fn stances(
    network: &Network,
    model: &Model,
    batch: &Batch<'_>,
    words: &Tensor,
) -> Result<Vec<WindowScores>, EncodeError> {
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
    let scores: Vec<[f32; STANCES]> = rows(&network.stance(words, batch, &sentences, false))?;
    let mut stances = scores.into_iter().map(Stance::from);
    let worth = |row: usize, window: &Window| match &model.config.saidso.check_worthy {
        Some(head) => {
            let vectors = window.sentences.iter().map(|(_, own)| {
                let start = (own.start - window.words.start) as i64;
                let mean = words.get(row as i64).narrow(0, start, own.len() as i64).mean_dim(0, false, Kind::Float);
                Vec::<f32>::try_from(mean).map_err(EncodeError::new)
            });
            vectors.map(|vector| Ok(head.probability(&vector?))).collect()
        }
        None => Ok(Vec::new()),
    };
    batch
        .windows
        .iter()
        .enumerate()
        .map(|(row, window)| {
            Ok(WindowScores {
                cues: Vec::new(),
                stance: stances.by_ref().take(window.sentences.len()).collect(),
                check_worthy: worth(row, window)?,
                mentions: Vec::new(),
            })
        })
        .collect()
}

/// Adds the mentions of each window.
fn mentions(
    network: &Network,
    model: &Model,
    batch: &Batch<'_>,
    words: &Tensor,
    scores: &mut [WindowScores],
) -> Result<(), EncodeError> {
    let names: Vec<[f32; NAME_TAGS]> = rows(&network.mention.names(words))?;
    let descriptions: Vec<[f32; DESCRIPTION_TAGS]> = rows(&network.mention.descriptions(words))?;
    let mut found = Vec::new();
    for (row, window) in batch.windows.iter().enumerate() {
        let own = row * batch.words..row * batch.words + window.words.len();
        let names = (model.name_chain(), &names[own.clone()]);
        let mentions = decode_mentions(names, (model.description_chain(), &descriptions[own]), window);
        found.extend(mentions.into_iter().map(|mention| (row, mention)));
    }
    if found.is_empty() {
        return Ok(());
    }
    let places: Vec<RowWords> =
        found.iter().map(|(row, mention)| RowWords { row: *row, words: mention.words.clone() }).collect();
    let width = model.config.saidso.antecedent_width;
    let mut vectors = Vec::new();
    for tensor in network.mention.vectors(words, batch, &places) {
        vectors.push(Vec::<f32>::try_from(tensor.contiguous().reshape([-1])).map_err(EncodeError::new)?);
    }
    for (index, (row, mention)) in found.into_iter().enumerate() {
        let [word, scale, shift] = [0, 1, 2].map(|part| vectors[part][index * width..(index + 1) * width].into());
        let vectors = MentionVectors { word, scale, shift };
        scores[row].mentions.push(mention.with_vectors(batch.windows[row], vectors));
    }
    Ok(())
}

/// The last dimension of a tensor as arrays, with the other dimensions flattened.
fn rows<const WIDTH: usize>(tensor: &Tensor) -> Result<Vec<[f32; WIDTH]>, EncodeError> {
    let flat = tensor.to_kind(Kind::Float).contiguous().f_reshape([-1]).map_err(EncodeError::new)?;
    let flat = Vec::<f32>::try_from(flat).map_err(EncodeError::new)?;
    Ok(flat.as_chunks::<WIDTH>().0.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use saidso::model::{TOKENIZER_FILE, read_tokenizer};
    use saidso::prepare::Preparer;
    use saidso::{Article, Outcome, Record, RunOptions};
    use saidso_io::read::{Articles, Input, ReadOptions};

    fn checkout() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
    }

    /// Largest difference between the reference's and saidso's word vectors, with several windows at a time.
    fn difference(precision: Precision) -> f64 {
        let folder = checkout().join("models/saidso-en");
        let config = read_config(&folder.join(CONFIG_FILE)).unwrap();
        let network = network(&config, &folder.join(WEIGHTS_FILE)).unwrap();
        let preparer = Preparer::new(read_tokenizer(&folder.join(TOKENIZER_FILE)).unwrap(), config.saidso.windows);
        let text = std::fs::read_to_string(checkout().join("datasets/sample/16-palais-feature.txt")).unwrap();
        let windows = preparer.prepare(Article::new("a", text)).unwrap().windows;
        let windows: Vec<&Window> = windows.iter().collect();
        let own = Model::load(&folder, precision).unwrap().word_vectors(&windows);
        let batch = Batch::new(windows, Device::Cpu);
        let words = no_grad(|| network.words(&batch, false)).unwrap().last;
        let present = batch.word_mask().reshape([-1]).nonzero().squeeze_dim(-1);
        let hidden = words.size()[2];
        let reference = words.reshape([-1, hidden]).index_select(0, &present);
        let own = Tensor::from_slice(&own).reshape([-1, hidden]);
        (own - reference).abs().max().double_value(&[])
    }

    #[test]
    fn the_encoder_is_the_reference_in_single_precision() {
        let difference = difference(Precision::Single);
        assert!(difference < 1e-4, "{difference}");
    }

    #[test]
    fn integers_round_and_no_more() {
        let difference = difference(Precision::Int8);
        assert!(difference > 0.0 && difference < 0.5, "{difference}");
    }

    /// Runs on the sample articles, or on those named by the environment variable `SAIDSO_ARTICLES`.
    #[test]
    fn labels_and_spans_are_those_of_the_reference() {
        let input = std::env::var_os("SAIDSO_ARTICLES").unwrap_or(checkout().join("datasets/sample").into());
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
        let folder = checkout().join("models/saidso-en");
        let own = records(&Pipeline::load_at(&folder, Precision::Single).unwrap());
        let reference = records(&reference(&folder).unwrap());
        assert!(!own.is_empty() && own.len() == reference.len());
        for (one, other) in own.iter().zip(&reference) {
            let id = &one.id;
            let labels = |record: &Record| record.sentences.iter().map(|sentence| sentence.label).collect::<Vec<_>>();
            assert_eq!(labels(one), labels(other), "labels of {id}");
            let spans = |record: &Record| {
                let spans = record.attributions.iter();
                spans
                    .map(|one| {
                        let source = one.source.as_ref().map(|source| (source.span.clone(), source.resolved.clone()));
                        (source, one.cue.clone(), one.content.clone())
                    })
                    .collect::<Vec<_>>()
            };
            assert_eq!(spans(one), spans(other), "attributions of {id}");
        }
    }
}
