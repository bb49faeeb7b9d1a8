use super::{Quotation, Sentence};
use crate::error::ArticleError;
use std::ops::Range;
use tokenizers::Tokenizer;

/// A word or punctuation mark as split by the tokenizer's pre-tokenizer: the unit that the heads label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Byte range in the text.
    pub span: Range<usize>,
    /// Index of its sentence.
    pub sentence: usize,
    /// Range of its word pieces among the article's pieces.
    pub pieces: Range<usize>,
}

/// Splits the sentences into words and word pieces; returns the words and the id of every piece.
pub(super) fn words(
    tokenizer: &Tokenizer,
    text: &str,
    sentences: &[Sentence],
) -> Result<(Vec<Word>, Vec<u32>), ArticleError> {
    let mut words: Vec<Word> = Vec::new();
    let mut pieces = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        let encoding = tokenizer
            .encode(&text[sentence.span.clone()], false)
            .map_err(|error| ArticleError::Tokenize { reason: error.to_string() })?;
        let mut last = None;
        for ((&id, &(start, end)), &word) in
            encoding.get_ids().iter().zip(encoding.get_offsets()).zip(encoding.get_word_ids())
        {
            let piece = pieces.len();
            pieces.push(id);
            let end = sentence.span.start + end;
            match words.last_mut() {
                Some(open) if last.is_some() && word == last => {
                    open.span.end = open.span.end.max(end);
                    open.pieces.end = piece + 1;
                }
                _ => words.push(Word {
                    span: sentence.span.start + start..end,
                    sentence: index,
                    pieces: piece..piece + 1,
                }),
            }
            last = word;
        }
    }
    Ok((words, pieces))
}

/// Number of segment ids: quoted or not, three kinds of case, three positions (within a sentence, at its start, at the
/// start of a paragraph).
///
/// BERT's segment embedding (`token_type_ids`) thus carries what uncased word pieces do not show, at no cost. Before
/// training, the base model's first row is copied to all of them.
pub const SEGMENTS: usize = 2 * CASES * STARTS;
const CASES: usize = 3;
const STARTS: usize = 3;

/// The segment id of every word, less than [`SEGMENTS`].
pub(super) fn segments(text: &str, words: &[Word], sentences: &[Sentence], quotations: &[Quotation]) -> Vec<u8> {
    let mut outermost = quotations.iter().filter(|quotation| quotation.depth == 0).peekable();
    let mut before: Option<&Word> = None;
    words
        .iter()
        .map(|word| {
            while outermost.next_if(|quotation| quotation.span.end <= word.span.start).is_some() {}
            let quoted = outermost.peek().is_some_and(|quotation| quotation.span.start <= word.span.start);
            let start = match before {
                Some(before) if before.sentence == word.sentence => 0,
                Some(before) if sentences[before.sentence].paragraph == sentences[word.sentence].paragraph => 1,
                _ => 2,
            };
            before = Some(word);
            let segment = usize::from(quoted) + 2 * (case(&text[word.span.clone()]) + CASES * start);
            segment as u8
        })
        .collect()
}

/// 2 for a word of several letters that are all capitals, 1 for any other whose first letter is a capital, otherwise 0.
fn case(word: &str) -> usize {
    let mut letters = word.chars().filter(|character| character.is_alphabetic());
    match (letters.next(), letters.next()) {
        (Some(first), _) if !first.is_uppercase() => 0,
        (Some(_), Some(second)) if second.is_uppercase() && letters.all(char::is_uppercase) => 2,
        (Some(_), _) => 1,
        (None, _) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::case;

    #[test]
    fn case_is_told_from_letters_alone() {
        for (word, expected) in [("said", 0), ("Larsen", 1), ("NATO", 2), ("A", 1), ("3.5", 0), ("iPhone", 0), ("É", 1)]
        {
            assert_eq!(case(word), expected, "{word}");
        }
    }
}
