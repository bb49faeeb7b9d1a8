//! What several accounts of one story have in common and where they differ: their statements lined up by content.
//!
//! 1. `statement` splits claims into statements; `nested` keeps only one of a report and what it reports; `voices`
//!    identifies who makes them.
//! 2. `relation` estimates for each pair of statements whether they are about the same thing, from their vectors
//!    ([`SentenceEncoder`]) and their numbers, dates, names and words (`evidence`). Negations, antonyms, denials and
//!    different numbers make statements about the same thing contradict each other.
//! 3. `cluster` groups the statements, and `group` determines how the members of each group relate to each other.

mod cluster;
mod dates;
mod evidence;
mod forms;
mod group;
mod measure;
mod nested;
mod page;
mod relation;
mod render;
mod rows;
mod statement;
mod voices;

pub use group::{Difference, First, Group, Member, Position};
pub use measure::{Measured, Pair, Part, measure};
pub use page::{STYLE, element, html};
pub use relation::Relation;
pub use render::table;
pub use rows::flat;
pub use voices::Voice;

use crate::about::About;
use crate::shingles::Shingles;
use cluster::Pairs;
use saidso::model::{SentenceEncoder, SentenceError};
use saidso::record::Record;
use serde::Serialize;
use statement::{Statement, statements};
use voices::Voices;

/// How many statements can be compared at once: every pair is compared, so time and memory grow with the square.
pub const MOST_STATEMENTS: usize = 5_000;

/// Why a comparison fails.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// Too many statements.
    #[error("{found} statements, more than the {MOST_STATEMENTS} that can be compared: use the articles of one story")]
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// The sentence vectors could not be computed.
    #[error(transparent)]
    Vectors(#[from] SentenceError),
}

/// Statements lined up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The articles.
    pub articles: Vec<Compared>,
    /// Who makes statements, in order of their first one.
    pub voices: Vec<Voice>,
    /// Groups of statements about the same thing: sorted by how their members relate to each other, then by the
    /// number of voices, most first, then in the order of the text.
    pub groups: Vec<Group>,
}

/// An article that is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Which article it is.
    #[serde(flatten)]
    pub about: About,
    /// Id of an earlier article that has the same text except for a few words: both count as one voice.
    pub same_text_as: Option<String>,
}

/// Lines up what the articles' sources and authors say.
///
/// # Errors
/// There are too many statements, or the encoder rejects one.
pub fn compare(records: &[Record], encoder: &SentenceEncoder) -> Result<Comparison, CompareError> {
    let same_text = same_text(records);
    let mut voices = Voices::new(same_text.clone());
    let all: Vec<Statement> =
        records.iter().enumerate().flat_map(|(article, record)| statements(record, article, &mut voices)).collect();
    if all.len() > MOST_STATEMENTS {
        return Err(CompareError::TooMany { found: all.len() });
    }
    let articles: Vec<Compared> = records
        .iter()
        .zip(&same_text)
        .enumerate()
        .map(|(index, (record, &first))| Compared {
            about: About::of(record),
            same_text_as: (first != index).then(|| records[first].id.clone()),
        })
        .collect();
    let pairs = Pairs::new(&all, encoder)?;
    let clusters = pairs.clusters();
    let mut groups: Vec<(usize, Group)> = clusters
        .iter()
        .map(|cluster| (cluster[0], group::group(&pairs, cluster, &articles, &same_text, &voices.all)))
        .collect();
    groups.sort_by_key(|(first, group)| (group.relation, std::cmp::Reverse(group.voices()), *first));
    let named = |(index, (_, group)): (usize, (usize, Group))| Group { id: format!("g{}", index + 1), ..group };
    Ok(Comparison { articles, voices: voices.all, groups: groups.into_iter().enumerate().map(named).collect() })
}

/// For each article, the first one with the same text: itself, unless it copies an earlier one.
fn same_text(records: &[Record]) -> Vec<usize> {
    let shingles: Vec<Shingles> = records.iter().map(Shingles::of).collect();
    let mut first: Vec<usize> = Vec::with_capacity(records.len());
    for (index, own) in shingles.iter().enumerate() {
        let earlier = (0..index).find(|&earlier| shingles[earlier].same_text(own));
        first.push(earlier.map_or(index, |earlier| first[earlier]));
    }
    first
}
