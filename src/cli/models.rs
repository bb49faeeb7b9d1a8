//! Where models are found, and how they calculate.

use anyhow::{Context, bail};
use clap::ValueEnum;
use saidso::Pipeline;
use saidso::model::{Precision, multiplies_integers};
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The model that is used unless the user names one.
const DEFAULT: &str = "saidso-en";

/// How far above the executable a `models` folder may lie: it is the checkout's for `target/release/saidso`, and for
/// `target/x86_64-unknown-linux-gnu/release/saidso`.
const ANCESTORS: usize = 4;

/// How exactly the encoder calculates.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum PrecisionChoice {
    /// int8 where the processor has instructions for it (AVX-512 VNNI), else fp32
    Auto,
    /// Single precision
    Fp32,
    /// Linear layers in 8-bit integers: probabilities move a little
    Int8,
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

/// Loads the model in a folder.
pub(super) fn load(folder: &Path, precision: PrecisionChoice) -> anyhow::Result<Pipeline> {
    let start = Instant::now();
    if !multiplies_integers() {
        const LACK: &str = "this processor has no instructions for products of 8-bit integers";
        match precision {
            PrecisionChoice::Auto => tracing::info!("{LACK}: calculating in fp32"),
            PrecisionChoice::Int8 => tracing::info!("{LACK}: --precision fp32 may be faster"),
            PrecisionChoice::Fp32 => {}
        }
    }
    let pipeline = Pipeline::load_at(folder, precision.into())
        .with_context(|| format!("cannot use the model in {}", folder.display()))?;
    tracing::info!("loaded {} in {:?}", folder.display(), start.elapsed());
    Ok(pipeline)
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
        "there is no model `{}`; looked for\n{}Name a model folder with --model, or the folder that holds your \
         models with the environment variable SAIDSO_MODELS",
        name.to_string_lossy(),
        looked.concat()
    )
}

/// Where a model of this name may lie.
fn places(name: &OsStr) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    folders.extend(env::var_os("SAIDSO_MODELS").filter(|folder| !folder.is_empty()).map(PathBuf::from));
    folders.push("models".into());
    let executable = env::current_exe().and_then(|path| path.canonicalize()).unwrap_or_default();
    folders.extend(executable.ancestors().skip(1).take(ANCESTORS).map(|folder| folder.join("models")));
    folders.into_iter().map(|folder| folder.join(name)).collect()
}

/// The folder in which scripts keep what they fetch; theirs is the same rule, in `scripts/lib.sh`.
pub(super) fn cache_folder() -> Option<PathBuf> {
    let absolute = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let home = || env::var_os("HOME").filter(|home| !home.is_empty()).map(|home| Path::new(&home).join(".cache"));
    absolute.or_else(home).map(|cache| cache.join("saidso"))
}
