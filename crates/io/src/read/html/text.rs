use super::parse;
use dom_query::{Document, NodeRef};
use saidso::error::ArticleError;
use std::ops::Range;

/// The text of a page's content, one paragraph per block.
///
/// # Errors
/// It is too much to read.
pub(super) fn text(content: &str) -> Result<Text, ArticleError> {
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
    Ok(text)
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
    Heading,
    Hidden,
}

fn shape(name: &str) -> Shape {
    match name {
        "br" => Shape::Break,
        "td" | "th" => Shape::Cell,
        "figcaption" | "caption" => Shape::Caption,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Shape::Heading,
        "script" | "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "object" | "nav" | "button"
        | "select" | "textarea" => Shape::Hidden,
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "address" | "blockquote"
        | "figure" | "pre" | "hr" | "ul" | "ol" | "li" | "dl" | "dt" | "dd" | "table" | "tr" | "thead" | "tbody"
        | "tfoot" | "details" | "summary" | "form" | "fieldset" => Shape::Block,
        _ => Shape::Inline,
    }
}

/// A text, and the byte ranges of its captions and headings.
#[derive(Default)]
pub(super) struct Text {
    pub(super) written: String,
    pub(super) captions: Vec<Range<usize>>,
    pub(super) headings: Vec<Range<usize>>,
    /// White space to write before the next character.
    gap: &'static str,
    part: Part,
}

/// The state of a caption or heading being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Part {
    #[default]
    None,
    /// It has begun, but none of its text has been written yet.
    Open,
    /// Its text begins at this byte.
    Begun(usize),
}

impl Text {
    /// A text of which no more is known.
    pub(super) fn plain(written: String) -> Self {
        Self { written, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// Adds a paragraph.
    pub(super) fn add(&mut self, paragraph: &str) {
        if !self.written.is_empty() && !paragraph.is_empty() {
            self.written.push_str("\n\n");
        }
        self.written.push_str(paragraph);
    }

    /// Adds a heading.
    pub(super) fn add_heading(&mut self, heading: &str) {
        self.add(heading);
        self.headings.push(self.written.len() - heading.len()..self.written.len());
    }

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
            if self.part == Part::Open {
                self.part = Part::Begun(self.written.len());
            }
            self.written.push(character);
        }
    }

    fn begin(&mut self, shape: Shape) {
        match shape {
            Shape::Block => self.gap = "\n\n",
            Shape::Caption | Shape::Heading => {
                self.gap = "\n\n";
                self.part = Part::Open;
            }
            Shape::Break if self.gap != "\n\n" => self.gap = "\n",
            Shape::Cell if self.gap.is_empty() => self.gap = " ",
            _ => {}
        }
    }

    fn end(&mut self, shape: Shape) {
        match shape {
            Shape::Block => self.gap = "\n\n",
            Shape::Caption | Shape::Heading => {
                self.gap = "\n\n";
                if let Part::Begun(start) = std::mem::take(&mut self.part) {
                    let parts = if shape == Shape::Caption { &mut self.captions } else { &mut self.headings };
                    parts.push(start..self.written.len());
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
    fn blocks_become_paragraphs_and_captions_and_headings_are_known() {
        let text = text(
            "<div><h2>Why <i>now</i></h2><p>One <b>bold</b>\n  word.</p><figure><img><figcaption>The pier\nin May.</figcaption></figure>\
             <p>Two<br>lines</p><script>x()</script><ul><li>a</li><li>b</li></ul><table><tr><td>1</td><td>2</td></tr></table></div>",
        )
        .unwrap();
        assert_eq!(text.written, "Why now\n\nOne bold word.\n\nThe pier in May.\n\nTwo\nlines\n\na\n\nb\n\n1 2");
        assert_eq!(&text.written[text.captions[0].clone()], "The pier in May.");
        assert_eq!((&text.written[text.headings[0].clone()], text.captions.len()), ("Why now", 1));
    }
}
