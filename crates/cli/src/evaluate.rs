//! `saidso evaluate`.

use super::inputs::by_id;
use super::models::Calculation;
use super::output::expect_page;
use super::progress::Progress;
use super::records::{expect_labelled, json_files};
use super::{Status, console, models, report, run};
use anyhow::bail;
use clap::value_parser;
use saidso::Article;
use saidso::pipeline::Observer;
use saidso_evaluate::render;
use saidso_evaluate::{EvaluateOptions, GoldSet, LoadError, Report, System, evaluate};
use serde_json::Value;
use std::collections::HashSet;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Measure predictions, or a model, against a gold set
///
/// Computes every measure that the gold set has fields for, each with a 95 % bootstrap interval over articles, and
/// reports what it left out. Several predictions are compared, with the significance of each difference.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  saidso evaluate --gold datasets/gold/gold.jsonl   the model on its gold set
  saidso evaluate --gold gold.jsonl --pred saidso.jsonl other.jsonl
  saidso evaluate --gold gold.jsonl --pred labels.jsonl --html page.html
  saidso extract corpus/ | saidso evaluate --gold gold.jsonl --pred -

Gold files and predictions are JSON Lines, one article per line, as `saidso schema gold` describes; the output of \
`saidso extract` can serve as predictions. `saidso import` makes gold files from published data sets. Articles of both \
are matched by id. \
Every measure is defined in docs/evaluation.md.")]
#[command(mut_arg("precision", |precision| precision.default_value("fp32")))]
pub(super) struct Arguments {
    /// The gold set: annotated articles, one per line
    #[arg(long, value_name = "FILE")]
    gold: PathBuf,
    /// Predictions to measure, one article per line, or folders of them; `-` is standard input
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pred: Vec<PathBuf>,
    /// Models to run on the articles and measure: folders or names [default: saidso-en, without --pred]
    #[arg(long, value_name = "DIR", num_args = 1..)]
    model: Vec<OsString>,
    #[command(flatten)]
    calculation: Calculation,
    /// Files and folders with the texts of the articles, for a gold file without texts
    #[arg(long, value_name = "INPUT", num_args = 1..)]
    input: Vec<OsString>,
    /// Other annotations of the same articles, to measure agreement
    #[arg(long, value_name = "FILE", num_args = 1..)]
    annotator: Vec<PathBuf>,
    /// Leave out predicted attributions within another's content, for gold that marks the outermost ones only (PolNeAR)
    #[arg(long)]
    outermost: bool,
    /// Break figures down by a metadata field, such as publisher
    #[arg(long, value_name = "FIELD")]
    by: Option<String>,
    /// Resample groups of articles with the same value of a metadata field, not single articles
    #[arg(long, value_name = "FIELD")]
    unit: Option<String>,
    /// Bootstrap samples, and random assignments in significance tests; 0 for neither
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = value_parser!(u32).range(..=1_000_000))]
    samples: u32,
    /// Seed of the resampling
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Show the N worst mistakes
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// Write the whole report as JSON; `-` is standard output
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the figures as Markdown tables
    #[arg(long, value_name = "FILE")]
    md: Option<PathBuf>,
    /// Write a page with charts and all mistakes to browse
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Show no progress, only errors
    #[arg(short, long)]
    quiet: bool,
}

/// Most bad lines of a file that are reported one by one.
const NAMED_LINES: usize = 20;

/// Evaluates as the arguments say.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let to_stdout = [&arguments.json, &arguments.md, &arguments.html].into_iter().flatten();
    if to_stdout.filter(|path| is_standard(path)).count() > 1 {
        bail!("only one of --json, --md and --html can go to standard output");
    }
    if let Some(path) = &arguments.html {
        expect_page(path)?;
    }
    expect_labelled(std::slice::from_ref(&arguments.gold))?;
    let gold = gold(arguments)?;
    let mut complete = true;
    let mut systems = Vec::new();
    for path in &arguments.pred {
        systems.push(predictions(&gold, path)?);
    }
    let default = [OsString::new()];
    let models: &[OsString] = match &arguments.model[..] {
        [] if systems.is_empty() => &default,
        models => models,
    };
    for model in models {
        match predict(arguments, &gold, model)? {
            Some(system) => systems.push(system),
            None => return Ok(Status::Interrupted),
        }
    }
    let annotators =
        arguments.annotator.iter().map(|path| predictions(&gold, path)).collect::<anyhow::Result<Vec<_>>>()?;
    if arguments.outermost {
        systems.iter_mut().for_each(System::keep_outermost);
    }
    tell_apart(&mut systems);
    for system in systems.iter().chain(&annotators) {
        complete &= tell_bad(system);
    }
    let options = EvaluateOptions {
        samples: arguments.samples as usize,
        seed: arguments.seed,
        by: arguments.by.clone(),
        unit: arguments.unit.clone(),
    };
    let report = evaluate(&gold, &systems, &annotators, &options);
    show(arguments, &report)?;
    complete &= report.systems.iter().all(|system| system.missing.is_empty() && system.failed.is_empty());
    Ok(if complete { Status::AllWell } else { Status::SomeFailed })
}

/// Reads the gold file; reports its bad lines if it cannot be used.
fn gold(arguments: &Arguments) -> anyhow::Result<GoldSet> {
    let texts = by_id(&arguments.input).into_iter().map(|(id, article)| (id, article.text)).collect();
    GoldSet::read(&arguments.gold, &texts)
        .inspect_err(|error| {
            if let LoadError::Gold { file, lines } = error {
                for line in lines.iter().take(NAMED_LINES) {
                    console::line(format_args!("saidso: error: {file}: {line}"));
                }
                if lines.len() > NAMED_LINES {
                    console::line(format_args!("saidso: error: {file}: and {} more lines", lines.len() - NAMED_LINES));
                }
            }
        })
        .map_err(Into::into)
}

/// Reads the predictions in a file or folder.
fn predictions(gold: &GoldSet, path: &PathBuf) -> anyhow::Result<System> {
    let files = json_files(std::slice::from_ref(path))?;
    expect_labelled(&files)?;
    Ok(gold.predictions(&files, stem(path))?)
}

/// Reports the lines of a system's predictions that cannot be used, and how many articles the gold set lacks. Whether
/// all lines can be used.
fn tell_bad(system: &System) -> bool {
    let name = &system.name;
    for line in system.bad_lines.iter().take(NAMED_LINES) {
        console::line(format_args!("saidso: error: {name}: {line}"));
    }
    if system.bad_lines.len() > NAMED_LINES {
        console::line(format_args!("saidso: error: {name}: and {} more lines", system.bad_lines.len() - NAMED_LINES));
    }
    if system.unknown > 0 {
        console::line(format_args!(
            "saidso: {name}: {} of its articles are not in the gold set and were left out",
            system.unknown
        ));
    }
    system.bad_lines.is_empty()
}

/// Runs a model on the texts of the gold set; `None` if the run was interrupted.
fn predict(arguments: &Arguments, gold: &GoldSet, model: &OsString) -> anyhow::Result<Option<System>> {
    let folder = models::find(Some(model))?;
    let pipeline = arguments.calculation.load(&folder)?;
    let articles = gold.articles.iter().map(|article| {
        let title = article.metadata.get("title").and_then(Value::as_str).map(str::to_owned);
        Ok(Article { title, ..Article::new(article.id.clone(), article.text.clone()) })
    });
    let articles: Vec<_> = articles.collect();
    let progress = Arc::new(Progress::new(Progress::is_visible(arguments.quiet), Arc::new(AtomicU64::new(0)), None));
    let options = run::options(None, Arc::clone(&progress) as Arc<dyn Observer>)?;
    let mut outcomes = Vec::new();
    let result = pipeline.run(articles.into_iter(), &options, |outcome| {
        outcomes.push(outcome);
        Ok(())
    });
    progress.end();
    if result?.stopped {
        console::line("saidso: interrupted; nothing was measured");
        return Ok(None);
    }
    let name =
        folder.file_name().map_or_else(|| folder.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok(Some(gold.gather(name, outcomes.into_iter())))
}

/// A file's name without folders and extensions.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    name.split_once('.').map_or(&*name, |(stem, _)| stem).to_owned()
}

/// Numbers systems of the same name.
fn tell_apart(systems: &mut [System]) {
    let mut used = HashSet::new();
    for system in systems {
        let name = system.name.clone();
        let mut count = 1;
        while !used.insert(system.name.clone()) {
            count += 1;
            system.name = format!("{name} ({count})");
        }
    }
}

fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Writes the report in the forms asked for, and the table unless one of them went to standard output.
fn show(arguments: &Arguments, report: &Report) -> anyhow::Result<()> {
    let mut table = true;
    let mut write = |path: &Option<PathBuf>, text: &dyn Fn() -> anyhow::Result<String>| -> anyhow::Result<()> {
        let Some(path) = path else { return Ok(()) };
        let text = text()?;
        table &= !is_standard(path);
        report::write(path, &text)
    };
    write(&arguments.json, &|| Ok(serde_json::to_string_pretty(report)? + "\n"))?;
    write(&arguments.md, &|| Ok(render::markdown(report)))?;
    write(&arguments.html, &|| Ok(render::html(report)?))?;
    if table {
        let width = io::stdout().is_terminal().then(console::width).flatten();
        console::print(&render::table(report, width, arguments.errors))?;
    }
    Ok(())
}
