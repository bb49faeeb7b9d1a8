//! `saidso stories`.

use super::listing::CsvArguments;
use super::models::ModelArguments;
use super::records::each_line;
use super::{Status, console};
use anyhow::{Context, bail};
use saidso::record::OutputLine;
use saidso_analysis::stories::{Stories, Story, StoryOptions, flat, json_lines, table};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

/// Group the articles of a corpus that are about the same event
///
/// Reads the output of `extract`, or articles, which it labels first. Articles belong to one story if the names,
/// numbers and words of their titles, leads and claims are alike, weighted by rarity, and if they were published
/// within a few days of each other (--days); articles without a date count as published at the same time. `saidso
/// compare` can then be run on each story.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso stories labels.jsonl                          the 50 largest
  saidso stories labels.jsonl --days 7 --least 3
  saidso stories labels.jsonl --json > stories.jsonl   one story per line
  saidso stories labels.jsonl -o stories/              a file for each story
  saidso compare stories/story-1.jsonl")]
pub(super) struct Arguments {
    /// Output of `extract`, compressed or not, or articles; `-` is standard input
    #[arg(value_name = "OUTPUT", required = true)]
    files: Vec<PathBuf>,
    /// Maximum number of days between articles about the same event
    #[arg(long, value_name = "N", default_value_t = StoryOptions::default().days)]
    days: u32,
    /// Average similarity of a story's articles, from 0 to 1: higher values make smaller stories
    #[arg(long, value_name = "X", default_value_t = StoryOptions::default().likeness, value_parser = likeness)]
    likeness: f32,
    /// Minimum number of articles in a story
    #[arg(long, value_name = "N", default_value_t = StoryOptions::default().least)]
    least: usize,
    /// Number of stories in the table; CSV, JSON and DIR hold all
    #[arg(long, value_name = "N", default_value_t = 50)]
    top: usize,
    /// Print JSON Lines, one story per line
    #[arg(long)]
    json: bool,
    /// Print CSV, one row per article
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    #[command(flatten)]
    csv_form: CsvArguments,
    /// Also write the records of each story to a file in DIR, which must be new or empty: story-1.jsonl, …
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    #[command(flatten)]
    model: ModelArguments,
}

/// Finds the stories, and writes their records where that is asked for.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    arguments.csv_form.expect_csv(arguments.csv)?;
    let mut kept = match &arguments.output {
        Some(folder) => Some(prepare(folder).with_context(|| format!("cannot write to {}", folder.display()))?),
        None => None,
    };
    let mut stories = Stories::default();
    let status = each_line(&arguments.files, &arguments.model, |line| {
        // Failed and skipped articles were reported earlier.
        if let OutputLine::Record(record) = line {
            stories.add(&record);
            if let Some(kept) = &mut kept {
                writeln!(kept, "{}", serde_json::to_string(&record)?).map_err(console::unwritten)?;
            }
        }
        Ok(())
    })?;
    let articles = stories.articles();
    let options = StoryOptions { days: arguments.days, likeness: arguments.likeness, least: arguments.least.max(1) };
    let stories = stories.stories(options);
    if let (Some(folder), Some(kept)) = (&arguments.output, kept) {
        write(folder, kept, &stories)?;
    }
    match arguments {
        Arguments { json: true, .. } => console::print(&json_lines(&stories)?)?,
        Arguments { csv: true, .. } => arguments.csv_form.print(flat(&stories))?,
        _ => console::print(&table(&stories, articles, arguments.top))?,
    }
    Ok(status)
}

/// Opens a nameless file in the folder, which keeps the records until it is known which story each belongs to.
fn prepare(folder: &Path) -> anyhow::Result<BufWriter<File>> {
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        bail!("it is not empty; name a new folder");
    }
    Ok(BufWriter::new(tempfile::tempfile_in(folder)?))
}

/// Writes each of the kept records to the file of its story.
fn write(folder: &Path, kept: BufWriter<File>, stories: &[Story]) -> anyhow::Result<()> {
    let places: HashMap<usize, &Story> =
        stories.iter().flat_map(|story| story.places.iter().map(move |&place| (place, story))).collect();
    let mut kept = kept.into_inner().map_err(|error| console::unwritten(error.into_error()))?;
    kept.rewind()?;
    for (place, line) in BufReader::new(kept).lines().enumerate() {
        let line = line?;
        if let Some(story) = places.get(&place) {
            let path = folder.join(&story.id).with_extension("jsonl");
            append(&path, &line).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}

/// Reopens the file for each line: there can be more stories than files may be open.
fn append(path: &Path, line: &str) -> std::io::Result<()> {
    let mut file: BufWriter<File> = BufWriter::new(OpenOptions::new().create(true).append(true).open(path)?);
    writeln!(file, "{line}")?;
    file.flush()
}

fn likeness(text: &str) -> Result<f32, String> {
    let likeness: f32 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&likeness) { Ok(likeness) } else { Err("not from 0 to 1".to_owned()) }
}
