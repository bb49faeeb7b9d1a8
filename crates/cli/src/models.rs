//! Where models are found, and how they are run.

use anyhow::{Context, bail};
use clap::ValueEnum;
use etcetera::base_strategy::{BaseStrategy, Xdg};
use saidso::model::SentenceEncoder;
use saidso::{ModelError, Pipeline, Precision};
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The model that is used unless the user names one.
const DEFAULT: &str = "saidso-en";

/// How many folders above the executable may hold a `models` folder: enough to find the checkout's from
/// `target/release/saidso` and `target/x86_64-unknown-linux-gnu/release/saidso`.
const ANCESTORS: usize = 4;

/// How a model calculates.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Calculation {
    /// Precision of the encoder
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto", help_heading = "Model")]
    pub(super) precision: PrecisionChoice,
    /// Which encoder to use
    #[arg(long, value_enum, value_name = "WHICH", default_value = "native", help_heading = "Model")]
    encoder: EncoderChoice,
}

/// The model of a command that labels articles if they come without labels.
#[derive(Debug, clap::Args)]
pub(super) struct ModelArguments {
    /// Model folder, or name of a model, for articles without labels [default: saidso-en]
    #[arg(long, value_name = "DIR", env = "SAIDSO_MODEL", help_heading = "Model")]
    model: Option<OsString>,
    /// Precision of the encoder
    #[arg(long, value_enum, value_name = "HOW", default_value = "auto", help_heading = "Model")]
    precision: PrecisionChoice,
}

impl ModelArguments {
    /// Loads the model.
    pub(super) fn load(&self) -> anyhow::Result<Pipeline> {
        load(&find(self.model.as_deref())?, self.precision)
    }
}

/// Precision of the encoder.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum PrecisionChoice {
    /// int8 where the processor has instructions for it (AVX-512 VNNI, ARM dotprod), else fp32
    Auto,
    /// Single precision
    Fp32,
    /// Linear layers in 8-bit integers: probabilities move a little
    Int8,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EncoderChoice {
    /// saidso's own
    Native,
    /// rust-bert's, in single precision, as a reference; in builds with libtorch
    RustBert,
}

impl PrecisionChoice {
    /// The precision used on this machine, as named in manifests.
    pub(super) fn resolved(self) -> &'static str {
        match Precision::from(self).resolved() {
            Precision::Int8 => "int8",
            Precision::Auto | Precision::Single => "fp32",
        }
    }
}

impl From<PrecisionChoice> for Precision {
    fn from(choice: PrecisionChoice) -> Self {
        match choice {
            PrecisionChoice::Auto => Self::Auto,
            PrecisionChoice::Fp32 => Self::Single,
            PrecisionChoice::Int8 => Self::Int8,
        }
    }
}

impl Calculation {
    /// Loads the model in a folder.
    pub(super) fn load(self, folder: &Path) -> anyhow::Result<Pipeline> {
        let start = Instant::now();
        let pipeline = match self.encoder {
            EncoderChoice::Native => load(folder, self.precision)?,
            EncoderChoice::RustBert => reference(folder)?,
        };
        tracing::info!("loaded {} in {:?}", folder.display(), start.elapsed());
        Ok(pipeline)
    }

    /// How a run calculates, in words.
    pub(super) fn described(self) -> String {
        match self.encoder {
            EncoderChoice::Native => {
                format!("{} by {}", self.precision.resolved(), Precision::from(self.precision).kernel())
            }
            EncoderChoice::RustBert => "fp32 by rust-bert".to_owned(),
        }
    }
}

/// Loads the model in a folder, with saidso's own encoder.
pub(super) fn load(folder: &Path, precision: PrecisionChoice) -> anyhow::Result<Pipeline> {
    let choice = Precision::from(precision);
    tracing::info!("calculating in {} by {}", precision.resolved(), choice.kernel());
    Pipeline::load_at(folder, choice).map_err(|error| unusable(folder, error))
}

#[cfg(feature = "rust-bert")]
fn reference(folder: &Path) -> anyhow::Result<Pipeline> {
    saidso_train::reference(folder).map_err(|error| unusable(folder, error))
}

#[cfg(not(feature = "rust-bert"))]
fn reference(_: &Path) -> anyhow::Result<Pipeline> {
    bail!("--encoder rust-bert: {}", super::training::NO_LIBTORCH)
}

fn unusable(folder: &Path, error: ModelError) -> anyhow::Error {
    let hint = match &error {
        ModelError::NoWeights { .. } => "; train a model with `saidso train`, or name another folder with --model",
        _ => "",
    };
    anyhow::Error::new(error).context(format!("cannot use the model in {}{hint}", folder.display()))
}

/// The folder of a model that is given as a folder or by name.
pub(super) fn find(model: Option<&OsStr>) -> anyhow::Result<PathBuf> {
    let model = model.filter(|model| !model.is_empty());
    if let Some(folder) = model.map(Path::new) {
        if folder.is_dir() {
            return Ok(folder.to_owned());
        }
        if folder.exists() {
            bail!("{} is not a model folder", folder.display());
        }
        if folder.components().count() > 1 {
            bail!("there is no model folder {}", folder.display());
        }
    }
    let name = model.unwrap_or(OsStr::new(DEFAULT));
    let places = places(name);
    if let Some(place) = places.iter().find(|place| place.is_dir()) {
        return Ok(place.clone());
    }
    let looked: Vec<String> = places.iter().map(|place| format!("  {}\n", place.display())).collect();
    bail!(
        "there is no model `{}`; looked for\n{}Name a model folder with --model, or set the environment variable \
         SAIDSO_MODELS to the folder that holds your models; `saidso model get FOLDER|ARCHIVE` copies a model to a \
         folder that is searched",
        name.to_string_lossy(),
        looked.concat()
    )
}

/// Where to look for a model of this name.
fn places(name: &OsStr) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    folders.extend(env::var_os("SAIDSO_MODELS").filter(|folder| !folder.is_empty()).map(PathBuf::from));
    folders.push("models".into());
    let executable = env::current_exe().and_then(|path| path.canonicalize()).unwrap_or_default();
    folders.extend(executable.ancestors().skip(1).take(ANCESTORS).map(|folder| folder.join("models")));
    folders.extend(data_folder());
    // `fast` is short for `saidso-en-fast`.
    let mut names = vec![name.to_owned()];
    if !name.as_encoded_bytes().starts_with(DEFAULT.as_bytes()) {
        names.push([OsStr::new(DEFAULT), OsStr::new("-"), name].iter().copied().collect());
    }
    folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).collect()
}

/// Loads the sentence encoder in a folder, or where `scripts/base_encoder` puts it.
pub(super) fn sentence_encoder(folder: Option<&Path>) -> anyhow::Result<SentenceEncoder> {
    let folder = match folder {
        Some(folder) => folder.to_owned(),
        None => cache_folder()
            .map(|cache| cache.join("all-MiniLM-L6-v2"))
            .context("neither XDG_CACHE_HOME nor HOME is set: name the sentence encoder's folder with --encoder")?,
    };
    SentenceEncoder::load(&folder).with_context(|| {
        format!(
            "no sentence encoder in {}: run scripts/base_encoder, or name its folder with --encoder",
            folder.display()
        )
    })
}

/// The user's folder of models.
pub(super) fn data_folder() -> Option<PathBuf> {
    Some(Xdg::new().ok()?.data_dir().join("saidso").join("models"))
}

/// The folder where scripts keep what they download; `scripts/lib.sh` follows the same rule.
pub(super) fn cache_folder() -> Option<PathBuf> {
    Some(Xdg::new().ok()?.cache_dir().join("saidso"))
}
