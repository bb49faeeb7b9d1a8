//! brat standoff (<https://brat.nlplab.org/standoff.html>), in a form that `import` reads back without loss.
//!
//! - A sentence is a text-bound annotation whose type is the label. A sentence that is neither body nor boilerplate
//!   has an attribute `Role`.
//! - An attribution is an event of type `Cue` whose trigger is the cue, with arguments `Source` and `Content` and an
//!   attribute `Speech`. Without a cue, the event is of type `Attribution` and its trigger is the content.
//! - The note `source: NAME` on a source or a sentence names the source, in a form that can be edited in brat's own
//!   dialogue. An attribute `Kind` states the kind of source; a sentence has it only if no source span states it.

use super::answering;
use super::spans::{joined, lines, on_one_line};
use crate::brat::{NOTE_PREFIX, SENTENCE_TYPE, SENTENCE_TYPES};
use crate::gold::{Attribution, GoldArticle, Sentence, Source};
use saidso::record::{Offsets, Role};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::ops::Range;

/// Files that brat reads in addition to the articles.
pub(super) const CONFIGURATION: [(&str, &str); 2] =
    [("annotation.conf", include_str!("brat/annotation.conf")), ("visual.conf", include_str!("brat/visual.conf"))];

/// A text-bound annotation with its positions and its type. Sentences sort before the annotations inside them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct TextBound {
    start: usize,
    outer: usize,
    kind: &'static str,
    pieces: Vec<(usize, usize)>,
}

/// The annotations of an article.
pub(super) fn annotations(article: &GoldArticle) -> String {
    let attributions = attributions(article);
    let mut text_bounds: BTreeMap<TextBound, usize> = BTreeMap::new();
    let sentences: Vec<(TextBound, &Sentence)> = (article.document.sentences.iter().flatten())
        .filter_map(|sentence| {
            Some((bound(article, sentence_type(sentence), std::slice::from_ref(&sentence.span))?, sentence))
        })
        .collect();
    for (sentence, _) in &sentences {
        text_bounds.insert(sentence.clone(), 0);
    }
    for event in &attributions {
        for part in [&event.trigger].into_iter().chain(&event.source).chain(&event.content) {
            text_bounds.insert(part.clone(), 0);
        }
    }
    for (index, number) in text_bounds.values_mut().enumerate() {
        *number = index + 1;
    }
    let mut out = Lines { out: String::new(), attributes: 0, notes: 0 };
    let offsets = Offsets::new(&article.text);
    for (annotation, number) in &text_bounds {
        out.text_bound(*number, annotation, &article.text, &offsets);
    }
    for (index, event) in attributions.iter().enumerate() {
        let trigger = &event.trigger;
        let _ = write!(out.out, "E{}\t{}:T{}", index + 1, trigger.kind, text_bounds[trigger]);
        if let Some(source) = &event.source {
            let _ = write!(out.out, " Source:T{}", text_bounds[source]);
        }
        for (index, content) in event.content.iter().enumerate() {
            let number = if index == 0 { String::new() } else { (index + 1).to_string() };
            let _ = write!(out.out, " Content{number}:T{}", text_bounds[content]);
        }
        out.out.push('\n');
    }
    for (index, event) in attributions.iter().enumerate() {
        if let Some(speech) = event.attribution.speech {
            out.attribute("Speech", &format!("E{}", index + 1), speech.name());
        }
        if let Some(assertion) = event.attribution.assertion {
            out.attribute("Assertion", &format!("E{}", index + 1), assertion.name());
        }
        if let Some(statement) = event.attribution.propositional {
            out.attribute("Says", &format!("E{}", index + 1), if statement { "statement" } else { "topic" });
        }
    }
    let named: BTreeMap<usize, &Source> = (attributions.iter())
        .filter_map(|event| Some((text_bounds[event.source.as_ref()?], event.attribution.source.as_ref()?)))
        .collect();
    let mut kinds = HashMap::new();
    for (number, source) in &named {
        out.source(*number, source, false);
        kinds.entry(&*source.name).or_insert(source.kind);
    }
    for (annotation, sentence) in &sentences {
        let number = text_bounds[annotation];
        if let Some(role) = sentence.role.filter(|&role| role != role_of(sentence)) {
            out.attribute("Role", &format!("T{number}"), role.name());
        }
        if let Some(source) = answering(sentence) {
            out.source(number, source, kinds.get(&*source.name) == Some(&source.kind));
        }
    }
    out.out
}

/// The role of a sentence without an attribute `Role`, going by its label.
fn role_of(sentence: &Sentence) -> Role {
    if sentence.label == Some(None) { Role::Boilerplate } else { Role::Body }
}

pub(super) fn sentence_type(sentence: &Sentence) -> &'static str {
    let named = sentence.label.and_then(|label| SENTENCE_TYPES.iter().find(|(_, own)| *own == label));
    named.map_or(SENTENCE_TYPE, |(kind, _)| kind)
}

/// An attribution as an event.
struct Event<'a> {
    trigger: TextBound,
    source: Option<TextBound>,
    content: Vec<TextBound>,
    attribution: &'a Attribution,
}

/// The events in the order of their triggers. An attribution without content is not exported; `import` would leave it
/// out.
fn attributions(article: &GoldArticle) -> Vec<Event<'_>> {
    let event = |attribution: &'_ Attribution| {
        let spans = &attribution.spans;
        let contents = joined(&spans.content, &article.text);
        let content: Vec<TextBound> =
            contents.iter().filter_map(|span| bound(article, "Content", std::slice::from_ref(span))).collect();
        let first = contents.first()?;
        let trigger =
            bound(article, "Cue", &spans.cue).or_else(|| bound(article, "Attribution", std::slice::from_ref(first)))?;
        Some((trigger, bound(article, "Source", &spans.source), content))
    };
    let mut events: Vec<Event> = (article.document.attributions.iter().flatten())
        .filter_map(|attribution| {
            let (trigger, source, content) = event(attribution)?;
            Some(Event { trigger, source, content, attribution })
        })
        .collect();
    events.sort_by_key(|event| {
        let (start, end) = event.trigger.pieces[0];
        (start, end, event.trigger.outer)
    });
    events
}

/// An annotation of these spans; `None` if they contain only white space.
fn bound(article: &GoldArticle, kind: &'static str, spans: &[Range<usize>]) -> Option<TextBound> {
    let pieces: Vec<(usize, usize)> = (joined(spans, &article.text).iter())
        .flat_map(|span| lines(span, &article.text))
        .map(|piece| (piece.start, piece.end))
        .collect();
    let (first, last) = (pieces.first()?, pieces.last()?);
    Some(TextBound { start: first.0, outer: usize::MAX - last.1, kind, pieces })
}

/// The lines of a file being written.
struct Lines {
    out: String,
    attributes: usize,
    notes: usize,
}

impl Lines {
    fn text_bound(&mut self, number: usize, annotation: &TextBound, text: &str, offsets: &Offsets) {
        let places: Vec<String> = (annotation.pieces.iter())
            .map(|&(start, end)| format!("{} {}", offsets.code_point(start), offsets.code_point(end)))
            .collect();
        let words: Vec<&str> = annotation.pieces.iter().map(|&(start, end)| &text[start..end]).collect();
        let (places, words) = (places.join(";"), words.join(" "));
        let _ = writeln!(self.out, "T{number}\t{} {places}\t{words}", annotation.kind);
    }

    fn attribute(&mut self, name: &str, of: &str, value: &str) {
        self.attributes += 1;
        let _ = writeln!(self.out, "A{}\t{name} {of} {}", self.attributes, capitalized(value));
    }

    /// Writes the name and kind of a source.
    fn source(&mut self, number: usize, source: &Source, kind_is_known: bool) {
        self.notes += 1;
        let name = on_one_line(&source.name);
        let _ = writeln!(self.out, "#{}\tAnnotatorNotes T{number}\t{NOTE_PREFIX} {name}", self.notes);
        if let Some(kind) = source.kind.filter(|_| !kind_is_known) {
            self.attribute("Kind", &format!("T{number}"), kind.name());
        }
    }
}

/// Values are capitalised, as is usual in brat.
fn capitalized(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
