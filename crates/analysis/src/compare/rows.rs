//! A comparison as a flat table.

use super::Comparison;
use crate::about::About;
use crate::listing::{CellType, Flat, columns, texts};
use serde_json::Value;
use std::collections::HashMap;

/// One row for each statement in its group.
pub fn flat(comparison: &Comparison) -> Flat {
    let columns = texts(["group", "relation", "statement", "position", "voice", "chain", "text", "cue"])
        .chain(columns([("confidence", CellType::Number)]))
        .chain(texts(About::COLUMNS))
        .chain(texts(["same_text_as", "first", "only_in"]))
        .collect();
    let voices: HashMap<&str, &str> =
        comparison.voices.iter().map(|voice| (voice.id.as_str(), voice.label())).collect();
    let articles: HashMap<&str, _> =
        comparison.articles.iter().map(|article| (article.about.id.as_str(), article)).collect();
    let mut rows = Vec::new();
    for group in &comparison.groups {
        for member in &group.members {
            // Members are from the articles that are compared.
            let Some(article) = articles.get(member.article.as_str()) else { continue };
            let name = |id: &String| voices.get(id.as_str()).copied().unwrap_or_default();
            let chain: Vec<&str> = member.chain.iter().map(name).collect();
            let mut row: Vec<Value> = vec![
                group.id.clone().into(),
                group.relation.name().into(),
                group.statement.clone().into(),
                member.position.name().into(),
                name(&member.voice).into(),
                chain.join(" > ").into(),
                member.text.clone().into(),
                member.cue.clone().into(),
                ((100.0 * member.confidence).round() / 100.0).into(),
            ];
            row.extend(article.about.cells());
            row.extend([
                article.same_text_as.clone().into(),
                group.first.as_ref().map(|first| first.article.clone()).into(),
                group.only_in.clone().into(),
            ]);
            rows.push(row);
        }
    }
    Flat { columns, rows }
}
