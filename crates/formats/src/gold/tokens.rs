//! Texts as words and punctuation marks.

use std::ops::Range;

/// Words and punctuation marks of a text: runs of letters, digits and underscores, and every other character that is
/// not white space.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    spans: Vec<Range<usize>>,
    is_word: Vec<bool>,
}

/// Indices of tokens, in ascending order.
pub type TokenSet = Vec<usize>;

impl Tokens {
    /// Tokenises a text; offsets are in bytes.
    pub fn new(text: &str) -> Self {
        let mut tokens = Self::default();
        for (start, character) in text.char_indices() {
            let end = start + character.len_utf8();
            let is_word = character.is_alphanumeric() || character == '_';
            match (tokens.spans.last_mut(), tokens.is_word.last()) {
                (Some(last), Some(true)) if is_word && last.end == start => last.end = end,
                _ if character.is_whitespace() => {}
                _ => {
                    tokens.spans.push(start..end);
                    tokens.is_word.push(is_word);
                }
            }
        }
        tokens
    }

    /// Bytes of a token.
    pub fn span(&self, token: usize) -> Range<usize> {
        self.spans[token].clone()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The tokens that a span overlaps.
    pub fn range(&self, span: &Range<usize>) -> Range<usize> {
        overlapped(&self.spans, span)
    }

    /// The tokens that any of the spans overlaps.
    pub fn covered(&self, spans: &[Range<usize>]) -> TokenSet {
        let mut tokens: TokenSet = spans.iter().flat_map(|span| self.range(span)).collect();
        if spans.len() > 1 {
            tokens.sort_unstable();
            tokens.dedup();
        }
        tokens
    }

    /// The words among some tokens.
    pub fn words(&self, tokens: &[usize]) -> TokenSet {
        tokens.iter().copied().filter(|&token| self.is_word[token]).collect()
    }
}

/// Indices of the spans that `span` overlaps; `spans` are sorted and do not overlap each other.
pub fn overlapped(spans: &[Range<usize>], span: &Range<usize>) -> Range<usize> {
    let first = spans.partition_point(|token| token.end <= span.start);
    first..spans.partition_point(|token| token.start < span.end).max(first)
}

/// How many tokens two sets share.
pub fn shared(one: &[usize], other: &[usize]) -> usize {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut count = 0;
    while let (Some(a), Some(b)) = (one.peek(), other.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => {
                one.next();
            }
            std::cmp::Ordering::Greater => {
                other.next();
            }
            std::cmp::Ordering::Equal => {
                count += 1;
                one.next();
                other.next();
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::{Tokens, shared};

    #[test]
    fn words_and_marks_are_told_apart() {
        let text = "“Ça va,” l_1 said—twice.";
        let tokens = Tokens::new(text);
        let found: Vec<&str> = (0..tokens.len()).map(|token| &text[tokens.span(token)]).collect();
        assert_eq!(found, ["“", "Ça", "va", ",", "”", "l_1", "said", "—", "twice", "."]);
        let all = tokens.covered(std::slice::from_ref(&(0..text.len())));
        assert_eq!(tokens.words(&all), [1, 2, 5, 6, 8]);
    }

    #[test]
    fn spans_cover_what_they_touch() {
        let tokens = Tokens::new("one two, three");
        assert_eq!(tokens.covered(&[6..9, 0..1, 2..5]), [0, 1, 2]);
        assert_eq!(tokens.covered(std::slice::from_ref(&(3..4))), [0usize; 0]);
        assert_eq!(shared(&[0, 1, 2, 9], &[1, 2, 3]), 2);
    }
}
