//! Whether content is a statement, which can be true or false, or only the topic of what was said.

use super::phrase::{Phrase, has, starts};
use crate::lexicon::{EVENTS, TOPICS};

/// Words that are the verb of a clause, or its auxiliary.
const FINITE: [&str; 33] = [
    "is", "are", "was", "were", "am", "be", "been", "being", "has", "have", "had", "do", "does", "did", "will",
    "would", "can", "could", "may", "might", "must", "shall", "should", "'s", "'re", "'m", "'ve", "'ll", "'d", "said",
    "says", "say", "not",
];
/// Words that begin a noun phrase.
const DETERMINERS: [&str; 26] = [
    "the", "a", "an", "his", "her", "its", "their", "our", "my", "your", "this", "that", "these", "those", "any",
    "some", "no", "such", "more", "what", "it", "both", "all", "many", "much", "further",
];
/// Words that carry no information on their own.
const EMPTY: [&str; 13] =
    ["it", "this", "that", "so", "them", "him", "her", "comment", "what", "these", "those", "who", "which"];
const BEFORE_TOPICS: [&str; 8] = ["of", "about", "on", "with", "at", "regarding", "into", "over"];
const PREPOSITIONS: [&str; 12] =
    ["of", "about", "on", "for", "to", "with", "at", "from", "by", "regarding", "into", "over"];
const RELATIVES: [&str; 6] = ["who", "which", "that", "what", "whom", "where"];
/// Nouns for statements that are made elsewhere.
const STATEMENTS: [&str; 16] = [
    "allegation",
    "allegations",
    "claim",
    "claims",
    "charge",
    "charges",
    "accusation",
    "accusations",
    "report",
    "reports",
    "rumor",
    "rumors",
    "rumour",
    "rumours",
    "suggestion",
    "suggestions",
];
/// From this many words on, content mostly has a verb, even if no verb is recognised.
const LONG: usize = 9;

/// Whether the content is a clause or a quotation, or a noun phrase that describes a state of affairs.
pub(super) fn is_statement(phrase: &Phrase) -> bool {
    let Phrase { cue, content, .. } = phrase;
    let Some(first) = content.first().map(String::as_str) else { return false };
    if phrase.mostly_quoted {
        return true;
    }
    if cue.is_empty() {
        return content.len() > 1 || phrase.finished;
    }
    if content.len() == 1 && EMPTY.contains(&first) {
        return false;
    }
    let named = content.last().is_some_and(|last| STATEMENTS.contains(&last.as_str()));
    if named && content.len() <= 4 && !has(content, &FINITE) {
        return false;
    }
    let gerund = first.ends_with("ing") && !first.ends_with("thing") && content.len() > 1;
    let clause = content.len() > 2 && ["whether", "that", "if", "how", "why"].contains(&first);
    if first == "to" && content.len() > 1 || clause {
        return true;
    }
    let event = cue.iter().any(|word| EVENTS.has(word));
    if is_topic(phrase, first, event) && !gerund {
        return false;
    }
    // What somebody says is a clause, even if its verb is not recognised.
    let said = says(phrase);
    let ends_of = cue.last().is_some_and(|word| word == "of");
    has(content, &FINITE)
        || gerund
        || starts(content, 5)[1..].iter().any(|word| word == "to") && !ends_of
        || content.len() > 5 && content[1..].iter().any(|word| word.len() > 4 && word.ends_with("ed"))
        || phrase.characterizes
        || event
        || said
        || content.len() >= LONG
}

/// Whether the content lacks a verb and so says too little: "the issue a “red line”", "much".
pub(super) fn is_fragment(phrase: &Phrase) -> bool {
    let Phrase { content, .. } = phrase;
    let verb = |word: &String| {
        FINITE.contains(&word.as_str())
            || word == "to"
            || word.len() > 4 && (word.ends_with("ed") || word.ends_with("ing"))
    };
    let tells = content.iter().any(verb);
    let whole = phrase.mostly_quoted && content.len() > 3;
    !tells && !whole && !says(phrase)
}

/// Whether the cue has a verb that takes a clause: "says", "told reporters".
fn says(phrase: &Phrase) -> bool {
    const VERBS: [&str; 26] = [
        "say",
        "says",
        "said",
        "saying",
        "tell",
        "tells",
        "told",
        "add",
        "adds",
        "added",
        "think",
        "thinks",
        "thought",
        "believe",
        "believes",
        "believed",
        "claim",
        "claims",
        "claimed",
        "insists",
        "insisted",
        "explains",
        "explained",
        "argues",
        "argued",
        "according",
    ];
    phrase.content.len() > 2 && has(&phrase.cue, &VERBS)
}

/// Whether the content is a noun phrase that only names what the cue is about.
fn is_topic(phrase: &Phrase, first: &str, event: bool) -> bool {
    let Phrase { cue, content, .. } = phrase;
    let last = cue.last().map_or("", String::as_str);
    let nominal = DETERMINERS.contains(&first) || phrase.capital || PREPOSITIONS.contains(&last);
    let early = starts(content, 6);
    let verb = early.iter().position(|word| FINITE.contains(&word.as_str()));
    let relative = verb.is_some_and(|verb| has(&early[..verb], &RELATIVES));
    let about = cue.iter().any(|word| TOPICS.has(word)) || BEFORE_TOPICS.contains(&last) && !event;
    about && !phrase.characterizes && nominal && (verb.is_none() || relative)
}
