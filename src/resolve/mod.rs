//! The `resolve` stage: links the words that name a source to one source for the whole article.
//!
//! 1. `mentions` holds what the mention heads found; `names` separates the names among them from titles. `entities`
//!    groups the names, surnames with full names and acronyms with full forms; `jobs` reads what the text says each
//!    person is ("the mayor, Ilse Tarn").
//! 2. `parse` analyses a source's words (`phrase`): a pronoun (`pronouns`), names, or a noun with its description
//!    (`nouns`).
//! 3. `resolver` finds who is meant in each attribution. Names are looked up; for pronouns and descriptions
//!    (`descriptions`), `antecedents` asks the antecedent head (`candidates`). What cannot be resolved becomes a
//!    source of its own, marked as unresolved. `notes` holds, on request, who was
//!    considered and who was ruled out, and `explain` says so.
//! 4. `assemble` builds the list of sources; `describe` words those without a name, and `anonymity` finds the stated
//!    reason why they have none.
//!
//! All offsets here are byte offsets in the article's text, as in `prepare`.

mod anonymity;
mod antecedents;
mod assemble;
mod bodies;
mod callable;
mod candidates;
mod describe;
mod descriptions;
mod entities;
mod explain;
mod introductions;
mod jobs;
mod mentions;
mod names;
mod nodes;
mod notes;
mod nouns;
mod owners;
mod parse;
mod phrase;
mod pronouns;
mod referents;
mod resolver;
#[cfg(test)]
mod tests;
mod tokens;
mod turns;

pub use candidates::CANDIDATES;
pub use notes::{Considered, RuledOut, SourceExplanation};
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
    /// The sources, in the order of the first words that name each as a source.
    pub sources: Vec<Source>,
    /// For each attribution, the source that its words name; `None` if the text names none.
    pub references: Vec<Option<Reference>>,
    /// Who each mention outside boilerplate refers to, in the order of the text.
    pub referents: Vec<Referent>,
    /// Byte ranges of all words that name each referent, in order, indexed by [`Meant::node`].
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
    /// What kind of source it is.
    pub kind: SourceKind,
    /// Title or job, in the text's words.
    pub job: Option<String>,
    /// Byte ranges of every span that names it, in order, none within another.
    pub mentions: Vec<Range<usize>>,
    /// Whether it is a pronoun or bare noun whose referent the text does not show.
    pub unresolved: bool,
    /// Index of the source that it speaks for.
    pub speaks_for: Option<usize>,
    /// Byte range of the reason that the text gives for its anonymity.
    pub anonymity: Option<Range<usize>>,
}

/// Finds the source of each attribution from the mentions in the windows' scores, given in order.
pub fn resolve(
    prepared: &Prepared,
    scores: &[WindowScores],
    head: &AntecedentHead,
    attributions: &[Attribution],
) -> Resolution {
    resolved(prepared, scores, head, attributions, None).0
}

/// The same, with how the source of each attribution was found; `None` for names.
pub fn explain(
    prepared: &Prepared,
    scores: &[WindowScores],
    head: &AntecedentHead,
    attributions: &[Attribution],
) -> (Resolution, Vec<Option<SourceExplanation>>) {
    resolved(prepared, scores, head, attributions, Some(notes::Notes::default()))
}

fn resolved(
    prepared: &Prepared,
    scores: &[WindowScores],
    head: &AntecedentHead,
    attributions: &[Attribution],
    notes: Option<notes::Notes>,
) -> (Resolution, Vec<Option<SourceExplanation>>) {
    let tokens = tokens::Tokens::new(prepared);
    let mentions = mentions::mentions(&tokens, scores.iter().flat_map(|scores| &scores.mentions));
    let names = names::names(&tokens, &mentions);
    let likelihood =
        |anaphor: usize, candidate: usize| candidates::likelihood(&tokens, &mentions, head, anaphor, candidate);
    let entities = entities::Entities::new(&tokens, names, &likelihood);
    resolver::Resolver::new(&tokens, head, mentions, entities, attributions, notes).resolve()
}
