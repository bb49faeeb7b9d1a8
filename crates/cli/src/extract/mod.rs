//! `saidso extract`.

mod arguments;
mod ids;
mod parts;
mod work;

pub(super) use arguments::Arguments;

use super::ended::explained;
use super::failures::Failures;
use super::output::Destination;
use super::progress::{Closing, Counted, Stats};
use super::run::{is_same_file, name_failure, name_left_out};
use super::{Status, console, models, people};
use anyhow::bail;
use clap::CommandFactory;
use clap::error::ErrorKind;
use ids::Ids;
use saidso::record::OutputLine;
use saidso::{RunError, Summary};
use saidso_io::corpus::Shard;
use saidso_io::read::{Input, LeftOut, Records};
use saidso_io::write::Output;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::Arc;
use work::{Work, with_reading};

/// Labels articles as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let inputs = inputs(arguments);
    if inputs.contains(&Input::Stdin) && io::stdin().is_terminal() && !arguments.quiet {
        console::line("reading from the terminal; Ctrl-D ends the input");
    }
    let known = arguments.people.read()?;
    refuse_labelled(arguments)?;
    let people_hash = known.as_ref().map(|file| file.sha256.clone());
    let model = models::find(arguments.model.as_deref())?;
    let pipeline = arguments.calculation.load(&model)?;
    let pipeline = people::knowing(pipeline, known.map(|file| file.people));
    if let Some(path) = arguments.output.path()
        && arguments.reading.inputs.iter().any(|input| is_same_file(path, Path::new(input)))
    {
        bail!("{} is an input; write to another file", path.display());
    }
    let mut read_options =
        arguments.reading.options(&arguments.limits, arguments.list_skipped, arguments.output.path());
    read_options.every_line = arguments.answers_each();
    let work = Work { pipeline, model, people_hash, inputs, read_options };
    match arguments.output.open(arguments.pretty, arguments.run.resume, arguments.reading.metadata())? {
        Destination::Output(output) => to_output(arguments, &work, *output),
        Destination::Folder(path, layout) => parts::run(arguments, &work, &path, layout),
    }
}

/// Writes all records to one file, or to standard output.
fn to_output(arguments: &Arguments, work: &Work, mut output: Output) -> anyhow::Result<Status> {
    let (articles, progress, options) = work.begin(arguments)?;
    let (reading, left_out) = (articles.processor_time(), articles.left_out());
    let shard = arguments.run.shard.unwrap_or(Shard::WHOLE);
    let articles = (0..).zip(articles).filter(move |&(number, _)| shard.takes(number)).map(|(_, article)| article);
    let ids = Ids::new(&work.read_options);
    let noted = Arc::clone(&ids);
    let articles = articles.inspect(move |article| noted.note(article));
    // On a terminal, the message on standard error is enough.
    let is_read_here = arguments.output.path().is_none() && io::stdout().is_terminal();
    let mut failures = Failures::default();
    let result = work.pipeline.run(articles, &options, |outcome| {
        name_failure(&mut failures, &outcome);
        if is_read_here && outcome.as_ref().is_err_and(|failed| failed.error.skip_rule().is_none()) {
            return Ok(());
        }
        output.write(&OutputLine::from(outcome))
    });
    progress.end();
    failures.end();
    if !arguments.quiet {
        ids.report();
    }
    match result {
        Ok(summary) => close(arguments, output, &with_reading(summary, &reading), &left_out),
        // The reader of our output has closed the pipe, which is not an error.
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

/// The inputs; exits with a usage error if they make no sense.
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

/// Refuses a named file that already holds labelled articles.
fn refuse_labelled(arguments: &Arguments) -> anyhow::Result<()> {
    for path in arguments.reading.inputs.iter().map(Path::new).filter(|path| path.is_file()) {
        // A file that cannot be opened is reported when it is read.
        if let Ok(mut records) = Records::open(path)
            && records.begins_labelled().unwrap_or(false)
        {
            let name = path.display();
            bail!("{name} holds labelled articles already: try saidso show {name}, or saidso quotes {name}");
        }
    }
    Ok(())
}

/// Finishes the output and prints the summary.
fn close(arguments: &Arguments, output: Output, summary: &Summary, left_out: &LeftOut) -> anyhow::Result<Status> {
    if summary.stopped {
        let written = Counted(summary.outcomes(), "record");
        let place = output.abandon().map(|partial| format!(" in {}", partial.display())).unwrap_or_default();
        console::line(format_args!("saidso: interrupted; there are {written}{place}"));
        return Ok(Status::Interrupted);
    }
    match output.finish() {
        // The reader of our output has closed the pipe, which is not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Status::AllWell),
        finished => finished.map_err(|error| explained(RunError::Sink(error)))?,
    }
    name_left_out(left_out);
    // If the only article failed, its error says everything.
    let only_failed = summary.outcomes() == 1 && summary.failed == 1 && left_out.is_empty();
    if !arguments.quiet && !only_failed {
        console::line(Closing(summary, left_out));
    }
    if arguments.stats {
        console::line(Stats { summary, calculation: &arguments.calculation.described() });
    }
    Ok(if summary.failed > 0 { Status::SomeFailed } else { Status::AllWell })
}
