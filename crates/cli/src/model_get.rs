//! `saidso model get`: installs models in the user's data folder, where `--model` finds them by name.

use super::models::data_folder;
use super::{Status, console};
use anyhow::{Context, bail};
use clap::Subcommand;
use saidso::Pipeline;
use saidso::model::{CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE};
use saidso_io::corpus::file_hashes;
use saidso_io::read::uncompressed_file;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// The files that make up a model.
const FILES: [&str; 3] = [CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE];

/// Most bytes that are unpacked for one file of a model.
const MOST_BYTES: u64 = 4 << 30;

/// Install models, so that `--model` finds them by name
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso model get models/mine
  saidso model get saidso-0.2.0-linux-x86_64.tar.gz")]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Get(GetArguments),
}

/// Copy models from a folder or archive into the user's data folder
///
/// Copies every model found in a model's own folder, a folder of models, an archive made by `scripts/package` or
/// `scripts/wheel`, or any other tar or ZIP archive. Each model is loaded as a test before it is kept. Nothing is
/// downloaded. Prints the new folders.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso model get models/mine
  saidso model get saidso-0.2.0-cp39-abi3-manylinux_2_34_x86_64.whl
  saidso model get saidso-0.2.0-linux-x86_64.tar.gz --sha256 9f86d081…

Models are kept in $XDG_DATA_HOME/saidso/models, by default ~/.local/share/saidso/models.")]
struct GetArguments {
    /// A folder or archive with a model in it
    #[arg(value_name = "FOLDER|ARCHIVE")]
    from: PathBuf,
    /// SHA-256 that the archive must have, or a model folder's model.safetensors
    #[arg(long, value_name = "HEX")]
    sha256: Option<String>,
    /// Replace a model of the same name
    #[arg(long)]
    replace: bool,
}

/// Carries out `saidso model`.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let Command::Get(arguments) = &arguments.command;
    let from = &arguments.from;
    if !from.exists() {
        let hint = if from.to_string_lossy().contains("://") { "; fetch it first: nothing is downloaded" } else { "" };
        bail!("there is no folder or archive {}{hint}", from.display());
    }
    if let Some(wanted) = &arguments.sha256 {
        check_hash(from, wanted)?;
    }
    let Some(models) = data_folder() else { bail!("there is no data folder: set HOME or XDG_DATA_HOME") };
    fs::create_dir_all(&models).with_context(|| format!("cannot make {}", models.display()))?;
    // Next to the models, so that each can be moved in one step.
    let stage = Stage::new(models.join(format!(".partial-{}", std::process::id())))?;
    let copied = if from.is_dir() { from_folder(from, &stage.0) } else { from_archive(from, &stage.0) };
    copied.with_context(|| format!("cannot read {}", from.display()))?;
    let names = whole_models(&stage.0)?;
    if names.is_empty() {
        bail!("{} holds no model: a model is a folder with {}", from.display(), FILES.join(", "));
    }
    for name in &names {
        Pipeline::load(stage.0.join(name)).with_context(|| format!("the model `{}` is unusable", name.display()))?;
        if models.join(name).exists() && !arguments.replace {
            bail!("there is already a model {}; --replace replaces it", models.join(name).display());
        }
    }
    for name in names {
        let place = models.join(&name);
        if place.exists() {
            fs::rename(&place, stage.0.join(".old")).with_context(|| format!("cannot replace {}", place.display()))?;
        }
        fs::rename(stage.0.join(&name), &place).with_context(|| format!("cannot write {}", place.display()))?;
        let _ = fs::remove_dir_all(stage.0.join(".old"));
        console::print(&format!("{}\n", place.display()))?;
    }
    Ok(Status::AllWell)
}

/// A folder that is removed on drop.
struct Stage(PathBuf);

impl Stage {
    fn new(path: PathBuf) -> anyhow::Result<Self> {
        fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn check_hash(from: &Path, wanted: &str) -> anyhow::Result<()> {
    let (folder, name) = match (from.is_dir(), from.file_name().and_then(OsStr::to_str)) {
        (true, _) => (from, WEIGHTS_FILE),
        (false, Some(name)) => (from.parent().unwrap_or(Path::new("")), name),
        (false, None) => bail!("{} is not an archive", from.display()),
    };
    let hashes = file_hashes(folder, &[name])?;
    let found = &hashes[name];
    if !found.eq_ignore_ascii_case(wanted.trim()) {
        bail!("{} has the SHA-256 {found}, not {wanted}: damaged, or the wrong file", folder.join(name).display());
    }
    Ok(())
}

/// Where to put a file of a model: in the folder named after its model. `None` for other files.
fn target(path: &Path, stage: &Path) -> Option<PathBuf> {
    let file = path.file_name().and_then(OsStr::to_str).filter(|name| FILES.contains(name))?;
    let Some(Component::Normal(model)) = path.parent()?.components().next_back() else { return None };
    let is_plain = model.to_str().is_some_and(|name| !name.starts_with('.'));
    is_plain.then(|| stage.join(model).join(file))
}

fn from_folder(folder: &Path, stage: &Path) -> io::Result<()> {
    let folder = folder.canonicalize()?;
    let inside = |folder: &Path| folder.read_dir().into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    // A model, a folder of models, or an unpacked package.
    let folders = [folder.clone()].into_iter().chain(inside(&folder)).chain(inside(&folder.join("models")));
    for path in folders.flat_map(|folder| FILES.map(|file| folder.join(file))) {
        if let Some(target) = target(&path, stage)
            && path.is_file()
        {
            copy(&mut File::open(&path)?, &target)?;
        }
    }
    Ok(())
}

fn from_archive(path: &Path, stage: &Path) -> io::Result<()> {
    if let Ok(mut archive) = zip::ZipArchive::new(File::open(path)?) {
        for index in 0..archive.len() {
            let mut file = archive.by_index(index)?;
            if let Some(target) = file.enclosed_name().and_then(|name| target(&name, stage)) {
                copy(&mut file, &target)?;
            }
        }
        return Ok(());
    }
    for file in tar::Archive::new(uncompressed_file(path)?).entries()? {
        let mut file = file?;
        let target = target(&file.path()?, stage);
        if let Some(target) = target.filter(|_| file.header().entry_type().is_file()) {
            copy(&mut file, &target)?;
        }
    }
    Ok(())
}

fn copy(from: &mut impl Read, to: &Path) -> io::Result<()> {
    to.parent().map_or(Ok(()), fs::create_dir_all)?;
    let copied = io::copy(&mut from.take(MOST_BYTES), &mut File::create(to)?)?;
    if copied < MOST_BYTES { Ok(()) } else { Err(io::Error::other(format!("more than {MOST_BYTES} bytes in a file"))) }
}

/// The names of the models in a folder that are complete.
fn whole_models(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in folder.read_dir()? {
        let entry = entry?;
        if FILES.iter().all(|file| entry.path().join(file).is_file()) {
            names.push(entry.file_name().into());
        }
    }
    names.sort();
    Ok(names)
}
