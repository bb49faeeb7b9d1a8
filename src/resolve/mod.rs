//! The `resolve` stage: the words that name a source become somebody, one for the whole article.
//!
//! 1. `tokens` and `names` find the named mentions and part titles from names; `entities` gathers them, surnames with full
//!    names, acronyms with full forms; `jobs` reads what the text says that each is ("the mayor, Ilse Tarn").
//!    `candidates` finds people without a name.
//! 2. `phrase` takes a source's words apart: a pronoun, names, or a noun with its description (`nouns`).
//! 3. `resolver` finds for each attribution who is meant. Names and descriptions (`descriptions`) are looked up; pronouns and
//!    bare nouns are weighed in `anaphora`. What is not resolved stays a source of its own, marked as unresolved.
//! 4. `assemble` puts the sources together; `describe` words those without a name, `anonymity` finds why they have none.
//!
//! All offsets here are bytes of the article's text, as in `prepare`.

mod anaphora;
mod anonymity;
mod assemble;
mod candidates;
mod describe;
mod descriptions;
mod entities;
mod jobs;
mod names;
mod nodes;
mod nouns;
mod phrase;
mod resolver;
#[cfg(test)]
mod tests;
mod tokens;

use crate::decide::Attribution;
use crate::prepare::Prepared;
use crate::record::SourceKind;
use std::ops::Range;

/// The sources of an article, and which of them each attribution names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolution {
    /// In the order of the first words that name them as a source.
    pub sources: Vec<Source>,
    /// For each attribution whose source the text names, who that is.
    pub references: Vec<Option<Reference>>,
}

/// Who an attribution's source is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reference {
    /// Index of the source.
    pub source: usize,
    /// Probability that it is this one, in [0, 1].
    pub confidence: f32,
}

/// Somebody or something that says things in the article.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The name by which a reader would know it: the fullest form in the article, without titles.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// Title or job, in the text's words.
    pub job: Option<String>,
    /// Bytes of every span that names it, in order, none within another.
    pub mentions: Vec<Range<usize>>,
    /// Whether it is a pronoun or bare noun of which the text does not show whom it means.
    pub unresolved: bool,
    /// Index of the source that it speaks for.
    pub speaks_for: Option<usize>,
    /// Bytes of the reason that the text gives for its anonymity.
    pub anonymity: Option<Range<usize>>,
}

/// Finds out who the source of each attribution is.
pub fn resolve(prepared: &Prepared, attributions: &[Attribution]) -> Resolution {
    let tokens = tokens::Tokens::new(prepared);
    let names = names::names(&tokens, 0..tokens.all.len());
    let entities = entities::Entities::new(&tokens, names);
    resolver::Resolver::new(&tokens, entities, attributions).resolve()
}
