//! Doccano's JSON Lines with entities and relations: text, labelled spans, and links between them.

use super::marks::{Marks, marks};
use crate::gold::GoldArticle;
use crate::marks::{BESIDE, Link, Mark};
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) fn row(article: &GoldArticle) -> Value {
    let Marks { spans, links, beside } = marks(article);
    // Doccano's ids are numbers.
    let numbers: HashMap<&str, usize> = spans.iter().map(|mark| &*mark.id).zip(1..).collect();
    let entity = |mark: &Mark| json!({"id": numbers[&*mark.id], "label": mark.label, "start_offset": mark.start, "end_offset": mark.end});
    let relation = |(id, Link { from, to, kind }): (usize, &Link)| json!({"id": id, "from_id": numbers[&**from], "to_id": numbers[&**to], "type": kind});
    let mut row = json!({
        "text": article.text,
        "entities": spans.iter().map(entity).collect::<Vec<_>>(),
        "relations": (1..).zip(&links).map(relation).collect::<Vec<_>>(),
    });
    row[BESIDE] = json!(beside);
    row
}
