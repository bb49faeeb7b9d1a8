//! The command line: arguments in, exit status out. The work is done by the library.

mod check;
mod claims;
mod closed;
mod compare;
mod console;
mod convert;
mod dates;
mod ended;
mod evaluate;
mod extract;
mod failures;
mod help;
mod import;
mod inputs;
mod listing;
mod manual;
mod merge;
mod model_get;
mod models;
mod output;
mod people;
mod progress;
mod quotes;
mod records;
mod report;
mod run;
mod schema;
mod serve;
mod settings;
mod shares;
mod show;
mod signals;
mod sources;
mod stories;
mod tips;
mod training;
mod unsure;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use console::LogFormat;
use saidso::pipeline::RunError;
use settings::Settings;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::process::ExitCode;

/// Says, sentence by sentence, what a news article reports as fact, quotes or gives as opinion, and who said it
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
  saidso show story.txt                      one article, on the terminal
  saidso report labels.jsonl -o report.html  a page to browse in
  saidso extract corpus/ -o labels/          a long run in parts, resumable
  saidso check labels/                       check that an output is complete
  saidso quotes labels.jsonl                 who said what, where
  saidso shares labels.jsonl --by publisher  fact, quote and opinion by outlet
  saidso convert labels.jsonl --to brat --input corpus/ -o annotate/
  saidso serve                               a page for trying it
  saidso schema                              the output of `extract` as a schema

`saidso help COMMAND` describes a command in full.

Exit status:
  0    success
  1    some articles or lines could not be used; each was reported
  2    usage or set-up error: nothing was done
  3    cut short, as by a full disk or too many failures
  130  interrupted
  143  terminated

Settings: every option can also be set in saidso.toml, here or in ~/.config/saidso, \
or by an environment variable, such as SAIDSO_EXTRACT_THREADS=2. `saidso config` prints the settings in force. Other variables:
  SAIDSO_CONFIG       the configuration file
  SAIDSO_MODEL        the model
  SAIDSO_MODELS       the folder of your models
  SAIDSO_ENCODER      the sentence encoder of `compare`
  SAIDSO_LOG=debug    show diagnostics
  SAIDSO_LOG_FORMAT   text or json: how messages are written")]
struct Cli {
    /// Configuration file [default: saidso.toml here, else in ~/.config/saidso]
    #[arg(long = "config", global = true, value_name = "FILE", env = "SAIDSO_CONFIG")]
    settings: Option<OsString>,
    /// How messages are written to standard error
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "FORMAT",
        default_value = "text",
        env = "SAIDSO_LOG_FORMAT",
        help_heading = "Messages"
    )]
    log_format: LogFormat,
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
    Convert(convert::Arguments),
    Serve(serve::Arguments),
    Claims(claims::Arguments),
    Quotes(quotes::Arguments),
    Sources(sources::Arguments),
    Shares(shares::Arguments),
    Unsure(unsure::Arguments),
    Stories(stories::Arguments),
    Compare(compare::Arguments),
    #[command(flatten)]
    Training(training::Command),
    Merge(merge::Arguments),
    Model(model_get::Arguments),
    Check(check::Arguments),
    Schema(schema::Arguments),
    Config(ConfigArguments),
    Completions(manual::CompletionArguments),
    Man(manual::ManArguments),
}

/// Print the settings in force, and where each comes from
///
/// The output is a saidso.toml file: settings at the top apply to all commands that have the option, those in a table
/// to one command. A flag overrides a variable, which overrides the file.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso config extract
  saidso config > saidso.toml                  to start a file of your own
  SAIDSO_EXTRACT_THREADS=2 saidso config extract   threads = 2

A file:
  model = \"models/mine\"
  [extract]
  threads = 8
  quiet = true

The file is the one named by --config or SAIDSO_CONFIG (empty: none), else saidso.toml in the current folder, else in \
~/.config/saidso. Paths in it are relative to the current folder. A file that is merely found in the current folder is announced, \
and may not set where output is written or whose requests are answered (output, host, …).")]
struct ConfigArguments {
    /// Only the settings of this command
    command: Option<String>,
}

/// The outcome of a command that ran.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Status {
    #[default]
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

/// Exit status of a run that started, but was ended by something other than its articles.
const CUT_SHORT: u8 = 3;

/// Runs the program.
pub fn main() -> ExitCode {
    let settings = match Settings::load(help::grouped(Cli::command()), std::env::args_os()) {
        Ok(settings) => settings,
        Err(error) => return fail(&error),
    };
    let matches = match settings.command.clone().try_get_matches() {
        Ok(matches) => matches,
        Err(error) if error.use_stderr() => tips::with_tip(error).exit(),
        Err(help) => return console::written(help.print()).map_or_else(|error| fail(&error), |()| ExitCode::SUCCESS),
    };
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let started = console::start_logging(cli.log_format);
    if !matches!(cli.command, Command::Config(_)) {
        settings.announce();
    }
    let result = started.and_then(|()| match &cli.command {
        Command::Extract(arguments) => extract::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Report(arguments) => report::run(arguments),
        Command::Convert(arguments) => convert::run(arguments),
        Command::Evaluate(arguments) => evaluate::run(arguments),
        Command::Sources(arguments) => sources::run(arguments),
        Command::Claims(arguments) => claims::run(arguments),
        Command::Quotes(arguments) => quotes::run(arguments),
        Command::Shares(arguments) => shares::run(arguments),
        Command::Unsure(arguments) => unsure::run(arguments),
        Command::Stories(arguments) => stories::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Training(command) => training::run(command).map(|()| Status::AllWell),
        Command::Merge(arguments) => merge::run(arguments),
        Command::Model(arguments) => model_get::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Config(arguments) => settings::run(&settings, arguments.command.as_deref()),
        Command::Completions(arguments) => manual::completions(arguments, Cli::command()),
        Command::Man(arguments) => manual::man(arguments, Cli::command()),
    });
    match result {
        Ok(status) => status.into(),
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    console::line(format_args!("saidso: error: {error:#}"));
    ExitCode::from(if error.is::<RunError>() || error.chain().any(is_full) { CUT_SHORT } else { CANNOT_START })
}

/// Whether an error means that there is no room for the output.
fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let kind = error.downcast_ref().map(io::Error::kind);
    matches!(kind, Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge))
}
