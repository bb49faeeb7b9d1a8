//! Paragraphs that introduce what follows them with a colon: "In his letter he wrote:".

use super::attributions::Attribution;
use super::bare_speakers;
use super::verbatim::Paragraph;
use crate::prepare::Prepared;
use std::ops::Range;

/// Whether a paragraph ends in a colon.
pub(super) fn ends_in_colon(prepared: &Prepared, paragraph: &Paragraph) -> bool {
    !paragraph.words.is_empty() && prepared.word(paragraph.words.end - 1) == ":"
}

/// The words of the sentence that ends a paragraph with a colon, without the colon.
pub(super) fn clause(prepared: &Prepared, paragraph: &Paragraph) -> Range<usize> {
    let colon = paragraph.words.end - 1;
    let sentence = &prepared.sentences[prepared.words[colon].sentence];
    prepared.words_in(&sentence.span).start..colon
}

/// The last attribution whose cue is in the introductory sentence.
fn found<'a>(prepared: &Prepared, attributions: &'a [Attribution], clause: &Range<usize>) -> Option<&'a Attribution> {
    let last = attributions.partition_point(|attribution| attribution.cue.start < clause.end);
    attributions[..last]
        .iter()
        .rev()
        .take_while(|attribution| attribution.cue.start >= clause.start)
        .find(|attribution| prepared.words[attribution.cue.start].sentence == prepared.words[clause.start].sentence)
}

/// The cue for what a paragraph introduces: the cue of an attribution found there, else the colon.
pub(super) fn cue(prepared: &Prepared, attributions: &[Attribution], paragraph: &Paragraph) -> Range<usize> {
    let colon = paragraph.words.end - 1;
    found(prepared, attributions, &clause(prepared, paragraph)).map_or(colon..colon + 1, |one| one.cue.clone())
}

/// Who says what a paragraph introduces: the source found there, else the subject of the clause.
pub(super) fn source(
    prepared: &Prepared,
    attributions: &[Attribution],
    paragraph: &Paragraph,
    verb: usize,
) -> Option<Range<usize>> {
    let clause = clause(prepared, paragraph);
    let known = found(prepared, attributions, &clause).and_then(|one| one.source.clone());
    known.or_else(|| noun_before(prepared, clause.start..verb)).or_else(|| bare_speakers::subject(prepared, &clause))
}

/// "The report": the words before the verb of a clause, if they are its subject and nothing else.
fn noun_before(prepared: &Prepared, words: Range<usize>) -> Option<Range<usize>> {
    const DETERMINERS: [&str; 10] = ["the", "a", "an", "his", "her", "its", "their", "this", "one", "another"];
    let first = words.clone().next()?;
    let is_noun = DETERMINERS.contains(&prepared.word(first).to_lowercase().as_str())
        && (2..=6).contains(&words.len())
        && !words.clone().any(|word| prepared.is_punctuation(word));
    is_noun.then_some(words)
}
