//! Who a mention may refer to, and how likely.

use super::mentions::Mention;
use super::tokens::Tokens;
use crate::model::{AntecedentHead, MentionPair};

/// Maximum number of nearest earlier mentions that may be meant.
pub const CANDIDATES: usize = 100;
/// Index of descriptions among the sorts of mentions.
const DESCRIPTION: usize = 5;

/// Somebody who may be meant, and how likely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) node: usize,
    pub(super) probability: f32,
}

/// The score, in log-odds, for a mention having the same referent as an earlier one.
pub(super) fn likelihood(
    tokens: &Tokens<'_>,
    mentions: &[Mention<'_>],
    head: &AntecedentHead,
    anaphor: usize,
    candidate: usize,
) -> f32 {
    let (own, other) = (&mentions[anaphor], &mentions[candidate]);
    // A title on its own is a description.
    let sort = |mention: &Mention<'_>| mention.sort.index().unwrap_or(DESCRIPTION);
    let sentence = |mention: &Mention<'_>| tokens.all[mention.tokens.start].sentence;
    let sentences = sentence(own).saturating_sub(sentence(other));
    let pair = MentionPair::new((sort(own), &own.text), (sort(other), &other.text), sentences);
    head.score(own.vectors, other.vectors, pair)
}

/// What a source says itself, where its antecedent is not looked for; given by the index of the attribution.
#[derive(Debug, Clone, Copy)]
pub(super) enum Own {
    /// The mention is not a source.
    Nothing,
    All(usize),
    /// Only what is in quotation marks: reported words may name their speaker.
    Quoted(usize),
}
