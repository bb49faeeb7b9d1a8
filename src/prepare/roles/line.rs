/// A sentence or line, with the properties that the rules use.
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// The text in lower case with plain quotation marks, without brackets and bullets at its start; cut at
    /// [`MAX_LINE`] characters.
    pub(super) lower: String,
    /// Number of words separated by white space, at most [`MAX_WORDS`].
    pub(super) words: usize,
}

/// No rule looks at a line beyond this many characters.
const MAX_LINE: usize = 400;
/// Words are counted up to this number.
const MAX_WORDS: usize = 120;

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let bare = text.trim_start_matches(|character: char| {
            character.is_whitespace()
                || matches!(
                    character,
                    '(' | '[' | '{' | '*' | '_' | '•' | '·' | '|' | '-' | '–' | '—' | '>' | '»' | '~' | '#'
                )
        });
        let lower = bare
            .chars()
            .take(MAX_LINE)
            .map(|character| match character {
                '‘' | '’' | '`' | '´' => '\'',
                '“' | '”' => '"',
                '\u{a0}' | '\u{202f}' => ' ',
                other => other,
            })
            .flat_map(char::to_lowercase)
            .collect();
        Self { text, lower, words: text.split_whitespace().take(MAX_WORDS).count() }
    }
}

/// Whether the text ends in final punctuation, ignoring closing marks and brackets.
pub(super) fn ends_finally(text: &str) -> bool {
    text.trim_end_matches([')', ']', '"', '\'', '”', '’', '»', '*', '_', ' '])
        .ends_with(['.', '!', '?', '…', '。', '！', '？', ':'])
}

/// The words of a text in lower case, without punctuation, for comparing lines.
pub(super) fn normalized(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for word in text.split(|character: char| !character.is_alphanumeric() && !matches!(character, '\'' | '’')) {
        let start = normal.len();
        normal.extend(word.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase));
        if normal.len() > start {
            normal.push(' ');
        }
    }
    normal.truncate(normal.trim_end().len());
    normal
}

/// Whether all words except articles, conjunctions and prepositions are capitalized, as in a title.
pub(super) fn is_title_case(text: &str) -> bool {
    const SMALL: &[&str] = &[
        "a", "an", "and", "as", "at", "but", "by", "de", "for", "from", "in", "into", "la", "nor", "of", "off", "on",
        "or", "per", "the", "to", "v", "via", "vs", "with", "x",
    ];
    let mut capitals = 0;
    for word in text.split_whitespace() {
        let word = word.trim_matches(|character: char| !character.is_alphanumeric());
        if word.starts_with(char::is_lowercase) {
            if !SMALL.contains(&word) {
                return false;
            }
        } else if word.starts_with(char::is_uppercase) {
            capitals += 1;
        }
    }
    capitals > 0
}

/// Whether all letters are capitals.
pub(super) fn is_all_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}
