//! One article as HTML.

use super::{RenderError, names};
use crate::about::About;
use crate::view::layout::{Layout, PartKind, Segment, Sentence};
use crate::view::sanitize::sanitize;
use crate::view::voices::{Counts, Voice, Who, claim_places, voices};
use askama::Template;
use saidso::record::{Record, Role};
use serde_json::Value;

/// A labelled article as an HTML element `article`: its text, tinted by label, next to its sources with their claims.
///
/// It needs [`STYLE`](super::STYLE) and [`SCRIPT`](super::SCRIPT); the script's `saidso.article(element)` makes it
/// respond to pointer and keys. All text of the article is escaped, so that none of it is markup.
///
/// A record does not include the text between its sentences. With the article's `text`, paragraphs end where they do
/// in the text; without it, they end where more than one character separates two sentences.
///
/// # Errors
/// The template fails to render.
pub fn article_html(record: &Record, text: Option<&str>) -> Result<String, RenderError> {
    Ok(ArticleHtml::new(record, text).render()?)
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticleHtml<'r> {
    layout: Layout<'r>,
    voices: Vec<Voice<'r>>,
    /// Sentences of each label.
    counts: Counts,
    /// Where, when and by whom it was published, as far as known.
    about: Vec<String>,
    /// The address where it was published.
    link: Option<String>,
    /// The claim of each attribution.
    of_attributions: Vec<Option<usize>>,
    /// The claim of each sentence.
    of_sentences: Vec<Option<usize>>,
}

/// Metadata fields shown above an article in addition to its outlet, by the names that corpora use.
const ABOUT: [&str; 5] = ["section", "author", "byline", "date", "published"];

impl<'r> ArticleHtml<'r> {
    fn new(record: &'r Record, text: Option<&str>) -> Self {
        let mut counts = Counts::default();
        record.sentences.iter().filter_map(|sentence| sentence.label).for_each(|label| counts.add(label));
        let known = |field: &&str| match record.metadata.get(*field) {
            Some(Value::String(text)) if !text.trim().is_empty() => Some(sanitize(text).into_owned()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let About { outlet, link, .. } = About::of(record);
        let outlet = outlet.map(|outlet| sanitize(&outlet).into_owned());
        let mut about: Vec<String> = outlet.into_iter().chain(ABOUT.iter().filter_map(known)).collect();
        about.push(sanitize(&record.id).into_owned());
        let (of_attributions, of_sentences) = claim_places(record);
        Self {
            layout: Layout::new(record, text),
            voices: voices(record),
            counts,
            about,
            link,
            of_attributions,
            of_sentences,
        }
    }

    fn has_headline(&self) -> bool {
        self.layout.record.sentences.iter().any(|sentence| sentence.role == Role::Headline)
    }

    fn is_first(&self, sentence: &Sentence) -> bool {
        let first = self.layout.record.sentences.iter().position(|sentence| sentence.label.is_some());
        sentence.index == first.unwrap_or(0)
    }

    fn of_sentence(&self, sentence: &Sentence) -> Option<usize> {
        self.of_sentences[sentence.index]
    }

    /// The claim that a segment leads to: that of the attribution whose cue or source it is, or else of the innermost
    /// attribution whose content it is in.
    fn of_segment(&self, segment: &Segment) -> Option<usize> {
        let signal = segment.parts.iter().rev().find(|part| part.kind != PartKind::Content);
        let part = signal.or(segment.parts.last())?;
        self.of_attributions[part.attribution]
    }

    /// What a screen reader says before a sentence whose label or source differs from the previous one's.
    fn told(&self, sentence: &Sentence) -> Option<String> {
        let label = names::label(sentence.record.label?);
        let source = sentence.record.source.as_deref();
        let before =
            sentence.index.checked_sub(1).and_then(|before| self.layout.record.sentences[before].source.as_deref());
        let name = source.and_then(|id| self.layout.record.sources.iter().find(|source| source.id == id));
        match name {
            _ if !sentence.turns && source == before => None,
            Some(source) => Some(format!("{label}, {}:", source.name)),
            None => Some(format!("{label}:")),
        }
    }

    fn open(&self, paragraph: &[Sentence]) -> String {
        let Some(first) = paragraph.first() else { return String::new() };
        let role = match first.record.role {
            Role::Headline => "headline",
            Role::Body => "body",
            Role::Caption => "caption",
            Role::Boilerplate => "boilerplate",
        };
        format!("<{} class=\"{role}\">", self.element(first))
    }

    fn close(&self, paragraph: &[Sentence]) -> String {
        paragraph.first().map_or_else(String::new, |first| format!("</{}>", self.element(first)))
    }

    /// The first headline is the page's; later ones are subtitles or repetitions.
    fn element(&self, first: &Sentence) -> &'static str {
        let headline = self.layout.record.sentences.iter().position(|sentence| sentence.role == Role::Headline);
        let is_title = headline == Some(first.index);
        if is_title { "h1" } else { "p" }
    }
}

impl Voice<'_> {
    fn is_author(&self) -> bool {
        matches!(self.who, Who::Author)
    }
}
