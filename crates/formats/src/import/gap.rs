//! GAP (Webster et al. 2018): ambiguous pronouns from Wikipedia, each with two names it may refer to. The pronoun and
//! both names become mentions; the pronoun's entity is that of the name it refers to, or its own if it refers to
//! neither.

use super::code_points::CodePoints;
use super::file::DataFile;
use super::{Import, ImportError, Problem};
use saidso::record::{AnnotatedArticle, AnnotatedMention, EntityKind, MentionSort};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    #[serde(rename = "ID")]
    id: String,
    text: String,
    pronoun: String,
    #[serde(rename = "Pronoun-offset")]
    pronoun_offset: usize,
    a: String,
    #[serde(rename = "A-offset")]
    a_offset: usize,
    #[serde(rename = "A-coref")]
    a_coref: String,
    b: String,
    #[serde(rename = "B-offset")]
    b_offset: usize,
    #[serde(rename = "B-coref")]
    b_coref: String,
}

/// Reads a table of pronouns.
pub(super) fn read(path: &Path) -> Result<Import, ImportError> {
    let file = DataFile::read(path)?;
    let mut reader = csv::ReaderBuilder::new();
    reader.delimiter(b'\t').quoting(false);
    let mut import = Import::default();
    for (line, row) in (2..).zip(reader.from_reader(file.text.as_bytes()).deserialize::<Row>()) {
        let row = row.map_err(|error| Problem::Syntax { reason: error.to_string() });
        import.add(row.and_then(article).map_err(|problem| file.error(line, problem)));
    }
    Ok(import)
}

fn article(row: Row) -> Result<AnnotatedArticle, Problem> {
    let points = CodePoints::new(&row.text);
    let mention = |start: usize, words: &str, sort, entity: &str| {
        let end = start + words.chars().count();
        let text = points.slice(start, end)?;
        if text != words {
            return Err(Problem::Syntax { reason: format!("the text at {start} is {text:?}, not {words:?}") });
        }
        let entity = Some(entity.to_owned());
        Ok(AnnotatedMention { start, end, text: Some(text.to_owned()), sort, kind: EntityKind::Person, entity })
    };
    let is_true = |value: &str| value.eq_ignore_ascii_case("true");
    let meant = match (is_true(&row.a_coref), is_true(&row.b_coref)) {
        (true, _) => "a",
        (_, true) => "b",
        _ => "neither",
    };
    let mentions = vec![
        mention(row.a_offset, &row.a, MentionSort::Name, "a")?,
        mention(row.b_offset, &row.b, MentionSort::Name, "b")?,
        mention(row.pronoun_offset, &row.pronoun, MentionSort::Pronoun, meant)?,
    ];
    Ok(AnnotatedArticle {
        id: row.id,
        mentions: Some(mentions),
        text: Some(row.text.clone()),
        ..AnnotatedArticle::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pronoun_has_the_entity_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gap.tsv");
        let header = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL";
        let row = "t-1\tZoë met \"Ann. She left.\tShe\t14\tZoë\t0\tFALSE\tAnn\t9\tTRUE\tu";
        std::fs::write(&path, format!("{header}\n{row}\n{}\n", row.replace("t-1", "t-2").replace("\t14\t", "\t15\t")))
            .unwrap();
        let import = read(&path).unwrap();
        let mentions = import.articles[0].mentions.as_ref().unwrap();
        let found: Vec<(&str, &str)> =
            mentions.iter().map(|one| (one.text.as_deref().unwrap(), one.entity.as_deref().unwrap())).collect();
        assert_eq!(found, [("Zoë", "a"), ("Ann", "b"), ("She", "b")]);
        assert_eq!(import.failed.len(), 1);
    }
}
