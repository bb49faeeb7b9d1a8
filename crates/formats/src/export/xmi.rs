//! UIMA's analysis structure as XMI, which `INCEpTION` and other Java tools read. Offsets are UTF-16 code units.
//!
//! Tokens and sentences use the types of `DKPro` Core. Labels, sources, contents and attributions are custom layers,
//! which `TypeSystem.xml` declares in the form that `INCEpTION` imports; an attribution is anchored at its cue and
//! links to its source and content.

use super::answering;
use super::spans::{Utf16, joined};
use crate::gold::{GoldArticle, Source};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};
use saidso::record::Label;
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) const TYPE_SYSTEM: (&str, &str) = ("TypeSystem.xml", include_str!("xmi/TypeSystem.xml"));

/// Namespace prefixes with their URIs.
const NAMESPACES: [(&str, &str); 6] = [
    ("xmlns:xmi", "http://www.omg.org/XMI"),
    ("xmi:version", "2.0"),
    ("xmlns:cas", "http:///uima/cas.ecore"),
    ("xmlns:metadata", "http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore"),
    ("xmlns:segmentation", "http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"),
    ("xmlns:custom", "http:///webanno/custom.ecore"),
];

/// The id of the element that holds the text.
const SOFA: usize = 1;

pub(super) fn text(article: &GoldArticle) -> String {
    let mut elements = Elements::new(&article.text);
    let id = article.id.as_str();
    elements.annotation(
        "metadata:DocumentMetaData",
        &(0..article.text.len()),
        &[("language", "en"), ("documentTitle", id), ("documentId", id)],
    );
    for token in 0..article.tokens.len() {
        elements.annotation("segmentation:Token", &article.tokens.span(token), &[]);
    }
    for sentence in article.document.sentences.iter().flatten() {
        elements.annotation("segmentation:Sentence", &sentence.span, &[]);
        let mut features = Vec::new();
        features.extend(sentence.label.map(|label| ("label", label.map_or("boilerplate", Label::name))));
        features.extend(sentence.role.map(|role| ("role", role.name())));
        features.extend(answering(sentence).into_iter().flat_map(source_features));
        if !features.is_empty() {
            elements.annotation("custom:SaidsoLabel", &sentence.span, &features);
        }
    }
    attributions(article, &mut elements);
    elements.finish(&article.text)
}

fn attributions(article: &GoldArticle, elements: &mut Elements) {
    let (mut sources, mut contents) = (BTreeMap::new(), BTreeMap::new());
    for attribution in article.document.attributions.iter().flatten() {
        let mut source_links = Vec::new();
        for span in joined(&attribution.spans.source, &article.text) {
            let known = attribution.source.as_ref();
            let target = *sources.entry((span.start, span.end)).or_insert_with(|| {
                let features: Vec<_> = known.into_iter().flat_map(source_features).collect();
                elements.annotation("custom:SaidsoSource", &span, &features)
            });
            source_links.push(elements.link("custom:SaidsoAttributionSourceLink", "source", target));
        }
        let mut content_links = Vec::new();
        for span in joined(&attribution.spans.content, &article.text) {
            let target = *contents
                .entry((span.start, span.end))
                .or_insert_with(|| elements.annotation("custom:SaidsoContent", &span, &[]));
            content_links.push(elements.link("custom:SaidsoAttributionContentLink", "content", target));
        }
        // An annotation in a layer has only one span: from the start to the end of the cue, or of the content if
        // there is no cue.
        let spans = &attribution.spans;
        let place = if spans.cue.is_empty() { &spans.content } else { &spans.cue };
        let (Some(start), Some(end)) =
            (place.iter().map(|span| span.start).min(), place.iter().map(|span| span.end).max())
        else {
            continue;
        };
        let (sources, contents) = (numbers(&source_links), numbers(&content_links));
        let mut features = Vec::new();
        features.extend(attribution.speech.map(|speech| ("speech", speech.name())));
        features.extend((!sources.is_empty()).then_some(("source", &*sources)));
        features.extend((!contents.is_empty()).then_some(("content", &*contents)));
        elements.annotation("custom:SaidsoAttribution", &(start..end), &features);
    }
}

fn source_features(source: &Source) -> Vec<(&'static str, &str)> {
    let mut features = vec![("source", source.name.as_str())];
    features.extend(source.kind.map(|kind| ("kind", kind.name())));
    features
}

fn numbers(links: &[usize]) -> String {
    links.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// The elements of a file being written.
struct Elements<'t> {
    writer: Writer<Vec<u8>>,
    last: usize,
    /// Ids of all annotations.
    members: Vec<usize>,
    units: Utf16<'t>,
}

impl<'t> Elements<'t> {
    fn new(text: &'t str) -> Self {
        let mut elements =
            Self { writer: Writer::new(Vec::new()), last: SOFA, members: Vec::new(), units: Utf16::new(text) };
        elements.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        elements.event(Event::Start(BytesStart::new("xmi:XMI").with_attributes(NAMESPACES)));
        elements.element("cas:NULL", &[("xmi:id", "0")]);
        elements
    }

    fn event(&mut self, event: Event<'_>) {
        // Writing to memory cannot fail.
        let _ = self.writer.write_event(event);
        self.writer.get_mut().push(b'\n');
    }

    fn element(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let mut element = BytesStart::new(name);
        for (name, value) in attributes {
            element.push_attribute((*name, &*legal(value)));
        }
        self.event(Event::Empty(element));
    }

    /// Writes an annotation and returns its id.
    fn annotation(&mut self, name: &str, span: &Range<usize>, features: &[(&str, &str)]) -> usize {
        self.last += 1;
        self.members.push(self.last);
        let number = |number: usize| number.to_string();
        let (id, sofa) = (number(self.last), number(SOFA));
        let (begin, end) = (number(self.units.unit(span.start)), number(self.units.unit(span.end)));
        let place = [("xmi:id", &*id), ("sofa", &*sofa), ("begin", &*begin), ("end", &*end)];
        self.element(name, &[&place, features].concat());
        self.last
    }

    /// Writes a link to an annotation and returns its id.
    fn link(&mut self, name: &str, role: &str, target: usize) -> usize {
        self.last += 1;
        let (id, target) = (self.last.to_string(), target.to_string());
        self.element(name, &[("xmi:id", &id), ("role", role), ("target", &target)]);
        self.last
    }

    fn finish(mut self, text: &str) -> String {
        let (sofa, members) = (SOFA.to_string(), numbers(&self.members));
        let about = [("sofaNum", "1"), ("sofaID", "_InitialView"), ("mimeType", "text"), ("sofaString", text)];
        self.element("cas:Sofa", &[&[("xmi:id", &*sofa)], &about[..]].concat());
        self.element("cas:View", &[("sofa", &sofa), ("members", &members)]);
        self.event(Event::End(BytesEnd::new("xmi:XMI")));
        String::from_utf8_lossy(&self.writer.into_inner()).into_owned()
    }
}

/// A text in which each character that XML cannot represent is replaced by U+FFFD. All of these characters are one
/// UTF-16 unit long, so offsets do not change.
fn legal(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' | '\n' | '\r' => character,
            '\0'..'\x20' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            other => other,
        })
        .collect()
}
