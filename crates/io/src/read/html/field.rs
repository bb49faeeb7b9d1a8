//! The text of a piece of HTML that is an article already: nothing has to be told from it.

use super::depth;
use crate::read::paragraphs::Paragraphs;
use dom_query::{Document, NodeRef};

/// Elements whose texts are no part of an article.
const HIDDEN: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "nav", "button", "select", "textarea",
    "aside", "form", "head", "title",
];

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "p", "div", "section", "article", "main", "header", "footer", "address", "blockquote", "figure", "figcaption", "pre",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "caption", "body",
    "details", "summary",
];

/// The text, a paragraph for each block or between two line breaks. Where neither is marked, line feeds are what they are
/// in a text. `None` for what would keep the parser busy without end.
pub(crate) fn fragment_text(html: &str) -> Option<String> {
    if depth::refusal(html).is_some() {
        return None;
    }
    let document = Document::fragment(html);
    let has_layout = document.select("p, br, div, li, td").exists();
    let mut text = Paragraphs::with_lines(!has_layout);
    let mut steps = vec![Step::Enter(document.root())];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node) if node.is_text() => text.push(&node.text()),
            Step::Enter(node) => {
                let name = node.node_name();
                let name = name.as_deref().unwrap_or_default();
                match name {
                    _ if HIDDEN.contains(&name) => continue,
                    "br" => text.end_line(),
                    "td" | "th" => text.space(),
                    _ if BLOCKS.contains(&name) => {
                        text.end_paragraph();
                        steps.push(Step::Leave);
                    }
                    _ => {}
                }
                steps.extend(node.children_it(true).map(Step::Enter));
            }
            Step::Leave => text.end_paragraph(),
        }
    }
    Some(text.into_text())
}

enum Step<'d> {
    Enter(NodeRef<'d>),
    /// The end of a block.
    Leave,
}
