//! `saidso pretrain`.

use super::train::{RunArguments, step_bar};
use crate::console;
use saidso_train::{PretrainConfig, PretrainFolders, pretrain};

/// Pretrain the base encoder further on unlabelled news, for `train`
///
/// Masks words of the articles for the encoder to guess. The result is the folder of a base encoder.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso pretrain models/saidso-en/pretrain.toml --data ../data \\
      --base ~/.cache/saidso/all-MiniLM-L6-v2 -o base-news
  saidso train models/saidso-en/train.toml --data D --base base-news -o mine")]
pub(crate) struct Arguments {
    #[command(flatten)]
    run: RunArguments,
}

/// Pretrains as the arguments say.
///
/// # Errors
/// The configuration, the data or the base encoder cannot be used, or a file cannot be written.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let run = &arguments.run;
    let config: PretrainConfig = run.start()?;
    let folders = PretrainFolders {
        data: run.data.clone(),
        base: run.base.clone(),
        output: run.output.clone(),
        run: run.folder(),
    };
    let bar = step_bar();
    bar.set_length(config.steps as u64);
    pretrain(&config, &folders, run.resume, &mut |done, loss| {
        bar.set_position(done as u64);
        bar.set_message(format!("{loss:.3}"));
    })?;
    bar.finish_and_clear();
    console::line(format_args!("wrote {}", folders.output.display()));
    Ok(())
}
