//! The passages of the `CofeNet` paper (Wang et al., COLING 2022): excerpts from articles, already tokenised.

use super::code_points::CodePoints;
use super::detokenize::detokenize;
use super::file::DataFile;
use super::{Import, ImportError, Problem};
use saidso::record::{AnnotatedArticle, RoleSpans};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

/// A line of the data set.
#[derive(Deserialize)]
struct Passage {
    id: String,
    tokens: Vec<String>,
    labels: Vec<String>,
}

/// Reads passages; each becomes an article, numbered among the passages with the same id.
pub(super) fn read(path: &Path) -> Result<Import, ImportError> {
    let file = DataFile::read_json_lines(path)?;
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut import = Import::default();
    for (line, passage) in file.json_lines::<Passage>() {
        let article = passage.and_then(|passage| {
            let number = numbers.entry(passage.id.clone()).or_default();
            *number += 1;
            article(&passage, *number)
        });
        import.add(article.map_err(|problem| file.error(line, problem)));
    }
    Ok(import)
}

fn article(passage: &Passage, number: usize) -> Result<AnnotatedArticle, Problem> {
    let (text, tokens) = detokenize(&passage.tokens);
    let points = CodePoints::new(&text);
    points.spans(&tokens)?;
    let runs = runs(&passage.labels, passage.tokens.len())?;
    let spans = |role: &str| {
        let runs = runs.iter().filter(|run| run.role == role);
        let offsets: Vec<_> = runs.map(|run| (tokens[run.first].0, tokens[run.last].1)).collect();
        points.spans(&offsets)
    };
    let spans = RoleSpans { source: spans("source")?, cue: spans("cue")?, content: spans("content")? };
    Ok(AnnotatedArticle {
        id: format!("{}#{number}", passage.id),
        metadata: [("article".to_owned(), passage.id.clone().into())].into_iter().collect(),
        tokens: Some(tokens),
        spans: Some(spans),
        text: Some(text),
        ..AnnotatedArticle::default()
    })
}

/// Consecutive tokens with the same role.
struct Run<'l> {
    role: &'l str,
    first: usize,
    last: usize,
}

/// Decodes BIO labels like `CofeNet`'s own evaluation: a run begins at `B-` and continues as long as `I-` of the same
/// role follows; an `I-` that does not continue a run is ignored.
fn runs(labels: &[String], tokens: usize) -> Result<Vec<Run<'_>>, Problem> {
    if labels.len() != tokens {
        return Err(Problem::LabelCount { tokens, labels: labels.len() });
    }
    let mut runs: Vec<Run> = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        let (begins, role) = match (label.as_str(), label.split_once('-')) {
            ("O", _) => continue,
            (_, Some(("B", role @ ("source" | "cue" | "content")))) => (true, role),
            (_, Some(("I", role @ ("source" | "cue" | "content")))) => (false, role),
            _ => {
                let expected = "O, and B- or I- with source, cue or content";
                return Err(Problem::Label { label: label.clone(), expected });
            }
        };
        if begins {
            runs.push(Run { role, first: index, last: index });
        } else if let Some(run) = runs.last_mut().filter(|run| run.role == role && run.last + 1 == index) {
            run.last = index;
        }
    }
    Ok(runs)
}
