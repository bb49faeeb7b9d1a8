//! `saidso report`.

use super::dates::DateArguments;
use super::inputs::by_id;
use super::models::ModelArguments;
use super::output::{cut_short, expect_page};
use super::people::{PeopleArguments, identify};
use super::progress::Counted;
use super::records::each_line;
use super::{Status, console};
use anyhow::{Context, bail};
use saidso::record::OutputLine;
use saidso_analysis::view::{Report, ReportOptions};
use saidso_io::write::PartialFile;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Make a page for browsing labelled articles
///
/// The page is self-contained: it needs neither a server nor the network. For several articles it shows the shares of
/// fact, quote and opinion by publisher and over time with 95 % intervals, the most quoted sources, and how sure the
/// labels are. Filters by publisher, section, date, label, kind of source and assertion apply to the whole page;
/// tables can be sorted and saved as CSV, and the page's address records what is shown. For one article, the page
/// shows that article.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso report labels.jsonl -o report.html
  saidso extract story.txt | saidso report - -o story.html
  saidso report labels.jsonl --by section --date issued -o report.html
  saidso report labels.jsonl --input corpus/ -o report.html
  saidso report labels.jsonl --people people.csv -o report.html

Articles without labels are labelled first. Publishers, sections and dates are fields of the input articles. \
A date is 2024-05-17, 20240517, 17 May 2024, May 17, 2024, Sept. 3, 2024, 17-May-24, Fri, 17 May 2024 10:00:00 +0000, \
17.05.2024, 05/17/2024, 1715947200 (Unix time), May 2024, 2024-05 or 2024.

Exit status: 0 success, 1 some lines could not be used, 2 usage error, a field that no article has, or nothing to show.")]
pub(super) struct Arguments {
    /// Output of `extract`, compressed or not, or articles; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Write to FILE; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Field by which articles are grouped, or its path [default: publisher, outlet, site, publication or source]
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,
    /// Field that holds the section, or its path [default: section, sectionName or category]
    #[arg(long, value_name = "FIELD")]
    section: Option<String>,
    /// Title of the page [default: the name of the first file]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Files and folders with the texts of the articles, to show paragraphs
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    input: Vec<OsString>,
    #[command(flatten)]
    people: PeopleArguments,
    #[command(flatten)]
    dates: DateArguments,
    /// Show no summary, only errors
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// Makes a report as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    if arguments.files.iter().any(|file| super::run::is_same_file(file, &arguments.output)) {
        bail!("{} is an input; write to another file", arguments.output.display());
    }
    expect_page(&arguments.output)?;
    let people = arguments.people.people()?;
    let articles = by_id(&arguments.input);
    let mut report = Report::new(ReportOptions {
        title: arguments.title.clone().unwrap_or_else(|| title(&arguments.files)),
        by: arguments.by.clone(),
        dates: arguments.dates.options(),
        section: arguments.section.clone(),
    });
    let status = each_line(&arguments.files, &arguments.model, |line| {
        match line {
            OutputLine::Record(mut record) => {
                identify(people.as_ref(), &mut record);
                report.add(&record, articles.get(&record.id).map(|article| article.text.as_str()))?;
            }
            OutputLine::Error(error) => report.add_failure(&error),
            OutputLine::Skipped(skip) => report.add_skipped(&skip),
        }
        Ok(())
    })?;
    if report.articles() == 0 {
        bail!("there is no labelled article in {}", title(&arguments.files));
    }
    let html = report.html()?;
    write(&arguments.output, &html)?;
    if !arguments.quiet {
        let articles = Counted(report.articles() as u64, "article");
        console::line(format_args!("{articles}, {:.1} MB: {}", html.len() as f64 / 1e6, arguments.output.display()));
    }
    Ok(status)
}

/// The default title of a page.
pub(super) fn title(files: &[PathBuf]) -> String {
    let name = |path: &PathBuf| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    match files {
        [only] if only == Path::new("-") => "Standard input".to_owned(),
        [first, rest @ ..] if !rest.is_empty() => format!("{} and {} more", name(first), rest.len()),
        files => files.first().map(name).unwrap_or_default(),
    }
}

/// Writes a page to a file, whole or not at all, or to standard output.
pub(super) fn write(path: &Path, html: &str) -> anyhow::Result<()> {
    if path == Path::new("-") {
        return console::print(html);
    }
    let mut file = PartialFile::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    file.append(html.as_bytes()).and_then(|()| file.finish()).map_err(|error| cut_short(path, error))
}
