//! Mentions of annotated articles as words of windows.

use super::data::MentionArticle;
use saidso::encode::Sort;
use saidso::model::MentionPair;
use saidso::model::tags::OUTSIDE;
use saidso::prepare::{Prepared, Window};
use saidso::record::{EntityKind, MentionSort};
use std::ops::Range;

/// What the mention heads should say of a window.
#[derive(Debug, Clone)]
pub(super) struct MentionTags {
    /// Tag of names and pronouns of each word, and of titles and descriptions; nothing where not all mentions are known.
    pub(super) tags: Option<[Vec<usize>; 2]>,
    /// Whether no other mentions than these may be meant.
    pub(super) closed: bool,
    /// The mentions in the core that may mean somebody or be meant, in the order of their words.
    pub(super) mentions: Vec<Known>,
}

/// A mention that is known.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Words, counted from the window's first.
    pub(super) words: Range<usize>,
    /// Index of its sort.
    sort: usize,
    /// Its sentence in the article.
    sentence: u32,
    /// Its words in lower case.
    text: Vec<String>,
    /// Who is meant.
    pub(super) entity: Option<String>,
    /// Whether it is asked whom it means.
    pub(super) asked: bool,
}

impl Known {
    /// What it and an earlier mention are to each other.
    pub(super) fn pair(&self, candidate: &Self) -> MentionPair {
        let sentences = self.sentence.saturating_sub(candidate.sentence) as usize;
        MentionPair::new((self.sort, &self.text), (candidate.sort, &candidate.text), sentences)
    }
}

/// The sort that annotators mean.
pub(super) fn sort(sort: MentionSort, kind: EntityKind) -> Sort {
    match (sort, kind) {
        (MentionSort::Title, _) => Sort::Title,
        (MentionSort::Description, _) => Sort::Description,
        (MentionSort::Pronoun, _) => Sort::Pronoun,
        (MentionSort::Name, EntityKind::Person) => Sort::Person,
        (MentionSort::Name, EntityKind::Organization | EntityKind::Group) => Sort::Organization,
        (MentionSort::Name, EntityKind::Place) => Sort::Place,
        (MentionSort::Name, EntityKind::Document | EntityKind::Other) => Sort::OtherName,
    }
}

/// The mentions of an article's windows, in order.
pub(super) fn tags(prepared: &Prepared, windows: &[Window], article: &MentionArticle) -> Vec<MentionTags> {
    let mentions: Vec<(Range<usize>, Sort, Option<&String>)> = article
        .mentions
        .iter()
        .map(|mention| {
            let words = prepared.words_in(&prepared.analysed(&mention.span));
            (words, sort(mention.sort, mention.kind), mention.entity.as_ref())
        })
        .filter(|(words, _, _)| !words.is_empty())
        .collect();
    windows.iter().map(|window| of_window(prepared, window, &mentions, article.closed)).collect()
}

fn of_window(
    prepared: &Prepared,
    window: &Window,
    mentions: &[(Range<usize>, Sort, Option<&String>)],
    closed: bool,
) -> MentionTags {
    let mut tags = [vec![OUTSIDE; window.words.len()], vec![OUTSIDE; window.words.len()]];
    let mut known = Vec::new();
    for (words, sort, entity) in mentions {
        if words.start < window.words.start || words.end > window.words.end {
            continue;
        }
        let own = words.start - window.words.start..words.end - window.words.start;
        let (chain, begin) = (usize::from(sort.describes()), sort.begin());
        // Of those that lie within each other in one chain, the outer one counts, which comes first.
        if tags[chain][own.clone()].iter().all(|&tag| tag == OUTSIDE) {
            tags[chain][own.clone()].fill(begin + 1);
            tags[chain][own.start] = begin;
        }
        let is_pronoun = *sort == Sort::Pronoun;
        if let (Some(sort), true) = (sort.index(), words.start >= window.core.start) {
            known.push(Known {
                sort,
                sentence: window.word_sentences[own.start],
                text: prepared.words[words.clone()]
                    .iter()
                    .map(|word| prepared.article.text[word.span.clone()].to_lowercase())
                    .collect(),
                entity: entity.cloned(),
                asked: entity.is_some() && (!closed || is_pronoun),
                words: own,
            });
        }
    }
    MentionTags { tags: (!closed).then_some(tags), closed, mentions: known }
}

/// Whether one name may be short for the other: all its words are among the other's.
pub(super) fn is_like(one: &[String], other: &[String]) -> bool {
    let within = |short: &[String], long: &[String]| short.iter().all(|word| long.contains(word));
    within(one, other) || within(other, one)
}
