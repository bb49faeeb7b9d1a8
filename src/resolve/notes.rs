//! How the source of an attribution was found: [`Notes`] collects it while an article is resolved, if asked.

use super::candidates::Candidate;
use std::collections::HashMap;

/// How a source that is named by a pronoun or a description was found.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceExplanation {
    /// What decided, in plain words.
    pub decided: &'static str,
    /// Whom the antecedent head considered; absent if it was not asked.
    pub considered: Option<Considered>,
}

/// Whom the antecedent head considered.
#[derive(Debug, Clone, PartialEq)]
pub struct Considered {
    /// Who may be meant and how likely each is, likeliest first.
    pub candidates: Vec<(String, f32)>,
    /// Probability that it is none of them.
    pub nobody: f32,
    /// Who would have been likely too, likeliest first.
    pub ruled_out: Vec<RuledOut>,
}

/// Somebody whom the text or the language rules out.
#[derive(Debug, Clone, PartialEq)]
pub struct RuledOut {
    /// The name or the words.
    pub who: String,
    /// Probability if it were not ruled out.
    pub probability: f32,
    /// Why, in plain words.
    pub why: &'static str,
}

/// What decided who a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Named,
    Antecedent,
    OnlyFitting,
    Speaker,
    Relative,
    Introduced,
    Called,
    Repeated,
    Document,
    Headline,
    Itself,
    Unresolved,
}

impl Decision {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Named => "the name itself",
            Self::Antecedent => "the likeliest antecedent",
            Self::OnlyFitting => "the only person of the last sentences who fits",
            Self::Speaker => "whoever is quoted there",
            Self::Relative => "the words just before",
            Self::Introduced => "a name that the text gives only later",
            Self::Called => "the person whom the text calls that",
            Self::Repeated => "a fuller description before",
            Self::Document => "whoever the document is by",
            Self::Headline => "the body, which names the headline’s source",
            Self::Itself => "nobody mentioned before is likelier: a source of its own",
            Self::Unresolved => "nobody is likely enough",
        }
    }
}

/// Why a mention does not refer to somebody, whatever the antecedent head says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Objection {
    /// It is part of the mention itself, or only a title.
    Part,
    OwnWords,
    Dateline,
    Gender,
    Several,
    Single,
    Person,
    NoPerson,
    Unproven,
    Speaker,
    Unknown,
    OtherNoun,
    Place,
    OtherJob,
    Itself,
}

impl Objection {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Part => "part of the words themselves",
            Self::OwnWords => "named only in what is said here",
            Self::Dateline => "named only in the dateline",
            Self::Gender => "of another gender",
            Self::Several => "more than one",
            Self::Single => "one person with a name",
            Self::Person => "a person",
            Self::NoPerson => "not a person",
            Self::Unproven => "perhaps not a person: only a headline has the name",
            Self::Speaker => "the speaker of the quotation around it",
            Self::Unknown => "not known who that is",
            Self::OtherNoun => "something else by its noun or name",
            Self::Place => "a place",
            Self::OtherJob => "has another job",
            Self::Itself => "named in the description",
        }
    }
}

/// Somebody ruled out, while an article is resolved: a mention or a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused {
    pub(super) who: Who,
    pub(super) probability: f32,
    pub(super) why: Objection,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Who {
    Mention(usize),
    Node(usize),
}

/// What is noted while an article is resolved.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// What decided each attribution's source, and the mention whose antecedents were considered.
    pub(super) decisions: HashMap<usize, (Decision, Option<usize>)>,
    /// Who may be meant by each mention that was looked into, and who not.
    pub(super) considered: HashMap<usize, (Vec<Candidate>, Vec<Refused>)>,
}
