//! The text split into tokens as names need them: "O’Neill", "Jo-Renee", "U.S." and "J." are one each.

use crate::prepare::Prepared;
use crate::record::Role;
use std::ops::Range;

/// Second parts of compounds that are not names: "Paris-born".
const ENDINGS: [&str; 10] = ["born", "led", "run", "style", "era", "wide", "like", "held", "bound", "old"];

/// A word, or another character that is not white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Byte range in the text, without a possessive ending.
    pub(super) span: Range<usize>,
    /// Index of its sentence.
    pub(super) sentence: usize,
    /// Whether it has letters or digits.
    pub(super) is_word: bool,
    /// Whether a possessive ending follows.
    pub(super) possessive: bool,
    /// Whether it begins its sentence, or follows an opening quotation mark or a colon.
    pub(super) initial: bool,
}

/// An article's tokens.
pub(super) struct Tokens<'p> {
    pub(super) prepared: &'p Prepared,
    pub(super) text: &'p str,
    pub(super) all: Vec<Token>,
}

impl<'p> Tokens<'p> {
    pub(super) fn new(prepared: &'p Prepared) -> Self {
        let text = &prepared.article.text;
        let mut all = Vec::new();
        for (index, sentence) in prepared.sentences.iter().enumerate() {
            let mut at = sentence.span.start;
            let mut initial = true;
            while at < sentence.span.end {
                let token = token(text, at..sentence.span.end, index, initial);
                let Some((token, next)) = token else { break };
                initial = if token.is_word { false } else { initial || opens(&text[token.span.clone()]) };
                at = next;
                all.push(token);
            }
        }
        Self { prepared, text, all }
    }

    /// A token's text.
    pub(super) fn of(&self, index: usize) -> &'p str {
        &self.text[self.all[index].span.clone()]
    }

    /// A token's text in lower case.
    pub(super) fn lower(&self, index: usize) -> String {
        self.of(index).to_lowercase()
    }

    /// The tokens within a range of bytes.
    pub(super) fn within(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.all.partition_point(|token| token.span.start < bytes.start);
        start..self.all.partition_point(|token| token.span.end <= bytes.end).max(start)
    }

    /// Whether a token and the next one in its sentence have only white space between them.
    pub(super) fn adjacent(&self, index: usize) -> bool {
        self.all.get(index + 1).is_some_and(|next| {
            let gap = self.all[index].span.end..next.span.start;
            !self.all[index].possessive && self.all[index].sentence == next.sentence && self.text[gap].trim().is_empty()
        })
    }

    /// Whether the token begins with a capital and is not a compound such as "Paris-born".
    pub(super) fn is_capital(&self, index: usize) -> bool {
        let word = self.of(index);
        let compound = word.rsplit_once('-').is_some_and(|(_, last)| {
            ENDINGS.contains(&last)
                || (last.starts_with(char::is_lowercase) && (last.ends_with("ed") || last.ends_with("ing")))
        });
        self.all[index].is_word && !compound && word.starts_with(|c: char| c.is_uppercase() || c == '@')
    }

    /// The text of a run of tokens, which must not be empty.
    pub(super) fn slice(&self, run: Range<usize>) -> &'p str {
        &self.text[self.all[run.start].span.start..self.all[run.end - 1].span.end]
    }

    /// Whether tokens are in a news agency's dateline: "VELLAN, June 3 (BCN) – ".
    pub(super) fn in_dateline(&self, name: &Range<usize>) -> bool {
        const LONGEST: usize = 14;
        let sentence = self.all[name.start].sentence;
        let first = self.all.partition_point(|token| token.sentence < sentence);
        let here = first..self.all.len().min(first + LONGEST);
        let dash = here.clone().skip(1).find(|&index| {
            matches!(self.of(index), "-" | "–" | "—")
                && self.of(index - 1) == ")"
                && self.all[index].sentence == sentence
        });
        dash.is_some_and(|dash| name.end <= dash)
    }

    /// The role of a token's sentence.
    pub(super) fn role(&self, index: usize) -> Role {
        self.prepared.sentences[self.all[index].sentence].role
    }
}

fn opens(mark: &str) -> bool {
    matches!(mark, "“" | "\"" | "‘" | "«" | "„" | ":")
}

/// The next token in a range of bytes, and where the one after it may begin.
fn token(text: &str, bytes: Range<usize>, sentence: usize, initial: bool) -> Option<(Token, usize)> {
    let rest = &text[bytes.clone()];
    let start = bytes.start + (rest.len() - rest.trim_start().len());
    let mut characters = text[start..bytes.end].char_indices().peekable();
    let (_, first) = characters.next()?;
    let handle = matches!(first, '@' | '#') && characters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
    if !first.is_alphanumeric() && !handle {
        let span = start..start + first.len_utf8();
        let next = span.end;
        return Some((Token { span, sentence, is_word: false, possessive: false, initial }, next));
    }
    let mut end = start + first.len_utf8();
    while let Some((offset, character)) = characters.next() {
        let follows = characters.peek().map(|(_, next)| *next);
        let word = &text[start..start + offset];
        let joins = match character {
            '.' => is_initials(word) || (is_short_title(word) && follows.is_none_or(char::is_whitespace)),
            '-' | '’' | '\'' | '_' | '&' => follows.is_some_and(char::is_alphanumeric),
            // Commas join digits: 1,200.
            ',' => word.ends_with(|c: char| c.is_ascii_digit()) && follows.is_some_and(|c| c.is_ascii_digit()),
            _ => character.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&character),
        };
        if !joins {
            break;
        }
        end = start + offset + character.len_utf8();
    }
    let word = &text[start..end];
    let stem = ["’s", "'s", "’S", "'S"].iter().find_map(|ending| word.strip_suffix(ending)).filter(|s| !s.is_empty());
    let plural = word.ends_with('s') && text[end..bytes.end].starts_with(['’', '\'']);
    let after = text[end..bytes.end].chars().nth(1);
    let possessive = stem.is_some() || (plural && after.is_none_or(char::is_whitespace));
    let span = start..start + stem.map_or(word.len(), str::len);
    let apostrophe =
        if possessive && stem.is_none() { text[end..].chars().next().map_or(0, char::len_utf8) } else { 0 };
    Some((Token { span, sentence, is_word: true, possessive, initial }, end + apostrophe))
}

/// Single letters separated by full stops: "J", "U.S".
fn is_initials(word: &str) -> bool {
    word.split('.').all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    })
}

fn is_short_title(word: &str) -> bool {
    const SHORT: [&str; 26] = [
        "Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov", "Gen", "Lt", "Col", "Maj", "Capt", "Sgt", "Prof", "Rev", "Hon",
        "Jr", "Sr", "St", "Supt", "Insp", "Adm", "Cmdr", "Atty", "Pres", "Fr",
    ];
    SHORT.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::token;

    fn words(text: &str) -> Vec<(String, bool)> {
        let (mut at, mut words) = (0, Vec::new());
        while let Some((token, next)) = token(text, at..text.len(), 0, true) {
            words.push((text[token.span].to_owned(), token.possessive));
            at = next;
        }
        words
    }

    #[test]
    fn what_belongs_to_a_name_is_one_word() {
        let plain = |text: &str| words(text).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(plain("Mr. O’Neill, of Jo-Renee & Co."), ["Mr.", "O’Neill", ",", "of", "Jo-Renee", "&", "Co", "."]);
        assert_eq!(plain("J. K. of the U.S. paid 1,200."), ["J.", "K.", "of", "the", "U.S.", "paid", "1,200", "."]);
        assert_eq!(plain("@nyc_paw: hi"), ["@nyc_paw", ":", "hi"]);
    }

    #[test]
    fn possessive_endings_are_left_out() {
        let ending = words("Strand’s office, the Hauliers' Association");
        assert_eq!(ending[0], ("Strand".to_owned(), true));
        assert_eq!(ending[4..], [("Hauliers".to_owned(), true), ("Association".to_owned(), false)]);
    }
}
