//! What `export` writes in addition to attributions: labelled sentences, and who a source is.

use super::{TextBound, annotations};
use crate::brat::{NOTE_PREFIX, SENTENCE_TYPE, SENTENCE_TYPES};
use crate::import::code_points::CodePoints;
use crate::import::file::DataFile;
use crate::import::{ImportError, Problem};
use saidso::record::{AnnotatedSentence, AnnotatedSource, Label, Role, SourceKind};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;

/// The attributes and notes of a file, and the sources that they name.
pub(super) struct Labels<'f> {
    file: &'f DataFile,
    /// Values with their lines, by attribute name and the id of the annotation they belong to.
    attributes: HashMap<(&'f str, &'f str), (u64, &'f str)>,
    /// Names of sources, by the id of the annotation with the note.
    names: HashMap<&'f str, &'f str>,
    /// Kinds of the sources that are annotated in the text, by name.
    kinds: HashMap<&'f str, Option<SourceKind>>,
    pub(super) sources: Vec<AnnotatedSource>,
}

impl<'f> Labels<'f> {
    pub(super) fn read(file: &'f DataFile, source_type: &str) -> Result<Self, ImportError> {
        let attributes = annotations(file, 'A')
            .filter_map(|(line, (_, attribute))| {
                let mut fields = attribute.split_whitespace();
                Some(((fields.next()?, fields.next()?), (line, fields.next()?)))
            })
            .collect();
        let names = annotations(file, '#')
            .filter_map(|(_, (_, note))| {
                let (of, note) = note.split_once('\t')?;
                let name = note.trim().strip_prefix(NOTE_PREFIX)?.trim();
                Some((of.split_whitespace().nth(1)?, name)).filter(|(_, name)| !name.is_empty())
            })
            .collect();
        let mut labels = Self { file, attributes, names, kinds: HashMap::new(), sources: Vec::new() };
        for (_, (id, annotation)) in annotations(file, 'T') {
            let of_source = annotation.split_whitespace().next() == Some(source_type);
            if let (true, Some(&name)) = (of_source, labels.names.get(id)) {
                let kind = labels.attribute("Kind", id, KINDS)?;
                labels.kinds.entry(name).or_insert(kind);
            }
        }
        Ok(labels)
    }

    /// The value of an attribute, if present.
    pub(super) fn attribute<T: DeserializeOwned>(
        &self,
        name: &str,
        of: &str,
        expected: &'static str,
    ) -> Result<Option<T>, ImportError> {
        let Some(&(line, value)) = self.attributes.get(&(name, of)) else { return Ok(None) };
        serde_json::from_value(Value::String(value.to_ascii_lowercase()))
            .map(Some)
            .map_err(|_| self.file.error(line, Problem::Label { label: value.to_owned(), expected }))
    }

    /// The id of the source named by a note on an annotation.
    pub(super) fn source(&mut self, id: &str, is_sentence: bool) -> Result<Option<String>, ImportError> {
        let Some(&name) = self.names.get(id) else { return Ok(None) };
        let mut kind = self.attribute("Kind", id, KINDS)?;
        if is_sentence && kind.is_none() {
            kind = self.kinds.get(name).copied().flatten();
        }
        if let Some(known) = self.sources.iter().find(|source| source.name == name && source.kind == kind) {
            return Ok(Some(known.id.clone()));
        }
        let id = format!("s{}", self.sources.len() + 1);
        self.sources.push(AnnotatedSource {
            id: id.clone(),
            name: name.to_owned(),
            kind,
            ..AnnotatedSource::default()
        });
        Ok(Some(id))
    }

    /// The sentences in the order of the text; `None` if none are annotated.
    pub(super) fn sentences(
        &mut self,
        words: &HashMap<&'f str, TextBound<'f>>,
        text: &CodePoints,
    ) -> Result<Option<Vec<AnnotatedSentence>>, ImportError> {
        let mut sentences = Vec::new();
        for (line, (id, _)) in annotations(self.file, 'T') {
            let annotation = &words[id];
            let Some(label) = label(annotation.kind) else { continue };
            let start = annotation.fragments.iter().map(|fragment| fragment.0).min().unwrap_or_default();
            let end = annotation.fragments.iter().map(|fragment| fragment.1).max().unwrap_or_default();
            let role: Option<Role> = self.attribute("Role", id, "Headline, Body, Caption and Boilerplate")?;
            let by_label = if label == Some(None) { Role::Boilerplate } else { Role::Body };
            let source = self.source(id, true)?;
            let sentence = text.sentence((start, end)).map_err(|problem| self.file.error(line, problem))?;
            let role = Some(role.unwrap_or(by_label));
            sentences.push((line, AnnotatedSentence { role, label, source: Some(source), ..sentence }));
        }
        sentences.sort_by_key(|(_, sentence)| (sentence.start, sentence.end));
        if let Some(pair) = sentences.windows(2).find(|pair| pair[0].1.end > pair[1].1.start) {
            let (line, sentence) = &pair[1];
            let problem = Problem::Overlap { start: sentence.start, end: sentence.end, line: pair[0].0 };
            return Err(self.file.error(*line, problem));
        }
        let sentences: Vec<_> = sentences.into_iter().map(|(_, sentence)| sentence).collect();
        Ok((!sentences.is_empty()).then_some(sentences))
    }
}

const KINDS: &str = "Person, Organization, Document, Group and Unnamed";

/// A sentence's label as in the record: absent if it has not been labelled, `null` for boilerplate.
type SentenceLabel = Option<Option<Label>>;

/// The label of a sentence of this type; `None` for other types.
fn label(kind: &str) -> Option<SentenceLabel> {
    let named = SENTENCE_TYPES.iter().find(|(name, _)| *name == kind).map(|&(_, label)| Some(label));
    named.or((kind == SENTENCE_TYPE).then_some(None))
}
