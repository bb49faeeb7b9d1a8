//! Attributions shown by the form of a headline: "Minister: no plan to sell ferry", "Ferry unsafe: inspectors",
//! "Ferry unsafe, says inspector".

use super::attributions::{Attribution, claimed};
use super::bare_speakers;
use crate::lexicon::{GROUPS, ORGANIZATIONS, PERSONS, TITLES, is_given_name, singular};
use crate::prepare::Prepared;
use crate::record::Role;
use std::collections::HashSet;
use std::ops::Range;

/// Maximum number of words in a speaker next to a colon.
const LONGEST_SPEAKER: usize = 3;
/// Maximum number of words in a source after a verb.
const LONGEST_SOURCE: usize = 5;
/// Verbs between a comma and the source.
const VERBS: [&str; 28] = [
    "say", "says", "said", "admits", "admit", "claims", "claim", "warns", "warn", "insists", "insist", "argues",
    "argue", "suggests", "suggest", "finds", "shows", "predicts", "tells", "told", "reveals", "vows", "concedes",
    "concede", "fears", "fear", "believes", "believe",
];

/// Adds attributions for headlines without claimed words, and sorts all attributions by cue.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    find_sources(prepared, attributions);
    let claimed = claimed(prepared, attributions);
    let speakers = speakers(prepared, attributions);
    let headlines = prepared.sentences.iter().filter(|sentence| sentence.role == Role::Headline);
    let new: Vec<Attribution> = headlines
        .map(|sentence| prepared.words_in(&sentence.span))
        .filter(|words| !claimed[words.clone()].contains(&true))
        .filter_map(|words| {
            let colon = colon(prepared, &speakers, words.clone());
            colon.or_else(|| at_end(prepared, words.clone())).or_else(|| before_verb(prepared, words))
        })
        .collect();
    attributions.extend(new);
    attributions.sort_by_key(|attribution| attribution.cue.start);
}

/// The last names of the people who speak in the text, from full names and names with a title.
fn speakers<'a>(prepared: &'a Prepared, attributions: &[Attribution]) -> HashSet<&'a str> {
    let sources = attributions.iter().filter_map(|attribution| attribution.source.clone());
    let last_name = |words: Range<usize>| {
        let last = words.clone().find(|&word| !prepared.is_capital(word)).unwrap_or(words.end).checked_sub(1)?;
        let before = prepared.word(last.checked_sub(1).filter(|&before| words.contains(&before))?);
        (is_given_name(before) || TITLES.has(before)).then(|| prepared.word(last))
    };
    sources.filter_map(last_name).collect()
}

/// Finds the source after the verb that ends a headline, where the heads found the verb only: "Fees unfair, says bishop".
fn find_sources(prepared: &Prepared, attributions: &mut [Attribution]) {
    for attribution in attributions.iter_mut().filter(|attribution| attribution.source.is_none()) {
        let sentence = prepared.sentence(attribution.cue.start);
        let words = prepared.words_in(&sentence.span);
        let rest = attribution.cue.end..words.end;
        let is_source = VERBS.contains(&prepared.text(&attribution.cue))
            && (1..=LONGEST_SOURCE).contains(&rest.len())
            && !rest.clone().any(|word| prepared.is_punctuation(word))
            && attribution.content.iter().any(|fragment| fragment.start < attribution.cue.start);
        if sentence.role == Role::Headline && is_source {
            attribution.content.retain(|fragment| fragment.start < attribution.cue.start);
            attribution.source = Some(rest);
        }
    }
}

/// "Minister: no plan to sell ferry", "Ferry unsafe: inspectors".
fn colon(prepared: &Prepared, speakers: &HashSet<&str>, words: Range<usize>) -> Option<Attribution> {
    let colon = words.clone().find(|&word| prepared.word(word) == ":")?;
    let cue = colon..colon + 1;
    let sides = [(words.start..colon, colon + 1..words.end), (colon + 1..words.end, words.start..colon)];
    let (source, content) =
        sides.into_iter().find(|(source, content)| content.len() > 2 && is_speaker(prepared, speakers, source))?;
    Some(bare_speakers::attribution(source, cue, vec![content]))
}

/// Whether words name a speaker: a noun for a person or a group, one of a few words for bodies and publications, or
/// the last name of somebody who speaks in the text. Most other words before a colon are the headline's subject.
fn is_speaker(prepared: &Prepared, speakers: &HashSet<&str>, words: &Range<usize>) -> bool {
    const BODIES: [&str; 10] =
        ["report", "study", "poll", "survey", "police", "union", "unions", "government", "court", "inquiry"];
    let Some(last) = words.clone().next_back() else { return false };
    let text = prepared.word(last);
    let noun = PERSONS.has(text) || GROUPS.has(text) || singular(text).is_some();
    let is_body = BODIES.contains(&text.to_lowercase().as_str()) || ORGANIZATIONS.has(text);
    let alone = words.len() == 1 && (speakers.contains(text) || is_body);
    // A word in capitals is the name of a team or of a section.
    let is_kicker = text.len() > 1 && !text.contains(char::is_lowercase);
    let is_plain = words.len() <= LONGEST_SPEAKER && !words.clone().any(|word| prepared.is_punctuation(word));
    is_plain && !is_kicker && (noun || alone)
}

/// "Ferry unsafe, says inspector".
fn at_end(prepared: &Prepared, words: Range<usize>) -> Option<Attribution> {
    let from = words.end.saturating_sub(LONGEST_SOURCE + 1).max(words.start + 3);
    let verb = (from..words.end).find(|&word| {
        VERBS.contains(&prepared.word(word)) && (prepared.word(word - 1) == "," || is_closing(prepared, word - 1))
    })?;
    let end = (verb + 1..words.end).find(|&word| prepared.is_punctuation(word)).unwrap_or(words.end);
    let content = words.start..if prepared.word(verb - 1) == "," { verb - 1 } else { verb };
    (verb + 1 < end && (end..words.end).all(|word| prepared.is_punctuation(word)))
        .then(|| bare_speakers::attribution(verb + 1..end, verb..verb + 1, vec![content]))
}

/// "Storm Forecast Was Botched, Weather Chief Says"
fn before_verb(prepared: &Prepared, words: Range<usize>) -> Option<Attribution> {
    let verb = words.clone().rev().find(|&word| !prepared.is_punctuation(word))?;
    let comma = (verb.saturating_sub(LONGEST_SOURCE + 1).max(words.start)..verb)
        .rev()
        .find(|&word| prepared.word(word) == "," || is_closing(prepared, word))?;
    let content = words.start..if prepared.word(comma) == "," { comma } else { comma + 1 };
    let is_verb = VERBS.contains(&prepared.word(verb).to_lowercase().as_str());
    (is_verb && comma + 1 < verb && content.len() > 2)
        .then(|| bare_speakers::attribution(comma + 1..verb, verb..verb + 1, Vec::from([content])))
}

/// Whether a word is a closing quotation mark after a comma.
fn is_closing(prepared: &Prepared, word: usize) -> bool {
    word > 0 && matches!(prepared.word(word), "'" | "’" | "\"" | "”") && prepared.word(word - 1) == ","
}
