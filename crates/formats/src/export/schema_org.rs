//! schema.org as JSON-LD: an article and what it asserts.
//!
//! Direct and mixed speech becomes a `Quotation`; indirect speech, and any sentence that the author is responsible
//! for, becomes a `Claim`. The author's opinions are claims of the genre `opinion`.

use super::answering;
use super::spans::joined;
use super::web_annotation::is_address;
use crate::gold::{Attribution, GoldArticle, Sentence, Source};
use saidso::record::{Assertion, Role, SourceKind, Speech};
use serde_json::{Map, Value, json};

pub(super) fn article(article: &GoldArticle) -> Value {
    let mut fields = Map::new();
    fields.insert("@context".into(), "https://schema.org".into());
    fields.insert("@type".into(), "NewsArticle".into());
    fields.insert("identifier".into(), article.id.as_str().into());
    let known = |name: &str| article.metadata.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(url) = known("url").filter(|url| is_address(url)) {
        fields.insert("url".into(), url.into());
    }
    if let Some(headline) = known("title").or_else(|| headline(article)) {
        fields.insert("headline".into(), headline.into());
    }
    if let Some(date) = known("date").filter(|date| is_date(date)) {
        fields.insert("datePublished".into(), date.into());
    }
    if let Some(publisher) = known("publisher") {
        fields.insert("publisher".into(), json!({"@type": "Organization", "name": publisher}));
    }
    if let Some(author) = known("author") {
        fields.insert("author".into(), json!({"@type": "Person", "name": author}));
    }
    let document = &article.document;
    // What is denied, asked or left unsaid is not exported as a claim.
    let asserts = |attribution: &&Attribution| attribution.assertion.is_none_or(|one| one == Assertion::Asserted);
    let mut parts: Vec<(usize, Value)> = (document.attributions.iter().flatten())
        .filter(asserts)
        .filter_map(|attribution| Some((attribution.spans.content.first()?.start, said(article, attribution))))
        .collect();
    let own = document.sentences.iter().flatten().filter_map(|sentence| {
        let part = own_claim(article, sentence)?;
        Some((sentence.span.start, part))
    });
    parts.extend(own);
    parts.sort_by_key(|&(start, _)| start);
    fields.insert("hasPart".into(), parts.into_iter().map(|(_, part)| part).collect());
    Value::Object(fields)
}

fn headline(article: &GoldArticle) -> Option<String> {
    let mut sentences = article.document.sentences.iter().flatten();
    let headline = sentences.find(|sentence| sentence.role == Some(Role::Headline))?;
    Some(article.text[headline.span.clone()].to_owned())
}

/// The content of an attribution, with its source.
fn said(article: &GoldArticle, attribution: &Attribution) -> Value {
    let content = joined(&attribution.spans.content, &article.text);
    let text = content.iter().map(|span| &article.text[span.clone()]).collect::<Vec<_>>().join(" … ");
    // If the source is not resolved, the words of the text are used.
    let words = joined(&attribution.spans.source, &article.text);
    let words = (!words.is_empty())
        .then(|| words.iter().map(|span| &article.text[span.clone()]).collect::<Vec<_>>().join(" … "));
    let (kind, by) = match attribution.speech {
        Some(Speech::Direct | Speech::Mixed) => ("Quotation", "spokenByCharacter"),
        Some(Speech::Indirect) | None => ("Claim", "author"),
    };
    let mut part = json!({"@type": kind, "text": text});
    match (&attribution.source, words) {
        (Some(Source { name, kind: Some(SourceKind::Person) }), _) => {
            part[by] = json!({"@type": "Person", "name": name});
        }
        (Some(Source { name, kind: Some(SourceKind::Organization) }), _) => {
            part[by] = json!({"@type": "Organization", "name": name});
        }
        // Only a person or an organisation can be the author or speaker: any other or unknown source can only be
        // credited.
        (Some(Source { name, .. }), _) => part["creditText"] = name.as_str().into(),
        (None, Some(words)) => part["creditText"] = words.into(),
        (None, None) => {}
    }
    part
}

/// The claim of a sentence that only the author is responsible for.
fn own_claim(article: &GoldArticle, sentence: &Sentence) -> Option<Value> {
    let label = sentence.label.flatten()?;
    if answering(sentence).is_some() {
        return None;
    }
    let contents = article.document.attributions.iter().flatten().flat_map(|attribution| &attribution.spans.content);
    let is_said =
        |content: &std::ops::Range<usize>| content.start <= sentence.span.start && sentence.span.end <= content.end;
    (!contents.into_iter().any(is_said)).then(|| {
        json!({"@type": "Claim", "text": article.text[sentence.span.clone()], "genre": label.name().replace('_', " ")})
    })
}

/// Whether this begins with a date in ISO 8601 format: 2024-05-01.
fn is_date(date: &str) -> bool {
    let form = b"dddd-dd-dd";
    let fits = |(found, form): (&u8, &u8)| if *form == b'd' { found.is_ascii_digit() } else { found == form };
    date.len() >= form.len() && date.as_bytes().iter().zip(form).all(fits)
}
