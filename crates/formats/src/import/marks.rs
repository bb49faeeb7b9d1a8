//! Converts labelled spans and the links between them to an article.

use super::Problem;
use super::code_points::CodePoints;
use crate::brat::SENTENCE_TYPES;
use crate::marks::{Beside, CONTENT, CUE, LINKS, Link, Mark, Note, Noted, SOURCE};
use saidso::record::{AnnotatedArticle, AnnotatedAttribution, AnnotatedSentence, AnnotatedSource, Role, SourceKind};
use std::collections::HashMap;

/// Builds the article that contains these marks. Marks with unknown labels, and links between other spans, are left
/// out.
pub(super) fn article(
    id: &str,
    text: String,
    beside: Beside,
    marks: &[Mark],
    links: &[Link],
) -> Result<AnnotatedArticle, Problem> {
    let points = CodePoints::new(&text);
    let mut reading = Reading { points: &points, notes: &beside.notes, sources: Vec::new() };
    let sentences = reading.sentences(marks)?;
    let attributions = reading.attributions(marks, links)?;
    let sources = (!reading.sources.is_empty()).then_some(reading.sources);
    let id = if beside.id.is_empty() { id.to_owned() } else { beside.id };
    let metadata = beside.metadata;
    Ok(AnnotatedArticle {
        id,
        text: Some(text),
        metadata,
        sentences: (!sentences.is_empty()).then_some(sentences),
        attributions: Some(attributions),
        sources,
        ..AnnotatedArticle::default()
    })
}

struct Reading<'r> {
    points: &'r CodePoints<'r>,
    notes: &'r [Note],
    sources: Vec<AnnotatedSource>,
}

impl Reading<'_> {
    fn note(&self, mark: &Mark, of: Noted) -> Option<&Note> {
        self.notes.iter().find(|note| note.of == of && (note.start, note.end) == (mark.start, mark.end))
    }

    /// The id of a source of this name.
    fn source(&mut self, name: &str, kind: Option<SourceKind>) -> String {
        if let Some(known) = self.sources.iter().find(|source| source.name == name && source.kind == kind) {
            return known.id.clone();
        }
        let id = format!("s{}", self.sources.len() + 1);
        self.sources.push(AnnotatedSource {
            id: id.clone(),
            name: name.to_owned(),
            kind,
            ..AnnotatedSource::default()
        });
        id
    }

    fn sentences(&mut self, marks: &[Mark]) -> Result<Vec<AnnotatedSentence>, Problem> {
        let mut sentences = Vec::new();
        for mark in marks {
            let Some(&(_, label)) = SENTENCE_TYPES.iter().find(|(name, _)| *name == mark.label) else { continue };
            let note = self.note(mark, Noted::Sentence).cloned().unwrap_or_default();
            let by_label = if label.is_none() { Role::Boilerplate } else { Role::Body };
            let sentence = self.points.sentence((mark.start, mark.end))?;
            // A sentence that is no longer boilerplate has no note that names its source.
            let source = note.source.map(|name| self.source(&name, note.kind));
            let role = Some(note.role.unwrap_or(by_label));
            sentences.push(AnnotatedSentence { role, label: Some(label), source: Some(source), ..sentence });
        }
        sentences.sort_by_key(|sentence| (sentence.start, sentence.end));
        if sentences.windows(2).any(|pair| pair[0].end > pair[1].start) {
            return Err(Problem::Form { expected: "an article in which no two labelled sentences overlap" });
        }
        Ok(sentences)
    }

    fn attributions(&mut self, marks: &[Mark], links: &[Link]) -> Result<Vec<AnnotatedAttribution>, Problem> {
        let by_id: HashMap<&str, &Mark> = marks.iter().map(|mark| (mark.id.as_str(), mark)).collect();
        let find = |id: &String| by_id.get(id.as_str()).copied().ok_or_else(|| Problem::Undefined { id: id.clone() });
        // For each span that links start from, the spans they lead to. Spans without links form groups of their own.
        let mut groups: Vec<(&Mark, Vec<&Mark>)> = Vec::new();
        let mut linked: Vec<&str> = Vec::new();
        for link in links {
            let (from, to) = (find(&link.from)?, find(&link.to)?);
            // Annotation tools allow links in either direction: the cue is always the head.
            let (head, part) = if to.label == CUE && from.label != CUE { (to, from) } else { (from, to) };
            if !LINKS.iter().any(|(_, label)| *label == part.label) {
                continue;
            }
            linked.extend([head.id.as_str(), part.id.as_str()]);
            match groups.iter_mut().find(|(known, _)| known.id == head.id) {
                Some((_, parts)) => parts.push(part),
                None => groups.push((head, vec![part])),
            }
        }
        let alone = |mark: &&Mark| mark.label == CONTENT && !linked.contains(&mark.id.as_str());
        groups.extend(marks.iter().filter(alone).map(|mark| (mark, Vec::new())));
        groups.sort_by_key(|(head, _)| (head.start, head.end));
        let mut attributions = Vec::new();
        for (head, parts) in groups {
            let of = |label: &str| {
                let mut places: Vec<(usize, usize)> = std::iter::once(head)
                    .chain(parts.iter().copied())
                    .filter(|mark| mark.label == label)
                    .map(|mark| (mark.start, mark.end))
                    .collect();
                places.sort_unstable();
                places
            };
            let content = of(CONTENT);
            if content.is_empty() {
                continue;
            }
            let note = self.note(head, Noted::Attribution).cloned().unwrap_or_default();
            let mut source = self.points.fragments(&of(SOURCE))?;
            if let Some(first) = source.0.first_mut() {
                let named = parts.iter().find_map(|mark| self.note(mark, Noted::Source));
                let (name, kind) = named.map_or((None, None), |note| (note.source.clone(), note.kind));
                let name = name.unwrap_or_else(|| first.text.clone().unwrap_or_default());
                first.resolved = Some(self.source(&name, kind));
            }
            attributions.push(AnnotatedAttribution {
                id: Some(format!("a{}", attributions.len() + 1)),
                speech: note.speech,
                source: Some(source),
                cue: Some(self.points.fragments(&of(CUE))?),
                content: self.points.spans(&content)?,
                assertion: note.assertion,
                propositional: note.propositional,
                ..AnnotatedAttribution::default()
            });
        }
        Ok(attributions)
    }
}
