//! Stories as text for reading, as lines of JSON and as a flat table.

use super::Story;
use crate::about::About;
use crate::listing::{CellType, Flat, texts};
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

/// One row for each article of a story.
pub fn flat(stories: &[Story]) -> Flat {
    let size = ("size".to_owned(), CellType::Integer);
    let columns = texts(["story"]).chain([size]).chain(texts(["shared"])).chain(texts(About::COLUMNS)).collect();
    let rows = stories.iter().flat_map(|story| {
        let shared = story.shared.join(", ");
        let row = move |about: &About| {
            let own = [story.id.clone().into(), story.size.into(), shared.clone().into()];
            own.into_iter().chain(about.cells()).collect()
        };
        story.articles.iter().map(row)
    });
    Flat { columns, rows: rows.collect() }
}
