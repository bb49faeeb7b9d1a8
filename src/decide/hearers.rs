//! People and bodies who are only spoken to ("the captain was told", "the inquest heard"): they are not sources, though
//! the heads may predict them as such.

use super::attributions::Attribution;
use crate::prepare::Prepared;
use crate::record::Role;
use std::ops::Range;

/// Bodies that hear evidence, and their members.
const BODIES: [&str; 20] = [
    "court",
    "inquest",
    "inquiry",
    "tribunal",
    "jury",
    "jurors",
    "hearing",
    "trial",
    "panel",
    "committee",
    "commission",
    "magistrates",
    "judge",
    "judges",
    "mps",
    "peers",
    "councillors",
    "senators",
    "lawmakers",
    "arbitrators",
];
/// Participles whose subject is the person spoken to.
const TOLD: [&str; 9] =
    ["told", "informed", "advised", "instructed", "warned", "reminded", "assured", "briefed", "notified"];
/// Words that may separate the auxiliary from the participle.
const ADVERBS: [&str; 9] = ["also", "later", "repeatedly", "previously", "then", "not", "never", "only", "first"];
/// Ways of telling, which are not sources: "informed by text message".
const MEANS: [&str; 8] = ["message", "messages", "email", "e-mail", "letter", "phone", "telephone", "mail"];
/// Words that end the noun phrase after "by".
const AFTER_AGENT: [&str; 14] =
    ["that", "this", "last", "next", "on", "in", "at", "to", "not", "how", "whether", "who", "when", "after"];
/// Maximum number of words in the noun phrase after "by".
const LONGEST_AGENT: usize = 10;

/// Removes hearers as sources; whoever told them, named after "by", is the source instead.
pub(super) fn remove(prepared: &Prepared, attributions: &mut [Attribution]) {
    for attribution in attributions {
        let told = attribution.cue.clone().any(|word| TOLD.contains(&prepared.word(word)));
        let is_means = |source: &Range<usize>| told && MEANS.contains(&prepared.word(source.end - 1));
        attribution.source = attribution.source.take().filter(|source| !is_means(source));
        let is_hearer = |source: &Range<usize>| {
            source.end <= attribution.cue.start
                && (hears(prepared, source, &attribution.cue) || is_told(prepared, source, &attribution.cue))
        };
        if !attribution.source.as_ref().is_some_and(is_hearer) {
            continue;
        }
        let agent = agent(prepared, attribution.cue.end);
        if let Some(agent) = &agent {
            for fragment in &mut attribution.content {
                if fragment.start < agent.end && fragment.end > agent.end {
                    fragment.start = agent.end;
                }
            }
        }
        attribution.source = agent.filter(|agent| !MEANS.contains(&prepared.word(agent.end - 1)));
    }
}

fn is_body(prepared: &Prepared, source: &Range<usize>) -> bool {
    BODIES.contains(&prepared.word(source.end - 1).to_lowercase().as_str())
}

/// "The court heard", "Inquest hears", "They heard".
fn hears(prepared: &Prepared, source: &Range<usize>, cue: &Range<usize>) -> bool {
    let is_they = source.len() == 1 && prepared.word(source.start).eq_ignore_ascii_case("they");
    cue.clone().any(|word| matches!(prepared.word(word), "heard" | "hears" | "hear"))
        && (is_they || is_body(prepared, source))
}

/// "The captain was told"; in headlines, "inquest told".
fn is_told(prepared: &Prepared, source: &Range<usize>, cue: &Range<usize>) -> bool {
    let Some(told) = cue.clone().find(|&word| TOLD.contains(&prepared.word(word))) else { return false };
    let before = (source.end..told).rev().find(|&word| !ADVERBS.contains(&prepared.word(word)));
    match before {
        Some(word) => matches!(prepared.word(word), "was" | "were" | "is" | "are" | "been" | "being" | "be"),
        None => prepared.sentence(told).role == Role::Headline && is_body(prepared, source),
    }
}

/// The words after "by" at a word: "by a court clerk".
fn agent(prepared: &Prepared, by: usize) -> Option<Range<usize>> {
    if by + 1 >= prepared.words.len() || prepared.word(by) != "by" {
        return None;
    }
    let ends = |&word: &usize| {
        prepared.is_punctuation(word) || AFTER_AGENT.contains(&prepared.word(word)) || word + 1 == prepared.words.len()
    };
    let end = (by + 1..prepared.words.len().min(by + 1 + LONGEST_AGENT)).find(ends)?;
    (end > by + 1).then_some(by + 1..end)
}
