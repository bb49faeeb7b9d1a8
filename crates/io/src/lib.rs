//! Corpora in and out: articles from files, folders and archives, records as JSON Lines and tables, and long runs in parts that
//! can be resumed.
//!
//! Features, all of them default: `parquet` (read and written), `html`, `warc`, `archives`.

// Without some of the features, what only they need is left over.
#![cfg_attr(not(all(feature = "archives", feature = "html", feature = "parquet", feature = "warc")), allow(dead_code))]

pub mod corpus;
#[cfg(feature = "parquet")]
mod parquet_schema;
pub mod read;
pub mod write;
