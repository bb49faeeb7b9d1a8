//! Label Studio tasks with predictions, in a JSON file, and the labelling interface that displays them.

use super::marks::{Marks, marks};
use crate::gold::GoldArticle;
use crate::marks::{BESIDE, Link, Mark};
use serde_json::{Value, json};

/// The file of tasks.
pub(super) const TASKS: &str = "tasks.json";

/// The labelling interface, for the settings of a project.
pub(super) const INTERFACE: (&str, &str) = ("labeling.xml", include_str!("label_studio/labeling.xml"));

/// A task. Its prediction has a score, by which Label Studio can sort the least certain first.
pub(super) fn task(article: &GoldArticle) -> Value {
    let Marks { spans, links, beside } = marks(article);
    let text: Vec<char> = article.text.chars().collect();
    let region = |mark: &Mark| {
        let words: String = text[mark.start..mark.end].iter().collect();
        json!({"id": mark.id, "type": "labels", "from_name": "label", "to_name": "text", "origin": "prediction",
            "value": {"start": mark.start, "end": mark.end, "text": words, "labels": [mark.label]}})
    };
    let relation = |Link { from, to, kind }: &Link| json!({"type": "relation", "from_id": from, "to_id": to, "direction": "right", "labels": [kind]});
    let result: Vec<Value> = spans.iter().map(region).chain(links.iter().map(relation)).collect();
    let mut prediction = json!({"model_version": "saidso", "result": result});
    if let Some(score) = score(article) {
        prediction["score"] = score.into();
    }
    let mut data = json!({"id": article.id, "text": article.text});
    data[BESIDE] = json!(beside);
    json!({"data": data, "predictions": [prediction]})
}

/// Average confidence of the sentence labels, if there is any.
fn score(article: &GoldArticle) -> Option<f64> {
    let sure: Vec<f64> =
        article.document.sentences.iter().flatten().filter_map(|sentence| sentence.confidence.map(f64::from)).collect();
    (!sure.is_empty()).then(|| (1e4 * sure.iter().sum::<f64>() / sure.len() as f64).round() / 1e4)
}
