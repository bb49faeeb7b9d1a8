//! The command line: arguments in, exit status out. The work is done by the library.

mod check;
mod compare;
mod console;
mod corpus;
mod evaluate;
mod extract;
mod import;
mod inputs;
mod merge;
mod models;
mod output;
mod pretrain;
mod progress;
mod report;
mod schema;
mod show;
mod signals;
mod sources;
mod train;

use clap::{Parser, Subcommand};
use saidso::pipeline::RunError;
use std::process::ExitCode;

/// Says, sentence by sentence, what a news article reports as fact, quotes or opines, and who said it
#[derive(Debug, Parser)]
#[command(
    name = "saidso",
    version,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(after_help = "\
Examples:
  saidso extract story.txt --pretty          one article, for reading
  saidso extract corpus/ -o labels.jsonl     all articles in a folder
  zcat dump.jsonl.gz | saidso extract -      JSON Lines from a pipe
  saidso show story.txt                      one article, labelled, on the terminal
  saidso report labels.jsonl -o report.html  a page to browse in
  saidso extract corpus/ -o labels/          a long run: in parts, --resume goes on after a break
  saidso check labels/                       whether an output is whole and valid
  saidso schema                              what `extract` writes, as JSON Schema

Exit status: 0 all well, 1 some articles failed, 2 usage or set-up, 3 cut short (a full disk), 130 interrupted.
`saidso help COMMAND` says more. SAIDSO_LOG=debug shows what goes on inside.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::Arguments),
    Show(show::Arguments),
    Report(report::Arguments),
    Import(import::Arguments),
    Evaluate(evaluate::Arguments),
    Sources(sources::Arguments),
    Compare(compare::Arguments),
    Pretrain(pretrain::Arguments),
    Train(train::Arguments),
    Merge(merge::Arguments),
    Check(check::Arguments),
    Schema(schema::Arguments),
}

/// What became of a command that could be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    AllWell,
    SomeFailed,
    Interrupted,
}

const CANNOT_START: u8 = 2;

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::AllWell => 0,
            Status::SomeFailed => 1,
            Status::Interrupted => signals::interrupted_status(),
        })
    }
}

/// The run had begun, but something outside the articles ended it.
const CUT_SHORT: u8 = 3;

/// Runs the program.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = console::start_logging().and_then(|()| match &cli.command {
        Command::Extract(arguments) => extract::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Report(arguments) => report::run(arguments),
        Command::Evaluate(arguments) => evaluate::run(arguments),
        Command::Sources(arguments) => sources::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Pretrain(arguments) => pretrain::run(arguments).map(|()| Status::AllWell),
        Command::Train(arguments) => train::run(arguments).map(|()| Status::AllWell),
        Command::Merge(arguments) => merge::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
    });
    match result {
        Ok(status) => status.into(),
        Err(error) => {
            console::line(format_args!("saidso: error: {error:#}"));
            ExitCode::from(if error.is::<RunError>() { CUT_SHORT } else { CANNOT_START })
        }
    }
}
