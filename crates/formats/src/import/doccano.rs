//! Spans as JSON Lines: Doccano's exports, with relations or without, and Prodigy's.

use super::file::DataFile;
use super::{Import, ImportError, Problem, marks};
use crate::marks::{Beside, Link, Mark};
use saidso::record::AnnotatedArticle;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::Path;

/// A line in any of these formats.
#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    id: Value,
    /// Prodigy keeps the id here.
    #[serde(default)]
    meta: Value,
    /// Doccano's spans, with relations.
    #[serde(default)]
    entities: Vec<Entity>,
    #[serde(default)]
    relations: Vec<Map<String, Value>>,
    /// Doccano's spans, without relations.
    #[serde(default, alias = "labels")]
    label: Vec<(usize, usize, String)>,
    /// Prodigy's spans.
    #[serde(default)]
    spans: Vec<Span>,
    #[serde(default)]
    answer: Option<String>,
    #[serde(rename = "saidso", default)]
    beside: Option<Beside>,
}

#[derive(Deserialize)]
struct Entity {
    id: Value,
    label: String,
    start_offset: usize,
    end_offset: usize,
}

#[derive(Deserialize)]
struct Span {
    start: usize,
    end: usize,
    label: String,
}

impl Span {
    fn mark(self) -> Mark {
        let Self { start, end, label } = self;
        Mark { id: format!("{start}-{end}-{label}"), start, end, label }
    }
}

/// Reads one article per line. Lines that Prodigy marks as rejected or ignored are left out and counted.
pub(super) fn read(path: &Path) -> Result<Import, ImportError> {
    let file = DataFile::read_json_lines(path)?;
    let first = file.lines().next().map(|(_, line)| line).unwrap_or_default();
    if first.contains("\"offset_unit\"") {
        let (found, expected) = ("an output of saidso extract", "an export of Doccano or Prodigy");
        return Err(file.error(None, Problem::OtherForm { found, expected }));
    }
    let mut import = Import::default();
    for (number, line) in file.json_lines::<Line>() {
        match line {
            Ok(line) if line.answer.as_deref().is_some_and(|answer| answer != "accept") => import.rejected += 1,
            line => {
                let article = line.and_then(|line| article(number, line));
                import.add(article.map_err(|problem| file.error(number, problem)));
            }
        }
    }
    Ok(import)
}

fn article(number: u64, line: Line) -> Result<AnnotatedArticle, Problem> {
    let id = match (&line.id, &line.meta["id"]) {
        (Value::String(id), _) | (Value::Null, Value::String(id)) => id.clone(),
        (Value::Number(id), _) | (Value::Null, Value::Number(id)) => id.to_string(),
        _ => format!("line-{number}"),
    };
    let entities = line.entities.into_iter().map(|Entity { id, label, start_offset, end_offset }| Mark {
        id: id.to_string(),
        start: start_offset,
        end: end_offset,
        label,
    });
    let labels = line.label.into_iter().map(|(start, end, label)| Span { start, end, label }.mark());
    let spans = line.spans.into_iter().map(Span::mark);
    let spans: Vec<Mark> = entities.chain(labels).chain(spans).collect();
    let links = line.relations.iter().map(link).collect::<Result<Vec<_>, _>>()?;
    marks::article(&id, line.text, line.beside.unwrap_or_default(), &spans, &links)
}

fn link(relation: &Map<String, Value>) -> Result<Link, Problem> {
    const FORM: Problem =
        Problem::Form { expected: "a relation with `from_id` and `to_id`, or `head_span` and `child_span`" };
    let end = |id: &str, span: &str| {
        let own = relation.get(id).filter(|id| !id.is_null()).map(Value::to_string);
        let of_span = || {
            let span: Span = serde_json::from_value(relation.get(span)?.clone()).ok()?;
            Some(span.mark().id)
        };
        own.or_else(of_span).ok_or(FORM)
    };
    Ok(Link { from: end("from_id", "head_span")?, to: end("to_id", "child_span")?, kind: String::new() })
}
