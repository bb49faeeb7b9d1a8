//! Counts what was found but not read, so that nothing is lost silently.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whether the name of a file or folder says that nobody is meant to see it: a leading dot, or that of the files which
/// Office keeps beside open documents.
pub(super) fn is_hidden(name: &OsStr) -> bool {
    [&b"."[..], b"~$"].iter().any(|start| name.as_encoded_bytes().starts_with(start))
}

/// Counts left-out files by kind, and keeps their names if asked to.
#[derive(Debug, Default)]
pub struct LeftOut {
    keeps_names: bool,
    all: Mutex<All>,
}

#[derive(Debug, Default)]
struct All {
    /// By the name of the kind, in the singular and the plural.
    counts: BTreeMap<(String, String), u64>,
    names: Vec<(String, String)>,
}

impl LeftOut {
    pub(super) fn new(keeps_names: bool) -> Self {
        Self { keeps_names, all: Mutex::default() }
    }

    pub(super) fn add(&self, name: &str, one: &str, many: &str) {
        let mut all = self.lock();
        *all.counts.entry((one.to_owned(), many.to_owned())).or_default() += 1;
        if self.keeps_names {
            all.names.push((name.to_owned(), one.to_owned()));
        }
    }

    /// Whether names are kept.
    pub fn keeps_names(&self) -> bool {
        self.keeps_names
    }

    /// Whether nothing was left out.
    pub fn is_empty(&self) -> bool {
        self.lock().counts.is_empty()
    }

    /// The names of the files that were left out, and the kind of each.
    pub fn names(&self) -> Vec<(String, String)> {
        self.lock().names.clone()
    }

    fn lock(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for LeftOut {
    /// As in "3 databases, 2 images".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, ((one, many), count)) in self.lock().counts.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            write!(formatter, "{comma}{count} {}", if *count == 1 { one } else { many })?;
        }
        Ok(())
    }
}
