//! The claims of a corpus as a list: who says what, in words that can be read on their own, and where.

mod render;

use crate::about::About;
use crate::dates::{DateOptions, Fit, Span};
use crate::sources;
use saidso::record::{Assertion, ClaimRecord, Label, Record};
use serde::Serialize;
use std::cmp::Ordering;

/// A claim in the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed {
    /// Its words, rewritten to be readable on their own where that could be done reliably.
    pub claim: String,
    /// Whether that was done.
    pub stands_alone: bool,
    /// The words as they appear in the article.
    pub text: String,
    /// The label of its sentence.
    pub label: Label,
    /// Who makes it; `null` for the author and for a source that is not named.
    pub speaker: Option<String>,
    /// Everyone who passes it on, outermost first, if there is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// Whether the article's author makes it.
    pub by_author: bool,
    /// How the speaker presents it; `null` in records of version 1.
    pub assertion: Option<Assertion>,
    /// Probability that the claim was extracted correctly.
    pub confidence: f32,
    /// Probability that it is worth checking, if the records state one.
    pub check_worthy: Option<f32>,
    /// The article that contains it.
    pub article: About,
    /// Index of the claim in the article's record.
    pub index: usize,
}

/// Which claims are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only claims that the speaker presents in this way; all claims if absent.
    pub assertion: Option<Assertion>,
    /// Include mere topics, which are not statements.
    pub topics: bool,
    /// Only speakers whose name contains one of these, ignoring case; all speakers and authors if there are none.
    pub speakers: Vec<String>,
    /// Only claims with this label.
    pub label: Option<Label>,
    /// Only articles of this period.
    pub span: Span,
    /// Where the dates of articles are.
    pub dates: DateOptions,
}

/// Claims of one article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Those that pass the filter, in the order of the text.
    pub claims: Vec<Listed>,
    /// How many could not be checked against the filter's period, because the article has no date.
    pub undated: usize,
    /// How many could not, because its date is not precise enough.
    pub imprecise: usize,
}

impl Filter {
    /// Whether to list a claim whose speaker has this name.
    fn has(&self, claim: &ClaimRecord, speaker: Option<&str>) -> bool {
        // Records of version 1 do not state the assertion: their claims count as asserted.
        let assertion = claim.assertion.unwrap_or(Assertion::Asserted);
        self.assertion.is_none_or(|wanted| wanted == assertion)
            && (self.topics || claim.propositional != Some(false))
            && self.label.is_none_or(|wanted| wanted == claim.label)
            && sources::is_wanted(speaker, &self.speakers)
    }
}

/// The claims of a record that pass a filter, in the order of the text. Claims of nobody ("nobody has said that …")
/// are left out.
pub fn listed(record: &Record, filter: &Filter) -> Found {
    let about = About::dated(record, &filter.dates);
    let fit = filter.span.fit(about.published);
    if fit == Fit::Outside {
        return Found::default();
    }
    let source = |id: &String| record.sources.iter().find(|source| source.id == *id);
    let list = |(index, claim): (usize, &ClaimRecord)| {
        let speaker = claim.source.as_ref().and_then(source);
        let name = speaker.map(sources::name);
        if speaker.is_some_and(sources::is_nobody) || !filter.has(claim, name) {
            return None;
        }
        let names = claim.sources.iter().filter_map(source).map(|source| sources::name(source).to_owned());
        Some(Listed {
            claim: claim.standalone.as_ref().unwrap_or(&claim.text).clone(),
            stands_alone: claim.standalone.is_some(),
            text: claim.text.clone(),
            label: claim.label,
            speaker: name.map(str::to_owned),
            speakers: names.collect(),
            by_author: claim.source.is_none() && claim.attribution.is_none(),
            assertion: claim.assertion,
            confidence: claim.confidence,
            check_worthy: claim.check_worthy,
            article: about.clone(),
            index,
        })
    };
    let claims: Vec<Listed> = record.claims.iter().enumerate().filter_map(list).collect();
    match fit {
        Fit::Undated => Found { undated: claims.len(), ..Found::default() },
        Fit::Imprecise => Found { imprecise: claims.len(), ..Found::default() },
        Fit::Within | Fit::Outside => Found { claims, ..Found::default() },
    }
}

/// What claims are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The most confident first.
    Confidence,
    /// The most worth checking first; those for which the records do not state it last.
    CheckWorthy,
}

impl Rank {
    fn order(self, one: &Listed, other: &Listed) -> Ordering {
        let key = |claim: &Listed| match self {
            Self::Confidence => claim.confidence,
            Self::CheckWorthy => claim.check_worthy.unwrap_or(-1.0),
        };
        key(other).total_cmp(&key(one))
    }
}

/// The highest-ranked of all the claims offered. Among equals, the earlier comes first.
#[derive(Debug)]
pub struct Top {
    rank: Rank,
    most: usize,
    claims: Vec<Listed>,
}

impl Top {
    /// Keeps at most `most` claims.
    pub fn new(rank: Rank, most: usize) -> Self {
        Self { rank, most, claims: Vec::new() }
    }

    /// Offers a claim.
    pub fn offer(&mut self, claim: Listed) {
        self.claims.push(claim);
        if self.claims.len() >= self.most.saturating_mul(2).max(1_000) {
            self.cut();
        }
    }

    /// The claims, highest-ranked first.
    pub fn ranked(mut self) -> Vec<Listed> {
        self.cut();
        self.claims
    }

    fn cut(&mut self) {
        self.claims.sort_by(|one, other| self.rank.order(one, other));
        self.claims.truncate(self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::sample;

    #[test]
    fn only_what_is_asserted_is_listed_unless_more_is_asked_for() {
        let mut record = sample::record();
        record.claims[1].assertion = Some(Assertion::Denied);
        record.claims[2].propositional = Some(false);
        let texts =
            |filter: &Filter| listed(&record, filter).claims.into_iter().map(|claim| claim.index).collect::<Vec<_>>();
        let asserted = Filter { assertion: Some(Assertion::Asserted), ..Filter::default() };
        assert_eq!(texts(&asserted), [0, 3, 4]);
        assert_eq!(texts(&Filter { assertion: Some(Assertion::Denied), ..Filter::default() }), [1]);
        assert_eq!(texts(&Filter { topics: true, ..Filter::default() }), [0, 1, 2, 3, 4]);
        assert_eq!(texts(&Filter { speakers: vec!["nobody".into(), "MAYOR".into()], ..Filter::default() }), [3]);
        record.sources[2].name = "Nobody".into();
        assert_eq!(listed(&record, &asserted).claims.len(), 2);
    }

    #[test]
    fn the_first_by_rank_are_kept() {
        let claims = listed(&sample::record(), &Filter::default()).claims;
        let mut top = Top::new(Rank::CheckWorthy, 2);
        for (index, claim) in claims.into_iter().enumerate() {
            top.offer(Listed { check_worthy: (index != 2).then_some(index as f32 / 10.0), ..claim });
        }
        assert_eq!(top.ranked().iter().map(|claim| claim.index).collect::<Vec<_>>(), [4, 3]);
    }
}
