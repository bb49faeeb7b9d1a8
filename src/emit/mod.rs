//! The `emit` stage: decisions and sources in the form of the record. Here, and only here, bytes become code points.

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
