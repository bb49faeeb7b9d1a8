//! Names what failed on standard error, without a flood of lines of one kind.

use super::console;
use super::progress::Counted;
use saidso::{ArticleError, FailedArticle};
use std::mem::{Discriminant, discriminant, take};
use std::sync::Arc;

/// How many failures of one kind in one file are named one by one; the others are counted.
const NAMED: u64 = 20;

/// Names failures. After some of one kind in one file, it only counts them, until another file begins or all is done:
/// tables often have thousands of rows without a text.
#[derive(Debug, Default)]
pub(super) struct Failures {
    input: Arc<str>,
    kinds: Vec<Kind>,
}

/// The failures of one kind in a file.
#[derive(Debug)]
struct Kind {
    error: Discriminant<ArticleError>,
    count: u64,
    /// The last one, if it was not named.
    last: Option<FailedArticle>,
}

impl Failures {
    /// Names a failure, with a hint that the user gets for it, or counts it.
    pub(super) fn name(&mut self, failed: &FailedArticle, hint: &str) {
        if self.input != failed.origin.input {
            self.end();
            self.input = Arc::clone(&failed.origin.input);
        }
        let error = discriminant(&failed.error);
        let at = self.kinds.iter().position(|kind| kind.error == error).unwrap_or_else(|| {
            self.kinds.push(Kind { error, count: 0, last: None });
            self.kinds.len() - 1
        });
        let kind = &mut self.kinds[at];
        kind.count += 1;
        if kind.count <= NAMED {
            console::failure(format_args!("{failed}{hint}"));
        } else {
            kind.last = Some(failed.clone());
        }
    }

    /// Says how many failures were only counted.
    pub(super) fn end(&mut self) {
        for Kind { count, last, .. } in take(&mut self.kinds) {
            let Some(last) = last else { continue };
            let more = Counted(count - NAMED, "more failure");
            console::failure(format_args!("{more} like {last}"));
        }
    }
}
