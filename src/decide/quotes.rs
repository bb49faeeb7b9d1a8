//! Corrects contents by the quotation marks, which show where a quotation begins and ends more reliably than the
//! encoder.

use super::attributions::{Attribution, claimed_outside, is_within_quotation};
use super::bare_speakers;
use crate::lexicon::SPEAKING;
use crate::prepare::{Prepared, Quotation};
use crate::record::Role;
use std::ops::Range;

/// Completes the contents: joins fragments separated only by punctuation, and adds the marks of a quotation that a
/// fragment fills.
pub(super) fn complete(prepared: &Prepared, attributions: &mut [Attribution]) {
    for attribution in attributions {
        // Steps before this one may have added words out of order.
        attribution.order();
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(attribution.content.len());
        for fragment in attribution.content.drain(..) {
            match joined.last_mut() {
                Some(last) if only_punctuation(prepared, last.end..fragment.start) => last.end = fragment.end,
                _ => joined.push(fragment),
            }
        }
        for fragment in &mut joined {
            take_in_marks(prepared, fragment);
        }
        attribution.content = joined;
    }
}

pub(super) fn only_punctuation(prepared: &Prepared, mut words: Range<usize>) -> bool {
    words.all(|word| prepared.is_punctuation(word))
}

/// Extends a fragment over the punctuation between it and the marks of a quotation that it overlaps.
fn take_in_marks(prepared: &Prepared, fragment: &mut Range<usize>) {
    for quotation in overlapping(&prepared.quotations, prepared.bytes(fragment)) {
        let quoted = prepared.words_in(&quotation.span);
        if quoted.start < fragment.start && only_punctuation(prepared, quoted.start..fragment.start) {
            fragment.start = quoted.start;
        }
        if fragment.end < quoted.end && only_punctuation(prepared, fragment.end..quoted.end) {
            fragment.end = quoted.end;
        }
    }
}

/// Quotations that share a byte with `bytes`.
fn overlapping(quotations: &[Quotation], bytes: Range<usize>) -> impl Iterator<Item = &Quotation> {
    let last = quotations.partition_point(|quotation| quotation.span.start < bytes.end);
    // Every quotation before an outermost one that ends before the bytes ends before them too.
    let is_past = |quotation: &Quotation| quotation.depth == 0 && quotation.span.end <= bytes.start;
    let first = quotations[..last].iter().rposition(is_past).map_or(0, |past| past + 1);
    quotations[first..last].iter().filter(move |quotation| quotation.span.end > bytes.start)
}

/// Assigns unclaimed quotations that are whole sentences to the speaker who was quoted just before:
/// `"It is over," she said. "We lost."`, or a paragraph that is all quotation after one that quotes its speaker.
pub(super) fn go_on(prepared: &Prepared, attributions: &mut [Attribution]) {
    let quoted = prepared.quoted();
    let mut claimed = claimed_outside(prepared, attributions, &quoted);
    let mut ends = Ends::new(prepared, attributions);
    let begun = begun(prepared, attributions);
    for (quotation, begun) in prepared.quotations.iter().filter(|quotation| quotation.depth == 0).zip(begun) {
        let words = prepared.words_in(&quotation.span);
        if let Some(attribution) = to_its_end(attributions, &mut claimed, &words, &begun) {
            ends.add(prepared, attribution, &words);
        }
        if let Some(speaking) = resumed(prepared, attributions, &quoted, &words)
            && !claimed[words.clone()].contains(&true)
        {
            claimed[words.clone()].fill(true);
            ends.add(prepared, speaking, &words);
            attributions[speaking].add(words);
            continue;
        }
        if words.is_empty()
            || prepared.sentence(words.start).role == Role::Boilerplate
            || claimed[words.clone()].contains(&true)
            || !is_whole_sentences(prepared, &words)
        {
            continue;
        }
        let near = ends.near(prepared, words.start);
        if let Some((last, speaking)) = speaking(prepared, attributions, &quoted, words.start, near) {
            let new_paragraph = !quotation.continues && begins_paragraph(prepared, words.start);
            let other = new_paragraph.then(|| bare_speakers::replies(prepared, attributions, speaking, last)).flatten();
            claimed[words.clone()].fill(true);
            ends.add(prepared, other.unwrap_or(speaking), &words);
            attributions[other.unwrap_or(speaking)].add(words);
        } else if let Some(reporting) = reporting(prepared, attributions, &words) {
            claimed[words.clone()].fill(true);
            ends.add(prepared, reporting, &words);
            attributions[reporting].add(words);
        }
    }
}

/// The attribution that reports what its speaker says in the sentence before a quotation, either in the same
/// paragraph or before a paragraph that is all quotation: "Trask said he had expected to lose. “I had packed my
/// desk.”"
fn reporting(prepared: &Prepared, attributions: &[Attribution], quotation: &Range<usize>) -> Option<usize> {
    let before = quotation.start.checked_sub(1)?;
    let sentence = prepared.words[before].sentence;
    let here = prepared.words_in(&prepared.sentences[sentence].span);
    let same_paragraph = prepared.paragraph(before) == prepared.paragraph(quotation.start);
    let fills_paragraph = quotation.end == prepared.words.len()
        || prepared.paragraph(quotation.end) != prepared.paragraph(quotation.end - 1);
    if prepared.sentences[sentence].role != Role::Body || !same_paragraph && !fills_paragraph {
        return None;
    }
    let first = attributions.partition_point(|attribution| attribution.cue.start < here.start);
    let here: Vec<usize> = (first..attributions.len())
        .take_while(|&index| attributions[index].cue.start < here.end)
        .filter(|&index| speaks(prepared, &attributions[index]))
        .collect();
    let within = |index: usize| {
        let cue = attributions[index].cue.start;
        here.iter().any(|&other| attributions[other].content.iter().any(|words| words.contains(&cue)))
    };
    let mut outer = here.iter().copied().filter(|&index| !within(index));
    // With two speakers, it is unclear which of them is quoted.
    outer.next().filter(|_| outer.next().is_none())
}

/// Whether an attribution reports that a named source said something, rather than thought it or declined to say it.
fn speaks(prepared: &Prepared, attribution: &Attribution) -> bool {
    let cue = prepared.text(&attribution.cue).to_lowercase();
    let said = cue.split_whitespace().any(|word| SPEAKING.has(word));
    let unsaid = ["not", "never", "declined", "refused", "n't", "n’t"].iter().any(|word| cue.contains(word));
    attribution.source.is_some() && !attribution.turn && said && !unsaid
}

/// The attribution whose quotation continues after its tag in the same sentence:
/// `"We will fight it," said Larsen, "and …`
fn resumed(prepared: &Prepared, attributions: &[Attribution], quoted: &[bool], words: &Range<usize>) -> Option<usize> {
    let comma = words.start.checked_sub(1).filter(|&before| prepared.word(before) == ",")?;
    let last = attributions.partition_point(|attribution| attribution.cue.start < comma).checked_sub(1)?;
    let tag = &attributions[last];
    let same = |word: usize| prepared.words[word].sentence == prepared.words[comma].sentence;
    let begun = tag.content.iter().any(|fragment| {
        !fragment.is_empty() && fragment.end <= tag.cue.start && same(fragment.start) && quoted[fragment.end - 1]
    });
    (begun && !tag.turn && same(tag.cue.start)).then_some(last)
}

/// Whether the words begin where a sentence begins and end where one ends, apart from punctuation.
pub(super) fn is_whole_sentences(prepared: &Prepared, words: &Range<usize>) -> bool {
    let sentence = |word: usize| prepared.words[word].sentence;
    let begins = words.start == 0 || sentence(words.start - 1) != sentence(words.start);
    let last = sentence(words.end - 1);
    let after = words.end + prepared.words[words.end..].iter().take_while(|word| word.sentence == last).count();
    begins && only_punctuation(prepared, words.end..after)
}

/// The attributions whose content or cue ends in each sentence.
struct Ends(Vec<Vec<usize>>);

impl Ends {
    fn new(prepared: &Prepared, attributions: &[Attribution]) -> Self {
        let mut ends = Self(vec![Vec::new(); prepared.sentences.len()]);
        for (index, attribution) in attributions.iter().enumerate() {
            for words in attribution.content.iter().chain([&attribution.cue]) {
                ends.add(prepared, index, words);
            }
        }
        ends
    }

    fn add(&mut self, prepared: &Prepared, attribution: usize, words: &Range<usize>) {
        let here = &mut self.0[prepared.words[words.end - 1].sentence];
        if here.last() != Some(&attribution) {
            here.push(attribution);
        }
    }

    /// The attributions that end in the sentence of a word or in one of the two before it.
    fn near(&self, prepared: &Prepared, word: usize) -> impl Iterator<Item = usize> {
        let here = prepared.words[word].sentence;
        self.0[here.saturating_sub(2)..=here].iter().flatten().copied()
    }
}

/// For each outermost quotation, the fragments that contain its beginning: the attribution, and the index in its
/// content.
fn begun(prepared: &Prepared, attributions: &[Attribution]) -> Vec<Vec<(usize, usize)>> {
    let outermost = prepared.quotations.iter().filter(|quotation| quotation.depth == 0);
    let starts: Vec<usize> = outermost.map(|quotation| prepared.words_in(&quotation.span).start).collect();
    let mut begun = vec![Vec::new(); starts.len()];
    for (index, attribution) in attributions.iter().enumerate() {
        for (place, fragment) in attribution.content.iter().enumerate() {
            let first = starts.partition_point(|&start| start < fragment.start);
            let inside = starts[first..].iter().take_while(|&&start| start < fragment.end).count();
            for quotation in &mut begun[first..first + inside] {
                quotation.push((index, place));
            }
        }
    }
    begun
}

/// Extends the content that contains the beginning of a quotation to the end of the quotation, unless another
/// attribution claims the rest. Returns the extended attribution.
fn to_its_end(
    attributions: &mut [Attribution],
    claimed: &mut [bool],
    quotation: &Range<usize>,
    begun: &[(usize, usize)],
) -> Option<usize> {
    let fragment = |&(attribution, place): &(usize, usize)| &attributions[attribution].content[place];
    let unfinished = begun.iter().filter(|at| fragment(at).end < quotation.end);
    let &(attribution, place) = unfinished.max_by_key(|at| fragment(at).end)?;
    let fragment = &mut attributions[attribution].content[place];
    let rest = fragment.end..quotation.end;
    if claimed[rest.clone()].contains(&true) {
        return None;
    }
    claimed[rest].fill(true);
    fragment.end = quotation.end;
    Some(attribution)
}

fn begins_paragraph(prepared: &Prepared, word: usize) -> bool {
    word == 0 || prepared.paragraph(word - 1) != prepared.paragraph(word)
}

/// The last word and the index of the attribution that quotes somebody up to word `word`, at most one sentence and
/// one paragraph before it.
fn speaking(
    prepared: &Prepared,
    attributions: &[Attribution],
    quoted: &[bool],
    word: usize,
    near: impl Iterator<Item = usize>,
) -> Option<(usize, usize)> {
    let here = prepared.words[word].sentence;
    let paragraph = prepared.sentences[here].paragraph;
    near.map(|index| (index, &attributions[index]))
        .filter_map(|(index, attribution)| {
            let said = attribution.content.iter().rev().find(|fragment| fragment.end <= word)?.end - 1;
            let last = said.max(attribution.cue.end - 1);
            let sentence = prepared.words[last].sentence;
            // "“It is over,” she said. She closed the door. “We lost.”"
            let beat = sentence + 2 == here
                && prepared.sentences[sentence].paragraph == paragraph
                && ["He", "She", "They"]
                    .contains(&prepared.word(prepared.words_in(&prepared.sentences[here - 1].span).start));
            let near = last < word
                && (sentence + 1 >= here || beat)
                && prepared.sentences[sentence].paragraph + 1 >= paragraph;
            (near && !attribution.turn && quoted[said] && !is_within_quotation(attribution, quoted))
                .then_some((last, index))
        })
        .max()
}
