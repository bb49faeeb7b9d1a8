//! Makes text of unknown origin safe to display.

use std::borrow::Cow;
use std::fmt::Write;

/// Maximum number of combining marks shown on one character. No writing system uses that many; more would cover
/// neighbouring characters and take a renderer minutes.
const MOST_MARKS: usize = 8;

/// Removes everything that a terminal would interpret, that reorders neighbouring characters, or that piles up over
/// them: control characters become their pictures; explicit directions and surplus combining marks are spelled out.
/// White space of any kind becomes a single space.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let mut sanitized = String::with_capacity(text.len().min(1 << 16));
    let (mut marks, mut space) = (0, false);
    for character in text.chars() {
        if is_mark(character) {
            marks += 1;
            if marks <= MOST_MARKS {
                sanitized.push(character);
            }
            space = false;
            continue;
        }
        tell_surplus(&mut sanitized, marks);
        marks = 0;
        if character.is_whitespace() {
            if !space {
                sanitized.push(' ');
            }
        } else {
            push(&mut sanitized, character);
        }
        space = character.is_whitespace();
    }
    tell_surplus(&mut sanitized, marks);
    Cow::Owned(sanitized)
}

/// The same for a cell of a table: what is very long is cut, since laying out a cell takes time that grows with the square
/// of its length.
pub(crate) fn cell(text: &str) -> String {
    const MOST: usize = 5_000;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => sanitize(&text[..end]).into_owned() + "…",
        None => sanitize(text).into_owned(),
    }
}

/// [`sanitize`] for messages, except that lines, spaces and combining marks stay as they are; no message has many marks.
pub fn sanitize_message(text: &str) -> Cow<'_, str> {
    if text.chars().all(|character| is_plain(character) || character == '\n') {
        return Cow::Borrowed(text);
    }
    let mut sanitized = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\n' { sanitized.push(character) } else { push(&mut sanitized, character) }
    }
    Cow::Owned(sanitized)
}

fn push(sanitized: &mut String, character: char) {
    match character {
        '\0'..='\x1f' => sanitized.extend(char::from_u32(0x2400 + u32::from(character))),
        '\x7f' => sanitized.push('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            // Writing to a string cannot fail.
            let _ = write!(sanitized, "⟨U+{:04X}⟩", u32::from(character));
        }
        other => sanitized.push(other),
    }
}

fn tell_surplus(sanitized: &mut String, marks: usize) {
    if marks > MOST_MARKS {
        let _ = write!(sanitized, "⟨{} more marks⟩", marks - MOST_MARKS);
    }
}

/// Whether a character can be kept without looking at its neighbours.
fn is_plain(character: char) -> bool {
    matches!(character, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}')
}

/// Characters drawn on top of the previous one: without a width of their own, but not joiners or variation selectors,
/// which emoji need, and not direction marks.
fn is_mark(character: char) -> bool {
    unicode_width::UnicodeWidthChar::width(character) == Some(0)
        && !matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{cell, sanitize, sanitize_message};
    use proptest::prelude::*;
    use std::borrow::Cow;

    #[test]
    fn messages_keep_their_lines_and_nothing_that_a_terminal_obeys() {
        let plain = "saidso: a  table\n  of “two” lines\n";
        assert!(matches!(sanitize_message(plain), Cow::Borrowed(same) if same == plain));
        let hostile = "a\u{1b}]0;b\u{7}\r\u{202e}c\u{9b}2J\nd\u{301}";
        assert_eq!(sanitize_message(hostile), "a␛]0;b␇␍⟨U+202E⟩c⟨U+009B⟩2J\nd\u{301}");
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in ["“Żółw – 30 €,” said Ólafur.", "שלום", "नमस्ते", "👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️", "Việt Nam e\u{301}"]
        {
            assert_eq!(sanitize(text), text);
        }
        assert!(matches!(sanitize("plain “text”"), Cow::Borrowed(_)));
        assert_eq!(cell(&"é".repeat(5_000)), "é".repeat(5_000));
        assert_eq!(cell(&"é".repeat(300_000)).chars().count(), 5_001);
    }

    #[test]
    fn what_a_terminal_obeys_is_shown() {
        assert_eq!(sanitize("a\x1b[31mb\x07\u{9b}c\x7f"), "a␛[31mb␇⟨U+009B⟩c␡");
        assert_eq!(sanitize("a\u{202e}b\u{2066}c"), "a⟨U+202E⟩b⟨U+2066⟩c");
        assert_eq!(sanitize("a\n\t  b\u{2028}c\r\n"), "a b c ");
    }

    #[test]
    fn marks_do_not_pile_up() {
        let piled = format!("a{}b", "\u{301}".repeat(1_000_000));
        assert_eq!(sanitize(&piled), format!("a{}⟨999992 more marks⟩b", "\u{301}".repeat(8)));
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left(text in any::<String>()) {
            let sanitized = sanitize(&text);
            let harmful = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            prop_assert!(!sanitized.contains(harmful));
        }

        #[test]
        fn taming_twice_changes_nothing_more(text in any::<String>()) {
            let once = sanitize(&text).into_owned();
            prop_assert_eq!(sanitize(&once), once.as_str());
        }
    }
}
