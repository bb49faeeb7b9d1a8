use crate::console;
use crate::progress::Counted;
use saidso::{Article, FailedArticle};
use saidso_io::read::{Duplicates, ReadOptions};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// Finds ids that several articles have. Like the search for repeated texts, it remembers something of every article,
/// and only if it may.
#[derive(Default)]
pub(super) struct Ids {
    is_off: bool,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    hashes: HashSet<u64>,
    repeats: u64,
    /// The first id that was repeated.
    example: Option<String>,
}

impl Ids {
    pub(super) fn new(options: &ReadOptions) -> Arc<Self> {
        let is_off = options.every_line || options.duplicates == Duplicates::Keep;
        Arc::new(Self { is_off, seen: Mutex::default() })
    }

    pub(super) fn note(&self, article: &Result<Article, FailedArticle>) {
        let (false, Ok(article)) = (self.is_off, article) else { return };
        let mut hasher = DefaultHasher::new();
        article.id.hash(&mut hasher);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.hashes.insert(hasher.finish()) {
            seen.repeats += 1;
            seen.example.get_or_insert_with(|| article.id.clone());
        }
    }

    /// Warns of repeated ids.
    pub(super) fn report(&self) {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(example) = &seen.example {
            let (repeats, have) = (Counted(seen.repeats, "article"), if seen.repeats == 1 { "has" } else { "have" });
            console::line(format_args!(
                "saidso: warning: {repeats} {have} the id of an earlier one, such as `{}`; commands that match \
                 articles by id, such as convert --input, cannot tell them apart",
                example.replace('\n', "␊")
            ));
        }
    }
}
