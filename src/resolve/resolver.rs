//! Finds for each attribution who its source is.

use super::anaphora::{self, Place};
use super::anonymity;
use super::candidates;
use super::describe::{Replacement, describe, possessive};
use super::entities::Entities;
use super::lexicon::{FUNCTION_WORDS, Gender, ORGANIZATIONS, PERSONS, gender_of_noun, singular};
use super::names::{Name, NameKind};
use super::nodes::{Node, Nodes};
use super::phrase::{Noun, Owner, Phrase, Pronoun, is_spokesperson, phrase};
use super::tokens::Tokens;
use super::{Reference, Resolution, Source};
use crate::decide::Attribution;
use crate::record::{Role, SourceKind};
use std::ops::Range;

/// Confidence of what is looked up rather than weighed.
const NAMED: f32 = 0.98;
const DESCRIBED: f32 = 0.85;
/// Least probability of an antecedent that is taken.
const LEAST_PRONOUN: f32 = 0.3;
/// A bare noun is no pronoun: it may well stand for somebody new.
const LEAST_NOUN: f32 = 0.55;
/// "The company" is mostly one that has been named.
const LEAST_ORGANIZATION: f32 = 0.4;

/// An attribution whose source has been found.
struct Found {
    /// First token of the source.
    at: usize,
    node: usize,
    nested: bool,
}

pub(super) struct Resolver<'t> {
    tokens: &'t Tokens<'t>,
    nodes: Nodes<'t>,
    attributions: &'t [Attribution],
    /// Tokens of each attribution's content.
    content: Vec<Vec<Range<usize>>>,
    /// What has been found so far.
    found: Vec<Found>,
    references: Vec<Option<Reference>>,
    /// Tokens of the source spans of each node.
    spans: Vec<(usize, Range<usize>)>,
}

impl<'t> Resolver<'t> {
    pub(super) fn new(tokens: &'t Tokens<'t>, entities: Entities, attributions: &'t [Attribution]) -> Self {
        let content = attributions
            .iter()
            .map(|attribution| attribution.content.iter().map(|words| tokens.within(&bytes(tokens, words))).collect())
            .collect();
        let mut nodes = Nodes::new(tokens, entities);
        candidates::add(&mut nodes);
        Self {
            tokens,
            nodes,
            attributions,
            content,
            found: Vec::new(),
            references: vec![None; attributions.len()],
            spans: Vec::new(),
        }
    }

    pub(super) fn resolve(mut self) -> Resolution {
        // Who is quoted is known before the pronouns within the quotation.
        let mut order: Vec<(usize, usize)> =
            (0..self.attributions.len()).map(|index| (self.depth(index), index)).collect();
        order.sort_unstable();
        for (depth, index) in order {
            self.attribution(index, depth > 0);
        }
        self.finish()
    }

    /// How many contents an attribution's cue lies within.
    fn depth(&self, index: usize) -> usize {
        let cue = &self.attributions[index].cue;
        let outer = |(other, attribution): (usize, &Attribution)| {
            other != index && attribution.content.iter().any(|content| content.contains(&cue.start))
        };
        self.attributions.iter().enumerate().filter(|pair| outer(*pair)).count()
    }

    fn attribution(&mut self, index: usize, nested: bool) {
        let Some(words) = &self.attributions[index].source else { return };
        let span = bytes(self.tokens, words);
        let tokens = self.tokens.within(&span);
        if tokens.is_empty() {
            return;
        }
        let Some(parsed) = self.part(&tokens) else { return };
        let (node, confidence) = self.phrase(&parsed, tokens.clone(), index);
        self.nodes.all[node].is_source = true;
        self.nodes.all[node].mention(tokens.clone());
        self.spans.push((node, tokens.clone()));
        self.found.push(Found { at: tokens.start, node, nested });
        self.references[index] = Some(Reference { source: node, confidence });
    }

    fn phrase(&mut self, phrase: &Phrase, span: Range<usize>, index: usize) -> (usize, f32) {
        match phrase {
            Phrase::Pronoun(pronoun) => self.pronoun(*pronoun, span, index),
            Phrase::Relative => self.relative(span, index),
            Phrase::Named { names, others } => self.named(names, *others, span),
            Phrase::Noun(noun) => self.noun(noun, span, index),
            Phrase::Joined { first, rest } => self.joined(first, rest, index),
        }
    }

    /// The phrase that some tokens of a source's words make.
    fn part(&self, run: &Range<usize>) -> Option<Phrase> {
        let bytes = self.tokens.all[run.start].span.start..self.tokens.all[run.end - 1].span.end;
        let entities = &self.nodes.entities;
        phrase(self.tokens, &bytes, &|name: &Name| entities.find(name).is_some())
    }

    /// "she and her neighbours": a group with the first one's name.
    fn joined(&mut self, first: &Range<usize>, rest: &Range<usize>, index: usize) -> (usize, f32) {
        let found = self.part(first).map(|parsed| self.phrase(&parsed, first.clone(), index));
        let Some((node, confidence)) = found else { return self.unresolved(rest, SourceKind::Group) };
        let name = format!("{} {}", self.nodes.all[node].name, describe(&self.nodes, rest, None));
        (self.own(Node::new(name, SourceKind::Group)), confidence)
    }

    /// Calls `resolve` with the place of a pronoun or noun.
    fn at_place<T>(&self, token: usize, index: usize, resolve: impl FnOnce(&Place<'_>) -> T) -> T {
        let words = self.tokens.all[token].span.clone();
        let inside =
            |other: &usize| *other != index && self.content[*other].iter().any(|content| content.contains(&token));
        let (mut quoted_by, mut reported_by) = (Vec::new(), Vec::new());
        for other in (0..self.attributions.len()).filter(inside) {
            if let Some(reference) = self.references[other] {
                let quoted = self.attributions[other].turn || self.is_quoted(&words);
                if quoted { &mut quoted_by } else { &mut reported_by }.push(reference.source);
            }
        }
        let before = self.found.iter().filter(|found| found.at < token && !found.nested).max_by_key(|found| found.at);
        resolve(&Place {
            token,
            sentence: self.tokens.all[token].sentence,
            content: &self.content[index],
            quoted_by: &quoted_by,
            reported_by: &reported_by,
            last_source: before.map(|found| found.node),
        })
    }

    fn is_quoted(&self, bytes: &Range<usize>) -> bool {
        let inside = |span: &Range<usize>| span.start <= bytes.start && bytes.end <= span.end;
        self.tokens.prepared.quotations.iter().any(|quotation| quotation.depth == 0 && inside(&quotation.span))
    }

    fn pronoun(&mut self, pronoun: Pronoun, span: Range<usize>, index: usize) -> (usize, f32) {
        let found = self.at_place(span.start, index, |place| match pronoun {
            // The innermost quotation is the last one.
            Pronoun::First => place.quoted_by.last().map(|&speaker| (speaker, NAMED)),
            _ => anaphora::antecedent(&self.nodes, place, pronoun),
        });
        match found.filter(|&(_, confidence)| confidence >= LEAST_PRONOUN) {
            Some((node, confidence)) if pronoun == Pronoun::OneOfThem => {
                let name = format!("one of {}", self.nodes.all[node].name);
                (self.own(Node::new(name, SourceKind::Unnamed)), confidence)
            }
            Some((node, confidence)) => {
                let node_gender = &mut self.nodes.all[node].gender;
                *node_gender = node_gender.or(anaphora::shown_gender(pronoun));
                (node, confidence)
            }
            None => self.unresolved(&span, kind_of_pronoun(pronoun)),
        }
    }

    /// A source that stands for somebody whom the text does not show.
    fn unresolved(&mut self, span: &Range<usize>, kind: SourceKind) -> (usize, f32) {
        let name = describe(&self.nodes, span, None).to_lowercase();
        let name = if name == "i" { "I".to_owned() } else { name };
        let node = Node { unresolved: true, ..Node::new(name, kind) };
        (self.own(node), 0.5)
    }

    /// A node of its own, or the one that has the same name already.
    fn own(&mut self, node: Node) -> usize {
        let same = |one: &Node| {
            one.entity.is_none()
                && one.name.to_lowercase() == node.name.to_lowercase()
                && one.unresolved == node.unresolved
        };
        match self.nodes.all.iter().position(same) {
            Some(index) => index,
            None => {
                self.nodes.all.push(node);
                self.nodes.all.len() - 1
            }
        }
    }

    /// "who": the name or noun phrase before it.
    fn relative(&mut self, span: Range<usize>, index: usize) -> (usize, f32) {
        let tokens = self.tokens;
        let sentence = tokens.all[span.start].sentence;
        let mut end = span.start;
        while end > 0 && !tokens.all[end - 1].is_word && tokens.all[end - 1].sentence == sentence {
            end -= 1;
        }
        let name =
            self.nodes.entities.names.iter().find(|(name, _)| name.tokens.end == end || name.tokens.end == end + 1);
        if let Some((_, Some(entity))) = name {
            let entity = *entity;
            return (self.nodes.of_entity(entity), NAMED);
        }
        const ARTICLES: [&str; 12] =
            ["the", "a", "an", "some", "many", "most", "those", "these", "several", "few", "other", "more"];
        let belongs = |index: &usize| {
            let word = tokens.of(*index);
            tokens.all[*index].sentence == sentence
                && (ARTICLES.contains(&word) || !FUNCTION_WORDS.has(word) || word == "and")
                && (tokens.all[*index].is_word || word == ",")
        };
        let mut start = (0..end).rev().take_while(belongs).last().unwrap_or(end);
        // The noun phrase begins with its last article.
        if let Some(article) = (start..end).rev().find(|&index| ARTICLES.contains(&tokens.of(index))) {
            start = article;
        }
        if start >= end {
            return self.unresolved(&span, SourceKind::Person);
        }
        let run = start..end;
        match self.part(&run) {
            Some(parsed @ (Phrase::Named { .. } | Phrase::Noun(_))) => {
                let (node, _) = self.phrase(&parsed, run, index);
                (node, DESCRIBED)
            }
            _ => self.unresolved(&span, SourceKind::Person),
        }
    }

    fn named(&mut self, names: &[Name], others: bool, span: Range<usize>) -> (usize, f32) {
        let ids: Vec<usize> = names.iter().map(|name| self.nodes.entities.find_or_add(self.tokens, name)).collect();
        if let ([entity], false) = (&ids[..], others) {
            let node = self.nodes.of_entity(*entity);
            return (node, NAMED);
        }
        let kinds: Vec<NameKind> = ids.iter().map(|&id| self.nodes.entities.all[id].kind).collect();
        let kind = match &kinds[..] {
            _ if others => SourceKind::Group,
            all if all.iter().all(|kind| *kind == NameKind::Organization) => SourceKind::Organization,
            all if all.iter().all(|kind| *kind != NameKind::Organization) => SourceKind::Person,
            _ => SourceKind::Group,
        };
        let name = if others {
            describe(&self.nodes, &span, None)
        } else {
            list(&ids.iter().map(|&id| self.nodes.entities.all[id].name.as_str()).collect::<Vec<_>>())
        };
        let node = Node { plural: true, ..Node::new(name, kind) };
        (self.own(node), NAMED)
    }

    fn noun(&mut self, noun: &Noun, span: Range<usize>, index: usize) -> (usize, f32) {
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
        if noun.definite || bare {
            if let Some(found) = self.called(noun, span.start, index) {
                return found;
            }
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
        let simple = noun.text.len() <= 4 && noun.owner.is_none();
        let nodes = &self.nodes;
        let is_other = |node: &usize| !nodes.all[*node].mentions.is_empty() || nodes.all[*node].is_source;
        let singular_head = singular(&noun.head);
        let by_noun = (0..nodes.all.len()).filter(is_other).filter(|&node| {
            let of_kind = match noun.kind {
                SourceKind::Document => true,
                SourceKind::Group | SourceKind::Unnamed
                    if singular_head.is_some() || noun.kind == SourceKind::Group =>
                {
                    nodes.all[node].plural
                }
                _ => !nodes.all[node].plural,
            };
            const SAME: [&[&str]; 3] =
                [&["study", "paper", "report", "research", "analysis"], &["draft", "document"], &["survey", "poll"]];
            let same = SAME.iter().find(|same| same.contains(&noun.head.as_str()));
            let document = nodes.all[node].kind == SourceKind::Document
                && same.is_some_and(|same| same.iter().any(|other| nodes.is_called(node, other)));
            let called = nodes.is_called(node, &noun.head)
                || document
                || singular_head
                    .as_ref()
                    .is_some_and(|one| nodes.all[node].plural && nodes.all[node].nouns.contains(one));
            of_kind && called && self.agrees(noun, node)
        });
        // The last one named before, else the first after.
        let best = by_noun.max_by_key(|&node| {
            let before = nodes.all[node]
                .mentions
                .iter()
                .filter(|mention| mention.start < token)
                .map(|mention| mention.start)
                .max();
            (before.is_some(), nodes.all[node].is_source, before, usize::MAX - node)
        });
        if let Some(best) = best {
            return Some((best, DESCRIBED));
        }
        if !simple {
            return None;
        }
        let fits = |node: &Node| -> Option<f32> {
            let gender = gender_of_noun(&noun.head);
            match noun.kind {
                SourceKind::Unnamed
                    if PERSONS.has(&noun.head) && !is_spokesperson(&noun.head) && noun.head != "official" =>
                {
                    let fits = node.kind == SourceKind::Person && !node.plural && !node.uncertain;
                    let agrees = gender.is_none() || node.gender.is_none() || gender == node.gender;
                    (fits && agrees).then_some(0.5)
                }
                SourceKind::Organization
                    if [
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
                    ]
                    .contains(&noun.head.as_str()) =>
                {
                    (node.kind == SourceKind::Organization && node.entity.is_some()).then_some(0.5)
                }
                SourceKind::Document
                    if ["statement", "letter", "release", "readout", "post", "tweet", "email", "message"]
                        .contains(&noun.head.as_str()) =>
                {
                    (node.is_source && matches!(node.kind, SourceKind::Person | SourceKind::Organization))
                        .then_some(0.5)
                }
                SourceKind::Organization if ["team"].contains(&noun.head.as_str()) => node.plural.then_some(0.5),
                _ => None,
            }
        };
        let least = match noun.kind {
            _ if self.tokens.role(token) == Role::Headline => LEAST_PRONOUN,
            SourceKind::Organization => LEAST_ORGANIZATION,
            _ => LEAST_NOUN,
        };
        self.at_place(token, index, |place| anaphora::described(nodes, place, fits))
            .filter(|&(_, confidence)| confidence >= least)
    }

    /// Whether the capitalised and other special words of a description do not speak against a node.
    fn agrees(&self, noun: &Noun, node: usize) -> bool {
        let tokens = self.tokens;
        let mut modifiers = noun.text.clone().filter(|&index| {
            tokens.all[index].is_word && !FUNCTION_WORDS.has(tokens.of(index)) && tokens.lower(index) != noun.head
        });
        let name = self.nodes.all[node].name.to_lowercase();
        let role = self.nodes.all[node].role.clone();
        modifiers.all(|index| {
            let word = tokens.lower(index);
            name.contains(&word)
                || role.clone().is_some_and(|mut role| role.any(|other| tokens.lower(other) == word))
                || (self.nodes.all[node].entity.is_some() && !ORGANIZATIONS.has(&noun.head))
        })
    }

    /// Puts together what has been found.
    fn finish(self) -> Resolution {
        let Self { tokens, nodes, references, mut spans, .. } = self;
        spans.sort_by_key(|(_, tokens)| (tokens.start, tokens.end));
        let mut place = vec![None; nodes.all.len()];
        let mut order = Vec::new();
        for (node, _) in &spans {
            if place[*node].is_none() {
                place[*node] = Some(order.len());
                order.push(*node);
            }
        }
        let sources = order.iter().map(|&index| {
            let node = &nodes.all[index];
            let named =
                spans.iter().filter(|(of, _)| *of == index).map(|(_, tokens)| tokens.clone()).collect::<Vec<_>>();
            let reason = (node.kind == SourceKind::Unnamed).then(|| anonymity::reason(tokens, &named)).flatten();
            Source {
                name: node.name.clone(),
                kind: node.kind,
                role: node.role.clone().map(|run| role_text(tokens, &run)),
                mentions: outermost(tokens, &node.mentions),
                unresolved: node.unresolved,
                speaks_for: node.speaks_for.and_then(|other| place[other]),
                anonymity: reason,
            }
        });
        let references = references.into_iter().map(|reference| {
            let reference = reference?;
            Some(Reference { source: place[reference.source]?, ..reference })
        });
        Resolution { sources: sources.collect(), references: references.collect() }
    }
}

fn bytes(tokens: &Tokens<'_>, words: &Range<usize>) -> Range<usize> {
    let all = &tokens.prepared.words;
    all[words.start].span.start..all[words.end - 1].span.end
}

fn kind_of_pronoun(pronoun: Pronoun) -> SourceKind {
    match pronoun {
        Pronoun::Person(_) | Pronoun::First => SourceKind::Person,
        Pronoun::They | Pronoun::Anybody => SourceKind::Group,
        Pronoun::It => SourceKind::Organization,
        Pronoun::OneOfThem => SourceKind::Unnamed,
    }
}

/// "A, B and C".
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn role_text(tokens: &Tokens<'_>, run: &Range<usize>) -> String {
    let end = run.end.max(run.start + 1);
    tokens.text[tokens.all[run.start].span.start..tokens.all[end - 1].span.end].trim_end_matches(',').to_owned()
}

/// The bytes of the mentions that lie within no other.
fn outermost(tokens: &Tokens<'_>, mentions: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut kept: Vec<Range<usize>> = Vec::new();
    for mention in mentions {
        let bytes = tokens.all[mention.start].span.start..tokens.all[mention.end - 1].span.end;
        match kept.last_mut() {
            Some(last) if last.start == bytes.start => last.end = last.end.max(bytes.end),
            Some(last) if bytes.end <= last.end => {}
            _ => kept.push(bytes),
        }
    }
    kept
}
