//! `saidso report`.

use super::progress::Counted;
use super::{Status, console};
use anyhow::{Context, bail};
use saidso::read::{Articles, Input, ReadOptions, Records};
use saidso::record::OutputLine;
use saidso::view::{Report, ReportOptions};
use saidso::write::PartialFile;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Make a page of labelled articles to browse in
///
/// The page needs nothing else, neither a server nor the network. Of several articles it shows the shares of fact, quote
/// and opinion by publisher and over time, the most quoted sources and how sure the labels are, and it finds every claim
/// and opens its article at the place. Of one article, it is that article.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso report labels.jsonl -o report.html
  saidso extract story.txt | saidso report - -o story.html
  saidso report labels.jsonl --by section --date published -o report.html
  saidso report labels.jsonl --input corpus/ -o report.html      with the paragraphs of the texts

FILE is what `saidso extract` has written. Publishers and dates are fields of the articles that were read; a date \
is 2024-05-17, 2024-05 or 2024.

Exit status: 0 all well, 1 some lines cannot be used, 2 usage, or nothing to show.")]
pub(super) struct Arguments {
    /// Labelled articles, which may be compressed; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write to FILE; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Field of the metadata by which articles are grouped
    #[arg(long, value_name = "FIELD", default_value = "publisher")]
    by: String,
    /// Field of the metadata that holds the date
    #[arg(long, value_name = "FIELD", default_value = "date")]
    date: String,
    /// What stands above the page [default: the name of the first file]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Files and folders with the texts of the articles, for their paragraphs
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    input: Vec<OsString>,
    /// No summary; errors are still named
    #[arg(short, long)]
    quiet: bool,
}

/// Makes a report as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    if arguments.files.iter().any(|file| super::extract::is_same_file(file, &arguments.output)) {
        bail!("{} is an input; write to another file", arguments.output.display());
    }
    let texts = texts(arguments);
    let mut report = Report::new(ReportOptions {
        title: arguments.title.clone().unwrap_or_else(|| title(&arguments.files)),
        by: arguments.by.clone(),
        date: arguments.date.clone(),
    });
    let mut bad = 0;
    for file in &arguments.files {
        for line in Records::open(file)? {
            match line {
                Ok(OutputLine::Record(record)) => report.add(&record, texts.get(&record.id).map(String::as_str))?,
                Ok(OutputLine::Error(error)) => report.add_failure(&error),
                Ok(OutputLine::Skipped(_)) => {}
                Err(failed) => {
                    bad += 1;
                    console::line(format_args!("saidso: error: {failed}"));
                }
            }
        }
    }
    if report.articles() == 0 {
        bail!("there is no labelled article in {}", title(&arguments.files));
    }
    let html = report.html()?;
    write(&arguments.output, &html).with_context(|| format!("cannot write {}", arguments.output.display()))?;
    if !arguments.quiet {
        let articles = Counted(report.articles() as u64, "article");
        console::line(format_args!("{articles}, {:.1} MB: {}", html.len() as f64 / 1e6, arguments.output.display()));
    }
    Ok(if bad > 0 { Status::SomeFailed } else { Status::AllWell })
}

/// The texts that --input names, by id.
fn texts(arguments: &Arguments) -> HashMap<String, String> {
    let inputs: Vec<Input> = arguments.input.iter().cloned().map(Input::from).collect();
    let mut texts = HashMap::new();
    for article in Articles::new(inputs, ReadOptions::default()) {
        match article {
            Ok(article) => {
                texts.insert(article.id, article.text);
            }
            Err(failed) => console::line(format_args!("saidso: error: {failed}")),
        }
    }
    texts
}

fn title(files: &[PathBuf]) -> String {
    let name = |path: &PathBuf| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    match files {
        [only] if only == Path::new("-") => "Standard input".to_owned(),
        [first, rest @ ..] if !rest.is_empty() => format!("{} and {} more", name(first), rest.len()),
        files => files.first().map(name).unwrap_or_default(),
    }
}

fn write(path: &Path, html: &str) -> io::Result<()> {
    if path == Path::new("-") {
        return match io::stdout().write_all(html.as_bytes()) {
            // Whoever read our output has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        };
    }
    let mut file = PartialFile::create(path)?;
    file.append(html.as_bytes())?;
    file.finish()
}
