//! Sentences labelled as subjective or objective: NewsSD-ENG (Antici et al. 2023) and the English data of the
//! `CheckThat!` lab.

use super::code_points::CodePoints;
use super::file::DataFile;
use super::{Import, ImportError, Problem};
use csv::{ReaderBuilder, StringRecord};
use saidso::record::AnnotatedArticle;
use saidso_io::read::stem;
use std::path::Path;

/// The columns that are read.
struct Columns {
    sentence: usize,
    label: usize,
    id: Option<usize>,
}

/// Reads a table; each row becomes an article of one sentence. Comma-separated values may be quoted. Tab-separated
/// values are read verbatim, because `CheckThat!` has sentences with a single quotation mark.
pub(super) fn read(path: &Path) -> Result<Import, ImportError> {
    let file = DataFile::read(path)?;
    let tabs = file.text.lines().next().unwrap_or_default().contains('\t');
    let mut reader = ReaderBuilder::new();
    reader.delimiter(if tabs { b'\t' } else { b',' }).quoting(!tabs);
    let mut reader = reader.from_reader(file.text.as_bytes());
    let header = reader.headers().map_err(|error| file.error(1, syntax(&error)))?;
    let columns = columns(header).map_err(|problem| file.error(1, problem))?;
    let name = path.file_name().map(|name| stem(Path::new(name))).unwrap_or_default();
    let mut import = Import::default();
    for (number, row) in (1..).zip(reader.records()) {
        import.add(match row {
            Ok(row) => {
                let id = columns.id.and_then(|id| row.get(id)).filter(|id| !id.is_empty());
                let id = id.map_or_else(|| format!("{name}:{number}"), str::to_owned);
                let line = row.position().map(csv::Position::line);
                article(id, &row, &columns).map_err(|problem| file.error(line, problem))
            }
            Err(error) => Err(file.error(error.position().map(csv::Position::line), syntax(&error))),
        });
    }
    Ok(import)
}

fn columns(header: &StringRecord) -> Result<Columns, Problem> {
    let find = |name: &str| header.iter().position(|column| column.trim().eq_ignore_ascii_case(name));
    let need = |name: &str| find(name).ok_or_else(|| Problem::Missing { expected: format!("column `{name}`") });
    Ok(Columns { sentence: need("sentence")?, label: need("label")?, id: find("sentence_id") })
}

fn article(id: String, row: &StringRecord, columns: &Columns) -> Result<AnnotatedArticle, Problem> {
    let text = row.get(columns.sentence).unwrap_or_default().trim();
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    let subjective = match row.get(columns.label).unwrap_or_default().trim() {
        "SUBJ" | "1" => true,
        "OBJ" | "0" => false,
        other => return Err(Problem::Label { label: other.to_owned(), expected: "SUBJ and OBJ, or 1 and 0" }),
    };
    let mut sentence = CodePoints::new(text).sentence((0, text.chars().count()))?;
    sentence.subjective = Some(subjective);
    Ok(AnnotatedArticle {
        id,
        text: Some(text.to_owned()),
        sentences: Some(vec![sentence]),
        ..AnnotatedArticle::default()
    })
}

fn syntax(error: &csv::Error) -> Problem {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Problem::Syntax { reason: format!("the row has {len} values, the header {expected_len}") }
        }
        _ => Problem::Syntax { reason: error.to_string() },
    }
}
