//! Annotated articles checked against their texts, with offsets in bytes: the input of evaluation, training and
//! export.

mod document;
mod tokens;

pub use document::{AnnotationError, Attribution, Document, GoldArticle, Mention, NamedBy, Sentence, Source, Spans};
pub use tokens::{TokenSet, Tokens, overlapped, shared};
