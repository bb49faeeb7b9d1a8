//! Pages to browse: single articles, and reports on corpora.

mod article;
mod names;
mod report;

#[cfg(test)]
mod tests;

pub use article::article_html;
pub(crate) use report::policy_hash;
pub use report::{Report, ReportError, ReportOptions};

/// Style of an article and of the pages around it.
pub const STYLE: &str = include_str!("article.css");

/// Script of an article: defines `saidso.article`.
pub const SCRIPT: &str = include_str!("article.js");

/// Why a page could not be rendered.
#[derive(Debug, thiserror::Error)]
#[error("cannot render the page: {0}")]
pub struct RenderError(#[from] askama::Error);
