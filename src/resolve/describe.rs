//! Words a description so that it can be read outside its sentence.

use super::pronouns::is_possessive;
use super::tokens::Tokens;
use crate::lexicon::DEMONYMS;
use std::ops::Range;

/// The words of `run`, without the capital that begins a sentence. `full` has names that replace some tokens; a name
/// that replaces "his" becomes a possessive. `is_name`: the run begins with a name.
pub(super) fn describe(
    tokens: &Tokens<'_>,
    run: &Range<usize>,
    full: &[(Range<usize>, String)],
    is_name: bool,
) -> String {
    let mut text = String::new();
    let mut at = run.start;
    while at < run.end {
        let name = full.iter().find(|(words, _)| words.start == at && words.end <= run.end);
        let next = name.map_or(at + 1, |(words, _)| words.end);
        match name {
            Some((_, name)) => text.push_str(name),
            // "his own engineers" becomes "the mayor’s engineers".
            None if tokens.of(at) == "own" && !text.is_empty() => {
                at = next;
                continue;
            }
            None if text.is_empty() && !is_name && is_capital_of_sentence(tokens, at) => {
                text.push_str(&tokens.lower(at));
            }
            None => text.push_str(tokens.of(at)),
        }
        if name.is_some() && is_possessive(tokens.of(at)) {
            text.push(if tokens.text.contains('’') { '’' } else { '\'' });
            text.push_str("s ");
        } else if next < run.end {
            // What separates the words: a possessive ending, a space.
            text.push_str(&tokens.text[tokens.all[next - 1].span.end..tokens.all[next].span.start]);
        }
        at = next;
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_matches(|c: char| matches!(c, ',' | '"' | '“' | '”' | '‘' | '’' | '\'' | '`')).to_owned()
}

/// Whether a word is capitalised only because it begins a sentence.
fn is_capital_of_sentence(tokens: &Tokens<'_>, index: usize) -> bool {
    let word = tokens.of(index);
    let capitals = word.chars().skip(1).any(char::is_uppercase);
    tokens.all[index].initial && !capitals && !DEMONYMS.has(word.trim_end_matches('s'))
}
