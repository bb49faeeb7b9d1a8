//! Corpora in and out: articles from files, folders and archives, records as JSON Lines and tables, and long runs in parts that
//! can be resumed.

pub mod corpus;
pub mod read;
pub mod write;
