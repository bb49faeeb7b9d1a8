//! `saidso sources`.

use super::{Status, console};
use anyhow::Context;
use clap::ValueEnum;
use saidso::record::OutputLine;
use saidso::tally::{Tally, csv, json, table};
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

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
    let mut status = Status::AllWell;
    for file in &arguments.files {
        let name = file.display();
        let reader = open(file).with_context(|| format!("cannot read {name}"))?;
        for (index, line) in reader.lines().enumerate() {
            let line = line.with_context(|| format!("cannot read {name}, line {}", index + 1))?;
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str(&line) {
                Ok(OutputLine::Record(record)) => tally.add(&record),
                // It was named when it failed.
                Ok(OutputLine::Error(_)) => {}
                Err(_) => {
                    console::line(format_args!(
                        "saidso: error: {name}:{}: no record; `sources` reads what `saidso extract` writes, without --pretty",
                        index + 1
                    ));
                    status = Status::SomeFailed;
                }
            }
        }
    }
    tally.sort();
    let text = match arguments.format {
        Format::Table => table(&tally, arguments.top),
        Format::Csv => csv(&tally)?,
        Format::Json => json(&tally)?,
    };
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(status),
    }
}

fn open(file: &Path) -> anyhow::Result<BufReader<Box<dyn Read>>> {
    if file.as_os_str() == "-" {
        return Ok(BufReader::new(Box::new(io::stdin())));
    }
    match niffler::get_reader(Box::new(File::open(file)?)) {
        Ok((reader, _)) => Ok(BufReader::new(reader)),
        // Too little to be compressed.
        Err(niffler::Error::FileTooShort) => Ok(BufReader::new(Box::new(File::open(file)?))),
        Err(error) => Err(error.into()),
    }
}
