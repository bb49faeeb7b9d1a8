//! What a page states about its article apart from showing it: in the fields of its head, and in JSON-LD, which may
//! hold the whole text.

use super::text::{self, Text};
use dom_query::Document;
use serde_json::Value;
use std::collections::BTreeMap;

/// Levels of lists and objects in JSON-LD that are searched.
const MAX_DEPTH: usize = 8;

/// Most entries of a live blog that are read.
const MAX_ENTRIES: usize = 5000;

/// Most values of a list that are joined.
const MAX_VALUES: usize = 20;

/// The fields of an article; those that the page does not name are absent.
#[derive(Default)]
pub(super) struct Facts {
    pub(super) title: Option<String>,
    /// The whole text, with a blank line between paragraphs.
    pub(super) body: Option<Text>,
    /// Names and values of the metadata.
    pub(super) fields: BTreeMap<&'static str, String>,
}

impl Facts {
    pub(super) fn of(page: &Document) -> Self {
        let mut facts = Self::default();
        for script in page.select(r#"script[type="application/ld+json"]"#).nodes() {
            let json = script.text();
            // Some pages wrap it as if it were a program.
            let json = json.trim().trim_start_matches("<!--").trim_end_matches("-->").trim_end_matches(';').trim();
            if let Ok(value) = serde_json::from_str::<Value>(json) {
                facts.linked(&value, MAX_DEPTH);
            }
        }
        for (field, selector, attribute) in [
            ("url", r#"link[rel="canonical"]"#, "href"),
            ("url", r#"meta[property="og:url"]"#, "content"),
            ("date", r#"meta[property="article:published_time"]"#, "content"),
            ("date", r#"meta[itemprop="datePublished"], time[itemprop="datePublished"]"#, "content"),
            ("date", r#"time[itemprop="datePublished"], time[pubdate]"#, "datetime"),
            ("modified", r#"meta[property="article:modified_time"]"#, "content"),
            ("section", r#"meta[property="article:section"]"#, "content"),
            ("site", r#"meta[property="og:site_name"]"#, "content"),
        ] {
            let value = page.select(selector).nodes().iter().find_map(|node| node.attr(attribute));
            facts.field(field, value.as_deref());
        }
        facts
    }

    fn field(&mut self, name: &'static str, value: Option<&str>) {
        let value = value.map(str::trim).filter(|value| !value.is_empty());
        if let Some(value) = value {
            self.fields.entry(name).or_insert_with(|| value.to_owned());
        }
    }

    /// Takes what JSON-LD says about the first article in it.
    fn linked(&mut self, value: &Value, depth: usize) {
        let below = depth.saturating_sub(1);
        match value {
            _ if depth == 0 || self.body.is_some() => {}
            Value::Array(items) => items.iter().for_each(|item| self.linked(item, below)),
            Value::Object(fields) if is_article(fields.get("@type")) => {
                let of = |name: &str| fields.get(name).and_then(|value| names(value, MAX_DEPTH));
                self.title = self.title.take().or_else(|| of("headline"));
                for (field, name) in [
                    ("author", "author"),
                    ("date", "datePublished"),
                    ("modified", "dateModified"),
                    ("section", "articleSection"),
                    ("site", "publisher"),
                ] {
                    self.field(field, of(name).as_deref());
                }
                let url = fields.get("url").or_else(|| fields.get("mainEntityOfPage"));
                self.field("url", url.and_then(address));
                let text = fields.get("articleBody").and_then(Value::as_str).map(body);
                let entries = fields.get("liveBlogUpdate").map(entries);
                self.body = entries.into_iter().chain(text).find(|body| !body.is_empty());
            }
            Value::Object(fields) => {
                for name in ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement"] {
                    if let Some(value) = fields.get(name) {
                        self.linked(value, below);
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_article(kind: Option<&Value>) -> bool {
    let is_article = |kind: &str| kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report";
    match kind {
        Some(Value::String(kind)) => is_article(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is_article),
        _ => false,
    }
}

/// A text, the name of an object, or the names of several.
fn names(value: &Value, depth: usize) -> Option<String> {
    match value {
        _ if depth == 0 => None,
        Value::String(text) => Some(text::line(text)),
        Value::Object(thing) => thing.get("name").and_then(|name| names(name, depth - 1)),
        Value::Array(items) => {
            let names: Vec<String> = items.iter().take(MAX_VALUES).filter_map(|item| names(item, depth - 1)).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}

fn address(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("@id")?.as_str()).filter(|address| address.starts_with("http"))
}

/// The entries of a live blog, each with its time, its heading and its text.
fn entries(updates: &Value) -> Text {
    let mut entries = Text::default();
    let updates = updates.as_array().map_or(std::slice::from_ref(updates), Vec::as_slice);
    for update in updates.iter().take(MAX_ENTRIES) {
        let of = |name: &str| update.get(name).and_then(Value::as_str);
        let body = of("articleBody").map(body).unwrap_or_default();
        let heading = of("headline").map(text::line).filter(|heading| !body.written.starts_with(heading));
        if body.is_empty() && heading.is_none() {
            continue;
        }
        if let Some((day, time)) = of("datePublished").and_then(|date| date.split_once('T')) {
            entries.add(&format!("{day} {}", time.get(..5).unwrap_or(time)));
        }
        if let Some(heading) = heading {
            entries.add_heading(&heading);
        }
        entries.add(&body.written);
    }
    entries
}

/// The paragraphs of a text that may be HTML.
fn body(text: &str) -> Text {
    let has_tags = text.match_indices('<').any(|(at, _)| {
        text[at + 1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '/') && text[at..].contains('>')
    });
    if has_tags {
        return text::text(text).unwrap_or_default();
    }
    let text = text::unescaped(text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Text::plain(lines.collect::<Vec<_>>().join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::Facts;
    use dom_query::Document;

    #[test]
    fn json_ld_and_the_head_are_read() {
        let page = r#"<html><head><link rel="canonical" href="https://tern.example/a"><meta property="article:section" content="News">
            <script type="application/ld+json">{"@type": "Organization", "name": "x"}</script><script type="application/ld+json">no</script>
            <script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "headline": "Pier &amp; goes",
            "author": [{"name": "Mona Lind"}, {"name": "Ulf Brandt"}], "publisher": {"name": "The Tern"}, "datePublished": "2019-03-05",
            "url": "https://tern.example/b", "articleBody": "One.\nTwo &amp; three."}]}</script></head></html>"#;
        let facts = Facts::of(&Document::from(page));
        assert_eq!(
            (facts.title.as_deref(), &*facts.body.unwrap().written),
            (Some("Pier & goes"), "One.\n\nTwo & three.")
        );
        let expected = [
            ("author", "Mona Lind, Ulf Brandt"),
            ("date", "2019-03-05"),
            ("section", "News"),
            ("site", "The Tern"),
            ("url", "https://tern.example/b"),
        ];
        assert_eq!(facts.fields, expected.map(|(name, value)| (name, value.to_owned())).into());
        let deep = format!(r#"<script type="application/ld+json">{}1{}</script>"#, "[".repeat(5000), "]".repeat(5000));
        assert!(Facts::of(&Document::from(deep)).fields.is_empty());
        let html =
            r#"<script type="application/ld+json">{"@type":"Article","articleBody":"<p>One.</p><p>Two.</p>"}</script>"#;
        assert_eq!(Facts::of(&Document::from(html)).body.unwrap().written, "One.\n\nTwo.");
    }

    #[test]
    fn entries_of_a_live_blog_keep_their_times_and_headings() {
        let page = r#"<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Pier", "liveBlogUpdate": [
            {"@type": "BlogPosting", "headline": "Pier &amp; quay go", "datePublished": "2024-05-05T14:32:00+01:00", "articleBody": "<p>One.</p><p>Two.</p>"},
            {"@type": "BlogPosting", "headline": "Three", "datePublished": "soon", "articleBody": "Three.\nFour."}, {"@type": "BlogPosting"}, 1]}</script>"#;
        let body = Facts::of(&Document::from(page)).body.unwrap();
        assert_eq!(body.written, "2024-05-05 14:32\n\nPier & quay go\n\nOne.\n\nTwo.\n\nThree.\n\nFour.");
        assert_eq!(&body.written[body.headings[0].clone()], "Pier & quay go");
        assert_eq!(body.headings.len(), 1);
    }
}
