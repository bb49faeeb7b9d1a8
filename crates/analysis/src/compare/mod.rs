//! What several accounts of one story share and what they do not: statements lined up by what they say.
//!
//! 1. `statement` cuts claims into statements, `voices` says who makes them.
//! 2. `relation` weighs for each two of them whether they are about the same: by the cosine of their vectors
//!    ([`SentenceEncoder`]) and by numbers, names and words (`evidence`). Negations, antonyms, denials and other numbers make
//!    statements about the same thing contradict each other.
//! 3. Agglomerative clustering with average linkage makes groups of them.

mod evidence;
mod measure;
mod relation;
mod render;
mod statement;
mod voices;

pub use measure::{Measured, Pair, Part, measure};
pub use relation::Relation;
pub use render::table;
pub use voices::Voice;

use kodama::{Method, linkage};
use relation::{ALIKE, Kinship};
use saidso::model::{SentenceEncoder, SentenceError};
use saidso::record::Record;
use serde::Serialize;
use statement::{Statement, statements};
use voices::Voices;

/// Statements that are compared at once: every two of them are, so time and memory grow with the square.
pub const MOST_STATEMENTS: usize = 5_000;

/// Why nothing can be compared.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// Too many statements.
    #[error("{found} statements, more than the {MOST_STATEMENTS} that can be compared: give the articles of one story")]
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// Sentences have no vectors.
    #[error(transparent)]
    Vectors(#[from] SentenceError),
}

/// Statements lined up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Ids of the articles.
    pub articles: Vec<String>,
    /// Who makes statements, in the order of their first.
    pub voices: Vec<Voice>,
    /// Groups of statements about the same thing: those of most voices first, then in the order of the text.
    pub groups: Vec<Group>,
}

/// Statements about the same thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// `g1`, `g2`, …
    pub id: String,
    /// What it is about, in the words of the statement that is most like the others.
    pub statement: String,
    /// Ids of the voices that say so.
    pub said_by: Vec<String>,
    /// Ids of the voices that say the opposite or deny it.
    pub denied_by: Vec<String>,
    /// Ids of the voices that give other numbers.
    pub differs: Vec<String>,
    /// The statements, in the order of articles and claims.
    pub members: Vec<Member>,
}

/// A statement in its group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// Id of who makes it.
    pub voice: String,
    /// Id of its article.
    pub article: String,
    /// Index of its claim in the article's record.
    pub claim: usize,
    /// Its words; a part of the claim's where that says several things.
    pub text: String,
    /// What it is to the group's statement.
    pub position: Position,
    /// Probability that both are about the same, in [0, 1].
    pub confidence: f64,
}

/// What a statement is to that of its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// It says so.
    Says,
    /// It says the opposite, or denies it.
    Denies,
    /// It gives other numbers.
    Differs,
}

/// Lines up what the articles' sources and authors say.
///
/// # Errors
/// There are too many statements, or the encoder refuses one.
pub fn compare(records: &[Record], encoder: &SentenceEncoder) -> Result<Comparison, CompareError> {
    let mut voices = Voices::default();
    let all: Vec<Statement> =
        records.iter().enumerate().flat_map(|(article, record)| statements(record, article, &mut voices)).collect();
    if all.len() > MOST_STATEMENTS {
        return Err(CompareError::TooMany { found: all.len() });
    }
    let texts: Vec<String> = all.iter().map(|statement| statement.text.replace(['[', ']'], "")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let pairs = Pairs { vectors: encoder.vectors(&texts)?, all: &all };
    let mut clusters = pairs.clusters();
    let names = |cluster: &[usize]| {
        let mut voices: Vec<usize> = cluster.iter().map(|&index| all[index].voice).collect();
        voices.sort_unstable();
        voices.dedup();
        voices
    };
    clusters.sort_by_key(|cluster| (std::cmp::Reverse(names(cluster).len()), cluster[0]));
    let groups =
        clusters.iter().enumerate().map(|(index, cluster)| pairs.group(index, cluster, records, &voices)).collect();
    Ok(Comparison { articles: records.iter().map(|record| record.id.clone()).collect(), voices: voices.all, groups })
}

struct Pairs<'s> {
    all: &'s [Statement],
    vectors: Vec<Vec<f32>>,
}

impl Pairs<'_> {
    fn kinship(&self, one: usize, other: usize) -> Kinship {
        let cosine = cosine(&self.vectors[one], &self.vectors[other]);
        Kinship::new(cosine, &self.all[one].words, &self.all[other].words)
    }

    /// Indices of the statements of each group, in order.
    fn clusters(&self) -> Vec<Vec<usize>> {
        let count = self.all.len();
        let mut distances: Vec<f64> = (0..count)
            .flat_map(|one| (one + 1..count).map(move |other| (one, other)))
            .map(|(one, other)| 1.0 - self.kinship(one, other).alike)
            .collect();
        let dendrogram = linkage(&mut distances, count, Method::Average);
        let mut clusters: Vec<Vec<usize>> = (0..count).map(|index| vec![index]).collect();
        for step in dendrogram.steps() {
            let mut joined = Vec::new();
            if step.dissimilarity <= 1.0 - ALIKE {
                for cluster in [step.cluster1, step.cluster2] {
                    joined.append(&mut clusters[cluster]);
                }
                joined.sort_unstable();
            }
            clusters.push(joined);
        }
        clusters.retain(|cluster| !cluster.is_empty());
        clusters
    }

    fn group(&self, index: usize, cluster: &[usize], records: &[Record], voices: &Voices) -> Group {
        let likeness = |one: usize| cluster.iter().map(|&other| self.kinship(one, other).alike).sum::<f64>();
        let centre = cluster.iter().copied().max_by(|&one, &other| likeness(one).total_cmp(&likeness(other)));
        let centre = centre.unwrap_or(cluster[0]);
        let members: Vec<Member> = cluster
            .iter()
            .map(|&index| {
                let Statement { article, claim, voice, text, .. } = &self.all[index];
                let kinship = self.kinship(centre, index);
                let position = match kinship {
                    _ if index == centre => Position::Says,
                    Kinship { opposed: true, .. } => Position::Denies,
                    Kinship { numbers_differ: true, .. } => Position::Differs,
                    Kinship { .. } => Position::Says,
                };
                Member {
                    voice: voices.all[*voice].id.clone(),
                    article: records[*article].id.clone(),
                    claim: *claim,
                    text: text.clone(),
                    position,
                    confidence: kinship.alike,
                }
            })
            .collect();
        let who = |position: Position| {
            let mut who: Vec<String> = Vec::new();
            for member in members.iter().filter(|member| member.position == position) {
                if !who.contains(&member.voice) {
                    who.push(member.voice.clone());
                }
            }
            who
        };
        Group {
            id: format!("g{}", index + 1),
            statement: self.all[centre].text.clone(),
            said_by: who(Position::Says),
            denied_by: who(Position::Denies),
            differs: who(Position::Differs),
            members,
        }
    }
}

/// Cosine of two vectors of length 1.
fn cosine(one: &[f32], other: &[f32]) -> f64 {
    one.iter().zip(other).map(|(one, other)| f64::from(one * other)).sum()
}
