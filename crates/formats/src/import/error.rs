use saidso::error::ArticleError;
use saidso::record::Origin;
use std::path::Path;

/// What is wrong with a data set, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {problem}")]
pub struct ImportError {
    /// The file, and the line if the problem is in one.
    pub origin: Origin,
    /// What is wrong.
    pub problem: Problem,
}

impl ImportError {
    pub(super) fn new(path: &Path, problem: impl Into<Problem>) -> Self {
        let origin = Origin { input: path.to_string_lossy().into(), line: None };
        Self { origin, problem: problem.into() }
    }
}

/// What is wrong with a data set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A file cannot be read.
    #[error(transparent)]
    Read(#[from] ArticleError),
    /// A file, column or other part of this format is missing.
    #[error("there is no {expected}; see `saidso help import` for what each format consists of")]
    Missing {
        /// The missing part.
        expected: String,
    },
    /// A line or file does not have the expected form.
    #[error("this is not {expected}")]
    Form {
        /// What it should be.
        expected: &'static str,
    },
    /// A file is in another form.
    #[error("this is {found}, where {expected} is expected")]
    OtherForm {
        /// What it is.
        found: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A line is not valid JSON of this format, or a file is not valid XML.
    #[error("{reason}")]
    Syntax {
        /// What is wrong, and where.
        reason: String,
    },
    /// A span is not inside the text.
    #[error("{start}..{end} is not a span of a text of {length} code points; is this the text that was annotated?")]
    Outside {
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// Code points of the text.
        length: usize,
    },
    /// The words in the text differ from those in the annotation.
    #[error("the text has {found:?} where the annotation has {given:?}; is this the text that was annotated?")]
    OtherText {
        /// The words in the text.
        found: String,
        /// The words in the annotation.
        given: String,
    },
    /// An annotation refers to another one that does not exist.
    #[error("there is no annotation `{id}` of words in this file")]
    Undefined {
        /// The id it refers to.
        id: String,
    },
    /// A label does not belong to this format.
    #[error("`{label}` is not a label of this format, which has {expected}")]
    Label {
        /// The label.
        label: String,
        /// The labels of the format.
        expected: &'static str,
    },
    /// The numbers of tokens and labels differ.
    #[error("{tokens} tokens have {labels} labels")]
    LabelCount {
        /// Number of tokens.
        tokens: usize,
        /// Number of labels.
        labels: usize,
    },
    /// Two sentences share words.
    #[error("the sentence {start}..{end} overlaps the one on line {line}; a sentence has only one label")]
    Overlap {
        /// First code point of the later one.
        start: usize,
        /// One past its last code point.
        end: usize,
        /// Line of the earlier one.
        line: u64,
    },
    /// A text is not the one that was labelled.
    #[error("the text of `{id}` is not the one that was labelled; is this another edition of the data set?")]
    OtherEdition {
        /// The article.
        id: String,
    },
    /// There is nothing to label.
    #[error("the sentence is empty")]
    Empty,
    /// An earlier article has the same id.
    #[error("the id `{id}` occurs twice; only the first article with it was imported")]
    RepeatedId {
        /// The id.
        id: String,
    },
}
