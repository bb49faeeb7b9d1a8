//! Everybody and everything that may be a source, while an article is being resolved.

use super::entities::Entity;
use super::names::NameKind;
use crate::lexicon::{DOCUMENTS, GROUPS, Gender};
use crate::record::SourceKind;
use std::collections::HashMap;
use std::ops::Range;

/// Somebody or something that is, or may be, a source.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) kind: SourceKind,
    /// The entity it is, if it has a name of its own.
    pub(super) entity: Option<usize>,
    pub(super) gender: Option<Gender>,
    /// Whether it is several people or organisations.
    pub(super) plural: bool,
    /// Tokens of each mention.
    pub(super) mentions: Vec<Range<usize>>,
    /// Whether it is a pronoun or bare noun without a known referent.
    pub(super) unresolved: bool,
    /// The node that it speaks for.
    pub(super) speaks_for: Option<usize>,
    /// The noun first used for it, if it has no name.
    pub(super) noun: Option<String>,
    /// Tokens of the text that say what it is.
    pub(super) job: Option<Range<usize>>,
}

impl Node {
    pub(super) fn new(name: String, kind: SourceKind) -> Self {
        Self {
            name,
            kind,
            entity: None,
            gender: None,
            plural: kind == SourceKind::Group,
            mentions: Vec::new(),
            unresolved: false,
            speaks_for: None,
            noun: None,
            job: None,
        }
    }

    /// Adds a mention, keeping the order of the text.
    pub(super) fn mention(&mut self, tokens: Range<usize>) {
        if let Err(place) = self.mentions.binary_search_by_key(&(tokens.start, tokens.end), |one| (one.start, one.end))
        {
            self.mentions.insert(place, tokens);
        }
    }
}

/// All nodes of an article, in the order in which they were found.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    pub(super) all: Vec<Node>,
    of_entity: HashMap<usize, usize>,
    /// Nodes without an entity, by name in lower case and whether they are unresolved.
    by_name: HashMap<(String, bool), usize>,
}

impl Nodes {
    /// The node of an entity, given by its index.
    pub(super) fn of_entity(&mut self, index: usize, entity: &Entity) -> usize {
        if let Some(&known) = self.of_entity.get(&index) {
            return known;
        }
        let mut node = Node::new(entity.name.clone(), kind_of_name(&entity.name, entity.kind()));
        node.entity = Some(index);
        node.gender = entity.gender();
        node.mentions.clone_from(&entity.mentions);
        node.job = entity.jobs.first().map(|job| job.text.clone());
        self.all.push(node);
        self.of_entity.insert(index, self.all.len() - 1);
        self.all.len() - 1
    }

    /// The node with the same name and no entity, or else this one, which is added.
    pub(super) fn own(&mut self, node: Node) -> usize {
        let key = (node.name.to_lowercase(), node.unresolved);
        *self.by_name.entry(key).or_insert_with(|| {
            self.all.push(node);
            self.all.len() - 1
        })
    }
}

/// The source kind of a name. A place that says something stands for its authorities.
fn kind_of_name(name: &str, kind: NameKind) -> SourceKind {
    match kind {
        _ if GROUPS.has(name) => SourceKind::Group,
        NameKind::Person => SourceKind::Person,
        NameKind::Other if name.split(' ').any(|word| DOCUMENTS.has(word)) => SourceKind::Document,
        NameKind::Organization | NameKind::Place | NameKind::Other => SourceKind::Organization,
    }
}
