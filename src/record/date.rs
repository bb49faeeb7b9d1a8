//! A date that may be only a month or a year.

use super::moment::{DayOrder, Moment, month_named};
use chrono::{Datelike, Days, Months, NaiveDate};
use std::fmt;

/// A date, as precisely as it is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Date {
    /// A day, with or without a time of that day.
    Day(Moment),
    /// A month, by its first day.
    Month(NaiveDate),
    /// A year, by its first day.
    Year(NaiveDate),
}

impl Date {
    /// Reads a day, with or without a time, in one of the usual forms, a month (2024-05, May 2024) or a year.
    pub fn read(text: &str, order: DayOrder) -> Option<Self> {
        let text = text.trim();
        let day = Moment::read(text, order).map(Self::Day);
        day.or_else(|| month(text).map(Self::Month)).or_else(|| first_day(text, 1).map(Self::Year))
    }

    /// The day and its time, if the day is known.
    pub fn moment(self) -> Option<Moment> {
        if let Self::Day(moment) = self { Some(moment) } else { None }
    }

    /// The first day that it may be.
    pub fn first(self) -> NaiveDate {
        match self {
            Self::Day(Moment { day, .. }) | Self::Month(day) | Self::Year(day) => day,
        }
    }

    /// The last day that it may be.
    pub fn last(self) -> NaiveDate {
        let months = match self {
            Self::Day(moment) => return moment.day,
            Self::Month(_) => 1,
            Self::Year(_) => 12,
        };
        let next =
            self.first().checked_add_months(Months::new(months)).and_then(|next| next.checked_sub_days(Days::new(1)));
        next.unwrap_or(NaiveDate::MAX)
    }

    /// By ISO 8601, without a time of day: 2024-05-14, 2024-05 or 2024.
    pub fn iso(self) -> String {
        let form = match self {
            Self::Day(_) => "%Y-%m-%d",
            Self::Month(_) => "%Y-%m",
            Self::Year(_) => "%Y",
        };
        self.first().format(form).to_string()
    }
}

impl fmt::Display for Date {
    /// As in 2024-05-14 06:30+02:00, 2024-05-14, 2024-05 and 2024.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(moment) => moment.fmt(formatter),
            other => formatter.write_str(&other.iso()),
        }
    }
}

/// The first day of a month such as 2024-05, 05/2024, May 2024 or Sept. 2024.
fn month(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split([' ', ',', '.', '-', '/']).filter(|part| !part.is_empty()).collect();
    let [one, other] = parts[..] else { return None };
    let (year, month) = if other.len() == 4 { (other, one) } else { (one, other) };
    let number = || month.parse().ok().filter(|_| month.len() <= 2);
    first_day(year, month_named(month).or_else(number)?)
}

/// The first day of a month of a year of four digits.
fn first_day(year: &str, month: u32) -> Option<NaiveDate> {
    let is_year = year.len() == 4 && year.bytes().all(|next| next.is_ascii_digit());
    let day = is_year.then(|| NaiveDate::from_ymd_opt(year.parse().ok()?, month, 1)).flatten();
    day.filter(|day| day.year() >= 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_precisely_as_they_are_stated() {
        for (text, expected, first, last) in [
            ("Fri, 17 May 2024 10:00:00 +0200", "2024-05-17", "2024-05-17", "2024-05-17"),
            ("05/17/2024 10:30", "2024-05-17", "2024-05-17", "2024-05-17"),
            ("2024-02", "2024-02", "2024-02-01", "2024-02-29"),
            ("2024/12", "2024-12", "2024-12-01", "2024-12-31"),
            ("12/2024", "2024-12", "2024-12-01", "2024-12-31"),
            ("May 2024", "2024-05", "2024-05-01", "2024-05-31"),
            ("Sept., 2024", "2024-09", "2024-09-01", "2024-09-30"),
            (" 2024 ", "2024", "2024-01-01", "2024-12-31"),
        ] {
            let date = Date::read(text, DayOrder::MonthFirst).unwrap();
            let found = (date.iso(), date.first().to_string(), date.last().to_string());
            assert_eq!(found, (expected.into(), first.into(), last.into()), "{text}");
        }
        for text in [
            "",
            "24-05-01",
            "sometime in May",
            "2024-13",
            "17/05/2024",
            "1/2/3/2024",
            "99999",
            "0024",
            "24-05",
            "2024 or so",
        ] {
            assert_eq!(Date::read(text, DayOrder::MonthFirst), None, "{text}");
        }
    }
}
