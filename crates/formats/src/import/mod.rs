//! Converts published data sets to annotated articles, the format that evaluation reads.

mod brat;
mod code_points;
mod cofenet;
mod conllu;
mod detokenize;
mod doccano;
mod entities;
mod error;
mod file;
mod gap;
mod gum;
mod label_studio;
mod labels;
mod marks;
mod polnear;
mod rst;
mod sentences;
mod subjectivity;

pub use brat::SpanTypes;
pub use error::{ImportError, Problem};
pub use polnear::Annotators;

use saidso::record::AnnotatedArticle;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The format that a data set is published in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// `PolNeAR`: folders `text` and `attributions`, and `metadata.tsv`.
    Polnear(Annotators),
    /// A folder of `NAME.txt` and `NAME.ann`.
    Brat(SpanTypes),
    /// Label Studio's export as JSON.
    LabelStudio,
    /// Doccano's or Prodigy's JSON Lines of spans.
    Doccano,
    /// NewsSD-ENG and `CheckThat!`: a table of sentences that are subjective or objective.
    Subjectivity,
    /// `CofeNet`: tokenised passages with BIO labels, as JSON Lines.
    Cofenet,
    /// GUM: `NAME.conllu` and `NAME.rs4`, or both in one as JSON Lines.
    Gum,
    /// GAP: a table of pronouns, each with two names.
    Gap,
    /// Sentence labels that follow the project's label guide, one article per line.
    Sentences,
    /// Gold articles without their texts.
    Labels {
        /// Folder with the files that contain the texts.
        texts: PathBuf,
    },
}

/// The result of reading a data set. No two articles have the same id; the text of every span is set.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Import {
    /// The articles, in the order of the data set.
    pub articles: Vec<AnnotatedArticle>,
    /// What is wrong with each article that was not imported.
    pub failed: Vec<ImportError>,
    /// Articles that nobody has annotated, or whose annotation was cancelled.
    pub not_annotated: u64,
    /// Articles that an annotator has rejected or ignored.
    pub rejected: u64,
}

impl Import {
    fn add(&mut self, article: Result<AnnotatedArticle, ImportError>) {
        match article {
            Ok(article) => self.articles.push(article),
            Err(error) => self.failed.push(error),
        }
    }
}

/// Reads a data set; any of its files may be compressed.
///
/// # Errors
/// Nothing at `path` can be read, or nothing there is in this format.
pub fn import(path: &Path, format: &Format) -> Result<Import, ImportError> {
    let mut import = match format {
        Format::Polnear(annotators) => polnear::read(path, annotators),
        Format::Brat(types) => brat::read(path, types),
        Format::LabelStudio => label_studio::read(path),
        Format::Doccano => doccano::read(path),
        Format::Subjectivity => subjectivity::read(path),
        Format::Cofenet => cofenet::read(path),
        Format::Gum => gum::read(path),
        Format::Gap => gap::read(path),
        Format::Sentences => sentences::read(path),
        Format::Labels { texts } => labels::read(path, texts),
    }?;
    let mut ids = HashSet::new();
    let (articles, repeated): (Vec<_>, Vec<_>) =
        import.articles.into_iter().partition(|article| ids.insert(article.id.clone()));
    let repeated = repeated.into_iter().map(|article| ImportError::new(path, Problem::RepeatedId { id: article.id }));
    import.failed.extend(repeated);
    import.articles = articles;
    Ok(import)
}
