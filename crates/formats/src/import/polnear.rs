//! `PolNeAR` 1.0 (Newell, Margolin and Ruths, LREC 2018) as published: texts, each annotated by one or more
//! annotators, in brat's format.

use super::brat::{self, SpanTypes};
use super::file::{DataFile, find};
use super::{Import, ImportError, Problem};
use saidso::record::AnnotatedArticle;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Whose annotations to use. Few articles have annotations from several annotators.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Annotators {
    /// For each article, those of the alphabetically first annotator.
    #[default]
    First,
    /// Those of one annotator; articles without them are left out.
    One(String),
    /// All of them, each as a separate article whose id is the article's name, `_`, and the annotator's id.
    All,
}

/// A text and its annotation files, by annotator.
type Annotated = (PathBuf, BTreeMap<String, PathBuf>);

/// How deep below the root the folders of a part are: `data/dev/text`.
const DEPTH: usize = 3;

/// Reads all parts below `path`, which may be the root, a part, or anything between.
pub(super) fn read(path: &Path, annotators: &Annotators) -> Result<Import, ImportError> {
    let parts = parts(path);
    if parts.is_empty() {
        let expected = "folder `text` with a folder `attributions` beside it".into();
        return Err(ImportError::new(path, Problem::Missing { expected }));
    }
    let mut import = Import::default();
    for part in parts {
        let metadata = metadata(&part)?;
        for (name, (text, annotations)) in annotated(&part)? {
            if annotations.is_empty() {
                let expected = format!("file {name}_ANNOTATOR.ann in the folder `attributions`");
                import.add(Err(ImportError::new(&text, Problem::Missing { expected })));
            }
            for (annotator, file) in chosen(annotations, annotators) {
                let id = if *annotators == Annotators::All { format!("{name}_{annotator}") } else { name.clone() };
                let article = brat::article(id, &text, &file, &SpanTypes::default());
                let mut metadata = metadata.get(&name).cloned().unwrap_or_default();
                metadata.insert("annotator".into(), annotator.into());
                import.add(article.map(|article| AnnotatedArticle { metadata, ..article }));
            }
        }
    }
    if import.articles.is_empty() && import.failed.is_empty() {
        return Err(ImportError::new(path, Problem::Missing { expected: "article of this annotator".into() }));
    }
    Ok(import)
}

/// The folders that hold `text` and `attributions`.
fn parts(path: &Path) -> Vec<PathBuf> {
    WalkDir::new(path)
        .max_depth(DEPTH - 1)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .flatten()
        .map(walkdir::DirEntry::into_path)
        .filter(|folder| folder.join("text").is_dir() && folder.join("attributions").is_dir())
        .collect()
}

/// The texts of a part by name, each with its annotations.
fn annotated(part: &Path) -> Result<BTreeMap<String, Annotated>, ImportError> {
    let texts = find(&part.join("text"), "txt")?;
    let mut articles: BTreeMap<String, Annotated> =
        texts.into_iter().map(|(name, text)| (name, (text, BTreeMap::new()))).collect();
    for (stem, file) in find(&part.join("attributions"), "ann")? {
        let article = stem.rsplit_once('_').and_then(|(name, annotator)| Some((articles.get_mut(name)?, annotator)));
        let Some(((_, annotations), annotator)) = article else {
            let expected = format!("text for {stem}.ann, whose name should be TEXT_ANNOTATOR.ann");
            return Err(ImportError::new(&file, Problem::Missing { expected }));
        };
        annotations.insert(annotator.to_owned(), file);
    }
    Ok(articles)
}

fn chosen(mut annotations: BTreeMap<String, PathBuf>, annotators: &Annotators) -> Vec<(String, PathBuf)> {
    match annotators {
        Annotators::First => annotations.into_iter().take(1).collect(),
        Annotators::One(id) => annotations.remove_entry(id).into_iter().collect(),
        Annotators::All => annotations.into_iter().collect(),
    }
}

/// The metadata of each article, from `metadata.tsv` in one of the folders above a part; empty if there is no such
/// file.
fn metadata(part: &Path) -> Result<HashMap<String, Map<String, Value>>, ImportError> {
    let part = part.canonicalize().unwrap_or_else(|_| part.to_owned());
    let Some(path) = part.ancestors().take(DEPTH).map(|folder| folder.join("metadata.tsv")).find(|path| path.is_file())
    else {
        return Ok(HashMap::new());
    };
    let file = DataFile::read(&path)?;
    let mut lines = file.lines();
    let columns: Vec<&str> = lines.next().map(|(_, header)| header.split('\t').collect()).unwrap_or_default();
    let Some(name) = columns.iter().position(|&column| column == "filename") else {
        return Err(file.error(1, Problem::Missing { expected: "column `filename`".into() }));
    };
    let rows = lines.map(|(_, line)| {
        let values: Vec<&str> = line.split('\t').collect();
        let fields = columns.iter().zip(&values).filter_map(|(&column, &value)| {
            let column = match column {
                "filename" | "annotators" => return None,
                "publication_date" => "date",
                other => other,
            };
            (value != "None").then(|| (column.to_owned(), value.into()))
        });
        (values.get(name).copied().unwrap_or_default().to_owned(), fields.collect())
    });
    Ok(rows.collect())
}
