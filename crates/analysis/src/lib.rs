//! What one does with labelled articles: look at them ([`view`]), count who speaks ([`tally`]), and line up rival accounts of a
//! story ([`compare`]).

pub mod compare;
pub mod numbers;
pub mod tally;
pub mod view;
