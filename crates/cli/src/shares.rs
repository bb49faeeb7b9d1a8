//! `saidso shares`.

use super::dates::{DateArguments, Gaps, that_is_read};
use super::listing::{ListArguments, Printer};
use super::models::ModelArguments;
use super::records::each_line;
use super::{Status, console};
use anyhow::bail;
use clap::ValueEnum;
use saidso::record::{OutputLine, Record};
use saidso_analysis::listing::Row;
use saidso_analysis::numbers::counted;
use saidso_analysis::shares::{Period, Resampling, Shares};
use std::path::PathBuf;

/// Show shares of labels or kinds of sources, with intervals
///
/// Reads the output of `extract`, or articles, which it labels first. Shares of labels are out of the sentences that
/// have a label; shares of kinds, out of the claims that a source puts forward. An unresolved pronoun is not a
/// source. Intervals come from a bootstrap over articles: they show how much the shares would vary with other
/// articles of the same kind, not how often labels are wrong. A group of one article has no interval.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso shares labels.jsonl                                  of all articles
  saidso shares labels.jsonl --by publisher
  saidso shares labels.jsonl --by publisher --over month -o shares.parquet
  saidso shares labels.jsonl --by publisher --by section
  saidso shares labels.jsonl --of kinds --over month   unnamed sources over time

In CSV and JSON, shares are between 0 and 1; a second --by is the column `group_2`. An empty group holds the articles without the field; \
an empty period, those without a date, or with one that does not tell the period, such as 2024 for months.")]
pub(super) struct Arguments {
    /// Output of `extract`, compressed or not, or articles; `-` is standard input
    #[arg(value_name = "OUTPUT", required = true)]
    files: Vec<PathBuf>,
    /// What to count
    #[arg(long, value_enum, value_name = "WHAT", default_value = "labels")]
    of: Of,
    /// Group articles by this field of their metadata, or its path (geo.country); may be repeated
    #[arg(long, value_name = "FIELD")]
    by: Vec<String>,
    /// Group articles by the time of their publication
    #[arg(long, value_enum, value_name = "PERIOD")]
    over: Option<PeriodChoice>,
    /// Samples for intervals; 0 turns them off
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    samples: u16,
    /// The same seed gives the same intervals
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,
    #[command(flatten)]
    dates: DateArguments,
    #[command(flatten)]
    list: ListArguments,
    #[command(flatten)]
    model: ModelArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PeriodChoice {
    Day,
    /// From Monday to Sunday
    Week,
    Month,
    Year,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// Labels among sentences
    Labels,
    /// Kinds of sources among claims: persons, organisations, documents, groups, unnamed
    Kinds,
}

/// Adds up labels or kinds as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let over = arguments.over.map(|over| match over {
        PeriodChoice::Day => Period::Day,
        PeriodChoice::Week => Period::Week,
        PeriodChoice::Month => Period::Month,
        PeriodChoice::Year => Period::Year,
    });
    let (by, dates) = (arguments.by.clone(), arguments.dates.options());
    match arguments.of {
        Of::Labels => list(arguments, Shares::<3>::new(by, over, dates), Shares::<3>::add, Shares::<3>::groups),
        Of::Kinds => list(arguments, Shares::<5>::new(by, over, dates), Shares::<5>::add, Shares::<5>::groups),
    }
}

fn list<const N: usize, R: Row>(
    arguments: &Arguments,
    mut shares: Shares<N>,
    add: fn(&mut Shares<N>, &Record),
    groups: fn(&Shares<N>, Resampling) -> Vec<R>,
) -> anyhow::Result<Status> {
    let (dates, mut gaps, mut unread) = (arguments.dates.options(), Gaps::default(), None);
    let status = each_line(&arguments.files, &arguments.model, |line| {
        // Failed and skipped articles were reported earlier.
        if let OutputLine::Record(record) = line {
            add(&mut shares, &record);
            gaps.add(&record, &dates, 0, 0);
            if unread.is_none() && arguments.over.is_some() {
                unread = dates.unread(&record);
            }
        }
        Ok(())
    })?;
    gaps.expect_field(&dates)?;
    let (articles, without_date) = (shares.articles(), shares.without_date());
    let without: Vec<(String, usize)> =
        shares.without_fields().into_iter().map(|(by, without)| (by.to_owned(), without)).collect();
    if let Some((by, _)) = without.iter().find(|(_, without)| articles > 0 && *without == articles) {
        bail!("no article has the field `{by}`; their metadata has {}", shares.known());
    }
    let unread = that_is_read(unread.as_deref(), &dates);
    if articles > 0 && without_date == articles {
        bail!("no article has a date{unread}; their metadata has {}", shares.known());
    }
    let mut printer = Printer::new(&arguments.list, usize::MAX, arguments.by.len(), &arguments.files)?;
    let resampling = Resampling { samples: arguments.samples.into(), seed: arguments.seed };
    for group in groups(&shares, resampling) {
        printer.print(group)?;
    }
    printer.finish()?;
    let of = counted(articles, "article");
    for (by, without) in without.iter().filter(|(_, without)| *without > 0) {
        console::line(format_args!("{without} of {of} without the field `{by}`"));
    }
    if without_date > 0 {
        console::line(format_args!("{without_date} of {of} without a date{unread}"));
    }
    if let (coarse @ 1.., Some(over)) = (shares.with_coarse_date(), arguments.over) {
        let period = over.to_possible_value();
        let period = period.as_ref().map_or("period", |period| period.get_name());
        console::line(format_args!("{coarse} of {of} with a date that does not tell the {period}"));
    }
    Ok(status)
}
