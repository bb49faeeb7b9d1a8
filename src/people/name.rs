//! Names in the form in which they are compared: as words, without case, diacritics, dots and apostrophes.

use unicode_normalization_alignments::UnicodeNormalization;
use unicode_normalization_alignments::char::is_combining_mark;

/// What distinguishes a son from his father; it is not a surname.
const SUFFIXES: [&str; 5] = ["jr", "sr", "ii", "iii", "iv"];

/// Up to this many capitals in a row before the surname are initials: "JRR Tolkien".
const MOST_INITIALS: usize = 3;

/// A name that can be compared with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// From the first given name to the surname; an initial is a word of one letter.
    words: Vec<String>,
    suffix: Option<String>,
}

impl Name {
    pub(super) fn new(text: &str) -> Self {
        let is_mixed = text.contains(char::is_lowercase);
        let parts = text.split(|character: char| character.is_whitespace() || ".,".contains(character));
        let parts: Vec<(&str, String)> =
            parts.map(|part| (part, folded(part))).filter(|(_, word)| !word.is_empty()).collect();
        let (parts, suffix) = match parts.split_last() {
            Some(((_, last), before)) if !before.is_empty() && SUFFIXES.contains(&&**last) => {
                (before, Some(last.clone()))
            }
            _ => (&parts[..], None),
        };
        let mut words = Vec::with_capacity(parts.len());
        for (index, (part, word)) in parts.iter().enumerate() {
            let is_initials = is_mixed
                && index + 1 < parts.len()
                && part.chars().all(char::is_uppercase)
                && part.chars().count() <= MOST_INITIALS;
            if is_initials {
                words.extend(word.chars().map(String::from));
            } else {
                words.push(word.clone());
            }
        }
        Self { words, suffix }
    }

    /// The same for all spellings of one name, "Jean-Luc" and "Jean Luc", "J. D." and "JD"; empty if there is no
    /// name.
    pub(super) fn key(&self) -> String {
        let suffix = self.suffix.iter().flat_map(|suffix| [",", suffix.as_str()]);
        let words = self.words.iter().map(String::as_str);
        words.chain(suffix).flat_map(str::chars).filter(|&character| character != '-').collect()
    }

    /// The last word, by which names that may be the same are found.
    pub(super) fn surname(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// Whether there is nothing before the surname.
    pub(super) fn is_one_word(&self) -> bool {
        self.words.len() == 1
    }

    /// Whether somebody with this name may be the person with the name `full`: it is the end of that name ("von der
    /// Leyen"), or has the same surname and compatible given names ("I. Tarn", "Ilse M. Tarn"). A suffix may be left
    /// out, but not added.
    pub(super) fn may_be(&self, full: &Self) -> bool {
        (self.suffix.is_none() || self.suffix == full.suffix)
            && (full.words.ends_with(&self.words) || self.agrees_with(full))
    }

    fn agrees_with(&self, other: &Self) -> bool {
        let ([first, middle @ .., last], [other_first, other_middle @ .., other_last]) =
            (&self.words[..], &other.words[..])
        else {
            return false;
        };
        last == other_last
            && is_same(first, other_first)
            && (are_among(middle, other_middle) || are_among(other_middle, middle))
    }
}

/// Whether a text names several people, or is more than a name.
pub(super) fn is_list(text: &str) -> bool {
    text.contains('&') || text.split_whitespace().any(|word| word == "and") || has_part_behind_comma(text)
}

/// Whether something other than "Jr." follows a comma.
pub(super) fn has_part_behind_comma(text: &str) -> bool {
    text.split(',').skip(1).map(folded).any(|part| !part.is_empty() && !SUFFIXES.contains(&part.as_str()))
}

/// Whether two given names may be the same: they are equal, or one is the initial of the other.
fn is_same(one: &str, other: &str) -> bool {
    let is_initial_of = |initial: &str, name: &str| initial.chars().count() == 1 && name.starts_with(initial);
    one == other || is_initial_of(one, other) || is_initial_of(other, one)
}

/// Whether all the middle names in `some` are among `others`, in the same order.
fn are_among(some: &[String], others: &[String]) -> bool {
    let mut others = others.iter();
    some.iter().all(|name| others.any(|other| is_same(name, other)))
}

/// A word in lower case without diacritics: only letters, digits and hyphens within it.
fn folded(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for (character, _) in word.nfkd().filter(|(character, _)| !is_combining_mark(*character)) {
        match character {
            // Letters that have no decomposition.
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'þ' | 'Þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            '-' | '‐' | '‑' | '–' => folded.push('-'),
            _ => folded.extend(character.to_lowercase().filter(|letter| letter.is_alphanumeric())),
        }
    }
    folded.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for (one, other) in [
            ("Ilse Tarn", " ILSE  tarn"),
            ("José Ángel Pérez", "Jose\u{301} Angel Perez"),
            ("Søren Łukasz Weiß", "Soren Lukasz Weiss"),
            ("J. D. Vance", "JD Vance"),
            ("J.D. Vance", "J. D. Vance"),
            ("Jean‑Luc Picard", "Jean Luc Picard"),
            ("Ann O’Neill", "Ann O'Neill"),
            ("Karl Winter, Jr.", "Karl Winter Jr"),
        ] {
            assert_eq!(Name::new(one).key(), Name::new(other).key());
        }
        assert_ne!(Name::new("Karl Winter Jr.").key(), Name::new("Karl Winter").key());
        assert_eq!(Name::new(" . – ").key(), "");
    }

    #[test]
    fn a_name_may_be_a_fuller_one_unless_something_speaks_against_it() {
        for (name, full, expected) in [
            ("Tarn", "Ilse Tarn", true),
            ("von der Leyen", "Ursula von der Leyen", true),
            ("Ursula Leyen", "Ursula von der Leyen", true),
            ("Van Morrison", "Jim Morrison", false),
            ("Ilse", "Ilse Tarn", false),
            ("Ilse M. Tarn", "Ilse Tarn", true),
            ("Ilse Tarn", "Ilse M. Tarn", true),
            ("Ilse M. Tarn", "Ilse Maria Tarn", true),
            ("Ilse M. Tarn", "Ilse K. Tarn", false),
            ("I. Tarn", "Ilse Tarn", true),
            ("P. Tarn", "Ilse Tarn", false),
            ("JD Vance", "James David Vance", true),
            ("Peter Tarn", "Tarn", false),
            ("Karl Winter Jr.", "Karl Winter", false),
            ("Karl Winter", "Karl Winter Jr.", true),
            ("Winter", "Karl Winter Jr.", true),
        ] {
            assert_eq!(Name::new(name).may_be(&Name::new(full)), expected, "{name} for {full}");
        }
    }

    #[test]
    fn lists_are_told_from_names() {
        for (text, expected) in [
            ("Anna Larsen and Peter Holm", true),
            ("Maria Lopez, Karl Winter", true),
            ("Larsen & Holm", true),
            ("Karl Winter, Jr.", false),
            ("Andy Sand", false),
        ] {
            assert_eq!(is_list(text), expected, "{text}");
        }
    }
}
