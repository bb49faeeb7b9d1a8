//! The statements of an article: its claims, split where one says several things.

use super::evidence::{Words, denies};
use super::nested::{self, Cut};
use super::voices::Voices;
use crate::sources;
use fancy_regex::Regex;
use saidso::record::{Assertion, ClaimRecord, Record, Role};
use std::sync::LazyLock;

/// A statement of fewer words says too little to be matched with others.
const LEAST_WORDS: usize = 4;

/// One thing that a voice says in an article, or leaves unsaid.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    /// Index of the article.
    pub(super) article: usize,
    /// Index of the claim in its record.
    pub(super) claim: usize,
    /// Index of the voice that says it.
    pub(super) voice: usize,
    /// Indices of everyone who passes it on, including the voice that says it.
    pub(super) chain: Vec<usize>,
    /// How the voice presents it.
    pub(super) assertion: Assertion,
    /// The words of the attribution that show this.
    pub(super) cue: Option<String>,
    /// The words; a subject taken from another part of the claim precedes them in square brackets.
    pub(super) text: String,
    /// The features extracted from the words.
    pub(super) words: Words,
}

impl Statement {
    /// Whether the voice commits to it, by saying that it is so or that it is not.
    pub(super) fn is_claimed(&self) -> bool {
        matches!(self.assertion, Assertion::Asserted | Assertion::Denied)
    }
}

/// The statements of a record, with who makes them. Left out are headlines, which repeat what the body says, mostly
/// without naming anyone; mere topics, unless a source leaves them unsaid; and one of each pair of a report and what
/// it reports.
pub(super) fn statements(record: &Record, article: usize, voices: &mut Voices) -> Vec<Statement> {
    let mut cuts: Vec<Cut> =
        record.claims.iter().enumerate().filter_map(|(index, claim)| cut(record, index, claim)).collect();
    nested::keep_one(&mut cuts);
    let mut statements = Vec::new();
    for Cut { index, claim, attribution, assertion, parts } in cuts {
        if parts.is_empty() {
            continue;
        }
        let voice = voices.of(record, article, claim.source.as_deref());
        let mut chain: Vec<usize> =
            claim.sources.iter().map(|source| voices.of(record, article, Some(source.as_str()))).collect();
        if !chain.contains(&voice) {
            chain.push(voice);
        }
        let cue = attribution.map(|attribution| attribution.cue.text.clone());
        statements.extend(parts.into_iter().map(|text| Statement {
            article,
            claim: index,
            voice,
            chain: chain.clone(),
            assertion,
            cue: cue.clone(),
            words: Words::new(&text, assertion == Assertion::Denied),
            text,
        }));
    }
    statements
}

/// What a claim says, unless it is left out.
fn cut<'r>(record: &'r Record, index: usize, claim: &'r ClaimRecord) -> Option<Cut<'r>> {
    let headline = claim
        .sentences
        .iter()
        .all(|&index| record.sentences.get(index).is_some_and(|sentence| sentence.role == Role::Headline));
    let source = claim.source.as_ref().and_then(|id| record.sources.iter().find(|source| source.id == *id));
    let attribution =
        claim.attribution.as_ref().and_then(|id| record.attributions.iter().find(|attribution| attribution.id == *id));
    if headline || source.is_some_and(sources::is_nobody) || (attribution.is_some() && claim.source.is_none()) {
        return None;
    }
    // Records of version 1 do not state the assertion, so it is taken from the cue.
    let assertion = claim.assertion.unwrap_or_else(|| {
        let denied = attribution.is_some_and(|attribution| denies(&attribution.cue.text));
        if denied { Assertion::Denied } else { Assertion::Asserted }
    });
    let unsaid = assertion == Assertion::Unsaid;
    if claim.propositional == Some(false) && !unsaid {
        return None;
    }
    let text = claim.standalone.as_deref().unwrap_or(&claim.text);
    let parts = if unsaid {
        vec![tidy(text).to_owned()]
    } else {
        let says_enough = |part: &String| Words::new(part, false).count() >= LEAST_WORDS;
        parts(text).into_iter().filter(says_enough).collect()
    };
    Some(Cut { index, claim, attribution, assertion, parts })
}

/// A claim's text, split between its sentences and before clauses that continue with "and had …", "and that …" or
/// "but …". A clause that begins with an auxiliary gets the subject of the clause before it.
fn parts(text: &str) -> Vec<String> {
    static CUT: LazyLock<Regex> = LazyLock::new(|| Regex::new(CUT_PATTERN).expect("a valid pattern"));
    let mut parts: Vec<&str> = vec![];
    let mut start = 0;
    for cut in CUT.find_iter(text).filter_map(Result::ok) {
        let (before, after) = (&text[start..cut.start()], &text[cut.end()..]);
        if [before, after].iter().all(|part| part.split_whitespace().count() >= LEAST_WORDS) {
            parts.push(before);
            start = cut.end();
        }
    }
    parts.push(&text[start..]);
    let mut subject: Option<&str> = None;
    let mut complete = Vec::new();
    for part in parts.into_iter().map(tidy).filter(|part| !part.is_empty()) {
        complete.push(match subject {
            Some(subject) if begins_with_auxiliary(part) => format!("[{}] {part}", subject.replace(['[', ']'], "")),
            _ => {
                subject = subject_of(part);
                part.to_owned()
            }
        });
    }
    complete
}

/// Where claims are cut.
const CUT_PATTERN: &str = r#"(?x)
    (?<=[.!?]["”’]) \s+ (?:…\s+)? (?=["“‘]?\p{Lu})
    | (?<=[.!?]) \s+ (?:…\s+)? (?=["“‘]?\p{Lu})
    | \s+ … \s+ (?=["“‘]?\p{Lu})
    | ; \s+
    | ,? \s+ (?: and | but ) \s+ (?= (?: that | had | has | have | was | were | would | will | is | are | did | does ) \b )
    | , \s+ (?: and | but | while | whereas ) \s+"#;

const AUXILIARIES: [&str; 12] =
    ["had", "has", "have", "was", "were", "would", "will", "is", "are", "did", "does", "could"];
/// Subjects are rarely longer than this; longer ones contain a verb that is not in the list of auxiliaries.
const LONGEST_SUBJECT: usize = 6;

fn begins_with_auxiliary(part: &str) -> bool {
    part.split_whitespace().next().is_some_and(|word| AUXILIARIES.contains(&word))
}

/// The words before the first auxiliary.
fn subject_of(part: &str) -> Option<&str> {
    let words: Vec<&str> = part.split_whitespace().take(LONGEST_SUBJECT + 1).collect();
    let auxiliary = words.iter().position(|word| AUXILIARIES.contains(word)).filter(|&index| index > 0)?;
    let end = words[auxiliary].as_ptr() as usize - part.as_ptr() as usize;
    Some(part[..end].trim_end())
}

/// The part without surrounding quotation marks and "that"; the mark that ends a quotation inside it stays.
fn tidy(part: &str) -> &str {
    let part = part.trim().trim_end_matches([',', ';']);
    let part = part.strip_prefix("that ").unwrap_or(part);
    let marks = |character: char| matches!(character, '"' | '“' | '”');
    let count = part.chars().filter(|&character| marks(character)).count();
    let quoted = part.starts_with(marks) && part.ends_with(marks) && count == 2;
    let lone = count == 1 && (part.starts_with(marks) || part.ends_with(marks));
    if quoted || lone { part.trim_matches(marks).trim_end_matches(',') } else { part }
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn claims_are_cut_into_what_they_say() {
        for (text, expected) in [
            (
                "she had called for the crossing to be reopened and had complained that four drivers were being held",
                vec![
                    "she had called for the crossing to be reopened",
                    "[she] had complained that four drivers were being held",
                ],
            ),
            (
                "“They talked about us for twenty minutes,” … “Nobody asked us what the queue costs.”",
                vec!["They talked about us for twenty minutes", "Nobody asked us what the queue costs."],
            ),
            ("that Strand had telephoned and wept", vec!["Strand had telephoned and wept"]),
            ("the closure was a \"sanitary measure\"", vec!["the closure was a \"sanitary measure\""]),
            ("\"The sky,\" … \"is blue\"", vec!["\"The sky,\" … \"is blue\""]),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }
}
