//! Who a pronoun or a description refers to: the antecedent head scores everybody mentioned before, within what hard
//! constraints allow.

use super::candidates::{CANDIDATES, Candidate, Own, likelihood};
use super::entities::Entity;
use super::mentions::Mention;
use super::names::NameKind;
use super::nodes::Node;
use super::pronouns::{Pronoun, pronoun};
use super::resolver::Resolver;
use crate::encode::Sort;
use crate::lexicon::{PERSONS, gender_of_noun, is_given_name};
use crate::record::{Role, SourceKind};
use std::collections::HashSet;
use std::ops::Range;

/// Maximum number of names further back whose last mention may still be meant.
const FAR: usize = 40;
/// Maximum number of earlier names searched for them.
const REACH: usize = 1000;
/// Probability below which a candidate is not examined.
const NEGLIGIBLE: f32 = 0.02;
/// Confidence in the only person who fits.
const ONLY: f32 = 0.6;

impl Resolver<'_> {
    /// Who a mention may refer to, likeliest first, judged by the mentions before it. Mentions in `own`, the tokens
    /// of the content attributed to it, are excluded. The remaining probability is that it refers to nobody mentioned
    /// so far.
    pub(super) fn antecedents(&mut self, anaphor: usize, own: Own, depth: usize) -> Vec<Candidate> {
        let scored: Vec<(usize, f32)> = self
            .before(anaphor)
            .into_iter()
            .filter(|&candidate| self.may_mean(anaphor, candidate, own))
            .map(|candidate| (candidate, self.score(anaphor, candidate)))
            .collect();
        // Speakers do not refer to themselves in the third person.
        let speakers = match &self.mentions[anaphor] {
            mention if is_first(mention) => Vec::new(),
            mention => self.speakers(mention.tokens.start),
        };
        let nobody = self.head.nobody(self.mentions[anaphor].vectors);
        let largest = scored.iter().map(|(_, score)| *score).fold(nobody, f32::max);
        let mut all: f32 =
            scored.iter().map(|(_, score)| (score - largest).exp()).sum::<f32>() + (nobody - largest).exp();
        let negligible = NEGLIGIBLE * all;
        let mut found: Vec<Candidate> = Vec::new();
        for (candidate, score) in scored {
            let weight = (score - largest).exp();
            if weight < negligible {
                continue;
            }
            let node = self.referent(candidate, depth + 1).map(|(node, _)| node);
            match node.filter(|node| !speakers.contains(node) && self.may_be(anaphor, *node)) {
                None => all -= weight,
                Some(node) => match found.iter_mut().find(|known| known.node == node) {
                    Some(known) => known.probability += weight,
                    None => found.push(Candidate { node, probability: weight }),
                },
            }
        }
        for candidate in &mut found {
            candidate.probability /= all;
        }
        found.sort_by(|one, other| other.probability.total_cmp(&one.probability).then(one.node.cmp(&other.node)));
        found
    }

    /// The one person, named or described, whom "he" or "she" may refer to among those in the sentences just before it. It
    /// decides where the head is too unsure.
    pub(super) fn only_fitting(&mut self, anaphor: usize) -> Option<(usize, f32)> {
        const NEAR: usize = 2;
        let mention = &self.mentions[anaphor];
        let Some(Pronoun::Person(gender)) = pronoun(&mention.text[0]).filter(|_| mention.text.len() == 1) else {
            return None;
        };
        let sentence = self.tokens.all[mention.tokens.start].sentence;
        let speakers = self.speakers(mention.tokens.start);
        let mut only = None;
        for other in (0..anaphor).rev().take(CANDIDATES) {
            let Mention { tokens, sort, text, .. } = &self.mentions[other];
            if self.tokens.all[tokens.start].sentence + NEAR < sentence {
                break;
            }
            let noun = text.last().filter(|noun| *sort == Sort::Description && PERSONS.has(noun));
            let described = noun.is_some_and(|noun| gender_of_noun(noun).is_none_or(|own| own == gender));
            if !described && *sort != Sort::Person || self.in_dateline[other] {
                continue;
            }
            let (node, _) = self.referent(other, 0)?;
            let fits = self.may_be(anaphor, node) && !speakers.contains(&node);
            match only {
                _ if !fits => {}
                None => only = Some(node),
                Some(known) if known == node => {}
                Some(_) => return None,
            }
        }
        Some((only?, ONLY))
    }

    /// Whether a token is among these words.
    fn says(&self, own: Own, token: usize) -> bool {
        let within = |attribution: usize| self.content[attribution].iter().any(|run| run.contains(&token));
        match own {
            Own::Nothing => false,
            Own::All(attribution) => within(attribution),
            Own::Quoted(attribution) => within(attribution) && self.is_quoted(token),
        }
    }

    /// The score for a mention having the same referent as an earlier one.
    pub(super) fn score(&self, anaphor: usize, candidate: usize) -> f32 {
        likelihood(self.tokens, &self.mentions, self.head, anaphor, candidate)
    }

    /// The mentions before one, nearest first.
    fn before(&self, anaphor: usize) -> Vec<usize> {
        let start = self.mentions[anaphor].tokens.start;
        let first = self.mentions.partition_point(|mention| mention.tokens.start < start);
        let near = first.saturating_sub(CANDIDATES)..first;
        let names = &self.entities.names;
        let older = &names[..names.partition_point(|(name, _)| name.mention < near.start)];
        let mut seen = HashSet::new();
        let far = older.iter().rev().take(REACH).filter_map(|(name, entity)| {
            let all = &self.entities.all[(*entity)?].named;
            let before_this = all[..all.partition_point(|&mention| mention < near.end)].last();
            (seen.insert(*entity) && before_this.is_some_and(|&last| last < near.start)).then_some(name.mention)
        });
        let far: Vec<usize> = far.take(FAR).collect();
        near.clone().rev().chain(far).collect()
    }

    /// Whether one mention may have the same referent as another, judged by the two mentions alone.
    fn may_mean(&self, anaphor: usize, candidate: usize, own: Own) -> bool {
        let (one, other) = (&self.mentions[anaphor], &self.mentions[candidate]);
        let apart = other.tokens.end <= one.tokens.start;
        let said_by_itself = self.says(own, other.tokens.start);
        if !apart || other.sort == Sort::Title || said_by_itself || self.in_dateline[candidate] {
            return false;
        }
        match (pronoun(&one.text[0]).filter(|_| one.text.len() == 1), other.sort) {
            (Some(Pronoun::Person(gender)), Sort::Pronoun) => match pronoun(&other.text[0]) {
                Some(Pronoun::Person(other)) => gender == other,
                Some(Pronoun::It | Pronoun::Anybody) => false,
                _ => true,
            },
            (Some(Pronoun::It), Sort::Pronoun) => !matches!(pronoun(&other.text[0]), Some(Pronoun::Person(_))),
            (Some(Pronoun::It), Sort::Person)
            | (Some(Pronoun::Person(_)), Sort::Organization | Sort::Place | Sort::OtherName) => false,
            _ => true,
        }
    }

    /// Whether only a headline names somebody, by one word that is not known as a given name: it may be a club or town.
    fn is_unproven(&self, entity: usize) -> bool {
        let Entity { name, mentions, .. } = &self.entities.all[entity];
        let in_headline = |mention: &Range<usize>| self.tokens.role(mention.start) == Role::Headline;
        !name.contains(' ') && !is_given_name(name) && mentions.iter().all(in_headline)
    }

    /// Whether a mention may refer to a node, judged by what is known about the node.
    fn may_be(&self, anaphor: usize, node: usize) -> bool {
        let mention = &self.mentions[anaphor];
        let Node { kind, gender, entity, plural, .. } = &self.nodes.all[node];
        match pronoun(&mention.text[0]).filter(|_| mention.text.len() == 1) {
            Some(Pronoun::Person(own)) => {
                let place = entity.is_some_and(|entity| self.entities.all[entity].kind() == NameKind::Place);
                let person = matches!(kind, SourceKind::Person | SourceKind::Unnamed) && !plural && !place;
                person
                    && gender.is_none_or(|gender| gender == own)
                    && !entity.is_some_and(|entity| self.is_unproven(entity))
            }
            Some(Pronoun::It) => !matches!(kind, SourceKind::Person | SourceKind::Unnamed),
            // A single named person is rarely called "they".
            Some(Pronoun::They) => *plural || *kind != SourceKind::Person || entity.is_none(),
            _ => true,
        }
    }
}

/// Whether it is "I" or "we".
fn is_first(mention: &Mention<'_>) -> bool {
    mention.text.len() == 1 && matches!(pronoun(&mention.text[0]), Some(Pronoun::First { .. }))
}
