//! The mentions of annotated articles, as words of windows.

use super::data::MentionArticle;
use saidso::encode::Sort;
use saidso::model::MentionPair;
use saidso::model::tags::OUTSIDE;
use saidso::prepare::{Prepared, Window};
use saidso::record::{EntityKind, MentionSort};
use std::ops::Range;

/// The targets of the mention heads for a window.
#[derive(Debug, Clone)]
pub(super) struct MentionTags {
    /// For each word, its tag among names and pronouns, and its tag among titles and descriptions; `None` if not all
    /// mentions are annotated.
    pub(super) tags: Option<[Vec<usize>; 2]>,
    /// Whether antecedents can only be among these mentions.
    pub(super) closed: bool,
    /// The mentions in the core that can be anaphors or antecedents, in the order of their words.
    pub(super) mentions: Vec<Known>,
}

/// An annotated mention.
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
    /// The entity it refers to.
    pub(super) entity: Option<String>,
    /// Whether its antecedent is a training target.
    pub(super) asked: bool,
}

impl Known {
    /// The features of the pair it makes with an earlier mention.
    pub(super) fn pair(&self, candidate: &Self) -> MentionPair {
        let sentences = self.sentence.saturating_sub(candidate.sentence) as usize;
        MentionPair::new((self.sort, &self.text), (candidate.sort, &candidate.text), sentences)
    }
}

/// The sort that corresponds to an annotation.
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
        // Of nested mentions in the same chain, the outer one is kept; it comes first.
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

/// Whether one name may be a short form of the other, because its words are all among the other's.
pub(super) fn is_like(one: &[String], other: &[String]) -> bool {
    let within = |short: &[String], long: &[String]| short.iter().all(|word| long.contains(word));
    within(one, other) || within(other, one)
}
