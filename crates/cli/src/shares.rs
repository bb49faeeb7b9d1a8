//! `saidso shares`.

use super::listing::{ListArguments, Printer};
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
  saidso shares labels.jsonl --of kinds --over month   unnamed sources over time

In CSV and JSON, shares are between 0 and 1. An empty group holds the articles without the field; \
an empty period, those without a date.")]
pub(super) struct Arguments {
    /// Output of `extract`, compressed or not; `-` is standard input
    #[arg(value_name = "OUTPUT", required = true)]
    files: Vec<PathBuf>,
    /// What to count
    #[arg(long, value_enum, value_name = "WHAT", default_value = "labels")]
    of: Of,
    /// Group articles by this field of their metadata
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,
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
    list: ListArguments,
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
    match arguments.of {
        Of::Labels => {
            list(arguments, Shares::<3>::new(arguments.by.clone(), over), Shares::<3>::add, Shares::<3>::groups)
        }
        Of::Kinds => {
            list(arguments, Shares::<5>::new(arguments.by.clone(), over), Shares::<5>::add, Shares::<5>::groups)
        }
    }
}

fn list<const N: usize, R: Row>(
    arguments: &Arguments,
    mut shares: Shares<N>,
    add: fn(&mut Shares<N>, &Record),
    groups: fn(&Shares<N>, Resampling) -> Vec<R>,
) -> anyhow::Result<Status> {
    let status = each_line(&arguments.files, |line| {
        // Failed and skipped articles were reported earlier.
        if let OutputLine::Record(record) = line {
            add(&mut shares, &record);
        }
        Ok(())
    })?;
    let articles = shares.articles();
    let (without_field, without_date) = shares.left_over();
    if let Some(by) = &arguments.by
        && articles > 0
        && without_field == articles
    {
        bail!("no article has the field `{by}`; their metadata has {}", fields(&shares));
    }
    if articles > 0 && without_date == articles {
        bail!("no article has a date; their metadata has {}", fields(&shares));
    }
    let mut printer = Printer::new(&arguments.list, usize::MAX, &arguments.files)?;
    let resampling = Resampling { samples: arguments.samples.into(), seed: arguments.seed };
    for group in groups(&shares, resampling) {
        printer.print(group)?;
    }
    printer.finish()?;
    let of = counted(articles, "article");
    if let (Some(by), 1..) = (&arguments.by, without_field) {
        console::line(format_args!("{without_field} of {of} without the field `{by}`"));
    }
    if without_date > 0 {
        console::line(format_args!("{without_date} of {of} without a date"));
    }
    Ok(status)
}

fn fields<const N: usize>(shares: &Shares<N>) -> String {
    let fields = shares.fields();
    if fields.is_empty() { "no fields".to_owned() } else { fields.join(", ") }
}
