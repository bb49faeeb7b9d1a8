//! Runs over whole corpora: output in parts, a manifest of what is durable, resumption, shards.
//!
//! The output is a folder:
//!
//! - `part-00000.jsonl`, … : the records in the order of the input. A part ends with the record with
//!   which it reaches the wanted size; so where parts end depends on the input and the settings alone. A part is written beside its place, made durable, and renamed.
//! - `manifest.json`: the [`Manifest`]. It names a part only when that is durable, and is itself replaced as a whole.
//! - `open.jsonl`, while the run is not at its end: the records of the part that is not yet full, as JSON Lines whatever
//!   the form of the parts. Now and then, and when the run is interrupted, it is made durable, and the manifest says how far.
//!
//! A run that is resumed reads past the articles that are done, sees by a hash of them that they are the same, and labels
//! the others: the parts are the same byte for byte as those of a run that was never interrupted.

mod check;
mod error;
mod folder;
mod manifest;
mod merge;
mod parts;
mod shard;
mod track;

pub use check::{Counts, Report, check};
pub use error::CorpusError;
pub use folder::{Begun, OutputFolder};
pub use manifest::{
    Failure, Identity, InputCounts, MANIFEST, Manifest, Outcomes, Part, Position, Session, Tool, file_hashes,
};
pub use merge::Shards;
pub use parts::Layout;
pub use shard::Shard;
pub use track::Tracked;

#[cfg(test)]
mod fuzz;
