//! Abbreviations written with a full stop.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What an abbreviation implies about the full stop after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A title that always precedes a name: no sentence ends here.
    Title,
    /// Occurs in the middle of a sentence: none ends here.
    Inner,
    /// Precedes a number; otherwise it may be an ordinary word.
    Number,
    /// The next word decides.
    Other,
    /// A time of day.
    Clock,
    /// A month or weekday.
    Date,
    /// One capital: an initial in a name, or a letter.
    Initial,
    /// Single letters separated by full stops: "U.S".
    Acronym,
}

/// How an abbreviation must be capitalized to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Any,
    Capital,
    OneCapital,
}

static LIST: LazyLock<HashMap<&str, (Class, Case)>> = LazyLock::new(|| {
    let mut list = HashMap::new();
    for line in include_str!("abbreviations.txt").lines() {
        let mut words = line.split_whitespace();
        let class = match words.next() {
            Some("title") => (Class::Title, Case::Capital),
            Some("inner") => (Class::Inner, Case::Any),
            Some("number") => (Class::Number, Case::Any),
            Some("other") => (Class::Other, Case::Capital),
            Some("place") => (Class::Other, Case::OneCapital),
            Some("lower") => (Class::Other, Case::Any),
            Some("clock") => (Class::Clock, Case::Any),
            Some("date") => (Class::Date, Case::Capital),
            _ => continue,
        };
        list.extend(words.map(|word| (word, class)));
    }
    list
});

/// The class of the word before a full stop, if it is an abbreviation.
pub(super) fn class(word: &str) -> Option<Class> {
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_uppercase() => return Some(Class::Initial),
        _ => {}
    }
    // "D-Calif", "Lt.Gov"
    let part = word.rsplit(['-', '–', '/']).next().unwrap_or(word);
    for key in [word, part] {
        if let Some(&(class, case)) = LIST.get(key.to_lowercase().as_str())
            && is_written(key, case)
        {
            return Some(class);
        }
    }
    is_acronym(part).then_some(Class::Acronym)
}

fn is_written(word: &str, case: Case) -> bool {
    let mut letters = word.chars();
    let (first, second) = (letters.next(), letters.next());
    match case {
        Case::Any => true,
        Case::Capital => first.is_some_and(char::is_uppercase),
        Case::OneCapital => first.is_some_and(char::is_uppercase) && second.is_some_and(char::is_lowercase),
    }
}

fn is_acronym(word: &str) -> bool {
    let mut letters = 0;
    word.split('.').all(|part| {
        letters += 1;
        let mut characters = part.chars();
        characters.next().is_some_and(char::is_alphabetic) && characters.next().is_none()
    }) && letters > 1
}
