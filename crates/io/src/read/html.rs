//! Extracts the article from a web page.

mod attributes;
mod boxes;
mod facts;
mod field;
mod marks;
mod parse;
mod text;

pub(super) use field::fragment_text;

use super::ReadOptions;
use super::charset::{Charset, decode, decode_as, utf8};
use super::metadata::found;
use super::reading::Found;
use super::watch;
use dom_smoothie::{Config, Readability, ReadabilityError};
use encoding_rs::Encoding;
use facts::Facts;
use saidso::error::ArticleError;
use saidso::record::Article;
use serde_json::{Map, Value};
use std::panic::{AssertUnwindSafe, catch_unwind};
use text::Text;

/// A page with more bytes is not read: no page made for people has that many.
pub(super) const MAX_PAGE: usize = 16 << 20;

/// Nor is one with more elements.
const MAX_ELEMENTS: usize = 200_000;

/// If the JSON-LD has more than this many times the text of the page, the page shows only the beginning of the article.
const BODY_RATIO: usize = 2;

/// Number of bytes at the start of a page that are searched for its encoding.
const PRESCAN: usize = 2048;

/// Extracts the article from a page: its main text including captions, its title, and `author`, `date`, `modified`,
/// `section`, `site` and `url` as far as the page names them. `declared` is the encoding that the server named, `known`
/// are the fields that are known without the page.
pub(super) fn article(
    page: Vec<u8>,
    declared: Option<&'static Encoding>,
    known: Map<String, Value>,
    options: &ReadOptions,
) -> Found {
    let mut fields = known;
    let article = decode_page(page, declared, options.charset).and_then(|page| {
        let read = catch_unwind(AssertUnwindSafe(|| extract(page, &mut fields)));
        read.unwrap_or_else(|panic| {
            let reason = format!("its reader gave up: {}", saidso::error::panic_message(panic.as_ref()));
            Err(ArticleError::Malformed { form: "HTML", reason })
        })
    });
    found(article, fields, options)
}

fn extract(page: String, fields: &mut Map<String, Value>) -> Result<Article, ArticleError> {
    let document = parse::page(&page)?;
    drop(page);
    let facts = Facts::of(&document);
    boxes::remove(&document);
    marks::write(&document);
    watch::check()?;
    let config = Config { max_elements_to_parse: MAX_ELEMENTS, ..Config::default() };
    let mut readability =
        Readability::with_document(document, None, Some(config)).map_err(|error| no_article(&error))?;
    let found = match readability.parse() {
        Ok(found) => Some(found),
        Err(ReadabilityError::GrabFailed) => None,
        Err(error) => return Err(no_article(&error)),
    };
    watch::check()?;
    let mut text = match &found {
        Some(found) => text::text(&found.content)?,
        None => text::Text::default(),
    };
    // The page shows nothing, or only the beginning of the text.
    if let Some(body) = facts.body.filter(|body| body.written.len() > BODY_RATIO * text.written.len()) {
        text = body;
    }
    if text.is_empty() {
        return Err(ArticleError::NoArticle);
    }
    let shown = |name: &str| match (name, &found) {
        ("author", Some(found)) => found.byline.clone(),
        ("date", Some(found)) => found.published_time.clone(),
        ("site", Some(found)) => found.site_name.clone(),
        ("url", Some(found)) => found.url.clone(),
        _ => None,
    };
    for name in ["author", "date", "modified", "section", "site", "url"] {
        let value = facts.fields.get(name).cloned().or_else(|| shown(name)).unwrap_or_default();
        let value = value.trim();
        let value = if name == "author" { value.strip_prefix("By ").unwrap_or(value) } else { value };
        if !value.is_empty() && !fields.contains_key(name) {
            fields.insert(name.to_owned(), Value::String(value.to_owned()));
        }
    }
    let title = found.map(|found| found.title.trim().to_owned()).filter(|title| !title.is_empty()).or(facts.title);
    let Text { written, captions, headings, .. } = text;
    Ok(Article { title, captions, headings, ..Article::new("", written) })
}

fn no_article(error: &ReadabilityError) -> ArticleError {
    match error {
        ReadabilityError::GrabFailed => ArticleError::NoArticle,
        other => ArticleError::Malformed { form: "HTML", reason: other.to_string() },
    }
}

/// Decodes a page. One that is valid UTF-8 is read as UTF-8, whatever it declares.
fn decode_page(page: Vec<u8>, declared: Option<&'static Encoding>, charset: Charset) -> Result<String, ArticleError> {
    if charset != Charset::Detect {
        return decode(page, charset);
    }
    if std::str::from_utf8(&page).is_ok() {
        return utf8(page);
    }
    match declared.or_else(|| declaration(&page[..page.len().min(PRESCAN)])) {
        Some(encoding) => decode_as(&page, encoding).or_else(|_| decode(page, charset)),
        None => decode(page, charset),
    }
}

/// The encoding that a page or a header declares: what follows `charset=`.
pub(super) fn declaration(head: &[u8]) -> Option<&'static Encoding> {
    const NAME: &[u8] = b"charset";
    let found = head.windows(NAME.len()).position(|window| window.eq_ignore_ascii_case(NAME))?;
    let rest = head[found + NAME.len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"-_:.".contains(byte));
    Encoding::for_label_no_replacement(&rest[..end.unwrap_or(rest.len())])
}
