//! `saidso check`.

use super::progress::Counted;
use super::{Status, console};
use indicatif::HumanCount;
use saidso_io::corpus::{Counts, Report, check};
use std::path::PathBuf;

/// Check whether an output is whole and valid, and count what it holds
///
/// Of an output folder, the manifest is checked against the parts, by size and hash, and against the inputs' counts; of
/// every file, each record against the JSON Schema, its spans against their texts, and its references. Columns of Parquet
/// and CSV must have the names and types of the schema.
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  saidso check labels/
  saidso check labels.jsonl.gz sentences.parquet

Exit status: 0 all well, 1 something is wrong, 2 it cannot be checked.")]
pub(super) struct Arguments {
    /// Files and folders that `extract` or `merge` wrote
    #[arg(value_name = "OUTPUT", required = true)]
    outputs: Vec<PathBuf>,
}

/// Checks outputs, and prints what they hold.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Status> {
    let mut status = Status::AllWell;
    for output in &arguments.outputs {
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
        let sentences = Counted(reported_fact + quote + opinion + unlabelled, "sentence");
        write!(
            formatter,
            "; {}: {}, {}, {} skipped; {sentences} ({reported_fact} reported fact, {quote} quote, {opinion} opinion, {unlabelled} \
             without label), {}, {}, {}",
            Counted(files, "file"),
            Counted(outcomes.articles, "article"),
            Counted(outcomes.failed, "failure"),
            HumanCount(outcomes.skipped),
            Counted(attributions, "attribution"),
            Counted(claims, "claim"),
            Counted(sources, "source"),
        )
    }
}
