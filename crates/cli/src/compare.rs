//! `saidso compare`.

use super::listing::CsvArguments;
use super::models::ModelArguments;
use super::models::sentence_encoder;
use super::output::expect_page;
use super::records::each_line;
use super::report::{title, write};
use super::{Status, console};
use anyhow::{Context, bail};
use clap::ValueEnum;
use saidso::bounded;
use saidso::record::{OutputLine, Record};
use saidso_analysis::compare::{Pair, Part, compare, flat, html, measure, table};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// Compare accounts of one story: where they agree and differ
///
/// Reads the output of `extract`, or articles, which it labels first: one article, or several about one story. Claims
/// are split into statements, which are matched by the vectors of a sentence encoder and by numbers, dates, names and
/// negation. A denial contradicts what it denies; what somebody leaves unsaid, asks, wants or would say neither
/// agrees with anything nor contradicts it. A report and what it reports count as one voice, and so do articles with
/// the same text.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso extract call-veldara.txt call-ostrany.txt -o call.jsonl
  saidso compare call.jsonl                       for reading
  saidso compare call.jsonl --id a --id b         two articles of the file
  saidso extract story/ | saidso compare - --json
  saidso compare call.jsonl --html call.html      a page to read and share
  saidso compare call.jsonl --csv > call.csv      a row for each statement
  saidso compare --measure datasets/pairs/pairs.jsonl   how often it is right

The sentence encoder is not part of the model: scripts/base_encoder installs it in the default folder.")]
pub(super) struct Arguments {
    /// Output of `extract`, compressed or not, or articles; `-` is standard input
    #[arg(value_name = "OUTPUT", required_unless_present = "measure")]
    files: Vec<PathBuf>,
    /// Compare only articles with these ids
    #[arg(long = "id", value_name = "ID")]
    ids: Vec<String>,
    /// Form of the comparison
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// All groups, voices and statements as JSON; the same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// A row for each statement as CSV; the same as --format csv
    #[arg(long, conflicts_with_all = ["format", "json"])]
    csv: bool,
    #[command(flatten)]
    csv_form: CsvArguments,
    /// Write a self-contained page to FILE instead; `-` is standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "json", "csv"])]
    html: Option<PathBuf>,
    /// Folder of the sentence encoder [default: all-MiniLM-L6-v2 in saidso's cache, where `scripts/base_encoder` puts it]
    #[arg(long, value_name = "DIR", env = "SAIDSO_ENCODER")]
    encoder: Option<PathBuf>,
    /// Instead, measure how often labelled pairs get the right relation
    #[arg(long, value_name = "PAIRS", conflicts_with_all = ["files", "ids", "format", "json", "csv", "html"])]
    measure: Option<PathBuf>,
    /// The pairs to measure on
    #[arg(long, value_enum, default_value = "test", requires = "measure")]
    part: PartChoice,
    #[command(flatten)]
    model: ModelArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Table,
    /// All groups, voices and statements
    Json,
    /// A row for each statement
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PartChoice {
    /// Pairs that the weights were fitted to
    Fit,
    /// Pairs looked at during development
    Test,
    /// Pairs that nothing was fitted to
    Blind,
}

impl From<PartChoice> for Part {
    fn from(choice: PartChoice) -> Self {
        match choice {
            PartChoice::Fit => Self::Fit,
            PartChoice::Test => Self::Test,
            PartChoice::Blind => Self::Blind,
        }
    }
}

/// Longest line in columns, even on a wider terminal.
const WIDEST: usize = 100;

/// Compares articles, or measures how well it compares labelled pairs.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    if let Some(path) = &arguments.measure {
        let measured = measure(pairs(path)?, arguments.part.into(), &sentence_encoder(arguments.encoder.as_deref())?)?;
        console::print(&measured.table())?;
        return Ok(Status::AllWell);
    }
    if let Some(path) = &arguments.html
        && arguments.files.iter().any(|file| super::run::is_same_file(file, path))
    {
        bail!("{} is an input; write to another file", path.display());
    }
    if let Some(path) = &arguments.html {
        expect_page(path)?;
    }
    let format = match arguments {
        Arguments { json: true, .. } => Format::Json,
        Arguments { csv: true, .. } => Format::Csv,
        _ => arguments.format,
    };
    arguments.csv_form.expect_csv(format == Format::Csv)?;
    let (records, status) = records(arguments)?;
    if let Some(id) = arguments.ids.iter().find(|id| !records.iter().any(|record| record.id == **id)) {
        bail!("there is no article `{id}`");
    }
    if records.is_empty() {
        bail!("there is no article to compare");
    }
    let comparison = compare(&records, &sentence_encoder(arguments.encoder.as_deref())?)?;
    if let Some(path) = &arguments.html {
        let page = html(&comparison, &title(&arguments.files))?;
        write(path, &page)?;
        return Ok(status);
    }
    match format {
        Format::Table => {
            let width = io::stdout().is_terminal().then(console::width).flatten().unwrap_or(WIDEST);
            console::print(&table(&comparison, width.min(WIDEST)))?;
        }
        Format::Json => console::print(&(serde_json::to_string_pretty(&comparison)? + "\n"))?,
        Format::Csv => arguments.csv_form.print(flat(&comparison))?,
    }
    Ok(status)
}

fn records(arguments: &Arguments) -> anyhow::Result<(Vec<Record>, Status)> {
    let mut records = Vec::new();
    let status = each_line(&arguments.files, &arguments.model, |line| {
        // Failed and skipped articles were reported earlier.
        if let OutputLine::Record(record) = line
            && (arguments.ids.is_empty() || arguments.ids.contains(&record.id))
        {
            records.push(*record);
        }
        Ok(())
    })?;
    Ok((records, status))
}

/// Maximum size of a file of pairs in bytes.
const MAX_PAIRS: u64 = 256 << 20;

fn pairs(path: &Path) -> anyhow::Result<Vec<Pair>> {
    let text = fs::File::open(path).and_then(|file| bounded::read(file, MAX_PAIRS));
    let text = text.with_context(|| format!("cannot read {}", path.display()))?;
    let text = String::from_utf8(text).with_context(|| format!("{}: not UTF-8", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            serde_json::from_str(line).with_context(|| format!("{}:{}: not a pair", path.display(), index + 1))
        })
        .collect()
}
