//! Lines that hold the date of an article.

/// Whether a short text has a date as newspapers write it: the name of a month and a year, or numbers.
pub(in super::super) fn is_date(text: &str) -> bool {
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
    if text.len() >= 120 {
        return false;
    }
    let words: Vec<String> = text
        .split(|character: char| character.is_whitespace() || ",.;()".contains(character))
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    // "Sept." is the longest short form.
    let is_month = |word: &String| {
        MONTHS.iter().any(|month| month == word || (3..=4).contains(&word.len()) && month.starts_with(word.as_str()))
    };
    let has_month = words.iter().any(is_month);
    let has_year = words.iter().any(|word| {
        word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|byte| byte.is_ascii_digit())
    });
    let is_numeric = words.first().is_some_and(|word| {
        let parts: Vec<&str> = word.split(['-', '/']).collect();
        parts.len() == 3
            && parts
                .iter()
                .all(|part| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit()))
    });
    words.len() <= 12 && (has_month && has_year || is_numeric)
}
