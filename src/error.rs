//! Errors of single articles.

use crate::record::{ErrorDetail, ErrorRecord, Origin, OutputLine, Record, SCHEMA_VERSION};

/// Why an article cannot be labelled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArticleError {
    /// There is nothing but white space.
    #[error("no text")]
    Empty,
    /// There is too much.
    #[error("the text has {characters} characters, more than the limit of {limit}")]
    TooLong {
        /// Code points of the text.
        characters: usize,
        /// Most that are allowed.
        limit: usize,
    },
    /// The file or line is so large that it was not even read to its end.
    #[error("more than {limit} bytes: this is no article")]
    TooLarge {
        /// Most bytes that are read.
        limit: usize,
    },
    /// The input is not UTF-8.
    #[error("not UTF-8: byte {byte} does not fit; convert the input first, for example with iconv")]
    NotUtf8 {
        /// The first byte that does not fit, counted from 1 at the start of the file or line.
        byte: usize,
    },
    /// The line is not JSON.
    #[error("not JSON: {reason}, at byte {byte}")]
    Json {
        /// Where reading stopped, counted from 1 at the start of the line.
        byte: usize,
        /// What is wrong there.
        reason: String,
    },
    /// The line is no labelled article.
    #[error("not a labelled article as `saidso extract` writes it: {reason}")]
    NotARecord {
        /// What is wrong.
        reason: String,
    },
    /// The line is JSON, but no object.
    #[error("the line is JSON, but not an object with the fields of an article")]
    NotAnObject,
    /// The object lacks a field.
    #[error("there is no field `{field}`")]
    MissingField {
        /// Its name.
        field: String,
    },
    /// A field is of the wrong kind.
    #[error("field `{field}` is not {expected}")]
    FieldKind {
        /// Its name.
        field: String,
        /// What it should be.
        expected: &'static str,
    },
    /// The input cannot be opened, or cannot be read to its end.
    #[error("{reason}")]
    Read {
        /// Why.
        reason: String,
    },
    /// The folder holds nothing to read.
    #[error("no .txt or .jsonl files in this folder")]
    EmptyFolder,
    /// The tokenizer refuses the text.
    #[error("the tokenizer failed: {reason}")]
    Tokenize {
        /// Why.
        reason: String,
    },
    /// The encoder failed on a batch that holds a part of the article.
    #[error("{reason}")]
    Encode {
        /// Why.
        reason: String,
    },
    /// A stage panicked: a defect of this program.
    #[error("a defect in stage `{stage}`, please report it: {reason}")]
    Panic {
        /// The stage.
        stage: &'static str,
        /// The panic's message.
        reason: String,
    },
}

/// An article that could not be labelled, or an input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {error}")]
pub struct FailedArticle {
    /// Its id, as far as it is known.
    pub id: String,
    /// Where it was read.
    pub origin: Origin,
    /// What is wrong.
    pub error: ArticleError,
}

impl From<&FailedArticle> for ErrorRecord {
    fn from(failed: &FailedArticle) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            id: failed.id.clone(),
            error: ErrorDetail {
                input: failed.origin.input.to_string(),
                line: failed.origin.line,
                reason: failed.error.to_string(),
            },
        }
    }
}

impl From<Result<Record, FailedArticle>> for OutputLine {
    fn from(outcome: Result<Record, FailedArticle>) -> Self {
        match outcome {
            Ok(record) => Self::Record(Box::new(record)),
            Err(failed) => Self::Error(ErrorRecord::from(&failed)),
        }
    }
}
