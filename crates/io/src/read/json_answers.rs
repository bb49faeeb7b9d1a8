//! The articles in a server's response: objects in nested lists and objects, as in `articles.results[]` or
//! `response.results[]`.

use super::{ReadOptions, field_path};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Fields that mark an object as an article.
const OF_ARTICLES: &[&str] =
    &["title", "headline", "webTitle", "url", "uri", "link", "webUrl", "web_url", "guid", "published", "publishedAt"];

/// Names of fields that may hold a list of articles, even next to a title for the whole list.
const LISTS: &[&str] = &[
    "articles",
    "results",
    "response",
    "items",
    "data",
    "docs",
    "documents",
    "hits",
    "stories",
    "entries",
    "records",
    "posts",
    "news",
    "_source",
    "story",
    "article",
    "content",
];

/// A text of at least this many bytes is more than the name of a tag.
const LONG: usize = 100;

/// Where the responses of well-known servers have the text, for use if the user named no text field.
const TEXTS: &[&str] = &["body", "fields.bodyText", "fields.body", "story_text", "content_text", "content_html"];

/// Where these responses have the headline.
const TITLES: &[&str] = &["fields.headline", "headline", "webTitle"];

/// Objects, and the options for reading them.
type Records<'o> = (Vec<Map<String, Value>>, Cow<'o, ReadOptions>);

/// The objects in a value that have a text, and the options for reading them; if there are none, the value itself as
/// the error.
pub(super) fn records(mut value: Value, options: &ReadOptions) -> Result<Records<'_>, Value> {
    if let Value::Object(fields) = &value
        && let Some((list, rest)) = list_in_path(fields, &options.text_field)
    {
        let inner = |path: &str| within(path, list).unwrap_or(path).to_owned();
        let options = ReadOptions {
            text_field: rest.to_owned(),
            id_field: inner(&options.id_field),
            title_field: inner(&options.title_field),
            keep_fields: options.keep_fields.as_ref().map(|kept| kept.iter().map(|path| inner(path)).collect()),
            ..options.clone()
        };
        let Value::Object(fields) = &mut value else { return Err(value) };
        let Some(Value::Array(all)) = field_path::take(fields, list) else { return Err(value) };
        let objects = all.into_iter().filter_map(|value| match value {
            Value::Object(fields) => Some(fields),
            _ => None,
        });
        return Ok((objects.collect(), Cow::Owned(options)));
    }
    let is_named = options.text_field != "text";
    let is_long = |value: &Value| value.as_str().is_some_and(|text| text.len() >= LONG);
    let of_article =
        |fields: &Map<String, Value>| is_named || is_about_article(fields) || fields.get("text").is_some_and(is_long);
    if has_record(&value, &options.text_field, &of_article) {
        return Ok((collected(value, &options.text_field, &of_article), Cow::Borrowed(options)));
    }
    if is_named {
        return Err(value);
    }
    let Some(text) = TEXTS.iter().find(|text| has_nested(&value, text)) else { return Err(value) };
    let mut all = collected(value, text, &is_about_article);
    for fields in &mut all {
        put(fields, TEXTS, &options.text_field);
        put(fields, TITLES, &options.title_field);
    }
    Ok((all, Cow::Borrowed(options)))
}

/// If the field `to` is missing, moves the first of the fields `from` there.
fn put(fields: &mut Map<String, Value>, from: &[&str], to: &str) {
    if !field_path::has(fields, to)
        && let Some(value) = from.iter().find_map(|path| field_path::take(fields, path))
    {
        fields.insert(to.to_owned(), value);
    }
}

/// Whether the path of the text leads through a list of articles, rather than a list of paragraphs of one article.
pub(super) fn leads_into_records(fields: &Map<String, Value>, options: &ReadOptions) -> bool {
    list_in_path(fields, &options.text_field).is_some()
}

/// The list of articles that a path leads through, and the path within each article.
fn list_in_path<'p>(fields: &Map<String, Value>, path: &'p str) -> Option<(&'p str, &'p str)> {
    if let Some((list, rest)) = path.split_once("[].") {
        return Some((list, rest));
    }
    path.match_indices('.').map(|(at, _)| (&path[..at], &path[at + 1..])).find(|(list, rest)| {
        let found = list.split('.').try_fold(None, |value: Option<&Value>, step| {
            let fields = value.map_or(Some(fields), Value::as_object)?;
            Some(Some(fields.get(step)?))
        });
        let Some(Some(Value::Array(items))) = found else { return false };
        let is_article = |item: &Value| {
            item.as_object().is_some_and(|fields| field_path::has(fields, rest) && is_about_article(fields))
        };
        items.iter().any(is_article)
    })
}

/// The rest of a path that leads into this list.
fn within<'p>(path: &'p str, list: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(list)?;
    rest.strip_prefix("[].").or_else(|| rest.strip_prefix('.'))
}

fn is_about_article(fields: &Map<String, Value>) -> bool {
    OF_ARTICLES.iter().any(|field| fields.get(*field).is_some_and(Value::is_string))
}

/// The values inside a value that may be articles or contain some. In an object that is itself about an article, only
/// well-known fields are searched: the tags of an article, each with a text, are not articles.
fn inner<'v>(value: &'v Value) -> Box<dyn Iterator<Item = &'v Value> + 'v> {
    match value {
        Value::Object(fields) => {
            let is_one = is_about_article(fields);
            let may_hold = move |name: &str| !is_one || LISTS.contains(&name);
            Box::new(fields.iter().filter(move |(name, _)| may_hold(name)).map(|(_, value)| value))
        }
        Value::Array(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

type IsArticle<'f> = &'f dyn Fn(&Map<String, Value>) -> bool;

fn is_record(value: &Value, text: &str, of_article: IsArticle<'_>) -> bool {
    value.as_object().is_some_and(|fields| field_path::has(fields, text) && of_article(fields))
}

fn has_record(value: &Value, text: &str, of_article: IsArticle<'_>) -> bool {
    is_record(value, text, of_article) || inner(value).any(|value| has_record(value, text, of_article))
}

/// Whether there is an article with this text field below the value itself.
fn has_nested(value: &Value, text: &str) -> bool {
    inner(value).any(|value| has_record(value, text, &is_about_article))
}

/// The articles in a value, together with the other objects in their lists: an article without a text must be
/// reported.
fn collected(value: Value, text: &str, of_article: IsArticle<'_>) -> Vec<Map<String, Value>> {
    let mut all = Vec::new();
    let mut rest = vec![value];
    while let Some(value) = rest.pop() {
        match value {
            Value::Object(fields) if field_path::has(&fields, text) && of_article(&fields) => all.push(fields),
            Value::Object(fields) => {
                let is_one = is_about_article(&fields);
                let below = fields.into_iter().filter(|(name, _)| !is_one || LISTS.contains(&&**name));
                let below: Vec<Value> = below.map(|(_, value)| value).collect();
                rest.extend(below.into_iter().rev());
            }
            Value::Array(items) if items.iter().any(|item| is_record(item, text, of_article)) => {
                all.extend(items.into_iter().filter_map(|item| match item {
                    Value::Object(fields) => Some(fields),
                    _ => None,
                }));
            }
            Value::Array(items) => rest.extend(items.into_iter().rev()),
            _ => {}
        }
    }
    all
}
