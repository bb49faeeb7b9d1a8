//! What to do with labelled articles: look at them ([`view`]), list what they claim ([`claims`]) and quote
//! ([`quotes`]), count who speaks ([`sources`]) and what share is opinion ([`shares`]), find those about the same
//! event ([`stories`]) and those to correct first ([`unsure`]), and line up rival accounts ([`compare`]).

mod about;
pub mod claims;
pub mod compare;
pub mod dates;
pub mod fields;
pub mod listing;
pub mod numbers;
pub mod quotes;
pub mod shares;
mod shingles;
pub mod sources;
pub mod stories;
pub mod unsure;
pub mod view;

pub use about::About;
