//! Labels in external formats: gold files checked against their texts ([`gold`]), published data sets converted to
//! them ([`import`]), and labels in the formats of other tools ([`export`]).

mod brat;
pub mod export;
pub mod gold;
pub mod import;
mod marks;
