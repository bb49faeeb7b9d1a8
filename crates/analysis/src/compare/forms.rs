//! Base forms of words, and words that mean the opposite of each other.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Base forms shorter than this are too often wrong guesses.
const SHORTEST: usize = 3;

/// The base forms a word may have, including the word itself. Without a dictionary there is no telling whether
/// "hoping" comes from "hope" or from "hop", so both are returned.
pub(super) fn bases(word: &str) -> Vec<String> {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let mut bases = vec![word.to_owned()];
    let mut add = |base: String| {
        if base.chars().count() >= SHORTEST {
            bases.push(base);
        }
    };
    if let Some(base) = IRREGULAR.get(word) {
        add((*base).to_owned());
    }
    for ending in ["ies", "ied"] {
        if let Some(stem) = word.strip_suffix(ending) {
            add(format!("{stem}y"));
        }
    }
    if let Some(stem) = word.strip_suffix("es") {
        add(stem.to_owned());
    }
    if let Some(stem) = word.strip_suffix('s').filter(|stem| !stem.ends_with('s')) {
        add(stem.to_owned());
    }
    for ending in ["ed", "ing"] {
        if let Some(stem) = word.strip_suffix(ending) {
            add(format!("{stem}e"));
            add(stem.to_owned());
            let mut letters = stem.chars().rev();
            if stem.chars().count() > SHORTEST && letters.next() == letters.next() {
                add(letters.rev().collect::<String>() + &stem[stem.len() - 1..]);
            }
        }
    }
    bases
}

/// Whether two words, given by their base forms, are forms of the same word.
pub(super) fn is_same(one: &[String], other: &[String]) -> bool {
    one.iter().any(|base| other.contains(base))
}

/// Whether two words, given by their base forms, mean the opposite of each other.
pub(super) fn are_opposite(one: &[String], other: &[String]) -> bool {
    let has = |words: &[String], side: &HashSet<&str>| words.iter().any(|word| side.contains(word.as_str()));
    ANTONYMS.iter().any(|(left, right)| (has(one, left) && has(other, right)) || (has(one, right) && has(other, left)))
}

/// The word that a two-word phrase is a synonym of; the first word is given by its base forms.
pub(super) fn of_phrase(first: &[String], second: &str) -> Option<&'static str> {
    first.iter().find_map(|first| PHRASES.get(&(first.as_str(), second)).copied())
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

/// The two sides of each line of the word list.
static ANTONYMS: LazyLock<Vec<(HashSet<&str>, HashSet<&str>)>> = LazyLock::new(|| {
    let sides = lines(include_str!("lexicon/antonyms.txt")).filter_map(|line| line.split_once('|'));
    sides.map(|(left, right)| (left.split_whitespace().collect(), right.split_whitespace().collect())).collect()
});

static IRREGULAR: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| lines(include_str!("lexicon/irregular.txt")).filter_map(|line| line.split_once(' ')).collect());

static PHRASES: LazyLock<HashMap<(&str, &str), &str>> = LazyLock::new(|| {
    let phrases = lines(include_str!("lexicon/phrases.txt")).filter_map(|line| line.split_once(" = "));
    phrases.filter_map(|(phrase, word)| Some((phrase.split_once(' ')?, word))).collect()
});

#[cfg(test)]
mod tests {
    use super::{are_opposite, bases, is_same, of_phrase};

    #[test]
    fn forms_of_a_word_are_the_same() {
        for (one, other) in [
            ("closed", "closing"),
            ("rose", "rising"),
            ("carries", "carried"),
            ("stopped", "stops"),
            ("taxes", "tax"),
            ("won", "win"),
            ("minister's", "ministers"),
        ] {
            assert!(is_same(&bases(one), &bases(other)), "{one} {other}");
        }
        assert!(!is_same(&bases("passed"), &bases("past")));
    }

    #[test]
    fn opposites_are_known_in_all_forms() {
        assert!(are_opposite(&bases("praised"), &bases("criticised")));
        assert!(are_opposite(&bases("fell"), &bases("rising")));
        assert!(!are_opposite(&bases("fell"), &bases("dropped")));
        let rejected = of_phrase(&bases("turned"), "down").expect("a phrase");
        assert!(are_opposite(&bases(rejected), &bases("accepted")));
    }
}
