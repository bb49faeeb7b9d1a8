//! The W3C's Web Annotation Data Model (<https://www.w3.org/TR/annotation-model/>).
//!
//! Each sentence is classified by its label; each attribution links its content to its source, if it has one. Every
//! position is stated twice: as offsets (code points), and as the words with some text around them.

use super::answering;
use crate::gold::{Attribution, GoldArticle, Sentence, Source};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use saidso::record::{Label, Offsets, Role};
use serde_json::{Value, json};
use std::ops::Range;

/// How many characters before and after the words are included.
const AROUND: usize = 32;

/// Characters that need no escaping in a URI.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// All annotations of an article.
pub(super) fn page(article: &GoldArticle) -> Value {
    let target = Target::new(article);
    let sentences = article.document.sentences.iter().flatten().enumerate();
    let sentences = sentences.map(|(index, sentence)| self::sentence(&target, index, sentence));
    let attributions = article.document.attributions.iter().flatten().enumerate();
    let attributions = attributions.map(|(index, attribution)| self::attribution(&target, index, attribution));
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": target.urn,
        "type": "AnnotationPage",
        "items": sentences.chain(attributions).collect::<Vec<_>>(),
    })
}

fn sentence(target: &Target, index: usize, sentence: &Sentence) -> Value {
    let label = sentence.label.map(|label| label.map_or("boilerplate", Label::name));
    let role = sentence.role.map(Role::name).filter(|&role| Some(role) != label);
    let mut body: Vec<Value> = label.into_iter().chain(role).map(|tag| text(tag, "tagging")).collect();
    body.extend(answering(sentence).map(identified));
    json!({
        "id": format!("{}#sentence-{}", target.urn, index + 1),
        "type": "Annotation",
        "motivation": "classifying",
        "body": body,
        "target": target.place(&sentence.span),
    })
}

fn attribution(target: &Target, index: usize, attribution: &Attribution) -> Value {
    let purposed = |span: &Range<usize>, purpose: &str| {
        let mut place = target.place(span);
        place["purpose"] = purpose.into();
        place
    };
    let spans = &attribution.spans;
    let mut body: Vec<Value> = spans.source.iter().map(|span| purposed(span, "identifying")).collect();
    body.extend(spans.cue.iter().map(|span| purposed(span, "highlighting")));
    body.extend(attribution.source.as_ref().map(identified));
    body.extend(attribution.speech.map(|speech| text(speech.name(), "tagging")));
    json!({
        "id": format!("{}#attribution-{}", target.urn, index + 1),
        "type": "Annotation",
        "motivation": "linking",
        "body": body,
        "target": spans.content.iter().map(|span| target.place(span)).collect::<Vec<_>>(),
    })
}

fn text(value: &str, purpose: &str) -> Value {
    json!({"type": "TextualBody", "value": value, "purpose": purpose})
}

fn identified(source: &Source) -> Value {
    match source.kind {
        Some(kind) => text(&format!("{} ({})", source.name, kind.name()), "identifying"),
        None => text(&source.name, "identifying"),
    }
}

/// The article that is annotated.
struct Target<'a> {
    article: &'a GoldArticle,
    offsets: Offsets<'a>,
    urn: String,
    /// The article's address, or its URN if it has no address.
    source: String,
}

impl<'a> Target<'a> {
    fn new(article: &'a GoldArticle) -> Self {
        let urn = format!("urn:saidso:{}", utf8_percent_encode(&article.id, UNRESERVED));
        let address = article.metadata.get("url").and_then(Value::as_str).filter(|url| is_address(url));
        let source = address.map_or_else(|| urn.clone(), str::to_owned);
        Self { article, offsets: Offsets::new(&article.text), urn, source }
    }

    fn place(&self, span: &Range<usize>) -> Value {
        let text = &self.article.text;
        let prefix = text[..span.start].char_indices().rev().take(AROUND).last().map_or(span.start, |(byte, _)| byte);
        let suffix: String = text[span.end..].chars().take(AROUND).collect();
        json!({
            "type": "SpecificResource",
            "source": self.source,
            "selector": [
                {
                    "type": "TextPositionSelector",
                    "start": self.offsets.code_point(span.start),
                    "end": self.offsets.code_point(span.end),
                },
                {
                    "type": "TextQuoteSelector",
                    "exact": text[span.clone()],
                    "prefix": text[prefix..span.start],
                    "suffix": suffix,
                },
            ],
        })
    }
}

/// Whether this can be used as an IRI.
pub(super) fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty())
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c))
}
