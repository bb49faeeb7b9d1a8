use super::{Quotation, Sentence, Word};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How articles are split into windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowConfig {
    /// Maximum number of word pieces in a window, including `[CLS]`, `[SEP]` and context.
    pub max_pieces: usize,
    /// Maximum number of word pieces of context: whole sentences before the core, repeated from earlier windows.
    pub context_pieces: usize,
    /// Id of `[CLS]`.
    pub cls: u32,
    /// Id of `[SEP]`.
    pub sep: u32,
}

/// One row of a batch: a run of whole sentences, preceded by some as context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Word-piece ids, `[CLS]` first and `[SEP]` last.
    pub pieces: Vec<u32>,
    /// Segment id of each piece, which encodes its surface features.
    pub segments: Vec<u8>,
    /// Words of the article in this window.
    pub words: Range<usize>,
    /// Words of the article that are labelled in this window; those before them are context.
    pub core: Range<usize>,
    /// Position in `pieces` of each word's first piece.
    pub first_pieces: Vec<u32>,
    /// Index of each word's sentence.
    pub word_sentences: Vec<u32>,
    /// Sentences of the core, with their words (indices into the article's words). A sentence too long for one window
    /// is spread over several.
    pub sentences: Vec<(usize, Range<usize>)>,
}

/// Splits an article into windows whose cores together cover every word once, in order.
pub(super) fn windows(
    config: &WindowConfig,
    words: &[Word],
    pieces: &[u32],
    segments: &[u8],
    sentences: &[Sentence],
    quotations: &[Quotation],
) -> Vec<Window> {
    let units = units(words, config.max_pieces - 2);
    let mut windows = Vec::new();
    let mut first = 0;
    while first < units.len() {
        let context = context(&units, words, first, config);
        let capacity = config.max_pieces - 2 - count(words, units[context].start..units[first].start);
        let end = cut(&units, words, first, capacity, sentences, quotations);
        let core = units[first].start..units[end - 1].end;
        windows.push(window(config, words, pieces, segments, units[context].start..core.end, core, &units[first..end]));
        first = end;
    }
    windows
}

/// The words of each sentence; a sentence of more than `capacity` pieces is split into several units.
fn units(words: &[Word], capacity: usize) -> Vec<Range<usize>> {
    let mut units: Vec<Range<usize>> = Vec::new();
    let mut filled = 0;
    for (index, word) in words.iter().enumerate() {
        let length = word.pieces.len();
        match units.last_mut() {
            Some(unit) if words[unit.start].sentence == word.sentence && filled + length <= capacity => {
                unit.end = index + 1;
                filled += length;
            }
            _ => {
                units.push(index..index + 1);
                filled = length;
            }
        }
    }
    units
}

/// Number of word pieces in a run of words.
fn count(words: &[Word], run: Range<usize>) -> usize {
    if run.is_empty() { 0 } else { words[run.end - 1].pieces.end - words[run.start].pieces.start }
}

/// The first unit of the context before unit `first`. The context shrinks, if need be to nothing, to leave room for the
/// core's first sentence.
fn context(units: &[Range<usize>], words: &[Word], first: usize, config: &WindowConfig) -> usize {
    let room = (config.max_pieces - 2).saturating_sub(count(words, units[first].clone())).min(config.context_pieces);
    let mut start = first;
    while start > 0 && count(words, units[start - 1].start..units[first].start) <= room {
        start -= 1;
    }
    start
}

/// Where to end the window that begins with unit `first`: as full as possible, but preferably between paragraphs, and
/// not inside a quotation, whose speaker may be named on the other side of the cut.
fn cut(
    units: &[Range<usize>],
    words: &[Word],
    first: usize,
    capacity: usize,
    sentences: &[Sentence],
    quotations: &[Quotation],
) -> usize {
    /// Costs of a bad cut, as fractions of an empty window.
    const INSIDE_QUOTATION: f64 = 0.5;
    const INSIDE_PARAGRAPH: f64 = 0.2;
    let filled = |end: usize| count(words, units[first].start..units[end - 1].end);
    let mut last = first + 1;
    while last < units.len() && filled(last + 1) <= capacity {
        last += 1;
    }
    if last == units.len() {
        return last;
    }
    let cost = |end: usize| {
        let (before, after) = (&words[units[end].start - 1], &words[units[end].start]);
        let mut cost = 1.0 - filled(end) as f64 / capacity as f64;
        if sentences[before.sentence].paragraph == sentences[after.sentence].paragraph {
            cost += INSIDE_PARAGRAPH;
        }
        if inside_quotation(quotations, after.span.start) {
            cost += INSIDE_QUOTATION;
        }
        cost
    };
    (first + 1..=last).rev().min_by(|&a, &b| cost(a).total_cmp(&cost(b))).unwrap_or(last)
}

/// Whether the text at this byte continues a quotation begun before it.
fn inside_quotation(quotations: &[Quotation], byte: usize) -> bool {
    let first_after = quotations.partition_point(|quotation| quotation.span.start <= byte);
    quotations[..first_after]
        .iter()
        .rev()
        .take(8)
        .any(|quotation| quotation.span.contains(&byte) && (quotation.span.start < byte || quotation.continues))
}

fn window(
    config: &WindowConfig,
    words: &[Word],
    pieces: &[u32],
    segments: &[u8],
    range: Range<usize>,
    core: Range<usize>,
    units: &[Range<usize>],
) -> Window {
    let run = words[range.start].pieces.start..words[range.end - 1].pieces.end;
    let mut ids = Vec::with_capacity(run.len() + 2);
    ids.push(config.cls);
    ids.extend_from_slice(&pieces[run.clone()]);
    ids.push(config.sep);
    let mut piece_segments = Vec::with_capacity(ids.len());
    piece_segments.push(0);
    for (word, &segment) in words[range.clone()].iter().zip(&segments[range.clone()]) {
        piece_segments.extend(std::iter::repeat_n(segment, word.pieces.len()));
    }
    piece_segments.push(0);
    Window {
        pieces: ids,
        segments: piece_segments,
        first_pieces: words[range.clone()].iter().map(|word| (word.pieces.start - run.start + 1) as u32).collect(),
        word_sentences: words[range.clone()].iter().map(|word| word.sentence as u32).collect(),
        words: range,
        core,
        sentences: units.iter().map(|unit| (words[unit.start].sentence, unit.clone())).collect(),
    }
}
