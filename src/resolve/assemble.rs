//! Builds the sources of an article from what has been found.

use super::anonymity;
use super::resolver::Resolver;
use super::tokens::Tokens;
use super::{Reference, Referent, Resolution, Source};
use crate::record::SourceKind;
use std::ops::Range;

impl Resolver<'_> {
    /// Builds the resolution from what has been found.
    pub(super) fn finish(self, referents: Vec<Referent>) -> Resolution {
        let mentions = self.mentions_of_nodes();
        let Self { tokens, nodes, references, mut spans, .. } = self;
        spans.sort_by_key(|(_, tokens)| (tokens.start, tokens.end));
        let mut place = vec![None; nodes.all.len()];
        let mut order: Vec<(usize, Vec<Range<usize>>)> = Vec::new();
        for (node, tokens) in spans {
            let at = *place[node].get_or_insert_with(|| {
                order.push((node, Vec::new()));
                order.len() - 1
            });
            order[at].1.push(tokens);
        }
        let mut reasons = anonymity::Reasons::new(tokens);
        let sources = order.iter().map(|(index, named)| {
            let node = &nodes.all[*index];
            let nameless = matches!(node.kind, SourceKind::Unnamed | SourceKind::Group);
            let reason = nameless.then(|| reasons.of(named)).flatten();
            Source {
                name: node.name.clone(),
                // Officials who ask not to be named are unnamed sources, not a group.
                kind: if reason.is_some() { SourceKind::Unnamed } else { node.kind },
                job: node.job.clone().map(|run| job_text(tokens, &run)),
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
        Resolution { sources: sources.collect(), references: references.collect(), referents, mentions }
    }
}

/// The words of a job.
pub(super) fn job_text(tokens: &Tokens<'_>, run: &Range<usize>) -> String {
    let end = run.end.max(run.start + 1);
    tokens.text[tokens.all[run.start].span.start..tokens.all[end - 1].span.end].trim_end_matches(',').to_owned()
}

/// The byte ranges of the mentions that are not within another.
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
