//! `saidso merge`.

use super::ended::explained;
use super::output::{Destination, OutputArguments};
use super::progress::Counted;
use super::{Status, console};
use anyhow::{Context, bail};
use indicatif::HumanCount;
use saidso::pipeline::RunError;
use saidso_io::corpus::{CorpusError, Outcomes, Position, Shards};
use std::io;
use std::path::PathBuf;

/// Join the outputs of all shards of a corpus
///
/// Puts the records back into the order of the corpus. First checks, by the shards' manifests, that each shard is
/// complete and given once, and that all were made from the same articles with the same model and settings; each part
/// is checked by its hash. A single folder is rewritten in another form.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  saidso extract corpus/ -o shard-1/ --shard 1/2     on one machine
  saidso extract corpus/ -o shard-2/ --shard 2/2     on another
  saidso merge shard-1/ shard-2/ -o labels.jsonl.zst
  saidso merge shard-1/ shard-2/ -o claims/ --format parquet --rows claims

Shards may hold JSON Lines or Parquet by articles, compressed or not.")]
pub(super) struct Arguments {
    /// Output folders of all shards, in any order
    #[arg(value_name = "DIR", required = true)]
    shards: Vec<PathBuf>,
    #[command(flatten)]
    output: OutputArguments,
    /// Show no summary, only errors
    #[arg(short, long)]
    quiet: bool,
}

/// Joins shards.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    if let Some(file) = arguments.shards.iter().find(|path| path.is_file()) {
        bail!("{0} is a file, not the output folder of a run: join JSON Lines files with cat", file.display());
    }
    let shards = Shards::open(&arguments.shards)?;
    let merged = match arguments.output.open(false, false, shards.metadata())? {
        Destination::Folder(path, layout) => {
            let settings = OutputArguments::settings(&layout);
            shards.write_folder(&path, layout, settings).map(|manifest| manifest.position)
        }
        Destination::Output(mut output) => match shards.write(&mut output) {
            Ok(position) => output.finish().map(|()| position).map_err(|error| CorpusError::Output { error }),
            Err(error) => {
                output.abandon();
                Err(error)
            }
        },
    };
    match merged {
        Ok(Position { outcomes: Outcomes { articles, failed, skipped }, .. }) => {
            if !arguments.quiet {
                let shards = Counted(arguments.shards.len() as u64, "shard");
                let mut counts = vec![Counted(articles, "article").to_string()];
                counts.extend((failed > 0).then(|| Counted(failed, "failure").to_string()));
                counts.extend((skipped > 0).then(|| format!("{} skipped", HumanCount(skipped))));
                console::line(format_args!("{}, of {shards}", counts.join(", ")));
            }
            Ok(if failed > 0 { Status::SomeFailed } else { Status::AllWell })
        }
        // The reader of our output has closed the pipe, which is not an error.
        Err(CorpusError::Output { error }) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Status::AllWell),
        Err(CorpusError::Output { error }) => Err(explained(RunError::Sink(error))),
        Err(error) => Err(error).context("cannot merge"),
    }
}
