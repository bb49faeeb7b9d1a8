//! Formats of news agencies, feeds and text collections, in XML and SGML.

mod feed;
mod newsml;
mod nitf;
mod sgml;
mod xml;

use super::field_text::{FieldFormat, without_html};
use super::forms::Form;
use super::metadata::found;
use super::reading::{Flow, Place, Reading};
use super::{MAX_BYTES, whole};
use saidso::error::ArticleError;
use saidso::record::Article;
use serde_json::{Map, Value};
use std::io::BufRead;
use std::ops::ControlFlow;

/// Reads the articles of a document, or of several in sequence.
pub(super) fn read(reader: &mut dyn BufRead, form: Form, place: &Place, reading: &mut Reading<'_>) -> Flow {
    if form == Form::Sgml {
        return sgml::read(reader, place, reading);
    }
    let text = whole(reader, MAX_BYTES).and_then(|bytes| xml::decoded(bytes, reading.options.charset));
    let root = match text.and_then(|text| xml::parse(&text)) {
        Ok(root) => root,
        Err(error) => return reading.single(place, error),
    };
    let all = match form {
        Form::Feed => feed::items(&root, reading.options.field_format),
        Form::Nitf => {
            let (article, known) = nitf::article(&root);
            return reading.single(place, found(not_empty(article), known, reading.options));
        }
        Form::NewsMl => newsml::items(&root),
        _ => {
            let reason = format!("its first element is `{}`; RSS, Atom, NITF and NewsML are read", root.name);
            return reading.single(place, ArticleError::Malformed { form: "news in XML", reason });
        }
    };
    let mut series = reading.series(place);
    for (article, known) in all {
        series.number += 1;
        let found = found(not_empty(article), known, reading.options);
        reading.next_of(&series, found)?;
    }
    ControlFlow::Continue(())
}

/// An article and what is known about it.
type Known = (Article, Map<String, Value>);

fn not_empty(article: Article) -> Result<Article, ArticleError> {
    if article.text.is_empty() { Err(ArticleError::Empty) } else { Ok(article) }
}

/// An article with a headline, if it has one.
fn article(title: Option<String>, text: String) -> Article {
    Article { title, ..Article::new("", text) }
}

/// What is known about an article, as it is collected.
#[derive(Default)]
struct Facts(Map<String, Value>);

impl Facts {
    /// Notes a value under a name, unless there is none or the name already has one.
    fn note(&mut self, name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value
            && !self.0.contains_key(name)
        {
            self.0.insert(name.to_owned(), Value::String(value.into()));
        }
    }

    /// Notes a list, unless it is empty.
    fn note_all(&mut self, name: &str, values: impl Iterator<Item = String>) {
        let values: Vec<Value> = values.map(Value::String).collect();
        if !values.is_empty() {
            self.0.insert(name.to_owned(), Value::Array(values));
        }
    }
}

/// The text of an element that holds HTML or plain text; empty if the HTML cannot be read.
fn plain(text: &str, format: FieldFormat) -> String {
    match without_html(text, format) {
        Ok(plain) => plain.unwrap_or_else(|| text.trim().to_owned()),
        Err(_) => String::new(),
    }
}
