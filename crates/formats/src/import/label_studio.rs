//! Label Studio's JSON export: a list of tasks with annotations.

use super::code_points::CodePoints;
use super::file::DataFile;
use super::{Import, ImportError, Problem, marks};
use crate::marks::{BESIDE, Beside, Link, Mark};
use saidso::record::AnnotatedArticle;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::Path;

#[derive(Deserialize)]
struct Task {
    #[serde(default)]
    id: Value,
    data: Map<String, Value>,
    #[serde(default)]
    annotations: Vec<Labelled>,
}

#[derive(Deserialize)]
struct Labelled {
    #[serde(default)]
    was_cancelled: bool,
    #[serde(default)]
    result: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Part {
    Labels {
        id: String,
        value: Region,
    },
    Relation {
        from_id: String,
        to_id: String,
        #[serde(default)]
        direction: Option<String>,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Region {
    start: usize,
    end: usize,
    #[serde(default)]
    text: Option<String>,
    labels: Vec<String>,
}

/// Reads a list of tasks. For each task, the last annotation that was not cancelled is used; without one, the task is
/// left out, since a prediction alone is nobody's annotation.
pub(super) fn read(path: &Path) -> Result<Import, ImportError> {
    let file = DataFile::read(path)?;
    if !file.text.trim_start().starts_with('[') {
        let expected = "the list of tasks that Label Studio exports as JSON";
        return Err(file.error(None, Problem::OtherForm { found: "no list in JSON", expected }));
    }
    let tasks: Vec<Value> = serde_json::from_str(&file.text)
        .map_err(|error| file.error(error.line() as u64, Problem::Syntax { reason: error.to_string() }))?;
    let mut import = Import::default();
    for (number, task) in (1..).zip(tasks) {
        match article(number, task) {
            Ok(None) => import.not_annotated += 1,
            Ok(Some(article)) => import.add(Ok(article)),
            Err(problem) => import.add(Err(file.error(None, problem))),
        }
    }
    Ok(import)
}

/// The article of a task, if it is annotated.
fn article(number: usize, task: Value) -> Result<Option<AnnotatedArticle>, Problem> {
    let task: Task =
        serde_json::from_value(task).map_err(|error| Problem::Syntax { reason: format!("task {number}: {error}") })?;
    let text = task.data.get("text").and_then(Value::as_str);
    let text = text.ok_or(Problem::Form { expected: "a task with a text in `data.text`" })?.to_owned();
    let beside: Beside =
        task.data.get(BESIDE).and_then(|beside| serde_json::from_value(beside.clone()).ok()).unwrap_or_default();
    let id = match (task.data.get("id"), &task.id) {
        (Some(Value::String(id)), _) | (None, Value::String(id)) => id.clone(),
        (Some(Value::Number(id)), _) | (None, Value::Number(id)) => id.to_string(),
        _ => format!("task-{number}"),
    };
    let Some(last) = task.annotations.into_iter().rfind(|labelled| !labelled.was_cancelled) else { return Ok(None) };
    let points = CodePoints::new(&text);
    let (mut spans, mut links) = (Vec::new(), Vec::new());
    for part in last.result {
        match part {
            Part::Labels { id, value } => {
                let (start, end) = place(&points, &text, &value)?;
                spans.extend(value.labels.into_iter().map(|label| Mark { id: id.clone(), start, end, label }));
            }
            Part::Relation { from_id, to_id, direction } => {
                let (from, to) = if direction.as_deref() == Some("left") { (to_id, from_id) } else { (from_id, to_id) };
                links.push(Link { from, to, kind: String::new() });
            }
            Part::Other => {}
        }
    }
    marks::article(&id, text, beside, &spans, &links).map(Some)
}

/// The position of a region in code points. Some versions of Label Studio count UTF-16 units, which shows in the
/// region's words.
fn place(points: &CodePoints, text: &str, region: &Region) -> Result<(usize, usize), Problem> {
    let Region { start, end, text: given, .. } = region;
    let found = points.slice(*start, *end);
    let Some(given) = given else { return found.map(|_| (*start, *end)) };
    // Line breaks are escaped in the words of a region.
    let plain = |text: &str| text.replace("\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let is_given = |found: &str| plain(found) == plain(given);
    if found.as_ref().is_ok_and(|found| is_given(found)) {
        return Ok((*start, *end));
    }
    let code_point = |unit: usize| {
        let mut units = 0;
        text.chars()
            .take_while(|character| {
                units += character.len_utf16();
                units <= unit
            })
            .count()
    };
    let other = (code_point(*start), code_point(*end));
    match points.slice(other.0, other.1) {
        Ok(words) if is_given(words) => Ok(other),
        _ => Err(Problem::OtherText { found: found?.to_owned(), given: given.clone() }),
    }
}
