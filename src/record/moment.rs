//! A day or a time of a day, and the forms in which metadata state it.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use std::cmp::Ordering;
use std::fmt;

/// When something happened, as precisely as it is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The day, as stated.
    pub day: NaiveDate,
    /// The time of day, as stated. Midnight counts as no time: it is what programs write for a mere day.
    pub time: Option<NaiveTime>,
    /// How far this time is ahead of UTC, if that is stated.
    pub offset: Option<FixedOffset>,
}

/// Which number of a date such as 05/06/2024 is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayOrder {
    /// Not known: only dates that can be read in one way are read.
    #[default]
    Unknown,
    /// The first: 5 June.
    DayFirst,
    /// The second: 6 May.
    MonthFirst,
}

/// Forms of a day in numbers, which a program writes.
const NUMBERS: [&str; 3] = ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"];
/// Forms of a day with the name of its month.
const WORDS: [&str; 4] = ["%d %B %Y", "%B %d, %Y", "%d-%B-%Y", "%B %d %Y"];
/// Forms of a time of day. Those with "am" and "pm" come first: the others would leave that out.
const CLOCKS: [&str; 4] = ["%I:%M:%S%.f %p", "%I:%M %p", "%H:%M:%S%.f", "%H:%M"];

impl Moment {
    /// Reads a day, with or without a time, in one of the usual forms. `None` if the text begins with nothing of the
    /// kind; what follows the date without being a time is ignored.
    pub fn read(text: &str, order: DayOrder) -> Option<Self> {
        let text = text.trim();
        if let Ok(time) = DateTime::parse_from_str(text, "%a %b %d %H:%M:%S %z %Y") {
            return Some(Self::new(time.date_naive(), Some(time.time()), Some(*time.offset())));
        }
        let text = without_weekday(text);
        let forms = NUMBERS.iter().chain(&WORDS);
        let written = forms.filter_map(|form| NaiveDate::parse_and_remainder(text, form).ok());
        let mut read = written.chain(numbers(text, order));
        let is_date = |&(day, rest): &(NaiveDate, &str)| {
            // A year of two digits is not accepted.
            (1000..=9999).contains(&day.year())
                && (is_compact(rest) || !rest.starts_with(|next: char| next.is_ascii_digit()))
        };
        let (day, rest) = read.find(is_date)?;
        let (time, offset) = clock(rest);
        Some(Self::new(day, time, offset))
    }

    fn new(day: NaiveDate, time: Option<NaiveTime>, offset: Option<FixedOffset>) -> Self {
        let time = time.filter(|&time| time != NaiveTime::MIN);
        Self { day, time, offset: offset.filter(|_| time.is_some()) }
    }

    /// The same day at the time of day that a text states, if it does.
    pub(super) fn at(self, text: &str) -> Self {
        let (time, offset) = clock(text);
        Self::new(self.day, time, offset)
    }

    /// Which of the two is earlier; `None` if that cannot be told. Times are compared only if the time zones of both
    /// are known or neither is; otherwise the days decide, as stated.
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        let order = match (self.instant(), other.instant()) {
            (Some((one, true)), Some((two, true))) | (Some((one, false)), Some((two, false))) => one.cmp(&two),
            _ => return Some(self.day.cmp(&other.day)).filter(|order| order.is_ne()),
        };
        Some(order)
    }

    /// The time in UTC for sorting, where no pair of moments may be without an order: a day counts as its midnight,
    /// and a time without a zone as UTC.
    pub fn in_utc(&self) -> NaiveDateTime {
        self.instant().map_or(self.day.and_time(NaiveTime::MIN), |(time, _)| time)
    }

    /// The time, and whether it is in UTC.
    fn instant(&self) -> Option<(NaiveDateTime, bool)> {
        let stated = self.day.and_time(self.time?);
        match self.offset {
            Some(offset) => Some((stated.checked_sub_offset(offset)?, true)),
            None => Some((stated, false)),
        }
    }

    /// The time of day by ISO 8601, as in 06:30, 06:30:15 and 06:30+02:00, if it is stated.
    pub fn clock(&self) -> Option<String> {
        use chrono::Timelike;
        let time = self.time?;
        let form = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
        let offset = self.offset.map_or(String::new(), |offset| match offset.local_minus_utc() {
            0 => "Z".to_owned(),
            _ => offset.to_string(),
        });
        Some(format!("{}{offset}", time.format(form)))
    }
}

impl fmt::Display for Moment {
    /// As in 2024-05-14 and 2024-05-14 06:30+02:00.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.day)?;
        self.clock().map_or(Ok(()), |clock| write!(formatter, " {clock}"))
    }
}

/// A text without the day of the week that it begins with.
fn without_weekday(text: &str) -> &str {
    let end = text.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(0);
    let (word, rest) = text.split_at(end);
    let is_weekday = word.parse::<chrono::Weekday>().is_ok();
    if is_weekday { rest.trim_start_matches([',', '.', ' ']) } else { text }
}

/// 17/05/2024, 17-05-2024, or 17.05.2024, in which the day always comes first; and the rest of the text.
fn numbers(text: &str, order: DayOrder) -> Option<(NaiveDate, &str)> {
    let end = text.find(|next: char| !next.is_ascii_digit() && !"/-.".contains(next)).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let separator = date.chars().find(|next| !next.is_ascii_digit())?;
    let parts: Vec<&str> = date.split(separator).collect();
    let [one, other, year] = parts[..] else { return None };
    let year = (year.len() == 4).then(|| year.parse().ok())??;
    let (one, other) = (one.parse::<u32>().ok()?, other.parse::<u32>().ok()?);
    let (day, month) = match order {
        _ if separator == '.' => (one, other),
        DayOrder::DayFirst => (one, other),
        DayOrder::MonthFirst => (other, one),
        DayOrder::Unknown if one > 12 || one == other => (one, other),
        DayOrder::Unknown if other > 12 => (other, one),
        DayOrder::Unknown => return None,
    };
    Some((NaiveDate::from_ymd_opt(year, month, day)?, rest))
}

/// Whether six digits follow a date of eight, as in 20240514063000.
fn is_compact(rest: &str) -> bool {
    rest.len() >= 6 && rest.bytes().take(6).all(|byte| byte.is_ascii_digit())
}

/// The time of day, and what it is ahead of UTC, that a text begins with.
fn clock(rest: &str) -> (Option<NaiveTime>, Option<FixedOffset>) {
    let rest = rest.trim_start_matches(['T', ' ', ',']);
    let rest = rest.strip_prefix("at ").unwrap_or(rest);
    let compact = is_compact(rest).then_some("%H%M%S");
    let forms = CLOCKS.iter().chain(&compact);
    let mut times = forms.filter_map(|form| NaiveTime::parse_and_remainder(rest, form).ok());
    times.next().map_or((None, None), |(time, zone)| (Some(time), offset(zone.trim_start())))
}

/// "Z", "+02:00", "-0500": what a time is ahead of UTC.
fn offset(zone: &str) -> Option<FixedOffset> {
    let is_utc = ["Z", "UTC", "GMT"].iter().find_map(|name| zone.strip_prefix(name));
    if let Some(rest) = is_utc
        && !rest.starts_with(['+', '-'])
    {
        return FixedOffset::east_opt(0);
    }
    let sign = if zone.starts_with('+') { 1 } else { zone.starts_with('-').then_some(-1)? };
    let digits: String = zone[1..].chars().filter(|next| *next != ':').take_while(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    FixedOffset::east_opt(sign * 60 * (60 * hours + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        Moment::read(text, DayOrder::Unknown).map(|moment| moment.to_string())
    }

    #[test]
    fn days_and_times_are_read_in_the_usual_forms() {
        for (text, expected) in [
            ("2024-05-14", "2024-05-14"),
            ("2024/05/14", "2024-05-14"),
            (" 14 May 2024 ", "2024-05-14"),
            ("14 Dec 2024", "2024-12-14"),
            ("14-May-2024", "2024-05-14"),
            ("December 14, 2024", "2024-12-14"),
            ("Tuesday, May 14, 2024", "2024-05-14"),
            ("May 14, 2024 Tuesday", "2024-05-14"),
            ("20240514", "2024-05-14"),
            ("14.05.2024", "2024-05-14"),
            ("14/05/2024", "2024-05-14"),
            ("05/14/2024", "2024-05-14"),
            ("2024-05-14T06:30:00Z", "2024-05-14 06:30Z"),
            ("2024-05-14T06:30:15.123+02:00", "2024-05-14 06:30:15+02:00"),
            ("2024-05-14 06:30:00.000000 +00:00", "2024-05-14 06:30Z"),
            ("2024-05-14 06:30", "2024-05-14 06:30"),
            ("20240514T063000Z", "2024-05-14 06:30Z"),
            ("20240514063000", "2024-05-14 06:30"),
            ("Tue, 14 May 2024 06:30:00 +0200", "2024-05-14 06:30+02:00"),
            ("Tue, 14 May 2024 06:30:00 GMT", "2024-05-14 06:30Z"),
            ("Tue May 14 06:30:00 -0500 2024", "2024-05-14 06:30-05:00"),
            ("14 May 2024 06:30", "2024-05-14 06:30"),
            ("May 14, 2024, 6:30 pm", "2024-05-14 18:30"),
            ("May 14, 2024 at 12:05 AM EST", "2024-05-14 00:05"),
            ("14/05/2024 18:30", "2024-05-14 18:30"),
            // Midnight is what programs write for a mere day.
            ("2024-05-14T00:00:00Z", "2024-05-14"),
            ("2024-05-14 00:00:00", "2024-05-14"),
            ("2024-05-14 (updated)", "2024-05-14"),
            ("2024-05-14T99:99", "2024-05-14"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        for text in
            ["", "soon", "May", "2024", "2024-05", "24-05-01", "202405141", "05/06/2024", "2024-13-01", "1/2/3/2024"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        let ordered = |order| Moment::read("05/06/2024", order).unwrap().to_string();
        assert_eq!((&*ordered(DayOrder::DayFirst), &*ordered(DayOrder::MonthFirst)), ("2024-06-05", "2024-05-06"));
        assert_eq!(Moment::read("17/05/2024", DayOrder::MonthFirst), None);
    }

    #[test]
    fn times_are_compared_where_their_zones_allow_it() {
        use Ordering::{Equal, Greater, Less};
        for (one, other, expected) in [
            ("2024-05-14", "2024-05-15", Some(Less)),
            ("2024-05-14", "2024-05-14", None),
            ("2024-05-14 06:30", "2024-05-14 06:31", Some(Less)),
            ("2024-05-14 06:30", "2024-05-14", None),
            ("2024-05-14 06:30", "2024-05-13", Some(Greater)),
            ("2024-05-14T06:30+02:00", "2024-05-14T05:00Z", Some(Less)),
            ("2024-05-14T06:30+02:00", "2024-05-14T04:30Z", Some(Equal)),
            ("2024-05-14T23:30-05:00", "2024-05-15T01:00+02:00", Some(Greater)),
            ("2024-05-14T06:30Z", "2024-05-14 05:00", None),
            ("2024-05-14T06:30Z", "2024-05-15 05:00", Some(Less)),
        ] {
            let [one, other] = [one, other].map(|text| Moment::read(text, DayOrder::Unknown).unwrap());
            assert_eq!(one.order(&other), expected, "{one} {other}");
            assert_eq!(other.order(&one), expected.map(Ordering::reverse), "{other} {one}");
        }
    }
}
