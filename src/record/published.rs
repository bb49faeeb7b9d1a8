//! When an article was published, according to its metadata.

use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value};

/// Metadata fields that hold the publication date, most likely first, in lower case without "_" and "-".
const FIELDS: [&str; 14] = [
    "date",
    "published",
    "publishedat",
    "publicationdate",
    "pubdate",
    "datepublished",
    "publishdate",
    "publisheddate",
    "publishedtime",
    "webpublicationdate",
    "articledate",
    "firstpublished",
    "createdat",
    "loaddate",
];
/// Date formats.
const FORMATS: [&str; 8] =
    ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%A, %B %d, %Y"];

/// The day on which an article was published, if a metadata field has it in one of the usual formats.
pub fn published(metadata: &Map<String, Value>) -> Option<NaiveDate> {
    publication_dates(metadata).find_map(|value| read_day(value.as_str()?))
}

/// The values of the metadata fields that are named like publication dates, most likely first.
pub fn publication_dates(metadata: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let field = |wanted: &&str| {
        let named = |name: &str| name.to_lowercase().replace(['_', '-'], "") == **wanted;
        metadata.iter().find(|(name, _)| named(name)).map(|(_, value)| value)
    };
    FIELDS.iter().filter_map(field)
}

/// Parses a day in one of the usual formats.
pub fn read_day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let first = text.split(['T', ' ']).next().unwrap_or_default();
    let whole = FORMATS.iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok());
    let whole = whole.or_else(|| FORMATS[..3].iter().find_map(|format| NaiveDate::parse_from_str(first, format).ok()));
    whole.or_else(|| DateTime::parse_from_rfc2822(text).ok().map(|time| time.date_naive()))
}
