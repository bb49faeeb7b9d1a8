//! UIMA's analysis structure as XMI, which `INCEpTION` and other tools in Java read. Offsets are UTF-16 code units.
//!
//! Tokens and sentences are those of `DKPro` Core. Labels, sources, contents and attributions are layers of their own, which `TypeSystem.xml`
//! declares in the way that `INCEpTION` imports layers; an attribution stands on its cue and links to its source and content.

use super::answering;
use super::spans::{Utf16, joined};
use crate::evaluate::document::{GoldArticle, Source};
use crate::record::Label;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

pub(super) const TYPE_SYSTEM: (&str, &str) = ("TypeSystem.xml", include_str!("xmi/TypeSystem.xml"));

const HEADER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmi:version="2.0" xmlns:cas="http:///uima/cas.ecore" xmlns:metadata="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore" xmlns:segmentation="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" xmlns:custom="http:///webanno/custom.ecore">
<cas:NULL xmi:id="0"/>
"#;

/// The number of the text among the elements.
const SOFA: usize = 1;

pub(super) fn text(article: &GoldArticle) -> String {
    let mut elements =
        Elements { out: HEADER.to_owned(), last: SOFA, members: Vec::new(), units: Utf16::new(&article.text) };
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
        // A layer's annotation has one place: from the beginning to the end of a cue, or of the content where there is no cue.
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

/// The elements of a file, as they are written.
struct Elements<'t> {
    out: String,
    last: usize,
    /// Numbers of all annotations.
    members: Vec<usize>,
    units: Utf16<'t>,
}

impl Elements<'_> {
    /// Writes an annotation and gives its number.
    fn annotation(&mut self, name: &str, span: &Range<usize>, features: &[(&str, &str)]) -> usize {
        let (begin, end) = (self.units.unit(span.start), self.units.unit(span.end));
        self.last += 1;
        self.members.push(self.last);
        let _ = write!(self.out, r#"<{name} xmi:id="{}" sofa="{SOFA}" begin="{begin}" end="{end}""#, self.last);
        for (feature, value) in features {
            let _ = write!(self.out, r#" {feature}="{}""#, Escaped(value));
        }
        self.out.push_str("/>\n");
        self.last
    }

    /// Writes a link to an annotation and gives its number.
    fn link(&mut self, name: &str, role: &str, target: usize) -> usize {
        self.last += 1;
        let _ = writeln!(self.out, r#"<{name} xmi:id="{}" role="{role}" target="{target}"/>"#, self.last);
        self.last
    }

    fn finish(mut self, text: &str) -> String {
        let _ = writeln!(
            self.out,
            r#"<cas:Sofa xmi:id="{SOFA}" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{}"/>"#,
            Escaped(text)
        );
        let _ = writeln!(self.out, r#"<cas:View sofa="{SOFA}" members="{}"/>"#, numbers(&self.members));
        self.out.push_str("</xmi:XMI>\n");
        self.out
    }
}

/// A text as an attribute's value. Line ends are references, as XML would make spaces of them; characters that XML
/// cannot hold, each of one UTF-16 unit, become U+FFFD, so that all offsets hold.
struct Escaped<'t>(&'t str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                '\t' | '\n' | '\r' => write!(formatter, "&#{};", u32::from(character))?,
                '\0'..'\x20' | '\u{fffe}' | '\u{ffff}' => formatter.write_char('\u{fffd}')?,
                other => formatter.write_char(other)?,
            }
        }
        Ok(())
    }
}
