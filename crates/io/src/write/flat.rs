//! What a flat row has in addition to the fields of its item: the article, who speaks and how, and lists of spans as
//! text.

use super::Rows;
use super::column::Column;
use super::layout::Layout;
use super::metadata::{PREFIX, REST};
use saidso::record::{Date, DayOrder, published_date, unquoted};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// A row's values by column name; null values are absent.
pub(super) type Row = Map<String, Value>;

/// Separates the pieces of one text.
const BETWEEN: &str = " … ";

/// A record, indexed for making rows of it.
pub(super) struct Flat<'r> {
    /// What all rows of the record begin with.
    article: Row,
    sources: HashMap<&'r str, &'r Value>,
    attributions: HashMap<&'r str, &'r Value>,
    sentences: Vec<Place>,
}

/// The position of a span; positions in the title come before those in the text.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    in_text: bool,
    start: u64,
    end: u64,
}

impl Place {
    fn of(span: &Value) -> Option<Self> {
        let in_text = span["of"].as_str().is_none_or(|of| of == "text");
        Some(Self { in_text, start: span["start"].as_u64()?, end: span["end"].as_u64()? })
    }
}

impl<'r> Flat<'r> {
    pub(super) fn new(record: &'r Map<String, Value>, layout: &Layout) -> Self {
        Self {
            article: article(record, layout),
            sources: by_id(record.get("sources")),
            attributions: by_id(record.get("attributions")),
            sentences: items(record.get("sentences")).iter().filter_map(Place::of).collect(),
        }
    }

    /// The row of an item of the record.
    pub(super) fn row(&self, rows: Rows, index: usize, item: &Value, columns: &[Column]) -> Row {
        let mut row = self.article.clone();
        match rows {
            Rows::Articles => {}
            Rows::Sentences => {
                row.insert("sentence".to_owned(), index.into());
                row.insert("text_unquoted".to_owned(), without_marks(&item["text"]));
                self.saying(&item["attributed_by"], &mut row);
                self.source(&item["source"], &mut row);
            }
            Rows::Attributions => {
                let content = items(item.get("content"));
                spans("content", content, &mut row);
                row.insert("content_unquoted".to_owned(), without_marks(&row["content"]));
                row.insert("sentences".to_owned(), self.sentences_of(content));
                self.source(&item["source"]["resolved"], &mut row);
            }
            Rows::Claims => {
                row.insert("claim".to_owned(), index.into());
                row.insert("text_unquoted".to_owned(), without_marks(&item["text"]));
                row.insert("replacements".to_owned(), replacements(items(item.get("replacements"))));
                extent(&self.places(item), "", &mut row);
                // The claim has an assertion of its own, even if the author makes it.
                self.saying(&item["attribution"], &mut row);
                row.remove("assertion");
                self.source(&item["source"], &mut row);
            }
            Rows::Sources => {
                let mentions = items(item.get("mentions"));
                spans("mentions", mentions, &mut row);
                row.insert("sentences".to_owned(), self.sentences_of(mentions));
                row.insert("person".to_owned(), as_text(item.get("person")));
                // Records leave it out if it is false.
                row.insert("unresolved".to_owned(), item["unresolved"].as_bool().unwrap_or(false).into());
            }
        }
        for Column { name, path, .. } in columns {
            if !row.contains_key(name)
                && let Some(value) = path.iter().try_fold(item, |value, field| value.get(field))
            {
                row.insert(name.clone(), value.clone());
            }
        }
        row.retain(|_, value| !value.is_null());
        row
    }

    /// Adds how an attribution presents what is said.
    fn saying(&self, attribution: &Value, row: &mut Row) {
        let Some(attribution) = attribution.as_str().and_then(|id| self.attributions.get(id)) else { return };
        row.insert("speech".to_owned(), attribution["speech"].clone());
        row.insert("assertion".to_owned(), attribution["assertion"].clone());
        row.insert("cue_text".to_owned(), attribution["cue"]["text"].clone());
    }

    /// Adds who the source with this id is.
    fn source(&self, id: &Value, row: &mut Row) {
        let Some(source) = id.as_str().and_then(|id| self.sources.get(id)) else { return };
        row.insert("source_name".to_owned(), source["name"].clone());
        row.insert("source_kind".to_owned(), source["kind"].clone());
        row.insert("source_titles_or_role".to_owned(), source["titles_or_role"].clone());
        row.insert("source_unresolved".to_owned(), source["unresolved"].as_bool().unwrap_or(false).into());
        row.insert("source_person".to_owned(), as_text(source.get("person")));
    }

    /// The positions of a claim: those of its attribution's content, or those of its sentences.
    fn places(&self, claim: &Value) -> Vec<Place> {
        if let Some(attribution) = claim["attribution"].as_str().and_then(|id| self.attributions.get(id)) {
            return items(attribution.get("content")).iter().filter_map(Place::of).collect();
        }
        let indices = items(claim.get("sentences")).iter().filter_map(Value::as_u64);
        indices.filter_map(|index| self.sentences.get(index as usize).copied()).collect()
    }

    /// Indices of the sentences that the spans are in.
    fn sentences_of(&self, spans: &[Value]) -> Value {
        let mut indices: Vec<usize> = Vec::new();
        for span in spans.iter().filter_map(Place::of) {
            let before = |sentence: &Place| (sentence.in_text, sentence.end) <= (span.in_text, span.start);
            let first = self.sentences.partition_point(before);
            let here = |sentence: &&Place| sentence.in_text == span.in_text && sentence.start < span.end;
            indices.extend(first..first + self.sentences[first..].iter().take_while(here).count());
        }
        indices.sort_unstable();
        indices.dedup();
        json!(indices)
    }
}

/// The columns that identify the article.
fn article(record: &Map<String, Value>, layout: &Layout) -> Row {
    let mut row = Row::new();
    row.insert("article".to_owned(), record.get("id").cloned().unwrap_or_default());
    let title = record.get("title").filter(|title| title.as_str().is_some_and(|title| !title.trim().is_empty()));
    let headline = || items(record.get("sentences")).iter().find(|sentence| sentence["role"] == "headline");
    let title = title.or_else(|| headline().map(|headline| &headline["text"]));
    row.insert("title".to_owned(), title.cloned().unwrap_or_default());
    let Some(Value::Object(metadata)) = record.get("metadata") else { return row };
    // A date that can be read in two ways is left out: nothing in a table would say that it is a guess.
    let date = published_date(metadata, DayOrder::Unknown).map(Date::iso);
    row.insert("date".to_owned(), date.into());
    let (mut held, rest) = layout.metadata.split(metadata, layout.typed);
    if layout.open {
        held.extend(rest);
    } else if !rest.is_empty() {
        row.insert(REST.to_owned(), Value::Object(rest).to_string().into());
    }
    row.extend(held.into_iter().map(|(name, value)| (format!("{PREFIX}{name}"), value)));
    row
}

/// A value as text: a string as it is, anything else as JSON.
fn as_text(value: Option<&Value>) -> Value {
    match value {
        None | Some(Value::Null) => Value::Null,
        Some(Value::String(text)) => text.as_str().into(),
        Some(other) => other.to_string().into(),
    }
}

fn items(list: Option<&Value>) -> &[Value] {
    list.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn by_id(list: Option<&Value>) -> HashMap<&str, &Value> {
    items(list).iter().filter_map(|item| Some((item["id"].as_str()?, item))).collect()
}

/// Adds the texts of spans as one text, and where they begin and end.
fn spans(name: &str, spans: &[Value], row: &mut Row) {
    let words: Vec<&str> = spans.iter().filter_map(|span| span["text"].as_str()).collect();
    row.insert(name.to_owned(), words.join(BETWEEN).into());
    let places: Vec<Place> = spans.iter().filter_map(Place::of).collect();
    extent(&places, &format!("{name}_"), row);
}

/// Adds the range from the first to the last of the places that are in the same part as the first: the title or the
/// text.
fn extent(places: &[Place], prefix: &str, row: &mut Row) {
    let Some(first) = places.first() else { return };
    let alike = || places.iter().filter(|place| place.in_text == first.in_text);
    row.insert(format!("{prefix}start"), json!(alike().map(|place| place.start).min()));
    row.insert(format!("{prefix}end"), json!(alike().map(|place| place.end).max()));
    // Absent for the text, as in records.
    row.insert(format!("{prefix}of"), if first.in_text { Value::Null } else { "title".into() });
}

fn without_marks(text: &Value) -> Value {
    text.as_str().map_or(Value::Null, |text| unquoted(text).into())
}

/// `he → Paul Orlan; Monday → 13 May 2024`.
fn replacements(list: &[Value]) -> Value {
    let one = |one: &Value| Some(format!("{} → {}", one["text"].as_str()?, one["by"].as_str()?));
    let all: Vec<String> = list.iter().filter_map(one).collect();
    if all.is_empty() { Value::Null } else { all.join("; ").into() }
}
