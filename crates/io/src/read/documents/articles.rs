//! The articles of a document: one, or all those that a database has exported into it.

use super::exports;
use super::manuscript::{Manuscript, Paragraph, Style, one_line};
use crate::read::quotations;
use saidso::record::Article;
use serde_json::{Map, Value};

/// A heading after a paragraph with more bytes than this is the heading of a section, not the title.
const MAX_BEFORE_TITLE: usize = 160;

/// The articles of a document, at least one.
pub(super) fn of(mut manuscript: Manuscript) -> Vec<Article> {
    let exported = exports::split(&manuscript.paragraphs);
    if !exported.is_empty() {
        return exported.into_iter().map(|export| article(export.title, &export.paragraphs, export.fields)).collect();
    }
    let title = manuscript.title.take().or_else(|| take_title(&mut manuscript.paragraphs));
    vec![article(title, &manuscript.paragraphs, manuscript.metadata)]
}

/// Removes the title or first heading from the text and returns it.
fn take_title(paragraphs: &mut Vec<Paragraph>) -> Option<String> {
    let first = |style: Style| paragraphs.iter().position(|paragraph| paragraph.style == style);
    let at = first(Style::Title).or_else(|| first(Style::Heading))?;
    let is_at_top = paragraphs[..at].iter().all(|paragraph| paragraph.text.len() <= MAX_BEFORE_TITLE);
    // In a document with only headings, the headings are the text.
    let has_text = paragraphs.iter().any(|paragraph| matches!(paragraph.style, Style::Body | Style::Quotation));
    (is_at_top && has_text).then(|| one_line(&paragraphs.remove(at).text))
}

fn article(title: Option<String>, paragraphs: &[Paragraph], metadata: Map<String, Value>) -> Article {
    let mut text = String::new();
    let (mut captions, mut headings) = (Vec::new(), Vec::new());
    for paragraph in with_quotation_marks(paragraphs) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&paragraph.text);
        match paragraph.style {
            Style::Caption => captions.push(start..text.len()),
            Style::Heading => headings.push(start..text.len()),
            _ => {}
        }
    }
    let title = title.filter(|title| !title.is_empty());
    Article { title, captions, headings, metadata, ..Article::new("", text) }
}

/// The paragraphs, with block quotations in quotation marks.
fn with_quotation_marks(paragraphs: &[Paragraph]) -> Vec<Paragraph> {
    let is_quotation = |paragraph: &Paragraph| paragraph.style == Style::Quotation;
    let mut done = Vec::with_capacity(paragraphs.len());
    for run in paragraphs.chunk_by(|one, next| is_quotation(one) && is_quotation(next)) {
        let lines = run.iter().flat_map(|paragraph| paragraph.text.lines());
        let lines = lines.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        match is_quotation(&run[0]).then(|| quotations::marked(lines, None, 0)).flatten() {
            Some(lines) => done.extend(lines.into_iter().map(|text| Paragraph { text, style: Style::Quotation })),
            None => done.extend_from_slice(run),
        }
    }
    done
}
