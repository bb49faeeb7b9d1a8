//! Data sets as they are published.

use super::TrainError;
use crate::evaluate::attributions::Spans;
use crate::record::{Article, Label};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::ops::Range;
use std::path::Path;

/// An article with the attributions that annotators found in it.
#[derive(Debug, Clone)]
pub(super) struct GoldArticle {
    /// The article.
    pub(super) article: Article,
    /// Its attributions, in bytes.
    pub(super) attributions: Vec<Spans>,
}

/// A sentence that annotators called opinion or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StanceSentence {
    /// The sentence.
    pub(super) text: String,
    /// Whether it is the author's opinion.
    pub(super) opinion: bool,
}

#[derive(Deserialize)]
struct PolnearRow {
    id: String,
    text: String,
    attributions: Vec<PolnearAttribution>,
}

#[derive(Deserialize)]
struct PolnearAttribution {
    #[serde(default)]
    source: Vec<(usize, usize)>,
    cue: Vec<(usize, usize)>,
    content: Vec<(usize, usize)>,
}

/// Reads articles with attributions as JSON Lines; their offsets are code points.
///
/// # Errors
/// The file cannot be read, or a line is not of this form.
pub(super) fn read_polnear(path: &Path) -> Result<Vec<GoldArticle>, TrainError> {
    lines(path)?
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            let row: PolnearRow =
                serde_json::from_str(&line).map_err(|error| TrainError::data(path, index + 1, &error))?;
            let starts = byte_starts(&row.text);
            let spans = |spans: &[(usize, usize)]| -> Result<Vec<Range<usize>>, TrainError> {
                spans
                    .iter()
                    .map(|&(start, end)| match (starts.get(start), starts.get(end)) {
                        (Some(&start), Some(&end)) if start < end => Ok(start..end),
                        _ => Err(TrainError::data(path, index + 1, &format!("no span {start}..{end} in the text"))),
                    })
                    .collect()
            };
            let attributions = row
                .attributions
                .iter()
                .map(|attribution| {
                    Ok(Spans {
                        source: spans(&attribution.source)?,
                        cue: spans(&attribution.cue)?,
                        content: spans(&attribution.content)?,
                    })
                })
                .collect::<Result<_, TrainError>>()?;
            Ok(GoldArticle { article: Article::new(row.id, row.text), attributions })
        })
        .collect()
}

/// Byte at which each code point begins, and the length at the end.
fn byte_starts(text: &str) -> Vec<usize> {
    text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect()
}

/// Reads sentences labelled `SUBJ` or `OBJ` as CSV with the columns `Sentence` and `Label`, or `sentence` and `label`.
///
/// # Errors
/// The file cannot be read, lacks a column or has another label.
pub(super) fn read_newssd(path: &Path) -> Result<Vec<StanceSentence>, TrainError> {
    let mut reader = csv::Reader::from_reader(open(path)?);
    let headers = reader.headers().map_err(|error| TrainError::data(path, 1, &error))?.clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|header| header.eq_ignore_ascii_case(name))
            .ok_or_else(|| TrainError::data(path, 1, &format!("there is no column `{name}`")))
    };
    let (sentence, label) = (column("sentence")?, column("label")?);
    reader
        .records()
        .enumerate()
        .map(|(index, row)| {
            let row = row.map_err(|error| TrainError::data(path, index + 2, &error))?;
            let opinion = match row.get(label) {
                Some("SUBJ" | "1") => true,
                Some("OBJ" | "0") => false,
                other => return Err(TrainError::data(path, index + 2, &format!("unknown label {other:?}"))),
            };
            Ok(StanceSentence { text: row.get(sentence).unwrap_or_default().trim().to_owned(), opinion })
        })
        .collect()
}

/// An article whose sentences annotators have labelled.
#[derive(Debug, Clone)]
pub(super) struct LabelledArticle {
    /// The article.
    pub(super) article: Article,
    /// First byte of each sentence that the author answers for, and whether it is opinion.
    pub(super) own: Vec<(usize, bool)>,
}

/// Reads articles with labelled sentences as JSON Lines, in the form of `datasets/gold`.
///
/// # Errors
/// The file cannot be read, or a line is not of this form.
pub(super) fn read_gold(path: &Path) -> Result<Vec<LabelledArticle>, TrainError> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        text: String,
        sentences: Vec<Sentence>,
    }
    #[derive(Deserialize)]
    struct Sentence {
        start: usize,
        label: Option<Label>,
        source: Option<String>,
    }
    lines(path)?
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            let row: Row = serde_json::from_str(&line).map_err(|error| TrainError::data(path, index + 1, &error))?;
            let starts = byte_starts(&row.text);
            let own = row
                .sentences
                .iter()
                .filter(|sentence| sentence.source.is_none())
                .filter_map(|sentence| {
                    let opinion = match sentence.label? {
                        Label::Opinion => true,
                        Label::ReportedFact => false,
                        Label::Quote => return None,
                    };
                    Some((*starts.get(sentence.start)?, opinion))
                })
                .collect();
            Ok(LabelledArticle { article: Article::new(row.id, row.text), own })
        })
        .collect()
}

/// Reads unlabelled articles as JSON Lines with `id` and `text`.
///
/// # Errors
/// The file cannot be read, or a line is not of this form.
pub(super) fn read_articles(path: &Path) -> Result<Vec<Article>, TrainError> {
    #[derive(Deserialize)]
    struct Row {
        id: serde_json::Value,
        text: String,
    }
    lines(path)?
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            let row: Row = serde_json::from_str(&line).map_err(|error| TrainError::data(path, index + 1, &error))?;
            Ok(Article::new(row.id.as_str().map_or_else(|| row.id.to_string(), str::to_owned), row.text))
        })
        .collect()
}

fn open(path: &Path) -> Result<Box<dyn Read + Send>, TrainError> {
    let fail = |error: &dyn std::fmt::Display| TrainError::File { path: path.to_owned(), reason: error.to_string() };
    let (reader, _) = niffler::send::from_path(path).map_err(|error| fail(&error))?;
    Ok(reader)
}

fn lines(path: &Path) -> Result<Vec<String>, TrainError> {
    BufReader::new(open(path)?)
        .lines()
        .filter(|line| line.as_ref().map_or(true, |line| !line.trim().is_empty()))
        .collect::<Result<_, _>>()
        .map_err(|error| TrainError::File { path: path.to_owned(), reason: error.to_string() })
}

/// SHA-256 of each file, in hexadecimal, by the path as the configuration names it.
///
/// # Errors
/// A file cannot be read.
pub(super) fn hashes(folder: &Path, paths: &[&Path]) -> Result<BTreeMap<String, String>, TrainError> {
    use sha2::{Digest, Sha256};
    paths
        .iter()
        .map(|path| {
            let full = folder.join(path);
            let bytes =
                std::fs::read(&full).map_err(|error| TrainError::File { path: full, reason: error.to_string() })?;
            Ok((path.display().to_string(), format!("{:x}", Sha256::digest(&bytes))))
        })
        .collect()
}
