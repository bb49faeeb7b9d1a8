use super::Shard;
use crossbeam_channel::Sender;
use saidso::error::FailedArticle;
use saidso::record::Article;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::{Arc, OnceLock};

type Item = Result<Article, FailedArticle>;

/// The position of a run after an article.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// Which input the article came from; `None` at the end of all inputs.
    pub(super) input: Option<usize>,
    /// Articles and failures read up to here, including those of other shards.
    pub(super) read: u64,
    /// A hash over all of them.
    pub(super) trail: Trail,
}

/// A hash over everything that was read, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Trail([u8; 32]);

impl Trail {
    fn add(&mut self, item: &Item) {
        let mut digest = Sha256::new();
        digest.update(self.0);
        let mut field = |text: &str| {
            digest.update((text.len() as u64).to_le_bytes());
            digest.update(text);
        };
        match item {
            Ok(article) => {
                field(&article.id);
                field(article.title.as_deref().unwrap_or_default());
                field(&article.text);
                for (name, value) in &article.metadata {
                    field(name);
                    field(&value.to_string());
                }
            }
            Err(failed) => {
                field(&failed.id);
                field(&failed.to_string());
            }
        }
        self.0 = digest.finalize().into();
    }

    /// In hexadecimal.
    pub(super) fn hexadecimal(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// The articles that a run has yet to label: those of its shard, except the ones that are done. For each, the output
/// folder receives the position of the run.
pub struct Tracked<I> {
    items: I,
    shard: Shard,
    read: u64,
    trail: Trail,
    done: u64,
    /// The trail after the articles that are done.
    expected: String,
    marks: Sender<Mark>,
    /// Set if the articles that are done are not the ones that are read now.
    changed: Arc<OnceLock<()>>,
    ended: bool,
}

impl<I> Tracked<I> {
    pub(super) fn new(
        items: I,
        shard: Shard,
        (done, expected): (u64, String),
        marks: Sender<Mark>,
        changed: Arc<OnceLock<()>>,
    ) -> Self {
        Self { items, shard, read: 0, trail: Trail::default(), done, expected, marks, changed, ended: false }
    }

    fn end(&mut self) {
        self.ended = true;
        if self.read < self.done {
            let _ = self.changed.set(());
            return;
        }
        // There is no receiver if the run has been stopped; the same applies below.
        let _ = self.marks.send(Mark { input: None, read: self.read, trail: self.trail });
    }
}

impl<I: Iterator<Item = (usize, Item)>> Iterator for Tracked<I> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.ended {
            let Some((input, item)) = self.items.next() else {
                self.end();
                break;
            };
            let number = self.read;
            self.trail.add(&item);
            self.read += 1;
            if self.read == self.done && self.trail.hexadecimal() != self.expected {
                let _ = self.changed.set(());
                self.ended = true;
            } else if number >= self.done && self.shard.takes(number) {
                let _ = self.marks.send(Mark { input: Some(input), read: self.read, trail: self.trail });
                return Some(item);
            }
        }
        None
    }
}
