//! Interviews that show their questions by nothing but place: paragraphs of a question each, answers between them.

use super::verbatim::Paragraph;
use crate::prepare::Prepared;
use std::ops::Range;

/// Questions that make an interview. Fewer may be an author's own.
const FEWEST: usize = 3;
/// Most words of a question.
const LONGEST: usize = 45;

/// For each paragraph, the question mark that shows its question; none where the article is no interview.
///
/// Who is asked is addressed and answers for himself, without quotation marks.
pub(super) fn questions(prepared: &Prepared, paragraphs: &[Paragraph]) -> Vec<Option<Range<usize>>> {
    let quoted = prepared.quoted();
    let says = |paragraph: &Paragraph, persons: &[&str]| {
        paragraph.words.clone().any(|word| persons.contains(&prepared.word(word).to_lowercase().as_str()))
    };
    let plain = |paragraph: &Paragraph| paragraph.is_body() && !quoted[paragraph.words.start];
    let mut found: Vec<Option<Range<usize>>> = vec![None; paragraphs.len()];
    let (mut addressed, mut answered, mut count) = (0, 0, 0);
    for (index, pair) in paragraphs.windows(2).enumerate() {
        let [question, answer] = pair else { continue };
        let mark = question.words.end.saturating_sub(1);
        if plain(question) && question.words.len() <= LONGEST && prepared.word(mark) == "?" && plain(answer) {
            found[index] = Some(mark..mark + 1);
            count += 1;
            addressed += usize::from(says(question, &["you", "your"]));
            answered += usize::from(says(answer, &["i", "we", "my", "our", "me", "us"]));
        }
    }
    if count >= FEWEST && 2 * addressed > count && 2 * answered > count { found } else { vec![None; paragraphs.len()] }
}
