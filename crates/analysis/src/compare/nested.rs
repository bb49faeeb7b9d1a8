//! A report and what it reports count as one voice: of "the office said that Katash had promised talks" and "Katash:
//! he would hold talks", one is kept.

use saidso::record::{Assertion, AttributionRecord, ClaimRecord};
use std::collections::HashMap;

/// A claim with the parts it is split into.
pub(super) struct Cut<'r> {
    /// Index in the record.
    pub(super) index: usize,
    pub(super) claim: &'r ClaimRecord,
    pub(super) attribution: Option<&'r AttributionRecord>,
    pub(super) assertion: Assertion,
    pub(super) parts: Vec<String>,
}

/// A part of the outer claim reports the inner claim if it has at least this share of the inner claim's words.
const REPORTED: f64 = 0.7;

/// Of two claims, one inside the other, keeps the inner one if it is a clause that its source asserts or denies, and
/// otherwise the outer one: "she called for the crossing to be reopened" says more than "the crossing to be
/// reopened".
pub(super) fn keep_one(cuts: &mut [Cut]) {
    let places: HashMap<&str, usize> =
        cuts.iter().enumerate().filter_map(|(place, cut)| Some((&*cut.attribution?.id, place))).collect();
    // Innermost first: a claim that has been left out does not report anything.
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

/// Whether it is a source's statement in its own clause, or something that the source leaves unsaid.
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
