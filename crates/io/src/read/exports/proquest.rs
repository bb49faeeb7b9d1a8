//! `ProQuest`: documents between rules, each with named fields before and after its full text.

use super::super::paragraphs::unwrapped;
use super::Document;
use super::names::{PROQUEST, PROQUEST_BEHIND, of_proquest};

/// The documents of an export.
pub(super) fn documents(text: &str) -> Option<Vec<Document>> {
    let is_export = text.lines().any(is_rule)
        && (text.contains("\nProQuest document ID:") || text.contains("ProQuest document ID:"))
        || text.lines().any(|line| line.trim() == "Report Information from ProQuest");
    if !is_export {
        return None;
    }
    let mut parts = vec![String::new()];
    for line in text.lines() {
        if is_rule(line) {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    // The table of contents and the imprint are parts too.
    let is_document = |part: &String| {
        part.lines().any(|line| {
            field(line).is_some_and(|(name, _)| matches!(name, "Full text" | "FULL TEXT" | "ProQuest document ID"))
        })
    };
    Some(parts.iter().filter(|part| is_document(part)).map(|part| document(part)).collect())
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 20 && line.bytes().all(|byte| matches!(byte, b'_' | b'='))
}

fn field(line: &str) -> Option<(&'static str, &str)> {
    let (name, value) = line.trim_start().split_once(':')?;
    PROQUEST.iter().find(|(known, _)| *known == name.trim()).map(|(known, _)| (*known, value))
}

fn document(part: &str) -> Document {
    let mut document = Document::default();
    let (mut text, mut title): (Option<String>, String) = (None, String::new());
    let mut open: Option<(&str, String)> = None;
    let (mut in_text, mut after_blank) = (false, true);
    for line in part.lines() {
        let found = field(line).filter(|(name, _)| !in_text || after_blank && PROQUEST_BEHIND.contains(name));
        after_blank = line.trim().is_empty();
        match found {
            Some(("Full text" | "FULL TEXT", value)) => {
                note(open.take(), &mut document);
                (text, in_text) = (Some(format!("{}\n", value.trim_start())), true);
            }
            Some((name, value)) => {
                note(open.replace((name, value.to_owned())), &mut document);
                in_text = false;
            }
            None if in_text => {
                if let Some(text) = &mut text {
                    text.push_str(line);
                    text.push('\n');
                }
            }
            None => match &mut open {
                Some((_, value)) if !after_blank => {
                    value.push(' ');
                    value.push_str(line);
                }
                None if !is_number(line) && line.trim() != "ProQuest document link" => {
                    title.push_str(line);
                    title.push(' ');
                }
                _ => {}
            },
        }
    }
    note(open, &mut document);
    document.entitle(&title);
    document.text = unwrapped(&text.unwrap_or_default());
    document
}

/// `Document 1 of 20`, or `1 of 20`.
fn is_number(line: &str) -> bool {
    let line = line.trim();
    let line = line.strip_prefix("Document ").unwrap_or(line);
    line.split_once(" of ").is_some_and(|(one, all)| {
        [one, all].iter().all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

fn note(field: Option<(&str, String)>, document: &mut Document) {
    let Some((name, value)) = field else { return };
    match &*of_proquest(name) {
        "title" => document.entitle(&value),
        called => document.note(called, &value),
    }
}
