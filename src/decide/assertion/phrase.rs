//! An attribution's words as the rules need them.

use super::super::attributions::Attribution;
use crate::prepare::Prepared;
use std::ops::Range;

/// An attribution's words, in lower case: "won’t" becomes "will", "not"; commas, colons and semicolons are words too.
#[expect(clippy::struct_excessive_bools, reason = "signs that are there or not, each by itself")]
pub(super) struct Phrase {
    pub(super) cue: Vec<String>,
    /// The words before the cue in its sentence.
    pub(super) before: Vec<String>,
    /// The first three words after it.
    pub(super) after: Vec<String>,
    pub(super) content: Vec<String>,
    /// Whether "I" or "we" is the source.
    pub(super) first_person: bool,
    /// Whether the source begins with "few": "few people expected".
    pub(super) few: bool,
    /// Whether the content begins with a quotation mark.
    pub(super) quoted: bool,
    /// Whether at least half of it is inside quotation marks.
    pub(super) mostly_quoted: bool,
    /// Whether it ends with a question mark.
    pub(super) asks: bool,
    /// Whether it is one sentence.
    pub(super) single: bool,
    /// Whether it says what something is regarded as: "the offer as a trick".
    pub(super) characterizes: bool,
    /// Whether it begins with a capital letter.
    pub(super) capital: bool,
    /// Whether it ends a sentence.
    pub(super) finished: bool,
}

impl Phrase {
    pub(super) fn new(prepared: &Prepared, attribution: &Attribution, quoted: &[bool]) -> Self {
        let text = &prepared.article.text;
        let Attribution { cue, source, content, .. } = attribution;
        // A turn has no cue of its own: its speaker takes the place of one.
        let bare = attribution.turn || source.as_ref().is_some_and(|source| source == cue) || content.contains(cue);
        let span = prepared.bytes(cue);
        let sentence = prepared.sentence(cue.start).span.clone();
        let given: String = {
            let fragments: Vec<&str> = content.iter().map(|words| prepared.text(words)).collect();
            fragments.join(" ")
        };
        let words = content.iter().cloned().flatten().filter(|&word| !prepared.is_punctuation(word));
        let (inside, all) = words.fold((0, 0), |(inside, all), word| (inside + usize::from(quoted[word]), all + 1));
        let first_person = source.as_ref().is_some_and(|source| {
            let last = prepared.word(source.end - 1).to_lowercase();
            source.len() == 1 && ["i", "we"].contains(&last.as_str())
        });
        let few = source.as_ref().is_some_and(|source| prepared.word(source.start).eq_ignore_ascii_case("few"));
        let trimmed = given.trim_start();
        let part = |bytes: Range<usize>| if bytes.start < bytes.end { words_of(&text[bytes]) } else { Vec::new() };
        Self {
            cue: if bare { Vec::new() } else { words_of(&text[span.clone()]) },
            before: {
                let said = |word: &usize| content.iter().any(|words| words.contains(word));
                let first = prepared.words_in(&sentence).start;
                let outside = (first..cue.start).rev().take_while(|word| !said(word)).last();
                part(outside.map_or(span.start, |word| prepared.words[word].span.start)..span.start)
            },
            after: part(span.end..sentence.end).into_iter().take(3).collect(),
            content: words_of(&given),
            first_person,
            few,
            quoted: trimmed.starts_with(is_mark),
            mostly_quoted: 2 * inside >= all && all > 0,
            asks: is_question(&given),
            single: !has_break(&given),
            characterizes: given.contains(" as "),
            capital: trimmed.starts_with(char::is_uppercase),
            finished: given.trim_end().ends_with(['.', '!', '?', '”', '"']),
        }
    }

    /// "ruled out", "rules it out".
    pub(super) fn rules_out(&self) -> bool {
        has(&self.cue, &["rule", "rules", "ruled", "ruling"]) && has(&self.cue, &["out"])
    }

    /// "is against", "voted against"; not "railed against".
    pub(super) fn is_against(&self) -> bool {
        const BEFORE: [&str; 20] = [
            "speak",
            "vote",
            "argue",
            "campaign",
            "rule",
            "stand",
            "decide",
            "protest",
            "advise",
            "recommend",
            "be",
            "is",
            "are",
            "was",
            "were",
            "firmly",
            "strongly",
            "been",
            "spoke",
            "stood",
        ];
        let Some(at) = self.cue.iter().rposition(|word| word == "against") else { return false };
        let near = &self.cue[at.saturating_sub(2)..at];
        at + 1 == self.cue.len()
            && (at == 0
                || near.iter().any(|word| {
                    let stem = |verb: &str| {
                        word == verb
                            || word.strip_prefix(verb).is_some_and(|end| ["s", "d", "ed", "ing"].contains(&end))
                    };
                    BEFORE.iter().any(|verb| stem(verb))
                        || ["arguing", "voting", "ruling", "standing", "advising"].contains(&word.as_str())
                }))
    }

    /// "have no further comment", "made no mention of".
    pub(super) fn no_comment(&self) -> bool {
        const KEPT: [&str; 8] = ["comment", "mention", "word", "detail", "details", "response", "reply", "answer"];
        let all: Vec<&String> = self.cue.iter().chain(&self.content).collect();
        let no = all.iter().enumerate().filter(|(_, word)| *word == &"no");
        self.content.len() < 6
            && no.into_iter().any(|(at, _)| all[at + 1..].iter().take(2).any(|word| KEPT.contains(&word.as_str())))
    }

    /// Verbs that express a wish only in some constructions: "called for", "agreed to", "told him to leave",
    /// "suggested waiting".
    pub(super) fn wants(&self) -> bool {
        const DIRECTED: [&str; 25] = [
            "call",
            "agree",
            "consider",
            "press",
            "plead",
            "insist",
            "calls",
            "called",
            "calling",
            "agrees",
            "agreed",
            "agreeing",
            "considers",
            "considered",
            "considering",
            "pressed",
            "pressing",
            "pleaded",
            "pleads",
            "pleading",
            "insists",
            "insisted",
            "insisting",
            "determined",
            "presses",
        ];
        const ORDERING: [&str; 12] = [
            "tell", "tells", "told", "telling", "warn", "warns", "warned", "warning", "ask", "asks", "asked", "asking",
        ];
        const LOOKING: [&str; 4] = ["look", "looks", "looked", "looking"];
        const WARNING: [&str; 7] = ["caution", "cautions", "cautioned", "cautioning", "warn", "warned", "warns"];
        // "said he would insist on", but not "said her mother had insisted on".
        let own = self.content.iter().find(|word| *word != "that").is_some_and(|word| SELF.contains(&word.as_str()));
        let verbs = self.cue.len() + if own { 6 } else { 0 };
        let following: Vec<&String> = self.cue.iter().chain(starts(&self.content, 6)).collect();
        let directed = |(at, word): (usize, &&String)| {
            let calls = word.starts_with("call");
            at < verbs
                && DIRECTED.contains(&word.as_str())
                && following[at + 1..].iter().take(if calls { 2 } else { 1 }).any(|next| match next.as_str() {
                    "for" | "on" | "upon" => true,
                    "to" => !calls && !word.starts_with("consider"),
                    next => !calls && next.ends_with("ing"),
                })
        };
        let first = self.content.first().map_or("", String::as_str);
        let suggests = self.cue.last().is_some_and(|cue| cue.starts_with("suggest")) && first.ends_with("ing");
        let looks = self.cue.windows(2).any(|words| {
            LOOKING.contains(&words[0].as_str()) && ["to", "at", "for", "ahead", "forward"].contains(&words[1].as_str())
        });
        let targets = has(&self.cue, &["eye", "eyes", "eyeing", "eyed", "target", "targets", "targeting"]);
        let weighs = has(&self.cue, &["considering", "weighing", "mulling"]);
        let against = has(&self.cue, &WARNING) && has(&self.cue, &["against"]) && first.ends_with("ing");
        weighs
            || against
            || following.iter().enumerate().any(directed)
            || !self.quoted && has(&self.cue, &ORDERING) && self.begins_with_order()
            || suggests
            || looks
            || targets
    }

    /// “We want an answer”, “I hope that …”, “we call on …”: the content itself says that something is wanted.
    pub(super) fn wishes(&self) -> bool {
        const WISHES: [&str; 9] = ["want", "wants", "wanted", "hope", "hopes", "hoped", "hoping", "urge", "demand"];
        const BETWEEN: [&str; 8] = ["also", "just", "really", "strongly", "'re", "are", "'m", "am"];
        let mut words = starts(&self.content, 5).iter().map(String::as_str).skip_while(|word| *word == "that");
        let subject = words.next().is_some_and(|word| SELF.contains(&word));
        let verb = words.find(|word| !BETWEEN.contains(word)).unwrap_or_default();
        subject && (WISHES.contains(&verb) || verb == "call" && words.next() == Some("on"))
    }

    /// "to leave", "him to leave", "the council to reopen".
    fn begins_with_order(&self) -> bool {
        const BEFORE_NOUN: [&str; 5] = ["the", "his", "her", "their", "its"];
        const WHOM: [&str; 9] = ["him", "her", "them", "us", "me", "you", "people", "voters", "reporters"];
        let words: Vec<&str> = starts(&self.content, 4).iter().map(String::as_str).collect();
        match words[..] {
            ["to", ..] => true,
            [whom, "to", ..] | [whom, "not", "to", ..] => WHOM.contains(&whom) || whom.ends_with('s'),
            [article, _, "to", ..] | [article, _, "not", "to"] => BEFORE_NOUN.contains(&article),
            _ => false,
        }
    }
}

/// Pronouns by which a source speaks of itself.
const SELF: [&str; 6] = ["i", "we", "they", "he", "she", "it"];

/// Whether any of the words is one of `wanted`.
pub(super) fn has(words: &[String], wanted: &[&str]) -> bool {
    words.iter().any(|word| wanted.contains(&word.as_str()))
}

/// The first `count` words, or all of them.
pub(super) fn starts(words: &[String], count: usize) -> &[String] {
    &words[..count.min(words.len())]
}

/// Whether a text ends with a question mark, ignoring quotation marks.
pub(super) fn is_question(text: &str) -> bool {
    text.trim_end_matches(|character: char| is_mark(character) || character.is_whitespace()).ends_with('?')
}

fn is_mark(character: char) -> bool {
    matches!(character, '“' | '”' | '"' | '‘' | '’' | '\'' | '«' | '»' | '„')
}

/// Whether one sentence ends and another begins within a text.
fn has_break(text: &str) -> bool {
    let mut ended = false;
    let mut spaced = false;
    for character in text.chars() {
        match character {
            '.' | '!' | '…' => (ended, spaced) = (true, false),
            character if is_mark(character) => {}
            character if character.is_whitespace() => spaced = true,
            character => {
                if ended && spaced && character.is_uppercase() {
                    return true;
                }
                (ended, spaced) = (false, false);
            }
        }
    }
    false
}

/// The words of a text in lower case.
fn words_of(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['’', '‘'], "'");
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for character in text.chars().chain([' ']) {
        if character.is_alphanumeric() || character == '-' || character == '\'' {
            word.push(character);
            continue;
        }
        push(&mut words, word.trim_matches('\''));
        word.clear();
        if matches!(character, ',' | ':' | ';') {
            words.push(character.to_string());
        }
    }
    words
}

/// Adds a word, splitting contractions.
fn push(words: &mut Vec<String>, word: &str) {
    match word {
        "" | "-" => {}
        "cannot" | "can't" => words.extend(["can", "not"].map(str::to_owned)),
        "won't" => words.extend(["will", "not"].map(str::to_owned)),
        _ => {
            let negated = word.strip_suffix("n't");
            let ending = ["'d", "'ll", "'re", "'s", "'m", "'ve"].into_iter().find(|ending| word.ends_with(ending));
            match (negated, ending) {
                (Some(verb), _) => words.extend([verb.to_owned(), "not".to_owned()]),
                (None, Some(ending)) => {
                    words.push(word[..word.len() - ending.len()].to_owned());
                    words.push(ending.to_owned());
                }
                (None, None) => words.push(word.to_owned()),
            }
        }
    }
}
