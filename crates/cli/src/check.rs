//! `saidso check`.

use super::progress::{Counted, labels};
use super::records::expect_table_or_json;
use super::{Status, console};
use indicatif::HumanCount;
use saidso_io::corpus::{Counts, Report, check};
use std::path::PathBuf;

/// Check that an output is complete and valid, and count it
///
/// In an output folder, checks the manifest against the parts, by size and hash, and against the inputs' counts; in
/// every file, checks each record against the JSON Schema, its spans against their texts, and its references. Columns
/// of Parquet and CSV must have the names and types of the schema.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  saidso check labels/
  saidso check labels.jsonl.gz sentences.parquet")]
pub(super) struct Arguments {
    /// Files and folders that `extract` or `merge` wrote
    #[arg(value_name = "OUTPUT", required = true)]
    outputs: Vec<PathBuf>,
}

/// Checks outputs, and prints what they hold.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let mut status = Status::AllWell;
    for output in &arguments.outputs {
        expect_table_or_json(output)?;
        let report = check(output)?;
        for problem in &report.problems {
            console::failure(problem);
        }
        if report.problem_count > 0 {
            status = Status::SomeFailed;
        }
        console::print(&format!("{}: {}\n", output.display(), Verdict(&report)))?;
    }
    Ok(status)
}

struct Verdict<'r>(&'r Report);

impl std::fmt::Display for Verdict<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Report { counts, problem_count, .. } = self.0;
        let Counts { files, outcomes, reported_fact, quote, opinion, unlabelled, attributions, claims, sources } =
            *counts;
        match problem_count {
            0 => write!(formatter, "valid")?,
            &count => write!(formatter, "{}", Counted(count, "problem"))?,
        }
        // Zero counts are left out, such as those of items that the table does not list.
        let named = |counts: &[Counted]| {
            let counts = counts.iter().filter(|count| count.0 > 0);
            counts.map(ToString::to_string).collect::<Vec<_>>()
        };
        let mut articles = named(&[Counted(outcomes.articles, "article"), Counted(outcomes.failed, "failure")]);
        if outcomes.skipped > 0 {
            articles.push(format!("{} skipped", HumanCount(outcomes.skipped)));
        }
        let mut parts = vec![articles.join(", ")];
        let sentences = reported_fact + quote + opinion + unlabelled;
        if sentences > 0 {
            let labels = labels([reported_fact, quote, opinion, unlabelled]);
            parts.push(format!("{} ({labels})", Counted(sentences, "sentence")));
        }
        let others = [Counted(attributions, "attribution"), Counted(claims, "claim"), Counted(sources, "source")];
        parts.push(named(&others).join(", "));
        parts.retain(|part| !part.is_empty());
        write!(formatter, "; {}", Counted(files, "file"))?;
        if parts.is_empty() { write!(formatter, ", empty") } else { write!(formatter, ": {}", parts.join("; ")) }
    }
}
