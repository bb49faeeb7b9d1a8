//! Stories of the CNN and Daily Mail data: a text, followed by the site's summary of it in points.

use super::Document;
use serde_json::Value;

/// The line before each point.
const MARK: &str = "@highlight";

/// The text before the points; the points are headlines and not part of it.
pub(in super::super) fn article(text: &str) -> Document {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim() == MARK {
            break;
        }
        at += line.len();
    }
    let (text, rest) = text.split_at(at);
    let points: Vec<Value> = rest
        .split(MARK)
        .map(|point| point.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|point| !point.is_empty())
        .map(Value::String)
        .collect();
    let mut document = Document { text: text.trim_end().to_owned(), ..Document::default() };
    if !points.is_empty() {
        document.known.insert("highlights".to_owned(), Value::Array(points));
    }
    document
}
