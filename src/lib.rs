//! Labels each sentence of a news article as reported fact, quote or opinion, and finds who said it.
//!
//! A [`Pipeline`] holds a trained model. It turns an [`Article`] into a [`Record`]: sentences with labels,
//! attributions with source, cue and content, sources with one name each, and claims.
//!
//! ```
//! use saidso::{Article, Pipeline};
//!
//! let pipeline = Pipeline::load("models/saidso-en")?;
//! let record = pipeline.extract(&Article::new("a1", "“It is over,” said Anna Larsen. She leaves on Monday."))?;
//! for sentence in &record.sentences {
//!     println!("{:?} {}", sentence.label, sentence.span.text);
//! }
//! assert_eq!(record.sources[0].name, "Anna Larsen");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Pipeline::run`] labels a stream of articles in order, on all processors; its memory use does not grow with their
//! number. Articles that fail are returned as [`FailedArticle`]s; the others are not affected. The result for an
//! article depends only on the article, the model and the [`Precision`], not on other articles or the number of
//! threads.
//!
//! Everything runs in plain Rust in the calling process, without network access or another runtime. A pipeline can be
//! cloned and used from many threads; they share one model, about 100 MB in memory.
//!
//! # Offsets
//!
//! Offsets in records are half-open ranges of Unicode code points of the text as given.
//!
//! # Features
//!
//! `schema`: [`record::schema`] and [`record::gold_schema`] generate the JSON Schemas of records and gold files.

pub mod error;
pub mod people;
pub mod pipeline;
pub mod record;

#[doc(hidden)]
pub mod bounded;

// The stages. They are for this project's own crates and may change in any version.
#[doc(hidden)]
pub mod decide;
#[doc(hidden)]
pub mod emit;
#[doc(hidden)]
pub mod encode;
#[doc(hidden)]
pub mod lexicon;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod prepare;
#[doc(hidden)]
pub mod resolve;

pub use error::{ArticleError, FailedArticle};
pub use model::{ModelError, Precision};
pub use pipeline::{Outcome, Pipeline, RunError, RunOptions, Summary};
pub use record::{Article, Record};
