//! Labelled articles for viewing: on a terminal, and as pages.
//!
//! An article is laid out once (`layout`): paragraphs of sentences, each split where a source, cue or content begins
//! or ends. `page` renders this as HTML, `terminal` as coloured lines. Text of unknown origin is made safe first
//! (`sanitize`).

mod layout;
mod page;
#[cfg(test)]
pub(crate) mod sample;
mod sanitize;
mod terminal;
mod voices;

pub(crate) use page::policy_hash;
pub use page::{RenderError, Report, ReportError, ReportOptions, SCRIPT, STYLE, article_html};
pub(crate) use sanitize::cell;
pub use sanitize::{sanitize, sanitize_message};
pub use terminal::{explained, terminal};
