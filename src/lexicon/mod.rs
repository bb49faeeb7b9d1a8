//! Word lists. Each is a text file of lower-case words next to this one, with a comment on what they are.

use std::collections::HashSet;
use std::sync::LazyLock;
use unicode_normalization_alignments::UnicodeNormalization;
use unicode_normalization_alignments::char::is_combining_mark;

/// A set of lower-case words.
pub struct Words(LazyLock<HashSet<&'static str>>);

impl Words {
    /// Whether the word, in any case, is in the set.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word.to_lowercase().as_str())
    }
}

fn read(file: &'static str) -> HashSet<&'static str> {
    file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}

macro_rules! words {
    ($(#[$doc:meta] $name:ident = $file:literal;)*) => {
        $(#[$doc] pub static $name: Words = Words(LazyLock::new(|| read(include_str!($file))));)*
    };
}

words! {
    /// Given names that are mostly women's.
    FEMALE = "female.txt";
    /// Given names that are mostly men's.
    MALE = "male.txt";
    /// Rarer given names that are mostly women's.
    FEMALE_NAMES = "female_names.txt";
    /// Rarer given names that are mostly men's.
    MALE_NAMES = "male_names.txt";
    /// Words before a name that are not part of it.
    TITLES = "titles.txt";
    /// Nouns for one person.
    PERSONS = "persons.txt";
    /// Nouns for organisations.
    ORGANIZATIONS = "organizations.txt";
    /// Nouns for documents.
    DOCUMENTS = "documents.txt";
    /// Nouns and pronouns for people as a class.
    GROUPS = "groups.txt";
    /// Names of states, and of organisations whose names do not look like one.
    KNOWN_ORGANIZATIONS = "known_organizations.txt";
    /// Words that may begin with a capital without being a name.
    FUNCTION_WORDS = "function_words.txt";
    /// Adjectives for places and parties.
    DEMONYMS = "demonyms.txt";
    /// Speech verbs, in the forms used in news.
    SPEAKING = "speaking.txt";
}

/// A set of verbs in all their regular forms, and of other words, all in lower case.
pub struct Verbs(LazyLock<HashSet<String>>);

impl Verbs {
    /// Whether the lower-case word is in the set.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// Reads verbs and inflects them; the words of lines that begin with "=" are taken unchanged.
fn inflected(file: &'static str) -> HashSet<String> {
    let mut all = HashSet::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('=') {
            Some(words) => all.extend(words.split_whitespace().map(str::to_owned)),
            None => line.split_whitespace().for_each(|verb| all.extend(forms(verb))),
        }
    }
    all
}

/// The regular forms of a verb. Whether a final consonant is doubled depends on the stress, so both forms are included.
fn forms(verb: &str) -> Vec<String> {
    let with = |endings: &[&str]| endings.iter().map(|ending| format!("{verb}{ending}")).collect::<Vec<_>>();
    let before_last = &verb[..verb.len() - 1];
    let vowel = |letter: Option<char>| letter.is_some_and(|letter| "aeiou".contains(letter));
    let mut letters = verb.chars().rev();
    let (last, second, third) = (letters.next(), letters.next(), letters.next());
    let mut forms = match last {
        Some('e') => vec![format!("{verb}s"), format!("{verb}d"), format!("{before_last}ing")],
        Some('y') if !vowel(second) => {
            vec![format!("{before_last}ies"), format!("{before_last}ied"), format!("{verb}ing")]
        }
        _ if ["s", "sh", "ch", "x", "z"].iter().any(|end| verb.ends_with(end)) => with(&["es", "ed", "ing"]),
        _ => with(&["s", "ed", "ing"]),
    };
    if let Some(last) = last.filter(|&last| "bdgklmnprt".contains(last) && vowel(second) && !vowel(third)) {
        forms.extend([format!("{verb}{last}ed"), format!("{verb}{last}ing")]);
    }
    forms.push(verb.to_owned());
    forms
}

macro_rules! verbs {
    ($(#[$doc:meta] $name:ident = $file:literal;)*) => {
        $(#[$doc] pub static $name: Verbs =
            Verbs(LazyLock::new(|| inflected(include_str!(concat!("assertion/", $file)))));)*
    };
}

verbs! {
    /// Cues with which a source denies, rejects or opposes something.
    DENYING = "denying.txt";
    /// Words for holding, liking or intending something.
    ATTITUDES = "attitudes.txt";
    /// Words for telling and knowing.
    SAYING = "saying.txt";
    /// Words that, before "to", say that something is not done.
    DECLINING = "declining.txt";
    /// Words for leaving something unsaid.
    SILENCE = "silence.txt";
    /// Words for asking.
    ASKING = "asking.txt";
    /// Words for wanting, planning, promising and demanding.
    WANTING = "wanting.txt";
    /// Verbs of speech and thought.
    SPEECH = "speech.txt";
    /// Cues whose content is a state of affairs even if it is only a noun.
    EVENTS = "events.txt";
    /// Cues whose content, if it is only a noun, is just a topic.
    TOPICS = "topics.txt";
}

/// The singular of a plural noun for persons, such as "officials", "policemen" or "allies"; `None` for other words.
pub fn singular(noun: &str) -> Option<String> {
    let noun = noun.to_lowercase();
    let candidates = [
        noun.strip_suffix("ies").map(|stem| format!("{stem}y")),
        noun.strip_suffix("men").map(|stem| format!("{stem}man")),
        noun.strip_suffix("women").map(|stem| format!("{stem}woman")),
        noun.strip_suffix("es").map(str::to_owned),
        noun.strip_suffix('s').map(str::to_owned),
    ];
    candidates.into_iter().flatten().find(|one| one != &noun && PERSONS.has(one))
}

/// The gender of a name's or title's bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// He.
    Male,
    /// She.
    Female,
}

/// The gender implied by a title or a noun for a person.
pub fn gender_of_noun(noun: &str) -> Option<Gender> {
    const MALE_NOUNS: [&str; 28] = [
        "mr",
        "sir",
        "lord",
        "king",
        "prince",
        "duke",
        "earl",
        "baron",
        "count",
        "man",
        "boy",
        "father",
        "brother",
        "son",
        "husband",
        "uncle",
        "nephew",
        "grandfather",
        "widower",
        "actor",
        "spokesman",
        "chairman",
        "businessman",
        "congressman",
        "councilman",
        "policeman",
        "salesman",
        "statesman",
    ];
    const FEMALE_NOUNS: [&str; 26] = [
        "mrs",
        "ms",
        "miss",
        "dame",
        "lady",
        "madam",
        "queen",
        "princess",
        "duchess",
        "countess",
        "baroness",
        "woman",
        "girl",
        "mother",
        "sister",
        "daughter",
        "wife",
        "aunt",
        "niece",
        "grandmother",
        "widow",
        "actress",
        "spokeswoman",
        "chairwoman",
        "businesswoman",
        "congresswoman",
    ];
    let noun = noun.to_lowercase();
    let noun = noun.trim_end_matches('.');
    if MALE_NOUNS.contains(&noun) {
        Some(Gender::Male)
    } else if FEMALE_NOUNS.contains(&noun) || noun.ends_with("woman") {
        Some(Gender::Female)
    } else {
        None
    }
}

/// The gender implied by a given name, with or without its diacritics.
pub fn gender_of_name(name: &str) -> Option<Gender> {
    let plain: String = name.nfd().map(|(character, _)| character).filter(|&one| !is_combining_mark(one)).collect();
    let has = |common: &Words, rare: &Words| common.has(&plain) || rare.has(&plain);
    match (has(&MALE, &MALE_NAMES), has(&FEMALE, &FEMALE_NAMES)) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    }
}

/// Whether a word is a common given name.
pub fn is_given_name(word: &str) -> bool {
    MALE.has(word) || FEMALE.has(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_lower_case_and_stands_once() {
        for (name, file) in [
            ("female", include_str!("female.txt")),
            ("male", include_str!("male.txt")),
            ("female names", include_str!("female_names.txt")),
            ("male names", include_str!("male_names.txt")),
            ("titles", include_str!("titles.txt")),
            ("persons", include_str!("persons.txt")),
            ("organizations", include_str!("organizations.txt")),
            ("documents", include_str!("documents.txt")),
            ("groups", include_str!("groups.txt")),
            ("known_organizations", include_str!("known_organizations.txt")),
            ("function_words", include_str!("function_words.txt")),
            ("demonyms", include_str!("demonyms.txt")),
            ("speaking", include_str!("speaking.txt")),
        ] {
            let mut seen = HashSet::new();
            for word in file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
                assert_eq!(word, word.to_lowercase(), "{name}");
                assert!(seen.insert(word), "{name}: {word} occurs twice");
            }
        }
    }

    #[test]
    fn verbs_are_known_in_all_their_forms() {
        for form in ["deny", "denies", "denied", "denying", "refute", "refuted", "refuting", "dismisses", "rebutted"] {
            assert!(DENYING.has(form), "{form}");
        }
        assert!(!DENYING.has("= denial") && DENYING.has("denial") && !DENYING.has("denials'"));
    }

    #[test]
    fn plurals_of_nouns_for_persons_are_known() {
        for (plural, one) in
            [("officials", Some("official")), ("Policemen", Some("policeman")), ("allies", Some("ally")), ("gas", None)]
        {
            assert_eq!(singular(plural).as_deref(), one, "{plural}");
        }
    }
}
