//! `saidso train`.

use crate::console;
use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use saidso_train::{Figures, Folders, Observer, TrainConfig, train};
use serde::de::DeserializeOwned;
use std::io::IsTerminal;
use std::path::PathBuf;

/// Train a model: the encoder and its heads, jointly
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso train models/saidso-en/train.toml --data ../data \\
      --base ~/.cache/saidso/all-MiniLM-L6-v2 -o models/mine
  saidso train models/saidso-en/train.toml --data D --base B -o mine --resume
  saidso train models/saidso-en/train.toml --data ../data --base BASE \\
      --also corrected.jsonl -o models/mine

scripts/base_encoder fetches the base encoder and prints its folder. datasets/README.md says how to get the data.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    run: RunArguments,
    /// Folder of sentence labels (train.jsonl.gz, dev.jsonl.gz) for articles among the data
    #[arg(long, value_name = "DIR", default_value = "datasets/stance")]
    labels: PathBuf,
    /// Folder of fully labelled articles (train.jsonl.gz, dev.jsonl.gz, blind.jsonl.gz), whose texts are among the data
    #[arg(long, value_name = "DIR", default_value = "datasets/articles")]
    articles: PathBuf,
    /// Folder of sentences labelled for check-worthiness (train.jsonl.gz); without it, the model does not predict that
    #[arg(long, value_name = "DIR")]
    check_worthy: Option<PathBuf>,
    /// More gold files to learn from, such as corrected labels
    #[arg(long, value_name = "FILE", num_args = 1..)]
    also: Vec<PathBuf>,
    /// Gold articles with labelled sentences, to calibrate opinion on
    #[arg(long, value_name = "FILE", default_value = "datasets/gold/gold.jsonl")]
    gold: PathBuf,
}

/// Options of every training run.
#[derive(Debug, clap::Args)]
pub(super) struct RunArguments {
    /// Configuration (TOML)
    config: PathBuf,
    /// Folder that the configuration's data paths are relative to
    #[arg(long, value_name = "DIR")]
    pub(super) data: PathBuf,
    /// Folder of the base encoder (config.json, tokenizer.json, model.safetensors)
    #[arg(long, value_name = "DIR")]
    pub(super) base: PathBuf,
    /// Folder to write
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: PathBuf,
    /// Folder for checkpoints and the log [default: the output folder's name with .run]
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
    /// Resume from the last checkpoint, if any
    #[arg(long)]
    pub(super) resume: bool,
    /// Threads of each matrix operation
    #[arg(long, default_value_t = 2, value_name = "N")]
    threads: u16,
}

impl RunArguments {
    /// Reads the configuration and sets the number of threads.
    pub(super) fn start<C: DeserializeOwned>(&self) -> anyhow::Result<C> {
        tch::set_num_threads(i32::from(self.threads));
        let path = &self.config;
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("cannot use {}", path.display()))
    }

    /// The folder for checkpoints.
    pub(super) fn folder(&self) -> PathBuf {
        self.run.clone().unwrap_or_else(|| {
            let mut name = self.output.clone().into_os_string();
            name.push(".run");
            name.into()
        })
    }
}

/// Trains as the arguments say.
///
/// # Errors
/// The configuration, the data or the base encoder cannot be used, or a file cannot be written.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let run = &arguments.run;
    let config: TrainConfig = run.start()?;
    let folders = Folders {
        data: run.data.clone(),
        labels: arguments.labels.clone(),
        articles: arguments.articles.clone(),
        check_worthy: arguments.check_worthy.clone(),
        also: arguments.also.clone(),
        base: run.base.clone(),
        gold: arguments.gold.clone(),
        model: run.output.clone(),
        run: run.folder(),
    };
    let mut reporter = Reporter::new();
    train(&config, &folders, run.resume, &mut reporter)?;
    reporter.bar.finish_and_clear();
    console::line(format_args!("wrote {}", folders.model.display()));
    Ok(())
}

/// A progress bar on a terminal; a line per evaluation everywhere.
struct Reporter {
    bar: ProgressBar,
    smoothed: Option<f64>,
}

impl Reporter {
    fn new() -> Self {
        Self { bar: step_bar(), smoothed: None }
    }
}

/// A progress bar of steps, hidden if standard error is not a terminal.
pub(super) fn step_bar() -> ProgressBar {
    let target =
        if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} steps, {eta} left, loss {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::with_draw_target(Some(0), target).with_style(style);
    console::share_with(&bar);
    bar
}

impl Observer for Reporter {
    fn step(&mut self, done: usize, steps: usize, loss: f64) {
        let smoothed = self.smoothed.map_or(loss, |before| before * 0.98 + loss * 0.02);
        self.smoothed = Some(smoothed);
        self.bar.set_length(steps as u64);
        self.bar.set_position(done as u64);
        self.bar.set_message(format!("{smoothed:.3}"));
    }

    fn evaluated(&mut self, epoch: usize, figures: &Figures) {
        let line = format!(
            "epoch {epoch}: development F1 end to end {:.1}, with nested ones {:.1}, match {:.1}, exact {:.1}; opinion \
             macro-F1 {:.1} in sentences, {:.1} in articles",
            100.0 * figures.end_to_end,
            100.0 * figures.nested,
            100.0 * figures.match_dice_50,
            100.0 * figures.exact_words,
            100.0 * figures.opinion_single,
            100.0 * figures.opinion_running,
        );
        console::line(line);
    }
}
