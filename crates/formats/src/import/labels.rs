//! Labels whose texts are stored elsewhere: gold articles without text. `metadata.file` names the file with the text;
//! `metadata.sha256` may state the text's hash, because other editions of a data set may differ.

use super::file::DataFile;
use super::{Import, ImportError, Problem};
use saidso::record::AnnotatedArticle;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

/// The texts of a file by article id; an id may occur several times.
type Texts = HashMap<String, Vec<String>>;

#[derive(Deserialize)]
struct TextRow {
    id: String,
    text: String,
}

/// Reads the labels and adds each article's text, up to where it is labelled. `folder` contains the files with the
/// texts.
pub(super) fn read(path: &Path, folder: &Path) -> Result<Import, ImportError> {
    let file = DataFile::read_json_lines(path)?;
    let mut files = HashMap::new();
    let mut import = Import::default();
    for (line, row) in file.json_lines::<Value>() {
        let article = row.and_then(|row| with_text(row, folder, &mut files));
        import.add(article.map_err(|problem| file.error(line, problem)));
    }
    Ok(import)
}

fn with_text(mut row: Value, folder: &Path, files: &mut HashMap<String, Texts>) -> Result<AnnotatedArticle, Problem> {
    const FORM: Problem = Problem::Form { expected: "an article with `id` and `metadata.file`" };
    let field = |pointer: &str| row.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let (id, name) = (field("/id").ok_or(FORM)?, field("/metadata/file").ok_or(FORM)?);
    let texts = match files.entry(name) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(new) => {
            let texts = texts(&folder.join(new.key()))?;
            new.insert(texts)
        }
    };
    let texts = texts.get(&id).ok_or_else(|| Problem::Missing { expected: format!("text of the article `{id}`") })?;
    let hash = field("/metadata/sha256");
    let is_labelled = |text: &&String| hash.as_ref().is_none_or(|hash| *hash == format!("{:x}", Sha256::digest(text)));
    let text = texts.iter().find(is_labelled).ok_or(Problem::OtherEdition { id })?;
    let labelled = match row.get("annotated_to").and_then(Value::as_u64) {
        Some(end) => text.chars().take(usize::try_from(end).unwrap_or(usize::MAX)).collect(),
        None => text.clone(),
    };
    name_sources(&mut row, &labelled);
    let article: AnnotatedArticle =
        serde_json::from_value(row).map_err(|error| Problem::Syntax { reason: error.to_string() })?;
    Ok(AnnotatedArticle { text: Some(labelled), ..article })
}

fn texts(path: &Path) -> Result<Texts, Problem> {
    let file = DataFile::read(path).map_err(|error| error.problem)?;
    let mut texts = Texts::new();
    for (_, row) in file.json_lines::<TextRow>() {
        let TextRow { id, text } = row?;
        texts.entry(id).or_default().push(text);
    }
    Ok(texts)
}

/// Sets the name of each source whose name is a range of the text, `at`.
fn name_sources(row: &mut Value, text: &str) {
    let sources = row.get_mut("sources").and_then(Value::as_array_mut).into_iter().flatten();
    for source in sources.filter_map(Value::as_object_mut) {
        let offset = |key| source.get("at")?.get(key)?.as_u64().and_then(|offset| usize::try_from(offset).ok());
        if let (Some(start), Some(end)) = (offset("start"), offset("end")) {
            let name: String = text.chars().skip(start).take(end.saturating_sub(start)).collect();
            source.insert("name".to_owned(), name.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_find_their_texts_and_know_other_editions() {
        let folder = tempfile::tempdir().unwrap();
        let text = "Die Brücke hält, said the mayor of Au. More follows.";
        let write = |name: &str, lines: &[Value]| {
            let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
            std::fs::write(folder.path().join(name), lines.join("\n")).unwrap();
        };
        let label = |id: &str, text: &str| {
            serde_json::json!({
                "id": id,
                "annotated_to": 38,
                "metadata": {"file": "texts.jsonl", "sha256": format!("{:x}", Sha256::digest(text))},
                "sentences": [{"start": 0, "end": 38, "label": "reported_fact", "source": "s1"}],
                "sources": [{"id": "s1", "at": {"start": 22, "end": 37}}],
            })
        };
        write("texts.jsonl", &["Another.", text].map(|text| serde_json::json!({"id": "a", "text": text})));
        write("labels.jsonl", &[label("a", text), label("a", "a third"), label("b", text)]);
        let import = read(&folder.path().join("labels.jsonl"), folder.path()).unwrap();
        assert_eq!(import.articles.len(), 1);
        assert_eq!(import.articles[0].text.as_deref(), Some("Die Brücke hält, said the mayor of Au."));
        assert_eq!(import.articles[0].sources.as_ref().unwrap()[0].name, "the mayor of Au");
        let problems: Vec<String> = import.failed.iter().map(|error| error.problem.to_string()).collect();
        assert!(problems[0].contains("another edition"), "{problems:?}");
        assert!(problems[1].contains("text of the article `b`"), "{problems:?}");
    }
}
