//! Who a pronoun or a description refers to: the antecedent head scores everybody mentioned before, within what hard
//! constraints allow.

use super::candidates::{CANDIDATES, Candidate, Own, likelihood};
use super::entities::Entity;
use super::mentions::Mention;
use super::names::NameKind;
use super::nodes::Node;
use super::notes::{Decision, Objection, Refused, Who};
use super::pronouns::{Pronoun, pronoun};
use super::resolver::{NAMED, Resolver};
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
        let mut scored: Vec<(usize, f32)> = Vec::new();
        // Candidates that are ruled out; those that the two mentions alone rule out are only scored for an explanation.
        let mut refused: Vec<(usize, f32, Objection)> = Vec::new();
        for candidate in self.before(anaphor) {
            match self.objection(anaphor, candidate, own) {
                None => scored.push((candidate, self.score(anaphor, candidate))),
                Some(why) if self.notes.is_some() => refused.push((candidate, self.score(anaphor, candidate), why)),
                Some(_) => {}
            }
        }
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
            let node = self.referent(candidate, depth + 1).map(|(node, _)| node).ok_or(Objection::Unknown);
            let fitting = node.and_then(|node| match self.misfit(anaphor, node) {
                _ if speakers.contains(&node) => Err(Objection::Speaker),
                Some(why) => Err(why),
                None => Ok(node),
            });
            match fitting {
                Err(why) => {
                    all -= weight;
                    refused.push((candidate, score, why));
                }
                Ok(node) => match found.iter_mut().find(|known| known.node == node) {
                    Some(known) => known.probability += weight,
                    None => found.push(Candidate { node, probability: weight }),
                },
            }
        }
        for candidate in &mut found {
            candidate.probability /= all;
        }
        found.sort_by(|one, other| other.probability.total_cmp(&one.probability).then(one.node.cmp(&other.node)));
        if let Some(notes) = &mut self.notes {
            let refused = refused.into_iter().map(|(candidate, score, why)| {
                let weight = (score - largest).exp();
                let probability = if weight.is_finite() { weight / (all + weight) } else { 1.0 };
                Refused { who: Who::Mention(candidate), probability, why }
            });
            notes.considered.insert(anaphor, (found.clone(), refused.collect()));
        }
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
            let fits = self.misfit(anaphor, node).is_none() && !speakers.contains(&node);
            match only {
                _ if !fits => {}
                None => only = Some(node),
                Some(known) if known == node => {}
                Some(_) => return None,
            }
        }
        Some((only?, ONLY))
    }

    /// Whom "he" or "she" means in an attribution that adds something: who spoke just before. "“No,” Priem said. She
    /// added that …".
    pub(super) fn adding(&mut self, mention: usize, index: usize) -> Option<usize> {
        const ADDING: [&str; 8] =
            ["added", "adds", "continued", "continues", "went on", "goes on", "has added", "also said"];
        let prepared = self.tokens.prepared;
        let (attribution, before) = (&self.attributions[index], self.attributions.get(index.checked_sub(1)?)?);
        let cue = prepared.text(&attribution.cue).to_lowercase();
        let near = prepared.words[before.cue.start].sentence + 1 >= prepared.words[attribution.cue.start].sentence;
        let is_inner = before.content.iter().any(|words| words.contains(&attribution.cue.start));
        let person = matches!(pronoun(&self.mentions[mention].text[0]), Some(Pronoun::Person(_)));
        if !person || !near || is_inner || !ADDING.contains(&cue.as_str()) {
            return None;
        }
        let node = self.references[index - 1]?.source;
        let found = (!self.nodes.all[node].unresolved && self.misfit(mention, node).is_none()).then_some(node)?;
        self.referents[mention] = Some((found, NAMED)).into();
        self.by(Decision::Antecedent, Some(found))
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

    /// Why one mention cannot have the same referent as another, judged by the two mentions alone.
    fn objection(&self, anaphor: usize, candidate: usize, own: Own) -> Option<Objection> {
        let (one, other) = (&self.mentions[anaphor], &self.mentions[candidate]);
        let apart = other.tokens.end <= one.tokens.start;
        if !apart || other.sort == Sort::Title {
            return Some(Objection::Part);
        }
        if self.says(own, other.tokens.start) {
            return Some(Objection::OwnWords);
        }
        if self.in_dateline[candidate] {
            return Some(Objection::Dateline);
        }
        match (pronoun(&one.text[0]).filter(|_| one.text.len() == 1), other.sort) {
            (Some(Pronoun::Person(gender)), Sort::Pronoun) => match pronoun(&other.text[0]) {
                Some(Pronoun::Person(other)) => (gender != other).then_some(Objection::Gender),
                Some(Pronoun::It | Pronoun::Anybody) => Some(Objection::NoPerson),
                _ => None,
            },
            (Some(Pronoun::It), Sort::Pronoun) => {
                matches!(pronoun(&other.text[0]), Some(Pronoun::Person(_))).then_some(Objection::Person)
            }
            (Some(Pronoun::It), Sort::Person) => Some(Objection::Person),
            (Some(Pronoun::Person(_)), Sort::Organization | Sort::Place | Sort::OtherName) => Some(Objection::NoPerson),
            _ => None,
        }
    }

    /// Whether only a headline names somebody, by one word that is not known as a given name: it may be a club or town.
    fn is_unproven(&self, entity: usize) -> bool {
        let Entity { name, mentions, .. } = &self.entities.all[entity];
        let in_headline = |mention: &Range<usize>| self.tokens.role(mention.start) == Role::Headline;
        !name.contains(' ') && !is_given_name(name) && mentions.iter().all(in_headline)
    }

    /// Why a mention cannot refer to a node, judged by what is known about the node.
    fn misfit(&self, anaphor: usize, node: usize) -> Option<Objection> {
        let mention = &self.mentions[anaphor];
        let Node { kind, gender, entity, plural, .. } = &self.nodes.all[node];
        match pronoun(&mention.text[0]).filter(|_| mention.text.len() == 1) {
            Some(Pronoun::Person(own)) => {
                let place = entity.is_some_and(|entity| self.entities.all[entity].kind() == NameKind::Place);
                if place || !matches!(kind, SourceKind::Person | SourceKind::Unnamed) {
                    Some(Objection::NoPerson)
                } else if *plural {
                    Some(Objection::Several)
                } else if entity.is_some_and(|entity| self.is_unproven(entity)) {
                    Some(Objection::Unproven)
                } else {
                    gender.is_some_and(|gender| gender != own).then_some(Objection::Gender)
                }
            }
            Some(Pronoun::It) => matches!(kind, SourceKind::Person | SourceKind::Unnamed).then_some(Objection::Person),
            // A single named person is rarely called "they".
            Some(Pronoun::They) => {
                (!plural && *kind == SourceKind::Person && entity.is_some()).then_some(Objection::Single)
            }
            _ => None,
        }
    }
}

/// Whether it is "I" or "we".
fn is_first(mention: &Mention<'_>) -> bool {
    mention.text.len() == 1 && matches!(pronoun(&mention.text[0]), Some(Pronoun::First { .. }))
}
