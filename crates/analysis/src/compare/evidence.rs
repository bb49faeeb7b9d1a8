//! What a statement's words show beside its vector: numbers, names, and whether it denies.

use super::dates::Dates;
use fancy_regex::{Captures, Regex};
use saidso::lexicon::FUNCTION_WORDS;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use text2num::{Language, replace_numbers_in_text};

/// Words that turn a statement into its opposite. "Without" mostly tells how, and "nor" repeats a negation.
const NEGATIONS: [&str; 12] =
    ["not", "cannot", "no", "never", "neither", "none", "nobody", "nothing", "nowhere", "denied", "lacks", "boycott"];
/// Words that do so before "to".
const NEGATIONS_BEFORE_TO: [&str; 9] =
    ["failed", "fails", "failing", "refused", "refuses", "refusing", "declined", "declines", "unable"];
/// Cues by which a source says that the content is not so.
const DENIALS: [&str; 8] = ["deny", "denied", "denies", "denying", "reject", "dismiss", "refute", "rebut"];

/// What is looked at in the words of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Words {
    /// In lower case, in order.
    lower: Vec<String>,
    /// Words with a capital that begin no sentence or are no common word, in lower case.
    names: BTreeSet<String>,
    /// Values of numbers, in digits or words; 1 is left out, being mostly a pronoun.
    numbers: Vec<f64>,
    /// Days, months and years.
    dates: Dates,
    /// Whether an odd number of words negate, the cue among them.
    negative: bool,
}

impl Words {
    /// Of a statement's text, which its source may have denied.
    pub(super) fn new(text: &str, denied: bool) -> Self {
        let as_written: Vec<&str> = text
            .split(|character: char| !character.is_alphanumeric() && !matches!(character, '\'' | '’' | '-' | '%'))
            .map(|word| word.trim_matches(['\'', '’', '-']))
            .filter(|word| !word.is_empty())
            .collect();
        let words: Vec<String> = as_written.iter().map(|word| word.to_lowercase().replace('’', "'")).collect();
        let negates = |&index: &usize| {
            let word = words[index].as_str();
            let before_to = words.get(index + 1).is_some_and(|next| next == "to");
            NEGATIONS.contains(&word) || word.ends_with("n't") || (before_to && NEGATIONS_BEFORE_TO.contains(&word))
        };
        let negative = ((0..words.len()).filter(negates).count() + usize::from(denied)) % 2 == 1;
        let names = as_written
            .iter()
            .filter(|word| word.starts_with(char::is_uppercase) && word.len() > 1 && !FUNCTION_WORDS.has(word))
            .map(|word| word.trim_end_matches("'s").trim_end_matches("’s").to_lowercase())
            .collect();
        let (dates, undated) = Dates::taken(text);
        Self { lower: words, names, numbers: numbers(&undated), dates, negative }
    }

    /// How many words there are.
    pub(super) fn count(&self) -> usize {
        self.lower.len()
    }

    /// Whether both have names, and none in common.
    pub(super) fn names_differ(&self, other: &Self) -> bool {
        !self.names.is_empty() && !other.names.is_empty() && self.names.is_disjoint(&other.names)
    }

    /// Whether a number stands in both.
    pub(super) fn share_number(&self, other: &Self) -> bool {
        self.numbers.iter().any(|number| other.numbers.contains(number))
    }

    /// Whether each has a number that the other has not.
    pub(super) fn numbers_differ(&self, other: &Self) -> bool {
        let more = |one: &Self, than: &Self| one.numbers.iter().any(|number| !than.numbers.contains(number));
        more(self, other) && more(other, self)
    }

    /// Whether both name days, months or years, and others.
    pub(super) fn dates_differ(&self, other: &Self) -> bool {
        self.dates.differ(&other.dates)
    }

    /// Whether one says no where the other says yes: by negations, by words of opposite meaning, or by denying.
    pub(super) fn opposes(&self, other: &Self) -> bool {
        self.negative ^ other.negative ^ self.has_antonym(other)
    }

    fn has_antonym(&self, other: &Self) -> bool {
        let has = |words: &[String], side: &[&str]| words.iter().any(|word| side.contains(&word.as_str()));
        ANTONYMS.iter().any(|(left, right)| {
            let sides = |words: &[String]| (has(words, left), has(words, right));
            matches!(
                (sides(&self.lower), sides(&other.lower)),
                ((true, false), (false, true)) | ((false, true), (true, false))
            )
        })
    }
}

/// Whether a cue says that the content is not so.
pub(super) fn denies(cue: &str) -> bool {
    let cue = cue.to_lowercase();
    cue.split_whitespace().any(|word| DENIALS.iter().any(|denial| word.starts_with(denial)))
}

/// The two sides of each line of the word list.
static ANTONYMS: LazyLock<Vec<(Vec<&str>, Vec<&str>)>> = LazyLock::new(|| {
    let lines = include_str!("lexicon/antonyms.txt").lines().filter(|line| !line.starts_with('#'));
    let sides = lines.filter_map(|line| line.split_once('|'));
    sides.map(|(left, right)| (left.split_whitespace().collect(), right.split_whitespace().collect())).collect()
});

/// The values of the numbers in a text: "3,000", "2.5 million", "forty-two". Ordinals are none.
fn numbers(text: &str) -> Vec<f64> {
    const PATTERN: &str =
        r"(?i)(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:\s?(thousand|million|billion|trillion|k|m|bn|tn))?(?!\w)";
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(PATTERN).expect("a valid pattern"));
    let mut values = Vec::new();
    let mut take = |text: &str| {
        let replaced = NUMBER.replace_all(text, |found: &Captures<'_>| {
            let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
            let scale = match part(3).to_lowercase().as_str() {
                "thousand" | "k" => 1e3,
                "million" | "m" => 1e6,
                "billion" | "bn" => 1e9,
                "trillion" | "tn" => 1e12,
                _ => 1.0,
            };
            values.extend((part(1).replace(',', "") + part(2)).parse().map(|value: f64| value * scale));
            "…".to_owned()
        });
        replaced.into_owned()
    };
    let in_words = take(text);
    take(&replace_numbers_in_text(&in_words, &Language::english(), 0.0));
    values.retain(|&value| (value - 1.0).abs() > f64::EPSILON);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_digits_and_in_words() {
        for (text, expected) in [
            ("about 3,000 people and forty-two miners", vec![3000.0, 42.0]),
            ("2.5 million euros, 40bn crowns", vec![2.5e6, 40e9]),
            ("two million thalers a week", vec![2e6]),
            ("one of them in his second term", vec![]),
            ("it fell to 4.1% in May", vec![4.1]),
            ("40 billion crowns and 7 trucks", vec![40e9, 7.0]),
        ] {
            assert_eq!(numbers(text), expected, "{text}");
        }
    }

    #[test]
    fn opposites_are_told_by_negation_antonym_and_denial() {
        let words = |text: &str, cue: &str| Words::new(text, denies(cue));
        let claim = words("the border is open", "said");
        assert!(claim.opposes(&words("the border isn’t open", "said")));
        assert!(claim.opposes(&words("the border is closed", "")));
        assert!(!claim.opposes(&words("the border is not closed", "")));
        assert!(claim.opposes(&words("the border is open", "flatly denied")));
        assert!(!claim.opposes(&claim));
    }

    #[test]
    fn names_differ_only_where_both_have_some() {
        let words = |text: &str| Words::new(text, false);
        assert!(words("the mayor of Lund").names_differ(&words("he met Larsen")));
        assert!(!words("the mayor of Lund").names_differ(&words("Lund's mayor")));
        assert!(!words("The mayor").names_differ(&words("he met Larsen")));
    }
}
