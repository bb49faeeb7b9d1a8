//! Measuring: predictions against gold.

pub mod attributions;
pub mod cells;
pub mod classes;
pub mod render;
pub mod report;
