//! Stories as text for reading, as lines of JSON and as CSV.

use super::Story;
use crate::numbers::counted;
use crate::view::sanitize;
use std::fmt::Write;

/// The first `top` stories as text: their articles, oldest first, and what they share.
pub fn table(stories: &[Story], articles: usize, top: usize) -> String {
    let in_stories: usize = stories.iter().map(|story| story.size).sum();
    let of = if stories.len() == 1 { "story" } else { "stories" };
    let mut text = format!(
        "{}: {} in {} {of}.\n",
        counted(articles, "article"),
        crate::numbers::count(in_stories),
        crate::numbers::count(stories.len())
    );
    for story in stories.iter().take(top) {
        let _ = writeln!(
            text,
            "\n{}  {}  {}",
            story.id,
            counted(story.size, "article"),
            sanitize(&story.shared.join(", "))
        );
        for article in &story.articles {
            let told = article.told();
            let id = if article.title.is_some() { format!("  [{}]", article.id) } else { String::new() };
            let _ = writeln!(text, "  · {}{}", sanitize(&told), sanitize(&id));
        }
    }
    if stories.len() > top {
        let _ = writeln!(text, "\n… and {} more", crate::numbers::count(stories.len() - top));
    }
    text
}

/// One story per line.
///
/// # Errors
/// None in practice: stories hold nothing that JSON cannot.
pub fn json_lines(stories: &[Story]) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for story in stories {
        text += &serde_json::to_string(story)?;
        text.push('\n');
    }
    Ok(text)
}

/// One row for each article of a story, with a header.
///
/// # Errors
/// None in practice: writing to memory does not fail.
pub fn csv(stories: &[Story]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["story", "size", "shared", "article", "title", "outlet", "date", "link"])?;
    for story in stories {
        let (size, shared) = (story.size.to_string(), story.shared.join(", "));
        for about in &story.articles {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            writer.write_record([
                story.id.clone(),
                size.clone(),
                shared.clone(),
                about.id.clone(),
                text(&about.title),
                text(&about.outlet),
                text(&about.date),
                text(&about.link),
            ])?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
