//! Markdown, including the front matter that static sites use.

use super::super::html;
use super::builder::Builder;
use super::manuscript::{Manuscript, Style};
use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use serde_json::Value;

/// Most bytes in a value of the front matter.
const MAX_VALUE: usize = 10_000;

pub(super) fn read(text: &str) -> Manuscript {
    // Punctuation stays as typed: quotation marks and dashes are not made typographic.
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut reader = Reader::default();
    for event in Parser::new_ext(text, options) {
        reader.event(event);
    }
    reader.end_paragraph();
    let mut manuscript = reader.builder.finish();
    if let Some(title) = manuscript.metadata.shift_remove("title").and_then(|title| title.as_str().map(str::to_owned)) {
        drop_repeated(&mut manuscript, &title);
        manuscript.title = Some(title);
    }
    manuscript
}

/// Removes the first heading if it repeats the title.
fn drop_repeated(manuscript: &mut Manuscript, title: &str) {
    if manuscript.paragraphs.first().is_some_and(|first| first.style == Style::Heading && first.text == title) {
        manuscript.paragraphs.remove(0);
    }
}

#[derive(Default)]
struct Reader {
    builder: Builder,
    /// Number of open parts that are not running text: code and pictures.
    hidden: usize,
    metadata: Option<(MetadataBlockKind, String)>,
    html: String,
    /// The open block quotation; others may be nested in it.
    quotation: Option<Quotation>,
    /// Whether this reader has a paragraph open, perhaps one begun for text without its own, as in tight list items.
    is_loose: bool,
}

/// A block quotation.
#[derive(Default)]
struct Quotation {
    /// Number of paragraphs before it.
    first: usize,
    /// Number of open block quotations.
    depth: usize,
    /// Number of open links, and of the bytes in links.
    links: usize,
    linked: usize,
    /// Whether it has parts other than paragraphs, or is a note with a title such as `[!NOTE]`.
    is_other: bool,
    /// Whether a line has just ended within a paragraph.
    is_new_line: bool,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.metadata {
                Some((_, fields)) => fields.push_str(&text),
                None => self.text(&text),
            },
            Event::Code(text) => self.text(&text),
            Event::SoftBreak => match &mut self.quotation {
                Some(quotation) => quotation.is_new_line = true,
                None => self.text(" "),
            },
            Event::HardBreak => self.text("\n"),
            Event::Html(html) => self.html.push_str(&html),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        if let Some(quotation) = &mut self.quotation {
            match tag {
                Tag::BlockQuote(_) => quotation.depth += 1,
                Tag::Link { .. } => quotation.links += 1,
                Tag::Paragraph | Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
                _ => quotation.is_other = true,
            }
        }
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.begin_paragraph(Style::Body),
            Tag::Heading { .. } => self.begin_paragraph(Style::Heading),
            Tag::MetadataBlock(kind) => self.metadata = Some((*kind, String::new())),
            Tag::CodeBlock(_) | Tag::Image { .. } => self.hidden += 1,
            Tag::Item | Tag::List(_) | Tag::FootnoteDefinition(_) | Tag::Table(_) => self.end_paragraph(),
            Tag::BlockQuote(_) => {
                self.end_paragraph();
                let first = self.builder.manuscript.paragraphs.len();
                self.quotation.get_or_insert_with(|| Quotation { first, depth: 1, ..Quotation::default() });
            }
            Tag::TableHead | Tag::TableRow => self.builder.begin_row(),
            Tag::TableCell => {
                self.builder.begin_cell();
                self.builder.begin_paragraph(Style::Body);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item => self.end_paragraph(),
            TagEnd::HtmlBlock => {
                // HTML that its reader refuses has no text.
                let text = html::fragment_text(&std::mem::take(&mut self.html)).unwrap_or_default();
                self.builder.text(&text);
                self.end_paragraph();
            }
            TagEnd::MetadataBlock(_) => {
                if let Some((kind, fields)) = self.metadata.take() {
                    front_matter(&fields, kind, &mut self.builder.manuscript);
                }
            }
            TagEnd::BlockQuote(_) => {
                self.end_paragraph();
                self.end_quotation();
            }
            TagEnd::Link => {
                if let Some(quotation) = &mut self.quotation {
                    quotation.links = quotation.links.saturating_sub(1);
                }
            }
            TagEnd::CodeBlock | TagEnd::Image => self.hidden = self.hidden.saturating_sub(1),
            TagEnd::TableCell => self.builder.end_paragraph(),
            TagEnd::TableHead | TagEnd::TableRow => self.builder.end_row(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        if !self.builder.is_in_paragraph() {
            self.builder.begin_paragraph(Style::Body);
            self.is_loose = true;
        }
        if let Some(quotation) = &mut self.quotation {
            if std::mem::take(&mut quotation.is_new_line) {
                // Its source stands on a line of its own.
                let is_source = text.starts_with(['—', '–', '―']) || text.starts_with("--");
                self.builder.text(if is_source { "\n" } else { " " });
            }
            quotation.linked += if quotation.links > 0 { text.len() } else { 0 };
        }
        self.builder.text(text);
    }

    /// Ends a block quotation; the outermost one becomes a quotation.
    fn end_quotation(&mut self) {
        let Some(quotation) = &mut self.quotation else { return };
        quotation.depth -= 1;
        if quotation.depth > 0 {
            return;
        }
        let Quotation { first, linked, is_other, .. } = *quotation;
        self.quotation = None;
        let paragraphs = self.builder.manuscript.paragraphs.get_mut(first..).unwrap_or_default();
        let length: usize = paragraphs.iter().map(|paragraph| paragraph.text.len()).sum();
        let is_note = paragraphs.first().is_some_and(|first| first.text.starts_with("[!"));
        if !is_other && !is_note && linked * 2 <= length {
            for paragraph in paragraphs {
                paragraph.style = Style::Quotation;
            }
        }
    }

    fn begin_paragraph(&mut self, style: Style) {
        self.end_paragraph();
        self.builder.begin_paragraph(style);
        self.is_loose = true;
    }

    fn end_paragraph(&mut self) {
        if std::mem::take(&mut self.is_loose) {
            self.builder.end_paragraph();
        }
    }
}

/// Reads the front matter: `key: value` or `key = "value"`, and lists. Deeper nesting is left out.
fn front_matter(fields: &str, kind: MetadataBlockKind, manuscript: &mut Manuscript) {
    let separator = if kind == MetadataBlockKind::YamlStyle { ':' } else { '=' };
    let mut open: Option<String> = None;
    for line in fields.lines() {
        let item = line.trim_start().strip_prefix("- ");
        if let (Some(name), Some(item)) = (&open, item) {
            let items = manuscript.metadata.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(items) = items {
                items.push(Value::String(unquoted(item)));
            }
            continue;
        }
        open = None;
        let is_top = !line.starts_with(char::is_whitespace) && !line.starts_with(['#', '[']);
        let Some((name, value)) = line.split_once(separator).filter(|_| is_top) else { continue };
        let (name, value) = (name.trim().to_owned(), value.trim());
        if value.is_empty() {
            open = Some(name);
        } else if let Some(items) = value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) {
            let items = items.split(',').map(unquoted).filter(|item| !item.is_empty()).map(Value::String);
            manuscript.metadata.insert(name, Value::Array(items.collect()));
        } else if value.len() <= MAX_VALUE {
            manuscript.field(&name, &unquoted(value));
        }
    }
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inner = ['"', '\''].iter().find_map(|&mark| value.strip_prefix(mark)?.strip_suffix(mark));
    inner.unwrap_or(value).to_owned()
}

#[cfg(test)]
mod tests {
    use super::read;
    use serde_json::json;

    #[test]
    fn marks_become_paragraphs() {
        let manuscript = read(
            "---\ntitle: \"Pier: it goes\"\nauthors:\n  - Mona Lind\n  - Ann Larsen\ntags: [ports, 'the sea']\ndate: 2019-03-05\nimage:\n  url: x\n---\n\n\
             # Pier: it goes\n\n*By [Mona Lind](https://x.example)*\n\nThe **pier** goes\nin May.  \nNobody \"asked\".\n\n\
             ![alt](p.jpg)\n\n## Why\n\n> “It is old,” she said.\n\n- one\n- two\n  - three\n\n1. four\n\n   five\n\n\
             ```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<div class='x'><p>Six &amp; seven</p><p>Eight</p></div>\n\nEnd<br>of it[^1].\n\n[^1]: A note.\n",
        );
        let texts: Vec<&str> = manuscript.paragraphs.iter().map(|paragraph| &*paragraph.text).collect();
        assert_eq!(
            texts,
            [
                "By Mona Lind",
                "The pier goes in May.\nNobody \"asked\".",
                "Why",
                "“It is old,” she said.",
                "one",
                "two",
                "three",
                "four",
                "five",
                "a\tb",
                "1\t2",
                "Six & seven\n\nEight",
                "Endof it.",
                "A note."
            ]
        );
        assert_eq!(manuscript.title.as_deref(), Some("Pier: it goes"));
        let expected =
            json!({"authors": ["Mona Lind", "Ann Larsen"], "tags": ["ports", "the sea"], "date": "2019-03-05"});
        assert_eq!(json!(manuscript.metadata), expected);
    }

    #[test]
    fn block_quotations_get_quotation_marks() {
        let text = |markdown: &str| crate::read::documents::articles::of(read(markdown))[0].text.clone();
        for (markdown, expected) in [
            (
                "A.\n\n> The pier\n> is *gone*.\n>\n> We are sad.\n\nB.",
                "A.\n\n“The pier is gone.\n\n“We are sad.”\n\nB.",
            ),
            ("> “Gone,” she said.", "“Gone,” she said."),
            ("> Gone.\n> — Anna Larsen", "“Gone.”\n\n— Anna Larsen"),
            ("> Gone.\n>\n> -- Anna Larsen", "“Gone.”\n\n— Anna Larsen"),
            ("> > Gone.\n>\n> Quite.", "“Gone.\n\n“Quite.”"),
            ("> One.\n\nA.\n\n> Two.", "“One.”\n\nA.\n\n“Two.”"),
            ("> [Read more about the pier](x)", "Read more about the pier"),
            ("> [!NOTE]\n> It is closed.", "[!NOTE] It is closed."),
            ("> - One\n> - Two", "One\n\nTwo"),
        ] {
            assert_eq!(text(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn a_heading_is_the_title_and_nesting_does_not_harm() {
        let articles =
            crate::read::documents::articles::of(read("Setext title\n===\n\nText with * stars and _ lines.\n"));
        assert_eq!(
            (articles[0].title.as_deref(), &*articles[0].text),
            (Some("Setext title"), "Text with * stars and _ lines.")
        );
        let _ = read(&"> ".repeat(100_000));
        let _ = read(&"[".repeat(100_000));
        let _ = read(&"* ".repeat(50_000));
        let _ = read(&"<div>".repeat(50_000));
    }
}
