//! What to report about a missing field: which fields there are, and which one was probably meant.

use super::ReadOptions;
use saidso::error::{ArticleError, FieldRole, Missing};
use serde_json::{Map, Value};

/// Maximum number of fields listed: a table may have thousands.
const SHOWN: usize = 20;

/// How many levels of nested objects are searched, and how many fields of each.
const DEPTH: usize = 3;
const LISTED: usize = 200;

/// A field with at least this many bytes is probably the text of an article, whatever its name.
const LONG: usize = 200;

/// Names that differ in at most this many letters may be misspellings of each other.
const TYPOS: usize = 2;

/// Usual names of the text of an article, the likeliest first.
const TEXTS: &[&str] = &[
    "text",
    "body",
    "content",
    "bodyText",
    "articleBody",
    "articleText",
    "fullText",
    "mainText",
    "maintext",
    "story",
    "storyText",
    "contentText",
    "textBody",
    "fields.bodyText",
    "fields.body",
    "article",
    "contentHtml",
    "bodyHtml",
    "description",
];

/// Usual names of its id.
const IDS: &[&str] = &["id", "_id", "uid", "uuid", "guid", "docId", "articleId", "storyId", "url", "uri", "link"];

/// Usual names of its headline.
const TITLES: &[&str] = &["title", "headline", "webTitle", "fields.headline", "header", "hed"];

/// The name of a field, and its text as far as it is known.
type Known<'f> = (String, Option<&'f str>);

/// The error for an object that lacks a field that every article must have.
pub(super) fn field(path: &str, fields: &Map<String, Value>, options: &ReadOptions) -> ArticleError {
    ArticleError::MissingField(Box::new(missing(path, &known(fields), options)))
}

/// The error for a field that no object of a file has.
pub(super) fn unknown_field(path: &str, fields: &Map<String, Value>, options: &ReadOptions) -> ArticleError {
    ArticleError::UnknownField(Box::new(missing(path, &known(fields), options)))
}

/// The error for a table that lacks a column.
pub(super) fn column<'c>(name: &str, columns: impl Iterator<Item = &'c str>, options: &ReadOptions) -> ArticleError {
    let known: Vec<Known<'_>> = columns.map(|column| (column.to_owned(), None)).collect();
    ArticleError::MissingColumn(Box::new(missing(name, &known, options)))
}

/// The error for a database of which no table has a column.
#[cfg(feature = "sqlite")]
pub(super) fn column_of_tables(name: &str, tables: &[(String, Vec<String>)], options: &ReadOptions) -> ArticleError {
    let columns = tables.iter().flat_map(|(_, columns)| columns).map(|column| (column.clone(), None));
    let all = missing(name, &columns.collect::<Vec<_>>(), options);
    let known = format!("those of the SQLite tables {}", listed_tables(tables));
    ArticleError::MissingColumn(Box::new(Missing { known, ..all }))
}

/// Tables with their columns: `news (id, text), outlets (name)`.
#[cfg(feature = "sqlite")]
pub(super) fn listed_tables(tables: &[(String, Vec<String>)]) -> String {
    let mut shown: Vec<String> = Vec::new();
    for (name, columns) in tables.iter().take(SHOWN) {
        let columns: Vec<Known<'_>> = columns.iter().map(|column| (column.clone(), None)).collect();
        shown.push(format!("{name} ({})", listed(&columns)));
    }
    if tables.len() > SHOWN {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

fn missing(name: &str, known: &[Known<'_>], options: &ReadOptions) -> Missing {
    let role = role(name, options);
    Missing { name: name.to_owned(), role, known: listed(known), likely: likely(name, role, known) }
}

/// The fields of an object and of the objects nested in it, by path.
fn known(fields: &Map<String, Value>) -> Vec<Known<'_>> {
    let mut known = Vec::new();
    add(fields, "", DEPTH, &mut known);
    known
}

fn add<'f>(fields: &'f Map<String, Value>, before: &str, depth: usize, known: &mut Vec<Known<'f>>) {
    for (name, value) in fields.iter().take(LISTED) {
        let path = format!("{before}{name}");
        let first = value.as_array().and_then(|items| items.first());
        match (value, first) {
            (Value::Object(inner), _) if depth > 0 && !inner.is_empty() => {
                add(inner, &format!("{path}."), depth - 1, known);
            }
            (_, Some(Value::Object(inner))) if depth > 0 => {
                add(inner, &format!("{path}[]."), depth - 1, known);
            }
            _ => known.push((path, value.as_str())),
        }
        if known.len() > LISTED {
            break;
        }
    }
}

fn role(name: &str, options: &ReadOptions) -> FieldRole {
    match name {
        _ if name == options.text_field => FieldRole::Text,
        _ if name == options.id_field => FieldRole::Id,
        _ if name == options.title_field => FieldRole::Title,
        _ => FieldRole::Metadata,
    }
}

fn listed(known: &[Known<'_>]) -> String {
    let mut names: Vec<&str> = known.iter().take(SHOWN).map(|(name, _)| &**name).collect();
    if known.len() > SHOWN {
        names.push("…");
    }
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The field that was probably meant by a name that does not exist.
fn likely(name: &str, role: FieldRole, known: &[Known<'_>]) -> Option<String> {
    let wanted = folded(name);
    let same = |known: &&Known<'_>| folded(&known.0) == wanted;
    let usual = match role {
        FieldRole::Text => TEXTS,
        FieldRole::Id => IDS,
        FieldRole::Title => TITLES,
        FieldRole::Metadata => &[],
    };
    let typo = |known: &&Known<'_>| {
        wanted.chars().count() > TYPOS && strsim::damerau_levenshtein(&folded(&known.0), &wanted) <= TYPOS
    };
    let last = |known: &Known<'_>| folded(known.0.rsplit('.').next().unwrap_or_default());
    let last_step = |known: &&Known<'_>| last(known) == wanted;
    // The first of the usual names that a field has.
    let usual_by = |name_of: &dyn Fn(&Known<'_>) -> String| {
        usual.iter().find_map(|usual| known.iter().find(|&known| name_of(known) == folded(usual)))
    };
    let found = known
        .iter()
        .find(same)
        .or_else(|| usual_by(&|known| folded(&known.0)))
        .or_else(|| known.iter().find(last_step))
        .or_else(|| known.iter().find(typo))
        .or_else(|| usual_by(&last))
        .or_else(|| {
            let length = |known: &Known<'_>| known.1.map_or(0, str::len);
            known
                .iter()
                .max_by_key(|&known| length(known))
                .filter(|&known| role == FieldRole::Text && length(known) >= LONG)
        });
    found.map(|(name, _)| name.clone())
}

/// A name in lower case without separators between words: `Full_Text` and `fullText` are the same.
fn folded(name: &str) -> String {
    name.chars().filter(|character| !matches!(character, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{column, field};
    use crate::read::ReadOptions;
    use saidso::error::ArticleError;
    use serde_json::{Value, json};

    fn likely(path: &str, fields: Value) -> Option<String> {
        let options = ReadOptions { id_field: "idd".into(), ..ReadOptions::default() };
        let Value::Object(fields) = fields else { panic!("no object") };
        match field(path, &fields, &options) {
            ArticleError::MissingField(missing) => missing.likely,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn the_likely_field_is_named() {
        for (path, fields, expected) in [
            ("text", json!({"id": 1, "content": "c", "url": "u"}), Some("content")),
            ("text", json!({"Text": "t", "body": "b"}), Some("Text")),
            ("text", json!({"full_text": "t", "kind": "k"}), Some("full_text")),
            ("text", json!({"fields": {"bodyText": "b", "headline": "h"}}), Some("fields.bodyText")),
            ("text", json!({"inhalt": "x".repeat(300), "kind": "k"}), Some("inhalt")),
            (
                "text",
                json!({"status": "ok", "articles": {"results": [{"title": "t", "content": "c"}]}}),
                Some("articles.results[].content"),
            ),
            ("text", json!({"kind": "k"}), None),
            ("idd", json!({"id": 1}), Some("id")),
            ("pubished", json!({"title": "t", "published": "p"}), Some("published")),
            ("outlet", json!({"title": "t"}), None),
        ] {
            assert_eq!(likely(path, fields.clone()).as_deref(), expected, "{path} {fields}");
        }
        let names: Vec<String> = (0..3000).map(|number| format!("c{number}")).collect();
        let message = column("text", names.iter().map(String::as_str), &ReadOptions::default()).to_string();
        assert!(message.ends_with("c19, …") && message.len() < 200, "{message}");
    }
}
