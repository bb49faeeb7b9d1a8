use saidso::error::ArticleError;
use saidso::record::Origin;
use std::path::Path;

/// What is wrong with a data set, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {problem}")]
pub struct ImportError {
    /// The file, and the line if it is one.
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
    /// There is nothing of this format.
    #[error("there is no {expected}; `saidso help import` says what each format consists of")]
    Missing {
        /// What should be there.
        expected: String,
    },
    /// A line or file is not of the form.
    #[error("this is not {expected}")]
    Form {
        /// What it should be.
        expected: &'static str,
    },
    /// A line is not the JSON of this format, or a file not XML.
    #[error("{reason}")]
    Syntax {
        /// What is wrong, and where.
        reason: String,
    },
    /// A span does not lie in the text.
    #[error("{start}..{end} is no span of a text of {length} code points; is this the text that was annotated?")]
    Outside {
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// Code points of the text.
        length: usize,
    },
    /// Other words stand in the text than in the annotation.
    #[error("the text has {found:?} where the annotation has {given:?}; is this the text that was annotated?")]
    OtherText {
        /// What stands in the text.
        found: String,
        /// What the annotation gives.
        given: String,
    },
    /// An annotation refers to another that is not there.
    #[error("there is no annotation `{id}` of words in this file")]
    Undefined {
        /// What it refers to.
        id: String,
    },
    /// A label is none of the format's.
    #[error("`{label}` is no label of this format; it has {expected}")]
    Label {
        /// The label.
        label: String,
        /// Those that there are.
        expected: &'static str,
    },
    /// There is not one label for each token.
    #[error("{tokens} tokens have {labels} labels")]
    LabelCount {
        /// Number of tokens.
        tokens: usize,
        /// Number of labels.
        labels: usize,
    },
    /// Two sentences share words.
    #[error("the sentence {start}..{end} overlaps that of line {line}; a sentence has one label")]
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
    #[error("the id `{id}` occurs twice; the first article of that id was taken")]
    RepeatedId {
        /// The id.
        id: String,
    },
}
