//! Says, sentence by sentence, what a news article reports as fact, quotes or opines, and who said it.

pub mod compare;
pub mod corpus;
pub mod decide;
pub mod encode;
pub mod error;
pub mod evaluate;
pub mod export;
pub mod import;
pub mod model;
pub mod pipeline;
pub mod prepare;
pub mod read;
pub mod record;
pub mod resolve;
pub mod tally;
pub mod train;
pub mod view;
pub mod write;

pub use pipeline::Pipeline;
pub use record::{Article, Record};
