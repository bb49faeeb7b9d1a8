//! Everybody who may be a source, while an article is being resolved.

use super::entities::Entities;
use super::names::NameKind;
use super::phrase::kind_of_name;
use super::tokens::Tokens;
use crate::lexicon::Gender;
use crate::record::SourceKind;
use std::ops::Range;

/// Somebody or something that is, or may be, a source.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) kind: SourceKind,
    /// Whether the kind is a guess.
    pub(super) uncertain: bool,
    /// The entity it is, if it has a name of its own.
    pub(super) entity: Option<usize>,
    pub(super) gender: Option<Gender>,
    /// Whether it is several.
    pub(super) plural: bool,
    /// Nouns that it has been called by, in lower case.
    pub(super) nouns: Vec<String>,
    /// Tokens of each mention.
    pub(super) mentions: Vec<Range<usize>>,
    /// Whether an attribution names it.
    pub(super) is_source: bool,
    /// Whether it is a pronoun or bare noun that stands for nobody known.
    pub(super) unresolved: bool,
    /// Whom it speaks for.
    pub(super) speaks_for: Option<usize>,
    /// Tokens of the text that say what it is.
    pub(super) job: Option<Range<usize>>,
}

impl Node {
    pub(super) fn new(name: String, kind: SourceKind) -> Self {
        Self {
            name,
            kind,
            uncertain: false,
            entity: None,
            gender: None,
            plural: kind == SourceKind::Group,
            nouns: Vec::new(),
            mentions: Vec::new(),
            is_source: false,
            unresolved: false,
            speaks_for: None,
            job: None,
        }
    }

    /// Adds a mention, in the order of the text.
    pub(super) fn mention(&mut self, tokens: Range<usize>) {
        if let Err(place) = self.mentions.binary_search_by_key(&(tokens.start, tokens.end), |one| (one.start, one.end))
        {
            self.mentions.insert(place, tokens);
        }
    }
}

/// All nodes of an article, in the order in which they were found.
pub(super) struct Nodes<'t> {
    pub(super) tokens: &'t Tokens<'t>,
    pub(super) entities: Entities,
    pub(super) all: Vec<Node>,
    /// The first mention in each sentence.
    first: Vec<Option<usize>>,
}

impl<'t> Nodes<'t> {
    /// A node for each entity.
    pub(super) fn new(tokens: &'t Tokens<'t>, entities: Entities) -> Self {
        let mut first = vec![None; tokens.prepared.sentences.len()];
        for (name, _) in &entities.names {
            let sentence = tokens.all[name.tokens.start].sentence;
            first[sentence].get_or_insert(name.tokens.start);
        }
        let mut nodes = Self { tokens, entities, all: Vec::new(), first };
        for entity in 0..nodes.entities.all.len() {
            nodes.add_entity(entity);
        }
        nodes
    }

    /// The node of an entity.
    pub(super) fn of_entity(&mut self, entity: usize) -> usize {
        match self.all.iter().position(|node| node.entity == Some(entity)) {
            Some(index) => index,
            None => self.add_entity(entity),
        }
    }

    fn add_entity(&mut self, index: usize) -> usize {
        let entity = &self.entities.all[index];
        let mut node = Node::new(entity.name.clone(), kind_of_name(entity.kind));
        node.uncertain = entity.kind == NameKind::Unknown;
        node.entity = Some(index);
        node.gender = entity.gender;
        node.mentions.clone_from(&entity.mentions);
        node.job = entity.jobs.first().map(|job| job.text.clone());
        self.all.push(node);
        self.all.len() - 1
    }

    /// Whether a mention is the first in its sentence.
    pub(super) fn first_in_sentence(&self, mention: &Range<usize>) -> bool {
        let first = self.first[self.tokens.all[mention.start].sentence];
        first.is_none_or(|first| mention.contains(&first) || mention.start <= first)
    }

    /// Whether a node may be called by a noun.
    pub(super) fn is_called(&self, index: usize, noun: &str) -> bool {
        let node = &self.all[index];
        let entity = node.entity.map(|entity| &self.entities.all[entity]);
        node.nouns.iter().any(|one| one == noun)
            || entity.is_some_and(|entity| entity.has_job(noun) || entity.has_part(noun))
    }
}
