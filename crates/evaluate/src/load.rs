//! Gold files and predictions, read and checked line by line.

use saidso::Outcome;
use saidso::record::{AnnotatedArticle, ErrorRecord};
use saidso_formats::gold::{Document, GoldArticle};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

/// A gold set.
#[derive(Debug, Clone, Default)]
pub struct GoldSet {
    /// Its file.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Its articles, in the order of the file.
    pub articles: Vec<GoldArticle>,
}

/// The predictions of a system, or the annotations of another annotator, for the articles of a gold set.
#[derive(Debug, Clone, Default)]
pub struct System {
    /// Its name.
    pub name: String,
    /// The prediction for each gold article; `None` if there is none.
    pub documents: Vec<Option<Document>>,
    /// Articles it failed on, with the reason.
    pub failed: Vec<(String, String)>,
    /// Lines that could not be used.
    pub bad_lines: Vec<BadLine>,
    /// Articles that are not in the gold set.
    pub unknown: usize,
}

impl System {
    /// Keeps only the attributions that are not inside another one's content, for comparison with a gold set that has
    /// no others.
    pub fn keep_outermost(&mut self) {
        self.documents.iter_mut().flatten().for_each(Document::keep_outermost);
    }
}

/// A line that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for BadLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.reason)
    }
}

/// Why a file cannot be used for evaluation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file cannot be read.
    #[error("cannot read {file}: {reason}")]
    Read {
        /// Its path.
        file: String,
        /// Why.
        reason: String,
    },
    /// There are no articles in the file.
    #[error("{file} contains no articles")]
    Empty {
        /// Its path.
        file: String,
    },
    /// The gold file has errors, so anything measured against it would be meaningless.
    #[error("{file} is not a gold file: {} of its lines cannot be used", lines.len())]
    Gold {
        /// Its path.
        file: String,
        /// All lines with errors.
        lines: Vec<BadLine>,
    },
    /// No article has annotations, so there is nothing to measure against.
    #[error("{file} has texts, but no annotations: it is not a gold file")]
    Unannotated {
        /// Its path.
        file: String,
    },
    /// None of the predictions is for an article of the gold set.
    #[error("none of the {count} articles in {file} has the id of a gold article; ids must be the same in both files")]
    OtherIds {
        /// Path of the predictions.
        file: String,
        /// Number of articles in it.
        count: usize,
    },
}

impl GoldSet {
    /// Reads a gold file, which may be compressed. `texts` holds texts by article id, for articles without their own.
    ///
    /// # Errors
    /// The file cannot be read, has no articles, or has a line that cannot be used.
    pub fn read(path: &Path, texts: &HashMap<String, String>) -> Result<Self, LoadError> {
        let (file, bytes) = whole(path)?;
        let (mut articles, mut bad, mut ids) = (Vec::new(), Vec::new(), HashSet::new());
        let mut annotated = false;
        for (line, text) in lines(&file, &bytes)? {
            let article = parse(&text).and_then(|article: AnnotatedArticle| {
                annotated |= is_annotated(&article);
                if !ids.insert(article.id.clone()) {
                    return Err(format!("the id `{}` already occurs on an earlier line", article.id));
                }
                let text = texts.get(&article.id).cloned();
                let id = article.id.clone();
                GoldArticle::new(article, text).map_err(|error| format!("article `{id}`: {error}"))
            });
            match article {
                Ok(article) => articles.push(article),
                Err(reason) => bad.push(BadLine { line, reason }),
            }
        }
        if !bad.is_empty() {
            return Err(LoadError::Gold { file, lines: bad });
        }
        if articles.is_empty() {
            return Err(LoadError::Empty { file });
        }
        if !annotated {
            return Err(LoadError::Unannotated { file });
        }
        let sha256 = format!("{:x}", Sha256::digest(&bytes));
        Ok(Self { file, sha256, articles })
    }

    /// Reads a system's predictions for the articles from one or more files; `-` is standard input.
    ///
    /// # Errors
    /// A file cannot be read, or they have nothing about these articles.
    pub fn predictions<P: AsRef<Path>>(&self, files: &[P], name: String) -> Result<System, LoadError> {
        let mut system = self.system(name);
        let index = self.index();
        let mut count = 0;
        for path in files {
            let (file, bytes) = whole(path.as_ref())?;
            for (line, text) in lines(&file, &bytes)? {
                count += 1;
                if let Err(reason) = self.take_line(&mut system, &index, &text) {
                    let reason = if files.len() > 1 { format!("{reason} (in {file})") } else { reason };
                    system.bad_lines.push(BadLine { line, reason });
                }
            }
        }
        let file = match files {
            [] => String::new(),
            [file] => file.as_ref().display().to_string(),
            [first, others @ ..] => format!("{} and {} other files", first.as_ref().display(), others.len()),
        };
        match count {
            0 => Err(LoadError::Empty { file }),
            _ if system.unknown == count => Err(LoadError::OtherIds { file, count }),
            _ => Ok(system),
        }
    }

    /// Collects a system's outcomes for the articles as they arrive.
    pub fn gather(&self, name: String, outcomes: impl Iterator<Item = Outcome>) -> System {
        let mut system = self.system(name);
        let index = self.index();
        for (line, outcome) in outcomes.enumerate() {
            let taken = match outcome {
                Ok(record) => self.take(&mut system, &index, &record.into()),
                Err(failed) => {
                    Self::take_failure(&mut system, &index, failed.id, failed.error.to_string());
                    Ok(())
                }
            };
            if let Err(reason) = taken {
                system.bad_lines.push(BadLine { line: line + 1, reason });
            }
        }
        system
    }

    fn system(&self, name: String) -> System {
        System { name, documents: vec![None; self.articles.len()], ..System::default() }
    }

    fn index(&self) -> HashMap<&str, usize> {
        self.articles.iter().enumerate().map(|(index, article)| (article.id.as_str(), index)).collect()
    }

    fn take_line(&self, system: &mut System, index: &HashMap<&str, usize>, line: &str) -> Result<(), String> {
        let value: Value = parse(line)?;
        if value.get("error").is_some() {
            let failed: ErrorRecord = from_value(value)?;
            Self::take_failure(system, index, failed.id, failed.error.reason);
            return Ok(());
        }
        self.take(system, index, &from_value(value)?)
    }

    fn take_failure(system: &mut System, index: &HashMap<&str, usize>, id: String, reason: String) {
        if index.contains_key(id.as_str()) {
            system.failed.push((id, reason));
        } else {
            system.unknown += 1;
        }
    }

    fn take(
        &self,
        system: &mut System,
        index: &HashMap<&str, usize>,
        article: &AnnotatedArticle,
    ) -> Result<(), String> {
        let Some(&at) = index.get(article.id.as_str()) else {
            system.unknown += 1;
            return Ok(());
        };
        if system.documents[at].is_some() {
            return Err(format!("the id `{}` already occurs on an earlier line; the first is used", article.id));
        }
        match self.articles[at].prediction(article) {
            Ok(document) => system.documents[at] = Some(document),
            Err(error) => {
                system.failed.push((article.id.clone(), error.to_string()));
                return Err(format!("article `{}`: {error}", article.id));
            }
        }
        Ok(())
    }
}

/// Whether anything is annotated in an article, be it that there is nothing.
fn is_annotated(article: &AnnotatedArticle) -> bool {
    let AnnotatedArticle { sentences, attributions, spans, sources, mentions, .. } = article;
    sentences.is_some() || attributions.is_some() || spans.is_some() || sources.is_some() || mentions.is_some()
}

fn parse<T: serde::de::DeserializeOwned>(line: &str) -> Result<T, String> {
    serde_json::from_str(line).map_err(|error| {
        // The caller adds the line number of the file.
        error.to_string().replace(" at line 1 column ", ", at byte ")
    })
}

fn from_value<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, String> {
    serde_json::from_value(value).map_err(|error| error.to_string())
}

fn whole(path: &Path) -> Result<(String, Vec<u8>), LoadError> {
    let file = path.display().to_string();
    let bytes = if file == "-" {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    match bytes {
        Ok(bytes) => Ok((file, bytes)),
        Err(error) => Err(LoadError::Read { file, reason: error.to_string() }),
    }
}

/// The lines that are not blank, with their numbers, of a file that may be compressed.
fn lines(file: &str, bytes: &[u8]) -> Result<Vec<(usize, String)>, LoadError> {
    let fail = |error: &dyn fmt::Display| LoadError::Read { file: file.to_owned(), reason: error.to_string() };
    let reader: Box<dyn Read> = match niffler::get_reader(Box::new(Cursor::new(bytes))) {
        Ok((reader, _)) => reader,
        // The file is too short to be compressed.
        Err(niffler::Error::FileTooShort) => Box::new(bytes),
        Err(error) => return Err(fail(&error)),
    };
    BufReader::new(reader)
        .lines()
        .enumerate()
        .filter(|(_, line)| line.as_ref().map_or(true, |line| !line.trim().is_empty()))
        .map(|(index, line)| {
            line.map(|line| (index + 1, line)).map_err(|error| fail(&format!("line {}: {error}", index + 1)))
        })
        .collect()
}
