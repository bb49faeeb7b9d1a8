//! A tree of XML, or of nearly well-formed SGML, as far as the news formats need it. Entities declared in a document
//! type are never expanded.

use super::super::charset::{Charset, decode, decode_as};
use super::super::paragraphs::Paragraphs;
use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use saidso::error::ArticleError;

/// Maximum nesting depth of elements.
const MAX_DEPTH: usize = 200;

/// Maximum number of elements in a document: each takes about a hundred bytes.
const MAX_ELEMENTS: usize = 500_000;

/// Bytes at the start of a document that are searched for the encoding it declares.
const PRESCAN: usize = 200;

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "hl1",
    "hl2",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "div",
    "block",
    "bq",
    "blockquote",
    "tr",
    "table",
    "pre",
    "note",
    "section",
    "article",
    "body",
    "lp",
    "leadpara",
];

/// Elements whose texts are not part of an article.
const HIDDEN: &[&str] = &["media", "script", "style", "head", "aside", "figure", "tagline", "object"];

/// Namespace prefixes that are kept as part of a name.
const PREFIXES: &[&str] =
    &["content", "dc", "dcterms", "itunes", "media", "slash", "sy", "wfw", "thr", "georss", "podcast"];

/// An element with its attributes and its children.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
    /// Why a part of it is missing.
    flaw: Option<Flaw>,
}

/// Why a part of an element is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    Cut,
    Deep,
}

#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The element, if no part of it is missing.
    pub(super) fn whole(&self) -> Result<&Self, ArticleError> {
        match self.flaw {
            None => Ok(self),
            Some(Flaw::Cut) => Err(malformed(&format!("it is cut off or damaged within `{}`", self.name))),
            Some(Flaw::Deep) => Err(malformed(&format!("its elements are nested more than {MAX_DEPTH} levels deep"))),
        }
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The children with this name, ignoring case.
    pub(super) fn all<'e, 'n>(&'e self, name: &'n str) -> impl Iterator<Item = &'e Element> + use<'e, 'n> {
        self.elements().filter(move |element| element.is(name))
    }

    /// Whether it has this name, ignoring case.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The element at the end of a path that takes the first child of each name.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.all(name).next())
    }

    /// All elements with this name, itself included, that are not inside another such element.
    pub(super) fn find<'e>(&'e self, name: &str) -> Vec<&'e Element> {
        let mut found = Vec::new();
        let mut rest = vec![self];
        while let Some(element) = rest.pop() {
            if element.is(name) {
                found.push(element);
            } else {
                let below: Vec<&Element> = element.elements().collect();
                rest.extend(below.into_iter().rev());
            }
        }
        found
    }

    /// All its characters, unchanged.
    pub(super) fn raw_text(&self) -> String {
        let mut text = String::new();
        let mut rest: Vec<&Node> = self.children.iter().rev().collect();
        while let Some(node) = rest.pop() {
            match node {
                Node::Text(more) => text.push_str(more),
                Node::Element(element) => rest.extend(element.children.iter().rev()),
            }
        }
        text
    }

    /// All its words on one line; `None` if there are none.
    pub(super) fn line(&self) -> Option<String> {
        let text = self.raw_text().split_whitespace().collect::<Vec<_>>().join(" ");
        Some(text).filter(|text| !text.is_empty())
    }

    /// Its text, one paragraph per block, without the elements that `leaves_out` accepts.
    pub(super) fn text(&self, leaves_out: impl Fn(&Element) -> bool) -> String {
        enum Step<'e> {
            Enter(&'e Node),
            Leave,
        }
        let is = |names: &[&str], element: &Element| names.iter().any(|name| element.is(name));
        let mut text = Paragraphs::default();
        let mut steps: Vec<Step<'_>> = self.children.iter().rev().map(Step::Enter).collect();
        while let Some(step) = steps.pop() {
            match step {
                Step::Leave => text.end_paragraph(),
                Step::Enter(Node::Text(more)) => text.push(more),
                Step::Enter(Node::Element(element)) if is(HIDDEN, element) || leaves_out(element) => {}
                Step::Enter(Node::Element(element)) => {
                    if element.is("br") {
                        text.end_line();
                    }
                    if element.is("td") || element.is("th") {
                        text.space();
                    }
                    if is(BLOCKS, element) {
                        text.end_paragraph();
                        steps.push(Step::Leave);
                    }
                    steps.extend(element.children.iter().rev().map(Step::Enter));
                }
            }
        }
        text.into_text()
    }
}

/// The first element of a document.
pub(super) fn parse(text: &str) -> Result<Element, ArticleError> {
    let root = parse_all(text)?.swap_remove(0);
    root.whole()?;
    Ok(root)
}

/// The outermost elements of a text, of which a document has one. There is at least one.
pub(super) fn parse_all(text: &str) -> Result<Vec<Element>, ArticleError> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open = vec![Element::default()];
    // The names of the elements that are nested too deeply.
    let mut over: Vec<String> = Vec::new();
    let mut count = 0;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            // What is complete before the damage is kept.
            Err(_) if open.len() > 1 => break,
            Err(error) => return Err(malformed(&error.to_string())),
        };
        match event {
            Event::Eof => break,
            Event::Start(tag) => {
                count += 1;
                if open.last().is_some_and(|last| last.is("p")) && tag.name().as_ref().eq_ignore_ascii_case("p") {
                    // In SGML, paragraphs need no end tag.
                    close(&mut open, "p");
                }
                if open.len() > MAX_DEPTH {
                    for element in &mut open {
                        element.flaw = Some(Flaw::Deep);
                    }
                    if over.len() == MAX_DEPTH {
                        break;
                    }
                    over.push(name(tag.name().as_ref()).to_owned());
                } else {
                    open.push(element(&tag));
                }
            }
            Event::Empty(tag) => {
                count += 1;
                push(&mut open, Node::Element(element(&tag)));
            }
            Event::End(tag) => {
                let tag = tag.name();
                let name = name(tag.as_ref());
                if let Some(at) = over.iter().rposition(|one| one.eq_ignore_ascii_case(name)) {
                    over.truncate(at);
                } else {
                    over.clear();
                    close(&mut open, name);
                }
            }
            Event::Text(text) => push_text(&mut open, &text),
            Event::CData(text) => push_text(&mut open, &text),
            Event::GeneralRef(entity) => push_text(&mut open, &resolved(&entity)),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        if count > MAX_ELEMENTS {
            return Err(malformed(&format!("it has more than {MAX_ELEMENTS} elements")));
        }
    }
    while open.len() > 1 {
        if let Some(last) = open.last_mut() {
            last.flaw = last.flaw.or(Some(Flaw::Cut));
        }
        pop(&mut open);
    }
    let all = open.pop().map_or_else(Vec::new, |top| top.children).into_iter().filter_map(|child| match child {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    });
    let all: Vec<Element> = all.collect();
    if all.is_empty() { Err(malformed("it has no element")) } else { Ok(all) }
}

fn malformed(reason: &str) -> ArticleError {
    ArticleError::Malformed { form: "XML", reason: reason.to_owned() }
}

fn element(tag: &BytesStart<'_>) -> Element {
    let mut written = tag.html_attributes();
    let sound = written.with_checks(false).filter_map(Result::ok);
    let attributes = sound.map(|attribute| {
        (attribute.key.as_ref().to_owned(), html_escape::decode_html_entities(&attribute.value).into_owned())
    });
    let attributes = attributes.collect();
    Element { name: name(tag.name().as_ref()).to_owned(), attributes, ..Element::default() }
}

/// A name without its prefix, unless it is one that feeds need to tell elements apart.
fn name(written: &str) -> &str {
    match written.split_once(':') {
        Some((prefix, local)) if !PREFIXES.contains(&prefix) => local,
        _ => written,
    }
}

/// What an entity stands for; an unknown one is left as it is, and a control character is dropped.
fn resolved(name: &str) -> String {
    let written = format!("&{name};");
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        let character = number.and_then(char::from_u32);
        return match character {
            Some(character) if character.is_control() && !character.is_whitespace() => String::new(),
            Some(character) => character.to_string(),
            None => written,
        };
    }
    html_escape::decode_html_entities(&written).into_owned()
}

fn push(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

fn push_text(open: &mut [Element], more: &str) {
    match open.last_mut().and_then(|last| last.children.last_mut()) {
        Some(Node::Text(text)) => text.push_str(more),
        _ => push(open, Node::Text(more.to_owned())),
    }
}

fn pop(open: &mut Vec<Element>) {
    if let Some(element) = open.pop() {
        push(open, Node::Element(element));
    }
}

/// Closes the innermost open element with this name, and everything open inside it; does nothing if there is none.
fn close(open: &mut Vec<Element>, name: &str) {
    if open.iter().skip(1).any(|element| element.is(name)) {
        while open.len() > 1 {
            let is_it = open.last().is_some_and(|last| last.is(name));
            pop(open);
            if is_it {
                break;
            }
        }
    }
}

/// Decodes a document: as UTF-8 if that is possible, otherwise as it declares.
pub(super) fn decoded(bytes: Vec<u8>, charset: Charset) -> Result<String, ArticleError> {
    if charset == Charset::Detect && std::str::from_utf8(&bytes).is_err() {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCAN)]);
        let declared = head.split_once("encoding=").and_then(|(_, rest)| {
            let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            rest[1..].split(quote).next()
        });
        if let Some(encoding) = declared.and_then(|name| Encoding::for_label_no_replacement(name.as_bytes()))
            && let Ok(text) = decode_as(&bytes, encoding)
        {
            return Ok(text);
        }
    }
    decode(bytes, charset)
}

#[cfg(test)]
mod tests {
    use super::{parse, parse_all};

    #[test]
    fn careless_markup_is_read() {
        let root = parse(
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x \"boom\">]><a b=1 C='2 &amp; 3'>R&D &lt; &eacute;&#233;&#2;&x;&nosuch;\
             <P>one<P>two<br/>three</x></P></b><![CDATA[<raw> & so]]></a>",
        )
        .unwrap();
        assert_eq!((root.attribute("B"), root.attribute("c")), (Some("1"), Some("2 & 3")));
        assert_eq!(root.text(|_| false), "R&D < éé&x;&nosuch;\n\none\n\ntwo\nthree\n\n<raw> & so");
        assert!(parse("").is_err() && parse("just text").is_err());
        assert!(parse(&"<a>".repeat(1000)).is_err() && parse("<a><b>cut</b>").is_err());
        assert!(parse(&format!("<a>{}</a>", "<b/>".repeat(600_000))).is_err());
    }

    #[test]
    fn what_is_whole_survives_damage() {
        let deep = |levels| format!("<i>{}x{}</i>", "<d>".repeat(levels), "</d>".repeat(levels));
        let root = &parse_all(&format!("<r>{}{}<i>c</i><i>d</i><i>cut", deep(100), deep(300))).unwrap()[0];
        let whole: Vec<bool> = root.elements().map(|item| item.whole().is_ok()).collect();
        assert_eq!(whole, [true, false, true, true, false]);
        // Without end tags, what is too deep ends with the element that it is in.
        let root = &parse_all(&format!("<r><i>{}</i><i>b</i></r>", "<d>".repeat(300))).unwrap()[0];
        let whole: Vec<bool> = root.elements().map(|item| item.whole().is_ok()).collect();
        assert_eq!(whole, [false, true]);
        assert_eq!(parse_all("<a>1</a>\n<?xml version='1.0'?><a>2</a>").unwrap().len(), 2);
    }
}
