//! `saidso show`.

use super::models::ModelArguments;
use super::people::{self, PeopleArguments};
use super::records::refuse_address;
use super::{Status, console};
use anstream::{AutoStream, ColorChoice};
use anyhow::{Context, bail};
use clap::{ValueEnum, value_parser};
use saidso::decide::Explanation;
use saidso::pipeline::Explained;
use saidso::record::{Article, Origin, OutputLine, Record};
use saidso::resolve::SourceExplanation;
use saidso_analysis::view;
use saidso_io::read::{Articles, Input, ReadOptions, Records};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Read an article with its labels on the terminal
///
/// Shows every sentence with the letter of its label in the margin, F for reported fact, Q for quote and O for the author's
/// opinion, and the source it is attributed to; then all sources with their claims. Reads articles, or the output of
/// `extract`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso show story.txt
  saidso show story.txt --explain 12           label and sources of sentence 12
  saidso show labels.jsonl --id 2024/05/17-bridge
  saidso show labels.jsonl --people people.csv
  saidso show story.txt --color always | less -R

Colours are left out if the output is not a terminal or NO_COLOR is set. Lines are wrapped to fit the terminal; in a pipe \
every sentence is one line, unless --width sets a width.")]
pub(super) struct Arguments {
    /// An article, or labelled articles; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Explain why sentence N has its label and who its sources are: the scores and the deciding evidence
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..))]
    explain: Option<u32>,
    /// Only the article with this id
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// When to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    color: Colour,
    /// Columns per line [default: those of the terminal, at most 100]
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(20..))]
    width: Option<u16>,
    #[command(flatten)]
    model: ModelArguments,
    #[command(flatten)]
    people: PeopleArguments,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

impl From<Colour> for ColorChoice {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => Self::Auto,
            Colour::Always => Self::AlwaysAnsi,
            Colour::Never => Self::Never,
        }
    }
}

/// Longer lines are hard to read, even on a wide terminal.
const WIDEST: usize = 100;

/// A labelled article, with its text and explanations where they are known.
struct Shown {
    record: Record,
    text: Option<String>,
    sentences: Option<Vec<Option<Explanation>>>,
    sources: Vec<Option<SourceExplanation>>,
}

/// Shows as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let mut status = Status::AllWell;
    let mut articles = labelled(arguments)?.filter_map(|article| {
        article
            .inspect_err(|failed| {
                console::line(format_args!("saidso: error: {failed}"));
                status = Status::SomeFailed;
            })
            .ok()
    });
    let result = match arguments.explain {
        Some(number) => explain(arguments, &mut articles, number as usize),
        None => show(arguments, &mut articles),
    };
    drop(articles);
    match result {
        // The reader of our output has closed the pipe, which is not an error.
        Err(error) if console::is_broken_pipe(&error) => Ok(Status::AllWell),
        Err(error) => Err(error),
        Ok(0) if status == Status::AllWell => match &arguments.id {
            Some(id) => bail!("there is no article `{id}` in {}", arguments.file.display()),
            None => bail!("there is no article in {}", arguments.file.display()),
        },
        Ok(_) => Ok(status),
    }
}

fn show(arguments: &Arguments, articles: &mut dyn Iterator<Item = Shown>) -> anyhow::Result<usize> {
    let mut count = 0;
    for article in articles {
        let text = view::terminal(&article.record, article.text.as_deref(), width(arguments));
        print(arguments, if count > 0 { "\n\n" } else { "" })?;
        print(arguments, &text)?;
        count += 1;
    }
    Ok(count)
}

fn explain(arguments: &Arguments, articles: &mut dyn Iterator<Item = Shown>, number: usize) -> anyhow::Result<usize> {
    let Some(article) = articles.next() else { return Ok(0) };
    if articles.next().is_some() {
        bail!("{} holds several articles: name one with --id", arguments.file.display());
    }
    let explanation = article.sentences.as_ref().and_then(|all| all.get(number - 1)?.as_ref());
    let explained = view::explained(&article.record, number - 1, explanation, &article.sources, width(arguments));
    let Some(text) = explained else {
        bail!("there is no sentence {number}: the article has {}", article.record.sentences.len());
    };
    print(arguments, &text)?;
    Ok(1)
}

fn print(arguments: &Arguments, text: &str) -> anyhow::Result<()> {
    let mut stream = AutoStream::new(console::stdout()?, arguments.color.into());
    stream.write_all(text.as_bytes()).and_then(|()| stream.flush()).map_err(console::unwritten)
}

fn width(arguments: &Arguments) -> Option<usize> {
    let terminal = || io::stdout().is_terminal().then(console::width).flatten().map(|width| width.min(WIDEST));
    arguments.width.map(usize::from).or_else(terminal)
}

type Labelled = Box<dyn Iterator<Item = Result<Shown, String>>>;

/// The articles of the file; those without labels are labelled now.
fn labelled(arguments: &Arguments) -> anyhow::Result<Labelled> {
    refuse_address(&arguments.file)?;
    let known = arguments.people.people()?;
    let mut records = Records::open(&arguments.file)?;
    let wanted = arguments.id.clone();
    let is_wanted = move |id: &str| wanted.as_ref().is_none_or(|wanted| wanted == id);
    if records.is_labelled()? {
        return Ok(Box::new(records.filter_map(move |line| match line {
            Ok(line) if !is_wanted(line.id()) => None,
            Ok(OutputLine::Skipped(_)) => None,
            Ok(OutputLine::Record(mut record)) => {
                people::identify(known.as_ref(), &mut record);
                Some(Ok(Shown { record: *record, text: None, sentences: None, sources: Vec::new() }))
            }
            Ok(OutputLine::Error(error)) => {
                Some(Err(format!("{}: could not be labelled: {}", error.id, error.error.reason)))
            }
            Err(failed) => Some(Err(failed.to_string())),
        })));
    }
    let articles: Box<dyn Iterator<Item = _>> = if arguments.file == Path::new("-") {
        let origin = Origin { input: "-".into(), line: None };
        let text = records.into_text();
        Box::new(std::iter::once(text.map(|text| Article { origin, ..Article::new("standard input", text) })))
    } else {
        // An article that is named explicitly is wanted, whatever its language.
        let options = ReadOptions { any_language: true, ..ReadOptions::default() };
        Box::new(Articles::new(vec![Input::Path(arguments.file.clone())], options))
    };
    let pipeline = arguments.model.load().context("only labelled articles can be shown without a model")?;
    let pipeline = people::knowing(pipeline, known);
    Ok(Box::new(articles.filter_map(move |article| match article {
        Ok(article) if !is_wanted(&article.id) => None,
        Ok(article) => Some(match pipeline.explain(&article) {
            Ok(Explained { record, sentences, sources }) => {
                Ok(Shown { record, text: Some(article.text), sentences: Some(sentences), sources })
            }
            Err(error) => Err(format!("{}: {error}", article.origin)),
        }),
        Err(failed) => Some(Err(failed.to_string())),
    })))
}
