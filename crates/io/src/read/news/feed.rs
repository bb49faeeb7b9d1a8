//! RSS 0.9 to 2.0, and Atom.

use super::xml::Element;
use super::{Facts, Known, article, plain};
use crate::read::FieldFormat;
use crate::read::metadata::TEXT_FROM;
use saidso::error::ArticleError;

/// Elements with the text of an item, the fullest first.
const TEXTS: &[&str] = &["content:encoded", "content", "description", "summary", "media:description"];

/// The items of a feed, each an error if a part of it is missing.
pub(super) fn items(root: &Element, format: FieldFormat) -> Vec<Result<Known, ArticleError>> {
    let channel = root.at(&["channel"]).unwrap_or(root);
    let is_item = |element: &&Element| element.is("item") || element.is("entry");
    let within = channel.elements().filter(is_item);
    // RSS 1.0 puts the items next to the channel, not inside it.
    let beside = root.elements().filter(|element| element.is("item"));
    let all: Vec<&Element> =
        if std::ptr::eq(channel, root) { within.collect() } else { within.chain(beside).collect() };
    let articles = all.into_iter().filter(|entry| !is_attachment(entry));
    articles.map(|entry| entry.whole().map(|entry| item(entry, channel, format))).collect()
}

/// Whether an item in the export of a WordPress site is a file or a menu entry.
fn is_attachment(item: &Element) -> bool {
    let kind = item.at(&["wp:post_type"]).and_then(Element::line);
    matches!(kind.as_deref(), Some("attachment" | "nav_menu_item"))
}

fn item(item: &Element, channel: &Element, format: FieldFormat) -> Known {
    let line = |path: &str| item.at(&[path]).and_then(Element::line);
    let mut facts = Facts::default();
    facts.note("id", line("guid").or_else(|| line("id")).or_else(|| item.attribute("rdf:about").map(str::to_owned)));
    facts.note("url", link(item));
    for date in ["pubDate", "published", "dc:date", "updated", "dcterms:created"] {
        facts.note("date", line(date));
    }
    let author = item.at(&["author", "name"]).and_then(Element::line);
    facts.note("author", line("dc:creator").or(author).or_else(|| line("author")).or_else(|| line("itunes:author")));
    facts.note("publication", channel.at(&["title"]).and_then(Element::line).map(|title| plain(&title, format)));
    let category = |category: &Element| category.attribute("term").map(str::to_owned).or_else(|| category.line());
    facts.note_all("section", item.all("category").filter_map(category));
    facts.note("language", channel.at(&["language"]).and_then(Element::line));
    let texts = TEXTS.iter().filter_map(|&name| {
        let text = item.all(name).map(|element| content(element, format)).find(|text| !text.is_empty())?;
        Some((name, text))
    });
    let (from, text) = texts.into_iter().next().unwrap_or_default();
    facts.note(TEXT_FROM, Some(from).filter(|from| !from.is_empty()));
    let title = line("title").map(|title| plain(&title, format)).filter(|title| !title.is_empty());
    (article(title, text), facts.0)
}

/// The text of an element, which holds either escaped HTML or child elements.
fn content(element: &Element, format: FieldFormat) -> String {
    match element.attribute("type") {
        Some("xhtml") => element.text(|_| false),
        Some("text" | "text/plain") => element.raw_text().trim().to_owned(),
        _ if element.elements().next().is_some() => element.text(|_| false),
        _ => plain(&element.raw_text(), format),
    }
}

/// The address of an item's page: of several links, the first that declares no other relation.
fn link(item: &Element) -> Option<String> {
    let mut links = item.all("link").filter(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"));
    let address = |link: &Element| link.attribute("href").map(str::to_owned).or_else(|| link.line());
    links.find_map(address)
}
