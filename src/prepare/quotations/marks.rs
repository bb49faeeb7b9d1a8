//! Marks that may be quotation marks, and the costs of reading each as an opening mark, a closing mark or neither.

use std::ops::Range;

/// The family of a mark; marks pair only within their family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Double marks and guillemets.
    Double,
    /// Single marks, which may be apostrophes.
    Single,
}

/// A mark and its costs, which are comparable between marks; 10 is strong evidence against a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) span: Range<usize>,
    pub(super) family: Family,
    pub(super) open: u32,
    pub(super) close: u32,
    pub(super) ignore: u32,
    /// Whether it is at the start of a sentence, like the mark that reopens a quotation in its next paragraph.
    pub(super) starts_sentence: bool,
}

/// A mark as written, with the nearest characters before and after it that are not marks.
struct Raw {
    span: Range<usize>,
    before: Option<char>,
    after: Option<char>,
}

/// Finds the marks of a paragraph, in order.
pub(super) fn marks(text: &str, paragraph: &Range<usize>) -> Vec<Mark> {
    let raws = raws(text, paragraph);
    let german = raws.iter().any(|raw| matches!(&text[raw.span.clone()], "„" | ",,"));
    raws.iter().filter_map(|raw| Context { text, paragraph, raw, german }.mark()).collect()
}

fn raws(text: &str, paragraph: &Range<usize>) -> Vec<Raw> {
    let content = &text[paragraph.clone()];
    let mut raws: Vec<Raw> = Vec::new();
    let mut skip_to = 0;
    let mut before = None;
    for (offset, character) in content.char_indices() {
        if offset < skip_to {
            continue;
        }
        let Some(length) = mark_length(&content[offset..], character) else {
            before = Some(character);
            continue;
        };
        skip_to = offset + length;
        let start = paragraph.start + offset;
        raws.push(Raw { span: start..start + length, before, after: None });
    }
    // All marks of a run share the character after the run.
    let mut after: Option<(usize, Option<char>)> = None;
    for raw in raws.iter_mut().rev() {
        let following = match after {
            Some((start, character)) if start == raw.span.end => character,
            _ => text[raw.span.end..paragraph.end].chars().next(),
        };
        raw.after = following;
        after = Some((raw.span.start, following));
    }
    raws
}

/// Length in bytes of the mark at the start of `rest`; `first` is its first character.
fn mark_length(rest: &str, first: char) -> Option<usize> {
    match first {
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '‚' | '‛' | '‹' | '›' | '″' => {
            Some(first.len_utf8())
        }
        // A closing mark that was meant as an opening one.
        '‘' if rest.starts_with("‘’") => Some("‘’".len()),
        // Two single marks make a double one; so may two commas or primes.
        '\'' | '`' | '‘' | '’' | ',' | '′' => {
            let length = first.len_utf8();
            let doubled = rest[length..].starts_with(first);
            let single = !matches!(first, ',' | '′');
            if doubled { Some(2 * length) } else { single.then_some(length) }
        }
        _ => None,
    }
}

/// Which way a mark faces, by the characters around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facing {
    Opening,
    Closing,
    Either,
}

/// Costs of reading a mark as an opening mark, a closing mark, and neither.
type Costs = (u32, u32, u32);

struct Context<'a> {
    text: &'a str,
    paragraph: &'a Range<usize>,
    raw: &'a Raw,
    german: bool,
}

impl Context<'_> {
    fn mark(&self) -> Option<Mark> {
        let facing = self.facing();
        let written = &self.text[self.raw.span.clone()];
        let (family, (open, close, ignore)) = match self.double(written, facing) {
            Some(costs) => (Family::Double, costs),
            // Two commas that do not open a quotation.
            None if written == ",," => return None,
            None if self.is_apostrophe() => return None,
            None => (Family::Single, self.single(written, facing)),
        };
        let starts_sentence = facing == Facing::Opening && self.follows_sentence();
        Some(Mark { span: self.raw.span.clone(), family, open, close, ignore, starts_sentence })
    }

    /// The costs of a double mark.
    fn double(&self, written: &str, facing: Facing) -> Option<Costs> {
        // Inches and seconds.
        let digit_before = self.raw.before.is_some_and(|character| character.is_ascii_digit());
        let costs = match (written, facing) {
            ("\"", Facing::Closing | Facing::Either) | ("''" | "’’" | "″" | "′′", _) if digit_before => {
                (30, 2, 3)
            }
            ("\"", Facing::Opening) => (0, 20, 25),
            ("”", Facing::Opening) => (5, 10, 25),
            ("\"", Facing::Closing) | ("”", _) => (60, 0, 25),
            ("\"", Facing::Either) => (3, 3, 7),
            ("“" | "‟", Facing::Opening) if self.german => (5, 5, 25),
            ("“" | "‟", _) if self.german => (30, 0, 25),
            // Marks typed the wrong way round.
            ("“" | "‟" | "„", Facing::Closing) => (10, 5, 25),
            ("“" | "‟" | "„", _) => (0, 30, 25),
            ("«", Facing::Closing) => (10, 3, 20),
            ("«", _) => (0, 15, 20),
            ("»", Facing::Opening) => (3, 10, 20),
            ("»", _) => (15, 0, 20),
            ("「" | "『", _) => (0, 40, 25),
            ("」" | "』", _) => (40, 0, 25),
            ("``" | "‘‘" | "‘’", _) => (0, 30, 20),
            ("''" | "’’", Facing::Opening) => (5, 20, 10),
            ("''" | "’’", Facing::Closing) => (30, 0, 10),
            ("''" | "’’", Facing::Either) => (10, 5, 10),
            ("″" | "′′", _) => (30, 5, 2),
            (",,", Facing::Opening) => (5, 40, 5),
            _ => return None,
        };
        Some(costs)
    }

    /// The costs of a single mark.
    fn single(&self, written: &str, facing: Facing) -> Costs {
        match (written, facing) {
            ("‹", _) => (0, 10, 15),
            ("›", _) => (10, 0, 15),
            ("‘" | "‛" | "‚", _) => self.opening_single(facing),
            ("’", Facing::Opening) => (20, 20, 0),
            ("`", Facing::Opening) => (3, 20, 5),
            ("`", _) => (30, 5, 5),
            ("'", Facing::Opening) if self.begins_shortened_word() => (8, 20, 1),
            ("'", Facing::Opening) => (3, 20, 10),
            ("'", Facing::Either) => (8, 8, 3),
            _ => self.closing_single(),
        }
    }

    fn follows_sentence(&self) -> bool {
        let mut before = self.head().chars().rev();
        before.next().is_some_and(char::is_whitespace)
            && before.next().is_some_and(|end| matches!(end, '.' | '!' | '?' | '…'))
    }

    fn facing(&self) -> Facing {
        let space_before = self.raw.before.is_none_or(char::is_whitespace);
        let left = space_before
            || self.raw.before.is_some_and(|before| {
                matches!(before, '(' | '[' | '{' | '/' | '|' | '>' | '*' | '_') || is_dash(before)
            });
        let right = self.raw.after.is_none_or(|after| is_right(after) || is_dash(after));
        // An omission at the beginning of a quotation.
        let omission = space_before && self.starts_with_omission();
        match (left, right) {
            (true, true) if omission => Facing::Opening,
            (true, false) => Facing::Opening,
            (false, true) => Facing::Closing,
            (true, true) | (false, false) => Facing::Either,
        }
    }

    fn starts_with_omission(&self) -> bool {
        let rest = &self.text[self.raw.span.end..self.paragraph.end];
        rest.starts_with("..") || rest.starts_with('[') || rest.starts_with('…') || rest.starts_with(". .")
    }

    /// Whether the mark is inside a word: "don't", "o'clock".
    fn is_apostrophe(&self) -> bool {
        let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        is_word(self.previous()) && is_word(self.rest().chars().next()) || self.is_shortened_and()
    }

    /// The "'n'" of "rock 'n' roll", whose marks are apostrophes.
    fn is_shortened_and(&self) -> bool {
        let is_mark = |character: char| matches!(character, '\'' | '‘' | '’');
        let mut rest = self.rest().chars();
        let first = rest.next();
        let second = rest.next();
        if matches!(first, Some('n' | 'N')) && second.is_some_and(is_mark) {
            return self.previous().is_none_or(char::is_whitespace);
        }
        let mut head = self.head().chars().rev();
        matches!(head.next(), Some('n' | 'N'))
            && head.next().is_some_and(is_mark)
            && head.next().is_none_or(char::is_whitespace)
            && first.is_none_or(char::is_whitespace)
    }

    fn opening_single(&self, facing: Facing) -> Costs {
        match facing {
            Facing::Closing => (30, 5, 5),
            _ if self.rest().starts_with(|character: char| character.is_ascii_digit())
                && self.begins_shortened_word() =>
            {
                (20, 30, 0)
            }
            _ if self.begins_shortened_word() => (8, 30, 2),
            _ => (0, 30, 15),
        }
    }

    fn closing_single(&self) -> Costs {
        let after = self.raw.after;
        let ends_clause = after.is_none_or(|after| !after.is_whitespace() && is_right(after));
        let (close, ignore) = match self.raw.before {
            // Feet and minutes.
            Some(before) if before.is_ascii_digit() => (5, if ends_clause { 4 } else { 1 }),
            Some(before) if !before.is_alphanumeric() => (0, 15),
            _ if self.ends_like_possessive() && ends_clause => (2, 4),
            _ if self.ends_like_possessive() => (6, 1),
            _ if ends_clause => (1, 8),
            _ => (2, 6),
        };
        (30, close, ignore)
    }

    /// A decade ("'90s") or a word without its first letters.
    fn begins_shortened_word(&self) -> bool {
        let word: String = self.rest().chars().take_while(|character| character.is_alphanumeric()).take(8).collect();
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 2 && matches!(&word[2..], "" | "s" | "S") {
            return true;
        }
        SHORTENED_AT_START.iter().any(|shortened| word.eq_ignore_ascii_case(shortened))
    }

    /// A plural possessive ("the workers' rights") or a word without its last letter ("goin'").
    fn ends_like_possessive(&self) -> bool {
        let head = self.head();
        let start = head.char_indices().rev().take(24).take_while(|(_, character)| character.is_alphabetic()).last();
        let word = start.map_or("", |(start, _)| &head[start..]);
        let lower = word.to_lowercase();
        lower.ends_with(['s', 'z', 'x'])
            || lower.len() > 4 && lower.ends_with("in")
            || SHORTENED_AT_END.contains(&lower.as_str())
    }

    /// The character directly before the mark.
    fn previous(&self) -> Option<char> {
        self.head().chars().next_back()
    }

    fn head(&self) -> &str {
        &self.text[self.paragraph.start..self.raw.span.start]
    }

    fn rest(&self) -> &str {
        &self.text[self.raw.span.end..self.paragraph.end]
    }
}

/// Words whose first letters an apostrophe replaces.
const SHORTENED_AT_START: &[&str] = &[
    "em", "til", "till", "tis", "twas", "cause", "cos", "coz", "bout", "round", "n", "nuff", "nother", "ere", "un",
    "sup", "gainst",
];
/// Words whose last letters an apostrophe replaces.
const SHORTENED_AT_END: &[&str] = &["o", "an", "th", "ol", "wi", "lil", "mo", "po"];

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '‐' | '‑' | '–' | '—' | '―')
}

/// Whether the character typically follows a closing mark.
fn is_right(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '…' | '/' | '|' | '*' | '_' | '<')
}
