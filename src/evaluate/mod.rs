//! Measuring: predictions against gold.

pub mod attributions;
pub mod classes;
