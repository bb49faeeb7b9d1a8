//! `LexisNexis` ("1 of 200 DOCUMENTS", fields in capitals) and Nexis Uni ("End of Document", fields in mixed case).

use super::super::paragraphs::unwrapped;
use super::names::named;
use super::{Document, blocks, is_date};

/// Fields before and after the text. Other lines in capitals belong to the text: newspapers use capitals too.
const FIELDS: &[&str] = &[
    "ACC-NO",
    "BODY",
    "BYLINE",
    "CATEGORY",
    "CITY",
    "CORRECTION",
    "CORRECTION-DATE",
    "COUNTRY",
    "COMPANY",
    "COPYRIGHT",
    "COLUMN",
    "DATELINE",
    "DISTRIBUTION",
    "DOCUMENT-TYPE",
    "DOC-TYPE",
    "EDITION",
    "GEOGRAPHIC",
    "GRAPHIC",
    "HEADLINE",
    "HIGHLIGHT",
    "INDUSTRY",
    "ISBN",
    "ISSN",
    "JOURNAL-CODE",
    "KEYWORD",
    "LANGUAGE",
    "LENGTH",
    "LOAD-DATE",
    "NAME",
    "NOTES",
    "ORGANIZATION",
    "PAGE",
    "PERSON",
    "PHOTO",
    "PUBLICATION-TYPE",
    "PUB-TYPE",
    "PUBLICATION",
    "SECTION",
    "SERIES",
    "SOURCE",
    "STATE",
    "STORY",
    "SUBJECT",
    "TICKER",
    "TITLE",
    "TYPE",
    "UPDATE",
    "URL",
    "WORDS",
    "CONTACTS",
    "TOPIC",
    "TERMS",
    "TRANSCRIPT-TYPE",
    "SHOW",
    "ANCHORS",
    "GUESTS",
    "DATE",
    "PUBLISHER",
    "LOCATION",
    "CLASSIFICATION",
];

/// Fields that occur only after the text.
const BEHIND: &[&str] = &[
    "LOAD-DATE",
    "LANGUAGE",
    "PUBLICATION-TYPE",
    "PUB-TYPE",
    "JOURNAL-CODE",
    "DOCUMENT-TYPE",
    "DOC-TYPE",
    "GRAPHIC",
    "URL",
    "SUBJECT",
    "CLASSIFICATION",
    "CORRECTION-DATE",
    "ACC-NO",
    "ISSN",
];

/// The documents of an export.
pub(super) fn documents(text: &str) -> Option<Vec<Document>> {
    let (parts, style) = parts(text)?;
    Some(parts.into_iter().filter(|part| !part.trim().is_empty()).map(|part| document(&part, style)).collect())
}

/// The parts of a text that are documents, which are marked by their first or last line.
fn parts(text: &str) -> Option<(Vec<String>, Style)> {
    let is_classic = text.lines().any(is_count);
    let is_modern = !is_classic && text.lines().any(is_end) && text.lines().any(|line| line.trim() == "Body");
    if !is_classic && !is_modern {
        return None;
    }
    // A list of the requested documents comes before the first number.
    let mut parts: Vec<String> = if is_classic { Vec::new() } else { vec![String::new()] };
    for line in text.lines() {
        if is_classic && is_count(line) || is_modern && is_end(line) {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    if is_modern {
        // Anything after the last end is not a document.
        parts.retain(|part| part.lines().any(|line| line.trim() == "Body"));
    }
    Some((parts, if is_classic { Style::Capitals } else { Style::Small }))
}

/// How field names are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// `LOAD-DATE`
    Capitals,
    /// `Load-Date`
    Small,
}

/// `1 of 200 DOCUMENTS`.
fn is_count(line: &str) -> bool {
    let line = line.trim();
    let Some(line) = line.strip_suffix("DOCUMENTS").or_else(|| line.strip_suffix("DOCUMENT")) else { return false };
    let numbers = line.trim().split_once(" of ");
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    numbers.is_some_and(|(one, all)| is_number(one.trim()) && is_number(all.trim()))
}

fn is_end(line: &str) -> bool {
    line.trim() == "End of Document"
}

/// The name and the value of the field in a paragraph or line, if it is one.
fn field(block: &str, style: Style) -> Option<(String, &str)> {
    let (name, value) = block.trim_start().split_once(':')?;
    let upper = name.to_uppercase();
    let is_known = FIELDS.contains(&&*upper);
    // A sentence may begin with the same word.
    let is_written_so = name == upper || style == Style::Small && name.starts_with(char::is_uppercase);
    (is_known && is_written_so).then_some((upper, value))
}

fn document(part: &str, style: Style) -> Document {
    let all = blocks(part);
    let mut document = Document::default();
    let is_body = |block: &str| matches!(block.trim(), "Body" | "BODY" | "BODY:");
    let marked = all.iter().position(|block| is_body(block) || block.trim_start().starts_with("BODY:"));
    // Without a mark, the text begins after the block of consecutive fields before it.
    let first_field =
        all.iter().position(|block| field(block, style).is_some_and(|(name, _)| !BEHIND.contains(&&*name)));
    let (head, body_start) = match (marked, first_field) {
        (Some(marked), _) => (marked, marked + usize::from(is_body(&all[marked]))),
        (None, Some(first)) => {
            let fields = all[first..].iter().take_while(|block| is_head_field(block, style)).count();
            (first + fields, first + fields)
        }
        (None, None) => {
            let dated = all.iter().position(|block| block.lines().any(is_date));
            let head = dated.map_or(0, |at| (at + 2).min(all.len()));
            (head, head)
        }
    };
    read_head(&all[..head], style, &mut document);
    let tail = tail(&all[body_start..], style);
    let body = all[body_start..body_start + tail].join("\n");
    let body = body.trim_start().strip_prefix("BODY:").unwrap_or(&body);
    document.text = unwrapped(&without_margin(body));
    for block in &all[body_start + tail..] {
        read_fields(block, style, &mut document);
    }
    document
}

/// Whether a paragraph is a field before the text. A graphic may be described before or after it.
fn is_head_field(block: &str, style: Style) -> bool {
    field(block, style).is_some_and(|(name, _)| !matches!(&*name, "LOAD-DATE" | "LANGUAGE" | "URL"))
}

/// Removes the blanks at the beginning of lines, which are the margin of the page.
fn without_margin(text: &str) -> String {
    text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
}

/// How many paragraphs are text: up to the first field that occurs only after the text, or up to the heading above such
/// fields; without one, up to the copyright notice at the end.
fn tail(body: &[String], style: Style) -> usize {
    let is_behind = |block: &String| {
        block.trim() == "Classification" || field(block, style).is_some_and(|(name, _)| BEHIND.contains(&&*name))
    };
    body.iter().position(is_behind).unwrap_or_else(|| {
        let is_notice = |block: &String| is_copyright(block) || is_rights(block);
        body.iter().rposition(|block| !is_notice(block)).map_or(0, |last| last + 1)
    })
}

fn is_copyright(block: &str) -> bool {
    let text = block.trim_start();
    text.len() < 400 && (text.starts_with("Copyright ") || text.starts_with('©') || text.starts_with("(c) "))
}

fn is_rights(block: &str) -> bool {
    let text = block.trim();
    text.len() < 100 && text.to_lowercase().trim_end_matches('.').ends_with("all rights reserved")
}

/// Reads what comes before the text: publication, date, edition, headline and fields, in either order.
fn read_head(head: &[String], style: Style, document: &mut Document) {
    let mut lines: Vec<&str> = Vec::new();
    for block in head {
        if field(block, style).is_some() {
            read_fields(block, style, document);
            continue;
        }
        for line in block.lines().map(str::trim) {
            // The publication may be below the notice.
            if is_copyright(line) || is_rights(line) {
                document.note("copyright", line);
            } else {
                lines.push(line);
            }
        }
    }
    let is_noise = |line: &&&str| !line.starts_with("Page ") && !line.starts_with("Link to ");
    let lines: Vec<&str> = lines.iter().filter(is_noise).copied().collect();
    let dated = lines.iter().position(|line| is_date(line));
    let Some(dated) = dated else {
        document.entitle(&lines.join(" "));
        return;
    };
    document.note("date", lines[dated]);
    // A results page has the headline first; the printed document has it last.
    let after: Vec<&str> = lines[dated + 1..].to_vec();
    let (before, edition) = (&lines[..dated], after.first().filter(|line| line.to_lowercase().contains("edition")));
    if let Some(edition) = edition {
        document.note("edition", edition);
    }
    let rest = &after[usize::from(edition.is_some())..];
    match before {
        [] => {}
        [publication] => document.note("publication", publication),
        [title @ .., publication] => {
            document.note("publication", publication);
            if rest.is_empty() {
                document.entitle(&title.join(" "));
            }
        }
    }
    document.entitle(&rest.join(" "));
}

/// Stores the fields of a paragraph: one field that may take several lines, or one on each line.
fn read_fields(block: &str, style: Style, document: &mut Document) {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        match (field(line, style), fields.last_mut()) {
            (Some((name, value)), _) => fields.push((name, value.to_owned())),
            (None, Some((_, value))) => {
                value.push(' ');
                value.push_str(line);
            }
            (None, None) if is_copyright(line) => fields.push(("COPYRIGHT".to_owned(), line.to_owned())),
            (None, None) => {}
        }
    }
    for (name, value) in fields {
        match &*name {
            "HEADLINE" | "TITLE" => document.entitle(&value),
            "BODY" => {}
            _ => document.note(&named(&name), &value),
        }
    }
}
