//! Sentence labels that follow the project's label guide.

use super::code_points::CodePoints;
use super::file::DataFile;
use super::{Import, ImportError, Problem};
use saidso::record::{AnnotatedArticle, AnnotatedSentence, AnnotatedSource, Label, Role, SourceKind};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::Path;

/// A line of the file.
#[derive(Deserialize)]
struct Row {
    id: String,
    text: String,
    sentences: Vec<Sentence>,
    #[serde(flatten)]
    metadata: Map<String, Value>,
}

#[derive(Deserialize)]
struct Sentence {
    start: usize,
    end: usize,
    role: Option<Role>,
    label: Option<Label>,
    /// Name of the source.
    resolved: Option<String>,
    kind: Option<SourceKind>,
}

/// Reads articles with labelled sentences. Sources with the same name and kind are merged.
pub(super) fn read(path: &Path) -> Result<Import, ImportError> {
    let file = DataFile::read_json_lines(path)?;
    let mut import = Import::default();
    for (line, row) in file.json_lines::<Row>() {
        import.add(row.and_then(article).map_err(|problem| file.error(line, problem)));
    }
    Ok(import)
}

fn article(row: Row) -> Result<AnnotatedArticle, Problem> {
    let points = CodePoints::new(&row.text);
    let mut sources: Vec<AnnotatedSource> = Vec::new();
    let sentences = row
        .sentences
        .into_iter()
        .map(|sentence| {
            let source = sentence.resolved.map(|name| source(&mut sources, name, sentence.kind));
            Ok(AnnotatedSentence {
                role: sentence.role,
                label: Some(sentence.label),
                source: Some(source),
                ..points.sentence((sentence.start, sentence.end))?
            })
        })
        .collect::<Result<_, Problem>>()?;
    Ok(AnnotatedArticle {
        id: row.id,
        metadata: row.metadata,
        sentences: Some(sentences),
        sources: Some(sources),
        text: Some(row.text),
        ..AnnotatedArticle::default()
    })
}

/// The id of a source; a new one if the source has not been named before.
fn source(sources: &mut Vec<AnnotatedSource>, name: String, kind: Option<SourceKind>) -> String {
    if let Some(known) = sources.iter().find(|source| source.name == name && source.kind == kind) {
        return known.id.clone();
    }
    let id = format!("s{}", sources.len() + 1);
    sources.push(AnnotatedSource { id: id.clone(), name, kind, ..AnnotatedSource::default() });
    id
}
