//! Signatures below a text: those of posts ("— Ann Larsen (@annlarsen) May 5, 2021") and of letters
//! ("— Sleepless in Lomvik"), and the salutations that begin a letter.

use super::dates::is_date;
use std::ops::Range;

/// Maximum number of words in a name, or in a pen name with its place.
const LONGEST_NAME: usize = 8;
/// Longest signature in bytes, including date and network.
const LONGEST: usize = 160;

/// The name in a text that is the signature of a post: dash, name, handle in brackets, date.
pub(crate) fn of_post(text: &str) -> Option<Range<usize>> {
    if text.len() > LONGEST {
        return None;
    }
    let start = text.len() - undashed(text).len();
    let open = text.find("(@")?;
    let name = start..start + text.get(start..open)?.trim_end().len();
    let (handle, rest) = text[open + 2..].split_once(')')?;
    let is_handle =
        !handle.is_empty() && handle.chars().all(|character| character.is_alphanumeric() || "_.-@".contains(character));
    let words = text[name.clone()].split_whitespace().count();
    let rest = rest.trim_matches(|character: char| !character.is_alphanumeric());
    (is_handle && (1..=LONGEST_NAME).contains(&words) && (rest.is_empty() || is_date(rest))).then_some(name)
}

/// The pen name in a text that is the signature of a letter: a dash and a few words without a full stop.
pub(crate) fn of_letter(text: &str) -> Option<Range<usize>> {
    let name = undashed(text);
    let start = text.len() - name.len();
    let is_name = start > 0
        && text.len() <= LONGEST
        && name.starts_with(char::is_uppercase)
        && name.split_whitespace().count() <= LONGEST_NAME
        && !name.ends_with(['!', '?', ':', ',', ';']);
    is_name.then(|| start..start + name.trim_end_matches('.').len())
}

/// Whether a text begins with a letter's salutation: "Dear Ann".
pub(crate) fn is_salutation(text: &str) -> bool {
    ["Dear ", "DEAR "].iter().any(|dear| text.starts_with(dear))
}

/// Whether an addressee is the editor, as in letters to newspapers.
pub(crate) fn is_editor(addressee: &str) -> bool {
    EDITORS.contains(&addressee)
}

/// How letters to newspapers begin.
const EDITORS: [&str; 9] =
    ["SIR", "Sir", "MADAM", "Madam", "To the Editor", "To the editor", "Editor", "EDITOR", "Sirs"];

/// The addressee, if a paragraph begins a letter: "Dear Ann, …", "DEAR ANN: …", "SIR – …", "To the Editor:".
pub(crate) fn addressee(paragraph: &str) -> Option<&str> {
    const SMALL: [&str; 9] = ["a", "and", "at", "from", "in", "of", "on", "the", "with"];
    let end = paragraph.find([',', ':', '—', '–', '\n']).unwrap_or(paragraph.len());
    let salutation = paragraph[..end].trim_end();
    if is_editor(salutation) && end < paragraph.len() {
        return Some(salutation);
    }
    let name = ["Dear ", "DEAR "].iter().find_map(|dear| salutation.strip_prefix(dear))?;
    let is_name = name.starts_with(char::is_uppercase)
        && name.split_whitespace().count() <= LONGEST_NAME
        && name.split_whitespace().all(|word| word.starts_with(char::is_uppercase) || SMALL.contains(&word));
    is_name.then_some(name)
}

/// Where the signature at the end of a paragraph begins, if it follows the text of a letter or post.
pub(crate) fn at_end(paragraph: &str, in_letter: bool) -> Option<usize> {
    let from = paragraph.len().saturating_sub(LONGEST);
    let from = (from..paragraph.len()).find(|&at| paragraph.is_char_boundary(at))?;
    let dash = last_dash(&paragraph[from..])? + from;
    let (before, signature) = (paragraph[..dash].trim_end(), &paragraph[dash..]);
    let is_signed = of_post(signature).is_some()
        || in_letter && before.ends_with(['.', '!', '?', '…', '”', '"']) && of_letter(signature).is_some();
    (is_signed && !before.is_empty()).then_some(dash)
}

/// The last dash between white space and a word.
fn last_dash(text: &str) -> Option<usize> {
    let opens = |at: usize, dash: &str| {
        text[..at].ends_with(char::is_whitespace)
            && text[at + dash.len()..].trim_start().starts_with(char::is_alphanumeric)
    };
    text.rmatch_indices(['—', '–', '―', '-']).find(|&(at, dash)| opens(at, dash)).map(|(at, _)| at)
}

/// The text without the dash, or hyphens, at its start.
fn undashed(text: &str) -> &str {
    text.trim_start_matches(['—', '–', '―', '-', ' ', '\u{a0}'])
}
