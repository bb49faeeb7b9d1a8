//! Dates of articles, as precisely as they are known, and periods that articles may be from.

use crate::fields::{find, text};
use saidso::record::{Date, DayOrder, Moment, Record, publication_dates, published_date};
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
    /// When an article was published, as precisely as that is known.
    pub fn published(&self, record: &Record) -> Option<Date> {
        match &self.field {
            Some(field) => Date::read(&text(find(&record.metadata, field)?)?, self.order),
            None => published_date(&record.metadata, self.order),
        }
    }

    /// What an article's metadata gives as its date, if that cannot be read.
    pub fn unread(&self, record: &Record) -> Option<String> {
        if self.published(record).is_some() {
            return None;
        }
        match &self.field {
            Some(field) => find(&record.metadata, field).and_then(text),
            None => publication_dates(&record.metadata).find_map(text),
        }
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
    /// It has a date, but one that is not precise enough: no time of day, or one of an unknown time zone, while the
    /// period begins or ends on that day; or only a month or a year, of which the period covers a part.
    Imprecise,
}

impl Span {
    /// Whether an article that was published then is from the period.
    pub fn fit(&self, at: Option<Date>) -> Fit {
        let Self { since, until } = self;
        if since.is_none() && until.is_none() {
            return Fit::Within;
        }
        let Some(at) = at else { return Fit::Undated };
        let day = |day| Moment { day, time: None, offset: None };
        let [first, last] = at.moment().map_or_else(|| [at.first(), at.last()].map(day), |moment| [moment; 2]);
        let since = since.map(|since| fit(order(last, since), order(first, since)));
        let until = until.map(|until| {
            let reversed = |at| order(at, until).map(Ordering::reverse);
            fit(reversed(first), reversed(last))
        });
        let fits = [since, until].into_iter().flatten();
        fits.fold(Fit::Within, |fit, other| match (fit, other) {
            (Fit::Outside, _) | (_, Fit::Outside) => Fit::Outside,
            (Fit::Within, other) => other,
            (fit, _) => fit,
        })
    }
}

/// Whether a date is on the right side of an end, by how its part that is `deepest` inside the period compares with the
/// end, and how the other end of it does.
fn fit(deepest: Option<Ordering>, other: Option<Ordering>) -> Fit {
    match (deepest, other) {
        (Some(Ordering::Less), _) => Fit::Outside,
        (_, Some(Ordering::Equal | Ordering::Greater)) => Fit::Within,
        _ => Fit::Imprecise,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_may_begin_and_end_within_a_day() {
        let moment = |text: &str| Moment::read(text, DayOrder::Unknown);
        let fit = |since: &str, until: &str, at: &str| {
            Span { since: moment(since), until: moment(until) }.fit(Date::read(at, DayOrder::Unknown))
        };
        for (since, until, at, expected) in [
            ("", "", "", Fit::Within),
            ("2024-05-14", "2024-05-14", "2024-05-14T23:00Z", Fit::Within),
            ("2024-05-14", "2024-05-14", "2024-05-14", Fit::Within),
            ("2024-05-14", "", "2024-05-13", Fit::Outside),
            ("2024-05-14", "", "", Fit::Undated),
            ("2024-05-14 12:00", "", "2024-05-14 12:00", Fit::Within),
            ("2024-05-14 12:00", "", "2024-05-14T11:59+02:00", Fit::Outside),
            ("2024-05-14 12:00", "", "2024-05-14", Fit::Imprecise),
            ("2024-05-14 12:00", "", "2024-05-15", Fit::Within),
            ("2024-05-14 12:00", "2024-05-14 13:00", "2024-05-14 12:30", Fit::Within),
            ("2024-05-14 12:00", "2024-05-13", "2024-05-14", Fit::Outside),
            ("2024-05-14T12:00Z", "", "2024-05-14T13:00+02:00", Fit::Outside),
            ("2024-05-14T12:00Z", "", "2024-05-14 13:00", Fit::Imprecise),
            ("2024-05-01", "2024-05-31", "May 2024", Fit::Within),
            ("2024-05-01", "2024-05-30", "May 2024", Fit::Imprecise),
            ("2024-05-01 12:00", "", "May 2024", Fit::Imprecise),
            ("", "2024-05-13", "2024", Fit::Imprecise),
            ("2024-05-13", "2024-05-19", "2024", Fit::Imprecise),
            ("2024-01-01", "2024-12-31", "2024", Fit::Within),
            ("2024-05-13", "", "2023", Fit::Outside),
            ("2024-05-13", "2024-05-19", "2024-06", Fit::Outside),
        ] {
            assert_eq!(fit(since, until, at), expected, "{since} {until} {at}");
        }
    }
}
