//! Reads the training data.

use super::TrainError;
use saidso::record::{AnnotatedArticle, AnnotatedSentence, Article, Label};
use saidso_formats::gold as document;
use saidso_formats::gold::Spans;
use saidso_formats::import::{Format, Import, import};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
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
    /// Whether attributions inside another one's content were annotated too.
    pub(super) nested: bool,
}

/// An article in which mentions were annotated.
#[derive(Debug, Clone)]
pub(super) struct MentionArticle {
    /// The article.
    pub(super) article: Article,
    /// Its mentions, in bytes, in the order of the text.
    pub(super) mentions: Vec<document::Mention>,
    /// Whether only some mentions were annotated, from which the antecedents of pronouns are to be chosen.
    pub(super) closed: bool,
}

/// A single sentence, and how probably it is the author's opinion.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StanceSentence {
    /// The sentence.
    pub(super) text: String,
    /// Probability that it is opinion: 0 or 1 if the annotators were certain.
    pub(super) opinion: f32,
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

/// Reads articles with attributions as JSON Lines; offsets are code points. PolNeAR annotates only the outermost
/// attributions.
///
/// # Errors
/// The file cannot be read, or a line does not have this form.
pub(super) fn read_polnear(path: &Path) -> Result<Vec<GoldArticle>, TrainError> {
    json_lines::<PolnearRow>(path)?
        .into_iter()
        .enumerate()
        .map(|(index, row)| {
            let starts = byte_starts(&row.text);
            let spans = |spans: &[(usize, usize)]| -> Result<Vec<Range<usize>>, TrainError> {
                spans
                    .iter()
                    .map(|&(start, end)| match (starts.get(start), starts.get(end)) {
                        (Some(&start), Some(&end)) if start < end => Ok(start..end),
                        _ => Err(TrainError::data(path, index + 1, &format!("{start}..{end} is outside the text"))),
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
            Ok(GoldArticle { article: Article::new(row.id, row.text), attributions, nested: false })
        })
        .collect()
}

/// Reads articles without labels as JSON Lines of `id` and `text`.
///
/// # Errors
/// The file cannot be read, or a line does not have this form.
pub(super) fn read_raw(path: &Path) -> Result<Vec<Article>, TrainError> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        text: String,
    }
    Ok(json_lines::<Row>(path)?.into_iter().map(|row| Article::new(row.id, row.text)).collect())
}

/// The attributions of gold articles, including nested ones; articles without annotated attributions are left out.
///
/// # Errors
/// An annotation does not fit its text; `path` is the file named in the error.
pub(super) fn attributions(path: &Path, articles: &[AnnotatedArticle]) -> Result<Vec<GoldArticle>, TrainError> {
    let mut found = Vec::new();
    for (index, annotated) in articles.iter().enumerate() {
        let gold = document::GoldArticle::new(annotated.clone(), None)
            .map_err(|error| TrainError::data(path, index + 1, &error))?;
        if let Some(attributions) = gold.document.attributions {
            let attributions = attributions.into_iter().map(|attribution| attribution.spans).collect();
            found.push(GoldArticle { article: Article::new(gold.id, gold.text), attributions, nested: true });
        }
    }
    Ok(found)
}

/// The mentions of gold articles; articles without annotated mentions are left out.
///
/// # Errors
/// An annotation does not fit its text; `path` is the file named in the error.
pub(super) fn mentions(
    path: &Path,
    articles: &[AnnotatedArticle],
    closed: bool,
) -> Result<Vec<MentionArticle>, TrainError> {
    let mut found = Vec::new();
    for (index, annotated) in articles.iter().enumerate().filter(|(_, annotated)| annotated.mentions.is_some()) {
        let gold = document::GoldArticle::new(annotated.clone(), None)
            .map_err(|error| TrainError::data(path, index + 1, &error))?;
        let mentions = gold.document.mentions.unwrap_or_default();
        found.push(MentionArticle { article: Article::new(gold.id, gold.text), mentions, closed });
    }
    Ok(found)
}

/// Reads the mentions of GUM from a tar archive of its `.conllu` files, except for the documents named in `without`.
///
/// # Errors
/// The archive cannot be read, or a file does not have this form.
pub(super) fn read_gum(path: &Path, without: &HashSet<String>) -> Result<Vec<MentionArticle>, TrainError> {
    let folder = tempfile::tempdir().map_err(|error| TrainError::file(path, &error))?;
    tar::Archive::new(open(path)?).unpack(folder.path()).map_err(|error| TrainError::file(path, &error))?;
    let mut articles = whole(import(folder.path(), &Format::Gum)?)?;
    articles.retain(|article| !without.contains(&article.id));
    mentions(path, &articles, false)
}

/// Reads the pronouns of GAP.
///
/// # Errors
/// The file cannot be read, or a line does not have this form.
pub(super) fn read_gap(path: &Path) -> Result<Vec<MentionArticle>, TrainError> {
    mentions(path, &whole(import(path, &Format::Gap)?)?, true)
}

/// The articles of an import, if none has failed.
fn whole(import: Import) -> Result<Vec<AnnotatedArticle>, TrainError> {
    match import.failed.into_iter().next() {
        Some(error) => Err(error.into()),
        None => Ok(import.articles),
    }
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
                Some("SUBJ" | "1") => 1.0,
                Some("OBJ" | "0") => 0.0,
                other => return Err(TrainError::data(path, index + 2, &format!("unknown label {other:?}"))),
            };
            Ok(StanceSentence { text: row.get(sentence).unwrap_or_default().trim().to_owned(), opinion })
        })
        .collect()
}

/// An article with sentences labelled by annotators.
#[derive(Debug, Clone)]
pub(super) struct LabelledArticle {
    /// The article.
    pub(super) article: Article,
    /// The bytes of each sentence, and its voice.
    pub(super) sentences: Vec<(Range<usize>, Voice)>,
}

/// Who is responsible for a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Voice {
    /// The author, with this probability that the sentence is an opinion.
    Author(f32),
    /// A source whose words are reported.
    Reported,
    /// A source whose words are quoted.
    Quoted,
    /// Nobody: the sentence is not part of the article.
    Boilerplate,
}

impl Voice {
    /// The voice of a sentence according to its label, if it has one. A confidence below 1 marks annotators' doubt.
    fn of(sentence: &AnnotatedSentence) -> Option<Self> {
        let sure = sentence.confidence.unwrap_or(1.0);
        Some(match sentence.label? {
            Some(Label::Opinion) => Self::Author(sure),
            Some(Label::ReportedFact) if sentence.source == Some(None) => Self::Author(1.0 - sure),
            Some(Label::ReportedFact) => Self::Reported,
            Some(Label::Quote) => Self::Quoted,
            None => Self::Boilerplate,
        })
    }
}

impl LabelledArticle {
    /// Finds the labelled sentences of an annotated article in its text.
    fn new(annotated: &AnnotatedArticle) -> Option<Self> {
        let text = annotated.text.clone()?;
        let starts = byte_starts(&text);
        let sentences = annotated
            .sentences
            .iter()
            .flatten()
            .filter_map(|sentence| Some((sentence, Voice::of(sentence)?)))
            .map(|(sentence, voice)| Some((*starts.get(sentence.start)?..*starts.get(sentence.end)?, voice)))
            .collect::<Option<_>>()?;
        Some(Self { article: Article::new(annotated.id.clone(), text), sentences })
    }

    /// The sentences that the author is responsible for, as single sentences.
    pub(super) fn own_sentences(&self) -> impl Iterator<Item = StanceSentence> {
        self.sentences.iter().filter_map(|(span, voice)| match *voice {
            Voice::Author(opinion) => {
                Some(StanceSentence { text: self.article.text[span.clone()].to_owned(), opinion })
            }
            Voice::Reported | Voice::Quoted | Voice::Boilerplate => None,
        })
    }

    /// The voice of a range of bytes: that of the labelled sentence that covers at least half of it.
    pub(super) fn voice(&self, span: &Range<usize>) -> Option<Voice> {
        let shared = |other: &Range<usize>| span.end.min(other.end).saturating_sub(span.start.max(other.start));
        self.sentences.iter().find(|(labelled, _)| 2 * shared(labelled) >= span.len()).map(|&(_, voice)| voice)
    }
}

/// The labelled sentences of gold articles.
///
/// # Errors
/// A label is outside its text; `path` is the file named in the error.
pub(super) fn labelled(path: &Path, articles: &[AnnotatedArticle]) -> Result<Vec<LabelledArticle>, TrainError> {
    articles
        .iter()
        .enumerate()
        .map(|(index, annotated)| {
            LabelledArticle::new(annotated)
                .ok_or_else(|| TrainError::data(path, index + 1, &"a label is outside the text, or there is no text"))
        })
        .collect()
}

/// Reads gold articles.
///
/// # Errors
/// The file cannot be read, or a line does not have this form.
pub(super) fn read_gold(path: &Path) -> Result<Vec<AnnotatedArticle>, TrainError> {
    json_lines(path)
}

/// Reads labelled articles whose texts are stored elsewhere, below `folder`.
///
/// # Errors
/// A file cannot be read, a line does not have this form, or a text cannot be found.
pub(super) fn read_labels(path: &Path, folder: &Path) -> Result<Vec<AnnotatedArticle>, TrainError> {
    whole(import(path, &Format::Labels { texts: folder.to_owned() })?)
}

/// The ids of the articles in a file.
///
/// # Errors
/// The file cannot be read, or a line does not have this form.
pub(super) fn ids(path: &Path) -> Result<Vec<String>, TrainError> {
    Ok(json_lines::<IdRow>(path)?.into_iter().map(|row| row.id).collect())
}

#[derive(Deserialize)]
struct IdRow {
    id: String,
}

/// Reads articles without labels as JSON Lines with `id` and `text`.
///
/// # Errors
/// The file cannot be read, or a line does not have this form.
pub(super) fn read_articles(path: &Path) -> Result<Vec<Article>, TrainError> {
    Ok(json_lines::<TextRow>(path)?.into_iter().map(|row| Article::new(row.id, row.text)).collect())
}

#[derive(Deserialize)]
struct TextRow {
    id: String,
    text: String,
}

/// Reads a file of one JSON value.
///
/// # Errors
/// The file cannot be read, or does not have this form.
pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, TrainError> {
    let bytes = std::fs::read(path).map_err(|error| TrainError::file(path, &error))?;
    serde_json::from_slice(&bytes).map_err(|error| TrainError::file(path, &error))
}

fn open(path: &Path) -> Result<Box<dyn Read + Send>, TrainError> {
    let (reader, _) = niffler::send::from_path(path).map_err(|error| TrainError::file(path, &error))?;
    Ok(reader)
}

/// The lines that are not blank, as JSON.
fn json_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, TrainError> {
    let mut rows = Vec::new();
    for (index, line) in BufReader::new(open(path)?).lines().enumerate() {
        let line = line.map_err(|error| TrainError::file(path, &error))?;
        if !line.trim().is_empty() {
            rows.push(serde_json::from_str(&line).map_err(|error| TrainError::data(path, index + 1, &error))?);
        }
    }
    Ok(rows)
}

/// SHA-256 of each file in a folder, in hexadecimal, by `prefix` and its path in the folder, so that the names do not
/// depend on where the folder is.
///
/// # Errors
/// A file cannot be read.
pub(super) fn hashes(prefix: &str, folder: &Path, paths: &[&Path]) -> Result<BTreeMap<String, String>, TrainError> {
    paths
        .iter()
        .map(|path| {
            let full = folder.join(path);
            let bytes = std::fs::read(&full).map_err(|error| TrainError::file(&full, &error))?;
            Ok((format!("{prefix}{}", path.display()), sha256(&bytes)))
        })
        .collect()
}

/// SHA-256 in hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}
