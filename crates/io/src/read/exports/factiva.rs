//! Factiva: documents that end with `Document ABC0000020190305…`, as text or as a web page. Their fields have
//! two-letter codes (`HD`, `LP`, `TD`) or a fixed order (headline, author, words, date, publication, code, language,
//! copyright).

use super::super::html;
use super::super::paragraphs::unwrapped;
use super::names::FACTIVA;
use super::{Document, is_date};

/// Codes that every document has.
const MARKS: &[&str] = &["HD", "WC", "PD", "AN"];

/// Fewest letters and digits in the number of a document.
const NUMBER: usize = 15;

/// The documents of an export that was saved as text.
pub(super) fn documents(text: &str) -> Option<Vec<Document>> {
    let numbers = text.lines().filter(|line| number(line).is_some()).count();
    if MARKS.iter().all(|mark| text.lines().any(|line| code(line).is_some_and(|(name, _)| name == *mark))) {
        return Some(coded(text));
    }
    let words = text.lines().filter(|line| is_words(line)).count();
    (numbers > 0 && words > 0).then(|| in_order(text))
}

/// The documents of an export that was saved as a web page; `None` if the page is not an export.
pub(in super::super) fn pages(page: &[u8]) -> Option<Vec<Document>> {
    let has = |word: &[u8]| page.windows(word.len()).any(|window| window == word);
    if !has(b"enArticle") && !has(b"articleParagraph") {
        return None;
    }
    let text = html::fragment_text(&String::from_utf8_lossy(page)).ok()?;
    documents(&text)
}

/// The number of a document, from the line that ends it.
fn number(line: &str) -> Option<&str> {
    let number = line.trim().strip_prefix("Document ")?.trim();
    let is_one = number.len() >= NUMBER && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_one && number.bytes().any(|byte| byte.is_ascii_digit())).then_some(number)
}

/// `84 words`.
fn is_words(line: &str) -> bool {
    let count = line.trim().strip_suffix(" words").unwrap_or_default();
    !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
}

/// The code that a line begins with, and the rest.
fn code(line: &str) -> Option<(&'static str, &str)> {
    let (name, rest) = match line.trim_end().split_once(char::is_whitespace) {
        Some((name, rest)) => (name, rest),
        None => (line.trim_end(), ""),
    };
    FACTIVA.iter().find(|(code, _)| *code == name).map(|(code, _)| (*code, rest))
}

/// Documents with codes: each ends at its number.
fn coded(text: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    let (mut document, mut body) = (Document::default(), String::new());
    let mut open: Option<(&str, String)> = None;
    let close = |open: Option<(&str, String)>, document: &mut Document, body: &mut String| {
        let Some((name, value)) = open else { return };
        let called = FACTIVA.iter().find(|(code, _)| *code == name).map_or("", |(_, called)| called);
        match called {
            "text" => {
                body.push_str(&value);
                body.push_str("\n\n");
            }
            "title" => document.entitle(&value),
            "id" => document.note("id", number(&value).unwrap_or(value.trim())),
            called => document.note(called, &value),
        }
    };
    for line in text.lines() {
        let is_over = open.as_ref().is_some_and(|(name, _)| *name == "AN");
        match code(line) {
            Some((name, rest)) => {
                close(open.take(), &mut document, &mut body);
                let is_next = document.known.contains_key("id") && matches!(name, "HD" | "SE");
                if is_next {
                    document.text = unwrapped(&std::mem::take(&mut body));
                    documents.push(std::mem::take(&mut document));
                }
                open = Some((name, format!("{}\n", rest.trim())));
            }
            // Lines after the number belong to the page, not to a document.
            None if is_over && open.as_ref().is_some_and(|(_, value)| !value.trim().is_empty()) => {}
            None => {
                if let Some((_, value)) = &mut open {
                    value.push_str(line);
                    value.push('\n');
                }
            }
        }
    }
    close(open, &mut document, &mut body);
    document.text = unwrapped(&body);
    if document.title.is_some() || !document.text.is_empty() {
        documents.push(document);
    }
    documents
}

/// Documents in a fixed order, without codes.
fn in_order(text: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut part = String::new();
    for line in text.lines() {
        if let Some(number) = number(line) {
            let mut document = ordered(&part);
            document.note("id", number);
            documents.push(document);
            part.clear();
        } else {
            part.push_str(line);
            part.push('\n');
        }
    }
    documents
}

fn ordered(part: &str) -> Document {
    let mut document = Document::default();
    let lines: Vec<&str> = part.lines().collect();
    let Some(words) = lines.iter().position(|line| is_words(line)) else {
        document.text = unwrapped(part);
        return document;
    };
    // Before the word count: a section, the headline, an author.
    let before: Vec<&str> = lines[..words].iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    match before[..] {
        [] => {}
        [title] => document.entitle(title),
        [title, byline] => {
            document.entitle(title);
            document.note("byline", byline);
        }
        [section, ref title @ .., byline] => {
            document.note("section", section);
            document.entitle(&title.join(" "));
            document.note("byline", byline);
        }
    }
    document.note("length", lines[words]);
    let mut at = words + 1;
    let mut names = ["publication", "source_code", "page", "edition"].into_iter();
    for line in &lines[at..] {
        at += 1;
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if is_date(line) {
            document.note("date", line);
        } else if line.len() == 5 && line.as_bytes()[2] == b':' {
            document.note("time", line);
        } else if line == "English" {
            document.note("language", line);
        } else if line.starts_with("Copyright") || line.starts_with('©') || line.starts_with("(c)") {
            document.note("copyright", line);
            break;
        } else if document.known.contains_key("language") || line.len() > 80 {
            // There is no copyright notice: the text has begun.
            at -= 1;
            break;
        } else if let Some(name) = names.next() {
            document.note(name, line);
        }
    }
    let body = lines[at.min(lines.len())..].join("\n");
    document.text = unwrapped(&body);
    document
}
