//! `saidso convert`.

use super::inputs::by_id;
use super::models::ModelArguments;
use super::output::{Format as TableFormat, RowsChoice, is_table, remove_partial, rows_to};
use super::progress::Counted;
use super::records::{each_line, expect_labelled, json_files};
use super::run::is_same_file;
use super::{Status, console};
use anyhow::{Context, bail};
use clap::ValueEnum;
use clap::builder::PossibleValue;
use saidso::record::{AnnotatedArticle, Article, OutputLine};
use saidso_formats::export::{FolderWriter, Format, rebuilt_text};
use saidso_formats::gold::{AnnotationError, GoldArticle};
use saidso_io::read::{AnnotatedLine, Records};
use saidso_io::write::PartialFile;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Convert labelled articles to another tool's format
///
/// Reads the output of `extract`, or gold files. The output of `extract` holds sentences, not the white space between
/// them: pass the articles with --input to use their original texts; otherwise texts are rebuilt from the sentences,
/// with the right offsets.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso extract corpus/ | saidso convert - --to spacy > docs.jsonl
  saidso convert labels.jsonl --rows claims -o claims.parquet
  saidso convert labels.jsonl --rows sentences --format csv > sentences.csv
  saidso convert labels.jsonl --to brat --input corpus/ -o annotate/
  saidso convert labels.jsonl --to label-studio --input corpus/ -o tasks/
  saidso convert datasets/gold/gold.jsonl --to datasets -o gold-dataset/

Folders (-o is required):
  brat             NAME.txt and NAME.ann, with brat's configuration
  label-studio     tasks with predictions, and the labelling interface
  xmi              UIMA CAS as XMI, with the types that INCEpTION imports
  datasets         JSON Lines and a card, as loaded by Hugging Face's `datasets`

Streams:
  doccano          spans with labels and relations, one article per line
  conll            CoNLL-U Plus: one token per line, spans in IOB2 columns
  web-annotation   W3C Web Annotation, one page of annotations per line
  spacy            spaCy's JSON, one document per line; displaCy draws it too
  schema-org       schema.org's Quotation and Claim as JSON-LD

`saidso import` reads corrected brat, label-studio and doccano files back.")]
pub(super) struct Arguments {
    /// Output of `extract`, or gold files, or folders of them; `-` is standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Form to write
    #[arg(long, value_name = "FORMAT", value_enum)]
    to: Option<Form>,
    /// Write a flat table instead, such as one of claims
    #[arg(long, value_name = "WHAT", value_enum, conflicts_with_all = ["to", "input"])]
    rows: Option<RowsChoice>,
    /// Form of the table [default: by the extension of PATH, else jsonl]
    #[arg(long, value_name = "FORM", value_enum, requires = "rows")]
    format: Option<TableFormat>,
    /// In a table as CSV, put an apostrophe before text that spreadsheets take for a formula
    #[arg(long, requires = "rows")]
    spreadsheet: bool,
    /// Write to this file, or to this new folder
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Files and folders with the texts of the articles
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    input: Vec<OsString>,
    /// Show no summary, only errors
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    model: ModelArguments,
}

/// A form by its name.
#[derive(Debug, Clone, Copy)]
struct Form(Format);

impl ValueEnum for Form {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self(Format::Brat),
            Self(Format::LabelStudio),
            Self(Format::Doccano),
            Self(Format::Conll),
            Self(Format::WebAnnotation),
            Self(Format::Xmi),
            Self(Format::Spacy),
            Self(Format::Datasets),
            Self(Format::SchemaOrg),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.0.name());
        Some(if self.0 == Format::Xmi { value.alias("inception") } else { value })
    }
}

/// Converts as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    if arguments.files.iter().filter(|path| is_standard(path)).count() > 1 {
        bail!("standard input can be read only once");
    }
    let output = arguments.output.as_deref();
    if let Some(output) = output.filter(|output| arguments.files.iter().any(|file| is_same_file(file, output))) {
        bail!("{} is an input; write to another file", output.display());
    }
    if let Some(rows) = arguments.rows {
        return to_rows(arguments, rows);
    }
    let Some(Form(form)) = arguments.to else {
        if let Some(path) = output.filter(|path| is_table(path)) {
            bail!(
                "{}: say what a row of the table holds, with --rows sentences, attributions, claims or sources",
                path.display()
            );
        }
        bail!("name a form with --to, or make a flat table with --rows; see saidso help convert");
    };
    let files = json_files(&arguments.files)?;
    expect_labelled(&files)?;
    let articles = by_id(&arguments.input);
    let mut target = Target::open(form, output)?;
    let mut counts = Counts::default();
    let result = files.iter().try_for_each(|path| convert(path, &articles, &mut target, &mut counts));
    match result {
        // The reader of our output has closed the pipe, which is not an error.
        Err(error) if console::is_broken_pipe(&error) => return Ok(Status::AllWell),
        Err(error) => return Err(incomplete(error, form, output)),
        Ok(()) => {}
    }
    if counts.converted + counts.bad + counts.failed + counts.skipped == 0 {
        bail!("there is no article to convert in {}", super::report::title(&arguments.files));
    }
    target.finish().map_err(|error| incomplete(error, form, output))?;
    if counts.rebuilt > 0 && !arguments.quiet {
        console::line(format_args!(
            "saidso: the texts of {} were rebuilt from their sentences; --input supplies the original texts",
            Counted(counts.rebuilt, "article")
        ));
    }
    if !arguments.quiet {
        console::line(counts.closing());
    }
    Ok(if counts.bad > 0 { Status::SomeFailed } else { Status::AllWell })
}

/// The error for an output that was not written to its end: a file is removed, a folder has files of its own.
fn incomplete(error: anyhow::Error, form: Format, output: Option<&Path>) -> anyhow::Error {
    match output.filter(|path| !is_standard(path)) {
        Some(path) if form.is_folder() => error.context(format!("{} is incomplete: remove it", path.display())),
        Some(path) => {
            remove_partial(path);
            error
        }
        None => error,
    }
}

/// Writes records as a flat table.
fn to_rows(arguments: &Arguments, rows: RowsChoice) -> anyhow::Result<Status> {
    let path = arguments.output.as_deref().filter(|path| !is_standard(path));
    let mut output = rows_to(path, rows.rows(), arguments.format, arguments.spreadsheet)?;
    let mut counts = Counts::default();
    let result = each_line(&arguments.files, &arguments.model, |line| {
        match line {
            OutputLine::Record(_) => counts.converted += 1,
            OutputLine::Error(_) => counts.failed += 1,
            OutputLine::Skipped(_) => counts.skipped += 1,
        }
        output.write(&line).map_err(console::unwritten)
    });
    match result.and_then(|status| output.finish().map(|()| status).map_err(console::unwritten)) {
        // The reader of our output has closed the pipe, which is not an error.
        Err(error) if console::is_broken_pipe(&error) => Ok(Status::AllWell),
        Err(error) => {
            if let Some(path) = &arguments.output {
                remove_partial(path);
            }
            Err(error)
        }
        Ok(status) => {
            if !arguments.quiet {
                console::line(counts.closing());
            }
            Ok(status)
        }
    }
}

#[derive(Default)]
struct Counts {
    converted: u64,
    /// Articles whose texts were rebuilt from their sentences.
    rebuilt: u64,
    /// Articles that `extract` could not label.
    failed: u64,
    /// Articles that it skipped.
    skipped: u64,
    /// Lines that cannot be used.
    bad: u64,
}

impl Counts {
    fn closing(&self) -> String {
        let mut closing = format!("{} converted", Counted(self.converted, "article"));
        for (count, what) in [
            (self.failed, "had failed before"),
            (self.skipped, "had been skipped"),
            (self.bad, "could not be converted"),
        ] {
            if count > 0 {
                let _ = write!(closing, ", {} {what}", Counted(count, "article"));
            }
        }
        closing
    }
}

/// Converts the articles of a file.
fn convert(
    path: &Path,
    articles: &HashMap<String, Article>,
    target: &mut Target,
    counts: &mut Counts,
) -> anyhow::Result<()> {
    let mut records = Records::open_annotated(path)?;
    while let Some(line) = records.next() {
        let article = match line {
            // The failure was reported when it happened.
            Ok(AnnotatedLine::Error(_)) => {
                counts.failed += 1;
                continue;
            }
            Ok(AnnotatedLine::Skipped(_)) => {
                counts.skipped += 1;
                continue;
            }
            Ok(AnnotatedLine::Article(article)) => {
                with_text(*article, articles).map_err(|reason| format!("{}: {reason}", records.place()))
            }
            Err(failed) => Err(failed.to_string()),
        };
        match article {
            Ok((article, rebuilt)) => {
                target.write(&article)?;
                counts.converted += 1;
                counts.rebuilt += u64::from(rebuilt);
            }
            Err(reason) => {
                counts.bad += 1;
                console::line(format_args!("saidso: error: {reason}"));
            }
        }
    }
    Ok(())
}

/// An article checked against its text, and whether the text was rebuilt from its sentences.
fn with_text(article: AnnotatedArticle, articles: &HashMap<String, Article>) -> Result<(GoldArticle, bool), String> {
    let mut article = article.without_title();
    let given = articles.get(&article.id);
    if let Some(title) = given.and_then(|given| given.title.as_deref()) {
        article.metadata.entry("title").or_insert_with(|| title.into());
    }
    let given = given.map(|given| given.text.clone());
    let rebuilt = article.text.is_none() && given.is_none();
    let text = if rebuilt { rebuilt_text(&article) } else { given };
    let id = article.id.clone();
    let article = GoldArticle::new(article, text).map_err(|error| {
        let hint = if error == AnnotationError::NoText { "; --input names files with texts" } else { "" };
        format!("article `{id}`: {error}{hint}")
    })?;
    Ok((article, rebuilt))
}

/// Where the articles go.
enum Target {
    Folder(FolderWriter),
    File(Format, PartialFile),
    Stdout(Format),
}

impl Target {
    fn open(format: Format, path: Option<&Path>) -> anyhow::Result<Self> {
        match path.filter(|path| !is_standard(path)) {
            Some(path) if format.is_folder() => Ok(Self::Folder(FolderWriter::create(path, format)?)),
            None if format.is_folder() => bail!("this form is a folder: name a new one with -o"),
            Some(path) => {
                let file = PartialFile::create(path).with_context(|| format!("cannot write {}", path.display()))?;
                Ok(Self::File(format, file).begun()?)
            }
            None => Ok(Self::Stdout(format).begun()?),
        }
    }

    /// Writes what precedes the first article.
    fn begun(mut self) -> anyhow::Result<Self> {
        if let Self::File(format, _) | Self::Stdout(format) = &self {
            let head = format.head();
            self.append(head.as_bytes())?;
        }
        Ok(self)
    }

    fn write(&mut self, article: &GoldArticle) -> anyhow::Result<()> {
        match self {
            Self::Folder(folder) => folder.article(article)?,
            Self::File(format, _) | Self::Stdout(format) => {
                let text = format.text(article).unwrap_or_default();
                self.append(text.as_bytes())?;
            }
        }
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match self {
            Self::Folder(_) => Ok(()),
            Self::File(_, file) => file.append(bytes),
            Self::Stdout(_) => console::stdout()?.write_all(bytes),
        }
        .map_err(console::unwritten)
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Folder(folder) => folder.finish()?,
            Self::File(_, file) => file.finish().context("cannot finish the output")?,
            Self::Stdout(_) => io::stdout().flush().map_err(console::unwritten)?,
        }
        Ok(())
    }
}

fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}
