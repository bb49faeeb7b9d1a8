//! Runs over whole corpora: output in parts, a manifest of what is durable, resumption, shards.
//!
//! The output is a folder:
//!
//! - `part-00000.jsonl`, …: the records in the order of the input. A part ends with the record that makes it reach
//!   the requested size, so where parts end depends only on the input and the settings. A part is written under a
//!   temporary name, made durable, and renamed.
//! - `manifest.json`: the [`Manifest`]. It names a part only once the part is durable, and is itself replaced as a
//!   whole.
//! - `open.jsonl`, until the run reaches its end: the records of the part that is not yet full, as JSON Lines
//!   whatever the form of the parts. It is made durable from time to time, and when the run is interrupted; the
//!   manifest says how much of it is durable.
//!
//! A resumed run reads past the articles that are done, checks by a hash that they are the same, and labels the
//! others: its parts are byte for byte those of a run that was never interrupted.

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
