//! Spans of a text, in the units and pieces that the formats require.

use std::ops::Range;

/// Spans in the order of the text; spans separated only by white space are joined.
pub(super) fn joined(spans: &[Range<usize>], text: &str) -> Vec<Range<usize>> {
    let mut sorted = spans.to_vec();
    sorted.sort_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for span in sorted {
        match joined.last_mut() {
            Some(last) if span.start <= last.end || text[last.end..span.start].trim().is_empty() => {
                last.end = last.end.max(span.end);
            }
            _ => joined.push(span),
        }
    }
    joined
}

/// The pieces of a span between line breaks, without surrounding white space.
pub(super) fn lines(span: &Range<usize>, text: &str) -> Vec<Range<usize>> {
    let mut start = span.start;
    text[span.clone()]
        .split_inclusive(is_line_break)
        .filter_map(|line| {
            let at = start;
            start += line.len();
            let words = line.trim();
            let from = at + line.len() - line.trim_start().len();
            (!words.is_empty()).then(|| from..from + words.len())
        })
        .collect()
}

/// Every character that some reader may treat as a line break.
pub(super) fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Text on one line.
pub(super) fn on_one_line(text: &str) -> String {
    text.split(|character: char| is_line_break(character) || character == '\t')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Converts byte offsets to UTF-16 code units, which Java counts in.
pub(super) struct Utf16<'t> {
    text: &'t str,
    /// The number of units before a byte, recorded at the first character boundary from each multiple of 64 bytes on.
    counts: Vec<(usize, usize)>,
}

const STRIDE: usize = 64;

impl<'t> Utf16<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut counts = vec![(0, 0)];
        let mut units = 0;
        for (byte, character) in text.char_indices() {
            if byte >= counts.len() * STRIDE {
                counts.push((byte, units));
            }
            units += character.len_utf16();
        }
        Self { text, counts }
    }

    /// The number of units before a byte, which must be a character boundary.
    pub(super) fn unit(&self, byte: usize) -> usize {
        let at = self.counts.partition_point(|&(known, _)| known <= byte) - 1;
        let (known, units) = self.counts[at];
        units + self.text[known..byte].encode_utf16().count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_part_spans_and_white_space_joins_them() {
        let text = "one \n two\r\n\r\nthree four";
        let whole = 0..text.len();
        let pieces = lines(&whole, text);
        assert_eq!(pieces.iter().map(|piece| &text[piece.clone()]).collect::<Vec<_>>(), ["one", "two", "three four"]);
        assert_eq!(joined(&pieces, text), [whole]);
        assert_eq!(joined(&[6..9, 0..2], text), [0..2, 6..9]);
        assert!(lines(&(3..5), text).is_empty());
    }

    #[test]
    fn utf_16_agrees_with_encoding_the_text_before() {
        let text = "“Zażółć” 🦀 — ".repeat(20) + "ascii";
        let units = Utf16::new(&text);
        for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
            assert_eq!(units.unit(byte), text[..byte].encode_utf16().count());
        }
    }
}
