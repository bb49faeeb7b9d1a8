//! `saidso sources`.

use super::people::{PeopleArguments, identify};
use super::records::each_line;
use super::{Status, console};
use anyhow::bail;
use clap::ValueEnum;
use saidso::record::OutputLine;
use saidso_analysis::tally::{Tally, csv, json, table};
use std::path::PathBuf;

/// Add up who speaks in a corpus: how often, in how many articles, quoted or reported, named or not
///
/// Reads what `extract` has written. Counts are of claims: statements that a source puts forward. What it denies,
/// leaves unsaid, asks, wants or only supposes, and mere topics, are counted beside. Sources of several articles are
/// added up only where their full names are the same, or they are the same known person; surnames alone, descriptions
/// and anonymous sources are counted by article. Pronouns that are not resolved are no sources.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso sources labels.jsonl                        the 30 sources with most claims, and all by kind
  saidso sources labels.jsonl --top 1000 | less
  saidso sources labels.jsonl --format csv > sources.csv
  saidso extract corpus/ | saidso sources - --format json
  saidso sources labels.jsonl --people people.csv --by person.party
  saidso sources labels.jsonl --by publisher --format csv

Exit status: 0 all well, 1 some lines are no records, 2 usage or set-up.")]
pub(super) struct Arguments {
    /// What `extract` has written, compressed or not; `-` is standard input
    #[arg(value_name = "OUTPUT", required = true)]
    files: Vec<PathBuf>,
    /// Form of the report
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Add sources up by a column of known people, as person.party, or by a field of the articles' metadata
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,
    #[command(flatten)]
    people: PeopleArguments,
    /// Sources or groups in the table; CSV and JSON have all
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
    let people = arguments.people.people()?;
    let mut tally = arguments.by.as_ref().map_or_else(Tally::default, Tally::by);
    let status = each_line(&arguments.files, |line| {
        // Others were named when they failed or were skipped.
        if let OutputLine::Record(mut record) = line {
            identify(people.as_ref(), &mut record);
            tally.add(&record);
        }
        Ok(())
    })?;
    if let Some(by) = &arguments.by
        && tally.groups().first().is_some_and(|group| group.value.is_none())
    {
        bail!("no source has `{by}`: name a column of --people as person.COLUMN, or a field of the articles' metadata");
    }
    let text = match arguments.format {
        Format::Table => table(&tally, arguments.top),
        Format::Csv => csv(&tally)?,
        Format::Json => json(&tally)?,
    };
    console::print(&text)?;
    Ok(status)
}
