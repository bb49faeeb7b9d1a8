//! Lines that consist of a date or a time.

use super::phrases;

/// Whether the text is only a date with a four-digit year.
pub(super) fn is_full_date(text: &str) -> bool {
    is_date(text) && text.split(|character: char| !character.is_ascii_digit()).any(|number| number.len() == 4)
}

/// Whether the text is only a date or a time.
pub(super) fn is_date(text: &str) -> bool {
    let mut numbers = 0;
    let mut names = 0;
    for (count, word) in
        text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).enumerate()
    {
        if count > 24 {
            return false;
        }
        let lower = word.to_lowercase();
        if lower.starts_with(|first: char| first.is_ascii_digit()) {
            numbers += 1;
            // "10.42am"
            names += usize::from(lower.ends_with("am") || lower.ends_with("pm"));
        } else if phrases::CALENDAR.has(&lower) {
            names += 1;
        } else if !phrases::DATE_WORDS.has(&lower) {
            return false;
        }
    }
    numbers > 0 && names > 0 || numbers > 2
}

/// Whether a text begins with a time of day: "10.42am", "14:32".
pub(super) fn begins_with_time(text: &str) -> bool {
    let time = text.split_whitespace().next().unwrap_or_default().trim_end_matches([':', '-', '–', '—']);
    let figures = time.trim_end_matches(['a', 'p', 'm', '.']);
    let parts: Vec<&str> = figures.split([':', '.']).collect();
    let is_time = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.iter().all(is_time) && (parts.len() > 1 && (time.contains(':') || figures.len() < time.len()))
}
