//! What one does with labelled articles: look at them ([`view`]), list what they claim ([`claims`]), count who speaks
//! ([`tally`]), find those about one event ([`stories`]) and line up rival accounts of it ([`compare`]).

mod about;
pub mod claims;
pub mod compare;
pub mod numbers;
mod shingles;
pub mod stories;
pub mod tally;
pub mod view;

pub use about::About;
