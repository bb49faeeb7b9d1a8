//! Dates of the days that a text names relative to its article's date.

use crate::record::{DayOrder, published};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde_json::{Map, Value};
use std::ops::Range;

/// Resolves days relative to the article's date.
pub(super) struct Dates {
    day: Option<NaiveDate>,
}

impl Dates {
    /// Reads the article's date from its metadata.
    pub(super) fn of(metadata: &Map<String, Value>) -> Self {
        Self { day: published(metadata, DayOrder::Unknown).map(|published| published.day) }
    }

    /// The byte range and the date of each day that a text names relative to the article's date.
    pub(super) fn days(&self, text: &str) -> Vec<(Range<usize>, String)> {
        let Some(day) = self.day else { return Vec::new() };
        let mut found = Vec::new();
        let mut before: Vec<&str> = Vec::new();
        for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            // "Tuesday’s" gets no date.
            let possessive = text[start + word.len()..].starts_with(['’', '\'']);
            if let Some(date) =
                named(word, &before, day).filter(|_| !possessive && !is_dated(&text[start + word.len()..]))
            {
                found.push((start..start + word.len(), date.format("%-d %B %Y").to_string()));
            }
            before.push(word);
        }
        found
    }
}

/// Whether a date follows: "Tuesday, 14 May", "Tuesday 14", "Monday (May 13)".
fn is_dated(rest: &str) -> bool {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let rest = rest.trim_start_matches([' ', ',', '(']);
    rest.starts_with(|character: char| character.is_ascii_digit()) || MONTHS.iter().any(|month| rest.starts_with(month))
}

/// The day that a word refers to, given the words before it.
fn named(word: &str, before: &[&str], day: NaiveDate) -> Option<NaiveDate> {
    const AHEAD: [&str; 11] =
        ["will", "would", "ll", "due", "scheduled", "next", "set", "planned", "plans", "expected", "until"];
    let last = before.last().copied().unwrap_or_default();
    match word.to_lowercase().as_str() {
        "today" | "tonight" => return Some(day),
        "yesterday" => return day.checked_sub_days(Days::new(1)),
        "tomorrow" => return day.checked_add_days(Days::new(1)),
        _ => {}
    }
    // "on a Sunday", "every Monday", "Sunday Times" name no particular day.
    if !["on", "On", "last", "next", "this", "since", "until", "by"].contains(&last) {
        return None;
    }
    let weekday = weekday(word)?;
    let behind = u64::from((7 + day.weekday().num_days_from_monday() - weekday.num_days_from_monday()) % 7);
    let past = ["last", "since"].contains(&last);
    let ahead = !past && before.iter().any(|word| AHEAD.contains(&word.to_lowercase().as_str()));
    if behind == 0 && !past && last != "next" {
        Some(day)
    } else if ahead {
        day.checked_add_days(Days::new(7 - behind))
    } else if !past && (last == "by" || has_infinitive(before)) {
        // "voted to close the bridge on Tuesday": the vote, or the closing?
        None
    } else {
        let behind = if behind == 0 && last == "last" { 7 } else { behind };
        day.checked_sub_days(Days::new(behind))
    }
}

/// Whether a verb follows a "to", not a name, article or pronoun.
fn has_infinitive(words: &[&str]) -> bool {
    const NOUN: [&str; 12] = ["the", "a", "an", "his", "her", "its", "their", "this", "that", "him", "them", "me"];
    words.windows(2).any(|pair| pair[0] == "to" && pair[1].starts_with(char::is_lowercase) && !NOUN.contains(&pair[1]))
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "Monday" => Weekday::Mon,
        "Tuesday" => Weekday::Tue,
        "Wednesday" => Weekday::Wed,
        "Thursday" => Weekday::Thu,
        "Friday" => Weekday::Fri,
        "Saturday" => Weekday::Sat,
        "Sunday" => Weekday::Sun,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Dates;
    use serde_json::json;

    fn days(date: &str, text: &str) -> Vec<String> {
        let metadata = json!({"section": "x", "published_at": date});
        let dates = Dates::of(metadata.as_object().unwrap());
        dates.days(text).into_iter().map(|(at, date)| format!("{} {date}", &text[at])).collect()
    }

    #[test]
    fn days_are_of_the_week_of_the_article() {
        // A Wednesday.
        for date in
            ["2024-05-15", "2024-05-15T06:00:00Z", "15 May 2024", "May 15, 2024", "Wed, 15 May 2024 06:00:00 +0000"]
        {
            assert_eq!(days(date, "it closed on Tuesday"), ["Tuesday 14 May 2024"], "{date}");
        }
        for (text, expected) in [
            ("the bridge would close on Tuesday", vec!["Tuesday 21 May 2024"]),
            ("it closed on Wednesday", vec!["Wednesday 15 May 2024"]),
            ("it closed last Wednesday", vec!["Wednesday 8 May 2024"]),
            ("the council voted to close it on Wednesday", vec!["Wednesday 15 May 2024"]),
            ("the council voted to close it on Tuesday", vec![]),
            ("they went to the bridge on Tuesday", vec!["Tuesday 14 May 2024"]),
            ("it closes tomorrow", vec!["tomorrow 16 May 2024"]),
            ("on Sunday, 12 May, it closed", vec![]),
            ("Sunday’s game", vec![]),
            ("they meet every Monday", vec![]),
        ] {
            assert_eq!(days("2024-05-15", text), expected, "{text}");
        }
        assert!(days("soon", "it closed on Tuesday").is_empty());
    }
}
