//! Whom a pronoun or a bare noun means: every possible antecedent is weighed by evidence that can be looked at.

use super::nodes::{Node, Nodes};
use super::nouns::Pronoun;
use crate::lexicon::Gender;
use crate::record::SourceKind;
use std::ops::Range;

/// What speaks for or against an antecedent, each in [0, 1] or so; or the weight of each, in log-odds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Evidence {
    /// It is named in the same sentence, before the pronoun.
    same_sentence: f32,
    /// It is named in the sentence before.
    sentence_before: f32,
    /// It is named two sentences before.
    two_before: f32,
    /// Distance beyond that, as the logarithm of sentences.
    far: f32,
    /// It is the last source.
    last_source: f32,
    /// It stands first in its sentence.
    first: f32,
    /// It is of the pronoun's gender and number.
    agreement: f32,
    /// It is named within what the pronoun's owner says.
    inside: f32,
    /// It was a source before.
    source: f32,
    /// Logarithm of the number of its mentions.
    mentions: f32,
    /// It is named only later.
    later: f32,
    /// The pronoun stands in what it says indirectly.
    reported: f32,
    /// Its last mention is possessive.
    possessive: f32,
    /// Nothing says that it is of the pronoun's kind.
    uncertain: f32,
    /// It has no name and has said nothing before.
    nameless: f32,
}

impl Evidence {
    const WEIGHTS: Self = Self {
        same_sentence: 0.5,
        sentence_before: 1.0,
        two_before: 0.4,
        far: -0.8,
        last_source: 1.8,
        first: 0.8,
        agreement: 0.8,
        inside: -3.0,
        source: 0.5,
        mentions: 0.3,
        later: -2.5,
        reported: 1.5,
        possessive: -0.7,
        uncertain: -0.8,
        nameless: -1.0,
    };

    fn values(self) -> [f32; 15] {
        let Self { same_sentence, sentence_before, two_before, far, last_source, first, agreement, inside, .. } = self;
        let Self { source, mentions, later, reported, possessive, uncertain, nameless, .. } = self;
        [
            same_sentence,
            sentence_before,
            two_before,
            far,
            last_source,
            first,
            agreement,
            inside,
            source,
            mentions,
            later,
            reported,
            possessive,
            uncertain,
            nameless,
        ]
    }

    /// Log-odds of the antecedent.
    fn score(self) -> f32 {
        self.values().iter().zip(Self::WEIGHTS.values()).map(|(value, weight)| value * weight).sum()
    }
}

/// Log-odds of there being no antecedent among the candidates.
const NONE: f32 = -0.5;

/// A place where something is to be resolved.
pub(super) struct Place<'a> {
    /// Token of the pronoun or noun.
    pub(super) token: usize,
    /// Its sentence.
    pub(super) sentence: usize,
    /// Tokens of what is said by it.
    pub(super) content: &'a [Range<usize>],
    /// Who is quoted around it.
    pub(super) quoted_by: &'a [usize],
    /// Whose words are reported around it.
    pub(super) reported_by: &'a [usize],
    /// The source of the attribution before.
    pub(super) last_source: Option<usize>,
}

/// The likeliest antecedent of a pronoun, and its probability.
pub(super) fn antecedent(nodes: &Nodes<'_>, place: &Place<'_>, pronoun: Pronoun) -> Option<(usize, f32)> {
    best(nodes, place, |node| fit(node, pronoun))
}

/// The likeliest bearer of a description that nobody is expressly given: "the senator" where one person is spoken of.
pub(super) fn described(
    nodes: &Nodes<'_>,
    place: &Place<'_>,
    fits: impl Fn(&Node) -> Option<f32>,
) -> Option<(usize, f32)> {
    best(nodes, place, fits)
}

fn best(nodes: &Nodes<'_>, place: &Place<'_>, fits: impl Fn(&Node) -> Option<f32>) -> Option<(usize, f32)> {
    let scored: Vec<(usize, f32)> = nodes
        .all
        .iter()
        .enumerate()
        .filter(|(index, _)| !place.quoted_by.contains(index))
        .filter_map(|(index, node)| {
            let agreement = fits(node)?;
            Some((index, evidence(nodes, place, index, agreement)?.score()))
        })
        .collect();
    let (best, score) = scored.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    let all: f32 = scored.iter().map(|(_, other)| (other - score).exp()).sum();
    Some((best, 1.0 / (all + (NONE - score).exp())))
}

/// How well a node fits a pronoun: 1 where it is known to, 0 where nothing speaks against it.
fn fit(node: &Node, pronoun: Pronoun) -> Option<f32> {
    let certain = f32::from(u8::from(!node.uncertain));
    match pronoun {
        Pronoun::Person(gender) => {
            let person = matches!(node.kind, SourceKind::Person | SourceKind::Unnamed) && !node.plural;
            match node.gender {
                _ if !person => None,
                Some(other) if other != gender => None,
                Some(_) => Some(1.0),
                None => Some(0.0),
            }
        }
        Pronoun::They | Pronoun::OneOfThem => match node.kind {
            _ if node.plural => Some(1.0),
            // An organisation is rarely called "they" where people are at hand.
            SourceKind::Organization if pronoun == Pronoun::They => Some(-1.0),
            _ => None,
        },
        Pronoun::It => match node.kind {
            _ if node.plural => None,
            SourceKind::Organization => Some(certain),
            SourceKind::Document => Some(0.5),
            _ => None,
        },
        Pronoun::First | Pronoun::Anybody => None,
    }
}

fn evidence(nodes: &Nodes<'_>, place: &Place<'_>, index: usize, agreement: f32) -> Option<Evidence> {
    let flag = |condition: bool| f32::from(u8::from(condition));
    let node = &nodes.all[index];
    let is_own = |mention: &&Range<usize>| place.content.iter().any(|content| content.contains(&mention.start));
    let before = node.mentions.iter().filter(|mention| mention.start < place.token);
    let outside = before.clone().filter(|mention| !is_own(mention)).max_by_key(|mention| mention.start);
    let inside = node.mentions.iter().filter(is_own).count();
    let last = match outside {
        Some(mention) => mention,
        None => node.mentions.iter().find(|mention| !is_own(mention)).or_else(|| node.mentions.first())?,
    };
    let later = outside.is_none();
    let tokens = nodes.tokens;
    let distance = place.sentence.abs_diff(tokens.all[last.start].sentence);
    let first = nodes.first_in_sentence(last);
    let far = if distance > 2 { (distance as f32 - 1.0).ln() } else { 0.0 };
    Some(Evidence {
        same_sentence: flag(distance == 0 && !later),
        sentence_before: flag(distance == 1),
        two_before: flag(distance == 2),
        far,
        last_source: flag(place.last_source == Some(index)),
        first: flag(first),
        agreement,
        inside: flag(inside > 0),
        source: flag(node.is_source),
        mentions: (node.mentions.len() as f32).ln(),
        later: flag(later),
        reported: flag(place.reported_by.contains(&index)),
        possessive: flag(tokens.all[last.end - 1].possessive),
        uncertain: flag(node.uncertain),
        nameless: flag(node.entity.is_none() && !node.is_source),
    })
}

/// The gender that a pronoun shows of its antecedent.
pub(super) fn shown_gender(pronoun: Pronoun) -> Option<Gender> {
    match pronoun {
        Pronoun::Person(gender) => Some(gender),
        _ => None,
    }
}
