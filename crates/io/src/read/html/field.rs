//! Extracts the text of an HTML fragment that is all article: there is no page around it.

use super::parse;
use crate::read::paragraphs::Paragraphs;
use dom_query::{Document, NodeRef};
use saidso::error::{ArticleError, panic_message};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Elements whose text is not part of an article.
const HIDDEN: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "nav", "button", "select",
    "textarea", "aside", "form", "head", "title",
];

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "address",
    "blockquote",
    "figure",
    "figcaption",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "caption",
    "body",
    "details",
    "summary",
];

/// Most tags in a fragment.
const MAX_TAGS: usize = 200_000;

/// The text, with a paragraph for each block and between double line breaks. If neither is marked, line feeds mean the
/// same as in plain text.
///
/// # Errors
/// The fragment would keep the parser busy forever, or the parser gave up.
pub(crate) fn fragment_text(html: &str) -> Result<String, ArticleError> {
    let malformed = |reason: String| ArticleError::Malformed { form: "HTML", reason };
    if html.matches('<').count() > MAX_TAGS {
        return Err(malformed(format!("it has more than {MAX_TAGS} tags")));
    }
    catch_unwind(AssertUnwindSafe(|| parse::fragment(html).map(|document| text(&document))))
        .unwrap_or_else(|panic| Err(malformed(format!("its reader gave up: {}", panic_message(panic.as_ref())))))
}

fn text(document: &Document) -> String {
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
    text.into_text()
}

enum Step<'d> {
    Enter(NodeRef<'d>),
    /// The end of a block.
    Leave,
}
