//! A description as it stands by itself, away from its sentence.

use super::tokens::Tokens;
use crate::lexicon::DEMONYMS;
use std::ops::Range;

/// The words of `run`, the first of them replaced where its owner is known, without the capital of a sentence's beginning.
pub(super) fn describe(tokens: &Tokens<'_>, run: &Range<usize>, owner: Option<&str>, is_name: bool) -> String {
    let mut rest = run.start;
    let mut text = String::new();
    if let Some(owner) = owner {
        let apostrophe = if tokens.text.contains('’') { '’' } else { '\'' };
        let ending = if owner.ends_with('s') { "" } else { "s" };
        text = format!("{owner}{apostrophe}{ending} ");
        rest += 1;
        // "his own engineers" are the mayor’s engineers.
        rest += usize::from(rest + 1 < run.end && tokens.of(rest) == "own");
    }
    if rest < run.end {
        let first = tokens.of(rest);
        let capitals = first.chars().skip(1).any(char::is_uppercase);
        let keeps = is_name || capitals || DEMONYMS.has(first.trim_end_matches('s')) || !tokens.all[rest].initial;
        if text.is_empty() && !keeps {
            text.push_str(&first.to_lowercase());
        } else {
            text.push_str(first);
        }
        text.push_str(&tokens.text[tokens.all[rest].span.end..tokens.all[run.end - 1].span.end]);
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_matches(|c: char| matches!(c, ',' | '"' | '“' | '”' | '‘' | '’' | '\'' | '`')).to_owned()
}
