//! ProQuest: the text after `Full text:` or between the lines `FULL TEXT` and `DETAILS`, with fields around it.

use super::super::super::exports::names::{PROQUEST, PROQUEST_BEHIND, of_proquest};
use super::super::manuscript::{Paragraph, one_line};
use super::{Export, labelled};

const FULL_TEXT: &str = "full text";

pub(super) fn split(paragraphs: &[Paragraph]) -> Vec<Export> {
    let is_marked = |paragraph: &Paragraph| {
        paragraph.text.to_ascii_lowercase().starts_with("proquest document") || paragraph.text.starts_with("ProQuest")
    };
    if !paragraphs.iter().any(is_marked) {
        return Vec::new();
    }
    paragraphs.split(|paragraph| is_rule(&paragraph.text)).filter_map(document).collect()
}

/// The line between two documents.
fn is_rule(text: &str) -> bool {
    text.len() >= 20 && text.bytes().all(|byte| byte == b'_')
}

fn field(text: &str) -> Option<(&'static str, &str)> {
    let (label, value) = labelled(text)?;
    PROQUEST.iter().find(|(name, _)| name.eq_ignore_ascii_case(&label)).map(|(name, _)| (*name, value))
}

fn document(paragraphs: &[Paragraph]) -> Option<Export> {
    let is_start = |paragraph: &Paragraph| {
        paragraph.text.eq_ignore_ascii_case(FULL_TEXT)
            || labelled(&paragraph.text).is_some_and(|(label, _)| label == FULL_TEXT)
    };
    let start = paragraphs.iter().position(is_start)?;
    let mut export = Export::default();
    let title = paragraphs[..start].iter().find_map(|one| match labelled(&one.text) {
        Some((label, value)) => (label == "title").then_some(value),
        None => (!is_count(&one.text)).then_some(&*one.text),
    });
    export.title = title.map(one_line);
    if let Some((_, first)) = labelled(&paragraphs[start].text).filter(|(_, first)| !first.is_empty()) {
        export.paragraphs.push(Paragraph { text: first.to_owned(), style: paragraphs[start].style });
    }
    let rest = &paragraphs[start + 1..];
    let is_behind = |one: &Paragraph| {
        field(&one.text).is_some_and(|(name, _)| PROQUEST_BEHIND.contains(&name) || name.starts_with("ProQuest"))
    };
    let is_end = |one: &Paragraph| one.text == "DETAILS" || is_behind(one);
    let end = rest.iter().position(is_end).unwrap_or(rest.len());
    export.paragraphs.extend_from_slice(&rest[..end]);
    for (name, value) in paragraphs[..start].iter().chain(&rest[end..]).filter_map(|one| field(&one.text)) {
        let name = of_proquest(name);
        if name != "title" && name != "full_text" && !export.fields.contains_key(&name) {
            export.field(&name, value);
        }
    }
    Some(export)
}

/// `Document 1 of 20`.
fn is_count(text: &str) -> bool {
    text.starts_with("Document ") && text.contains(" of ") && text.len() < 30
}
