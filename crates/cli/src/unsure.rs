//! `saidso unsure`.

use super::listing::{ListArguments, Printer};
use super::models::ModelArguments;
use super::records::each_line;
use super::{Status, console};
use saidso::record::OutputLine;
use saidso_analysis::unsure::{Queue, Unsure};
use std::path::PathBuf;

/// List the articles with the least certain labels, to correct first
///
/// Reads the output of `extract`, or articles, which it labels first. An article's doubt is the percentage
/// of its sentences that are probably labelled wrongly, judging by their confidence; its least certain sentence is
/// shown next to it. With --records, the records themselves are written in this order, for `convert`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso unsure labels.jsonl                            the first 20, to read
  saidso unsure labels.jsonl --top 200 -o unsure.csv
  saidso unsure labels.jsonl --records --top 50 > first.jsonl
  saidso convert first.jsonl --to label-studio --input corpus/ -o tasks/")]
pub(super) struct Arguments {
    /// Output of `extract`, compressed or not, or articles; `-` is standard input
    #[arg(value_name = "OUTPUT", required = true)]
    files: Vec<PathBuf>,
    /// Only the first N [default: all; 20 in the table]
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Print their records as JSON Lines
    #[arg(long, conflicts_with_all = ["json", "csv", "output"])]
    records: bool,
    #[command(flatten)]
    list: ListArguments,
    #[command(flatten)]
    model: ModelArguments,
}

/// Articles in the table by default.
const IN_TABLE: usize = 20;

/// Ranks articles as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let mut printer = Printer::new(&arguments.list, arguments.top.unwrap_or(IN_TABLE), 0, &arguments.files)?;
    let most = arguments.top.unwrap_or(usize::MAX);
    let (mut rows, mut records) = (Queue::new(most), Queue::new(most));
    let status = each_line(&arguments.files, &arguments.model, |line| {
        // Failed and skipped articles were reported earlier.
        let OutputLine::Record(record) = line else { return Ok(()) };
        let Some(unsure) = Unsure::of(&record) else { return Ok(()) };
        if arguments.records {
            records.offer(unsure.doubt, serde_json::to_string(&record)?);
        } else {
            rows.offer(unsure.doubt, unsure);
        }
        Ok(())
    })?;
    if arguments.records {
        records.ranked().try_for_each(|record| console::print(&(record + "\n")))?;
        return Ok(status);
    }
    rows.ranked().try_for_each(|row| printer.print(row))?;
    printer.finish()?;
    Ok(status)
}
