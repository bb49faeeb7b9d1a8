//! Whom a description means: "the senator", "his office", "a report by the agency".

use super::anaphora::{self, Place};
use super::describe::{Replacement, describe, possessive};
use super::names::NameKind;
use super::nodes::Node;
use super::nouns::is_spokesperson;
use super::nouns::{Noun, Owner, Pronoun};
use super::resolver::{DESCRIBED, LEAST_PRONOUN, NAMED, Resolver};
use crate::lexicon::{FUNCTION_WORDS, Gender, ORGANIZATIONS, PERSONS, gender_of_noun, singular};
use crate::record::{Role, SourceKind};
use std::ops::Range;

/// A bare noun is no pronoun: it may well stand for somebody new.
const LEAST_NOUN: f32 = 0.55;
/// "The company" is mostly one that has been named.
const LEAST_ORGANIZATION: f32 = 0.4;

/// Nouns for the same document.
const SAME: [&[&str]; 3] =
    [&["study", "paper", "report", "research", "analysis"], &["draft", "document"], &["survey", "poll"]];

impl Resolver<'_> {
    /// The node of a description, its own if it means nobody else.
    pub(super) fn noun(&mut self, noun: &Noun, span: Range<usize>, index: usize) -> (usize, f32) {
        if ["most", "both", "all", "neither"].contains(&noun.head.as_str()) && noun.text.len() == 1 {
            let found =
                self.at_place(span.start, index, |place| anaphora::antecedent(&self.nodes, place, Pronoun::They));
            if let Some(found) = found.filter(|&(_, confidence)| confidence >= LEAST_NOUN) {
                return found;
            }
        }
        if let Some(entity) = self.in_apposition(noun, span.start) {
            return (self.nodes.of_entity(entity), DESCRIBED);
        }
        if let Some(found) = self.behind_document(noun, index) {
            return found;
        }
        let bare = self.tokens.role(span.start) == Role::Headline && noun.text.len() <= 4;
        if (noun.definite || bare)
            && let Some(found) = self.called(noun, span.start, index)
        {
            return found;
        }
        if let Some(entity) = self.named_next(noun, span.start) {
            return (self.nodes.of_entity(entity), DESCRIBED);
        }
        let owner = noun.owner.as_ref().and_then(|owner| self.owner(owner, noun, index));
        let replacement = owner.as_ref().map(|(owner, tokens)| {
            let name = &self.nodes.all[*owner].name;
            let pronoun = matches!(noun.owner, Some(Owner::Pronoun(_)));
            let text = if pronoun { possessive(name, self.tokens.text) } else { name.clone() };
            Replacement { tokens: tokens.clone(), text }
        });
        let replacement = replacement.or_else(|| self.object(noun, index));
        let name = describe(&self.nodes, &noun.text, replacement);
        let plural = noun.kind == SourceKind::Group || singular(&noun.head).is_some();
        let mut node = Node { plural, ..Node::new(name, noun.kind) };
        node.gender = gender_of_noun(&noun.head);
        if is_spokesperson(&noun.head) {
            let behind = noun.behind.as_ref().and_then(|run| Some((self.part(run)?, run.clone())));
            let behind = behind.map(|(parsed, run)| self.phrase(&parsed, run, index).0);
            node.speaks_for = behind.or(owner.map(|(owner, _)| owner));
        }
        let index = self.own(node);
        if !self.nodes.all[index].nouns.contains(&noun.head) {
            self.nodes.all[index].nouns.push(noun.head.clone());
        }
        (index, NAMED)
    }

    /// The name that a description follows: "Korvent, the maker of cables,".
    fn in_apposition(&self, noun: &Noun, start: usize) -> Option<usize> {
        let comma = start.checked_sub(1).filter(|&index| self.tokens.of(index) == ",")?;
        let article = ["the", "a", "an"].contains(&self.tokens.lower(noun.text.start).as_str());
        let named = self.nodes.entities.names.iter().find(|(name, _)| name.tokens.end == comma);
        named.filter(|_| article).and_then(|(_, entity)| *entity)
    }

    /// Who is named at the beginning of the second or third sentence where the first begins with a description: "A councillor in
    /// Pelling has apologised … Martin Sayle, who sits on the committee, …". So news keep back a name that few know.
    fn named_next(&self, noun: &Noun, start: usize) -> Option<usize> {
        let tokens = self.tokens;
        let lead = (0..tokens.all.len()).find(|&index| tokens.role(index) == Role::Body)?;
        let indefinite = start == lead && ["a", "an"].contains(&tokens.lower(start).as_str());
        if !indefinite || noun.kind != SourceKind::Unnamed || !PERSONS.has(&noun.head) {
            return None;
        }
        let sentence = tokens.all[lead].sentence;
        let names = &self.nodes.entities.names;
        let (name, entity) = names.iter().find(|(name, _)| {
            let first = tokens.all[name.tokens.start].sentence;
            let begins = name.title.start.min(name.tokens.start).checked_sub(1);
            (sentence + 1..=sentence + 2).contains(&first)
                && begins.is_some_and(|before| tokens.all[before].sentence != first)
        })?;
        let entity = (*entity)?;
        let mentions = &self.nodes.entities.all[entity].mentions;
        let is_new = mentions.iter().all(|mention| mention.start >= name.tokens.start.min(name.title.start));
        let is_full = name.kind != NameKind::Organization && name.parts.len() > 1;
        let who = [",", "who"].iter().enumerate().all(|(offset, word)| {
            name.tokens.end + offset < tokens.all.len() && tokens.of(name.tokens.end + offset) == *word
        });
        (is_new && is_full && who).then_some(entity)
    }

    /// The organisation or person that a document is by: it answers for what stands in it.
    fn behind_document(&mut self, noun: &Noun, index: usize) -> Option<(usize, f32)> {
        if noun.kind != SourceKind::Document {
            return None;
        }
        let node = match (&noun.behind, &noun.owner) {
            (Some(run), _) => {
                let parsed = self.part(run)?;
                self.phrase(&parsed, run.clone(), index).0
            }
            (None, Some(Owner::Name(name))) => {
                let entity = self.nodes.entities.find_or_add(self.tokens, name);
                self.nodes.of_entity(entity)
            }
            (None, Some(owner @ Owner::Pronoun(_))) => self.owner(owner, noun, index)?.0,
            _ => return None,
        };
        if !self.nodes.all[node].nouns.contains(&noun.head) {
            self.nodes.all[node].nouns.push(noun.head.clone());
        }
        Some((node, DESCRIBED))
    }

    /// Who a possessive at the beginning of a description is, and its tokens.
    fn owner(&mut self, owner: &Owner, noun: &Noun, index: usize) -> Option<(usize, Range<usize>)> {
        match owner {
            Owner::Name(name) => {
                let entity = self.nodes.entities.find_or_add(self.tokens, name);
                let start = name.title.start.min(name.tokens.start);
                Some((self.nodes.of_entity(entity), start..name.tokens.end))
            }
            Owner::Pronoun(pronoun) => {
                let token = noun.text.start;
                let found = self.at_place(token, index, |place| match pronoun {
                    Pronoun::First => place.quoted_by.last().map(|&speaker| (speaker, NAMED)),
                    // What his office says may well be about him.
                    _ => anaphora::antecedent(&self.nodes, &Place { content: &[], ..*place }, *pronoun),
                });
                let (node, _) = found.filter(|&(_, confidence)| confidence >= LEAST_PRONOUN)?;
                Some((node, token..token + 1))
            }
            Owner::Noun => None,
        }
    }

    /// The name in place of a pronoun that ends a description: "people close to him".
    fn object(&self, noun: &Noun, index: usize) -> Option<Replacement> {
        let token = noun.text.end - 1;
        let pronoun = match self.tokens.of(token) {
            "him" => Pronoun::Person(Gender::Male),
            "her" => Pronoun::Person(Gender::Female),
            "them" => Pronoun::They,
            _ => return None,
        };
        let found = self.at_place(token, index, |place| {
            anaphora::antecedent(&self.nodes, &Place { content: &[], ..*place }, pronoun)
        });
        let (node, _) = found.filter(|&(_, confidence)| confidence >= LEAST_PRONOUN)?;
        Some(Replacement { tokens: token..token + 1, text: self.nodes.all[node].name.clone() })
    }

    /// Whom a definite description means.
    fn called(&self, noun: &Noun, token: usize, index: usize) -> Option<(usize, f32)> {
        let nodes = &self.nodes;
        let is_other = |node: &usize| !nodes.all[*node].mentions.is_empty() || nodes.all[*node].is_source;
        let by_noun = (0..nodes.all.len()).filter(is_other).filter(|&node| self.is_called_by(noun, node));
        // The last one named before, else the first after.
        let best = by_noun.max_by_key(|&node| {
            let starts = nodes.all[node].mentions.iter().map(|mention| mention.start);
            let before = starts.filter(|&start| start < token).max();
            (before.is_some(), nodes.all[node].is_source, before, usize::MAX - node)
        });
        if let Some(best) = best {
            return Some((best, DESCRIBED));
        }
        let simple = noun.text.len() <= 4 && noun.owner.is_none();
        if !simple {
            return None;
        }
        let least = match noun.kind {
            _ if self.tokens.role(token) == Role::Headline => LEAST_PRONOUN,
            SourceKind::Organization => LEAST_ORGANIZATION,
            _ => LEAST_NOUN,
        };
        self.at_place(token, index, |place| anaphora::described(nodes, place, |node| may_bear(noun, node)))
            .filter(|&(_, confidence)| confidence >= least)
    }

    /// Whether the text calls a node by a description's noun, and nothing else in the description speaks against it.
    fn is_called_by(&self, noun: &Noun, node: usize) -> bool {
        let Node { plural, kind, nouns, .. } = &self.nodes.all[node];
        let singular_head = singular(&noun.head);
        let of_kind = match noun.kind {
            SourceKind::Document => true,
            SourceKind::Group => *plural,
            SourceKind::Unnamed if singular_head.is_some() => *plural,
            _ => !plural,
        };
        let same = SAME.iter().find(|same| same.contains(&noun.head.as_str()));
        let document = *kind == SourceKind::Document
            && same.is_some_and(|same| same.iter().any(|other| self.nodes.is_called(node, other)));
        let called = self.nodes.is_called(node, &noun.head)
            || document
            || singular_head.is_some_and(|one| *plural && nouns.contains(&one));
        of_kind && called && self.agrees(noun, node)
    }

    /// Whether the capitalised and other special words of a description do not speak against a node.
    fn agrees(&self, noun: &Noun, node: usize) -> bool {
        let tokens = self.tokens;
        let mut modifiers = noun.text.clone().filter(|&index| {
            tokens.all[index].is_word && !FUNCTION_WORDS.has(tokens.of(index)) && tokens.lower(index) != noun.head
        });
        let name = self.nodes.all[node].name.to_lowercase();
        let job = self.nodes.all[node].job.clone();
        modifiers.all(|index| {
            let word = tokens.lower(index);
            name.contains(&word)
                || job.clone().is_some_and(|mut job| job.any(|other| tokens.lower(other) == word))
                || (self.nodes.all[node].entity.is_some() && !ORGANIZATIONS.has(&noun.head))
        })
    }
}

/// Organisations that are spoken of by a bare noun once they are named.
const BARE_ORGANIZATIONS: [&str; 13] = [
    "company",
    "firm",
    "group",
    "club",
    "organisation",
    "organization",
    "agency",
    "union",
    "party",
    "charity",
    "newspaper",
    "network",
    "bank",
];
/// Documents that stand for who wrote them.
const SPEAKING_DOCUMENTS: [&str; 8] =
    ["statement", "letter", "release", "readout", "post", "tweet", "email", "message"];

/// How well a node that nobody calls so may bear a bare description; nothing where it cannot.
fn may_bear(noun: &Noun, node: &Node) -> Option<f32> {
    let head = noun.head.as_str();
    let fits = match noun.kind {
        SourceKind::Unnamed if PERSONS.has(head) && !is_spokesperson(head) && head != "official" => {
            let gender = gender_of_noun(head);
            let agrees = gender.is_none() || node.gender.is_none() || gender == node.gender;
            node.kind == SourceKind::Person && !node.plural && !node.uncertain && agrees
        }
        SourceKind::Organization if BARE_ORGANIZATIONS.contains(&head) => {
            node.kind == SourceKind::Organization && node.entity.is_some()
        }
        SourceKind::Document if SPEAKING_DOCUMENTS.contains(&head) => {
            node.is_source && matches!(node.kind, SourceKind::Person | SourceKind::Organization)
        }
        SourceKind::Organization if head == "team" => node.plural,
        _ => false,
    };
    fits.then_some(0.5)
}
