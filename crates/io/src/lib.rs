//! Input and output of corpora: articles from files, folders and archives, records as JSON Lines and tables, and long
//! runs in parts that can be resumed.
//!
//! Features on by default: `archives`, `html`, `mail`, `news`, `parquet` (read and written), `warc`, `xlsx`. Off by
//! default: `documents`, `sqlite`.

// Without some of the features, code that only they need is unused.
#![cfg_attr(not(all(feature = "archives", feature = "html", feature = "parquet", feature = "warc")), allow(dead_code))]

pub mod corpus;
mod original;
#[cfg(feature = "parquet")]
mod parquet_schema;
pub mod read;
pub mod write;
