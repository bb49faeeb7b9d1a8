//! GUM, the Georgetown University Multilayer corpus (Zeldes 2017). In its rhetorical structure trees, the source and
//! cue of an attribution are one span: it is read as the cue, and sources are not annotated.

use super::code_points::CodePoints;
use super::file::{DataFile, find, folder_of, has_extension};
use super::{Import, ImportError, Problem, conllu, entities, rst};
use saidso::record::{AnnotatedArticle, AnnotatedAttribution, AnnotatedMention};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::Path;

/// An article, with offsets in code points.
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

/// Reads JSON Lines, a file `NAME.conllu` with `NAME.rs4` next to it, or a folder of such files. If there are no
/// trees at all, attributions are not annotated.
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
            None if trees.is_empty() => mentions_only(id, &text),
            None => Err(ImportError::new(&text, Problem::Missing { expected: format!("file {id}.rs4 beside it") })),
        });
    }
    Ok(import)
}

fn read_lines(path: &Path) -> Result<Import, ImportError> {
    let file = DataFile::read_json_lines(path)?;
    let mut import = Import::default();
    for (line, row) in file.json_lines::<Row>() {
        import.add(row.and_then(article).map_err(|problem| file.error(line, problem)));
    }
    Ok(import)
}

fn mentions_only(id: String, text: &Path) -> Result<AnnotatedArticle, ImportError> {
    let file = DataFile::read(text)?;
    let document = conllu::read(&file)?;
    let mentions = mentions(&document).map_err(|problem| file.error(None, problem))?;
    let points = CodePoints::new(&document.text);
    let sentences = document.sentences.iter().map(|&sentence| points.sentence(sentence)).collect::<Result<_, _>>();
    Ok(AnnotatedArticle {
        id,
        sentences: Some(sentences.map_err(|problem| file.error(None, problem))?),
        mentions: Some(mentions),
        metadata: document.metadata,
        text: Some(document.text),
        ..AnnotatedArticle::default()
    })
}

fn mentions(document: &conllu::Document) -> Result<Vec<AnnotatedMention>, Problem> {
    let points = CodePoints::new(&document.text);
    let found = entities::mentions(&document.tokens).into_iter();
    found
        .map(|entities::Found { span: (start, end), sort, kind, entity }| {
            let text = Some(points.slice(start, end)?.to_owned());
            Ok(AnnotatedMention { start, end, text, sort, kind, entity: Some(entity) })
        })
        .collect()
}

fn published(id: String, text: &Path, tree: &Path) -> Result<AnnotatedArticle, ImportError> {
    let document = conllu::read(&DataFile::read(text)?)?;
    let found = mentions(&document).map_err(|problem| ImportError::new(text, problem))?;
    let file = DataFile::read(tree)?;
    let attributions = rst::read(&file, &document.text)?;
    let row = Row {
        id,
        sentences: document.sentences.into_iter().map(|(start, end)| Sentence { start, end }).collect(),
        attributions,
        metadata: document.metadata,
        text: document.text,
    };
    let article = article(row).map_err(|problem| file.error(None, problem))?;
    Ok(AnnotatedArticle { mentions: Some(found), ..article })
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
