//! The turns of a transcript: a paragraph that begins with its speaker's name and a colon.

use super::Attribution;
use crate::prepare::Prepared;
use crate::record::Role;
use std::ops::Range;

/// Turns that make a transcript. Fewer may be a list, a recipe or a headline with a colon.
const FEWEST_TURNS: usize = 3;
/// Most words of a speaker's name, titles included.
const LONGEST_NAME: usize = 6;
/// A turn's marks are as plain as quotation marks; what is left is the chance that it is no transcript.
const CONFIDENCE: f32 = 0.95;

/// Adds an attribution for each turn, if the article is a transcript, and puts all in the order of their cues.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    let turns = turns(prepared);
    if turns.is_empty() {
        return;
    }
    attributions.retain(|attribution| !turns.iter().any(|turn| turn.cue.contains(&attribution.cue.start)));
    attributions.extend(turns);
    attributions.sort_by_key(|attribution| attribution.cue.start);
}

/// The turns of a transcript, in order; none where the article is none.
fn turns(prepared: &Prepared) -> Vec<Attribution> {
    let turns: Vec<Attribution> =
        paragraphs(prepared).into_iter().filter_map(|paragraph| turn(prepared, paragraph)).collect();
    let posts: Vec<Attribution> = turns.iter().filter(|turn| is_handle(prepared, turn)).cloned().collect();
    let spoken = turns.iter().filter(|turn| addresses(prepared, turn)).count();
    if turns.len() >= FEWEST_TURNS && 2 * spoken >= turns.len() { turns } else { posts }
}

/// Whether the speaker is an account, whose posts need no company to be recognised: `@PellingWalks: Went to see it.`
fn is_handle(prepared: &Prepared, turn: &Attribution) -> bool {
    turn.source.as_ref().is_some_and(|source| prepared.word(source.start) == "@")
}

/// Whether somebody speaks of himself or to somebody in a turn, as no list or recipe does.
fn addresses(prepared: &Prepared, turn: &Attribution) -> bool {
    const PERSONS: [&str; 8] = ["i", "we", "you", "my", "our", "your", "me", "us"];
    turn.content.iter().cloned().flatten().any(|word| {
        let word = prepared.word(word).to_lowercase();
        PERSONS.contains(&word.as_str())
    })
}

/// The words of each paragraph of running text.
fn paragraphs(prepared: &Prepared) -> Vec<Range<usize>> {
    prepared
        .sentences
        .chunk_by(|a, b| a.paragraph == b.paragraph)
        .filter(|sentences| sentences[0].role == Role::Body)
        .map(|sentences| {
            let end = sentences[sentences.len() - 1].span.end;
            prepared.words_in(&(sentences[0].span.start..end))
        })
        .collect()
}

fn turn(prepared: &Prepared, paragraph: Range<usize>) -> Option<Attribution> {
    let colon = paragraph.clone().take(2 * LONGEST_NAME).find(|&index| prepared.word(index) == ":")?;
    let name = paragraph.start..colon;
    let content = colon + 1..paragraph.end;
    let named = name.clone().filter(|&index| !prepared.is_punctuation(index));
    let capitals = named.clone().filter(|&index| prepared.word(index).starts_with(char::is_uppercase)).count();
    let is_name = !name.is_empty() && capitals > 0 && capitals == named.count() && capitals <= LONGEST_NAME;
    let next_to = is_name && prepared.words[colon - 1].span.end == prepared.words[colon].span.start;
    (next_to && !content.is_empty()).then(|| Attribution {
        cue: colon..colon + 1,
        source: Some(name),
        content: vec![content],
        turn: true,
        logit: f32::INFINITY,
        confidence: CONFIDENCE,
        presence_logit: f32::INFINITY,
        presence: CONFIDENCE,
    })
}
