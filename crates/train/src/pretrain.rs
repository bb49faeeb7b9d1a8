//! Further pretraining of the base encoder on unlabelled news with masked words (Devlin et al. 2019, Gururangan et
//! al. 2020).
//!
//! The base encoder was tuned for whole sentences, and has not seen the segment ids that represent case, quotation
//! marks and sentence starts. Filling in words of news adapts it to both. Whole words are masked, because one piece
//! of a word would give away the others.

use super::checkpoint::{Checkpoints, Progress};
use super::config::Schedule;
use super::device::device;
use super::log::Log;
use super::network::{Batch, weights};
use super::optimizer::Optimizer;
use super::precision::at_precision;
use super::{MatrixPrecision, TrainError, data};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use saidso::model::{self, ENCODER_PREFIX};
use saidso::prepare::{Preparer, SEGMENTS, Window, WindowConfig};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tch::nn::{self, Module, VarStore};
use tch::{Kind, Tensor};
use tokenizers::Tokenizer;

/// A configuration for further pretraining, as read by `saidso pretrain`. Paths are relative to the data folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PretrainConfig {
    /// Seed for everything random.
    pub seed: u64,
    /// Articles to learn from, as JSON Lines with `id` and `text`.
    pub texts: Vec<PathBuf>,
    /// Maximum number of word pieces in a window.
    pub max_pieces: usize,
    /// Share of the words that are masked.
    pub masked: f64,
    /// Steps to take.
    pub steps: usize,
    /// Word pieces per step, padding included.
    pub batch_pieces: usize,
    /// Precision of matrix products.
    pub matrices: MatrixPrecision,
    /// Steps between checkpoints.
    pub checkpoint_steps: usize,
    /// Learning rates and related settings.
    pub optimizer: Schedule,
}

/// A line of the log.
#[derive(Serialize)]
struct Entry {
    step: usize,
    loss: f64,
    seconds: f64,
}

/// Pretrains the base encoder further and writes the folder of the new base encoder. `report` is called after each
/// step with the number of steps taken and the loss.
///
/// # Errors
/// The data, the base encoder or a checkpoint cannot be used, or a file cannot be written.
pub fn pretrain(
    config: &PretrainConfig,
    folders: &PretrainFolders,
    resume: bool,
    report: &mut dyn FnMut(usize, f64),
) -> Result<(), TrainError> {
    let tokenizer = model::read_tokenizer(&folders.base.join(model::TOKENIZER_FILE))?;
    let special = Special::of(&tokenizer, &folders.base)?;
    let encoder =
        BertConfig { type_vocab_size: SEGMENTS as i64, ..data::read_json(&folders.base.join(model::CONFIG_FILE))? };
    let texts: Vec<&Path> = config.texts.iter().map(PathBuf::as_path).collect();
    let hashes = data::hashes("", &folders.data, &texts)?;
    let windows =
        windows(config, &folders.data, &Preparer::new(tokenizer.clone(), special.windows(config.max_pieces)))?;

    tch::manual_seed(config.seed as i64);
    let store = VarStore::new(device());
    let network = Masked::new(&store.root(), &encoder);
    weights::load_base(&store, &folders.base.join(model::WEIGHTS_FILE), None)?;
    let mut optimizer = Optimizer::new(config.optimizer, weights::variables(&store));
    let checkpoints = Checkpoints::new(folders.run.clone())?;
    let mut progress = Progress { step: 0, evaluated: 0, best: None, config: config.clone(), hashes: hashes.clone() };
    if resume && let Some(saved) = checkpoints.load(&store, &mut optimizer, config, &hashes, None)? {
        progress = saved;
    }
    let mut log = Log::open(&folders.run.join("log.jsonl"), resume)?;

    for (step, batch) in plan(config, &windows).into_iter().enumerate().skip(progress.step) {
        let begun = Instant::now();
        let seed = config.seed.wrapping_mul(1_000_003).wrapping_add(step as u64);
        tch::manual_seed(seed as i64);
        let mut random = StdRng::seed_from_u64(seed);
        let examples: Vec<(Window, Vec<i64>)> =
            batch.into_iter().map(|window| special.mask(&windows[window], config.masked, &mut random)).collect();
        let loss = network.loss(&examples, config.matrices)?;
        loss.backward();
        optimizer.step(step, config.steps);
        progress.step = step + 1;
        let loss = loss.double_value(&[]);
        report(progress.step, loss);
        log.write(&Entry { step: progress.step, loss, seconds: begun.elapsed().as_secs_f64() })?;
        if progress.step.is_multiple_of(config.checkpoint_steps) {
            checkpoints.save(&store, &optimizer, &progress)?;
        }
    }
    optimizer.swap_average();
    write(&folders.output, &encoder, &tokenizer, &store)
}

/// The folders that further pretraining reads and writes.
#[derive(Debug, Clone)]
pub struct PretrainFolders {
    /// The data sets.
    pub data: PathBuf,
    /// The base encoder.
    pub base: PathBuf,
    /// The folder of the new base encoder.
    pub output: PathBuf,
    /// Checkpoints and log.
    pub run: PathBuf,
}

fn windows(config: &PretrainConfig, folder: &Path, preparer: &Preparer) -> Result<Vec<Window>, TrainError> {
    let mut windows = Vec::new();
    for path in &config.texts {
        for article in data::read_articles(&folder.join(path))? {
            // An article without text is skipped.
            if let Ok(prepared) = preparer.prepare(article) {
                windows.extend(prepared.windows);
            }
        }
    }
    Ok(windows)
}

/// The windows of each step: shuffled, then grouped by similar length.
fn plan(config: &PretrainConfig, windows: &[Window]) -> Vec<Vec<usize>> {
    /// How many windows are sorted by length together.
    const POOL: usize = 256;
    let mut random = StdRng::seed_from_u64(config.seed);
    let mut steps = Vec::new();
    while steps.len() < config.steps && !windows.is_empty() {
        let mut order: Vec<usize> = (0..windows.len()).collect();
        order.shuffle(&mut random);
        let mut round = Vec::new();
        for pool in order.chunks_mut(POOL) {
            pool.sort_by_key(|&window| std::cmp::Reverse(windows[window].pieces.len()));
            let mut rest = &*pool;
            while let Some(&longest) = rest.first() {
                let rows = (config.batch_pieces / windows[longest].pieces.len()).clamp(1, rest.len());
                let (batch, after) = rest.split_at(rows);
                round.push(batch.to_vec());
                rest = after;
            }
        }
        round.shuffle(&mut random);
        steps.extend(round);
    }
    steps.truncate(config.steps);
    steps
}

/// Token ids needed for masking, and the size of the vocabulary.
struct Special {
    cls: u32,
    sep: u32,
    mask: u32,
    vocabulary: u32,
}

impl Special {
    fn of(tokenizer: &Tokenizer, base: &Path) -> Result<Self, TrainError> {
        let id = |token: &str| {
            tokenizer.token_to_id(token).ok_or_else(|| TrainError::file(base, &format!("the tokenizer has no {token}")))
        };
        let vocabulary = tokenizer.get_vocab_size(true) as u32;
        Ok(Self { cls: id("[CLS]")?, sep: id("[SEP]")?, mask: id("[MASK]")?, vocabulary })
    }

    fn windows(&self, max_pieces: usize) -> WindowConfig {
        WindowConfig { max_pieces, context_pieces: 0, cls: self.cls, sep: self.sep }
    }

    /// The window with some words masked, and for each piece its original id, or -100 if it is not to be predicted.
    /// Of the masked words, 80 % become `[MASK]`, 10 % become random pieces, and 10 % stay.
    fn mask(&self, window: &Window, share: f64, random: &mut StdRng) -> (Window, Vec<i64>) {
        let mut masked = window.clone();
        let mut asked = vec![NOT_ASKED; window.pieces.len()];
        for (word, &first) in window.first_pieces.iter().enumerate() {
            if !random.random_bool(share) {
                continue;
            }
            let end = window.first_pieces.get(word + 1).map_or(window.pieces.len() - 1, |&next| next as usize);
            let change = random.random_range(0..10);
            let pieces = first as usize..end;
            for (piece, asked) in masked.pieces[pieces.clone()].iter_mut().zip(&mut asked[pieces]) {
                *asked = i64::from(*piece);
                match change {
                    0 => {}
                    1 => *piece = random.random_range(0..self.vocabulary),
                    _ => *piece = self.mask,
                }
            }
        }
        (masked, asked)
    }
}

/// Stands for a piece that is not to be predicted.
const NOT_ASKED: i64 = -100;

/// The encoder with BERT's head for masked words, whose output matrix is shared with the word vectors.
struct Masked {
    encoder: BertModel<BertEmbeddings>,
    transform: nn::Linear,
    norm: nn::LayerNorm,
    bias: Tensor,
    words: Tensor,
}

impl Masked {
    fn new(root: &nn::Path, config: &BertConfig) -> Self {
        let hidden = config.hidden_size;
        let encoder = BertModel::new_with_optional_pooler(root / "bert", config, false);
        // The variable that the encoder has already created under this name.
        let path = root / "bert" / "embeddings" / "word_embeddings";
        let words = path.entry("weight").or_zeros(&[config.vocab_size, hidden]);
        Self {
            encoder,
            transform: nn::linear(root / "transform", hidden, hidden, nn::LinearConfig::default()),
            norm: nn::layer_norm(root / "norm", vec![hidden], nn::LayerNormConfig::default()),
            bias: root.zeros("bias", &[config.vocab_size]),
            words,
        }
    }

    /// Mean cross-entropy of the masked pieces.
    fn loss(&self, examples: &[(Window, Vec<i64>)], precision: MatrixPrecision) -> Result<Tensor, TrainError> {
        let device = self.bias.device();
        let batch = Batch::new(examples.iter().map(|(window, _)| window).collect(), device);
        let length = batch.pieces.size()[1] as usize;
        let (mut places, mut targets) = (Vec::new(), Vec::new());
        for (row, (_, asked)) in examples.iter().enumerate() {
            for (piece, &target) in asked.iter().enumerate().filter(|&(_, &target)| target != NOT_ASKED) {
                places.push((row * length + piece) as i64);
                targets.push(target);
            }
        }
        let integers = |values: &[i64]| Tensor::from_slice(values).to_device(device);
        let logits = at_precision(precision, || {
            let (pieces, mask, segments) = (Some(&batch.pieces), Some(&batch.mask), Some(&batch.segments));
            let output = self.encoder.forward_t(pieces, mask, segments, None, None, None, None, true)?;
            let hidden = output.hidden_state.flatten(0, 1).index_select(0, &integers(&places));
            let hidden = self.norm.forward(&self.transform.forward(&hidden).gelu("none"));
            Ok::<_, TrainError>(hidden.matmul(&self.words.tr()))
        })?;
        let logits = logits.to_kind(Kind::Float) + &self.bias;
        Ok(logits.cross_entropy_for_logits(&integers(&targets)))
    }
}

fn write(folder: &Path, config: &BertConfig, tokenizer: &Tokenizer, store: &VarStore) -> Result<(), TrainError> {
    std::fs::create_dir_all(folder).map_err(|error| TrainError::file(folder, &error))?;
    let path = folder.join(model::CONFIG_FILE);
    let json = serde_json::to_vec_pretty(config).map_err(|error| TrainError::file(&path, &error))?;
    std::fs::write(&path, json).map_err(|error| TrainError::file(&path, &error))?;
    let path = folder.join(model::TOKENIZER_FILE);
    tokenizer.save(&path, false).map_err(|error| TrainError::file(&path, &error))?;
    let tensors: Vec<(String, Tensor)> = weights::variables(store)
        .into_iter()
        .filter_map(|(name, variable)| Some((name.strip_prefix(ENCODER_PREFIX)?.to_owned(), variable.detach())))
        .collect();
    let path = folder.join(model::WEIGHTS_FILE);
    Tensor::write_safetensors(&tensors, &path).map_err(|error| TrainError::file(&path, &error))
}
