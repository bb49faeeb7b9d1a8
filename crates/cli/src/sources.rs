//! `saidso sources`.

use super::listing::{FileArguments, write_rows};
use super::people::{PeopleArguments, identify};
use super::records::each_line;
use super::{Status, console};
use anyhow::bail;
use clap::ValueEnum;
use saidso::record::OutputLine;
use saidso_analysis::sources::{SourceTotals, field, flat, json, table};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Count who speaks: how often, in how many articles, quoted or not
///
/// Reads the output of `extract`, or articles, which it labels first. Counts claims: statements that a source puts
/// forward. What it denies, leaves unsaid, asks, wants or only supposes, and mere topics, are counted separately.
/// Sources of several articles are merged only if their full names are the same, or they are the same known person;
/// bare surnames, descriptions and anonymous sources are counted per article. Unresolved pronouns are not sources.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso sources labels.jsonl                        the 30 with most claims
  saidso sources labels.jsonl --top 1000 | less
  saidso sources labels.jsonl --format csv > sources.csv
  saidso extract corpus/ | saidso sources - --format json
  saidso sources labels.jsonl --people people.csv --by person.party
  saidso sources labels.jsonl --by publisher --format csv
  saidso sources labels.jsonl --each section --top 5 the top 5 per section
  saidso sources labels.jsonl -o sources.xlsx")]
pub(super) struct Arguments {
    /// Output of `extract`, compressed or not; `-` is standard input
    #[arg(value_name = "OUTPUT", required = true)]
    files: Vec<PathBuf>,
    /// Form of the report
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Group sources by a column of known people, such as person.party, or by a metadata field
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,
    /// Count the articles of each value of this metadata field separately
    #[arg(long, value_name = "FIELD")]
    each: Option<String>,
    #[command(flatten)]
    people: PeopleArguments,
    /// Only the first N sources or groups, per value of --each [default: 30 in the table, else all]
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    #[command(flatten)]
    file: FileArguments,
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

/// Sources in the table by default.
const IN_TABLE: usize = 30;

/// Adds up the sources of all records.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let people = arguments.people.people()?;
    let new = || arguments.by.as_ref().map_or_else(SourceTotals::default, SourceTotals::by);
    // Articles without the field come last.
    let mut parts: BTreeMap<(bool, Option<String>), SourceTotals> = BTreeMap::new();
    let status = each_line(&arguments.files, |line| {
        // Failed and skipped articles were reported earlier.
        if let OutputLine::Record(mut record) = line {
            identify(people.as_ref(), &mut record);
            let value = arguments.each.as_ref().and_then(|each| field(each, &record));
            parts.entry((value.is_none(), value)).or_insert_with(new).add(&record);
        }
        Ok(())
    })?;
    if parts.is_empty() {
        parts.insert((true, None), new());
    } else if let Some(each) = &arguments.each
        && parts.keys().all(|(without, _)| *without)
    {
        bail!("no article has the field `{each}`");
    }
    if let Some(by) = &arguments.by
        && parts.values().any(|totals| !totals.groups().is_empty())
        && parts.values().flat_map(SourceTotals::groups).all(|group| group.value.is_none())
    {
        bail!("no source has `{by}`: name a column of --people as person.COLUMN, or a field of the articles' metadata");
    }
    let parts: Vec<(Option<String>, &SourceTotals)> =
        parts.iter().map(|((_, value), totals)| (value.clone(), totals)).collect();
    let rows = || flat(&parts, arguments.each.as_deref(), arguments.top.unwrap_or(usize::MAX));
    if arguments.file.output.is_some() {
        let rows = rows();
        if let Some(file) = arguments.file.create(&rows.columns, &arguments.files)? {
            write_rows(file, rows.rows, arguments.file.output.as_deref())?;
        }
        return Ok(status);
    }
    let text = match arguments.format {
        Format::Table => tables(&parts, arguments),
        Format::Csv => rows().csv()?,
        Format::Json => {
            let sums = match &arguments.each {
                None => json(parts[0].1),
                Some(each) => parts
                    .iter()
                    .map(|(value, totals)| {
                        let mut sums = json(totals);
                        sums[each] = Value::from(value.clone());
                        sums
                    })
                    .collect(),
            };
            serde_json::to_string_pretty(&sums)? + "\n"
        }
    };
    console::print(&text)?;
    Ok(status)
}

fn tables(parts: &[(Option<String>, &SourceTotals)], arguments: &Arguments) -> String {
    let top = arguments.top.unwrap_or(IN_TABLE);
    let Some(each) = &arguments.each else { return table(parts[0].1, top) };
    let with_heading = |(value, totals): &(Option<String>, &SourceTotals)| {
        let value = value.as_deref().unwrap_or("(none)").replace(char::is_control, " ");
        format!("## {each}: {value}\n\n{}", table(totals, top))
    };
    parts.iter().map(with_heading).collect::<Vec<_>>().join("\n")
}
