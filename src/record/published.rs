//! When an article was published, according to its metadata.

use super::date::Date;
use super::moment::{DayOrder, Moment};
use serde_json::{Map, Value};

/// Metadata fields that hold the publication date, most likely first, in lower case without "_" and "-".
const FIELDS: [&str; 15] = [
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
    "datetime",
    // When a database received the article.
    "createdat",
    "loaddate",
];
/// How many of these fields hold the time of publication itself.
const OF_PUBLICATION: usize = 13;

/// When an article was published, if a metadata field says so in one of the usual forms. The time of day may be in
/// another field of this kind, or in `time`.
pub fn published(metadata: &Map<String, Value>, order: DayOrder) -> Option<Moment> {
    let read = |value: &Value| Moment::read(&text(value)?, order);
    let found = publication_dates(metadata).find_map(read)?;
    if found.time.is_some() {
        return Some(found);
    }
    let mut more = fields(metadata, &FIELDS[..OF_PUBLICATION]).filter_map(read);
    let with_time = more.find(|other| other.day == found.day && other.time.is_some());
    let clock = || Some(found.at(fields(metadata, &["time"]).next()?.as_str()?));
    with_time.or_else(clock).or(Some(found))
}

/// The same, or at least the month or the year.
pub fn published_date(metadata: &Map<String, Value>, order: DayOrder) -> Option<Date> {
    let coarse = || publication_dates(metadata).find_map(|value| Date::read(&text(value)?, order));
    published(metadata, order).map(Date::Day).or_else(coarse)
}

/// The values of the metadata fields that are named like publication dates, most likely first.
pub fn publication_dates(metadata: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    fields(metadata, &FIELDS)
}

fn fields<'m>(metadata: &'m Map<String, Value>, names: &'static [&str]) -> impl Iterator<Item = &'m Value> {
    let field = |wanted: &&str| {
        let is_wanted = |name: &str| name.to_lowercase().replace(['_', '-'], "") == **wanted;
        metadata.iter().find(|(name, _)| is_wanted(name)).map(|(_, value)| value)
    };
    names.iter().filter_map(field)
}

/// A date as text; 20240514 may be a number, and the only item of a list.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => match &items[..] {
            [only] => text(only),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_field_with_a_date_is_taken_and_its_time_from_another() {
        for (metadata, expected) in [
            (json!({"date": "soon", "published_at": "2024-05-14"}), Some("2024-05-14")),
            (json!({"date": 20_240_514}), Some("2024-05-14")),
            (json!({"date": "2024-05-14", "publishedAt": "2024-05-14T06:30:00Z"}), Some("2024-05-14 06:30Z")),
            (json!({"date": "2024-05-14", "publishedAt": "2024-05-15T06:30:00Z"}), Some("2024-05-14")),
            (json!({"date": "2024-05-14", "load-date": "2024-05-14T06:30:00Z"}), Some("2024-05-14")),
            (json!({"date": "2024-05-14", "time": "06:30"}), Some("2024-05-14 06:30")),
            (json!({"date": "2024-05-14", "time": "noon"}), Some("2024-05-14")),
            (json!({"date": ["2024-05-14"]}), Some("2024-05-14")),
            (json!({"date": 1_715_668_200_000_u64}), Some("2024-05-14 06:30Z")),
            (json!({"date": "2024", "published_at": "2024-05-14"}), Some("2024-05-14")),
            (json!({"date": "soon", "published_at": "May 2024"}), Some("2024-05")),
            (json!({"date": 2024}), Some("2024")),
            (json!({"section": "2024-05-14"}), None),
        ] {
            let found = published_date(metadata.as_object().unwrap(), DayOrder::Unknown);
            assert_eq!(found.map(|date| date.to_string()).as_deref(), expected, "{metadata}");
        }
    }
}
