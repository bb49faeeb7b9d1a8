//! `saidso schema`.

use super::Status;
use saidso::record::schema;
use std::io::{self, ErrorKind, Write};

/// Print the JSON Schema of what `extract` writes
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {}

/// Prints the schema.
pub(super) fn run(_: &Arguments) -> anyhow::Result<Status> {
    let text = serde_json::to_string_pretty(&schema())? + "\n";
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Status::AllWell),
    }
}
