//! Labelled articles as one self-contained page.
//!
//! The page holds the articles as HTML, and an `index` of everything that can be counted. Its script draws everything
//! from the index, so that filters apply to all parts at once.

mod index;

use super::{RenderError, SCRIPT, STYLE, article_html, names};
use crate::dates::DateOptions;
use crate::fields::{self, Known};
use crate::view::sanitize::sanitize;
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use index::Index;
use saidso::record::{DayOrder, ErrorRecord, Record, SkipRecord};
use sha2::{Digest, Sha256};
use std::io::Write;

/// Style of a report, in addition to the style of an article.
const OWN_STYLE: &str = concat!(
    include_str!("report.css"),
    include_str!("filters.css"),
    include_str!("tables.css"),
    include_str!("charts.css"),
    include_str!("print.css"),
);

/// The parts of the script; each part needs only those before it.
const OWN_SCRIPT: &str = concat!(
    include_str!("words.js"),
    include_str!("data.js"),
    include_str!("state.js"),
    include_str!("selection.js"),
    include_str!("bootstrap.js"),
    include_str!("csv.js"),
    include_str!("table.js"),
    include_str!("charts.js"),
    include_str!("filters.js"),
    include_str!("overview.js"),
    include_str!("groups.js"),
    include_str!("time.js"),
    include_str!("sources.js"),
    include_str!("lists.js"),
    include_str!("reader.js"),
    include_str!("report.js"),
);

/// How many articles without labels are listed.
const MOST_LEFT_OUT: usize = 500;

/// Which metadata a report shows. For fields left out here, the names that corpora usually use are tried.
#[derive(Debug, Clone, Default)]
pub struct ReportOptions {
    /// The heading of the page, such as the name of a file.
    pub title: String,
    /// The field by which articles are grouped, instead of the publisher.
    pub by: Option<String>,
    /// Where dates are, and how they are read.
    pub dates: DateOptions,
    /// The field with the section.
    pub section: Option<String>,
}

/// Why a report cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// No article has the field asked for.
    #[error("no article has the field `{field}`; their metadata has {fields}")]
    NoField {
        /// The field asked for.
        field: String,
        /// The fields that the articles have.
        fields: String,
    },
    /// The page cannot be rendered.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// A report being built: articles are added one by one and kept compressed.
///
/// With a single article and nothing else, the page is that article. With several, it shows what they have in common,
/// and their claims can be searched.
#[derive(Debug)]
pub struct Report {
    options: ReportOptions,
    index: Index,
    /// Articles that could not be labelled or were skipped: id and reason.
    left_out: Vec<(String, String)>,
    failures: usize,
    skipped: usize,
    /// The articles as HTML, each compressed and Base64-encoded.
    articles: Vec<String>,
    /// The first article, uncompressed.
    single: String,
    /// Fields that were asked for and that no article has so far.
    missing: Vec<String>,
    known: Known,
}

impl Report {
    /// A report without any articles yet.
    pub fn new(options: ReportOptions) -> Self {
        let named = [&options.by, &options.dates.field, &options.section];
        Self {
            missing: named.into_iter().flatten().cloned().collect(),
            options,
            index: Index::default(),
            left_out: Vec::new(),
            failures: 0,
            skipped: 0,
            articles: Vec::new(),
            single: String::new(),
            known: Known::default(),
        }
    }

    /// The number of articles so far.
    pub fn articles(&self) -> usize {
        self.articles.len()
    }

    /// Adds an article; its `text`, if known, determines its paragraphs.
    ///
    /// # Errors
    /// The template fails to render.
    pub fn add(&mut self, record: &Record, text: Option<&str>) -> Result<(), RenderError> {
        let html = article_html(record, text)?;
        self.articles.push(packed(html.as_bytes()));
        if self.articles.len() == 1 {
            self.single = html;
        }
        self.index.add(record, &self.options);
        self.missing.retain(|field| fields::find(&record.metadata, field).is_none());
        self.known.add(&record.metadata);
        Ok(())
    }

    /// Records that an article could not be labelled.
    pub fn add_failure(&mut self, error: &ErrorRecord) {
        self.failures += 1;
        self.leave_out(&error.id, &error.error.reason);
    }

    /// Records that an article was skipped.
    pub fn add_skipped(&mut self, skip: &SkipRecord) {
        self.skipped += 1;
        self.leave_out(&skip.id, &skip.skipped.reason);
    }

    fn leave_out(&mut self, id: &str, reason: &str) {
        if self.left_out.len() < MOST_LEFT_OUT {
            self.left_out.push((sanitize(id).into_owned(), sanitize(reason).into_owned()));
        }
    }

    /// The page, which includes style, script, figures and articles and loads nothing. Its content security policy
    /// allows only this script to run.
    ///
    /// # Errors
    /// No article has a field that was asked for, the template fails to render, or the data cannot be written as
    /// JSON.
    pub fn html(&self) -> Result<String, ReportError> {
        if let Some(field) = self.missing.first() {
            return Err(ReportError::NoField { field: field.clone(), fields: self.known.to_string() });
        }
        let script = [SCRIPT, OWN_SCRIPT].concat();
        let style = [STYLE, OWN_STYLE].concat();
        let index = serde_json::to_vec(&self.index).map_err(askama::Error::from).map_err(RenderError::from)?;
        let page = Page { report: self, index: packed(&index), script, style };
        Ok(page.render().map_err(RenderError::from)?)
    }
}

/// Compressed with gzip, which browsers can decompress, and Base64-encoded.
fn packed(bytes: &[u8]) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default();
    STANDARD.encode(packed)
}

/// The hash that allows a browser to run an inline script or apply an inline style.
pub(crate) fn policy_hash(code: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(code.as_bytes())))
}

#[derive(Template)]
#[template(path = "report/report.html")]
struct Page<'r> {
    report: &'r Report,
    index: String,
    script: String,
    style: String,
}

impl Page<'_> {
    fn is_single(&self) -> bool {
        self.report.articles.len() == 1 && self.unlabelled() == 0
    }

    #[expect(clippy::unused_self, reason = "the template calls methods")]
    fn hash(&self, code: &str) -> String {
        policy_hash(code)
    }

    fn title(&self) -> String {
        sanitize(&self.report.options.title).into_owned()
    }

    /// The name of the field that articles are grouped by.
    fn by(&self) -> String {
        sanitize(self.report.options.by.as_deref().unwrap_or("publisher")).into_owned()
    }

    /// Whether 05/06/2024 is 5 June.
    fn is_day_first(&self) -> bool {
        self.report.options.dates.order == DayOrder::DayFirst
    }

    /// How many articles were read but are not shown.
    fn unlabelled(&self) -> usize {
        self.report.failures + self.report.skipped
    }

    /// "2 articles could not be labelled, 1 article skipped".
    fn left_out(&self) -> String {
        let Report { failures, skipped, .. } = *self.report;
        let failed = (failures > 0).then(|| format!("{} could not be labelled", names::counted(failures, "article")));
        let skipped = (skipped > 0).then(|| format!("{} skipped", names::counted(skipped, "article")));
        failed.into_iter().chain(skipped).collect::<Vec<_>>().join(", ")
    }

    fn more_left_out(&self) -> usize {
        self.unlabelled() - self.report.left_out.len()
    }
}
