//! `saidso sources`.

use super::listing::FileArguments;
use super::models::ModelArguments;
use super::people::{PeopleArguments, identify};
use super::records::each_line;
use super::{Status, console};
use anyhow::bail;
use clap::ValueEnum;
use saidso::record::OutputLine;
use saidso_analysis::fields::{self, Known};
use saidso_analysis::sources::{Group, SourceTotals, flat, json, table};
use saidso_io::write::TableForm;
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
  saidso sources labels.jsonl --csv > sources.csv
  saidso extract corpus/ | saidso sources - --json
  saidso sources labels.jsonl --people people.csv --by person.party
  saidso sources labels.jsonl --by publisher --by section --csv
  saidso sources labels.jsonl --each section --top 5   the top 5 per section
  saidso sources labels.jsonl -o sources.xlsx")]
pub(super) struct Arguments {
    /// Output of `extract`, compressed or not, or articles; `-` is standard input
    #[arg(value_name = "OUTPUT", required = true)]
    files: Vec<PathBuf>,
    /// Format of the output
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// The same as --format csv
    #[arg(long, conflicts_with_all = ["format", "json"])]
    csv: bool,
    /// Group sources by a column of known people, such as person.party, or by a metadata field; may be repeated
    #[arg(long, value_name = "FIELD")]
    by: Vec<String>,
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
    #[command(flatten)]
    model: ModelArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Table,
    /// One source per line
    Csv,
    /// All counts
    Json,
}

/// Sources in the table by default.
const IN_TABLE: usize = 30;

/// Adds up the sources of all records.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let people = arguments.people.people()?;
    let format = match arguments {
        Arguments { json: true, .. } => Format::Json,
        Arguments { csv: true, .. } => Format::Csv,
        _ => arguments.format,
    };
    arguments.file.expect_csv(format == Format::Csv)?;
    match format {
        Format::Csv => arguments.file.expect_form("--format csv", &[TableForm::Csv])?,
        Format::Json => arguments.file.expect_form("--format json", &[TableForm::Lines, TableForm::Array])?,
        Format::Table => {}
    }
    let new = || SourceTotals::by(arguments.by.clone());
    // Articles without the field come last.
    let mut parts: BTreeMap<(bool, Option<String>), SourceTotals> = BTreeMap::new();
    let mut known = Known::default();
    let status = each_line(&arguments.files, &arguments.model, |line| {
        // Failed and skipped articles were reported earlier.
        if let OutputLine::Record(mut record) = line {
            identify(people.as_ref(), &mut record);
            known.add(&record.metadata);
            let value = arguments.each.as_ref().and_then(|each| fields::value(&record.metadata, each));
            parts.entry((value.is_none(), value)).or_insert_with(new).add(&record);
        }
        Ok(())
    })?;
    if parts.is_empty() {
        parts.insert((true, None), new());
    } else if let Some(each) = &arguments.each
        && parts.keys().all(|(without, _)| *without)
    {
        bail!("no article has the field `{each}`; their metadata has {known}");
    }
    let groups: Vec<Group> = parts.values().flat_map(SourceTotals::groups).collect();
    let is_missing = |place: usize| !groups.is_empty() && groups.iter().all(|group| group.value[place].is_none());
    if let Some(place) = (0..arguments.by.len()).find(|&place| is_missing(place)) {
        let by = &arguments.by[place];
        bail!(
            "no source has `{by}`: name a column of --people as person.COLUMN, or a field of the articles' metadata, \
             which has {known}"
        );
    }
    let parts: Vec<(Option<String>, &SourceTotals)> =
        parts.iter().map(|((_, value), totals)| (value.clone(), totals)).collect();
    let rows = || flat(&parts, arguments.each.as_deref(), arguments.top.unwrap_or(usize::MAX));
    if arguments.file.output.is_some() || format == Format::Csv {
        arguments.file.write(rows(), &arguments.files)?;
        return Ok(status);
    }
    let text = match format {
        Format::Table | Format::Csv => tables(&parts, arguments),
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
