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
use super::{MAX_BYTES, ReadOptions, whole};
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
    let roots = match text.and_then(|text| xml::parse_all(&text)) {
        Ok(roots) => roots,
        Err(error) => return reading.single(place, error),
    };
    let articles = |root: &xml::Element, options: &ReadOptions| match form {
        Form::Feed => feed::items(root, options.field_format),
        Form::Nitf => vec![root.whole().map(nitf::article)],
        Form::NewsMl => newsml::items(root),
        _ => {
            let reason = format!("its first element is `{}`; RSS, Atom, NITF and NewsML are read", root.name);
            vec![Err(ArticleError::Malformed { form: "news in XML", reason })]
        }
    };
    let found_in = |item: Result<Known, ArticleError>, options: &ReadOptions| match item {
        Ok((article, known)) => found(not_empty(article), known, options),
        Err(error) => error.into(),
    };
    let is_series = match form {
        Form::Feed | Form::NewsMl => true,
        Form::Nitf => roots.len() > 1,
        _ => false,
    };
    if !is_series {
        let item = articles(&roots[0], reading.options).swap_remove(0);
        return reading.single(place, found_in(item, reading.options));
    }
    let mut series = reading.series(place);
    // Documents in sequence are read like one with several articles.
    for root in roots {
        let items = articles(&root, reading.options);
        let is_named = items.iter().any(Result::is_err);
        for item in items {
            series.number += 1;
            let found = found_in(item, reading.options);
            reading.next_of(&series, found)?;
        }
        if let Err(error) = root.whole()
            && !is_named
        {
            reading.of_all(&series, error)?;
        }
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
