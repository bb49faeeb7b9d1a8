//! A report and what it reports are one voice: of "the office said that Katash had promised talks" and "Katash: he
//! would hold talks", one is kept.

use saidso::record::{Assertion, AttributionRecord, ClaimRecord};
use std::collections::HashMap;

/// A claim with what it is cut into.
pub(super) struct Cut<'r> {
    /// Index in the record.
    pub(super) index: usize,
    pub(super) claim: &'r ClaimRecord,
    pub(super) attribution: Option<&'r AttributionRecord>,
    pub(super) assertion: Assertion,
    pub(super) parts: Vec<String>,
}

/// From this share of the inner claim's words on, a part of the outer one reports it.
const REPORTED: f64 = 0.7;

/// Of every claim that stands within another, keeps the inner one where it is a clause that somebody asserts or denies,
/// and else the outer one: "she called for the crossing to be reopened" says more than "the crossing to be reopened".
pub(super) fn keep_one(cuts: &mut [Cut]) {
    let places: HashMap<&str, usize> =
        cuts.iter().enumerate().filter_map(|(place, cut)| Some((&*cut.attribution?.id, place))).collect();
    // The innermost first: what is left out itself reports nothing.
    let mut inner: Vec<(usize, usize)> = cuts
        .iter()
        .enumerate()
        .filter_map(|(place, cut)| Some((place, *places.get(cut.attribution?.within.as_deref()?)?)))
        .collect();
    inner.sort_by_key(|&(place, _)| content_length(cuts[place].attribution));
    for (place, outer) in inner {
        let words = words(&cuts[place].claim.text);
        let reports = |part: &String| {
            let part = self::words(part);
            let common = words.iter().filter(|word| part.contains(word)).count();
            !words.is_empty() && common as f64 >= REPORTED * words.len() as f64
        };
        if place == outer || cuts[place].parts.is_empty() || !cuts[outer].parts.iter().any(reports) {
            continue;
        }
        let is_outer_claimed = matches!(cuts[outer].assertion, Assertion::Asserted | Assertion::Denied);
        if is_outer_claimed && !says_so(&cuts[place]) {
            cuts[place].parts.clear();
        } else {
            cuts[outer].parts.retain(|part| !reports(part));
        }
    }
}

/// Whether it is somebody's statement in words of its own, or something that they leave unsaid.
fn says_so(cut: &Cut) -> bool {
    let clause = cut.claim.text.trim_start_matches(['"', '“', '‘', '\'']).to_lowercase();
    match cut.assertion {
        Assertion::Unsaid => true,
        Assertion::Asserted | Assertion::Denied => clause.starts_with("that "),
        Assertion::Asked | Assertion::Wanted | Assertion::Hypothetical => false,
    }
}

fn content_length(attribution: Option<&AttributionRecord>) -> usize {
    let content = attribution.map_or(&[][..], |attribution| &attribution.content);
    content.iter().map(|span| span.end.saturating_sub(span.start)).sum()
}

fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
