//! Labels as spans and links, for Label Studio and Doccano.

use super::answering;
use super::brat::sentence_type;
use super::spans::joined;
use crate::gold::{Attribution, GoldArticle};
use crate::marks::{Beside, CONTENT, CUE, Link, Mark, Note, Noted, SOURCE};
use saidso::record::{Label, Offsets, Role};
use std::ops::Range;

/// The marks of an article.
pub(super) struct Marks {
    pub(super) spans: Vec<Mark>,
    pub(super) links: Vec<Link>,
    pub(super) beside: Beside,
}

/// All labels of an article.
pub(super) fn marks(article: &GoldArticle) -> Marks {
    let beside = Beside { id: article.id.clone(), metadata: article.metadata.clone(), notes: Vec::new() };
    let mut all = Marking {
        article,
        offsets: Offsets::new(&article.text),
        marks: Marks { spans: Vec::new(), links: Vec::new(), beside },
    };
    for sentence in article.document.sentences.iter().flatten() {
        let by_label = if sentence.label == Some(None::<Label>) { Role::Boilerplate } else { Role::Body };
        let source = answering(sentence);
        let note = Note {
            source: source.map(|source| source.name.clone()),
            kind: source.and_then(|source| source.kind),
            role: sentence.role.filter(|&role| role != by_label),
            ..Note::default()
        };
        all.mark(&sentence.span, sentence_type(sentence), Some(note));
    }
    article.document.attributions.iter().flatten().for_each(|attribution| all.attribution(attribution));
    all.marks
}

struct Marking<'a> {
    article: &'a GoldArticle,
    offsets: Offsets<'a>,
    marks: Marks,
}

impl Marking<'_> {
    /// Marks a span and returns its id.
    fn mark(&mut self, span: &Range<usize>, label: &str, note: Option<Note>) -> String {
        let (start, end) = (self.offsets.code_point(span.start), self.offsets.code_point(span.end));
        let id = format!("m{}", self.marks.spans.len() + 1);
        self.marks.spans.push(Mark { id: id.clone(), start, end, label: label.to_owned() });
        if let Some(note) = note.filter(|note| *note != Note { of: note.of, ..Note::default() }) {
            self.marks.beside.notes.push(Note { start, end, ..note });
        }
        id
    }

    /// An attribution without content is left out, as in brat.
    fn attribution(&mut self, attribution: &Attribution) {
        let spans = |spans: &[Range<usize>]| joined(spans, &self.article.text);
        let (source, cue) = (spans(&attribution.spans.source), spans(&attribution.spans.cue));
        let content = spans(&attribution.spans.content);
        if content.is_empty() {
            return;
        }
        let note = Note {
            of: Noted::Attribution,
            speech: attribution.speech,
            assertion: attribution.assertion,
            propositional: attribution.propositional,
            ..Note::default()
        };
        let mut note = Some(note);
        let mut head: Option<String> = None;
        for (spans, label, kind) in [(&cue, CUE, "cue"), (&content, CONTENT, "content"), (&source, SOURCE, "source")] {
            for span in spans {
                let about = if label == SOURCE { source_note(attribution) } else { note.take() };
                let id = self.mark(span, label, about);
                match &head {
                    Some(head) => self.marks.links.push(Link { from: head.clone(), to: id, kind: kind.to_owned() }),
                    None => head = Some(id),
                }
            }
        }
    }
}

fn source_note(attribution: &Attribution) -> Option<Note> {
    let source = attribution.source.as_ref()?;
    Some(Note { of: Noted::Source, source: Some(source.name.clone()), kind: source.kind, ..Note::default() })
}
