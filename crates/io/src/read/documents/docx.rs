//! DOCX, as written by Word and other programs.

use super::builder::Builder;
use super::manuscript::{Manuscript, Style};
use super::package::Package;
use super::xml::{Element, Node, Nodes};
use saidso::error::ArticleError;
use std::collections::HashMap;
use std::io::{BufRead, Read, Seek};

const FORM: &str = "DOCX";

/// The part with the text, unless the package names another.
const MAIN: &str = "word/document.xml";

/// Longest chain of styles based on each other that is followed.
const MAX_BASES: usize = 12;

/// Most styles that a document may have.
const MAX_STYLES: usize = 20_000;

pub(super) fn read<R: Read + Seek>(package: &mut Package<'_, R>) -> Result<Manuscript, ArticleError> {
    let of_package = package.relations("")?;
    let target = |kind: &str| of_package.iter().find(|relation| relation.kind == kind).map(|one| one.target.clone());
    let main = target("officeDocument").unwrap_or_else(|| MAIN.to_owned());
    let styles = package.relations(&main)?.into_iter().find(|relation| relation.kind == "styles");
    let styles = match styles {
        Some(relation) => Styles::read(package.part(&relation.target)?)?,
        None => Styles::default(),
    };
    let mut manuscript = text(package.needed(&main)?, &styles)?;
    if let Some(mut nodes) = target("core-properties").map_or(Ok(None), |name| package.part(&name))? {
        properties(&mut nodes, &mut manuscript)?;
    }
    Ok(manuscript)
}

/// Reads who wrote a document and when, and its title.
pub(super) fn properties(nodes: &mut Nodes<impl BufRead>, manuscript: &mut Manuscript) -> Result<(), ArticleError> {
    while let Some(node) = nodes.next()? {
        let Node::Open(element) = node else { continue };
        let field = match element.name() {
            "initial-creator" | "creator" => "author",
            "created" | "creation-date" => "created",
            "title" => "document_title",
            _ => continue,
        };
        let value = nodes.text()?;
        manuscript.field(field, &value);
    }
    Ok(())
}

fn text(mut nodes: Nodes<impl BufRead>, styles: &Styles) -> Result<Manuscript, ArticleError> {
    let mut builder = Builder::default();
    let mut is_hidden = false;
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) => match element.name() {
                "p" => builder.begin_paragraph(Style::Body),
                "pPr" => match paragraph_style(&mut nodes, styles)? {
                    Some(style) => builder.style(style),
                    None => builder.leave_out(),
                },
                "r" => is_hidden = false,
                "vanish" => is_hidden = is_on(&element),
                "t" => {
                    let text = nodes.text()?;
                    if !is_hidden {
                        builder.text(&text);
                    }
                }
                "tab" | "ptab" => builder.text("\t"),
                "br" if element.attribute("type").is_none_or(|kind| kind == "textWrapping") => builder.text("\n"),
                "br" => builder.text(" "),
                "cr" => builder.text("\n"),
                "noBreakHyphen" => builder.text("-"),
                "tr" => builder.begin_row(),
                "tc" => builder.begin_cell(),
                // Text that was deleted or moved away, copies for older programs, and properties.
                "del" | "moveFrom" | "Fallback" | "rPrChange" | "pPrChange" | "sdtPr" | "rt" | "tblPr" | "trPr"
                | "tcPr" => nodes.skip()?,
                _ => {}
            },
            Node::Close(name) => match &*name {
                "p" => builder.end_paragraph(),
                "tr" => builder.end_row(),
                _ => {}
            },
            Node::Text(_) => {}
        }
    }
    Ok(builder.finish())
}

/// The style of the paragraph whose properties have just begun; `None` if the paragraph is left out.
fn paragraph_style(nodes: &mut Nodes<impl BufRead>, styles: &Styles) -> Result<Option<Style>, ArticleError> {
    let mut style = Some(Style::Body);
    while let Some(node) = nodes.next()? {
        match node {
            Node::Close(name) if name == "pPr" => break,
            Node::Open(element) => match element.name() {
                "pStyle" => {
                    if let Some(id) = element.attribute("val") {
                        style = styles.of(&id);
                    }
                }
                "outlineLvl" if is_outlined(&element) => style = style.map(|_| Style::Heading),
                "pPrChange" | "rPr" => nodes.skip()?,
                _ => {}
            },
            _ => {}
        }
    }
    Ok(style)
}

/// Whether a toggle is on; without a value, it is.
fn is_on(element: &Element) -> bool {
    element.attribute("val").is_none_or(|value| !matches!(&*value, "0" | "false" | "off"))
}

/// Whether an outline level belongs to a heading: the last level is for body text.
fn is_outlined(element: &Element) -> bool {
    element.attribute("val").and_then(|level| level.parse::<u32>().ok()).is_some_and(|level| level < 9)
}

/// The styles of a document by id. Ids are in the language of the program, names are not.
#[derive(Default)]
struct Styles(HashMap<String, StyleEntry>);

#[derive(Default)]
struct StyleEntry {
    name: String,
    base: Option<String>,
    is_outlined: bool,
}

impl Styles {
    fn read(nodes: Option<Nodes<impl BufRead>>) -> Result<Self, ArticleError> {
        let mut styles = HashMap::new();
        let Some(mut nodes) = nodes else { return Ok(Self(styles)) };
        let mut current: Option<(String, StyleEntry)> = None;
        while let Some(node) = nodes.next()? {
            match node {
                Node::Open(element) => match (element.name(), &mut current) {
                    ("style", _) => {
                        current = element.attribute("styleId").map(|id| (id, StyleEntry::default()));
                    }
                    ("name", Some((_, style))) => {
                        style.name = element.attribute("val").unwrap_or_default().to_lowercase();
                    }
                    ("basedOn", Some((_, style))) => style.base = element.attribute("val"),
                    ("outlineLvl", Some((_, style))) => style.is_outlined = is_outlined(&element),
                    _ => {}
                },
                Node::Close(name) if name == "style" => styles.extend(current.take()),
                _ => {}
            }
            if styles.len() > MAX_STYLES {
                let reason = format!("it has more than {MAX_STYLES} styles");
                return Err(ArticleError::Malformed { form: FORM, reason });
            }
        }
        Ok(Self(styles))
    }

    /// The kind of paragraph that this style is for; `None` if such paragraphs are left out.
    fn of(&self, id: &str) -> Option<Style> {
        let mut id = id.to_owned();
        for _ in 0..MAX_BASES {
            let Some(entry) = self.0.get(&id) else { return named(&id.to_lowercase()) };
            let style = named(&entry.name);
            if style != Some(Style::Body) {
                return style;
            }
            if entry.is_outlined {
                return Some(Style::Heading);
            }
            match &entry.base {
                Some(base) => id.clone_from(base),
                None => break,
            }
        }
        Some(Style::Body)
    }
}

/// The kind of paragraph that a style with this name is for; `None` if such paragraphs are left out.
fn named(name: &str) -> Option<Style> {
    match name {
        "title" | "headline" => Some(Style::Title),
        "caption" => Some(Style::Caption),
        "quote" | "intense quote" | "block text" => Some(Style::Quotation),
        _ if name.starts_with("toc ") || name == "table of figures" => None,
        _ if name.starts_with("heading") => Some(Style::Heading),
        _ => Some(Style::Body),
    }
}
