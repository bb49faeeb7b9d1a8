//! Factiva: fields with two-letter codes (`HD`, `BY`, `WC`, …), or the same fields without codes in a known order; each
//! article ends with `Document` and an id.

use super::super::super::exports::{names::FACTIVA, without_by};
use super::super::manuscript::{Paragraph, one_line};
use super::{Export, is_copyright, is_word_count};
use crate::read::exports::is_date;

/// The word count is among this many lines at the start of a document.
const MAX_HEAD: usize = 14;

/// Length of the shortest document id.
const MIN_ID: usize = 15;

pub(super) fn split(paragraphs: &[Paragraph]) -> Vec<Export> {
    let mut exports = Vec::new();
    let mut rest = paragraphs;
    while let Some(end) = rest.iter().position(|paragraph| id(&paragraph.text).is_some()) {
        let mut export = with_codes(&rest[..end]).or_else(|| in_order(&rest[..end])).unwrap_or_default();
        if let Some(id) = id(&rest[end].text) {
            export.fields.shift_remove("id");
            export.field("id", id);
        }
        exports.push(export);
        rest = &rest[end + 1..];
    }
    exports
}

/// The id in the line that ends a document.
fn id(text: &str) -> Option<&str> {
    let text = text.strip_prefix("AN").map_or(text, str::trim_start);
    let id = text.strip_prefix("Document ")?.trim();
    let is_id = id.len() >= MIN_ID
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && id.bytes().filter(u8::is_ascii_digit).count() >= 8;
    is_id.then_some(id)
}

/// The code at the beginning of a line, the name of its field, and the text after the code.
fn coded(text: &str) -> Option<(&'static str, &'static str, &str)> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let rest = &text[end..];
    // Running text may begin with the same letters.
    let is_field = rest.is_empty() || rest.starts_with(['\t', '\n']) || rest.starts_with("  ");
    let (code, field) = FACTIVA.iter().find(|(code, _)| is_field && *code == &text[..end])?;
    Some((code, field, rest.trim()))
}

fn with_codes(paragraphs: &[Paragraph]) -> Option<Export> {
    let start = paragraphs.iter().rposition(|one| coded(&one.text).is_some_and(|(code, ..)| code == "HD"))?;
    let mut export = Export::default();
    let (mut code, mut field) = ("", "");
    let mut headline = String::new();
    // The section comes before the headline.
    let section =
        start.checked_sub(1).and_then(|before| coded(&paragraphs[before].text)).filter(|found| found.0 == "SE");
    if let Some((_, name, value)) = section {
        export.field(name, value);
    }
    for paragraph in &paragraphs[start..] {
        let value = match coded(&paragraph.text) {
            Some((found, name, value)) => {
                (code, field) = (found, name);
                value
            }
            None => &*paragraph.text,
        };
        match code {
            _ if value.is_empty() => {}
            "HD" => headline = format!("{headline} {value}"),
            "LP" | "TD" => export.paragraphs.push(Paragraph { text: value.to_owned(), style: paragraph.style }),
            "BY" => export.byline(value),
            _ => export.field(field, value),
        }
    }
    export.title = Some(one_line(&headline));
    Some(export)
}

/// Section, headline, author, word count, date, time, newspaper, its code, edition, page, language, copyright, text.
fn in_order(paragraphs: &[Paragraph]) -> Option<Export> {
    let words = paragraphs.iter().take(MAX_HEAD).position(|paragraph| is_word_count(&paragraph.text))?;
    let date = words + 1;
    if !paragraphs.get(date).is_some_and(|paragraph| is_date(&paragraph.text)) {
        return None;
    }
    let mut export = Export::default();
    export.field("length", &paragraphs[words].text);
    export.field("date", &paragraphs[date].text);
    above(&paragraphs[..words], &mut export);
    let below = &paragraphs[date + 1..];
    let is_last = |paragraph: &Paragraph| is_copyright(&paragraph.text);
    let end = below.iter().take(MAX_HEAD).position(is_last).map(|at| at + 1);
    let language = || below.iter().take(MAX_HEAD).position(|one| is_language(&one.text)).map(|at| at + 1);
    let end = end.or_else(language)?;
    let mut lines = below[..end].iter().map(|paragraph| &*paragraph.text).peekable();
    if let Some(time) = lines.next_if(|line| line.len() <= 6 && line.contains(':')) {
        export.field("time", time);
    }
    export.field("publication", lines.next().unwrap_or_default());
    for line in lines {
        let field = if is_copyright(line) {
            "copyright"
        } else if is_language(line) {
            "language"
        } else if line.starts_with(|first: char| first.is_ascii_digit()) {
            "page"
        } else if line.chars().all(|character| character.is_ascii_uppercase() || character.is_ascii_digit()) {
            "source_code"
        } else {
            "edition"
        };
        export.field(field, line);
    }
    export.paragraphs = below[end..].to_vec();
    Some(export)
}

/// Reads the lines above the word count: the headline, an author below it, a section above it.
fn above(paragraphs: &[Paragraph], export: &mut Export) {
    let texts: Vec<&str> = paragraphs.iter().map(|paragraph| &*paragraph.text).collect();
    let is_byline = |text: &str| without_by(text) != text || is_name(text);
    let (author, rest) = match &texts[..] {
        [rest @ .., author] if !rest.is_empty() && is_byline(author) => (Some(*author), rest),
        rest => (None, rest),
    };
    if let Some(author) = author {
        export.byline(author);
    }
    match rest {
        [section, headline @ ..] if !headline.is_empty() && section.split_whitespace().count() <= 3 => {
            export.field("section", section);
            export.title = Some(one_line(&headline.join(" ")));
        }
        headline => export.title = Some(one_line(&headline.join(" "))),
    }
}

/// Two to six words that all begin with capitals (small ones such as "of" may not), as in a name but not in a sentence.
fn is_name(text: &str) -> bool {
    const SMALL: [&str; 7] = ["and", "de", "der", "in", "of", "van", "von"];
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=6).contains(&words.len())
        && !text.ends_with(['.', '?', '!'])
        && words.iter().all(|word| word.starts_with(char::is_uppercase) || SMALL.contains(word))
        && !text.contains(|character: char| character.is_ascii_digit())
}

fn is_language(text: &str) -> bool {
    const LANGUAGES: [&str; 8] =
        ["English", "German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Russian"];
    LANGUAGES.contains(&text)
}
