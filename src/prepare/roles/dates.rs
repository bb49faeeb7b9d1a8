//! Lines that are a date or a time.

use super::phrases;

/// Nothing but a date that names its month or year.
pub(super) fn is_full_date(text: &str) -> bool {
    is_date(text) && text.split(|character: char| !character.is_ascii_digit()).any(|number| number.len() == 4)
}

/// Nothing but a date or a time.
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
