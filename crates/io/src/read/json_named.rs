//! Reports fields that the options name but no article of a file has: a typo would otherwise lose them silently.

use super::reading::{Flow, Reading, Series};
use super::{ReadOptions, field_path, missing};
use saidso::error::ArticleError;
use serde_json::{Map, Value};
use std::ops::ControlFlow;

/// A field is reported as missing after this many articles without it.
const PATIENCE: u64 = 1000;

/// The named fields that no article of a file has had so far, with the error to report for each.
#[derive(Default)]
pub(super) struct NamedFields {
    looked_at: u64,
    missing: Vec<(String, ArticleError)>,
}

impl NamedFields {
    /// Looks for the named fields in an article.
    pub(super) fn look_at(&mut self, fields: &Map<String, Value>, options: &ReadOptions) {
        if self.looked_at == 0 {
            let missing = options.named().filter(|path| !has(fields, path));
            self.missing =
                missing.map(|path| (path.to_owned(), missing::unknown_field(path, fields, options))).collect();
        } else {
            self.missing.retain(|(path, _)| !has(fields, path));
        }
        self.looked_at += 1;
    }

    /// Reports the missing fields, once enough articles have been read.
    pub(super) fn report(&mut self, series: &Series, reading: &mut Reading<'_>) -> Flow {
        if self.looked_at < PATIENCE { ControlFlow::Continue(()) } else { self.close(series, reading) }
    }

    /// Reports the missing fields at the end of a file.
    pub(super) fn close(&mut self, series: &Series, reading: &mut Reading<'_>) -> Flow {
        for (_, error) in std::mem::take(&mut self.missing) {
            reading.of_all(series, error)?;
        }
        ControlFlow::Continue(())
    }
}

/// Whether a field is there; even a `null` in one article shows that the name is right.
fn has(fields: &Map<String, Value>, path: &str) -> bool {
    fields.contains_key(path) || field_path::has(fields, path)
}
