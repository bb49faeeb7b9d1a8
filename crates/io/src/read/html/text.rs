use super::parse;
use dom_query::{Document, NodeRef};
use saidso::error::ArticleError;
use std::ops::Range;

/// The text of a page's content, one paragraph per block, and the byte ranges of its captions.
///
/// # Errors
/// It is too much to read.
pub(super) fn text(content: &str) -> Result<(String, Vec<Range<usize>>), ArticleError> {
    let document = parse::fragment(content)?;
    let mut text = Text::default();
    // Pages can be nested too deeply for recursion.
    let mut steps = vec![Step::Enter(document.root())];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node) if node.is_text() => text.push(&node.text()),
            Step::Enter(node) => {
                let name = node.node_name();
                let shape = name.as_deref().map_or(Shape::Inline, shape);
                if shape == Shape::Hidden {
                    continue;
                }
                text.begin(shape);
                steps.push(Step::Leave(shape));
                steps.extend(node.children_it(true).map(Step::Enter));
            }
            Step::Leave(shape) => text.end(shape),
        }
    }
    Ok((text.written, text.captions))
}

/// A text with its character references decoded, as a page shows it.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    // Anything that looks like a tag is text here.
    Document::fragment(text.replace('<', "&lt;")).text().to_string()
}

/// The same, on one line.
pub(super) fn line(text: &str) -> String {
    unescaped(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

enum Step<'d> {
    Enter(NodeRef<'d>),
    Leave(Shape),
}

/// How an element affects the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Inline,
    Break,
    Cell,
    Block,
    Caption,
    Hidden,
}

fn shape(name: &str) -> Shape {
    match name {
        "br" => Shape::Break,
        "td" | "th" => Shape::Cell,
        "figcaption" | "caption" => Shape::Caption,
        "script" | "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "object" | "nav" | "button"
        | "select" | "textarea" => Shape::Hidden,
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "address" | "blockquote"
        | "figure" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr" | "ul" | "ol" | "li" | "dl" | "dt"
        | "dd" | "table" | "tr" | "thead" | "tbody" | "tfoot" | "details" | "summary" | "form" | "fieldset" => {
            Shape::Block
        }
        _ => Shape::Inline,
    }
}

#[derive(Default)]
struct Text {
    written: String,
    captions: Vec<Range<usize>>,
    /// White space to write before the next character.
    gap: &'static str,
    caption: Caption,
}

/// The state of a caption being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Caption {
    #[default]
    None,
    /// It has begun, but none of its text has been written yet.
    Open,
    /// Its text begins at this byte.
    Begun(usize),
}

impl Text {
    fn push(&mut self, text: &str) {
        for character in text.chars() {
            if character.is_ascii_whitespace() {
                if self.gap.is_empty() {
                    self.gap = " ";
                }
                continue;
            }
            if !self.written.is_empty() {
                self.written.push_str(self.gap);
            }
            self.gap = "";
            if self.caption == Caption::Open {
                self.caption = Caption::Begun(self.written.len());
            }
            self.written.push(character);
        }
    }

    fn begin(&mut self, shape: Shape) {
        match shape {
            Shape::Block => self.gap = "\n\n",
            Shape::Caption => {
                self.gap = "\n\n";
                self.caption = Caption::Open;
            }
            Shape::Break if self.gap != "\n\n" => self.gap = "\n",
            Shape::Cell if self.gap.is_empty() => self.gap = " ",
            _ => {}
        }
    }

    fn end(&mut self, shape: Shape) {
        match shape {
            Shape::Block => self.gap = "\n\n",
            Shape::Caption => {
                self.gap = "\n\n";
                if let Caption::Begun(start) = std::mem::take(&mut self.caption) {
                    self.captions.push(start..self.written.len());
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn blocks_become_paragraphs_and_captions_are_known() {
        let (found, captions) = text(
            "<div><p>One <b>bold</b>\n  word.</p><figure><img><figcaption>The pier\nin May.</figcaption></figure>\
             <p>Two<br>lines</p><script>x()</script><ul><li>a</li><li>b</li></ul><table><tr><td>1</td><td>2</td></tr></table></div>",
        )
        .unwrap();
        assert_eq!(found, "One bold word.\n\nThe pier in May.\n\nTwo\nlines\n\na\n\nb\n\n1 2");
        assert_eq!(captions.iter().map(|range| &found[range.clone()]).collect::<Vec<_>>(), ["The pier in May."]);
    }
}
