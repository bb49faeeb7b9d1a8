//! Interviews whose questions are shown only by their position: paragraphs of one question each, with answers between
//! them.

use super::verbatim::Paragraph;
use crate::prepare::Prepared;
use std::ops::Range;

/// Minimum number of questions in an interview. Fewer may be the author's own.
const FEWEST: usize = 3;
/// Maximum number of words in a question.
const LONGEST: usize = 45;

/// For each paragraph that is a question, its question mark; all `None` if the article is not an interview.
///
/// Questions address the person interviewed, who answers in the first person without quotation marks.
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
