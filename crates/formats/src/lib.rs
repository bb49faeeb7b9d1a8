//! Labels as others have them: gold files checked against their texts ([`gold`]), published data sets turned into them
//! ([`import`]), and labels in the forms of other tools ([`export`]).

mod brat;
pub mod export;
pub mod gold;
pub mod import;
mod marks;
