//! Reads the XML of documents, one node at a time. Only the entities that XML itself defines are expanded, and nothing
//! is fetched.

use super::super::unreadable;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use saidso::error::ArticleError;
use std::io::BufRead;

/// Deepest nesting of elements; a table in a text box in a table is far below it.
const MAX_DEPTH: usize = 1000;

/// The next node in a part of a document.
pub(super) enum Node {
    /// An element begins.
    Open(Element),
    /// An element ends; its name without prefix.
    Close(String),
    /// Characters.
    Text(String),
}

/// The beginning of an element.
pub(super) struct Element(BytesStart<'static>);

impl Element {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // The check for duplicates compares each attribute with all those before it.
        attributes.with_checks(false);
        let found = attributes.flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
    }
}

/// Reads a part of a document.
pub(super) struct Nodes<R> {
    reader: Reader<R>,
    /// The name of the document's form in error messages.
    form: &'static str,
    buffer: Vec<u8>,
    depth: usize,
}

impl<R: BufRead> Nodes<R> {
    pub(super) fn new(reader: R, form: &'static str) -> Self {
        let mut reader = Reader::from_reader(reader);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, form, buffer: Vec::new(), depth: 0 }
    }

    /// The next node; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Node>, ArticleError> {
        loop {
            self.buffer.clear();
            let node = match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(self.malformed("its elements are nested too deeply"));
                    }
                    Node::Open(Element(start.into_owned()))
                }
                Ok(Event::End(end)) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::Close(end.local_name().into_inner().to_owned())
                }
                Ok(Event::Text(text)) => Node::Text(text.xml10_content().into_owned()),
                Ok(Event::CData(text)) => Node::Text(text.xml10_content().into_owned()),
                Ok(Event::GeneralRef(reference)) => {
                    let named = match reference.resolve_char_ref() {
                        Ok(Some(character)) => Some(character.to_string()),
                        Ok(None) => {
                            quick_xml::escape::resolve_xml_entity(&reference.xml10_content()).map(str::to_owned)
                        }
                        Err(_) => None,
                    };
                    match named {
                        Some(text) => Node::Text(text),
                        None => continue,
                    }
                }
                // No program writes a document type declaration into a document, and following one can only do harm.
                Ok(Event::DocType(_)) => return Err(self.malformed("it declares entities of its own")),
                Ok(Event::Eof) if self.depth > 0 => return Err(self.malformed("it ends within an element")),
                Ok(Event::Eof) => return Ok(None),
                Ok(_) => continue,
                Err(quick_xml::Error::Io(error)) => return Err(unreadable(&error)),
                Err(error) => return Err(self.malformed(&error.to_string())),
            };
            return Ok(Some(node));
        }
    }

    /// Skips the rest of the element that has just begun.
    pub(super) fn skip(&mut self) -> Result<(), ArticleError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// The characters of the element that has just begun, including those of nested elements.
    pub(super) fn text(&mut self) -> Result<String, ArticleError> {
        let outside = self.depth.saturating_sub(1);
        let mut text = String::new();
        while self.depth > outside {
            match self.next()? {
                Some(Node::Text(more)) => text.push_str(&more),
                Some(_) => {}
                None => break,
            }
        }
        Ok(text)
    }

    fn malformed(&self, reason: &str) -> ArticleError {
        ArticleError::Malformed { form: self.form, reason: reason.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, Nodes};

    fn read(xml: &str) -> Result<String, String> {
        let mut nodes = Nodes::new(xml.as_bytes(), "XML");
        let mut read = String::new();
        while let Some(node) = nodes.next().map_err(|error| error.to_string())? {
            let part = match node {
                Node::Open(element) if element.name() == "skip" => {
                    nodes.skip().map_err(|error| error.to_string())?;
                    continue;
                }
                Node::Open(element) => format!("<{} {}>", element.name(), element.attribute("a").unwrap_or_default()),
                Node::Close(name) => format!("</{name}>"),
                Node::Text(text) => text,
            };
            read.push_str(&part);
        }
        Ok(read)
    }

    #[test]
    fn elements_lose_their_prefixes_and_nothing_is_expanded() {
        let xml =
            "<?xml version='1.0'?><w:p w:a='1&amp;2'>a &amp; b&#233;&x;<skip><q>no</q></skip><![CDATA[<]]><r/></w:p>";
        assert_eq!(read(xml).unwrap(), "<p 1&2>a & bé<<r ></r></p>");
        for (xml, reason) in [
            ("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>", "entities of its own"),
            ("<a><b></a>", "invalid XML"),
            ("<a><b>", "ends within an element"),
        ] {
            assert!(read(xml).unwrap_err().contains(reason), "{xml}: {:?}", read(xml));
        }
        assert!(read(&"<a>".repeat(1_000_000)).unwrap_err().contains("nested too deeply"));
    }
}
