//! The author's own answers to what a source says: "Ministers say that passengers will adapt. They will not."

use super::attributions::Attribution;
use super::boundaries::runs;
use crate::prepare::{Prepared, Sentence};
use std::ops::Range;

/// Removes from indirect speech the sentences after it that only deny or affirm it.
pub(super) fn take_back(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    let quoted = prepared.quoted();
    let own: Vec<bool> = prepared.sentences.iter().map(|sentence| is_rebuttal(prepared, sentence, &quoted)).collect();
    attributions.retain_mut(|attribution| {
        let sentence = |word: usize| prepared.words[word].sentence;
        let cue = sentence(attribution.cue.start);
        let kept = |word: usize| sentence(word) <= cue || !own[sentence(word)];
        attribution.content = attribution.content.iter().flat_map(|words| runs(words, kept)).collect();
        !attribution.content.is_empty()
    });
}

/// Whether a sentence consists of a pronoun and an auxiliary, with or without "not": "It is not.", "They won’t."
fn is_rebuttal(prepared: &Prepared, sentence: &Sentence, quoted: &[bool]) -> bool {
    const SUBJECTS: [&str; 7] = ["it", "they", "he", "she", "that", "this", "there"];
    const AUXILIARIES: [&str; 20] = [
        "is", "are", "was", "were", "does", "do", "did", "has", "have", "had", "will", "would", "can", "could",
        "should", "must", "may", "might", "isn", "won",
    ];
    const ENDS: [&str; 7] = ["not", "n", "t", "'", "’", "cannot", "never"];
    let words: Range<usize> = prepared.words_in(&sentence.span);
    if words.len() > 6 || words.clone().any(|word| quoted[word]) {
        return false;
    }
    let spoken: Vec<String> = words
        .filter(|&word| !matches!(prepared.word(word), "." | "!" | ","))
        .map(|word| prepared.word(word).to_lowercase())
        .filter(|word| word != "but" && word != "and")
        .collect();
    let [subject, rest @ ..] = spoken.as_slice() else { return false };
    let known = |word: &String| {
        let stem = word.strip_suffix('n').unwrap_or(word);
        AUXILIARIES.contains(&word.as_str()) || AUXILIARIES.contains(&stem) || ENDS.contains(&word.as_str())
    };
    SUBJECTS.contains(&subject.as_str()) && !rest.is_empty() && rest.iter().all(known)
}
