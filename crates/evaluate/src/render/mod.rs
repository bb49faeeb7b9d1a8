//! Reports for reading: in the terminal, in a README, and as a page to browse.

mod charts;
mod grid;
mod html;
mod layout;
mod markdown;
mod names;
mod notes;
pub(crate) mod numbers;
mod table;
#[cfg(test)]
mod tests;

pub use html::{RenderError, html};
pub use markdown::markdown;
pub use table::table;
