//! `saidso sources`.

use super::records::each_line;
use super::{Status, console};
use clap::ValueEnum;
use saidso::record::OutputLine;
use saidso_analysis::tally::{Tally, csv, json, table};
use std::path::PathBuf;

/// Add up who speaks in a corpus: how often, in how many articles, quoted or reported, named or not
///
/// Reads what `extract` has written. Sources of several articles are added up only where their full names are the same;
/// surnames alone, descriptions and anonymous sources are counted by article.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso sources labels.jsonl                        the 30 sources with most claims, and all by kind
  saidso sources labels.jsonl --top 1000 | less
  saidso sources labels.jsonl --format csv > sources.csv
  saidso extract corpus/ | saidso sources - --format json

Exit status: 0 all well, 1 some lines are no records, 2 usage or set-up.")]
pub(super) struct Arguments {
    /// What `extract` has written, compressed or not; `-` is standard input
    #[arg(value_name = "OUTPUT", required = true)]
    files: Vec<PathBuf>,
    /// Form of the report
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Sources in the table; CSV and JSON have all
    #[arg(long, value_name = "N", default_value_t = 30)]
    top: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Table,
    /// A source a line
    Csv,
    /// All counts
    Json,
}

/// Adds up the sources of all records.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let mut tally = Tally::default();
    let status = each_line(&arguments.files, |line| {
        // Others were named when they failed or were skipped.
        if let OutputLine::Record(record) = line {
            tally.add(&record);
        }
        Ok(())
    })?;
    let text = match arguments.format {
        Format::Table => table(&tally, arguments.top),
        Format::Csv => csv(&tally)?,
        Format::Json => json(&tally)?,
    };
    console::print(&text)?;
    Ok(status)
}
