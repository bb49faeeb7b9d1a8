//! What a source does with the content attributed to it, and whether the content is a statement at all.
//!
//! Both are decided by the cue, the words before it and how the content begins and ends, following the definitions in
//! the label guide. The rules are in the guide's order: content that was left unsaid or denied must not pass for a
//! claim.

mod phrase;
mod statement;

use super::attributions::Attribution;
use crate::lexicon::{ASKING, ATTITUDES, DECLINING, DENYING, SAYING, SILENCE, SPEECH, WANTING};
use crate::prepare::Prepared;
use crate::record::Assertion;
use phrase::{Phrase, has, starts};

/// What a source does with its content, and whether the content is a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saying {
    /// What the source does with the content.
    pub assertion: Assertion,
    /// Whether it is a statement or a quotation.
    pub propositional: bool,
    /// Whether it says too little on its own because it has no verb.
    pub fragment: bool,
}

impl Saying {
    /// For an attribution; `quoted` is whether each word is inside quotation marks.
    pub(super) fn new(prepared: &Prepared, attribution: &Attribution, quoted: &[bool]) -> Self {
        let phrase = Phrase::new(prepared, attribution, quoted);
        Self {
            assertion: assertion(&phrase),
            propositional: statement::is_statement(&phrase),
            fragment: statement::is_fragment(&phrase),
        }
    }

    /// For a sentence in the author's own voice.
    pub fn of_author(sentence: &str) -> Self {
        let asks = phrase::is_question(sentence);
        Self {
            assertion: if asks { Assertion::Asked } else { Assertion::Asserted },
            propositional: true,
            fragment: false,
        }
    }
}

const NEGATIONS: [&str; 12] =
    ["not", "never", "no", "without", "neither", "nor", "none", "hardly", "nothing", "nobody", "barely", "little"];
const MODALS: [&str; 10] = ["would", "could", "might", "may", "should", "must", "can", "'d", "shall", "ought"];
const FUTURE: [&str; 3] = ["will", "'ll", "gonna"];
const QUESTION_WORDS: [&str; 12] =
    ["whether", "if", "why", "how", "what", "who", "when", "where", "which", "whom", "whose", "about"];

fn assertion(phrase: &Phrase) -> Assertion {
    let Phrase { cue, before, content, .. } = phrase;
    if cue.is_empty() {
        return if phrase.asks { Assertion::Asked } else { Assertion::Asserted };
    }
    let negation = Negation::new(phrase);
    if is_unsaid(phrase, &negation) {
        return Assertion::Unsaid;
    }
    if is_denied(phrase, &negation) {
        return Assertion::Denied;
    }
    let asks_what = asks_what(phrase);
    if plans_to_say(phrase) && !asks_what {
        return Assertion::Hypothetical;
    }
    let would = has(cue, &["would", "'d"]);
    if would && has(cue, &["like", "prefer", "love", "rather", "welcome", "hope"]) {
        return Assertion::Wanted;
    }
    let speaks = cue.iter().any(|word| SPEECH.has(word));
    let modal = has(cue, &MODALS) || has(cue, &FUTURE);
    let clause = before.iter().rev().take(9).take_while(|word| !matches!(word.as_str(), "," | ";" | ":"));
    let under_condition = clause.into_iter().any(|word| ["if", "unless", "suppose"].contains(&word.as_str()))
        || before.first().is_some_and(|word| word == "should");
    let would_say = modal && speaks && !asks_for(phrase) && !(phrase.first_person && has(cue, &MODALS));
    if under_condition || would_say {
        return Assertion::Hypothetical;
    }
    if phrase.quoted && is_imperative(content) {
        return Assertion::Wanted;
    }
    if phrase.wishes() {
        return Assertion::Wanted;
    }
    if asks_what || phrase.quoted && phrase.asks && phrase.single {
        return Assertion::Asked;
    }
    if is_wanted(phrase) {
        return Assertion::Wanted;
    }
    if cue.iter().any(|word| ASKING.has(word)) { Assertion::Asked } else { Assertion::Asserted }
}

/// Whether and where the cue is negated.
struct Negation<'p> {
    negated: bool,
    /// The words of the cue after the negation, or all of them.
    rest: &'p [String],
}

impl<'p> Negation<'p> {
    fn new(phrase: &'p Phrase) -> Self {
        let Phrase { cue, before, .. } = phrase;
        let within = cue.iter().position(|word| NEGATIONS.contains(&word.as_str()));
        let outside = match before.as_slice() {
            [.., last] if NEGATIONS.contains(&last.as_str()) => true,
            // "did not identify the men or say"
            [earlier @ .., last] if last == "or" => {
                let near = earlier.iter().rev().take(8).take_while(|word| !matches!(word.as_str(), ";" | ":"));
                near.into_iter().any(|word| word == "not")
            }
            [.., second, last] => ["not", "never", "no"].contains(&second.as_str()) && last != "," && last != ":",
            _ => false,
        };
        Self { negated: within.is_some() || outside || phrase.few, rest: &cue[within.map_or(0, |at| at + 1)..] }
    }
}

/// "did not mention", "declined to say", "had no comment", "is silent on".
fn is_unsaid(phrase: &Phrase, negation: &Negation<'_>) -> bool {
    let Phrase { cue, before, content, .. } = phrase;
    let says = |words: &[String]| words.iter().any(|word| SAYING.has(word));
    // "would not be drawn on"
    let is_drawn = has(negation.rest, &["drawn"]);
    let negated =
        negation.negated && (says(negation.rest) || is_drawn || negation.rest.is_empty() && says(starts(content, 3)));
    let neither = before.iter().rev().take(4).any(|word| word == "nor") && says(cue);
    let nothing = content.first().is_some_and(|word| word == "nothing") && says(cue);
    let declines = cue.iter().any(|word| DECLINING.has(word)) && {
        let of_saying = |word: &String| SAYING.has(word) && !DECLINING.has(word);
        cue.iter().chain(starts(content, 2)).any(of_saying)
            || content.is_empty()
            || has(starts(content, 4), &["comment"])
            || starts(content, 2).iter().any(|word| SPEECH.has(word))
    };
    let rejects = |word: &String| ["deny", "dismiss", "reject"].iter().any(|verb| word.starts_with(verb));
    let leaves_open = negation.negated && (phrase.rules_out() || negation.rest.iter().any(rejects));
    negated
        || neither
        || nothing
        || declines
        || leaves_open
        || phrase.no_comment()
        || cue.iter().any(|word| SILENCE.has(word))
}

/// "denied", "rejected", "is opposed to", "does not believe", "refused to pay", "ruled out".
fn is_denied(phrase: &Phrase, negation: &Negation<'_>) -> bool {
    let Phrase { cue, before, .. } = phrase;
    let dismisses_as =
        phrase.characterizes && cue.iter().any(|word| word.starts_with("dismiss") || word.starts_with("reject"));
    let denies = !dismisses_as && (cue.iter().any(|word| DENYING.has(word)) || phrase.is_against());
    let holds = |words: &[String]| words.iter().any(|word| ATTITUDES.has(word));
    let neither = before.iter().rev().take(4).any(|word| word == "nor");
    !negation.negated && (denies || phrase.rules_out())
        || negation.negated && holds(negation.rest)
        || neither && !cue.iter().any(|word| SAYING.has(word))
        || cue.iter().any(|word| DECLINING.has(word))
}

/// "asked whether", "questions about why", "wants to know who".
fn asks_what(phrase: &Phrase) -> bool {
    let Phrase { cue, content, after, .. } = phrase;
    let begins =
        [content.first(), cue.last(), after.first()].into_iter().flatten().any(|word| has_word(&QUESTION_WORDS, word));
    let to_know = cue.windows(3).any(|words| words[0].starts_with("want") && words[1] == "to" && words[2] == "know");
    to_know || begins && cue.iter().any(|word| ASKING.has(word))
}

/// "plans to announce", "is expected to say".
fn plans_to_say(phrase: &Phrase) -> bool {
    const PLANS: [&str; 21] = [
        "plan", "plans", "planned", "want", "wants", "wanted", "hope", "hopes", "going", "expected", "due", "set",
        "intend", "intends", "intended", "able", "like", "need", "needs", "needed", "likely",
    ];
    let near: Vec<&String> = phrase.before[phrase.before.len().saturating_sub(2)..].iter().chain(&phrase.cue).collect();
    near.windows(3).any(|words| has_word(&PLANS, words[0]) && words[1] == "to" && SPEECH.has(words[2]))
}

/// "Leave me alone", "Don’t go", "Let us begin".
fn is_imperative(content: &[String]) -> bool {
    const VERBS: [&str; 56] = [
        "let", "please", "stop", "get", "give", "leave", "keep", "vote", "come", "go", "bring", "tell", "ask", "take",
        "make", "put", "help", "support", "join", "call", "talk", "fund", "wait", "listen", "read", "send", "show",
        "end", "save", "free", "ban", "remember", "buy", "watch", "try", "stay", "shut", "open", "pay", "never",
        "follow", "hold", "resign", "build", "deport", "lock", "find", "move", "return", "drop", "forget", "look",
        "mind", "be", "stand", "use",
    ];
    match content {
        [verb, next, ..] if next != "," => has_word(&VERBS, verb) || verb == "do" && next == "not",
        [verb] => has_word(&VERBS, verb),
        _ => false,
    }
}

/// "plans to build", "demanded that", "called for", "told him to leave", "suggested waiting".
fn is_wanted(phrase: &Phrase) -> bool {
    /// Verbs that state a finding where no "to" follows.
    const FINDING: [&str; 5] = ["decid", "determin", "agree", "threaten", "propos"];
    let Phrase { cue, content, .. } = phrase;
    let is = |stems: &[&str]| cue.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    if asks_for(phrase) || phrase.wants() {
        return true;
    }
    let (first, last) = (content.first().map(String::as_str), cue.last().map(String::as_str));
    let finds = is(&FINDING) && first == Some("that")
        || is(&FINDING[..4]) && !matches!(first, Some("to" | "a" | "the") | None) && last != Some("to");
    cue.iter().any(|word| WANTING.has(word)) && !finds
}

/// "asked the minister to leave", "asked for help".
fn asks_for(phrase: &Phrase) -> bool {
    let Phrase { cue, content, .. } = phrase;
    let whom = starts(content, 10).iter().take_while(|word| !has_word(&QUESTION_WORDS, word) && *word != ",");
    let to = whom.into_iter().any(|word| word == "to") || has(cue, &["to", "for"]);
    to && cue.iter().any(|word| ASKING.has(word))
}

fn has_word(words: &[&str], word: &str) -> bool {
    words.contains(&word)
}

#[cfg(test)]
mod tests;
