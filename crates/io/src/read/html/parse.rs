//! Parses pages and fragments, and refuses those that would keep their readers busy: a hostile page can do so for hours.

use super::attributes;
use crate::read::watch;
use cpu_time::ThreadTime;
use dom_query::Document;
use html5ever::interface::Tracer;
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, Parser, QualName, local_name, ns, parse_document, parse_fragment};
use saidso::error::ArticleError;
use std::cell::Cell;
use std::time::Duration;

/// Bytes that are parsed before looking at what came of them.
const PIECE: usize = 4096;

/// Most elements that are open at a time, with those that the parser will open again, and most levels of elements.
/// Browsers stop at 512, but pages leave elements open.
const MAX_DEPTH: usize = 1000;

/// Most elements, texts and comments.
const MAX_NODES: usize = 700_000;

/// Most steps over open elements, which the parser and its users take for each tag; real pages need about a hundred
/// thousand.
const MAX_STEPS: usize = 30_000_000;

/// Most bytes of text, each counted once for each element around it; real pages have a few million.
const MAX_TEXT: usize = 300_000_000;

/// Most bytes compared to escape texts and attributes. The serializer looks from each character that may need escaping
/// to the end of the text.
const MAX_ESCAPES: usize = 100_000_000_000;

/// Most processor time, in case a page is slow to parse for a reason that is not counted.
const MAX_TIME: Duration = Duration::from_secs(5);

/// Parses a page.
///
/// # Errors
/// It is too much for its readers, or there is no time left.
pub(super) fn page(html: &str) -> Result<Document, ArticleError> {
    parse(html, parse_document(Document::default(), options(false)))
}

/// Parses a part of a page.
///
/// # Errors
/// It is too much for its readers, or there is no time left.
pub(super) fn fragment(html: &str) -> Result<Document, ArticleError> {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    parse(html, parse_fragment(Document::fragment_sink(), options(true), body, Vec::new(), false))
}

fn options(drop_doctype: bool) -> ParseOpts {
    let tree_builder = TreeBuilderOpts { scripting_enabled: false, drop_doctype, ..TreeBuilderOpts::default() };
    ParseOpts { tree_builder, ..ParseOpts::default() }
}

fn parse(html: &str, mut parser: Parser<Document>) -> Result<Document, ArticleError> {
    if attributes::are_too_many(html) {
        return Err(refused("an element has too many attributes"));
    }
    let (start, mut steps) = (ThreadTime::try_now().ok(), 0);
    let mut rest = html;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
        rest = after;
        parser.process(StrTendril::from(piece));
        watch::check()?;
        let builder = &parser.tokenizer.sink;
        // Nobody reads them, and they can be as many as the characters.
        builder.sink.errors.borrow_mut().clear();
        let open = Open::default();
        builder.trace_handles(&open);
        steps += open.0.get() * piece.matches('<').count();
        if open.0.get() > MAX_DEPTH {
            return Err(refused("its elements are nested too deeply"));
        }
        if builder.sink.tree.len() > MAX_NODES {
            return Err(refused("it has too many elements"));
        }
        if steps > MAX_STEPS {
            return Err(refused("it has too many elements for how deeply they are nested"));
        }
        if start.is_some_and(|start| start.try_elapsed().is_ok_and(|time| time > MAX_TIME)) {
            return Err(refused("it takes too long to parse"));
        }
    }
    let document = parser.finish();
    match excess(&document) {
        Some(reason) => Err(refused(reason)),
        None => Ok(document),
    }
}

fn refused(reason: &str) -> ArticleError {
    ArticleError::Malformed { form: "HTML", reason: reason.to_owned() }
}

/// Counts what the parser holds: open elements, and formatting elements that it will open again.
#[derive(Default)]
struct Open(Cell<usize>);

impl Tracer for Open {
    type Handle = dom_query::NodeId;

    fn trace_handle(&self, _: &Self::Handle) {
        self.0.set(self.0.get() + 1);
    }
}

/// Why a page that has been parsed is too much for its readers, who look at the text of each element.
fn excess(document: &Document) -> Option<&'static str> {
    let (mut steps, mut text, mut escapes) = (0, 0, 0);
    let mut nodes = vec![(document.root(), 1, false)];
    while let Some((node, depth, is_code)) = nodes.pop() {
        if node.is_text() {
            let content = node.text();
            text += content.len() * depth;
            // Code is not escaped.
            escapes += if is_code { 0 } else { escape_steps(&content) };
        } else {
            let is_code = node.has_name("script") || node.has_name("style");
            steps += depth;
            escapes += node.attrs().iter().map(|attribute| escape_steps(&attribute.value)).sum::<usize>();
            nodes.extend(node.children_it(false).map(|child| (child, depth + 1, is_code)));
        }
        if depth > MAX_DEPTH {
            return Some("its elements are nested too deeply");
        }
        if steps > MAX_STEPS {
            return Some("it has too many elements for how deeply they are nested");
        }
        if text > MAX_TEXT {
            return Some("it has too much text for how deeply it is nested");
        }
        if escapes > MAX_ESCAPES {
            return Some("a text in it has too many special characters");
        }
    }
    None
}

/// Bytes that the serializer compares to escape a text: it looks for `<` and `>` up to the end from each `&`, no-break
/// space and character that begins like one.
fn escape_steps(text: &str) -> usize {
    text.len() * text.bytes().filter(|byte| matches!(byte, b'&' | 0xC2)).count()
}

#[cfg(test)]
mod tests {
    use super::{MAX_DEPTH, MAX_NODES, fragment, page};

    fn refusal(html: &str) -> Option<String> {
        page(html).err().map(|error| error.to_string())
    }

    #[test]
    fn pages_are_parsed_as_in_one_piece() {
        let text = "<p title='ä'>Ünë <b>bold</p><table>x<tr><td>é &amp; &eacute; <!-- ö --></table>\r\n".repeat(200);
        assert_eq!(page(&text).unwrap().html(), dom_query::Document::from(text.clone()).html());
        assert_eq!(fragment(&text).unwrap().html(), dom_query::Document::fragment(text).html());
    }

    #[test]
    fn depth_is_that_of_the_parser() {
        let deep = |before: &str, unit: &str, count: usize| refusal(&format!("{before}{}", unit.repeat(count)));
        for (before, unit) in [
            ("", "<div>"),
            ("<noscript>", "<div>"),
            ("<svg><title>", "<div>"),
            ("<!-->", "<div>"),
            ("", "<span><div></span>"),
            ("<table>", "<div>"),
        ] {
            assert_eq!(deep(before, unit, MAX_DEPTH / 20), None, "{before}{unit}");
            assert!(deep(before, unit, 30 * MAX_DEPTH).is_some(), "{before}{unit}");
        }
        for (before, unit) in
            [("<!-- ", "<div>"), ("<script>", "<div>"), ("", "<div></div></p>"), ("<p title='", "<div>")]
        {
            assert_eq!(deep(before, unit, 3 * MAX_DEPTH), None, "{before}{unit}");
        }
    }

    #[test]
    fn elements_and_texts_are_counted_with_what_is_around_them() {
        let div = |count: usize, content: &str| refusal(&format!("{}{content}", "<div>".repeat(count)));
        for (count, content, reason) in [
            (1, "<br>".repeat(MAX_NODES + 1), "too many elements"),
            (900, "</x>".repeat(40_000), "nested"),
            (900, "<br>".repeat(40_000), "nested"),
            (900, "word ".repeat(100_000), "too much text"),
            (1, "&".repeat(400_000), "special characters"),
            (1, format!("<p title='{}'>", "&".repeat(400_000)), "special characters"),
        ] {
            let refused = div(count, &content);
            assert!(refused.as_ref().is_some_and(|refused| refused.contains(reason)), "{reason}: {refused:?}");
        }
        assert_eq!(div(10, &"<p>A &amp; b</p>".repeat(100_000)), None);
        assert_eq!(div(10, &format!("<script>{}</script>", "a && b;".repeat(100_000))), None);
    }
}
