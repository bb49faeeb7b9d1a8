//! `saidso compare`.

use super::records::each_line;
use super::{Status, console};
use anyhow::{Context, bail};
use clap::ValueEnum;
use saidso::model::SentenceEncoder;
use saidso::record::{OutputLine, Record};
use saidso_analysis::compare::{Pair, Part, compare, measure, table};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// Line up what several accounts of one story say: what they share, what one denies, and what one alone says
///
/// Reads what `extract` has written: one article, or several of one story. Claims are cut into statements and lined up by the
/// vectors of a sentence encoder, by numbers, names and negation.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso extract call-veldara.txt call-ostrany.txt -o call.jsonl
  saidso compare call.jsonl                       for reading
  saidso compare call.jsonl --id a --id b         two articles of the file
  saidso extract story/ | saidso compare - --format json
  saidso compare --measure datasets/pairs/pairs.jsonl   how often it is right

The sentence encoder is no part of the model: scripts/base_encoder puts it where it is looked for.

Exit status: 0 all well, 1 some lines are no records, 2 usage or set-up.")]
pub(super) struct Arguments {
    /// What `extract` has written, compressed or not; `-` is standard input
    #[arg(value_name = "OUTPUT", required_unless_present = "measure")]
    files: Vec<PathBuf>,
    /// Compare only articles with these ids
    #[arg(long = "id", value_name = "ID")]
    ids: Vec<String>,
    /// Form of the comparison
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Folder of the sentence encoder [default: all-MiniLM-L6-v2 in saidso's cache, where `scripts/base_encoder` puts it]
    #[arg(long, value_name = "DIR", env = "SAIDSO_ENCODER")]
    encoder: Option<PathBuf>,
    /// Instead of comparing, say how often the relation of labelled pairs is found
    #[arg(long, value_name = "PAIRS", conflicts_with_all = ["files", "ids", "format"])]
    measure: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Table,
    /// All groups, voices and statements
    Json,
}

/// Lines are no longer, however wide the terminal.
const WIDEST: usize = 100;

/// Compares, or measures how well.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    if let Some(path) = &arguments.measure {
        let measured = measure(pairs(path)?, Part::Test, &encoder(arguments)?)?;
        console::print(&measured.table())?;
        return Ok(Status::AllWell);
    }
    let (records, status) = records(arguments)?;
    if let Some(id) = arguments.ids.iter().find(|id| !records.iter().any(|record| record.id == **id)) {
        bail!("there is no article `{id}`");
    }
    if records.is_empty() {
        bail!("there is no article to compare");
    }
    let comparison = compare(&records, &encoder(arguments)?)?;
    console::print(&match arguments.format {
        Format::Table => {
            let width = io::stdout().is_terminal().then(console::width).flatten().unwrap_or(WIDEST);
            table(&comparison, width.min(WIDEST))
        }
        Format::Json => serde_json::to_string_pretty(&comparison)? + "\n",
    })?;
    Ok(status)
}

fn records(arguments: &Arguments) -> anyhow::Result<(Vec<Record>, Status)> {
    let mut records = Vec::new();
    let status = each_line(&arguments.files, |line| {
        // Others were named when they failed or were skipped.
        if let OutputLine::Record(record) = line
            && (arguments.ids.is_empty() || arguments.ids.contains(&record.id))
        {
            records.push(*record);
        }
        Ok(())
    })?;
    Ok((records, status))
}

fn encoder(arguments: &Arguments) -> anyhow::Result<SentenceEncoder> {
    let folder = match &arguments.encoder {
        Some(folder) => folder.clone(),
        None => super::models::cache_folder()
            .map(|cache| cache.join("all-MiniLM-L6-v2"))
            .context("neither XDG_CACHE_HOME nor HOME is set: name the sentence encoder's folder with --encoder")?,
    };
    SentenceEncoder::load(&folder).with_context(|| {
        format!(
            "no sentence encoder in {}: run scripts/base_encoder, or name its folder with --encoder",
            folder.display()
        )
    })
}

fn pairs(path: &Path) -> anyhow::Result<Vec<Pair>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(index, line)| {
            serde_json::from_str(line).with_context(|| format!("{}:{}: not a pair", path.display(), index + 1))
        })
        .collect()
}
