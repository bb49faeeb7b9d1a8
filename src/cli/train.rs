//! `saidso train`.

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use saidso::train::{Figures, Folders, Observer, TrainConfig, train};
use std::io::IsTerminal;
use std::path::PathBuf;

/// Train a model: the encoder and its heads, jointly, on two threads.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso train models/saidso-en/train.toml --data ../data --base ~/.cache/saidso/all-MiniLM-L6-v2 -o models/mine
  saidso train models/saidso-en/train.toml --data ../data --base BASE -o models/mine --resume

scripts/base_encoder fetches the base encoder and prints its folder. datasets/README.md says how to get the data.")]
pub(super) struct Arguments {
    /// Training configuration (TOML)
    config: PathBuf,
    /// Folder that the configuration's data paths are relative to
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Folder of the base encoder (config.json, tokenizer.json, model.safetensors)
    #[arg(long, value_name = "DIR")]
    base: PathBuf,
    /// Articles with labelled sentences, to calibrate opinion by
    #[arg(long, value_name = "FILE", default_value = "datasets/gold/gold.jsonl")]
    gold: PathBuf,
    /// Model folder to write
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Folder for checkpoints and the log [default: the model folder's name with .run]
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
    /// Go on from the last checkpoint, if there is one
    #[arg(long)]
    resume: bool,
    /// Threads of each matrix operation
    #[arg(long, default_value_t = 2, value_name = "N")]
    threads: u16,
}

/// Trains as the arguments say.
///
/// # Errors
/// The configuration, the data or the base encoder cannot be used, or a file cannot be written.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let path = &arguments.config;
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let config: TrainConfig = toml::from_str(&text).with_context(|| format!("cannot use {}", path.display()))?;
    let mut run = arguments.output.clone().into_os_string();
    run.push(".run");
    let folders = Folders {
        data: arguments.data.clone(),
        base: arguments.base.clone(),
        gold: arguments.gold.clone(),
        model: arguments.output.clone(),
        run: arguments.run.clone().unwrap_or_else(|| run.into()),
    };
    tch::set_num_threads(i32::from(arguments.threads));
    let mut reporter = Reporter::new();
    train(&config, &folders, arguments.resume, &mut reporter)?;
    reporter.bar.finish_and_clear();
    eprintln!("wrote {}", folders.model.display());
    Ok(())
}

/// A progress bar on a terminal; a line per evaluation everywhere.
struct Reporter {
    bar: ProgressBar,
    smoothed: Option<f64>,
}

impl Reporter {
    fn new() -> Self {
        let target =
            if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} steps, {eta} left, loss {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self { bar: ProgressBar::with_draw_target(Some(0), target).with_style(style), smoothed: None }
    }
}

impl Observer for Reporter {
    fn step(&mut self, done: usize, steps: usize, loss: f64) {
        let smoothed = self.smoothed.map_or(loss, |before| before * 0.98 + loss * 0.02);
        self.smoothed = Some(smoothed);
        self.bar.set_length(steps as u64);
        self.bar.set_position(done as u64);
        self.bar.set_message(format!("{smoothed:.3}"));
    }

    fn evaluated(&mut self, epoch: usize, figures: &Figures, opinion: f64) {
        let line = format!(
            "epoch {epoch}: development F1 end to end {:.1}, match {:.1}, exact {:.1}; opinion macro-F1 {:.3}",
            100.0 * figures.end_to_end,
            100.0 * figures.match_dice_50,
            100.0 * figures.exact_words,
            opinion
        );
        self.bar.suspend(|| eprintln!("{line}"));
    }
}
