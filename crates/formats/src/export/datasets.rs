//! A data set folder that Hugging Face's `datasets` can load: a card that declares the columns and their types, and
//! JSON Lines.

use super::answering;
use super::spans::on_one_line;
use crate::gold::{Attribution, GoldArticle, Sentence, Source};
use saidso::record::{Assertion, Label, Offsets, Role, SourceKind, Speech};
use serde_json::{Value, json};
use std::ops::Range;

/// The file of all rows.
pub(super) const ROWS: &str = "data/articles.jsonl";

/// The file that describes the rows.
pub(super) const CARD: &str = "README.md";

/// The size of a data set.
#[derive(Debug, Default)]
pub(super) struct Size {
    articles: usize,
    sentences: usize,
    attributions: usize,
}

impl Size {
    pub(super) fn add(&mut self, article: &GoldArticle) {
        self.articles += 1;
        self.sentences += article.document.sentences.iter().flatten().count();
        self.attributions += article.document.attributions.iter().flatten().count();
    }
}

pub(super) fn card(size: &Size) -> String {
    let Size { articles, sentences, attributions } = size;
    format!(
        "{}\n| articles | sentences | attributions |\n|---|---|---|\n| {articles} | {sentences} | {attributions} |\n",
        include_str!("datasets/card.md")
    )
}

/// A row. Every row has all columns, and metadata is serialised to a string, because each column has only one type.
pub(super) fn row(article: &GoldArticle) -> Value {
    let places = Places { text: &article.text, offsets: Offsets::new(&article.text) };
    let metadata = Value::Object(article.metadata.clone());
    json!({
        "id": article.id,
        "text": article.text,
        "metadata": metadata.to_string(),
        "sentences": article.document.sentences.iter().flatten().map(|one| sentence(&places, one)).collect::<Vec<_>>(),
        "attributions":
            article.document.attributions.iter().flatten().map(|one| attribution(&places, one)).collect::<Vec<_>>(),
    })
}

fn sentence(places: &Places, sentence: &Sentence) -> Value {
    let mut row = places.span(&sentence.span);
    row["role"] = sentence.role.map(Role::name).into();
    row["label"] = sentence.label.flatten().map(Label::name).into();
    row["confidence"] = sentence.confidence.into();
    let (name, kind) = named(answering(sentence));
    row["source"] = name;
    row["source_kind"] = kind;
    row
}

fn attribution(places: &Places, attribution: &Attribution) -> Value {
    let (name, kind) = named(attribution.source.as_ref());
    json!({
        "speech": attribution.speech.map(Speech::name),
        "confidence": attribution.confidence,
        "assertion": attribution.assertion.map(Assertion::name),
        "propositional": attribution.propositional,
        "source": places.spans(&attribution.spans.source),
        "cue": places.spans(&attribution.spans.cue),
        "content": places.spans(&attribution.spans.content),
        "source_name": name,
        "source_kind": kind,
    })
}

fn named(source: Option<&Source>) -> (Value, Value) {
    let name = source.map(|source| on_one_line(&source.name));
    (name.into(), source.and_then(|source| source.kind).map(SourceKind::name).into())
}

struct Places<'t> {
    text: &'t str,
    offsets: Offsets<'t>,
}

impl Places<'_> {
    fn span(&self, span: &Range<usize>) -> Value {
        let (start, end) = (self.offsets.code_point(span.start), self.offsets.code_point(span.end));
        json!({"start": start, "end": end, "text": self.text[span.clone()]})
    }

    fn spans(&self, spans: &[Range<usize>]) -> Vec<Value> {
        spans.iter().map(|span| self.span(span)).collect()
    }
}
