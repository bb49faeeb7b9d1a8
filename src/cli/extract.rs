//! `saidso extract`.

use super::inputs::InputArguments;
use super::models::PrecisionChoice;
use super::progress::{Closing, Counted, Progress, Stats};
use super::{INTERRUPTED, Status, console, models};
use anyhow::{Context, bail};
use clap::error::ErrorKind;
use clap::{CommandFactory, value_parser};
use saidso::pipeline::{DEFAULT_BATCH_TOKENS, Observer, RunError, RunOptions, Stop, Summary};
use saidso::read::{Articles, Input, total_bytes};
use saidso::record::OutputLine;
use saidso::write::{Form, Output};
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Label the sentences of articles and attribute them
///
/// Writes one JSON object per article, in the order of the input: its sentences with labels, its attributions with cue,
/// source and content, its sources and claims. Offsets count Unicode code points of the article's text. An article
/// that cannot be labelled is an object with an `error`, and a line on standard error.
#[derive(Debug, clap::Args)]
#[command(override_usage = "saidso extract [OPTIONS] <INPUT>...")]
#[command(after_help = "\
Examples:
  saidso extract story.txt --pretty
  saidso extract corpus/ letters.txt -o labels.jsonl --threads 8
  saidso extract export.csv --text-field body --id-field url -o labels.jsonl
  saidso extract dump.parquet --keep-fields date,outlet -o labels.jsonl
  saidso extract 'crawl/*.warc.gz' --duplicates skip -o labels.jsonl
  zcat dump.jsonl.gz | saidso extract - > labels.jsonl

A text file is one article; its id is its path in the folder or archive that was named, without extensions. \
JSON Lines have an article a line, CSV, TSV and Parquet a row, WARC and WET a record. A web page is one article: its main \
text, with author and date as metadata. ZIP and tar archives hold any of these; files may be compressed by gzip, zstd, \
bzip2 or xz. Content tells the kind where it can, else the name. \
In a folder, the files of a known kind are read, those of its folders too, but none whose name begins with a dot, and no \
link that leads out.

Articles that are not in English are passed over, unless --any-language: an object with `skipped` stands in their place, \
and they are no failures.

With -o, the output is written to FILE.partial and renamed when it is whole.

Exit status: 0 all well, 1 some articles failed, 2 usage, set-up or too many failures, 130 interrupted.")]
pub(super) struct Arguments {
    #[command(flatten)]
    reading: InputArguments,
    /// Write to FILE, not to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
    batch_tokens: u32,
    /// How exactly the encoder calculates
    #[arg(long, value_enum, default_value = "auto")]
    precision: PrecisionChoice,
    /// Neither progress nor summary; errors are still named
    #[arg(short, long)]
    quiet: bool,
    /// Say at the end how much processor time each stage took
    #[arg(long)]
    stats: bool,
}

/// Labels articles as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let inputs = inputs(arguments);
    if inputs.contains(&Input::Stdin) && io::stdin().is_terminal() && !arguments.quiet {
        console::line("reading from the terminal; Ctrl-D ends the input");
    }
    let pipeline = models::load(&models::find(arguments.model.as_deref())?, arguments.precision)?;
    let mut output = open_output(arguments)?;

    let read_options = arguments.reading.options(arguments.output.clone());
    let visible = Progress::is_visible(arguments.quiet);
    let total = visible.then(|| total_bytes(&inputs, arguments.output.clone())).flatten();
    let articles = Articles::new(inputs, read_options);
    let progress = Arc::new(Progress::new(visible, articles.bytes_read(), total));
    let observer = Arc::clone(&progress) as Arc<dyn Observer>;
    let options = RunOptions {
        max_failures: arguments.reading.max_failures,
        article_time: arguments.reading.max_seconds,
        ..run_options(arguments.threads, Some(arguments.batch_tokens), observer)?
    };

    let result = pipeline.run(articles, &options, |outcome| {
        if let Err(failed) = &outcome
            && failed.error.skip_rule().is_none()
        {
            console::line(format_args!("saidso: error: {failed}"));
        }
        output.write(&OutputLine::from(outcome))
    });
    progress.end();
    match result {
        Ok(summary) => close(arguments, output, &summary),
        // Whoever read our output has seen enough.
        Err(RunError::Sink(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Status::AllWell),
        Err(error) => {
            let error = match error {
                RunError::Sink(error) => anyhow::Error::new(error).context("cannot write the output"),
                other => other.into(),
            };
            match output.abandon() {
                Some(partial) => Err(error.context(format!("the output up to here is in {}", partial.display()))),
                None => Err(error),
            }
        }
    }
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

fn open_output(arguments: &Arguments) -> anyhow::Result<Output> {
    let form = if arguments.pretty { Form::Pretty } else { Form::Lines };
    let Some(path) = arguments.output.as_ref().filter(|path| path.as_os_str() != "-") else {
        return Ok(Output::stdout(form));
    };
    if arguments.reading.inputs.iter().any(|input| is_same_file(path, Path::new(input))) {
        bail!("{} is an input; write to another file", path.display());
    }
    Output::file(path, form).with_context(|| format!("cannot write {}", path.display()))
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
    let on_interrupt = stop.clone();
    let caught = ctrlc::try_set_handler(move || {
        // The second time somebody does not want to wait for the batches in work.
        if on_interrupt.is_stopped() {
            std::process::exit(i32::from(INTERRUPTED));
        }
        on_interrupt.stop();
    });
    match caught {
        // Under nohup, or in the background of a script, signals are ignored already, and that is meant.
        Ok(()) | Err(ctrlc::Error::MultipleHandlers) => {}
        Err(error) => return Err(error).context("cannot catch interrupts"),
    }
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
    output.finish().context("cannot finish the output")?;
    if !arguments.quiet {
        console::line(Closing(summary));
    }
    if arguments.stats {
        console::line(Stats(summary));
    }
    Ok(if summary.failed > 0 { Status::SomeFailed } else { Status::AllWell })
}
