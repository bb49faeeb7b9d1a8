//! Code shared by the commands that label articles.

use super::failures::Failures;
use super::{console, signals};
use saidso::error::FieldRole;
use saidso::pipeline::{Observer, Stop};
use saidso::{ArticleError, FailedArticle, Outcome, RunOptions};
use saidso_io::read::LeftOut;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

/// Options for a run that an interrupt ends.
pub(super) fn options(threads: Option<u16>, observer: Arc<dyn Observer>) -> anyhow::Result<RunOptions> {
    let stop = Stop::default();
    signals::stop_on_interrupt(stop.clone())?;
    let defaults = RunOptions::default();
    Ok(RunOptions {
        threads: threads.and_then(|threads| NonZeroUsize::new(threads.into())).unwrap_or(defaults.threads),
        observer,
        stop,
        ..defaults
    })
}

/// Reports an article that failed, with a hint where there is one.
pub(super) fn name_failure(failures: &mut Failures, outcome: &Outcome) {
    let Err(failed) = outcome else { return };
    if failed.error.skip_rule().is_some() {
        return;
    }
    failures.name(failed, &hint(failed));
}

/// What the user can do about a failure of a command that labels articles, but has none of the options for reading.
pub(super) fn advice_to_label(failed: &FailedArticle) -> String {
    let hint = hint(failed);
    match hint.split_once("try --") {
        Some((before, option)) => {
            let file = &failed.origin.input;
            format!("{before}label it first, with saidso extract {file} --{option} -o labels.jsonl")
        }
        None if hint.contains("--") => format!("{hint} of saidso extract, and label it first"),
        None => hint,
    }
}

/// Lists what was left out, as far as names were kept.
pub(super) fn name_left_out(left_out: &LeftOut) {
    for (name, kind) in left_out.names() {
        console::line(format_args!("saidso: left out: {} ({kind})", name.replace('\n', "␊")));
    }
}

/// What the user can do about a failure, where that is known.
fn hint(failed: &FailedArticle) -> String {
    let input = &*failed.origin.input;
    match &failed.error {
        ArticleError::NotUtf8 { .. } | ArticleError::Encoding { .. } => {
            "; if the encoding is another, name it with --encoding".to_owned()
        }
        ArticleError::Binary { what } if what.contains("UTF-16") => {
            "; UTF-16 without a byte order mark must be named with --encoding".to_owned()
        }
        ArticleError::ManyTables { .. } => ": name one of them with --table".to_owned(),
        ArticleError::Refused { reason } if reason.contains("virtual table") => {
            format!("; try sqlite3 -json {input} 'select * from NAME' | saidso extract -")
        }
        ArticleError::Binary { what } if what.contains("DuckDB") => {
            format!("; try duckdb -json {input} 'from TABLE' | saidso extract -")
        }
        ArticleError::MissingField(missing)
        | ArticleError::MissingColumn(missing)
        | ArticleError::UnknownField(missing) => match (&missing.likely, missing.role) {
            (Some(likely), FieldRole::Text) => format!(": try --text-field {likely}"),
            (Some(likely), FieldRole::Id) => format!(": try --id-field {likely}"),
            (Some(likely), FieldRole::Title) => format!(": try --title-field {likely}"),
            (Some(likely), FieldRole::Metadata) => format!(": try {likely} in --keep-fields"),
            (None, FieldRole::Text) => ": name the field that holds the text with --text-field".to_owned(),
            (None, FieldRole::Id) => "; use --id-field none if there is none".to_owned(),
            (None, FieldRole::Title) => "; use --title-field none if there is none".to_owned(),
            (None, FieldRole::Metadata) => String::new(),
        },
        ArticleError::Labelled(_) => "; saidso show, quotes, shares and others read it".to_owned(),
        ArticleError::Remote => format!("; try {} | saidso extract -", fetching(input)),
        _ => String::new(),
    }
}

/// The external command that fetches a URL.
pub(super) fn fetching(address: &str) -> String {
    match address.split_once("://") {
        Some(("s3", _)) => format!("aws s3 cp {address} -"),
        Some(("gs", _)) => format!("gsutil cat {address}"),
        _ => format!("curl -sL '{address}'"),
    }
}

/// Whether two paths lead to one file.
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one.is_file() && one == other,
        _ => false,
    }
}
