//! GUM, the Georgetown University Multilayer corpus (Zeldes 2017). Its trees of rhetorical structure have attributions
//! whose source and cue are one span: it counts as the cue, and sources are not annotated.

use super::code_points::CodePoints;
use super::file::{DataFile, find, folder_of, has_extension};
use super::{Import, ImportError, Problem, conllu, rst};
use saidso::record::{AnnotatedArticle, AnnotatedAttribution};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::Path;

/// An article, its offsets in code points.
#[derive(Deserialize)]
struct Row {
    id: String,
    text: String,
    sentences: Vec<Sentence>,
    attributions: Vec<rst::Attribution>,
    #[serde(flatten)]
    metadata: Map<String, Value>,
}

#[derive(Deserialize)]
struct Sentence {
    start: usize,
    end: usize,
}

/// Reads JSON Lines, a file `NAME.conllu` with `NAME.rs4` beside it, or a folder of such files.
pub(super) fn read(path: &Path) -> Result<Import, ImportError> {
    if ["jsonl", "ndjson"].iter().any(|extension| has_extension(path, extension)) {
        return read_lines(path);
    }
    let texts = find(path, "conllu")?;
    if texts.is_empty() {
        return Err(ImportError::new(path, Problem::Missing { expected: "file NAME.conllu or NAME.jsonl".into() }));
    }
    let trees = find(folder_of(path), "rs4")?;
    let mut import = Import::default();
    for (id, text) in texts {
        import.add(match trees.get(&id) {
            Some(tree) => published(id, &text, tree),
            None => Err(ImportError::new(&text, Problem::Missing { expected: format!("file {id}.rs4 beside it") })),
        });
    }
    Ok(import)
}

fn read_lines(path: &Path) -> Result<Import, ImportError> {
    let file = DataFile::read(path)?;
    let mut import = Import::default();
    for (line, row) in file.json_lines::<Row>() {
        import.add(row.and_then(article).map_err(|problem| file.error(line, problem)));
    }
    Ok(import)
}

fn published(id: String, text: &Path, tree: &Path) -> Result<AnnotatedArticle, ImportError> {
    let document = conllu::read(&DataFile::read(text)?)?;
    let file = DataFile::read(tree)?;
    let attributions = rst::read(&file, &document.text)?;
    let row = Row {
        id,
        sentences: document.sentences.into_iter().map(|(start, end)| Sentence { start, end }).collect(),
        attributions,
        metadata: document.metadata,
        text: document.text,
    };
    article(row).map_err(|problem| file.error(None, problem))
}

fn article(row: Row) -> Result<AnnotatedArticle, Problem> {
    let points = CodePoints::new(&row.text);
    let sentences = row.sentences.iter().map(|sentence| points.sentence((sentence.start, sentence.end)));
    let attributions = row.attributions.iter().map(|attribution| {
        Ok(AnnotatedAttribution {
            cue: Some(points.fragments(&attribution.cue)?),
            content: points.spans(&attribution.content)?,
            ..AnnotatedAttribution::default()
        })
    });
    Ok(AnnotatedArticle {
        id: row.id,
        metadata: row.metadata,
        sentences: Some(sentences.collect::<Result<_, _>>()?),
        attributions: Some(attributions.collect::<Result<_, Problem>>()?),
        text: Some(row.text),
        ..AnnotatedArticle::default()
    })
}
