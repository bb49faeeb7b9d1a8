use std::ops::Range;

/// The parts of a text between double quotation marks. Used to evaluate attributions in the same way for every
/// system, whatever the system itself takes for a quotation.
#[derive(Debug)]
pub(super) struct Quoted<'t> {
    text: &'t str,
    /// From an opening mark through its closing one, or the end of the paragraph.
    spans: Vec<Range<usize>>,
}

const MARKS: [char; 6] = ['"', '“', '”', '„', '«', '»'];
/// Marks that always open a quotation.
const OPENING: [char; 3] = ['“', '„', '«'];

impl<'t> Quoted<'t> {
    /// Pairs the marks of each line from left to right.
    pub(super) fn new(text: &'t str) -> Self {
        let mut spans = Vec::new();
        let mut line_start = 0;
        for line in text.split('\n') {
            let mut opened: Option<usize> = None;
            for (at, mark) in line.char_indices().filter(|(_, character)| MARKS.contains(character)) {
                match opened {
                    Some(start) if !OPENING.contains(&mark) => {
                        spans.push(line_start + start..line_start + at + mark.len_utf8());
                        opened = None;
                    }
                    _ => opened = Some(at),
                }
            }
            if let Some(start) = opened {
                spans.push(line_start + start..line_start + line.len());
            }
            line_start += line.len() + 1;
        }
        Self { text, spans }
    }

    /// Whether a byte is between quotation marks.
    pub(super) fn holds(&self, byte: usize) -> bool {
        let next = self.spans.partition_point(|span| span.end <= byte);
        self.spans.get(next).is_some_and(|span| span.start <= byte)
    }

    /// Whether one of the spans has a mark in it or next to it, ignoring spaces and tabs.
    pub(super) fn touches(&self, spans: &[Range<usize>]) -> bool {
        let blank = |character: &char| matches!(character, ' ' | '\t');
        spans.iter().any(|span| {
            let inside = &self.text[span.clone()];
            let before = self.text[..span.start].chars().rev().find(|character| !blank(character));
            let after = self.text[span.end..].chars().find(|character| !blank(character));
            inside.contains(MARKS)
                || inside.contains("''")
                || inside.contains("``")
                || before.into_iter().chain(after).any(|character| MARKS.contains(&character))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Quoted;

    #[test]
    fn marks_pair_within_a_line() {
        let text = "He said \"yes\" and “no\nthen\" left";
        let quoted = Quoted::new(text);
        let at = |what: &str| text.find(what).unwrap();
        assert!(quoted.holds(at("yes")) && quoted.holds(at("no")) && quoted.holds(at(" left")));
        assert!(!quoted.holds(at("and")) && !quoted.holds(at("then")));
        assert!(quoted.touches(std::slice::from_ref(&(at("yes")..at("yes") + 3))));
        assert!(!quoted.touches(std::slice::from_ref(&(0..2))));
    }
}
