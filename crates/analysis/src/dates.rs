//! Dates of articles, as precisely as they are known, and periods that articles may be from.

use chrono::{Datelike, NaiveDate};
use saidso::record::{DayOrder, Moment, Record, publication_dates, published};
use serde_json::Value;
use std::cmp::Ordering;

/// Where the dates of articles are, and how to read them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateOptions {
    /// The metadata field with the date; the usual names if absent.
    pub field: Option<String>,
    /// How to read a date such as 05/06/2024.
    pub order: DayOrder,
}

impl DateOptions {
    /// When an article was published.
    pub fn published(&self, record: &Record) -> Option<Moment> {
        match &self.field {
            Some(field) => Moment::read(&text(record.metadata.get(field)?)?, self.order),
            None => published(&record.metadata, self.order),
        }
    }

    /// The dates that an article's metadata gives, most likely first.
    pub(crate) fn given(&self, record: &Record) -> Vec<String> {
        match &self.field {
            Some(field) => record.metadata.get(field).and_then(text).into_iter().collect(),
            None => publication_dates(&record.metadata).filter_map(text).collect(),
        }
    }

    /// What an article's metadata gives as its date, if that cannot be read as a day.
    pub fn unread(&self, record: &Record) -> Option<String> {
        if self.published(record).is_some() { None } else { self.given(record).into_iter().next() }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

/// A period, both ends of which belong to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    /// Its first day or moment; open if absent.
    pub since: Option<Moment>,
    /// Its last day or moment; open if absent.
    pub until: Option<Moment>,
}

/// Whether an article is from a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It is.
    Within,
    /// It is not.
    Outside,
    /// It has no date.
    Undated,
    /// It has a date but no time of day, or one of an unknown time zone, and the period begins or ends on that day.
    Untimed,
}

impl Span {
    /// Whether an article that was published then is from the period.
    pub fn fit(&self, at: Option<Moment>) -> Fit {
        let Self { since, until } = self;
        if since.is_none() && until.is_none() {
            return Fit::Within;
        }
        let Some(at) = at else { return Fit::Undated };
        let ends = [(since, Ordering::Less), (until, Ordering::Greater)];
        let orders = ends.into_iter().filter_map(|(end, outside)| Some((order(at, (*end)?), outside)));
        orders.fold(Fit::Within, |fit, (order, outside)| match order {
            Some(order) if order == outside => Fit::Outside,
            None if fit == Fit::Within => Fit::Untimed,
            _ => fit,
        })
    }
}

/// How a date compares with an end of a period. An end without a time is a whole day, and one without a time zone is
/// in that of the article.
fn order(at: Moment, end: Moment) -> Option<Ordering> {
    match (end.time, end.offset) {
        (None, _) => Some(at.day.cmp(&end.day)),
        (Some(_), None) => Moment { offset: None, ..at }.order(&end),
        (Some(_), Some(_)) => at.order(&end),
    }
}

/// The date in a text, like 2024-05-17, 2024-05 or 2024.
pub(crate) fn read(text: &str, order: DayOrder) -> Option<String> {
    let text = text.trim();
    let day = Moment::read(text, order).map(|moment| moment.day.to_string());
    day.or_else(|| month(text)).or_else(|| year(text))
}

/// 2024-05, May 2024.
fn month(text: &str) -> Option<String> {
    let day = format!("1 {text}");
    let forms = ["%d %Y-%m", "%d %Y/%m", "%d %B %Y"];
    let day = forms.iter().find_map(|form| NaiveDate::parse_from_str(&day, form).ok())?;
    (day.year() >= 1000).then(|| day.format("%Y-%m").to_string())
}

fn year(text: &str) -> Option<String> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_precisely_as_they_are_known() {
        for (text, expected) in [
            ("Fri, 17 May 2024 10:00:00 +0200", "2024-05-17"),
            ("05/17/2024 10:30", "2024-05-17"),
            ("2024-05", "2024-05"),
            ("May 2024", "2024-05"),
            ("2024", "2024"),
        ] {
            assert_eq!(read(text, DayOrder::MonthFirst).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "24-05-01", "sometime in May", "2024-13", "17/05/2024", "1/2/3/2024", "99999"] {
            assert_eq!(read(text, DayOrder::MonthFirst), None, "{text}");
        }
        assert_eq!(read("17/05/2024", DayOrder::DayFirst).as_deref(), Some("2024-05-17"));
    }

    #[test]
    fn a_period_may_begin_and_end_within_a_day() {
        let moment = |text: &str| Moment::read(text, DayOrder::Unknown);
        let fit =
            |since: &str, until: &str, at: &str| Span { since: moment(since), until: moment(until) }.fit(moment(at));
        for (since, until, at, expected) in [
            ("", "", "", Fit::Within),
            ("2024-05-14", "2024-05-14", "2024-05-14T23:00Z", Fit::Within),
            ("2024-05-14", "2024-05-14", "2024-05-14", Fit::Within),
            ("2024-05-14", "", "2024-05-13", Fit::Outside),
            ("2024-05-14", "", "", Fit::Undated),
            ("2024-05-14 12:00", "", "2024-05-14 12:00", Fit::Within),
            ("2024-05-14 12:00", "", "2024-05-14T11:59+02:00", Fit::Outside),
            ("2024-05-14 12:00", "", "2024-05-14", Fit::Untimed),
            ("2024-05-14 12:00", "", "2024-05-15", Fit::Within),
            ("2024-05-14 12:00", "2024-05-14 13:00", "2024-05-14 12:30", Fit::Within),
            ("2024-05-14 12:00", "2024-05-13", "2024-05-14", Fit::Outside),
            ("2024-05-14T12:00Z", "", "2024-05-14T13:00+02:00", Fit::Outside),
            ("2024-05-14T12:00Z", "", "2024-05-14 13:00", Fit::Untimed),
        ] {
            assert_eq!(fit(since, until, at), expected, "{since} {until} {at}");
        }
    }
}
