//! Sentences of a text.
//!
//! Every run of final punctuation is examined, inside quotation marks as well as outside: [`ending`] decides whether a
//! sentence ends there. Each paragraph takes one pass, so the time is linear in the length of the text, whatever its
//! content. Text without any final punctuation is cut into pieces, since later stages look at a whole sentence for each
//! attribution in it.

mod abbreviations;
mod ending;
#[cfg(test)]
mod tests;

use super::Quotation;
use super::roles::signatures;
use ending::Candidate;
use std::ops::Range;

/// Finds the sentences of a text, without surrounding white space, each with the index of its paragraph.
pub(crate) fn sentences(
    text: &str,
    paragraphs: &[Range<usize>],
    quotations: &[Quotation],
) -> Vec<(Range<usize>, usize)> {
    let marks = Marks::new(quotations);
    let mut sentences = Vec::new();
    let mut in_letter = false;
    for (index, paragraph) in paragraphs.iter().enumerate() {
        in_letter = in_letter || signatures::addressee(&text[paragraph.clone()]).is_some();
        let signature = signatures::at_end(&text[paragraph.clone()], in_letter).map(|at| paragraph.start + at);
        let is_signature = signatures::of_letter(&text[paragraph.clone()]).is_some();
        in_letter = in_letter && signature.is_none() && !is_signature;
        let running = paragraph.start..signature.unwrap_or(paragraph.end);
        let mut start = paragraph.start;
        for end in ends(text, &running, &marks).into_iter().chain([running.end, paragraph.end]) {
            while start < end {
                let cut = cut(&text[start..end]).map_or(end, |length| start + length);
                let sentence = &text[start..cut];
                let first = cut - sentence.trim_start().len();
                let last = start + sentence.trim_end().len();
                if first < last {
                    sentences.push((first..last, index));
                }
                start = cut;
            }
        }
    }
    sentences
}

/// Longest sentence in bytes, unless a word is longer. The longest sentences of newspapers are about half as long.
const LONGEST: usize = 4000;

/// The length of the first piece of a sentence that is too long: up to its last white space, or to its last punctuation
/// if there is no white space.
fn cut(sentence: &str) -> Option<usize> {
    let limit = sentence.floor_char_boundary(LONGEST);
    if limit == sentence.len() {
        return None;
    }
    let (within, beyond) = sentence.split_at(limit);
    let ends = |found: fn(char) -> bool| {
        let last = within.char_indices().rfind(|(_, character)| found(*character));
        last.map(|(at, character)| at + character.len_utf8())
    };
    // Not what is part of a word, such as combining marks.
    let is_mark = |character: char| {
        character.is_ascii_punctuation()
            || matches!(character, '\u{2010}'..='\u{205e}' | '\u{3000}'..='\u{303f}' | '，')
    };
    let next = |character: char| character.is_whitespace() || is_mark(character);
    ends(char::is_whitespace).or_else(|| ends(is_mark)).or_else(|| Some(limit + beyond.find(next)?))
}

/// Where quotations begin and end.
struct Marks<'a> {
    quotations: &'a [Quotation],
    /// Ends of the closed quotations, in order.
    ends: Vec<usize>,
}

impl<'a> Marks<'a> {
    fn new(quotations: &'a [Quotation]) -> Self {
        let mut ends: Vec<usize> =
            quotations.iter().filter(|quotation| quotation.closed).map(|quotation| quotation.span.end).collect();
        ends.sort_unstable();
        Self { quotations, ends }
    }

    fn opens_at(&self, offset: usize) -> bool {
        self.quotations.binary_search_by_key(&offset, |quotation| quotation.span.start).is_ok()
    }

    fn closes_at(&self, end: usize) -> bool {
        self.ends.binary_search(&end).is_ok()
    }

    /// The last quotation that opens before `offset`, if `offset` lies within it.
    fn around(&self, offset: usize) -> Option<&Range<usize>> {
        let after = self.quotations.partition_point(|quotation| quotation.span.start < offset);
        let quotation = &self.quotations[after.checked_sub(1)?];
        (offset < quotation.span.end).then_some(&quotation.span)
    }
}

/// Offsets within the paragraph at which a sentence ends and another begins.
fn ends(text: &str, paragraph: &Range<usize>, marks: &Marks) -> Vec<usize> {
    let brackets = brackets(text, paragraph);
    let mut brackets = brackets.iter().peekable();
    let mut ends = Vec::new();
    let mut start = paragraph.start;
    let mut at = paragraph.start;
    while let Some(found) = text[at..paragraph.end].find(is_final) {
        let from = at + found;
        let run_end = final_run(text, from, paragraph.end);
        let end = closers(text, run_end, paragraph.end, marks);
        at = end;
        while brackets.next_if(|span| span.end <= from).is_some() {}
        let aside = brackets.peek().filter(|span| start < span.start && span.start < from);
        if end == paragraph.end || aside.is_some_and(|span| end < span.end) {
            continue;
        }
        let candidate = Candidate {
            before: &text[start..from],
            run: &text[from..run_end],
            closers: &text[run_end..end],
            after: &text[end..paragraph.end],
            opens_quotation: marks.opens_at(end),
            closes_aside: aside.is_some(),
            in_title: marks.around(from).is_some_and(|span| is_title(text, span, start)),
        };
        if candidate.ends_sentence() {
            ends.push(end);
            start = end + text[end..paragraph.end].len() - text[end..paragraph.end].trim_start().len();
        }
    }
    ends
}

/// Final punctuation, including that of other scripts.
fn is_final(character: char) -> bool {
    matches!(
        character,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '｡' | '؟' | '۔' | '।' | '॥' | '‼' | '⁇' | '⁈' | '⁉'
    )
}

/// The end of the run of final punctuation that begins at `from`, including the spaces in ". . ." and ". …".
fn final_run(text: &str, from: usize, limit: usize) -> usize {
    let mut end = from;
    for (offset, character) in text[from..limit].char_indices() {
        if is_final(character) {
            end = from + offset + character.len_utf8();
        } else if from + offset != end || !continues_dots(&text[end..limit]) {
            break;
        }
    }
    end
}

/// Whether `rest` begins with a space and another dot.
fn continues_dots(rest: &str) -> bool {
    rest.strip_prefix([' ', '\u{a0}', '\u{202f}']).is_some_and(|after| after.starts_with(['.', '…']))
}

/// The end of the closing marks, brackets and note numbers that follow `from`.
fn closers(text: &str, from: usize, limit: usize, marks: &Marks) -> usize {
    let mut end = from;
    loop {
        let rest = &text[end..limit];
        let Some(next) = rest.chars().next() else { return end };
        let closes = match next {
            ')' | ']' | '}' => true,
            _ if ending::is_quotation_mark(next) => !marks.opens_at(end),
            _ => false,
        };
        if closes {
            end += next.len_utf8();
            continue;
        }
        if let Some(note) = note_number(rest) {
            end += note;
            continue;
        }
        // A closing mark after a space, as in French or tokenized text.
        let mut spaced = rest.strip_prefix([' ', '\u{a0}', '\u{202f}']).unwrap_or_default().chars();
        let Some(mark) = spaced.next().filter(|&mark| ending::is_quotation_mark(mark)) else { return end };
        let mark_end = end + next.len_utf8() + mark.len_utf8();
        let double_end = mark_end + spaced.next().filter(|&second| second == mark).map_or(0, char::len_utf8);
        match [mark_end, double_end].into_iter().find(|&mark_end| marks.closes_at(mark_end)) {
            Some(mark_end) if mark_end <= limit => end = mark_end,
            _ => return end,
        }
    }
}

/// Length of a footnote number such as "[12]" at the start of `rest`.
fn note_number(rest: &str) -> Option<usize> {
    let digits = rest.strip_prefix('[')?.bytes().take(4).take_while(u8::is_ascii_digit).count();
    ((1..4).contains(&digits) && rest[1 + digits..].starts_with(']')).then_some(digits + 2)
}

/// Longest stretch in brackets that counts as an aside within a sentence.
const MAX_ASIDE: usize = 400;

/// Outermost bracketed stretches of the paragraph, in order.
fn brackets(text: &str, paragraph: &Range<usize>) -> Vec<Range<usize>> {
    let mut brackets = Vec::new();
    let mut depth = 0_usize;
    let mut open = paragraph.start;
    for (offset, character) in text[paragraph.clone()].char_indices() {
        let offset = paragraph.start + offset;
        if depth > 0 && offset - open > MAX_ASIDE {
            depth = 0;
        }
        match character {
            '(' | '[' => {
                if depth == 0 {
                    open = offset;
                }
                depth += 1;
            }
            ')' | ']' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    brackets.push(open..offset + 1);
                }
            }
            _ => {}
        }
    }
    brackets
}

/// Longest quotation that may be a title or a single term.
const MAX_TITLE: usize = 40;

/// Whether a quotation within a sentence that begins at `start` looks like a title ("Oh! Calcutta") rather than speech.
fn is_title(text: &str, quotation: &Range<usize>, start: usize) -> bool {
    let before = text[start.min(quotation.start)..quotation.start].trim_end();
    quotation.len() <= MAX_TITLE && before.ends_with(char::is_alphanumeric)
}
