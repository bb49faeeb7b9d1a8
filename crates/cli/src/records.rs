//! Labelled articles as commands take them: files that `extract` has written.

use super::{Status, console};
use saidso::record::OutputLine;
use saidso_io::read::Records;
use std::path::PathBuf;

/// Hands over the lines of all files; those that are no records are named.
pub(super) fn each_line(
    files: &[PathBuf],
    mut take: impl FnMut(OutputLine) -> anyhow::Result<()>,
) -> anyhow::Result<Status> {
    let mut status = Status::AllWell;
    for file in files {
        for line in Records::open(file)? {
            match line {
                Ok(line) => take(line)?,
                Err(failed) => {
                    console::failure(&failed);
                    status = Status::SomeFailed;
                }
            }
        }
    }
    Ok(status)
}
