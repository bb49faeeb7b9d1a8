//! An article laid out for reading: paragraphs of sentences, each split where a source, cue or content begins or
//! ends.

use saidso::record::{Assertion, ClaimRecord, Label, Record, SentenceRecord, SpanRecord};
use std::ops::Range;

/// A labelled article, laid out.
#[derive(Debug)]
pub(crate) struct Layout<'r> {
    pub(crate) record: &'r Record,
    pub(crate) paragraphs: Vec<Vec<Sentence<'r>>>,
}

/// A sentence and its segments.
#[derive(Debug)]
pub(crate) struct Sentence<'r> {
    /// Index in the record.
    pub(crate) index: usize,
    pub(crate) record: &'r SentenceRecord,
    /// Together the whole sentence, in order; none is empty.
    pub(crate) segments: Vec<Segment<'r>>,
    /// Whether it starts a paragraph or has a different label from the sentence before it.
    pub(crate) turns: bool,
}

/// A range of a sentence with the same parts throughout.
#[derive(Debug, PartialEq)]
pub(crate) struct Segment<'r> {
    pub(crate) text: &'r str,
    /// The parts that it belongs to, innermost last.
    pub(crate) parts: Vec<Part>,
}

/// A part of an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// Index in the record.
    pub(crate) attribution: usize,
    pub(crate) kind: PartKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PartKind {
    Content,
    Source,
    Cue,
}

/// A part with its position.
struct Placed {
    /// Code points of the text.
    span: Range<usize>,
    part: Part,
}

impl<'r> Layout<'r> {
    /// Lays out a record. A record does not include the text between its sentences: without the article's `text`, a
    /// paragraph ends where more than one character separates two sentences.
    pub(crate) fn new(record: &'r Record, text: Option<&str>) -> Self {
        let breaks = text.map(|text| breaks(record, text));
        let parts = parts(record);
        let mut paragraphs: Vec<Vec<Sentence>> = Vec::new();
        for (index, (sentence, parts)) in record.sentences.iter().zip(parts).enumerate() {
            let before = index.checked_sub(1).map(|before| &record.sentences[before]);
            let goes_on = before.is_some_and(|before| {
                let apart = match &breaks {
                    Some(breaks) => breaks[index],
                    None => sentence.span.start > before.span.end + 1,
                };
                !apart && before.role == sentence.role && before.span.of == sentence.span.of
            });
            let turns = !goes_on || before.is_none_or(|before| before.label != sentence.label);
            let sentence = Sentence { index, record: sentence, segments: segments(&sentence.span, parts), turns };
            match paragraphs.last_mut() {
                Some(paragraph) if goes_on => paragraph.push(sentence),
                _ => paragraphs.push(vec![sentence]),
            }
        }
        Self { record, paragraphs }
    }
}

/// How many sentences belong to the title: they come first, and their offsets are in the title.
fn titles(record: &Record) -> usize {
    record.sentences.iter().take_while(|sentence| !sentence.span.of.is_text()).count()
}

/// The mark of a claim that is not simply asserted, so that it never looks like one that is.
pub(crate) fn mark(claim: &ClaimRecord) -> Option<&'static str> {
    match claim.assertion {
        Some(Assertion::Denied) => Some("DENIED"),
        Some(Assertion::Unsaid) => Some("UNSAID"),
        Some(Assertion::Asked) => Some("ASKED"),
        Some(Assertion::Wanted) => Some("WANTED"),
        Some(Assertion::Hypothetical) => Some("HYPOTHETICAL"),
        Some(Assertion::Asserted) | None if claim.propositional == Some(false) => Some("TOPIC"),
        Some(Assertion::Asserted) | None => None,
    }
}

/// The letter of a label.
pub(crate) fn letter(label: Option<Label>) -> char {
    match label {
        Some(Label::ReportedFact) => 'F',
        Some(Label::Quote) => 'Q',
        Some(Label::Opinion) => 'O',
        None => '·',
    }
}

/// The name of a label.
pub(crate) fn label_name(label: Option<Label>) -> &'static str {
    match label {
        Some(Label::ReportedFact) => "reported fact",
        Some(Label::Quote) => "quote",
        Some(Label::Opinion) => "opinion",
        None => "boilerplate",
    }
}

/// For each sentence, whether a line ends before it.
fn breaks(record: &Record, text: &str) -> Vec<bool> {
    let mut characters = text.chars().enumerate().skip_while(|(_, character)| character.is_whitespace()).peekable();
    let mut breaks = Vec::with_capacity(record.sentences.len());
    breaks.resize(titles(record), true);
    for sentence in record.sentences.iter().skip(breaks.len()) {
        let mut apart = false;
        while let Some((_, character)) = characters.next_if(|(at, _)| *at < sentence.span.start) {
            apart |= character == '\n';
        }
        breaks.push(apart);
        while characters.next_if(|(at, _)| *at < sentence.span.end).is_some() {}
    }
    breaks
}

/// The parts that overlap each sentence.
fn parts(record: &Record) -> Vec<Vec<Placed>> {
    let mut parts: Vec<Vec<Placed>> = record.sentences.iter().map(|_| Vec::new()).collect();
    let titles = titles(record);
    let mut place = |span: &SpanRecord, part: Part| {
        let range = if span.of.is_text() { titles..record.sentences.len() } else { 0..titles };
        let sentences = &record.sentences[range.clone()];
        let first = sentences.partition_point(|sentence| sentence.span.end <= span.start);
        for (sentence, parts) in sentences.iter().zip(&mut parts[range]).skip(first) {
            if sentence.span.start >= span.end {
                break;
            }
            parts.push(Placed { span: span.start..span.end, part });
        }
    };
    for (attribution, record) in record.attributions.iter().enumerate() {
        for content in &record.content {
            place(content, Part { attribution, kind: PartKind::Content });
        }
        if let Some(source) = &record.source {
            place(&source.span, Part { attribution, kind: PartKind::Source });
        }
        place(&record.cue, Part { attribution, kind: PartKind::Cue });
    }
    parts
}

/// Splits a sentence where parts begin and end.
fn segments(sentence: &SpanRecord, mut parts: Vec<Placed>) -> Vec<Segment<'_>> {
    // Longest first, so that inner parts come later.
    parts.sort_by_key(|placed| (std::cmp::Reverse(placed.span.len()), placed.part.kind));
    let length = sentence.text.chars().count();
    let within = |at: usize| at.saturating_sub(sentence.start).min(length);
    let mut cuts: Vec<usize> =
        parts.iter().flat_map(|placed| [within(placed.span.start), within(placed.span.end)]).collect();
    cuts.extend([0, length]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut bytes = sentence.text.char_indices().map(|(byte, _)| byte).chain([sentence.text.len()]);
    let mut passed = 0;
    let places: Vec<usize> = cuts
        .iter()
        .map(|&cut| {
            let byte = bytes.nth(cut - passed).unwrap_or(sentence.text.len());
            passed = cut + 1;
            byte
        })
        .collect();
    let pairs = cuts.windows(2).zip(places.windows(2));
    pairs
        .map(|(cut, place)| {
            let at = cut[0] + sentence.start;
            let parts = parts.iter().filter(|placed| placed.span.contains(&at)).map(|placed| placed.part).collect();
            Segment { text: &sentence.text[place[0]..place[1]], parts }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::sample;
    use saidso::record::SpanOf;

    fn parts(segment: &Segment) -> Vec<(usize, PartKind)> {
        segment.parts.iter().map(|part| (part.attribution, part.kind)).collect()
    }

    #[test]
    fn sentences_are_cut_at_their_parts() {
        let record = sample::record();
        let layout = Layout::new(&record, None);
        let sentence = &layout.paragraphs[1][0];
        let texts: Vec<&str> = sentence.segments.iter().map(|segment| segment.text).collect();
        assert_eq!(texts, ["“We had no choice,”", " ", "said", " ", "Anna Larsen", "."]);
        assert_eq!(parts(&sentence.segments[0]), [(0, PartKind::Content)]);
        assert_eq!(parts(&sentence.segments[1]), []);
        assert_eq!(parts(&sentence.segments[2]), [(0, PartKind::Cue)]);
        assert_eq!(parts(&sentence.segments[4]), [(0, PartKind::Source)]);
    }

    #[test]
    fn a_title_has_offsets_of_its_own() {
        let mut record = sample::record();
        record.title = Some(record.sentences[0].span.text.clone());
        record.sentences[0].span.of = SpanOf::Title;
        for sentence in &mut record.sentences[1..] {
            sentence.span.start -= 17;
            sentence.span.end -= 17;
        }
        record.attributions.truncate(1);
        let attribution = &mut record.attributions[0];
        let source = &mut attribution.source.as_mut().unwrap().span;
        for span in [source, &mut attribution.cue, &mut attribution.content[0]] {
            span.start -= 17;
            span.end -= 17;
        }
        let text = &sample::TEXT[17..];
        let layout = Layout::new(&record, Some(text));
        assert_eq!(layout.paragraphs.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 1]);
        assert_eq!(layout.paragraphs[0][0].segments.len(), 1);
        assert_eq!(parts(&layout.paragraphs[1][0].segments[4]), [(0, PartKind::Source)]);
    }

    #[test]
    fn the_innermost_part_comes_last() {
        let record = sample::record();
        let layout = Layout::new(&record, None);
        let sentence = &layout.paragraphs[1][1];
        let inner = sentence.segments.iter().find(|segment| segment.text == "the bridge would close").unwrap();
        assert_eq!(parts(inner), [(1, PartKind::Content), (2, PartKind::Content)]);
    }

    #[test]
    fn paragraphs_end_where_the_text_says_or_else_at_wide_gaps() {
        let record = sample::record();
        let lengths =
            |text: Option<&str>| -> Vec<usize> { Layout::new(&record, text).paragraphs.iter().map(Vec::len).collect() };
        assert_eq!(lengths(None), [1, 2, 1]);
        assert_eq!(lengths(Some(sample::TEXT)), [1, 2, 1]);
        let lines = sample::TEXT.replace(". He", ".\nHe");
        assert_eq!(lengths(Some(&lines)), [1, 1, 1, 1]);
    }

    #[test]
    fn a_record_with_wrong_offsets_is_still_laid_out() {
        let mut record = sample::record();
        record.attributions[0].content[0].end = 9_999;
        record.attributions[1].cue.start = 9_999;
        record.sentences[1].span.end = 3;
        record.sentences[2].span.start = 0;
        let layout = Layout::new(&record, Some("short"));
        let text: String = layout.paragraphs.iter().flatten().flat_map(|s| &s.segments).map(|s| s.text).collect();
        let whole: String = record.sentences.iter().map(|sentence| sentence.span.text.as_str()).collect();
        assert_eq!(text, whole);
    }
}
