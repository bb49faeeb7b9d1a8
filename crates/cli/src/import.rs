//! `saidso import`.

use super::progress::Counted;
use super::run::is_same_file;
use super::{Status, console};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use saidso::record::AnnotatedArticle;
use saidso_formats::import::{Annotators, Format, Import, SpanTypes, import};
use saidso_io::write::{Compression, Form, Metadata, Output};
use std::io;
use std::path::{Path, PathBuf};

/// Turn a published data set into a gold file, for `evaluate`
///
/// Writes one JSON object per article, as `saidso schema gold` describes: its text and what is annotated in it. Offsets
/// count Unicode code points; each span carries its text. An article that cannot be used is left out, and a line on
/// standard error says why.
#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  saidso import polnear PolNeAR/data/test -o polnear-test.jsonl
  saidso import brat annotated/ --cue-type Verb -o gold.jsonl
  saidso import checkthat dev_test_en.tsv | jq .sentences

datasets/README.md says where to get each data set. Files may be compressed by gzip, zstd, bzip2 or xz.
With -o, the output is written to FILE.partial and renamed when it is complete.")]
pub(super) struct Arguments {
    #[command(subcommand)]
    format: Named,
    /// Write to FILE, not standard output
    #[arg(short, long, value_name = "FILE", global = true)]
    output: Option<PathBuf>,
    /// Show no summary, only errors
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
#[expect(clippy::doc_markdown, reason = "these are the words of the help")]
enum Named {
    /// PolNeAR: attributions in political news
    ///
    /// PATH is the root of the published data, a part such as data/test, or any folder with a folder `text` of NAME.txt and
    /// a folder `attributions` of NAME_ANNOTATOR.ann. Publisher, date, title and author come from `metadata.tsv`, in
    /// the same folder or one of the two above it.
    Polnear {
        /// File or folder to import
        path: PathBuf,
        /// Use only this annotator, or `all`, each as an article of its own, NAME_ANNOTATOR
        /// [default: the alphabetically first annotator of each article]
        #[arg(long, value_name = "ID")]
        annotator: Option<String>,
    },
    /// A folder of texts annotated with brat
    ///
    /// PATH is a folder of NAME.txt files, each with a NAME.ann next to it; subfolders are searched too. An
    /// attribution is an event with a cue, a source and content among its trigger and arguments, or a cue that
    /// relations link to its source and content. Annotations may be discontinuous; those of other types are left out.
    Brat {
        /// File or folder to import
        path: PathBuf,
        /// Type of the words that name a source
        #[arg(long, value_name = "TYPE", default_value = "Source")]
        source_type: String,
        /// Type of the words that signal an attribution
        #[arg(long, value_name = "TYPE", default_value = "Cue")]
        cue_type: String,
        /// Type of the words that are attributed
        #[arg(long, value_name = "TYPE", default_value = "Content")]
        content_type: String,
    },
    /// Label Studio: tasks that were corrected there
    ///
    /// PATH is the JSON that Label Studio exports for a project of tasks from `convert --to label-studio`, or one with
    /// the same labels. The last annotation of a task that was not cancelled is used; a task without one is left out.
    LabelStudio { path: PathBuf },
    /// Doccano and Prodigy: spans with labels, by article
    ///
    /// PATH is the JSON Lines file that Doccano exports (`entities` and `relations`, or `label`), or Prodigy (`spans` and
    /// `relations`), with the labels of `convert --to doccano`. Other labels are left out, and so are articles that were
    /// rejected or ignored in Prodigy.
    #[command(alias = "prodigy")]
    Doccano { path: PathBuf },
    /// NewsSD-ENG: sentences that are subjective or not
    ///
    /// PATH is a CSV file with the columns `Sentence` and `Label` (SUBJ or OBJ). Each row becomes an article of one
    /// sentence whose id is the file's name and the row's number.
    Newssd { path: PathBuf },
    /// CheckThat!: sentences that are subjective or not
    ///
    /// PATH is a TSV file with the columns `sentence_id`, `sentence` and `label` (SUBJ or OBJ). Each row becomes an article of
    /// one sentence.
    Checkthat { path: PathBuf },
    /// CofeNet: tokenised passages, with roles but no links
    ///
    /// PATH is a JSON Lines file of `id`, `tokens` and `labels` (O, B-source, I-source, B-cue, …). Each line becomes
    /// an article whose id is the line's `id`, `#` and the line's number among those with that `id`. The text is
    /// rebuilt from the tokens.
    Cofenet { path: PathBuf },
    /// GUM: sentences, and attributions from rhetorical structure trees
    ///
    /// PATH is a folder of NAME.conllu files, each with a NAME.rs4 next to it, searched with its subfolders; one such
    /// NAME.conllu; or a JSON Lines file of `id`, `text`, `sentences` and `attributions`. In GUM, source and cue are
    /// one span, which becomes the cue.
    Gum { path: PathBuf },
    /// GAP: ambiguous pronouns, each with two names
    ///
    /// PATH is a TSV file in the published form. Each row becomes an article with three mentions.
    Gap { path: PathBuf },
    /// Sentence labels by the project's guide, one article per line
    ///
    /// PATH is a JSON Lines file of `id`, `text` and `sentences`, each with `start`, `end`, `role`, `label`, `resolved` (the name
    /// of its source) and `kind` (of that source).
    Sentences { path: PathBuf },
    /// Labels whose texts are elsewhere, as in datasets/articles
    ///
    /// PATH is a JSON Lines file of gold articles without `text`. `metadata.file` of each names the JSON Lines file
    /// (`id`, `text`) under --texts that holds the text, and `metadata.sha256` is the text's hash. An article is cut
    /// off where its labels end.
    Labels {
        /// File or folder to import
        path: PathBuf,
        /// Folder that the texts' paths are relative to
        #[arg(long, value_name = "DIR")]
        texts: PathBuf,
    },
}

impl Named {
    fn path(&self) -> &Path {
        match self {
            Self::Polnear { path, .. }
            | Self::Brat { path, .. }
            | Self::LabelStudio { path }
            | Self::Doccano { path }
            | Self::Newssd { path }
            | Self::Checkthat { path }
            | Self::Cofenet { path }
            | Self::Gum { path }
            | Self::Gap { path }
            | Self::Sentences { path }
            | Self::Labels { path, .. } => path,
        }
    }

    fn format(&self) -> Format {
        match self {
            Self::Polnear { annotator, .. } => Format::Polnear(match annotator.as_deref() {
                None => Annotators::First,
                Some("all") => Annotators::All,
                Some(id) => Annotators::One(id.to_owned()),
            }),
            Self::Brat { source_type, cue_type, content_type, .. } => Format::Brat(SpanTypes {
                source: source_type.clone(),
                cue: cue_type.clone(),
                content: content_type.clone(),
            }),
            Self::LabelStudio { .. } => Format::LabelStudio,
            Self::Doccano { .. } => Format::Doccano,
            Self::Newssd { .. } | Self::Checkthat { .. } => Format::Subjectivity,
            Self::Cofenet { .. } => Format::Cofenet,
            Self::Gum { .. } => Format::Gum,
            Self::Gap { .. } => Format::Gap,
            Self::Sentences { .. } => Format::Sentences,
            Self::Labels { texts, .. } => Format::Labels { texts: texts.clone() },
        }
    }
}

/// Most articles that could not be imported and are reported one by one.
const NAMED_FAILURES: usize = 20;

/// Imports what the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let path = arguments.format.path();
    let target = arguments.output.as_deref().filter(|target| target.as_os_str() != "-");
    if target.is_some_and(|target| is_same_file(target, path)) {
        bail!("{} is the input; write to another file", path.display());
    }
    let import = import(path, &arguments.format.format())?;
    for error in import.failed.iter().take(NAMED_FAILURES) {
        console::failure(error);
    }
    if import.failed.len() > NAMED_FAILURES {
        console::failure(format_args!("{}: and {} more", path.display(), import.failed.len() - NAMED_FAILURES));
    }
    if import.articles.is_empty() && import.failed.is_empty() && import.not_annotated + import.rejected > 0 {
        bail!("{} has nothing to import: {}", path.display(), left_out(&import).join(", "));
    }
    if target.is_none() {
        console::stdout()?;
    }
    match write(&import.articles, target) {
        // The reader of our output has closed the pipe, which is not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Status::AllWell),
        result => result.with_context(|| match target {
            Some(target) => format!("cannot write {}", target.display()),
            None => "cannot write the output".to_owned(),
        })?,
    }
    if !arguments.quiet {
        console::line(closing(&import));
    }
    Ok(if import.failed.is_empty() { Status::AllWell } else { Status::SomeFailed })
}

fn write(articles: &[AnnotatedArticle], target: Option<&Path>) -> io::Result<()> {
    let mut output = match target {
        Some(target) => Output::file(target, Form::Lines)?,
        None => Output::stdout(Form::Lines, Compression::None, &Metadata::First)?,
    };
    for article in articles {
        output.write(article)?;
    }
    output.finish()
}

/// The summary of what was imported and what was not.
fn closing(import: &Import) -> String {
    let count = |of: fn(&AnnotatedArticle) -> usize| import.articles.iter().map(of).sum::<usize>() as u64;
    let articles = Counted(count(|_| 1), "article");
    let sentences = Counted(count(|article| article.sentences.iter().flatten().count()), "sentence");
    let attributions = Counted(count(|article| article.attributions.iter().flatten().count()), "attribution");
    let mut closing = vec![format!("{articles}, {sentences}, {attributions}")];
    let spans = count(|article| {
        article.spans.iter().map(|spans| spans.source.len() + spans.cue.len() + spans.content.len()).sum()
    });
    if spans > 0 {
        closing.push(Counted(spans, "span").to_string());
    }
    closing.extend(left_out(import));
    if !import.failed.is_empty() {
        closing.push(format!("{} could not be imported", Counted(import.failed.len() as u64, "article")));
    }
    closing.join(", ")
}

/// What was left out because no annotator stands behind it.
fn left_out(import: &Import) -> Vec<String> {
    let counts =
        [(import.not_annotated, "without an annotation left out"), (import.rejected, "rejected or ignored left out")];
    counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", Counted(count, "article")))
        .collect()
}
