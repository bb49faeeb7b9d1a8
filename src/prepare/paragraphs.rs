use std::ops::Range;

/// Finds the paragraphs of a text: its lines, without surrounding white space.
///
/// News texts usually have one paragraph per line, with or without blank lines between. Texts from mail, wires and old
/// archives are wrapped at a column instead; there a line break counts as a space unless the line ends early.
pub(crate) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let lines = lines(text);
    let Some(width) = wrap_width(text, &lines) else {
        return stanzas(text, &lines);
    };
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in &lines {
        match (paragraphs.last_mut(), before) {
            (Some(open), Some(before)) if joins(before, line) && is_full(text, before, line, width) => {
                open.end = line.span.end;
            }
            _ => paragraphs.push(line.span.clone()),
        }
        before = Some(line);
    }
    paragraphs
}

/// Widest line of verse, in characters.
const MAX_VERSE: usize = 70;
/// Most lines of a stanza.
const MAX_STANZA: usize = 16;

/// Makes each line a paragraph, except that in a text with blank lines between paragraphs, the lines of a stanza that
/// begins with a still unclosed quotation mark form one paragraph.
fn stanzas(text: &str, lines: &[Line]) -> Vec<Range<usize>> {
    let is_parted = lines.iter().any(|line| line.after_blank);
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut first = 0;
    for (index, line) in lines.iter().enumerate() {
        match paragraphs.last_mut() {
            Some(open)
                if is_parted
                    && !line.after_blank
                    && line.width.max(lines[index - 1].width) <= MAX_VERSE
                    && index - first < MAX_STANZA
                    && !text[line.span.clone()].starts_with(['“', '"'])
                    && is_open_quotation(&text[open.clone()]) =>
            {
                open.end = line.span.end;
            }
            _ => {
                paragraphs.push(line.span.clone());
                first = index;
            }
        }
    }
    paragraphs
}

/// Whether a text begins with a quotation mark and does not close it.
fn is_open_quotation(text: &str) -> bool {
    match text.chars().next() {
        Some('“') => !text.contains('”'),
        Some('"') => text.matches('"').count() == 1,
        _ => false,
    }
}

/// A line that is not blank.
struct Line {
    /// Byte range in the text, without surrounding white space.
    span: Range<usize>,
    /// Number of characters in `span`.
    width: usize,
    /// Whether a blank line precedes it.
    after_blank: bool,
    /// Whether it begins with white space.
    indented: bool,
}

/// Widest column at which texts are wrapped; a text with longer lines has one paragraph per line.
const MAX_WRAP: usize = 100;
/// A text with narrower lines is a list or a poem.
const MIN_WRAP: usize = 50;

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut breaks = 0;
    let mut start = 0;
    while start < text.len() {
        let rest = &text[start..];
        let length = rest.find(is_line_break).unwrap_or(rest.len());
        let line = &rest[..length];
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let indent = line.len() - line.trim_start().len();
            lines.push(Line {
                span: start + indent..start + indent + trimmed.len(),
                width: trimmed.chars().count(),
                after_blank: breaks > 1,
                indented: indent > 0,
            });
            breaks = 0;
        }
        let after = &rest[length..];
        let skip = if after.starts_with("\r\n") { 2 } else { after.chars().next().map_or(0, char::len_utf8) };
        breaks += 1;
        start += length + skip;
    }
    lines
}

/// The line breaks that Unicode calls mandatory.
fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The column at which the text is wrapped, if it is.
///
/// In wrapped text, nearly every line followed by another is so long that the next line's first word did not fit, and
/// few of these lines end with sentence punctuation.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    // A line without white space may be a URL that could not be wrapped.
    let wrappable = lines.iter().filter(|line| text[line.span.clone()].contains(char::is_whitespace));
    let width = wrappable.map(|line| line.width).max()?;
    if !(MIN_WRAP..=MAX_WRAP).contains(&width) {
        return None;
    }
    let (mut joints, mut full, mut finished) = (0, 0, 0);
    for pair in lines.windows(2) {
        if joins(&pair[0], &pair[1]) {
            joints += 1;
            full += usize::from(is_full(text, &pair[0], &pair[1], width));
            finished += usize::from(text[pair[0].span.clone()].ends_with(['.', '!', '?', '"', '”', '…']));
        }
    }
    (joints >= 4 && full * 10 >= joints * 7 && finished * 2 < joints).then_some(width)
}

/// Whether only a line break separates the two lines, without a blank line or a new indent.
fn joins(before: &Line, line: &Line) -> bool {
    !line.after_blank && (!line.indented || before.indented)
}

/// Whether the first word of `line` would hardly have fitted on the previous line.
fn is_full(text: &str, before: &Line, line: &Line, width: usize) -> bool {
    let first = text[line.span.clone()].split_whitespace().next().map_or(0, |word| word.chars().take(width).count());
    (before.width + 1 + first) * 100 > width * 85
}

#[cfg(test)]
pub(super) mod tests {
    use super::paragraphs;
    use proptest::prelude::*;

    /// Texts of the characters and words that the rules of this stage test for, in any order, mixed with arbitrary
    /// characters.
    pub(in crate::prepare) fn hostile_text() -> impl Strategy<Value = String> {
        const PARTS: &[&str] = &[
            "\"",
            "'",
            "“",
            "”",
            "‘",
            "’",
            "``",
            "''",
            ",,",
            "„",
            "«",
            "»",
            "‹",
            "›",
            "「",
            "」",
            "″",
            "′′",
            ".",
            "...",
            "…",
            "!",
            "?",
            "。",
            "U.S.",
            "Mr.",
            "J.",
            "Inc.",
            "p.m.",
            "No.",
            "1.",
            "3.5",
            "(",
            ")",
            "[",
            "]",
            " ",
            " ",
            "\u{a0}",
            "\n",
            "\r\n",
            "\n\n",
            "\u{2028}",
            "\u{2029}",
            "\u{feff}",
            "-",
            "—",
            "•",
            ":",
            "a",
            "A",
            "é",
            "İ",
            "ẞ",
            "ß",
            "字",
            "𝒜",
            "e\u{301}",
            "👩‍👩‍👧",
            "\u{202e}",
            "said",
            "The",
            "Ann Larsen",
            "don't",
            "workers'",
            "'90s",
            "12\"",
            "By ",
            "Photo by ",
            "Follow us",
            "@a",
            "http://a.b",
            "I'm ",
            "is a writer",
        ];
        let part = prop_oneof![
            8 => proptest::sample::select(PARTS).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
    }

    fn texts(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn every_kind_of_line_break_ends_a_paragraph() {
        let cases: [(&str, &[&str]); 6] = [
            ("", &[]),
            (" \n \r\n", &[]),
            ("One.\n\n\nTwo.", &["One.", "Two."]),
            ("  One. \r\nTwo.\r\n", &["One.", "Two."]),
            ("One.\u{2029}Two.\u{2028}Three.", &["One.", "Two.", "Three."]),
            ("A headline\nA first sentence. And a second.", &["A headline", "A first sentence. And a second."]),
        ];
        for (text, expected) in cases {
            assert_eq!(texts(text), expected, "{text:?}");
        }
    }

    const WRAPPED: &str = "\
The harbour of Lomvik will stay closed until the spring, because the ice
that broke its outer wall in January has not melted, and because nobody
has found the money that the repair would cost, the council said in
a letter on Monday.

\"We cannot send ships into it,\" said Ann Larsen, who has run the port
for eleven years and who warned of the ice in the autumn. She asked the
fishermen to be patient.
";

    #[test]
    fn a_line_break_of_wrapped_text_is_a_blank() {
        let found = texts(WRAPPED);
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("The harbour") && found[0].ends_with("on Monday."));
        assert!(found[1].starts_with("\"We cannot") && found[1].ends_with("be patient."));
    }

    #[test]
    fn a_line_that_ends_early_ends_a_paragraph_of_wrapped_text() {
        let text = format!("Ice keeps harbour closed\nBy Jane Doe\n{WRAPPED}");
        assert_eq!(texts(&text)[..2], ["Ice keeps harbour closed", "By Jane Doe"]);
        assert_eq!(texts(&text).len(), 4);
    }

    #[test]
    fn an_indented_line_begins_a_paragraph_of_wrapped_text() {
        let text = WRAPPED.replace("\n\n", "\n    ");
        assert_eq!(texts(&text).len(), 2);
    }

    #[test]
    fn the_lines_of_a_quoted_stanza_are_one_paragraph() {
        let text = "He sang:\n\n“The ice comes in,\nthe ice goes out,\n\n“and we stay here.”\nNobody clapped.";
        let expected = ["He sang:", "“The ice comes in,\nthe ice goes out,", "“and we stay here.”", "Nobody clapped."];
        assert_eq!(texts(text), expected);
    }

    #[test]
    fn short_paragraphs_without_blank_lines_are_not_wrapped_text() {
        let lines = [
            "The harbour of Lomvik will stay closed until the spring.",
            "The ice broke its outer wall in January, and it has not melted.",
            "Nobody has found the money that the repair would cost.",
            "\"We cannot send ships into it,\" said Ann Larsen on Monday.",
            "She asked the fishermen of the whole coast to be patient now.",
            "They said that they would wait, but not beyond the first of May.",
        ];
        assert_eq!(texts(&lines.join("\n")), lines);
    }

    proptest! {
        #[test]
        fn paragraphs_cover_all_that_is_not_white_space(text in hostile_text()) {
            let mut end = 0;
            for span in paragraphs(&text) {
                prop_assert!(text[end..span.start].trim().is_empty());
                let paragraph = &text[span.clone()];
                prop_assert!(!paragraph.is_empty() && paragraph == paragraph.trim());
                end = span.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }
}
