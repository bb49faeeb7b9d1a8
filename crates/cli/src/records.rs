//! Reads labelled articles for commands: from files that `extract` has written, or from articles, which it labels
//! first.

use super::failures::Failures;
use super::models::ModelArguments;
use super::progress::Counted;
use super::run::{advice_to_label, fetching};
use super::{Status, console};
use anyhow::{Context, bail};
use saidso::record::{Article, OutputLine};
use saidso::{ArticleError, FailedArticle, RunError, RunOptions};
use saidso_io::corpus::MANIFEST;
use saidso_io::read::{Articles, Duplicates, Input, ReadOptions, Records, labelled_line, paths};
use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Passes the lines of all files to `take`, articles without labels as the model labels them; reports lines that cannot
/// be read.
pub(super) fn each_line(
    files: &[PathBuf],
    model: &ModelArguments,
    mut take: impl FnMut(OutputLine) -> anyhow::Result<()>,
) -> anyhow::Result<Status> {
    let mut troubles = Troubles::default();
    for file in files {
        let mut is_empty = true;
        let mut take = |line: OutputLine| {
            is_empty = false;
            take(line)
        };
        match Given::at(file)? {
            Given::Labelled(records) => read(*records, &mut troubles, &mut take)?,
            Given::Parts(parts) => {
                for part in parts {
                    match Given::at(&part)? {
                        Given::Labelled(records) => read(*records, &mut troubles, &mut take)?,
                        _ => read_mixed(&part, model, &mut troubles, &mut take)?,
                    }
                }
            }
            Given::Mixed => read_mixed(file, model, &mut troubles, &mut take)?,
        }
        // Otherwise, errors have said what is wrong.
        if is_empty && troubles.status == Status::AllWell {
            console::line(format_args!("saidso: {} is empty", named(file)));
        }
    }
    troubles.failures.end();
    Ok(troubles.status)
}

/// What went wrong with the lines of some files.
#[derive(Default)]
struct Troubles {
    status: Status,
    failures: Failures,
}

impl Troubles {
    fn note(&mut self, failed: &FailedArticle, hint: &str) {
        self.status = Status::SomeFailed;
        self.failures.name(failed, hint);
    }
}

/// The files in these files and folders, for commands that read JSON alone: the parts of a run, or what a folder holds
/// in JSON. Names what else is there.
pub(super) fn json_files(given: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in given {
        if !folder.is_dir() {
            files.push(folder.clone());
            continue;
        }
        let found = match Given::at(folder)? {
            Given::Parts(parts) => parts,
            _ => paths(vec![Input::Path(folder.clone())]).collect::<Result<_, _>>()?,
        };
        let before = files.len();
        for file in found.into_iter().filter(|file| !file.ends_with(MANIFEST)) {
            if Records::open(&file)?.begins_with_json()? {
                files.push(file);
            } else {
                console::line(format_args!("saidso: left out: {} (not JSON)", named(&file)));
            }
        }
        if files.len() == before {
            let name = folder.display();
            bail!(
                "{name} holds no labels in JSON: label its articles first, with saidso extract {name} -o labels.jsonl"
            );
        }
    }
    Ok(files)
}

/// A file as messages name it.
fn named(file: &Path) -> Cow<'_, str> {
    if file == Path::new("-") { "standard input".into() } else { file.to_string_lossy() }
}

/// Refuses files that hold articles without labels.
pub(super) fn expect_labelled(files: &[PathBuf]) -> anyhow::Result<()> {
    for file in files.iter().filter(|file| file.as_os_str() != "-") {
        refuse_address(file)?;
        // A file that cannot be opened is reported when it is read.
        if let Ok(mut records) = Records::open(file)
            && !records.begins_with_json()?
            && !records.is_labelled()?
        {
            let name = file.display();
            bail!(
                "{name} holds no labelled articles: label its articles first, with saidso extract {name} -o \
                 labels.jsonl"
            );
        }
    }
    Ok(())
}

/// Refuses a web address in place of a file.
pub(super) fn refuse_address(path: &Path) -> anyhow::Result<()> {
    let name = path.to_string_lossy();
    if ["http://", "https://"].iter().any(|scheme| name.starts_with(scheme)) {
        bail!("{name} is a URL, which is not fetched: try {} | saidso extract - > labels.jsonl", fetching(&name));
    }
    Ok(())
}

/// Refuses a file of articles in place of an output of `extract`.
pub(super) fn expect_table_or_json(file: &Path) -> anyhow::Result<()> {
    refuse_address(file)?;
    let name = file.to_string_lossy();
    let is_table = [".csv", ".parquet", ".xlsx"].iter().any(|ending| name.contains(ending));
    if file.is_file() && !is_table && !holds_json_or_table(file)? {
        bail!("{name} holds neither labelled articles nor a table of them: label it first, with saidso extract {name}");
    }
    Ok(())
}

fn holds_json_or_table(file: &Path) -> anyhow::Result<bool> {
    let mut magic = Vec::new();
    let opened = fs::File::open(file).and_then(|file| file.take(4).read_to_end(&mut magic));
    opened.with_context(|| format!("cannot read {}", file.display()))?;
    if matches!(&magic[..], b"PAR1" | b"PK\x03\x04") {
        return Ok(true);
    }
    let mut records = Records::open(file)?;
    // The first line may be damaged.
    Ok(records.is_output()? || records.is_labelled()?)
}

/// What a path holds.
enum Given {
    Labelled(Box<Records>),
    /// The parts of a run, in order.
    Parts(Vec<PathBuf>),
    /// Articles, or records and articles in a folder, an archive or a table.
    Mixed,
}

impl Given {
    fn at(path: &Path) -> anyhow::Result<Self> {
        refuse_address(path)?;
        if path.is_dir() {
            return if path.join(MANIFEST).is_file() { Self::parts(path) } else { Ok(Self::Mixed) };
        }
        let mut records = Records::open(path)?;
        if records.is_labelled()? {
            return Ok(Self::Labelled(records.into()));
        }
        if path == Path::new("-") {
            bail!("standard input holds no labelled articles: pipe it through `saidso extract -` first");
        }
        Ok(Self::Mixed)
    }

    fn parts(folder: &Path) -> anyhow::Result<Self> {
        let cannot_read = || format!("cannot read {}", folder.display());
        let entries = fs::read_dir(folder).with_context(cannot_read)?.collect::<Result<Vec<_>, _>>();
        let mut parts: Vec<PathBuf> = entries.with_context(cannot_read)?.iter().map(fs::DirEntry::path).collect();
        let name = |part: &PathBuf| part.file_name().unwrap_or_default().to_string_lossy().into_owned();
        parts.retain(|part| name(part).starts_with("part-"));
        parts.sort();
        Ok(Self::Parts(parts))
    }
}

fn read(
    records: Records,
    troubles: &mut Troubles,
    take: &mut impl FnMut(OutputLine) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    for line in records {
        match line {
            Ok(line) => take(line)?,
            Err(failed) => troubles.note(&failed, ""),
        }
    }
    Ok(())
}

/// Reads what holds more than records: takes the records as they are, then labels the articles among them.
fn read_mixed(
    path: &Path,
    model: &ModelArguments,
    troubles: &mut Troubles,
    take: &mut impl FnMut(OutputLine) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    // An article that is named explicitly is wanted, whatever its language.
    let options =
        ReadOptions { any_language: true, duplicates: Duplicates::Keep, records: true, ..ReadOptions::default() };
    let all = || Articles::new(vec![Input::Path(path.to_owned())], options.clone());
    let (mut articles, mut records) = (0, 0);
    for item in all() {
        let failed = match item {
            Ok(_) => {
                articles += 1;
                continue;
            }
            Err(FailedArticle { error: ArticleError::Labelled(fields), id, origin }) => match labelled_line(*fields) {
                Ok(line) => {
                    records += 1;
                    take(line)?;
                    continue;
                }
                Err(error) => FailedArticle { id, origin, error },
            },
            Err(failed) if failed.error == ArticleError::FlatTable && path.is_file() => bail!("{failed}"),
            Err(failed) => failed,
        };
        troubles.note(&failed, &advice_to_label(&failed));
        take(OutputLine::from(Err(failed)))?;
    }
    match (articles, records) {
        (0, _) => return Ok(()),
        (_, 0) => {
            console::line(format_args!("saidso: {} holds no labels: labelling its articles first", path.display()));
        }
        _ => console::line(format_args!(
            "saidso: {} of {} without labels: labelling them first",
            Counted(articles, "article"),
            path.display()
        )),
    }
    // What cannot be read has been reported.
    label(path, model, all().flatten().map(Ok), troubles, take)
}

/// Labels articles.
fn label(
    path: &Path,
    model: &ModelArguments,
    articles: impl Iterator<Item = Result<Article, FailedArticle>> + Send + 'static,
    troubles: &mut Troubles,
    take: &mut impl FnMut(OutputLine) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let pipeline = model
        .load()
        .with_context(|| format!("{} holds no labelled articles, and cannot be labelled here", path.display()))?;
    let mut failed = None;
    let result = pipeline.run(articles, &RunOptions::default(), |outcome| {
        if let Err(failed) = &outcome {
            troubles.note(failed, "");
        }
        take(OutputLine::from(outcome)).map_err(|error| {
            failed = Some(error);
            io::Error::other("the record was not taken")
        })
    });
    match (failed, result) {
        (Some(error), _) => Err(error),
        (None, Err(RunError::Sink(error))) => Err(error.into()),
        (None, result) => Ok(result.map(drop)?),
    }
}
