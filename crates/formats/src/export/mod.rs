//! Labelled articles in the formats of other tools.
//!
//! A format is either a **stream**, with one text per article ([`Format::text`]), or a **folder** ([`FolderWriter`]).
//! The input is a [`GoldArticle`]: labels that have been checked against their text.
//!
//! ```
//! use saidso_formats::gold::GoldArticle;
//! use saidso_formats::export::Format;
//! use saidso::record::AnnotatedArticle;
//!
//! let labels = r#"{"id": "a", "sentences": [{"start": 0, "end": 9, "label": "reported_fact", "role": "body"}]}"#;
//! let labels: AnnotatedArticle = serde_json::from_str(labels)?;
//! let article = GoldArticle::new(labels, Some("It rained.".to_owned()))?;
//! let document = Format::Spacy.text(&article).expect("a stream");
//! assert!(document.contains(r#"{"start":0,"end":9,"label":"REPORTED_FACT"}"#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod brat;
mod conll;
mod datasets;
mod doccano;
mod folder;
mod label_studio;
mod marks;
mod schema_org;
mod spacy;
mod spans;
mod text;
mod web_annotation;
mod xmi;

pub use folder::{FolderError, FolderWriter};
pub use text::rebuilt_text;

use crate::gold::{GoldArticle, Source};

/// A format that another tool reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// brat standoff: `NAME.txt` and `NAME.ann`, with the configuration brat uses to show and check them. A folder.
    Brat,
    /// Label Studio: tasks with predictions, and the labelling interface. A folder.
    LabelStudio,
    /// Doccano's JSON Lines: spans with labels, and relations. A stream.
    Doccano,
    /// CoNLL-U Plus with IOB2 columns. A stream.
    Conll,
    /// W3C Web Annotation, one `AnnotationPage` per line. A stream.
    WebAnnotation,
    /// UIMA CAS as XMI, with its type system. A folder.
    Xmi,
    /// The JSON of spaCy's `Doc.from_json`, which displaCy can draw too, one document per line. A stream.
    Spacy,
    /// A data set with its card, which Hugging Face's `datasets` can load. A folder.
    Datasets,
    /// schema.org's `Quotation` and `Claim` as JSON-LD, one `NewsArticle` per line. A stream.
    SchemaOrg,
}

impl Format {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brat => "brat",
            Self::LabelStudio => "label-studio",
            Self::Doccano => "doccano",
            Self::Conll => "conll",
            Self::WebAnnotation => "web-annotation",
            Self::Xmi => "xmi",
            Self::Spacy => "spacy",
            Self::Datasets => "datasets",
            Self::SchemaOrg => "schema-org",
        }
    }

    /// Whether the format is a folder.
    pub fn is_folder(self) -> bool {
        matches!(self, Self::Brat | Self::LabelStudio | Self::Xmi | Self::Datasets)
    }

    /// The text before the first article of a stream.
    pub fn head(self) -> &'static str {
        if self == Self::Conll { conll::COLUMNS } else { "" }
    }

    /// The article as part of a stream, including its line ending; `None` for a folder format.
    pub fn text(self, article: &GoldArticle) -> Option<String> {
        match self {
            Self::Doccano => Some(line(&doccano::row(article))),
            Self::Conll => Some(conll::text(article)),
            Self::WebAnnotation => Some(line(&web_annotation::page(article))),
            Self::Spacy => Some(line(&spacy::document(article))),
            Self::SchemaOrg => Some(line(&schema_org::article(article))),
            Self::Brat | Self::LabelStudio | Self::Xmi | Self::Datasets => None,
        }
    }
}

fn line(value: &serde_json::Value) -> String {
    format!("{value}\n")
}

/// The source responsible for a sentence, unless that is the author.
fn answering(sentence: &crate::gold::Sentence) -> Option<&Source> {
    sentence.source.as_ref()?.as_ref()
}

#[cfg(test)]
mod tests;
