//! Errors in single articles.

use crate::record::{
    ErrorDetail, ErrorRecord, Origin, OutputLine, Record, SCHEMA_VERSION, SkipDetail, SkipRecord, SkipRule,
};
use serde_json::{Map, Value};
use std::any::Any;
use std::time::Duration;

/// What a field of the input is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldRole {
    /// The article's text.
    Text,
    /// Its id.
    Id,
    /// Its headline.
    Title,
    /// Something passed through unchanged.
    Metadata,
}

/// A missing field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its name, or its path.
    pub name: String,
    /// What it was to be used as.
    pub role: FieldRole,
    /// The fields that exist.
    pub known: String,
    /// The one that was probably meant.
    pub likely: Option<String>,
}

/// Why an article cannot be labelled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArticleError {
    /// The text is empty or only white space.
    #[error("no text")]
    Empty,
    /// The text has hardly any words; it would be encoded character by character.
    #[error(
        "symbols rather than language: {letters} of {characters} characters are letters or digits; remove lines of symbols"
    )]
    Symbols {
        /// Number of letters and digits.
        letters: usize,
        /// Number of characters, without white space.
        characters: usize,
    },
    /// The text is too long.
    #[error("the text has {characters} characters, more than the limit of {limit}")]
    TooLong {
        /// Number of code points in the text.
        characters: usize,
        /// Maximum allowed.
        limit: usize,
    },
    /// The metadata is too large.
    #[error("its metadata has {bytes} bytes, more than the limit of {limit}")]
    MetadataTooLong {
        /// Approximate size of the metadata as JSON, in bytes.
        bytes: usize,
        /// Maximum allowed.
        limit: usize,
    },
    /// The metadata is nested too deeply for its record to be read again.
    #[error("its metadata is nested more than {limit} levels deep")]
    TooDeep {
        /// Maximum number of levels allowed.
        limit: usize,
    },
    /// The file or line is so large that it was not even read to its end.
    #[error("more than {limit} bytes: too large for an article")]
    TooLarge {
        /// Maximum number of bytes read.
        limit: usize,
    },
    /// The input is not UTF-8.
    #[error("not UTF-8: byte {byte} is invalid")]
    NotUtf8 {
        /// Position of the first invalid byte, counted from 1 at the start of the file or line.
        byte: usize,
    },
    /// The input is not in the encoding that was specified or that it declares.
    #[error("not {name}: some bytes are invalid")]
    Encoding {
        /// The encoding.
        name: &'static str,
    },
    /// The input is not text at all.
    #[error("not text: {what}")]
    Binary {
        /// What it is.
        what: &'static str,
    },
    /// The input is not in the format that its name indicates.
    #[error("not {form}, though its name says so")]
    NotThis {
        /// The format that its name indicates.
        form: &'static str,
    },
    /// The input is damaged.
    #[error("invalid {form}: {reason}")]
    Malformed {
        /// What it should be.
        form: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The web page contains no article.
    #[error("no article found in this page")]
    NoArticle,
    /// The member of an archive is not read.
    #[error("refused: {reason}")]
    Refused {
        /// Why.
        reason: &'static str,
    },
    /// The line is not JSON.
    #[error("not JSON: {reason}, at byte {byte}")]
    Json {
        /// Where reading stopped, counted from 1 at the start of the line.
        byte: usize,
        /// What is wrong there.
        reason: String,
    },
    /// The line is not a labelled article.
    #[error("not a labelled article as `saidso extract` writes it: {reason}")]
    NotARecord {
        /// What is wrong.
        reason: String,
    },
    /// The line is JSON, but not an object.
    #[error("the line is JSON, but not an object with the fields of an article")]
    NotAnObject,
    /// The object is what `extract` has written about an article, not the article.
    #[error("labelled already: this is the output of `saidso extract`, not an article")]
    Labelled(Box<Map<String, Value>>),
    /// The row, or the table, is made of such output.
    #[error(
        "a flat table that saidso made: it has neither whole articles nor whole records; name the file it was made of"
    )]
    FlatTable,
    /// The object lacks a field.
    #[error("there is no field `{}`; fields are {}", .0.name, .0.known)]
    MissingField(Box<Missing>),
    /// The table lacks a column.
    #[error("there is no column `{}`; the columns are {}", .0.name, .0.known)]
    MissingColumn(Box<Missing>),
    /// The database has no table of this name.
    #[error("there is no table `{name}`; the tables are {known}")]
    MissingTable {
        /// Its name.
        name: String,
        /// The tables that exist, with their columns.
        known: String,
    },
    /// Several tables of the database may hold the articles.
    #[error("several tables have a column `{field}`: {known}")]
    ManyTables {
        /// The column of the text.
        field: String,
        /// Those tables, with their columns.
        known: String,
    },
    /// No object in a file has a field that was specified.
    #[error("no article has a field `{}`; fields are {}", .0.name, .0.known)]
    UnknownField(Box<Missing>),
    /// A field is of the wrong type.
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
    /// The input is a network address.
    #[error("an address, not a file: nothing is fetched")]
    Remote,
    /// The file is valid, but contains no article.
    #[error("there is no article in it")]
    NoArticles,
    /// The folder contains nothing to read.
    #[error("nothing to read in this folder: no file of a known kind")]
    EmptyFolder,
    /// The pattern matches nothing.
    #[error("no file fits this pattern")]
    NoMatch,
    /// The list of files names none.
    #[error("this list names no file")]
    EmptyList,
    /// The archive contains nothing to read.
    #[error("nothing to read in this archive: no file of a known kind")]
    EmptyArchive,
    /// A link in a folder is not followed.
    #[error("a link that leads out of the folder; name {target} to read it")]
    LeadsOut {
        /// Where it leads.
        target: String,
    },
    /// Nothing is wrong with it, but it is not English: it is skipped.
    #[error("not English, but {language}")]
    NotEnglish {
        /// The language.
        language: &'static str,
    },
    /// Nothing is wrong with it, but the same text was read before: it is skipped.
    #[error("the same text as {of}")]
    Repeat {
        /// The id of the first article with this text.
        of: String,
    },
    /// The article takes too long.
    #[error("it took more than the limit of {} s", limit.as_secs_f64())]
    TooSlow {
        /// The maximum time it may take.
        limit: Duration,
    },
    /// The tokenizer fails on the text.
    #[error("the tokenizer failed: {reason}")]
    Tokenize {
        /// Why.
        reason: String,
    },
    /// The encoder failed on a batch that contains a part of the article.
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

impl ArticleError {
    /// The rule by which the article was skipped; `None` if something is wrong with it.
    pub fn skip_rule(&self) -> Option<SkipRule> {
        match self {
            Self::NotEnglish { .. } => Some(SkipRule::Language),
            Self::Repeat { .. } => Some(SkipRule::Duplicate),
            _ => None,
        }
    }
}

/// The reason in a `serde_json` error, without the position.
#[doc(hidden)]
pub fn json_reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or(&message).to_owned()
}

/// The message of a panic.
#[doc(hidden)]
pub fn panic_message(panic: &(dyn Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(message), _) => (*message).to_owned(),
        (_, Some(message)) => message.clone(),
        _ => "unknown".to_owned(),
    }
}

/// An article that could not be labelled or was skipped, or an input that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {error}")]
pub struct FailedArticle {
    /// Its id, as far as known.
    pub id: String,
    /// Where it was read from.
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

impl SkipRecord {
    fn new(passed_over: &FailedArticle, rule: SkipRule) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            id: passed_over.id.clone(),
            skipped: SkipDetail {
                input: passed_over.origin.input.to_string(),
                line: passed_over.origin.line,
                rule,
                reason: passed_over.error.to_string(),
            },
        }
    }
}

impl From<Result<Record, FailedArticle>> for OutputLine {
    fn from(outcome: Result<Record, FailedArticle>) -> Self {
        match outcome {
            Ok(record) => Self::Record(Box::new(record)),
            Err(failed) => match failed.error.skip_rule() {
                Some(rule) => Self::Skipped(SkipRecord::new(&failed, rule)),
                None => Self::Error(ErrorRecord::from(&failed)),
            },
        }
    }
}
