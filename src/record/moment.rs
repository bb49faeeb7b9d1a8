//! A day or a time of a day, and the forms in which metadata state it.

use chrono::{DateTime, Datelike, FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
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
const NUMBERS: [&str; 4] = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"];
/// Forms of a time of day. Those with "am" and "pm" come first: the others would leave that out.
const CLOCKS: [&str; 4] = ["%I:%M:%S%.f %p", "%I:%M %p", "%H:%M:%S%.f", "%H:%M"];

impl Moment {
    /// Reads a day, with or without a time, in one of the usual forms. `None` if the text begins with nothing of the
    /// kind; what follows the date without being a time is ignored.
    pub fn read(text: &str, order: DayOrder) -> Option<Self> {
        let text = text.trim();
        if let Some(moment) = unix(text).or_else(|| of_program(text)) {
            return Some(moment);
        }
        let text = without_weekday(text);
        let written = NUMBERS.iter().filter_map(|form| NaiveDate::parse_and_remainder(text, form).ok());
        let mut read = written.chain(worded(text)).chain(numbers(text, order));
        let is_date = |&(day, rest): &(NaiveDate, &str)| {
            // Years that these forms give two digits are not accepted.
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

/// Seconds or milliseconds since 1970. Only numbers of 10 or 13 digits that begin with 1, those of the years from 2001
/// to 2033, are taken for them.
fn unix(text: &str) -> Option<Moment> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !whole.starts_with('1') || ![whole, fraction].iter().all(|part| part.bytes().all(|next| next.is_ascii_digit())) {
        return None;
    }
    let number = whole.parse().ok()?;
    let time = match whole.len() {
        10 => DateTime::from_timestamp(number, 0),
        13 => DateTime::from_timestamp_millis(number),
        _ => None,
    }?;
    Some(Moment::new(time.date_naive(), Some(time.time()), FixedOffset::east_opt(0)))
}

/// Tue May 14 06:30:00 2024, with or without what the time is ahead of UTC.
fn of_program(text: &str) -> Option<Moment> {
    if let Ok(time) = DateTime::parse_from_str(text, "%a %b %d %H:%M:%S %z %Y") {
        return Some(Moment::new(time.date_naive(), Some(time.time()), Some(*time.offset())));
    }
    let time = NaiveDateTime::parse_from_str(text, "%a %b %d %H:%M:%S %Y").ok()?;
    Some(Moment::new(time.date(), Some(time.time()), None))
}

/// A text without the day of the week that it begins with.
fn without_weekday(text: &str) -> &str {
    let end = text.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(0);
    let (word, rest) = text.split_at(end);
    let is_short = ["tues", "weds", "thur", "thurs"].iter().any(|short| word.eq_ignore_ascii_case(short));
    let is_weekday = is_short || word.parse::<Weekday>().is_ok();
    if is_weekday { rest.trim_start_matches([',', '.', ' ']) } else { text }
}

/// A day with the name of its month, as in 17 May 2024, May 17th, 2024, Sept. 3, 2024 and 17-May-24; and the rest of
/// the text.
fn worded(text: &str) -> Option<(NaiveDate, &str)> {
    let (first, rest) = word(text)?;
    let (second, rest) = word(rest)?;
    let (year, after) = word(rest)?;
    let (day, month) = match month_named(first) {
        Some(month) => (second, month),
        None => (first, month_named(second)?),
    };
    let year = match year.len() {
        4 => year.parse().ok(),
        // In "17 May 10:30", the third number is not a year.
        2 if rest.starts_with('-') => of_two_digits(year),
        _ => None,
    }?;
    Some((NaiveDate::from_ymd_opt(year, month, day.parse().ok()?)?, after))
}

/// The next word or number of a date, without the ending of an ordinal number; and the rest of the text.
fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(|next: char| next.is_whitespace() || ",.-/".contains(next));
    let text = text.strip_prefix("of ").unwrap_or(text);
    let is_number = text.starts_with(|next: char| next.is_ascii_digit());
    let goes_on = |next: char| if is_number { next.is_ascii_digit() } else { next.is_ascii_alphabetic() };
    let (word, rest) = text.split_at(text.find(|next| !goes_on(next)).unwrap_or(text.len()));
    let ending = ["st", "nd", "rd", "th"].iter().filter(|_| is_number).find_map(|ending| rest.strip_prefix(ending));
    (!word.is_empty()).then_some((word, ending.unwrap_or(rest)))
}

/// The number of a month with this name or abbreviation.
pub(super) fn month_named(name: &str) -> Option<u32> {
    let sept = name.eq_ignore_ascii_case("sept").then_some(Month::September);
    Some(sept.or_else(|| name.parse().ok())?.number_from_month())
}

/// The year that is meant by its last two digits, between 1969 and 2068.
fn of_two_digits(year: &str) -> Option<i32> {
    let year: i32 = year.parse().ok()?;
    Some(year + if year < 69 { 2000 } else { 1900 })
}

/// 17/05/2024, 17-05-2024, or 17.05.2024, in which the day always comes first; and the rest of the text. A year has two
/// digits only in 17/05/24, and only where it is known which number is the day: the first could be the year.
fn numbers(text: &str, order: DayOrder) -> Option<(NaiveDate, &str)> {
    let end = text.find(|next: char| !next.is_ascii_digit() && !"/-.".contains(next)).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let separator = date.chars().find(|next| !next.is_ascii_digit())?;
    let parts: Vec<&str> = date.split(separator).collect();
    let [one, other, year] = parts[..] else { return None };
    let year = match year.len() {
        4 => year.parse().ok(),
        2 if separator == '/' && order != DayOrder::Unknown => of_two_digits(year),
        _ => None,
    }?;
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
            // As the Associated Press and others write.
            ("Aug. 3, 2024", "2024-08-03"),
            ("Sept. 3, 2024", "2024-09-03"),
            ("3 Sept 2024", "2024-09-03"),
            ("3 Aug. 2024", "2024-08-03"),
            ("May. 17, 2024", "2024-05-17"),
            ("Tues., Dec. 3, 2024, 6:30 p.m.", "2024-12-03 06:30"),
            ("17 May, 2024", "2024-05-17"),
            ("17th May 2024", "2024-05-17"),
            ("1st of May 2024", "2024-05-01"),
            ("May 17th, 2024 10:15", "2024-05-17 10:15"),
            ("MAY 17, 2024", "2024-05-17"),
            ("17-May-24", "2024-05-17"),
            ("17-May-98", "1998-05-17"),
            ("2024.05.17", "2024-05-17"),
            ("2024-5-7", "2024-05-07"),
            ("1715947200", "2024-05-17 12:00Z"),
            ("1715947200.5", "2024-05-17 12:00Z"),
            ("1715947200000", "2024-05-17 12:00Z"),
            ("Tue May 14 06:30:00 2024", "2024-05-14 06:30"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "soon",
            "May",
            "2024",
            "2024-05",
            "24-05-01",
            "202405141",
            "2024051412",
            "05/06/2024",
            "2024-13-01",
            "1/2/3/2024",
            "17 May 10:30",
            "May 2024",
            "31 Feb. 2024",
            "17/5/24",
            "1.5",
            "45429",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let ordered = |order| Moment::read("05/06/2024", order).unwrap().to_string();
        assert_eq!((&*ordered(DayOrder::DayFirst), &*ordered(DayOrder::MonthFirst)), ("2024-06-05", "2024-05-06"));
        assert_eq!(Moment::read("17/05/2024", DayOrder::MonthFirst), None);
        let short = |order| Moment::read("5/6/24 10:15", order).unwrap().to_string();
        assert_eq!(short(DayOrder::DayFirst), "2024-06-05 10:15");
        assert_eq!(short(DayOrder::MonthFirst), "2024-05-06 10:15");
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
