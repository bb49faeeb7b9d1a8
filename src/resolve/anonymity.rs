//! Why a source is not named, where the text says so.

use super::tokens::Tokens;
use std::collections::HashMap;
use std::ops::Range;

/// Words that ask for anonymity.
const REQUESTS: [&str; 14] = [
    "anonymity",
    "not to be named",
    "not to be identified",
    "not be named",
    "not be identified",
    "declined to be named",
    "declined to be identified",
    "not authorised to",
    "not authorized to",
    "unauthorised to",
    "unauthorized to",
    "withheld",
    "on background",
    "did not want to be named",
];
/// Words that begin a reason.
const REASONS: [&str; 9] = [
    "because ",
    "citing ",
    "since ",
    "for fear ",
    "out of fear ",
    "fearing ",
    "in order to ",
    "to discuss ",
    "to speak ",
];

/// The reasons for anonymity in an article's sentences. Each sentence is searched once, however many sources it
/// names.
pub(super) struct Reasons<'t> {
    tokens: &'t Tokens<'t>,
    known: HashMap<usize, Option<Range<usize>>>,
}

impl<'t> Reasons<'t> {
    pub(super) fn new(tokens: &'t Tokens<'t>) -> Self {
        Self { tokens, known: HashMap::new() }
    }

    /// The first reason given in a sentence that names a source.
    pub(super) fn of(&mut self, mentions: &[Range<usize>]) -> Option<Range<usize>> {
        let Self { tokens, known } = self;
        mentions.iter().find_map(|mention| {
            let sentence = tokens.all[mention.start].sentence;
            let search = || in_sentence(tokens.text, tokens.prepared.sentences[sentence].span.clone());
            known.entry(sentence).or_insert_with(search).clone()
        })
    }
}

fn in_sentence(text: &str, sentence: Range<usize>) -> Option<Range<usize>> {
    // Only ASCII letters change case here, so byte offsets stay valid.
    let lower = text[sentence.clone()].to_ascii_lowercase();
    let (request, words) = REQUESTS.iter().filter_map(|words| Some((lower.find(words)?, *words))).min()?;
    let after = request + words.len();
    let begins = REASONS.iter().filter_map(|reason| Some(after + lower[after..].find(reason)?)).min();
    let start = match begins {
        Some(start) => start,
        // That somebody is not authorised to speak is itself the reason.
        None if words.contains("uthori") => request,
        None => return None,
    };
    let ends = |c: char| matches!(c, ',' | '.' | ';' | '"' | '“' | '”' | '—');
    let end = lower[start..].find(ends).map_or(lower.len(), |length| start + length);
    let end = start + lower[start..end].trim_end().len();
    Some(sentence.start + start..sentence.start + end)
}

#[cfg(test)]
mod tests {
    use super::in_sentence;

    #[test]
    fn the_reason_is_what_follows_the_request() {
        for (text, reason) in [
            (
                "The officials, who asked not to be identified because the talks are confidential, said no.",
                Some("because the talks are confidential"),
            ),
            ("An aide, who was not authorized to speak publicly, said no.", Some("not authorized to speak publicly")),
            ("She spoke on condition of anonymity for fear of losing her job.", Some("for fear of losing her job")),
            ("He spoke on condition of anonymity.", None),
            ("He said no because he could.", None),
        ] {
            assert_eq!(in_sentence(text, 0..text.len()).map(|bytes| &text[bytes]), reason, "{text}");
        }
    }
}
