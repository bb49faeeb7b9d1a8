//! The `resolve` stage: the words that name a source become somebody, one for the whole article.
//!
//! 1. `mentions` are what the mention heads found; `names` parts the names among them from titles. `entities` gathers the
//!    names, surnames with full names, acronyms with full forms; `jobs` reads what the text says that each is ("the mayor,
//!    Ilse Tarn").
//! 2. `parse` takes a source's words apart (`phrase`): a pronoun (`pronouns`), names, or a noun with its description (`nouns`).
//! 3. `resolver` finds for each attribution who is meant. Names are looked up; for pronouns and descriptions (`descriptions`)
//!    `antecedents` asks
//!    the antecedent head (`candidates`). What is not resolved is a source of its own, marked as unresolved.
//! 4. `assemble` puts the sources together; `describe` words those without a name, `anonymity` finds why they have none.
//!
//! All offsets here are bytes of the article's text, as in `prepare`.

mod anonymity;
mod antecedents;
mod assemble;
mod candidates;
mod describe;
mod descriptions;
mod entities;
mod jobs;
mod mentions;
mod names;
mod nodes;
mod nouns;
mod parse;
mod phrase;
mod pronouns;
mod referents;
mod resolver;
#[cfg(test)]
mod tests;
mod tokens;

pub use candidates::CANDIDATES;
pub use referents::{Meant, Referent};

use crate::decide::Attribution;
use crate::encode::WindowScores;
use crate::model::AntecedentHead;
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
    /// Whom each mention outside boilerplate means, in the order of the text.
    pub referents: Vec<Referent>,
    /// Bytes of all words that name each one who is meant, in order, by [`Meant::node`].
    pub mentions: Vec<Vec<Range<usize>>>,
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

/// Finds out who the source of each attribution is, by the mentions in the windows' scores, in order.
pub fn resolve(
    prepared: &Prepared,
    scores: &[WindowScores],
    head: &AntecedentHead,
    attributions: &[Attribution],
) -> Resolution {
    let tokens = tokens::Tokens::new(prepared);
    let mentions = mentions::mentions(&tokens, scores.iter().flat_map(|scores| &scores.mentions));
    let names = names::names(&tokens, &mentions);
    let likelihood =
        |anaphor: usize, candidate: usize| candidates::likelihood(&tokens, &mentions, head, anaphor, candidate);
    let entities = entities::Entities::new(&tokens, names, &likelihood);
    resolver::Resolver::new(&tokens, head, mentions, entities, attributions).resolve()
}
