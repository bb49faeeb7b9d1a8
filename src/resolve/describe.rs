//! A description as it stands by itself, away from its sentence: with full names in place of short ones.

use super::nodes::Nodes;
use super::phrase::Pronoun;
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
            if entity.kind != super::names::NameKind::Organization {
                replacements.push(Replacement { tokens: start..name.tokens.end, text: entity.name.clone() });
            }
        }
    }
    replacements.sort_by_key(|one| one.tokens.start);
    let mut text = String::new();
    let mut at = run.start;
    let mut end_of_last = None;
    while at < run.end {
        let (piece, next) = match replacements.iter().find(|one| one.tokens.start == at) {
            Some(one) => (one.text.as_str(), one.tokens.end.min(run.end).max(at + 1)),
            None => (tokens.of(at), at + 1),
        };
        // "his own engineers" are the mayor’s engineers.
        let dropped = piece == "own" && !text.is_empty();
        if !dropped {
            if let Some(end) = end_of_last {
                let gap: &str = &tokens.text[end..tokens.all[at].span.start];
                text.push_str(&gap.split_whitespace().collect::<Vec<_>>().join(" "));
                if gap.contains(char::is_whitespace) {
                    text.push(' ');
                }
            }
            let lower = text.is_empty() && is_capital_of_sentence(nodes, at, replacements.iter().any(|one| one.tokens.start == at));
            if lower { text.push_str(&piece.to_lowercase()) } else { text.push_str(piece) }
            end_of_last = Some(tokens.all[next - 1].span.end);
        }
        at = next;
    }
    if tokens.all[run.end - 1].possessive && text.ends_with('s') {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '“' | '”' | '‘' | '’')).to_owned()
}

/// Whether a word has its capital from the sentence that it begins.
fn is_capital_of_sentence(nodes: &Nodes<'_>, index: usize, is_name: bool) -> bool {
    let tokens = nodes.tokens;
    let word = tokens.of(index);
    let certain = nodes.entities.names.iter().any(|(name, _)| !name.doubtful && name.tokens.contains(&index));
    let capitals = word.chars().skip(1).any(char::is_uppercase);
    tokens.all[index].initial && !is_name && !certain && !capitals && !super::lexicon::DEMONYMS.has(word.trim_end_matches('s'))
}

/// The possessive form of a name, with the apostrophe that the article uses.
pub(super) fn possessive(name: &str, text: &str) -> String {
    let apostrophe = if text.contains('’') { '’' } else { '\'' };
    format!("{name}{apostrophe}s")
}

/// A possessive pronoun that stands at the beginning of a description.
pub(super) fn owner_of(pronoun: Pronoun) -> bool {
    pronoun != Pronoun::First
}
