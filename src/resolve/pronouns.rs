//! Pronouns, and what each shows about its referent.

use crate::lexicon::Gender;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pronoun {
    Person(Gender),
    They,
    It,
    /// "I" and "we", said by the person quoted.
    First {
        plural: bool,
    },
    /// "who", "which", "that": whatever is named just before.
    Relative,
    /// "you" and "one", which mean nobody in particular.
    Anybody,
    /// "both", "another", "some": part of a group that the text may name.
    Other,
}

/// The pronoun that a word is, if any.
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

/// Whether a word is a possessive pronoun before a noun.
pub(super) fn is_possessive(word: &str) -> bool {
    ["his", "her", "its", "their", "my", "our"].contains(&word.to_lowercase().as_str())
}
