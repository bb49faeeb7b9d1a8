//! Undoes damage from copying and storing before the text is analysed: UTF-8 that was read as Windows-1252 ("â€œ"), and
//! zero-width characters within words. Results still refer to the original text.

use std::ops::Range;

/// The original text, and how the analysed text differs from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The original text.
    pub text: String,
    /// The changes, in order.
    edits: Vec<Edit>,
}

/// Several characters replaced by one, or one character removed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    /// Byte range in the analysed text.
    analysed: Range<usize>,
    /// Byte range in the original text.
    given: Range<usize>,
}

impl Damage {
    /// Converts a byte range of the analysed text to one of the original text.
    pub fn given(&self, analysed: &Range<usize>) -> Range<usize> {
        // Characters removed at an edge are left outside the range.
        let start = self.edits.partition_point(|edit| edit.analysed.end <= analysed.start);
        let end = self.edits.partition_point(|edit| edit.analysed.start < analysed.end).max(start);
        self.shifted(start, analysed.start)..self.shifted(end, analysed.end)
    }

    /// The original offset of a byte of the analysed text that comes after the first `edits` edits.
    fn shifted(&self, edits: usize, byte: usize) -> usize {
        match edits.checked_sub(1).map(|last| &self.edits[last]) {
            Some(edit) => edit.given.end + (byte - edit.analysed.end),
            None => byte,
        }
    }

    /// Converts a byte range of the original text to one of the analysed text.
    pub fn analysed(&self, given: &Range<usize>) -> Range<usize> {
        let place = |byte: usize| {
            let before = self.edits.partition_point(|edit| edit.given.end <= byte);
            let at = match before.checked_sub(1).map(|last| &self.edits[last]) {
                Some(edit) => edit.analysed.end + (byte - edit.given.end),
                None => byte,
            };
            self.edits.get(before).map_or(at, |next| at.min(next.analysed.start))
        };
        place(given.start)..place(given.end)
    }
}

/// The repaired text and the damage; `None` where there is none.
pub(super) fn repair(text: &str) -> Option<(String, Damage)> {
    if text.is_ascii() {
        return None;
    }
    let certain = text.contains("â€");
    let mut analysed = String::with_capacity(text.len());
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let Some((length, meant)) = damaged(&text[at..], first, certain) else {
            analysed.push(first);
            at += first.len_utf8();
            continue;
        };
        let start = analysed.len();
        analysed.extend(meant);
        edits.push(Edit { analysed: start..analysed.len(), given: at..at + length });
        at += length;
    }
    (!edits.is_empty()).then(|| (analysed, Damage { text: text.to_owned(), edits }))
}

/// Length in bytes of the damage at the start of `rest`, and the intended character; `first` is its first character.
fn damaged(rest: &str, first: char, certain: bool) -> Option<(usize, Option<char>)> {
    match first {
        // Soft hyphen, zero-width space, word joiner, byte order mark.
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => Some((first.len_utf8(), None)),
        'â' | 'ð' | 'ï' | 'Ã' | 'Â' => misread(rest, certain).map(|(length, meant)| (length, Some(meant))),
        _ => None,
    }
}

/// Decodes UTF-8 read as Windows-1252 at the start of `rest`. Only the lead characters that English texts need are
/// recognised, in combinations that do not otherwise occur. A quotation mark after "Ã" or "Â" may be a real one, unless
/// it is `certain` that the text is damaged.
fn misread(rest: &str, certain: bool) -> Option<(usize, char)> {
    let mut characters = rest.chars();
    let count = match (characters.next()?, characters.next()?) {
        ('â', '€' | '‚' | '„') | ('ï', '»') => 3,
        ('ð', 'Ÿ') => 4,
        ('Ã' | 'Â', '‘' | '’' | '“' | '”' | '‚' | '„' | '‹' | '›' | '«' | '»') if !certain => {
            return None;
        }
        ('Ã' | 'Â', _) => 2,
        _ => return None,
    };
    let mut bytes = Vec::with_capacity(count);
    let mut length = 0;
    for character in rest.chars().take(count) {
        let Some(byte) = windows_1252(character) else { break };
        bytes.push(byte);
        length += character.len_utf8();
    }
    let whole = std::str::from_utf8(&bytes).ok().and_then(|meant| meant.chars().next());
    if let Some(meant) = whole {
        return Some((length, meant));
    }
    // The third byte of a closing mark is undefined in Windows-1252 and gets lost.
    rest.starts_with("â€").then_some(("â€".len(), '”'))
}

/// The byte that Windows-1252 shows as this character.
fn windows_1252(character: char) -> Option<u8> {
    const FROM_80: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    let in_gap = FROM_80.chars().zip(0x80..).find(|&(shown, _)| shown == character);
    in_gap.map(|(_, byte)| byte).or_else(|| u8::try_from(u32::from(character)).ok())
}

#[cfg(test)]
mod tests {
    use super::repair;
    use crate::prepare::paragraphs::tests::hostile_text;
    use proptest::prelude::*;

    fn repaired(text: &str) -> String {
        repair(text).map_or_else(|| text.to_owned(), |(analysed, _)| analysed)
    }

    #[test]
    fn misread_characters_become_what_was_meant() {
        for (given, meant) in [
            ("â€œNo,â€\u{9d} he said.", "“No,” he said."),
            ("â€œNo,â€ he said.", "“No,” he said."),
            ("It isnâ€™t â€“ at the cafÃ©.", "It isn’t – at the café."),
            ("It cost Â£5 andÂ\u{a0}more, or â‚¬6.", "It cost £5 and\u{a0}more, or €6."),
            ("ðŸ˜€ï»¿", "😀\u{feff}"),
            ("â€œÃ“laf,â€ he said.", "“Ólaf,” he said."),
            ("Lom\u{ad}vik\u{200b} har\u{ad}bour", "Lomvik harbour"),
        ] {
            assert_eq!(repaired(given), meant);
        }
    }

    #[test]
    fn whole_text_stays_as_it_is() {
        for text in ["Plain.", "The château, the IRMÃ” and 5° “ÂNGELA”.", "“It’s fine,” said Zoë. Naïve…"]
        {
            assert_eq!(repair(text), None, "{text}");
        }
    }

    #[test]
    fn places_in_the_repaired_text_are_places_in_the_given_one() {
        let text = "\u{ad}Ann â€œLar\u{ad}senâ€ said\u{ad} so.";
        let (analysed, damage) = repair(text).expect("damage");
        for (part, given) in [("Ann", "Ann"), ("“Larsen”", "â€œLar\u{ad}senâ€"), ("said", "said"), (" so.", " so.")]
        {
            let start = analysed.find(part).expect("a part");
            let found = damage.given(&(start..start + part.len()));
            assert_eq!(&text[found.clone()], given);
            assert_eq!(&analysed[damage.analysed(&found)], part);
        }
    }

    proptest! {
        #[test]
        fn places_lie_on_characters(text in hostile_text(), damage in "(â€œ|\u{ad}|Ã©|â€|ðŸ){0,5}") {
            let text = text + &damage;
            if let Some((analysed, damage)) = repair(&text) {
                let places: Vec<usize> = analysed.char_indices().map(|(at, _)| at).chain([analysed.len()]).collect();
                for pair in places.windows(2) {
                    let given = damage.given(&(pair[0]..pair[1]));
                    prop_assert!(text.get(given.clone()).is_some());
                    prop_assert_eq!(damage.analysed(&given), pair[0]..pair[1]);
                }
            }
        }
    }
}
