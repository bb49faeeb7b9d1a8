//! `saidso extract`.

use super::inputs::InputArguments;
use super::models::PrecisionChoice;
use super::output::{Destination, OutputArguments, RunArguments};
use super::progress::{Closing, Counted, Progress, Stats};
use super::{Status, console, corpus, models, signals};
use anyhow::bail;
use clap::error::ErrorKind;
use clap::{CommandFactory, ValueEnum, value_parser};
use saidso::Pipeline;
use saidso::corpus::Shard;
use saidso::pipeline::{DEFAULT_BATCH_TOKENS, Observer, Outcome, RunError, RunOptions, Stop, Summary};
use saidso::read::{Articles, Input, ReadOptions, total_bytes};
use saidso::record::OutputLine;
use saidso::write::Output;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Label the sentences of articles and attribute them
///
/// Writes one JSON object per article, in the order of the input: its sentences with labels, its attributions with cue,
/// source and content, its sources and claims. Offsets count Unicode code points of the article's text. An article
/// that cannot be labelled is an object with an `error`, and a line on standard error.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(override_usage = "saidso extract [OPTIONS] <INPUT>...")]
#[command(after_help = "\
Examples:
  saidso extract story.txt --pretty
  saidso extract corpus/ letters.txt -o labels.jsonl --threads 8
  saidso extract export.csv --text-field body --id-field url -o labels.jsonl
  saidso extract dump.parquet --keep-fields date,outlet -o labels.jsonl
  saidso extract 'crawl/*.warc.gz' --duplicates skip -o labels.jsonl
  zcat dump.jsonl.gz | saidso extract - > labels.jsonl
  saidso extract corpus/ -o labels.jsonl.zst
  saidso extract corpus/ -o sentences.parquet --rows sentences
  saidso extract corpus/ -o labels/ --resume
  saidso extract corpus/ -o labels-2/ --shard 2/8
  tail -f feed.jsonl | saidso extract - --flush each

A text file is one article; its id is its path in the folder or archive that was named, without extensions. \
JSON Lines have an article a line, CSV, TSV and Parquet a row, WARC and WET a record. A web page is one article: its main \
text, with author and date as metadata. ZIP and tar archives hold any of these; files may be compressed by gzip, zstd, \
bzip2 or xz. Content tells the kind where it can, else the name. \
In a folder, the files of a known kind are read, those of its folders too, but none whose name begins with a dot, and no \
link that leads out.

Articles that are not in English are passed over, unless --any-language: an object with `skipped` stands in their place, \
and they are no failures.

With -o FILE, the output is written to FILE.partial and renamed when it is whole. With -o DIR/, it is written in parts, \
and manifest.json says what is done. A run that was interrupted or killed goes on with the same command and --resume; \
the parts are then the same, byte for byte, as without the break.

Exit status: 0 all well, 1 some articles failed, 2 usage or set-up, 3 cut short (a full disk, too many failures), \
130 interrupted, 143 terminated.")]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) reading: InputArguments,
    /// Indent the JSON for reading
    #[arg(long)]
    pretty: bool,
    /// Model folder, or name of a model [default: saidso-en]
    #[arg(long, value_name = "DIR", env = "SAIDSO_MODEL", hide_env_values = true)]
    model: Option<OsString>,
    /// Threads [default: one for each processor]; the output does not depend on them
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Word pieces that go through the encoder together; more take more memory
    #[arg(long, value_name = "N", default_value_t = DEFAULT_BATCH_TOKENS as u32, value_parser = value_parser!(u32).range(1..=1_000_000))]
    pub(super) batch_tokens: u32,
    /// When records are written: `each` labels an article by itself as soon as it is read
    #[arg(long, value_enum, value_name = "WHEN", default_value = "full")]
    flush: Flush,
    /// Records may come out of order, the first one ready first
    #[arg(long)]
    unordered_ok: bool,
    /// How exactly the encoder calculates
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) precision: PrecisionChoice,
    /// Neither progress nor summary; errors are still named
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Say at the end how much processor time each stage took
    #[arg(long)]
    pub(super) stats: bool,
    #[command(flatten)]
    pub(super) output: OutputArguments,
    #[command(flatten)]
    pub(super) run: RunArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Flush {
    /// When enough articles have come to fill the encoder's batches
    Full,
    /// Each as soon as it can be; standard input is JSON Lines then, and every line gets one answer
    Each,
}

impl Arguments {
    /// Whether every article is labelled by itself.
    pub(super) fn labels_each(&self) -> bool {
        self.flush == Flush::Each
    }
}

/// Labels articles as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let inputs = inputs(arguments);
    if inputs.contains(&Input::Stdin) && io::stdin().is_terminal() && !arguments.quiet {
        console::line("reading from the terminal; Ctrl-D ends the input");
    }
    let model = models::find(arguments.model.as_deref())?;
    let pipeline = models::load(&model, arguments.precision)?;
    if let Some(path) = arguments.output.path()
        && arguments.reading.inputs.iter().any(|input| is_same_file(path, Path::new(input)))
    {
        bail!("{} is an input; write to another file", path.display());
    }
    let mut read_options = arguments.reading.options(arguments.output.path().map(Path::to_owned));
    read_options.every_line = arguments.labels_each();
    let work = Work { pipeline, model, inputs, read_options };
    match arguments.output.open(arguments.pretty, arguments.run.resume)? {
        Destination::Output(output) => to_output(arguments, &work, *output),
        Destination::Folder(path, layout) => corpus::run(arguments, &work, &path, layout),
    }
}

/// What is to be done.
pub(super) struct Work {
    pub(super) pipeline: Pipeline,
    /// The model's folder.
    pub(super) model: PathBuf,
    pub(super) inputs: Vec<Input>,
    pub(super) read_options: ReadOptions,
}

impl Work {
    /// Begins to read, and to show the progress.
    pub(super) fn begin(&self, arguments: &Arguments) -> anyhow::Result<(Articles, Arc<Progress>, RunOptions)> {
        let visible = Progress::is_visible(arguments.quiet);
        let total = visible.then(|| total_bytes(&self.inputs, self.read_options.leave_out.clone())).flatten();
        let articles = Articles::new(self.inputs.clone(), self.read_options.clone());
        let progress = Arc::new(Progress::new(visible, articles.bytes_read(), total));
        let observer = Arc::clone(&progress) as Arc<dyn Observer>;
        let options = RunOptions {
            max_failures: arguments.reading.max_failures,
            article_time: arguments.reading.max_seconds,
            each: arguments.labels_each(),
            unordered: arguments.unordered_ok,
            ..run_options(arguments.threads, Some(arguments.batch_tokens), observer)?
        };
        Ok((articles, progress, options))
    }
}

/// Names an article that failed.
pub(super) fn name_failure(outcome: &Outcome) {
    if let Err(failed) = outcome
        && failed.error.skip_rule().is_none()
    {
        console::line(format_args!("saidso: error: {failed}"));
    }
}

/// Writes all records to one file, or to standard output.
fn to_output(arguments: &Arguments, work: &Work, mut output: Output) -> anyhow::Result<Status> {
    let (articles, progress, options) = work.begin(arguments)?;
    let reading = articles.processor_time();
    let shard = arguments.run.shard.unwrap_or(Shard::WHOLE);
    let articles = (0..).zip(articles).filter(move |&(number, _)| shard.takes(number)).map(|(_, article)| article);
    let result = work.pipeline.run(articles, &options, |outcome| {
        name_failure(&outcome);
        output.write(&OutputLine::from(outcome))
    });
    progress.end();
    match result {
        Ok(summary) => close(arguments, output, &with_reading(summary, &reading)),
        // Whoever read our output has seen enough.
        Err(RunError::Sink(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Status::AllWell),
        Err(error) => {
            let error = explained(error);
            match output.abandon() {
                Some(partial) => Err(error.context(format!("the output up to here is in {}", partial.display()))),
                None => Err(error),
            }
        }
    }
}

/// The summary with the processor time of the thread that reads.
pub(super) fn with_reading(mut summary: Summary, nanoseconds: &AtomicU64) -> Summary {
    summary.cpu.read += Duration::from_nanos(nanoseconds.load(Ordering::Relaxed));
    summary
}

/// What ended a run, in words.
pub(super) fn explained(error: RunError) -> anyhow::Error {
    let is_sink = matches!(error, RunError::Sink(_));
    let error = anyhow::Error::new(error);
    if is_sink { error.context("cannot write the output") } else { error }
}

/// The inputs, or the end of the program where they make no sense.
fn inputs(arguments: &Arguments) -> Vec<Input> {
    let inputs = arguments.reading.inputs();
    let is_stdin = |input: &&Input| matches!(input, Input::Stdin | Input::List(None));
    let wrong = if inputs.is_empty() {
        Some((ErrorKind::MissingRequiredArgument, "no input: name files or folders, or - for standard input"))
    } else if inputs.iter().filter(is_stdin).count() > 1 {
        Some((ErrorKind::ArgumentConflict, "standard input can be read only once"))
    } else {
        None
    };
    if let Some((kind, message)) = wrong {
        let mut command = super::Cli::command();
        command.build();
        match command.find_subcommand_mut("extract") {
            Some(extract) => extract.error(kind, message).exit(),
            None => command.error(kind, message).exit(),
        }
    }
    inputs
}

pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one.is_file() && one == other,
        _ => false,
    }
}

/// Options of a run that an interrupt ends.
pub(super) fn run_options(
    threads: Option<u16>,
    batch_tokens: Option<u32>,
    observer: Arc<dyn Observer>,
) -> anyhow::Result<RunOptions> {
    let stop = Stop::default();
    signals::stop_on_interrupt(stop.clone())?;
    let defaults = RunOptions::default();
    Ok(RunOptions {
        threads: threads.and_then(|threads| NonZeroUsize::new(threads.into())).unwrap_or(defaults.threads),
        batch_tokens: batch_tokens.map_or(defaults.batch_tokens, |tokens| tokens as usize),
        observer,
        stop,
        ..defaults
    })
}

/// Ends the output and says what there was.
fn close(arguments: &Arguments, output: Output, summary: &Summary) -> anyhow::Result<Status> {
    if summary.stopped {
        let written = Counted(summary.outcomes(), "record");
        let place = output.abandon().map(|partial| format!(" in {}", partial.display())).unwrap_or_default();
        console::line(format_args!("saidso: interrupted; there are {written}{place}"));
        return Ok(Status::Interrupted);
    }
    output.finish().map_err(|error| explained(RunError::Sink(error)))?;
    if !arguments.quiet {
        console::line(Closing(summary));
    }
    if arguments.stats {
        console::line(Stats(summary));
    }
    Ok(if summary.failed > 0 { Status::SomeFailed } else { Status::AllWell })
}
