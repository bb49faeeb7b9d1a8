//! `saidso pretrain`.

use super::train::{read_config, run_folder, step_bar};
use saidso::train::{PretrainConfig, PretrainFolders, pretrain};
use std::path::PathBuf;

/// Pretrain the base encoder further on unlabelled news, for `train`
///
/// Words of the articles are masked and have to be guessed. The result is a base encoder's folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  saidso pretrain models/saidso-en/pretrain.toml --data ../data --base ~/.cache/saidso/all-MiniLM-L6-v2 -o base-news
  saidso train models/saidso-en/train.toml --data ../data --base base-news -o models/mine")]
pub(super) struct Arguments {
    /// Configuration (TOML)
    config: PathBuf,
    /// Folder that the configuration's data paths are relative to
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Folder of the base encoder (config.json, tokenizer.json, model.safetensors)
    #[arg(long, value_name = "DIR")]
    base: PathBuf,
    /// Folder of the new base encoder
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Folder for checkpoints and the log [default: the output folder's name with .run]
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
    /// Go on from the last checkpoint, if there is one
    #[arg(long)]
    resume: bool,
    /// Threads of each matrix operation
    #[arg(long, default_value_t = 2, value_name = "N")]
    threads: u16,
}

/// Pretrains as the arguments say.
///
/// # Errors
/// The configuration, the data or the base encoder cannot be used, or a file cannot be written.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let config: PretrainConfig = read_config(&arguments.config)?;
    let folders = PretrainFolders {
        data: arguments.data.clone(),
        base: arguments.base.clone(),
        output: arguments.output.clone(),
        run: run_folder(arguments.run.as_deref(), &arguments.output),
    };
    tch::set_num_threads(i32::from(arguments.threads));
    let bar = step_bar();
    bar.set_length(config.steps as u64);
    pretrain(&config, &folders, arguments.resume, &mut |done, loss| {
        bar.set_position(done as u64);
        bar.set_message(format!("{loss:.3}"));
    })?;
    bar.finish_and_clear();
    eprintln!("wrote {}", folders.output.display());
    Ok(())
}
