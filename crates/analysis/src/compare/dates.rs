//! Days, months and years that a statement names.

use fancy_regex::{Captures, Regex};
use std::collections::BTreeSet;
use std::sync::LazyLock;

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The times a statement names, separately by type: there is no telling whether "on Tuesday" and "on 14 May" differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dates {
    weekdays: BTreeSet<usize>,
    months: BTreeSet<usize>,
    /// Days of a month, with the month.
    days: BTreeSet<(usize, u32)>,
    years: BTreeSet<u32>,
}

impl Dates {
    /// Extracts the dates of a text and returns the text without them, so that its remaining numbers are not dates.
    pub(super) fn taken(text: &str) -> (Self, String) {
        static DATE: LazyLock<Regex> = LazyLock::new(|| {
            let weekdays = WEEKDAYS.join("|");
            // "May" and "march" are words too: without a day or a year they count only after a preposition.
            let months: Vec<&str> = MONTHS.into_iter().filter(|month| !["may", "march"].contains(month)).collect();
            let months = months.join("|");
            let pattern = format!(
                r"(?xi)
                \b (?<weekday> {weekdays} ) s? \b
                | \b (?<day> [0-3]?\d ) (?:st|nd|rd|th)? \s+ (?:of\s+)? (?<month> {months} | may | march ) \b (?: ,? \s+ (?<year> (?:1[6-9]|20)\d\d ) \b )?
                | \b (?<month2> {months} | may | march ) \s+ (?<day2> [0-3]?\d ) (?:st|nd|rd|th)? \b (?!\d) (?: ,? \s+ (?<year2> (?:1[6-9]|20)\d\d ) \b )?
                | \b (?<month3> {months} | may | march ) \s+ (?<year3> (?:1[6-9]|20)\d\d ) \b
                | \b (?<= in\s | of\s | by\s ) (?<month4> may | march ) \b
                | \b (?<= since\s | until\s | early\s | after\s ) (?<month7> may | march ) \b
                | \b (?<= late\s | last\s | next\s ) (?<month8> may | march ) \b
                | \b (?<month5> {months} ) \b
                | (?<![\w.,$£€]) (?<year4> (?:19|20)\d\d ) (?! [\w,.]*\d | \s? % )"
            );
            Regex::new(&pattern).expect("a valid pattern")
        });
        let mut dates = Self::default();
        let rest = DATE.replace_all(text, |found: &Captures<'_>| {
            let any = |names: &[&str]| {
                names.iter().find_map(|name| found.name(name)).map(|part| part.as_str().to_lowercase())
            };
            let weekday = any(&["weekday"]).and_then(|word| WEEKDAYS.iter().position(|day| *day == word));
            let month = any(&["month", "month2", "month3", "month4", "month5", "month7", "month8"]);
            let month = month.and_then(|word| MONTHS.iter().position(|month| *month == word));
            let day: Option<u32> = any(&["day", "day2"]).and_then(|day| day.parse().ok());
            let year: Option<u32> = any(&["year", "year2", "year3", "year4"]).and_then(|year| year.parse().ok());
            dates.weekdays.extend(weekday);
            dates.months.extend(month);
            dates.days.extend(month.zip(day));
            dates.years.extend(year);
            "…".to_owned()
        });
        let rest = rest.into_owned();
        (dates, rest)
    }

    /// Whether both name a time of the same type, but not the same one.
    pub(super) fn differ(&self, other: &Self) -> bool {
        fn apart<T: Ord>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> bool {
            !one.is_empty() && !other.is_empty() && one.is_disjoint(other)
        }
        let (days, months) = (apart(&self.days, &other.days), apart(&self.months, &other.months));
        apart(&self.years, &other.years) || days || months || apart(&self.weekdays, &other.weekdays)
    }
}

#[cfg(test)]
mod tests {
    use super::Dates;

    #[test]
    fn dates_differ_only_in_what_both_say() {
        let dates = |text: &str| Dates::taken(text).0;
        for (one, other, differ) in [
            ("it opens on Tuesday", "it opens on Friday", true),
            ("it opens on Tuesday", "it opens on 14 May", false),
            ("it opens on 14 May 2024", "it opens on May 15", true),
            ("it opened in May", "it opened in March", true),
            ("it may open", "they march on", false),
            ("it opened in 2014", "it opened in 2015", true),
            ("the 2000 Games", "the Games in 2004", true),
            ("it opened on Tuesday 14 May", "it opened on Tuesday", false),
        ] {
            assert_eq!(dates(one).differ(&dates(other)), differ, "{one} | {other}");
        }
        assert_eq!(Dates::taken("2,000 homes, 2050.5 and $2000").1, "2,000 homes, 2050.5 and $2000");
        assert_eq!(Dates::taken("on 9 June, 14 kilometres away").1, "on …, 14 kilometres away");
    }
}
