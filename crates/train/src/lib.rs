//! Training of the encoder and its heads together, from a configuration and data folders to a model folder.

mod batches;
mod check_worthy;
mod checkpoint;
mod config;
mod data;
mod development;
mod device;
mod distill;
mod examples;
mod figures;
mod folder;
mod log;
mod loss;
mod mentions;
mod network;
mod optimizer;
mod precision;
mod pretrain;
mod referents;

pub use config::{
    DataConfig, DistillConfig, MentionConfig, OptimizerConfig, PassageConfig, Schedule, ShapeConfig, StanceConfig,
    TrainConfig,
};
pub use figures::Figures;
pub use network::{ReferenceNetwork, reference};
pub use precision::MatrixPrecision;
pub use pretrain::{PretrainConfig, PretrainFolders, pretrain};
pub use referents::MentionFigures;

use checkpoint::{Checkpoints, Progress};
use data::{GoldArticle, LabelledArticle, MentionArticle, StanceSentence};
use development::{Development, DevelopmentSets};
use device::device;
use distill::Teacher;
use examples::Example;
use log::Log;
use network::{Network, weights};
use optimizer::Optimizer;
use saidso::error::ArticleError;
use saidso::model::weights::WeightsFile;
use saidso::model::{self, Decisions, EncoderConfig, HeadConfig, Model, ModelConfig};
use saidso::prepare::{Preparer, SEGMENTS, WindowConfig};
use saidso::record::Article;
use saidso::{ModelError, Precision};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tch::nn::VarStore;
use tokenizers::Tokenizer;

/// Why training fails.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// A file cannot be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A line of a data set does not have the expected form.
    #[error("{}:{line}: {reason}", path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// Why.
        reason: String,
    },
    /// The checkpoint belongs to another run.
    #[error("{}: the {what} changed after the checkpoint was made; train without --resume, or into another folder", path.display())]
    Resume {
        /// The checkpoint.
        path: PathBuf,
        /// What differs.
        what: &'static str,
    },
    /// Labels do not fit their texts.
    #[error(transparent)]
    Import(#[from] saidso_formats::import::ImportError),
    /// A model folder is not valid.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// An article cannot be prepared.
    #[error(transparent)]
    Article(#[from] ArticleError),
    /// The encoder failed.
    #[error(transparent)]
    Encode(#[from] saidso::encode::EncodeError),
    /// libtorch rejected an operation.
    #[error(transparent)]
    Torch(#[from] tch::TchError),
    /// rust-bert rejected its input.
    #[error(transparent)]
    Bert(#[from] rust_bert::RustBertError),
}

impl TrainError {
    fn file(path: &Path, error: &dyn std::fmt::Display) -> Self {
        Self::File { path: path.to_owned(), reason: error.to_string() }
    }

    fn data(path: &Path, line: usize, error: &dyn std::fmt::Display) -> Self {
        Self::Data { path: path.to_owned(), line, reason: error.to_string() }
    }
}

/// The folders and files that a training run reads and writes.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The data sets.
    pub data: PathBuf,
    /// Sentence labels for articles of the data sets: a folder with `train.jsonl.gz` and `dev.jsonl.gz`.
    pub labels: PathBuf,
    /// Fully labelled articles, including attributions, but without their texts: a folder with `train.jsonl.gz`,
    /// `dev.jsonl.gz` and `blind.jsonl.gz`.
    pub articles: PathBuf,
    /// Sentences labelled by whether they are worth checking: a folder with `train.jsonl.gz`; without it, the model
    /// does not predict this.
    pub check_worthy: Option<PathBuf>,
    /// Gold files to learn from in addition to the data sets, such as corrected labels.
    pub also: Vec<PathBuf>,
    /// The base encoder.
    pub base: PathBuf,
    /// A file of gold articles with labelled sentences, used to calibrate stance.
    pub gold: PathBuf,
    /// The model folder to write.
    pub model: PathBuf,
    /// Checkpoints and log.
    pub run: PathBuf,
}

/// Receives the progress of a run.
pub trait Observer {
    /// Called after each step.
    fn step(&mut self, done: usize, steps: usize, loss: f64);
    /// Called after each evaluation on the development data.
    fn evaluated(&mut self, epoch: usize, figures: &Figures);
}

/// A line of the log.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Entry<'a> {
    Step {
        step: usize,
        steps: usize,
        attribution_loss: f64,
        stance_loss: f64,
        mention_loss: f64,
        antecedent_loss: f64,
        distance: f64,
        seconds: f64,
    },
    Evaluation {
        step: usize,
        figures: &'a Figures,
        best: bool,
        seconds: f64,
    },
    Fitted {
        decisions: &'a Decisions,
        figures: &'a Figures,
    },
}

/// The data, ready to learn from.
struct Examples {
    /// The articles cut into windows as the model does it; if every second epoch cuts them differently, a second
    /// entry for that.
    cuts: Vec<Cut>,
    newssd: Vec<Example>,
    labelled: Vec<Example>,
    development: Development,
}

/// All articles, cut into windows in one way.
struct Cut {
    /// The windows of fully labelled articles, then of PolNeAR, of articles with only sentence labels, of GUM, of
    /// GAP, and of articles without labels.
    windows: Vec<Example>,
    /// Number of windows of each kind.
    counts: [usize; 6],
}

impl Examples {
    /// The windows for an epoch, counted from 0.
    fn cut(&self, epoch: usize) -> &Cut {
        &self.cuts[epoch % self.cuts.len()]
    }

    /// The windows of articles and the single sentences for a step of an epoch.
    fn of_step(&self, epoch: usize, step: &batches::Step) -> [Vec<&Example>; 2] {
        let windows = step.windows.iter().map(|&index| &self.cut(epoch).windows[index]);
        let newssd = step.newssd.iter().map(|&index| &self.newssd[index]);
        let labelled = step.labelled.iter().map(|&index| &self.labelled[index]);
        [windows.collect(), newssd.chain(labelled).collect()]
    }

    /// The steps of each epoch.
    fn plan(&self, config: &TrainConfig) -> Vec<Vec<batches::Step>> {
        let steps = |epoch: usize| {
            let cut = self.cut(epoch);
            let supply = batches::Supply {
                windows: &cut.windows,
                kinds: vec![
                    (cut.counts[0], 1.0),
                    (cut.counts[1], config.data.polnear_share),
                    (cut.counts[2], config.data.labelled_share),
                    (cut.counts[3], config.mentions.gum_share),
                    (cut.counts[4], config.mentions.gap_share),
                    (cut.counts[5], config.distill.as_ref().map_or(0.0, |distill| distill.raw_share)),
                ],
                newssd: self.newssd.len(),
                labelled: self.labelled.len(),
            };
            let seed = config.seed.wrapping_mul(1000).wrapping_add(epoch as u64);
            batches::epoch(&supply, &config.optimizer, seed)
        };
        (0..config.optimizer.epochs).map(steps).collect()
    }
}

/// Trains a model and writes its folder.
///
/// # Errors
/// The data, the base encoder or a checkpoint cannot be used, or a file cannot be written.
pub fn train(
    config: &TrainConfig,
    folders: &Folders,
    resume: bool,
    observer: &mut dyn Observer,
) -> Result<(), TrainError> {
    let tokenizer = model::read_tokenizer(&folders.base.join(model::TOKENIZER_FILE))?;
    let mut model_config = model_config(config, &folders.base, &tokenizer)?;
    let hashes = data_hashes(config, folders)?;
    let examples = examples(config, folders, &tokenizer, model_config.saidso.windows)?;

    tch::manual_seed(config.seed as i64);
    let store = VarStore::new(device());
    let network = Network::new(&store.root(), &model_config, config.distill.is_some());
    weights::load_base(&store, &folders.base.join(model::WEIGHTS_FILE), config.distill.as_ref())?;
    let teacher = config.distill.as_ref().map(|distill| Teacher::open(distill, &folders.base)).transpose()?;
    // The word vectors are half of the parameters and hardly change in so few steps.
    for (name, variable) in store.variables() {
        if name.ends_with("word_embeddings.weight") {
            let _ = variable.set_requires_grad(false);
        }
    }
    let mut optimizer = Optimizer::new(config.optimizer.schedule(), weights::variables(&store));
    let plan = examples.plan(config);
    let steps = plan.iter().map(Vec::len).sum();
    let checkpoints = Checkpoints::new(folders.run.clone())?;
    let mut progress = Progress { step: 0, evaluated: 0, best: None, config: config.clone(), hashes: hashes.clone() };
    if resume && let Some(saved) = checkpoints.load(&store, &mut optimizer, config, &hashes, Some(steps))? {
        progress = saved;
    }
    let mut log = Log::open(&folders.run.join("log.jsonl"), resume)?;
    let best_path = folders.run.join("best").join(model::WEIGHTS_FILE);

    let byte_words = config.model.byte_words;
    let make = |decisions: Decisions| {
        let mut config = model_config.clone();
        config.saidso.decisions = decisions;
        let path = folders.run.join("snapshot.safetensors");
        weights::save(&store, &path, byte_words)?;
        let file = WeightsFile::open(&path)?;
        Ok(Model::new(config, tokenizer.clone(), &file.tensors()?, Precision::Int8)?)
    };
    let mut done = 0;
    for (epoch, batches) in plan.iter().enumerate() {
        for step in batches {
            done += 1;
            if done <= progress.step {
                continue;
            }
            let begun = Instant::now();
            // Seeded at each step, so that dropout is the same in a resumed run.
            tch::manual_seed((config.seed as i64).wrapping_mul(1_000_003).wrapping_add(done as i64));
            let [windows, sentences] = examples.of_step(epoch, step);
            let mut losses = loss::loss(&network, teacher.as_ref(), &windows, config.optimizer.matrices)?;
            if !sentences.is_empty() {
                losses.stance += loss::loss(&network, None, &sentences, config.optimizer.matrices)?.stance;
            }
            let total = losses.total(&config.stance, &config.mentions);
            total.backward();
            optimizer.step(done - 1, steps);
            progress.step = done;
            observer.step(done, steps, total.double_value(&[]));
            log.write(&Entry::Step {
                step: done,
                steps,
                attribution_loss: losses.attribution.double_value(&[]),
                stance_loss: losses.stance.double_value(&[]),
                mention_loss: losses.mention.double_value(&[]),
                antecedent_loss: losses.antecedent.double_value(&[]),
                distance: losses.distance.double_value(&[]),
                seconds: begun.elapsed().as_secs_f64(),
            })?;
            if done.is_multiple_of(config.optimizer.checkpoint_steps) {
                checkpoints.save(&store, &optimizer, &progress)?;
            }
        }
        if epoch < progress.evaluated || epoch + 1 < config.optimizer.evaluate_from {
            continue;
        }
        let begun = Instant::now();
        optimizer.swap_average();
        let figures = examples.development.evaluate(&make, Decisions::default())?;
        let best = progress.best.is_none_or(|best| figures.choice() > best);
        if best {
            progress.best = Some(figures.choice());
            weights::save(&store, &best_path, byte_words)?;
        }
        optimizer.swap_average();
        progress.evaluated = epoch + 1;
        observer.evaluated(epoch + 1, &figures);
        let seconds = begun.elapsed().as_secs_f64();
        log.write(&Entry::Evaluation { step: done, figures: &figures, best, seconds })?;
        checkpoints.save(&store, &optimizer, &progress)?;
    }

    if progress.best.is_none() {
        optimizer.swap_average();
        weights::save(&store, &best_path, byte_words)?;
    }
    weights::load(&store, &best_path)?;
    let decisions = examples.development.fit(&make)?;
    let figures = examples.development.evaluate(&make, decisions)?;
    observer.evaluated(config.optimizer.epochs, &figures);
    log.write(&Entry::Fitted { decisions: &decisions, figures: &figures })?;
    let check_worthy = check_worthy::of_folder(folders, || make(decisions))?;
    model_config.saidso.decisions = decisions;
    model_config.saidso.check_worthy = check_worthy;
    let report = Report { config, hashes: &hashes, figures: &figures };
    folder::write(&folders.model, &model_config, &tokenizer, &best_path, &report)
}

/// SHA-256 of each file used for training or calibration.
fn data_hashes(config: &TrainConfig, folders: &Folders) -> Result<BTreeMap<String, String>, TrainError> {
    let mut hashes = data::hashes(
        "",
        &folders.data,
        &[&config.data.polnear_train, &config.data.polnear_dev, &config.data.newssd_train, &config.data.newssd_val],
    )?;
    let mentions = [&config.mentions.gum, &config.mentions.gum_dev, &config.mentions.gap_dev].into_iter().flatten();
    let mentions = mentions.chain(&config.mentions.gap);
    let raw = config.distill.iter().flat_map(|distill| &distill.raw);
    let beside: Vec<&Path> = mentions.chain(raw).map(PathBuf::as_path).collect();
    hashes.extend(data::hashes("", &folders.data, &beside)?);
    for (prefix, folder) in [("labels/", &folders.labels), ("articles/", &folders.articles)] {
        hashes.extend(data::hashes(prefix, folder, &[Path::new(LABELS_TRAIN), Path::new(LABELS_DEV)])?);
    }
    hashes.extend(data::hashes("articles/", &folders.articles, &[Path::new(LABELS_BLIND)])?);
    if let Some(labels) = &folders.check_worthy {
        hashes.extend(data::hashes("check_worthy/", labels, &[Path::new(LABELS_TRAIN)])?);
    }
    hashes.extend(data::hashes("base/", &folders.base, &[Path::new(model::WEIGHTS_FILE)])?);
    let golds = [("gold/".to_owned(), &folders.gold)].into_iter();
    let also = folders.also.iter().enumerate().map(|(index, also)| (format!("also/{}/", index + 1), also));
    for (prefix, file) in golds.chain(also) {
        if let (Some(folder), Some(name)) = (file.parent(), file.file_name()) {
            hashes.extend(data::hashes(&prefix, folder, &[Path::new(name)])?);
        }
    }
    Ok(hashes)
}

/// The contents of the model folder's `training.json`.
#[derive(Serialize)]
struct Report<'a> {
    /// The training configuration.
    config: &'a TrainConfig,
    /// SHA-256 of each data file.
    hashes: &'a BTreeMap<String, String>,
    /// F1 on the development data.
    figures: &'a Figures,
}

fn model_config(config: &TrainConfig, base: &Path, tokenizer: &Tokenizer) -> Result<ModelConfig, TrainError> {
    let encoder: EncoderConfig = data::read_json(&base.join(model::CONFIG_FILE))?;
    let distill = config.distill.as_ref();
    let special = |token: &str| {
        tokenizer.token_to_id(token).ok_or_else(|| TrainError::file(base, &format!("the tokenizer has no {token}")))
    };
    Ok(ModelConfig {
        encoder: EncoderConfig {
            type_vocab_size: SEGMENTS,
            hidden_dropout_prob: config.optimizer.dropout,
            // Attention dropout makes training slower and did not help in such a short run.
            attention_probs_dropout_prob: 0.0,
            num_hidden_layers: distill.map_or(encoder.num_hidden_layers, |distill| distill.layers.len()),
            intermediate_size: distill.map_or(encoder.intermediate_size, |distill| distill.intermediate),
            ..encoder
        },
        saidso: HeadConfig {
            version: config.version.clone(),
            windows: WindowConfig {
                max_pieces: config.model.max_pieces,
                context_pieces: config.model.context_pieces,
                cls: special("[CLS]")?,
                sep: special("[SEP]")?,
            },
            role_width: config.model.role_width,
            stance_width: config.model.stance_width,
            antecedent_width: config.model.antecedent_width,
            decisions: Decisions::default(),
            check_worthy: None,
        },
    })
}

fn examples(
    config: &TrainConfig,
    folders: &Folders,
    tokenizer: &Tokenizer,
    windows: WindowConfig,
) -> Result<Examples, TrainError> {
    let folder = &folders.data;
    let preparer = &Preparer::new(tokenizer.clone(), windows);
    let Sets { annotated, labels, mentions, gum, gap, raw, dev } = sets(config, folders)?;
    let texts = Texts { annotated: &annotated, labels: &labels, mentions: &mentions, gum: &gum, gap: &gap, raw: &raw };
    let single = |sentence: &StanceSentence, weight| examples::single(preparer, sentence, weight).transpose();
    let labelled = labels
        .iter()
        .flat_map(LabelledArticle::own_sentences)
        .filter_map(|sentence| single(&sentence, config.stance.labelled))
        .collect::<Result<_, _>>()?;
    let newssd = data::read_newssd(&folder.join(&config.data.newssd_train))?
        .iter()
        .filter_map(|sentence| single(sentence, 1.0))
        .collect::<Result<_, _>>()?;

    let mut cuts = vec![cut(preparer, &texts, &config.stance)?];
    if let Some(PassageConfig { max_pieces, context_pieces }) = config.data.passages {
        let preparer = Preparer::new(tokenizer.clone(), WindowConfig { max_pieces, context_pieces, ..windows });
        cuts.push(cut(&preparer, &texts, &config.stance)?);
    }

    let newssd_val = data::read_newssd(&folder.join(&config.data.newssd_val))?;
    let development = Development::new(preparer, dev, &newssd_val)?;
    Ok(Examples { cuts, newssd, labelled, development })
}

/// Articles for training and development.
struct Sets {
    /// Training articles with attributions.
    annotated: Vec<GoldArticle>,
    /// Training articles with labelled sentences; some are also in `annotated`.
    labels: Vec<LabelledArticle>,
    /// The mentions of training articles that have attributions too.
    mentions: Vec<MentionArticle>,
    /// Mentions of GUM for training.
    gum: Vec<MentionArticle>,
    /// Mentions of GAP for training.
    gap: Vec<MentionArticle>,
    /// Articles without labels, for distillation.
    raw: Vec<Article>,
    /// Data for choosing the checkpoint and for fitting decisions.
    dev: DevelopmentSets,
}

/// Training labels, in the folders of labels.
const LABELS_TRAIN: &str = "train.jsonl.gz";
/// Labels for choosing the checkpoint and for calibration, in the folders of labels.
const LABELS_DEV: &str = "dev.jsonl.gz";
/// Labels that are used neither for training nor for fitting.
const LABELS_BLIND: &str = "blind.jsonl.gz";

fn sets(config: &TrainConfig, folders: &Folders) -> Result<Sets, TrainError> {
    let folder = &folders.data;
    let read = |labels: &Path, part: &str| -> Result<_, TrainError> {
        let path = labels.join(part);
        let articles = data::read_labels(&path, folder)?;
        let mentions = data::mentions(&path, &articles, false)?;
        Ok((data::attributions(&path, &articles)?, data::labelled(&path, &articles)?, mentions))
    };
    let (mut annotated, mut labels, mentions) = read(&folders.articles, LABELS_TRAIN)?;
    let (whole, mut labelled, mut referents) = read(&folders.articles, LABELS_DEV)?;
    if let Some(path) = &config.mentions.gap_dev {
        referents.extend(data::read_gap(&folder.join(path))?);
    }
    labels.extend(read(&folders.labels, LABELS_TRAIN)?.1);
    labelled.extend(read(&folders.labels, LABELS_DEV)?.1);
    labelled.extend(data::labelled(&folders.gold, &data::read_gold(&folders.gold)?)?);
    for path in &folders.also {
        let articles = data::read_gold(path)?;
        annotated.extend(data::attributions(path, &articles)?);
        labels.extend(data::labelled(path, &articles)?);
    }
    // A fully labelled article is taken from the folder of articles, or held out there.
    let mut elsewhere: HashSet<String> = annotated.iter().map(|gold| gold.article.id.clone()).collect();
    for part in [LABELS_DEV, LABELS_BLIND] {
        elsewhere.extend(data::ids(&folders.articles.join(part))?);
    }
    let polnear = data::read_polnear(&folder.join(&config.data.polnear_train))?;
    annotated.extend(polnear.into_iter().filter(|gold| !elsewhere.contains(&gold.article.id)));
    let outermost = data::read_polnear(&folder.join(&config.data.polnear_dev))?;
    let mut gum_dev = HashSet::new();
    if let Some(path) = &config.mentions.gum_dev {
        gum_dev.extend(data::ids(&folder.join(path))?);
    }
    let mut gum = Vec::new();
    if let Some(path) = &config.mentions.gum {
        gum.extend(data::read_gum(&folder.join(path), &gum_dev)?);
    }
    let gap = config.mentions.gap.iter().map(|path| data::read_gap(&folder.join(path)));
    let gap = gap.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    // Held-out articles stay unseen here as well.
    let raw = config.distill.iter().flat_map(|distill| &distill.raw).map(|path| data::read_raw(&folder.join(path)));
    let mut raw = raw.collect::<Result<Vec<_>, _>>()?.concat();
    raw.retain(|article| !elsewhere.contains(&article.id));
    Ok(Sets {
        annotated,
        labels,
        mentions,
        gum,
        gap,
        raw,
        dev: DevelopmentSets { outermost, whole, labelled, referents },
    })
}

/// The texts to cut into windows.
struct Texts<'a> {
    annotated: &'a [GoldArticle],
    labels: &'a [LabelledArticle],
    mentions: &'a [MentionArticle],
    gum: &'a [MentionArticle],
    gap: &'a [MentionArticle],
    raw: &'a [Article],
}

/// Cuts all articles into windows.
fn cut(preparer: &Preparer, texts: &Texts<'_>, stance: &StanceConfig) -> Result<Cut, TrainError> {
    let (whole, outermost): (Vec<_>, Vec<_>) = texts.annotated.iter().partition(|gold| gold.nested);
    let mut labels: BTreeMap<&str, &LabelledArticle> =
        texts.labels.iter().map(|labels| (labels.article.id.as_str(), labels)).collect();
    let mentions: BTreeMap<&str, &MentionArticle> =
        texts.mentions.iter().map(|mentions| (mentions.article.id.as_str(), mentions)).collect();
    let mut cut = Cut { windows: Vec::new(), counts: [0; 6] };
    for (kind, articles) in [whole, outermost].into_iter().enumerate() {
        for gold in articles {
            let id = gold.article.id.as_str();
            cut.add(kind, examples::annotated(preparer, gold, labels.remove(id), mentions.get(id).copied(), stance)?);
        }
    }
    for labels in labels.into_values() {
        cut.add(2, examples::labelled(preparer, labels, stance)?);
    }
    for (kind, articles) in [(3, texts.gum), (4, texts.gap)] {
        for article in articles {
            cut.add(kind, examples::mentioned(preparer, article)?);
        }
    }
    for article in texts.raw {
        cut.add(5, examples::raw(preparer, article)?);
    }
    Ok(cut)
}

impl Cut {
    /// Adds the windows of an article.
    fn add(&mut self, kind: usize, windows: Vec<Example>) {
        let article = self.windows.last().map_or(0, |last| last.article + 1);
        self.counts[kind] += windows.len();
        self.windows.extend(windows.into_iter().map(|example| Example { article, ..example }));
    }
}
