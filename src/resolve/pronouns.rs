//! Pronouns, and what each shows of whom it means.

use crate::lexicon::Gender;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    Person(Gender),
    They,
    It,
    /// I and we, spoken by whoever is quoted.
    First {
        plural: bool,
    },
    /// "who", "which", "that": the one named before it.
    Relative,
    /// You and one, who are nobody in particular.
    Anybody,
    /// Both, another, some: whoever they are of.
    Other,
}

/// The pronoun that a word is.
pub(super) fn pronoun(word: &str) -> Option<Pronoun> {
    Some(match word.to_lowercase().as_str() {
        "he" | "him" | "himself" | "his" => Pronoun::Person(Gender::Male),
        "she" | "her" | "herself" | "hers" => Pronoun::Person(Gender::Female),
        "they" | "them" | "themselves" | "their" | "theirs" => Pronoun::They,
        "it" | "itself" | "its" => Pronoun::It,
        "i" | "me" | "my" | "mine" | "myself" => Pronoun::First { plural: false },
        "we" | "us" | "our" | "ours" | "ourselves" => Pronoun::First { plural: true },
        "who" | "whom" | "whose" | "which" | "that" => Pronoun::Relative,
        "you" | "one" | "anyone" | "everyone" => Pronoun::Anybody,
        "both" | "another" | "others" | "some" | "most" | "all" | "many" | "few" | "neither" | "either" | "none" => {
            Pronoun::Other
        }
        _ => return None,
    })
}

/// Whether it stands before what belongs to whom it means.
pub(super) fn is_possessive(word: &str) -> bool {
    ["his", "her", "its", "their", "my", "our"].contains(&word.to_lowercase().as_str())
}
