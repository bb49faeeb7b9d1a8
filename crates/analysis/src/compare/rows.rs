//! A comparison as CSV.

use super::Comparison;
use std::collections::HashMap;

/// One row for each statement in its group.
///
/// # Errors
/// None in practice: writing to memory does not fail.
pub fn csv(comparison: &Comparison) -> Result<String, csv::Error> {
    const HEADER: [&str; 17] = [
        "group",
        "relation",
        "statement",
        "position",
        "voice",
        "chain",
        "text",
        "cue",
        "confidence",
        "article",
        "title",
        "outlet",
        "date",
        "link",
        "same_text_as",
        "first",
        "only_in",
    ];
    let voices: HashMap<&str, &str> =
        comparison.voices.iter().map(|voice| (voice.id.as_str(), voice.label())).collect();
    let articles: HashMap<&str, _> =
        comparison.articles.iter().map(|article| (article.about.id.as_str(), article)).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER)?;
    for group in &comparison.groups {
        for member in &group.members {
            let article = articles.get(member.article.as_str());
            let about = article.map(|article| &article.about);
            let name = |id: &String| voices.get(id.as_str()).copied().unwrap_or_default();
            let chain: Vec<&str> = member.chain.iter().map(name).collect();
            let text = |text: Option<&String>| text.cloned().unwrap_or_default();
            writer.write_record([
                group.id.clone(),
                group.relation.name().to_owned(),
                group.statement.clone(),
                member.position.name().to_owned(),
                name(&member.voice).to_owned(),
                chain.join(" > "),
                member.text.clone(),
                text(member.cue.as_ref()),
                format!("{:.2}", member.confidence),
                member.article.clone(),
                text(about.and_then(|about| about.title.as_ref())),
                text(about.and_then(|about| about.outlet.as_ref())),
                text(about.and_then(|about| about.date.as_ref())),
                text(about.and_then(|about| about.link.as_ref())),
                text(article.and_then(|article| article.same_text_as.as_ref())),
                group.first.as_ref().map(|first| first.article.clone()).unwrap_or_default(),
                text(group.only_in.as_ref()),
            ])?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
