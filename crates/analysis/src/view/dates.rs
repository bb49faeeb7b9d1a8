//! Dates of articles, as precisely as they are known.

use chrono::{Datelike, NaiveDate};
use saidso::record::read_day;

/// The date in a text, like 2024-05-17, 2024-05 or 2024; `day_first` says whether the day comes first in 05/06/2024.
pub(super) fn read(text: &str, day_first: bool) -> Option<String> {
    let text = text.trim();
    let first = text.split(['T', ' ', ',']).next().unwrap_or_default();
    // A year of two digits is not accepted.
    let day = read_day(text).filter(|day| day.year() >= 1000).or_else(|| numbers(first, day_first));
    day.map(|day| day.to_string()).or_else(|| month(text)).or_else(|| year(text))
}

/// 17/05/2024, 17-05-2024, or 17.05.2024, in which the day always comes first.
fn numbers(text: &str, day_first: bool) -> Option<NaiveDate> {
    let separator = text.chars().find(|character| !character.is_ascii_digit()).filter(|mark| "/-.".contains(*mark))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [one, other, year] = parts[..] else { return None };
    let year = (year.len() == 4).then(|| year.parse().ok())??;
    let (one, other) = (one.parse().ok()?, other.parse().ok()?);
    let (day, month) = if day_first || separator == '.' { (one, other) } else { (other, one) };
    NaiveDate::from_ymd_opt(year, month, day)
}

/// 2024-05, May 2024.
fn month(text: &str) -> Option<String> {
    let day = format!("1 {text}");
    let forms = ["%d %Y-%m", "%d %Y/%m", "%d %B %Y", "%d %b %Y"];
    let day = forms.iter().find_map(|form| NaiveDate::parse_from_str(&day, form).ok())?;
    (day.year() >= 1000).then(|| day.format("%Y-%m").to_string())
}

fn year(text: &str) -> Option<String> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn dates_are_read_in_any_usual_form() {
        for text in [
            "2024-05-17",
            "2024/05/17",
            "2024-05-17T10:00:00Z",
            " 17 May 2024 ",
            "May 17, 2024",
            "20240517",
            "Fri, 17 May 2024 10:00:00 +0200",
            "17.05.2024",
            "05/17/2024 10:30",
        ] {
            assert_eq!(read(text, false).as_deref(), Some("2024-05-17"), "{text}");
        }
        assert_eq!(read("2024-05", false).as_deref(), Some("2024-05"));
        assert_eq!(read("May 2024", false).as_deref(), Some("2024-05"));
        assert_eq!(read("2024", false).as_deref(), Some("2024"));
        for text in ["", "24-05-01", "sometime in May", "2024-13", "17/05/2024", "1/2/3/2024", "99999"] {
            assert_eq!(read(text, false), None, "{text}");
        }
        assert_eq!(read("17/05/2024", true).as_deref(), Some("2024-05-17"));
        assert_eq!(read("5/6/2024", true).as_deref(), Some("2024-06-05"));
        assert_eq!(read("5/6/2024", false).as_deref(), Some("2024-05-06"));
    }
}
