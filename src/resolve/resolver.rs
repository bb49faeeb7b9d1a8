//! Finds for each attribution who its source is.

use super::anaphora::{self, Place};
use super::candidates;
use super::describe::describe;
use super::entities::Entities;
use super::names::{Name, NameKind};
use super::nodes::{Node, Nodes};
use super::nouns::Pronoun;
use super::phrase::{Phrase, phrase};
use super::tokens::Tokens;
use super::{Reference, Resolution};
use crate::decide::Attribution;
use crate::lexicon::{FUNCTION_WORDS, is_given_name};
use crate::prepare::signatures;
use crate::record::{Role, SourceKind};
use std::ops::Range;

/// Confidence of what is looked up rather than weighed.
pub(super) const NAMED: f32 = 0.98;
pub(super) const DESCRIBED: f32 = 0.85;
/// Least probability of an antecedent that is taken.
pub(super) const LEAST_PRONOUN: f32 = 0.3;

/// Words that begin a noun phrase.
const ARTICLES: [&str; 12] =
    ["the", "a", "an", "some", "many", "most", "those", "these", "several", "few", "other", "more"];

/// An attribution whose source has been found.
struct Found {
    /// First token of the source.
    at: usize,
    node: usize,
    nested: bool,
}

pub(super) struct Resolver<'t> {
    pub(super) tokens: &'t Tokens<'t>,
    pub(super) nodes: Nodes<'t>,
    attributions: &'t [Attribution],
    /// Tokens of each attribution's content.
    content: Vec<Vec<Range<usize>>>,
    /// What has been found so far.
    found: Vec<Found>,
    pub(super) references: Vec<Option<Reference>>,
    /// Tokens of the source spans of each node.
    pub(super) spans: Vec<(usize, Range<usize>)>,
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
        let (node, confidence) = if let Some(name) = self.pen_name(index, words.start) {
            (self.own(Node::new(name, SourceKind::Unnamed)), NAMED)
        } else {
            let Some(parsed) = self.part(&tokens) else { return };
            self.phrase(&parsed, tokens.clone(), index)
        };
        self.nodes.all[node].is_source = true;
        self.nodes.all[node].mention(tokens.clone());
        self.spans.push((node, tokens.clone()));
        self.found.push(Found { at: tokens.start, node, nested });
        self.references[index] = Some(Reference { source: node, confidence });
    }

    /// The pen name in the signature of a letter that is the source of an attribution: one word, words in capitals, or
    /// words between small ones ("Sleepless in Lomvik"), of which the first is no given name.
    fn pen_name(&self, index: usize, word: usize) -> Option<String> {
        let prepared = self.tokens.prepared;
        let sentence = prepared.sentence(word);
        if !self.attributions[index].turn || sentence.role != Role::Boilerplate {
            return None;
        }
        let signature = &prepared.article.text[sentence.span.clone()];
        let name = &signature[signatures::of_letter(signature)?];
        let words: Vec<&str> = name.split_whitespace().collect();
        let is_small = |word: &&str| word.starts_with(char::is_lowercase);
        let is_made_up = words.len() == 1 || words.iter().any(is_small) || !name.contains(char::is_lowercase);
        (is_made_up && !name.contains([',', '(']) && !is_given_name(words.first()?)).then(|| name.to_owned())
    }

    pub(super) fn phrase(&mut self, phrase: &Phrase, span: Range<usize>, index: usize) -> (usize, f32) {
        match phrase {
            Phrase::Pronoun(pronoun) => self.pronoun(*pronoun, span, index),
            Phrase::Relative => self.relative(span, index),
            Phrase::Named { names, others } => self.named(names, *others, span),
            Phrase::Noun(noun) => self.noun(noun, span, index),
            Phrase::Joined { first, rest } => self.joined(first, rest, index),
        }
    }

    /// The phrase that some tokens of a source's words make.
    pub(super) fn part(&self, run: &Range<usize>) -> Option<Phrase> {
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
    pub(super) fn at_place<T>(&self, token: usize, index: usize, resolve: impl FnOnce(&Place<'_>) -> T) -> T {
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
    pub(super) fn own(&mut self, node: Node) -> usize {
        let same = |one: &Node| {
            one.entity.is_none()
                && one.name.to_lowercase() == node.name.to_lowercase()
                && one.unresolved == node.unresolved
        };
        if let Some(index) = self.nodes.all.iter().position(same) {
            return index;
        }
        self.nodes.all.push(node);
        self.nodes.all.len() - 1
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
