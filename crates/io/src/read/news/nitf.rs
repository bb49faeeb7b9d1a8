//! News Industry Text Format, including the variant used by the New York Times Annotated Corpus.

use super::xml::Element;
use super::{Facts, Known};
use saidso::record::Article;

/// The article of a document.
pub(super) fn article_of(root: &Element, facts: &mut Facts) -> Article {
    let line = |path: &[&str]| root.at(path).and_then(Element::line);
    let attribute =
        |path: &[&str], name: &str| root.at(path).and_then(|element| element.attribute(name)).map(str::to_owned);
    let meta = |name: &str| {
        let head = root.at(&["head"])?;
        let found =
            head.all("meta").find(|meta| meta.attribute("name").is_some_and(|own| own.eq_ignore_ascii_case(name)));
        found?.attribute("content").map(str::to_owned)
    };
    facts.note("id", attribute(&["head", "docdata", "doc-id"], "id-string"));
    let bylines =
        root.at(&["body", "body.head"]).map(|head| head.all("byline").collect::<Vec<_>>()).unwrap_or_default();
    let printed = |byline: &&&Element| byline.attribute("class").is_none_or(|class| class == "print_byline");
    facts.note("byline", bylines.iter().find(printed).or(bylines.first()).and_then(|byline| byline.line()));
    facts.note("date", attribute(&["head", "pubdata"], "date.publication"));
    facts.note("date", attribute(&["head", "docdata", "date.issue"], "norm"));
    facts.note("date", attribute(&["body", "body.head", "dateline", "story.date"], "norm"));
    facts.note("dateline", line(&["body", "body.head", "dateline"]));
    facts.note("publication", attribute(&["head", "pubdata"], "name"));
    facts.note("publication", line(&["body", "body.head", "distributor"]));
    facts.note("section", attribute(&["head", "pubdata"], "position.section"));
    for name in ["online_sections", "print_section", "dsk"] {
        facts.note("section", meta(name));
    }
    let length = |pubdata: &Element| {
        let unit = pubdata.attribute("unit-of-measure").unwrap_or("word");
        pubdata.attribute("item-length").map(|length| format!("{length} {unit}s"))
    };
    facts.note("length", root.at(&["head", "pubdata"]).and_then(length));
    facts.note("url", attribute(&["head", "pubdata"], "ex-ref"));
    facts.note("abstract", line(&["body", "body.head", "abstract"]));
    let title = line(&["body", "body.head", "hedline", "hl1"])
        .or_else(|| line(&["body", "body.head", "hedline"]))
        .or_else(|| line(&["head", "title"]));
    super::article(title, text(root))
}

/// The article of a document, and what is known about it.
pub(super) fn article(root: &Element) -> Known {
    let mut facts = Facts::default();
    let found = article_of(root, &mut facts);
    (found, facts.0)
}

/// The text of the body. Archives hold the first paragraph twice: by itself and in the full text.
fn text(root: &Element) -> String {
    let is_full = |block: &&Element| block.attribute("class").is_some_and(|class| class == "full_text");
    let bodies = root.find("body.content");
    let full: Vec<&Element> = bodies.iter().flat_map(|body| body.all("block")).filter(is_full).collect();
    let parts = if full.is_empty() { bodies } else { full };
    let texts: Vec<String> = parts.iter().map(|part| part.text(|_| false)).filter(|text| !text.is_empty()).collect();
    texts.join("\n\n")
}
