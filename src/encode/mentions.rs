//! Mentions of people, organisations and anything else with a name.

use crate::model::MentionVectors;
use crate::model::chain::{Chain, spans};
use crate::model::tags::{
    B_DESCRIPTION, B_ORGANIZATION, B_OTHER_NAME, B_PERSON, B_PLACE, B_PRONOUN, B_TITLE, DESCRIPTION_TAGS, NAME_TAGS,
};
use crate::prepare::Window;
use std::ops::Range;

/// A mention as found by the heads.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Its words (indices into the article's words).
    pub words: Range<usize>,
    /// How it refers to somebody.
    pub sort: Sort,
    /// The antecedent head's input.
    pub vectors: MentionVectors,
}

/// How words refer to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By a person's name.
    Person,
    /// By an organisation's name.
    Organization,
    /// By a place's name.
    Place,
    /// By another name: a document's, an event's, a product's.
    OtherName,
    /// By a pronoun.
    Pronoun,
    /// By a description.
    Description,
    /// Not by themselves: they are a title, job or party next to a name.
    Title,
}

impl Sort {
    /// Index of the sort for the antecedent head; `None` for a title, which refers to nobody by itself.
    pub fn index(self) -> Option<usize> {
        Some(match self {
            Self::Person => 0,
            Self::Organization => 1,
            Self::Place => 2,
            Self::OtherName => 3,
            Self::Pronoun => 4,
            Self::Description => 5,
            Self::Title => return None,
        })
    }

    /// The tag that begins such a mention, in its tag set: titles and descriptions, or names and pronouns.
    pub fn begin(self) -> usize {
        match self {
            Self::Person => B_PERSON,
            Self::Organization => B_ORGANIZATION,
            Self::Place => B_PLACE,
            Self::OtherName => B_OTHER_NAME,
            Self::Pronoun => B_PRONOUN,
            Self::Description => B_DESCRIPTION,
            Self::Title => B_TITLE,
        }
    }

    /// Whether it is a title or a description; these have their own tag set.
    pub fn describes(self) -> bool {
        matches!(self, Self::Title | Self::Description)
    }

    /// Whether it is a name.
    pub fn is_name(self) -> bool {
        matches!(self, Self::Person | Self::Organization | Self::Place | Self::OtherName)
    }
}

/// A mention, located by its words in the window.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundMention {
    /// Words, counted from the window's first.
    pub words: Range<usize>,
    /// As in [`Mention`].
    pub sort: Sort,
}

impl FoundMention {
    /// Adds the antecedent head's input.
    pub fn with_vectors(self, window: &Window, vectors: MentionVectors) -> Mention {
        let first = window.words.start;
        let words = first + self.words.start..first + self.words.end;
        Mention { words, sort: self.sort, vectors }
    }
}

/// Decodes the mentions in a window's core from each tag's score for each word of the window; in word order.
pub fn decode_mentions(
    names: (&Chain<NAME_TAGS>, &[[f32; NAME_TAGS]]),
    descriptions: (&Chain<DESCRIPTION_TAGS>, &[[f32; DESCRIPTION_TAGS]]),
    window: &Window,
) -> Vec<FoundMention> {
    const NAMES: [Sort; 5] = [Sort::Person, Sort::Organization, Sort::Place, Sort::OtherName, Sort::Pronoun];
    let mut found = of_chain(names, &NAMES);
    found.extend(of_chain(descriptions, &[Sort::Title, Sort::Description]));
    let core = window.core.start - window.words.start;
    found.retain(|mention| mention.words.start >= core);
    found.sort_by_key(|mention| (mention.words.start, std::cmp::Reverse(mention.words.end)));
    found
}

fn of_chain<const TAGS: usize>(
    (chain, emissions): (&Chain<TAGS>, &[[f32; TAGS]]),
    sorts: &[Sort],
) -> Vec<FoundMention> {
    let best = chain.best(emissions);
    let of_sort = |&sort: &Sort| spans(&best, sort.begin()).into_iter().map(move |words| FoundMention { words, sort });
    sorts.iter().flat_map(of_sort).collect()
}
