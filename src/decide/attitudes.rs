//! Sentences in which the author says what they hold: "I have never trusted him", "What on earth was he thinking?" On
//! the training articles, 27 of 28 such sentences outside brackets are opinion.

use crate::prepare::Prepared;
use std::ops::Range;

/// Words between "I" and the verb.
const BETWEEN: [&str; 16] =
    ["'", "’", "ve", "m", "have", "had", "do", "did", "am", "was", "never", "not", "always", "really", "still", "also"];
/// Verbs and adjectives for holding something to be so, good or bad.
const HOLDING: [&str; 28] = [
    "think",
    "believe",
    "trust",
    "trusted",
    "love",
    "loved",
    "hate",
    "hated",
    "doubt",
    "suspect",
    "admire",
    "despise",
    "agree",
    "disagree",
    "adore",
    "loathe",
    "regret",
    "resent",
    "dislike",
    "hope",
    "fear",
    "glad",
    "sorry",
    "proud",
    "convinced",
    "certain",
    "sick",
    "tired",
];

/// Whether the words outside quotation marks and brackets state the author's attitude. `said`: whether each word is
/// quoted, or attributed to somebody.
pub(super) fn states(prepared: &Prepared, words: &Range<usize>, said: impl Fn(usize) -> bool) -> bool {
    let mut depth = 0_usize;
    let own: Vec<usize> = words
        .clone()
        .filter(|&index| {
            match prepared.word(index) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && !said(index)
        })
        .collect();
    let text: Vec<&str> = own.iter().map(|&index| prepared.word(index)).collect();
    let wonders = text.windows(3).any(|next| {
        ["what", "why", "how", "who", "where"].contains(&next[0].to_lowercase().as_str())
            && next[1..] == ["on", "earth"]
    });
    let holds = text.iter().enumerate().filter(|(_, word)| **word == "I").any(|(place, _)| {
        let mut rest = text[place + 1..].iter().skip_while(|word| BETWEEN.contains(word));
        let verb = rest.next();
        // "When I think of the team" recalls.
        verb.is_some_and(|verb| HOLDING.contains(verb)) && (verb != Some(&"think") || rest.next() != Some(&"of"))
    });
    holds || wonders
}

#[cfg(test)]
mod tests {
    use super::super::tests::prepare;
    use super::states;

    #[test]
    fn what_the_author_holds_is_told_from_what_the_author_does_or_quotes() {
        for (text, expected) in [
            ("I have never trusted a man who irons his jeans.", true),
            ("I'm tired of it.", true),
            ("What on earth was he thinking?", true),
            ("When I think of Lomvik, I think of rain.", false),
            ("I asked him why he had come.", false),
            ("He told me that “I love it here” was a song.", false),
            ("The jars (I hope they are clean) stand on the shelf.", false),
        ] {
            let prepared = prepare(text);
            let quoted = prepared.quoted();
            let words = 0..prepared.words.len();
            assert_eq!(states(&prepared, &words, |word| quoted[word]), expected, "{text}");
        }
    }
}
