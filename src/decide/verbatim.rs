//! Words reproduced as they were said or written, without quotation marks: turns, posts, letters, documents.

use super::attributions::Attribution;
use super::boundaries::runs;
use crate::prepare::Prepared;
use crate::record::Role;
use std::ops::Range;

/// The form is as clear as quotation marks; the rest is the chance that it is something else.
const CONFIDENCE: f32 = 0.95;

/// A paragraph as the detection of these forms needs it.
pub(super) struct Paragraph {
    /// Its sentences.
    pub(super) sentences: Range<usize>,
    /// Its words up to the first boilerplate, such as a signature at its end.
    pub(super) words: Range<usize>,
    /// The role of its first sentence.
    pub(super) role: Role,
    /// Whether it is on the line after the previous paragraph, in a text that separates its paragraphs by blank
    /// lines.
    pub(super) is_next_line: bool,
}

impl Paragraph {
    /// Whether it is running text.
    pub(super) fn is_body(&self) -> bool {
        self.role == Role::Body && !self.words.is_empty()
    }
}

/// The paragraphs of an article that have a sentence.
pub(super) fn paragraphs(prepared: &Prepared) -> Vec<Paragraph> {
    let text = &prepared.article.text;
    let has_blank_lines = text.contains("\n\n");
    let mut first = 0;
    let chunks = prepared.sentences.chunk_by(|a, b| a.paragraph == b.paragraph);
    chunks
        .map(|sentences| {
            let running = sentences.iter().take_while(|sentence| sentence.role != Role::Boilerplate);
            let end = running.last().map_or(sentences[0].span.start, |last| last.span.end);
            let start = first;
            first += sentences.len();
            let before = &text[..sentences[0].span.start];
            let is_next_line = has_blank_lines && before[before.trim_end().len()..].matches('\n').count() == 1;
            Paragraph {
                sentences: start..first,
                words: prepared.words_in(&(sentences[0].span.start..end)),
                role: sentences[0].role,
                is_next_line,
            }
        })
        .collect()
}

/// Whether the words use the first or second person, unlike a list or recipe.
pub(super) fn addresses(prepared: &Prepared, mut words: Range<usize>) -> bool {
    const PERSONS: [&str; 8] = ["i", "we", "you", "my", "our", "your", "me", "us"];
    words.any(|word| PERSONS.contains(&prepared.word(word).to_lowercase().as_str()))
}

/// An attribution of words that need no quotation marks.
pub(super) fn attribution(cue: Range<usize>, source: Option<Range<usize>>, content: Vec<Range<usize>>) -> Attribution {
    Attribution {
        cue,
        source,
        content,
        turn: true,
        logit: f32::INFINITY,
        confidence: CONFIDENCE,
        presence_logit: f32::INFINITY,
        presence: CONFIDENCE,
    }
}

/// Adds attributions that own their words: removes earlier attributions whose cue overlaps a new cue, and cuts
/// earlier contents at the boundaries of the new attributions. Sorts all attributions by cue.
pub(super) fn put(prepared: &Prepared, attributions: &mut Vec<Attribution>, new: Vec<Attribution>) {
    if new.is_empty() {
        return;
    }
    let mut owners = vec![0; prepared.words.len()];
    for (index, attribution) in new.iter().enumerate() {
        for words in attribution.content.iter().chain([&attribution.cue]) {
            owners[words.clone()].fill(index + 1);
        }
    }
    let mut cues = vec![false; prepared.words.len()];
    for attribution in &new {
        cues[attribution.cue.clone()].fill(true);
    }
    attributions.retain_mut(|other| {
        if cues[other.cue.clone()].contains(&true) {
            return false;
        }
        let within = owners[other.cue.start];
        other.content =
            other.content.iter().flat_map(|fragment| runs(fragment, |word| owners[word] == within)).collect();
        !other.content.is_empty()
    });
    attributions.extend(new);
    attributions.sort_by_key(|attribution| attribution.cue.start);
}
