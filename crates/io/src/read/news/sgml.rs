//! Consecutive documents, as in text collections: `<REUTERS>` in Reuters-21578, `<DOC>` in Gigaword, TREC and others.
//! They need not be well-formed XML.

use super::xml::{self, Element, Node};
use super::{Facts, Known, article, not_empty};
use crate::read::lines::{Line, read_line};
use crate::read::metadata::found;
use crate::read::paragraphs::unwrapped;
use crate::read::reading::{Flow, Place, Reading};
use crate::read::{MAX_BYTES, unreadable};
use saidso::error::ArticleError;
use saidso::record::Article;
use std::io::BufRead;
use std::ops::ControlFlow;

/// Elements that hold a text.
const TEXTS: &[&str] = &["text", "body", "leadpara", "lp"];

/// Names of metadata fields, and the elements of a document that hold them.
const FACTS: &[(&str, &[&str])] = &[
    ("id", &["docno", "docid", "id"]),
    ("byline", &["byline", "author", "by", "bl"]),
    ("date", &["date_time", "datetime", "date", "pubdate", "dd", "da", "time"]),
    ("dateline", &["dateline", "dl"]),
    ("section", &["section", "slug", "category", "se"]),
    ("publication", &["source", "pub", "publication", "so"]),
    ("length", &["length", "wordcount"]),
    ("url", &["url"]),
];

/// Elements with the headline, the likeliest first.
const TITLES: &[&str] = &["headline", "title", "head", "heading", "hl", "ti", "hd", "header"];

/// Elements of Reuters-21578 that hold lists.
const LISTS: &[&str] = &["topics", "places", "people", "orgs", "exchanges", "companies"];

/// Reads an article from each document, with one in memory at a time.
pub(super) fn read(reader: &mut dyn BufRead, place: &Place, reading: &mut Reading<'_>) -> Flow {
    let mut series = reading.series(place);
    let (mut line, mut document) = (Vec::new(), Vec::new());
    // The end tag of the document that is being read.
    let mut end: Option<Vec<u8>> = None;
    let mut is_too_large = false;
    loop {
        match read_line(reader, &mut line, MAX_BYTES) {
            Ok(Line::Whole) => {}
            Ok(Line::TooLong) => {
                series.number += 1;
                reading.next_of(&series, ArticleError::TooLarge { limit: MAX_BYTES })?;
                continue;
            }
            Ok(Line::End) => break,
            Err(error) => return reading.next_of(&series, unreadable(&error)),
        }
        let mut rest = &line[..];
        loop {
            let Some(wanted) = &end else {
                let Some((start, name)) = begin(rest) else { break };
                end = Some([b"</", name, b">"].concat());
                (rest, is_too_large) = (&rest[start..], false);
                document.clear();
                continue;
            };
            let found = find(rest, wanted).map(|at| at + wanted.len());
            let part = &rest[..found.unwrap_or(rest.len())];
            if document.len() + part.len() > MAX_BYTES {
                is_too_large = true;
                document = Vec::new();
            }
            if !is_too_large {
                document.extend_from_slice(part);
                document.push(b'\n');
            }
            let Some(found) = found else { break };
            (rest, end) = (&rest[found..], None);
            series.number += 1;
            let found = if is_too_large {
                ArticleError::TooLarge { limit: MAX_BYTES }.into()
            } else {
                match document_of(std::mem::take(&mut document), reading) {
                    Ok((article, known)) => found_of(article, known, reading),
                    Err(error) => error.into(),
                }
            };
            reading.next_of(&series, found)?;
        }
    }
    if end.is_some() {
        series.number += 1;
        let reason = "it ends within a document".to_owned();
        return reading.next_of(&series, ArticleError::Malformed { form: "SGML", reason });
    }
    ControlFlow::Continue(())
}

fn found_of(
    article: Article,
    known: serde_json::Map<String, serde_json::Value>,
    reading: &Reading<'_>,
) -> crate::read::reading::Found {
    found(not_empty(article), known, reading.options)
}

/// Where a document begins, and the name of its element.
fn begin(line: &[u8]) -> Option<(usize, &'static [u8])> {
    let starts = line.iter().enumerate().filter(|(_, byte)| **byte == b'<');
    starts.map(|(at, _)| at).find_map(|at| {
        let rest = &line[at + 1..];
        let is_it = |name: &&&[u8]| {
            rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
                && rest.get(name.len()).is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'>')
        };
        [&b"reuters"[..], b"doc"].iter().find(is_it).map(|name| (at, *name))
    })
}

fn find(line: &[u8], end: &[u8]) -> Option<usize> {
    line.windows(end.len()).position(|window| window.eq_ignore_ascii_case(end))
}

fn document_of(bytes: Vec<u8>, reading: &Reading<'_>) -> Result<Known, ArticleError> {
    let text = xml::decoded(bytes, reading.options.charset)?;
    let root = xml::parse(&escaped(&text))?;
    Ok(if root.is("reuters") { reuters(&root) } else { document(&root) })
}

/// Escapes each `<` that does not begin a tag.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, part) in text.split('<').enumerate() {
        if at > 0 {
            let is_tag =
                part.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '!' | '?'));
            escaped.push_str(if is_tag && part.contains('>') { "<" } else { "&lt;" });
        }
        escaped.push_str(part);
    }
    escaped
}

/// An article of Reuters-21578. Briefs have only a title, and unprocessed articles have everything in one element.
fn reuters(root: &Element) -> Known {
    let mut facts = Facts::default();
    facts.note("id", root.attribute("newid").map(str::to_owned));
    facts.note("date", root.at(&["date"]).and_then(Element::line));
    for list in LISTS {
        facts.note_all(list, root.at(&[list]).into_iter().flat_map(|list| list.all("d")).filter_map(Element::line));
    }
    let empty = Element::default();
    let text = root.at(&["text"]).unwrap_or(&empty);
    facts.note("byline", text.at(&["author"]).and_then(Element::line));
    facts.note("dateline", text.at(&["dateline"]).and_then(Element::line));
    facts.note("publication", Some("Reuters"));
    let body = text.at(&["body"]).map_or_else(|| own_text(text), Element::raw_text);
    let body = body.trim_end();
    // The last line is the agency's mark.
    let (rest, last) = body.rsplit_once('\n').unwrap_or(("", body));
    let body = if last.trim().eq_ignore_ascii_case("reuter") { rest } else { body };
    let title = text.at(&["title"]).and_then(Element::line);
    (article(title, unwrapped(body)), facts.0)
}

/// An article of another collection.
fn document(root: &Element) -> Known {
    let mut facts = Facts::default();
    for (name, elements) in FACTS {
        for element in *elements {
            facts.note(name, root.at(&[element]).and_then(Element::line));
            facts.note(name, root.attribute(element).map(str::to_owned));
        }
    }
    facts.note("type", root.attribute("type").map(str::to_owned));
    let title = TITLES.iter().find_map(|name| root.at(&[name]).and_then(Element::line));
    let title = title.or_else(|| root.attribute("title").map(str::to_owned));
    let parts = root.elements().filter(|element| TEXTS.iter().any(|name| element.is(name)));
    let texts: Vec<String> = parts.map(paragraphs).filter(|text| !text.is_empty()).collect();
    let text =
        if texts.is_empty() { untitled(&unwrapped(&own_text(root)), title.as_deref()) } else { texts.join("\n\n") };
    (article(title, text), facts.0)
}

/// A text without its first line, if that repeats the title.
fn untitled(text: &str, title: Option<&str>) -> String {
    match text.split_once('\n') {
        Some((first, rest)) if Some(first.trim()) == title => rest.trim_start().to_owned(),
        _ => text.to_owned(),
    }
}

/// The paragraphs of an element: elements of their own, or set off by blank lines and indents.
fn paragraphs(element: &Element) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut loose = String::new();
    for child in &element.children {
        match child {
            Node::Text(text) => loose.push_str(text),
            Node::Element(inner) if inner.is("p") => {
                paragraphs.extend([unwrapped(&std::mem::take(&mut loose)), unwrapped(&inner.raw_text())]);
            }
            Node::Element(inner) => loose.push_str(&inner.raw_text()),
        }
    }
    paragraphs.push(unwrapped(&loose));
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

/// The characters directly in an element, without those of its children.
fn own_text(element: &Element) -> String {
    let texts = element.children.iter().filter_map(|child| match child {
        Node::Text(text) => Some(&**text),
        Node::Element(_) => None,
    });
    texts.collect()
}
