//! Whom a pronoun or a bare noun means: every possible antecedent is weighed by evidence that can be looked at.

use super::lexicon::Gender;
use super::nodes::{Node, Nodes};
use super::phrase::Pronoun;
use crate::record::SourceKind;
use std::ops::Range;

/// Evidence for an antecedent, each in [0, 1] or so.
const EVIDENCE: usize = 15;

/// Weight of each part of the evidence, in log-odds.
const WEIGHTS: [f32; EVIDENCE] = [
    0.5,  // named in the same sentence before the pronoun
    1.0,  // named in the sentence before
    0.4,  // named two sentences before
    -0.8, // distance beyond that, logarithm of sentences
    1.8,  // the last source
    0.8,  // stands first in its sentence
    0.8,  // of the pronoun's gender
    -3.0, // named within what the pronoun's owner says
    0.5,  // was a source before
    0.3,  // logarithm of the number of mentions
    -2.5, // named only later
    1.5,  // the pronoun stands in what it says indirectly
    -0.7, // the last mention is possessive
    -0.8, // nothing says that it is of the pronoun's kind
    -1.0, // it has no name and has said nothing before
];
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
            let evidence = evidence(nodes, place, index, agreement)?;
            Some((index, evidence.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum()))
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

fn evidence(nodes: &Nodes<'_>, place: &Place<'_>, index: usize, agreement: f32) -> Option<[f32; EVIDENCE]> {
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
    Some([
        flag(distance == 0 && !later),
        flag(distance == 1),
        flag(distance == 2),
        far,
        flag(place.last_source == Some(index)),
        flag(first),
        agreement,
        flag(inside > 0),
        flag(node.is_source),
        (node.mentions.len() as f32).ln(),
        flag(later),
        flag(place.reported_by.contains(&index)),
        flag(tokens.all[last.end - 1].possessive),
        flag(node.uncertain),
        flag(node.entity.is_none() && !node.is_source),
    ])
}

/// The gender that a pronoun shows of its antecedent.
pub(super) fn shown_gender(pronoun: Pronoun) -> Option<Gender> {
    match pronoun {
        Pronoun::Person(gender) => Some(gender),
        _ => None,
    }
}
