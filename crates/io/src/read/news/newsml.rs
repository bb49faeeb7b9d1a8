//! `NewsML`: items of the second generation (`newsItem`) and the first (`NewsItem`), alone or in a message.

use super::xml::Element;
use super::{Facts, Known, article, nitf, plain};
use crate::read::FieldFormat;
use saidso::error::ArticleError;

/// The items of a document that have a text, each an error if a part of it is missing.
pub(super) fn items(root: &Element) -> Vec<Result<Known, ArticleError>> {
    root.find("newsItem").into_iter().filter_map(|found| found.whole().map(item).transpose()).collect()
}

/// The article of an item; `None` for pictures and packages.
fn item(item: &Element) -> Option<Known> {
    let mut facts = Facts::default();
    let line = |path: &[&str]| item.at(path).and_then(Element::line);
    let first = |name: &str| item.find(name).into_iter().find_map(Element::line);
    facts.note("id", item.attribute("guid").map(str::to_owned));
    facts.note("id", first("PublicIdentifier"));
    facts.note("byline", line(&["contentMeta", "by"]).or_else(|| first("ByLine")));
    let creator = |creator: &Element| creator.at(&["name"]).and_then(Element::line);
    facts.note("byline", item.at(&["contentMeta", "creator"]).and_then(creator));
    let dates = [line(&["contentMeta", "contentCreated"]), line(&["itemMeta", "firstCreated"])];
    let dates =
        dates.into_iter().chain([line(&["itemMeta", "versionCreated"]), first("FirstCreated"), first("DateId")]);
    dates.for_each(|date| facts.note("date", date));
    facts.note("dateline", line(&["contentMeta", "dateline"]).or_else(|| first("DateLine")));
    let provider = item.at(&["itemMeta", "provider"]);
    let named = |element: &Element| {
        let name = element.at(&["name"]).and_then(Element::line);
        name.or_else(|| element.attribute("literal").or(element.attribute("qcode")).map(str::to_owned))
    };
    facts.note("publication", provider.and_then(named));
    facts.note("section", item.at(&["itemMeta", "service"]).and_then(named));
    let subjects = item.at(&["contentMeta"]).into_iter().flat_map(|meta| meta.all("subject"));
    facts.note_all("subjects", subjects.filter_map(named));
    facts.note("copyright", line(&["rightsInfo", "copyrightNotice"]).or_else(|| first("CopyrightLine")));
    let parts: Vec<&Element> =
        ["inlineXML", "inlineData", "DataContent"].iter().flat_map(|name| item.find(name)).collect();
    let words = parts.iter().find_map(|part| part.attribute("wordcount"));
    facts.note("length", words.map(|words| format!("{words} words")));
    let headline = |headline: &&Element| headline.attribute("role").is_none_or(|role| role.contains("main"));
    let headlines: Vec<&Element> =
        item.at(&["contentMeta"]).into_iter().flat_map(|meta| meta.all("headline")).collect();
    let main = headlines.iter().find(|one| headline(one)).or(headlines.first());
    let mut title = main.and_then(|headline| headline.line()).or_else(|| first("HeadLine"));
    let mut longest = String::new();
    for part in parts {
        let text = match (part.find("nitf").first(), part.find("body").first()) {
            (Some(document), _) => {
                let inner = nitf::article_of(document, &mut facts);
                title = title.or(inner.title);
                inner.text
            }
            (None, Some(body)) => body.text(|_| false),
            (None, None) => inline(part),
        };
        if text.len() > longest.len() {
            longest = text;
        }
    }
    (!longest.is_empty()).then(|| (article(title, longest), facts.0))
}

/// The text of a part that holds neither of these documents: elements, escaped HTML, or plain text.
fn inline(part: &Element) -> String {
    if part.elements().next().is_some() {
        return part.text(|_| false);
    }
    let format = match part.attribute("contenttype") {
        Some("text/plain") => FieldFormat::Text,
        _ => FieldFormat::Auto,
    };
    plain(&part.raw_text(), format)
}
