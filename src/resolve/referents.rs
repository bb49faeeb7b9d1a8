//! Who the pronouns, names and descriptions of an article refer to, whether or not they are sources.

use super::assemble::job_text;
use super::nodes::Node;
use super::resolver::Resolver;
use super::tokens::Tokens;
use crate::encode::Sort;
use crate::record::{Role, SourceKind};
use std::ops::Range;

/// Words that refer to somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Referent {
    /// Its byte range, without a possessive ending.
    pub span: Range<usize>,
    /// What sort of mention it is.
    pub sort: Sort,
    /// Who is meant, if the text shows it.
    pub means: Option<Meant>,
}

/// Who a mention refers to.
#[derive(Debug, Clone, PartialEq)]
pub struct Meant {
    /// The name, or the description of somebody without a name.
    pub name: String,
    /// A number shared by all mentions of the same referent: the index in
    /// [`Resolution::mentions`](super::Resolution::mentions).
    pub node: usize,
    /// Whether `name` is a name rather than a description.
    pub named: bool,
    /// Whether the referent is one person.
    pub person: bool,
    /// What the text says the referent is: "the mayor".
    pub job: Option<String>,
    /// Probability that this is who is meant, in [0, 1].
    pub confidence: f32,
}

impl Resolver<'_> {
    /// All mentions outside boilerplate except titles, in the order of the text.
    pub(super) fn all_referents(&mut self) -> Vec<Referent> {
        let mut found = Vec::new();
        for index in 0..self.mentions.len() {
            let (run, sort) = (self.mentions[index].tokens.clone(), self.mentions[index].sort);
            let sentence = &self.tokens.prepared.sentences[self.tokens.all[run.start].sentence];
            if sort == Sort::Title || sentence.role == Role::Boilerplate {
                continue;
            }
            let means = self.referent(index, 0).map(|(node, confidence)| {
                let (number, node) = (node, &self.nodes.all[node]);
                Meant {
                    name: node.name.clone(),
                    node: number,
                    named: node.entity.is_some(),
                    person: node.kind == SourceKind::Person && !node.plural,
                    job: node.job.clone().map(|run| job_text(self.tokens, &run)),
                    confidence: if node.unresolved { 0.0 } else { confidence },
                }
            });
            found.push(Referent { span: bytes(self.tokens, &run), sort, means });
        }
        found
    }

    /// The byte ranges of the words that name each node, in the order of the text.
    pub(super) fn mentions_of_nodes(&self) -> Vec<Vec<Range<usize>>> {
        let spans = |node: &Node| {
            let mut spans: Vec<Range<usize>> = node.mentions.iter().map(|run| bytes(self.tokens, run)).collect();
            spans.sort_by_key(|span| (span.start, span.end));
            spans
        };
        self.nodes.all.iter().map(spans).collect()
    }
}

fn bytes(tokens: &Tokens<'_>, run: &Range<usize>) -> Range<usize> {
    tokens.all[run.start].span.start..tokens.all[run.end - 1].span.end
}
