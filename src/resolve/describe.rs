//! A description as it stands by itself, away from its sentence: with full names in place of short ones.

use super::names::NameKind;
use super::nodes::Nodes;
use crate::lexicon::DEMONYMS;
use std::ops::Range;

/// What takes the place of some tokens.
pub(super) struct Replacement {
    pub(super) tokens: Range<usize>,
    pub(super) text: String,
}

/// The words of `run` with full names, without titles, and without the capital of a sentence's beginning.
pub(super) fn describe(nodes: &Nodes<'_>, run: &Range<usize>, also: Option<Replacement>) -> String {
    let tokens = nodes.tokens;
    let mut replacements: Vec<Replacement> = also.into_iter().collect();
    for (name, entity) in &nodes.entities.names {
        let start = name.title.start.min(name.tokens.start).max(run.start);
        let inside = start >= run.start && name.tokens.end <= run.end && name.tokens.start >= run.start;
        let free = replacements.iter().all(|one| one.tokens.end <= start || name.tokens.end <= one.tokens.start);
        if let (true, true, Some(entity)) = (inside, free, entity) {
            let entity = &nodes.entities.all[*entity];
            // An organisation is called as it is here: "the Fed’s statement" needs no full form.
            if entity.kind != NameKind::Organization {
                replacements.push(Replacement { tokens: start..name.tokens.end, text: entity.name.clone() });
            }
        }
    }
    let mut text = String::new();
    let mut at = run.start;
    while at < run.end {
        let replacement = replacements.iter().find(|one| one.tokens.start == at);
        let next = replacement.map_or(at + 1, |one| one.tokens.end.min(run.end).max(at + 1));
        let piece = replacement.map_or(tokens.of(at), |one| one.text.as_str());
        // "his own engineers" are the mayor’s engineers.
        if piece != "own" || text.is_empty() {
            if text.is_empty() && replacement.is_none() && is_capital_of_sentence(nodes, at) {
                text.push_str(&piece.to_lowercase());
            } else {
                text.push_str(piece);
            }
            if next < run.end {
                // What parts the words: a possessive ending, a space.
                text.push_str(&tokens.text[tokens.all[next - 1].span.end..tokens.all[next].span.start]);
            }
        }
        at = next;
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_matches(|c: char| matches!(c, ',' | '"' | '“' | '”' | '‘' | '’')).to_owned()
}

/// Whether a word has its capital from the sentence that it begins.
fn is_capital_of_sentence(nodes: &Nodes<'_>, index: usize) -> bool {
    let tokens = nodes.tokens;
    let word = tokens.of(index);
    let certain = nodes.entities.names.iter().any(|(name, _)| !name.doubtful && name.tokens.contains(&index));
    let capitals = word.chars().skip(1).any(char::is_uppercase);
    tokens.all[index].initial && !certain && !capitals && !DEMONYMS.has(word.trim_end_matches('s'))
}

/// The possessive form of a name, with the apostrophe that the article uses.
pub(super) fn possessive(name: &str, text: &str) -> String {
    let apostrophe = if text.contains('’') { '’' } else { '\'' };
    format!("{name}{apostrophe}s")
}
