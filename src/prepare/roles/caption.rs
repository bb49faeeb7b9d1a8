//! Captions and the credits that give them away.

use super::line::{Line, ends_finally};
use super::phrases;
use std::ops::Range;

/// Longest caption in words.
const MAX_CAPTION: usize = 90;

/// If the lines of a paragraph are a caption, returns the range of those that are only its credit.
pub(super) fn credit(lines: &[Line]) -> Option<Range<usize>> {
    if lines.iter().map(|line| line.words).sum::<usize>() > MAX_CAPTION {
        return None;
    }
    let first = lines.first()?;
    let last = lines.last()?;
    if lines.len() > 1 && is_credit(last) {
        return Some(lines.len() - 1..lines.len());
    }
    (begins_caption(first) || ends_in_credit(last.text)).then_some(lines.len()..lines.len())
}

/// Whether a line is only a picture credit.
pub(super) fn is_credit(line: &Line) -> bool {
    let in_brackets = line.text.starts_with('(') && line.text.trim_end_matches('.').ends_with(')');
    let is_chain = line.text.contains('/') && phrases::CREDIT_ENDINGS.end(&line.lower);
    let is_short = phrases::SHORT_CREDITS.begin(&line.lower);
    line.words <= 16 && phrases::CREDITS.begin(&line.lower)
        || line.words <= 10 && is_chain
        || line.words <= 8 && (in_brackets || !ends_finally(line.text)) && is_short
        || line.words <= 8 && in_brackets && ends_in_credit(line.text)
}

fn begins_caption(line: &Line) -> bool {
    let head: String = line.lower.chars().take(60).collect();
    phrases::CAPTIONS.begin(&head) || head.starts_with("in this ") && phrases::FILE_PICTURES.occur_in(&head)
}

/// Whether the text ends in a credit: in brackets, after a vertical bar, or in an agency's style.
fn ends_in_credit(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ' ']);
    if let Some((caption, credit)) = text.rsplit_once(" | ") {
        let words = credit.split_whitespace().count();
        let is_name = credit.starts_with(char::is_uppercase) && (credit.contains(" for ") || credit.contains('/'));
        return (2..=8).contains(&words) && caption.split_whitespace().count() > 2 && is_name;
    }
    if let Some(head) = text.strip_suffix([')', ']'])
        && let Some(open) = head.rfind(['(', '['])
    {
        return names_picture(&head[open + 1..]);
    }
    let last = text.char_indices().rev().take(60).find_map(|(offset, _)| {
        let rest = &text[offset..];
        let is_agency = ["REUTERS/", "AP Photo/", "via REUTERS"].iter().any(|agency| rest.starts_with(agency));
        is_agency.then_some(rest)
    });
    last.is_some_and(|last| last.split_whitespace().count() <= 7)
}

/// Whether words in brackets name the maker of a picture.
fn names_picture(credit: &str) -> bool {
    if credit.len() > 160 {
        return false;
    }
    let lower = credit.to_lowercase();
    lower.starts_with("courtesy of")
        || phrases::CREDITS_WITHIN.occur_in(&lower)
        || phrases::AGENCY_BEGINNINGS.begin(credit)
        || phrases::AGENCY_ENDINGS.end(credit)
        || is_name_and_outlet(credit)
}

/// "Dolores Winterhawk/Pratt City Star"
fn is_name_and_outlet(credit: &str) -> bool {
    let is_names = |text: &str| {
        let mut words = text.split_whitespace();
        (1..=4).contains(&text.split_whitespace().count())
            && words.all(|word| word.starts_with(char::is_uppercase) || word == "of" || word == "the")
    };
    let named = |(name, outlet): (&str, &str)| name.contains(' ') && is_names(name) && is_names(outlet);
    credit.split_once('/').is_some_and(named)
}
