//! What a statement's words show in addition to its vector: numbers, names, and whether it denies something.

use super::dates::Dates;
use super::forms;
use fancy_regex::{Captures, Regex};
use saidso::lexicon::FUNCTION_WORDS;
use std::sync::LazyLock;
use text2num::{Language, replace_numbers_in_text};

/// Words that turn a statement into its opposite. "Without" mostly describes the manner, and "nor" repeats a
/// negation.
const NEGATIONS: [&str; 12] =
    ["not", "cannot", "no", "never", "neither", "none", "nobody", "nothing", "nowhere", "denied", "lacks", "boycott"];
/// Words that do so before "to". Participles do not: someone banned "for failing to appear" is still banned.
const NEGATIONS_BEFORE_TO: [&str; 7] = ["failed", "fails", "refused", "refuses", "declined", "declines", "unable"];
/// Cues by which a source says that the content is not true.
const DENIALS: [&str; 8] = ["deny", "denied", "denies", "denying", "reject", "dismiss", "refute", "rebut"];

/// The features extracted from the words of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Words {
    /// How many words there are.
    count: usize,
    /// Words that carry meaning, in lower case: neither function words nor numbers nor dates.
    pub(super) content: Vec<Word>,
    /// Function words and other small words, some of which have an opposite, such as "before".
    small: Vec<Vec<String>>,
    /// Values of numbers, in digits or words; 1 is left out, because "one" is mostly a pronoun.
    numbers: Vec<Number>,
    /// Days, months and years.
    dates: Dates,
    /// Whether the number of negations, including a denial, is odd.
    negative: bool,
}

/// A word that carries meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case; for a phrase, the single word that means the same.
    pub(super) text: String,
    /// The base forms it may have.
    pub(super) bases: Vec<String>,
}

impl Words {
    /// From a statement's text; `denied` if its source denies it.
    pub(super) fn new(text: &str, denied: bool) -> Self {
        let (dates, undated_text) = Dates::taken(text);
        let lower: Vec<String> = words(text).map(|word| word.to_lowercase().replace('’', "'")).collect();
        let negates = |&index: &usize| {
            let word = lower[index].as_str();
            // "Foreigners, but not Britons" is a positive statement about foreigners.
            let aside = index > 0 && lower[index - 1] == "but" && word == "not";
            let before_to = lower.get(index + 1).is_some_and(|next| next == "to");
            (NEGATIONS.contains(&word) && !aside)
                || word.ends_with("n't")
                || (before_to && NEGATIONS_BEFORE_TO.contains(&word))
        };
        let negative = ((0..lower.len()).filter(negates).count() + usize::from(denied)) % 2 == 1;
        let mut content = Vec::new();
        let mut small = Vec::new();
        let undated: Vec<String> = words(&undated_text).map(|word| word.to_lowercase().replace('’', "'")).collect();
        let mut rest = undated.iter().peekable();
        while let Some(word) = rest.next() {
            let bases = forms::bases(word);
            if word.contains(|character: char| character.is_ascii_digit()) || word == "%" {
            } else if let Some(phrase) = rest.peek().and_then(|next| forms::of_phrase(&bases, next)) {
                rest.next();
                content.push(Word { text: phrase.to_owned(), bases: forms::bases(phrase) });
            } else if FUNCTION_WORDS.has(word) || ALSO_SMALL.contains(&word.as_str()) {
                small.push(bases);
            } else {
                content.push(Word { text: word.clone(), bases });
            }
        }
        Self { count: lower.len(), content, small, numbers: numbers(&undated_text), dates, negative }
    }

    /// How many words there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Whether each has a number that the other does not have.
    pub(super) fn numbers_differ(&self, other: &Self) -> bool {
        let more = |one: &Self, than: &Self| one.numbers.iter().any(|number| !than.has(number));
        more(self, other) && more(other, self)
    }

    fn has(&self, number: &Number) -> bool {
        self.numbers.iter().any(|own| own.is(number))
    }

    /// Whether both name days, months or years, but different ones.
    pub(super) fn dates_differ(&self, other: &Self) -> bool {
        self.dates.differ(&other.dates)
    }

    /// Whether one affirms what the other negates: by negations, by words of opposite meaning, or by denial.
    pub(super) fn opposes(&self, other: &Self) -> bool {
        self.negative ^ other.negative ^ self.has_antonym(other)
    }

    /// Whether a word found only in one means the opposite of a word found only in the other.
    pub(super) fn has_antonym(&self, other: &Self) -> bool {
        self.opposites(other).next().is_some() || {
            let own = |mine: &[Vec<String>], theirs: &[Vec<String>]| -> Vec<Vec<String>> {
                mine.iter().filter(|word| !theirs.iter().any(|other| forms::is_same(word, other))).cloned().collect()
            };
            let (mine, theirs) = (own(&self.small, &other.small), own(&other.small, &self.small));
            mine.iter().any(|one| theirs.iter().any(|other| forms::are_opposite(one, other)))
        }
    }

    /// Pairs of indices of content words, one from each statement, that occur only there and mean the opposite of
    /// each other.
    pub(super) fn opposites(&self, other: &Self) -> impl Iterator<Item = (usize, usize)> {
        let (mine, theirs) = (self.missing_in(other), other.missing_in(self));
        let are_opposite =
            |&(one, two): &(usize, usize)| forms::are_opposite(&self.content[one].bases, &other.content[two].bases);
        let pairs: Vec<(usize, usize)> =
            mine.iter().flat_map(|&one| theirs.iter().map(move |&two| (one, two))).filter(are_opposite).collect();
        pairs.into_iter()
    }

    /// Indices of the content words of which the other statement has no form.
    pub(super) fn missing_in(&self, other: &Self) -> Vec<usize> {
        let is_missing = |word: &Word| !other.content.iter().any(|theirs| forms::is_same(&word.bases, &theirs.bases));
        (0..self.content.len()).filter(|&place| is_missing(&self.content[place])).collect()
    }
}

/// Words that carry little meaning, in addition to those of the word list.
const ALSO_SMALL: [&str; 8] = ["been", "being", "per", "cent", "it's", "him", "having", "got"];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric() && !matches!(character, '\'' | '’' | '-' | '%'))
        .map(|word| word.trim_matches(['\'', '’', '-']))
        .filter(|word| !word.is_empty())
}

/// Whether a cue says that the content is not true.
pub(super) fn denies(cue: &str) -> bool {
    let cue = cue.to_lowercase();
    cue.split_whitespace().any(|word| DENIALS.iter().any(|denial| word.starts_with(denial)))
}

/// A number in a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Number {
    value: f64,
    /// Whether it is stated as "about" or "nearly" this value.
    is_rough: bool,
}

/// By what share a rough number may be off.
const ROUGH: f64 = 0.06;

impl Number {
    /// Whether both can be the same number: 28.9 per cent may be rounded to 29 per cent.
    fn is(self, other: &Self) -> bool {
        let off = (self.value - other.value).abs();
        let is_whole = |value: f64| value.fract().abs() < f64::EPSILON;
        let is_rounded =
            (is_whole(self.value) != is_whole(other.value)) && off < 0.5 && self.value.max(other.value) > 10.0;
        let is_near = (self.is_rough || other.is_rough) && off <= ROUGH * self.value.abs().max(other.value.abs());
        is_rounded || is_near || off <= f64::EPSILON * self.value.abs()
    }
}

/// Words before a number that show it is not exact.
const ROUGHLY: [&str; 13] = [
    "about",
    "around",
    "nearly",
    "almost",
    "roughly",
    "approximately",
    "some",
    "over",
    "under",
    "than",
    "least",
    "most",
    "virtually",
];

/// The numbers of a text whose dates have been removed: in digits or words, and shares such as "a third", in per
/// cent.
fn numbers(undated: &str) -> Vec<Number> {
    const SHARES: [(&str, f64); 6] =
        [("half", 50.0), ("third", 100.0 / 3.0), ("quarter", 25.0), ("fifth", 20.0), ("tenth", 10.0), ("twice", 200.0)];
    let mut found: Vec<Number> = values(undated)
        .into_iter()
        .map(|(before, value)| Number { value, is_rough: ROUGHLY.contains(&before.as_str()) })
        .collect();
    let lower: Vec<String> = words(undated).map(str::to_lowercase).collect();
    for (index, word) in lower.iter().enumerate() {
        let before = index.checked_sub(1).map_or("", |before| lower[before].as_str());
        let is_share = ["a", "one", "by", "only", "nearly", "almost", "than"].contains(&before)
            || word == "half"
            || word == "twice";
        if let Some((_, value)) = SHARES.iter().find(|(share, _)| share == word).filter(|_| is_share) {
            // "A third" matches 33 per cent as well as 33.3.
            found.push(Number { value: *value, is_rough: true });
        }
    }
    found
}

/// The values of the numbers in a text, each with the word before it: "3,000", "2.5 million", "forty-two". Ordinals
/// are not included.
fn values(text: &str) -> Vec<(String, f64)> {
    const PATTERN: &str =
        r"(?i)(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:\s?(thousand|million|billion|trillion|k|m|bn|tn))?(?!\w)";
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(PATTERN).expect("a valid pattern"));
    let mut values: Vec<(String, f64)> = Vec::new();
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
            let before = &text[..found.get(0).map_or(0, |whole| whole.start())];
            let before = words(before).last().unwrap_or_default().to_lowercase();
            let value = (part(1).replace(',', "") + part(2)).parse().map(|value: f64| value * scale);
            values.extend(value.map(|value| (before, value)));
            "…".to_owned()
        });
        replaced.into_owned()
    };
    let in_words = take(text);
    take(&replace_numbers_in_text(&in_words, &Language::english(), 0.0));
    values.retain(|&(_, value)| (value - 1.0).abs() > f64::EPSILON);
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
            assert_eq!(values(text).into_iter().map(|(_, value)| value).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn numbers_differ_unless_they_are_rough_or_rounded() {
        let words = |text: &str| Words::new(text, false);
        for (one, other, differ) in [
            ("four people died", "six people died", true),
            ("nearly 5 million euros", "4.9 million euros", false),
            ("29% of the club", "28.9% of the club", false),
            ("a third of pupils", "33 per cent of pupils", false),
            ("it fell to 4.1%", "it fell to 4.3%", true),
            ("all 42 miners", "31 of the 42 miners", false),
            ("on 3 June", "on 17 June", false),
        ] {
            assert_eq!(words(one).numbers_differ(&words(other)), differ, "{one} | {other}");
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
        assert!(!claim.opposes(&words("the border is open to Ostrany, but not to Veldara", "")));
        assert!(words("the bid was turned down", "").opposes(&words("the bid was accepted", "")));
    }
}
