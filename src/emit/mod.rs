//! The `emit` stage: puts decisions and sources into the record. Only here are byte offsets converted to code points.

mod alone;
mod claims;
mod dates;
mod joining;
mod record;
mod spans;
mod standalone;

pub use record::record;

#[cfg(test)]
mod tests;
