//! `saidso quotes`.

use super::Status;
use super::dates::{Gaps, SpanArguments};
use super::listing::{ListArguments, Printer};
use super::models::ModelArguments;
use super::people::{PeopleArguments, identify};
use super::records::each_line;
use anyhow::bail;
use saidso::record::OutputLine;
use saidso_analysis::quotes::{Filter, Quoted, quoted, sort_by_group};
use std::path::PathBuf;

/// List quotations: speaker, words, headline, date, link
///
/// Reads the output of `extract`, or articles, which it labels first. Lists everything that is wholly or partly in
/// quotation marks. Direct speech is given without the marks; elsewhere the marks show what is quoted. A speaker whom
/// the text does not identify has no name.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso quotes labels.jsonl                for reading, the first 50
  saidso quotes labels.jsonl --speaker larsen --csv > larsen.csv
  saidso quotes labels.jsonl --speaker larsen --speaker holm --by speaker
  saidso quotes labels.jsonl --since 2024-05-13 --until 2024-05-19
  saidso quotes labels.jsonl --by publisher --by section -o quotes.xlsx
  saidso extract corpus/ | saidso quotes - --json | jq .words")]
pub(super) struct Arguments {
    /// Output of `extract`, compressed or not, or articles; `-` is standard input
    #[arg(value_name = "OUTPUT", required = true)]
    files: Vec<PathBuf>,
    /// Only speakers whose names contain NAME; may be repeated
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
    /// Group by speaker (`speaker`), a column of known people (person.COLUMN), or a metadata field; may be repeated
    #[arg(long, value_name = "FIELD")]
    by: Vec<String>,
    #[command(flatten)]
    people: PeopleArguments,
    /// Only the first N [default: all; 50 in the table]
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    #[command(flatten)]
    span: SpanArguments,
    #[command(flatten)]
    list: ListArguments,
    #[command(flatten)]
    model: ModelArguments,
}

/// Quotations in the table by default.
const IN_TABLE: usize = 50;

/// Lists quotations as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let filter = Filter {
        speakers: arguments.speaker.clone(),
        span: arguments.span.span()?,
        dates: arguments.span.dates.options(),
        by: arguments.by.clone(),
    };
    let people = arguments.people.people()?;
    let most = arguments.top.unwrap_or(usize::MAX);
    let mut printer =
        Printer::new(&arguments.list, arguments.top.unwrap_or(IN_TABLE), filter.by.len(), &arguments.files)?;
    let mut grouped: Vec<Quoted> = Vec::new();
    let (mut listed, mut gaps) = (0, Gaps::default());
    let status = each_line(&arguments.files, &arguments.model, |line| {
        // Failed and skipped articles were reported earlier.
        let OutputLine::Record(mut record) = line else { return Ok(()) };
        identify(people.as_ref(), &mut record);
        let found = quoted(&record, &filter);
        gaps.add(&record, &filter.dates, found.undated, found.imprecise);
        if !filter.by.is_empty() {
            grouped.extend(found.quotes);
            return Ok(());
        }
        for quote in found.quotes.into_iter().take(most - listed) {
            listed += 1;
            printer.print(quote)?;
        }
        Ok(())
    })?;
    gaps.expect_field(&filter.dates)?;
    let is_missing = |place: usize| !grouped.is_empty() && grouped.iter().all(|quote| quote.by[place].is_none());
    if let Some(place) = (0..filter.by.len()).find(|&place| is_missing(place)) {
        let by = &filter.by[place];
        bail!(
            "no quotation has `{by}`: name `speaker`, a column of --people as person.COLUMN, or a field of the \
             metadata, which has {}",
            gaps.known()
        );
    }
    sort_by_group(&mut grouped);
    for quote in grouped.into_iter().take(most) {
        printer.print(quote)?;
    }
    printer.finish()?;
    gaps.report("quotation", &filter.dates);
    Ok(status)
}
