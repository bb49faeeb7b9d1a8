//! OpenDocument text documents, as LibreOffice writes them.

use super::builder::Builder;
use super::docx::properties;
use super::manuscript::{Manuscript, Style};
use super::package::Package;
use super::xml::{Element, Node, Nodes};
use saidso::error::ArticleError;
use std::collections::HashMap;
use std::io::{BufRead, Read, Seek};

/// Longest chain of parent styles that is followed.
const MAX_PARENTS: usize = 12;

/// Most styles that are kept.
const MAX_STYLES: usize = 50_000;

pub(super) fn read<R: Read + Seek>(package: &mut Package<'_, R>) -> Result<Manuscript, ArticleError> {
    refuse_encrypted(package)?;
    let mut parents = HashMap::new();
    if let Some(mut nodes) = package.part("styles.xml")? {
        while let Some(node) = nodes.next()? {
            if let Node::Open(element) = node {
                add_style(&element, &mut parents);
            }
        }
    }
    let mut manuscript = text(package.needed("content.xml")?, parents)?;
    if let Some(mut nodes) = package.part("meta.xml")? {
        properties(&mut nodes, &mut manuscript)?;
    }
    Ok(manuscript)
}

/// Refuses an encrypted document: its manifest says so, and its parts are not XML without the password.
pub(super) fn refuse_encrypted<R: Read + Seek>(package: &mut Package<'_, R>) -> Result<(), ArticleError> {
    let Some(mut nodes) = package.part("META-INF/manifest.xml")? else { return Ok(()) };
    while let Some(node) = nodes.next()? {
        if matches!(&node, Node::Open(element) if element.name() == "encryption-data") {
            return Err(ArticleError::Refused { reason: "it is encrypted; save it without a password" });
        }
    }
    Ok(())
}

fn add_style(element: &Element, parents: &mut HashMap<String, String>) {
    if element.name() == "style"
        && parents.len() < MAX_STYLES
        && let (Some(name), Some(parent)) = (element.attribute("name"), element.attribute("parent-style-name"))
    {
        parents.insert(name, parent);
    }
}

fn text(mut nodes: Nodes<impl BufRead>, mut parents: HashMap<String, String>) -> Result<Manuscript, ArticleError> {
    let mut builder = Builder::default();
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) => match element.name() {
                "style" => add_style(&element, &mut parents),
                "p" => builder.begin_paragraph(style(element.attribute("style-name").as_deref(), &parents)),
                "h" => builder.begin_paragraph(match style(element.attribute("style-name").as_deref(), &parents) {
                    Style::Title => Style::Title,
                    _ => Style::Heading,
                }),
                "s" => builder.collapsed(" "),
                "tab" => builder.text("\t"),
                "line-break" => builder.text("\n"),
                "table-row" => builder.begin_row(),
                "table-cell" => builder.begin_cell(),
                // Elements that are not running text, and deleted text.
                "annotation" | "note" | "tracked-changes" | "table-of-content" | "alphabetical-index"
                | "bibliography" | "desc" | "title" | "ruby-text" | "forms" | "sequence-decls" | "object"
                | "object-ole" | "plugin" | "binary-data" | "script" => nodes.skip()?,
                _ => {}
            },
            Node::Close(name) => match &*name {
                "p" | "h" => builder.end_paragraph(),
                "table-row" => builder.end_row(),
                _ => {}
            },
            Node::Text(text) if builder.is_in_paragraph() => builder.collapsed(&text),
            Node::Text(_) => {}
        }
    }
    Ok(builder.finish())
}

/// The kind of paragraph that a style is for: the first known name among the style and its parents decides.
fn style(name: Option<&str>, parents: &HashMap<String, String>) -> Style {
    let mut name = name;
    for _ in 0..MAX_PARENTS {
        match name {
            Some("Title") => return Style::Title,
            Some("Caption") => return Style::Caption,
            Some("Quotations") => return Style::Quotation,
            Some(heading) if heading.starts_with("Heading") => return Style::Heading,
            Some(other) => name = parents.get(other).map(String::as_str),
            None => break,
        }
    }
    Style::Body
}
