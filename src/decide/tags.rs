//! Tags that the heads miss and that the form of the sentence shows: a verb of any kind between a quotation and its
//! speaker ("“Not guilty,” deadpanned the cook"), an inverted statement ("Not so, say her students"), and "by his own
//! account".

use super::attributions::{Attribution, claimed_outside};
use super::bare_speakers::attribution;
use crate::lexicon::{FUNCTION_WORDS, PERSONS, SPEAKING};
use crate::prepare::Prepared;
use crate::record::Role;
use std::ops::Range;

/// Maximum number of words in a speaker.
const LONGEST_SPEAKER: usize = 12;
/// Words that begin a noun phrase.
pub(super) const DETERMINERS: [&str; 22] = [
    "the", "a", "an", "his", "her", "its", "their", "my", "our", "one", "two", "three", "four", "five", "some", "many",
    "most", "several", "both", "another", "other", "all",
];
/// Particles of verbs: "pipes up".
const PARTICLES: [&str; 6] = ["up", "in", "out", "back", "off", "on"];
/// Words that end a speaker: prepositions of time and place, conjunctions, relative pronouns.
const AFTER_SPEAKER: [&str; 24] = [
    "who", "when", "as", "after", "before", "while", "in", "on", "at", "with", "to", "that", "from", "during", "about",
    "over", "into", "through", "which", "by", "because", "if", "but", "and",
];

/// Verbs between an answer and who gives it. "Told" is none: the person told follows it.
pub(super) const INVERTED: [&str; 38] = [
    "say",
    "says",
    "said",
    "reply",
    "replies",
    "replied",
    "argue",
    "argues",
    "argued",
    "insist",
    "insists",
    "insisted",
    "counter",
    "counters",
    "countered",
    "retort",
    "retorts",
    "retorted",
    "respond",
    "responds",
    "responded",
    "admit",
    "admits",
    "warn",
    "warns",
    "warned",
    "reckon",
    "reckons",
    "claim",
    "claims",
    "suggest",
    "suggests",
    "believe",
    "believes",
    "report",
    "reports",
    "protest",
    "protests",
];

/// Adds the attributions of tags whose words are unclaimed, and sorts all attributions by cue.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    let quoted = prepared.quoted();
    let mut claimed = claimed_outside(prepared, attributions, &quoted);
    let mut found = Vec::new();
    let mut take = |one: Option<Attribution>| {
        let Some(one) = one else { return };
        let words = || one.content.iter().chain([&one.cue]).chain(&one.source);
        if words().all(|words| !words.is_empty()) && !words().any(|words| claimed[words.clone()].contains(&true)) {
            words().for_each(|words| claimed[words.clone()].fill(true));
            found.push(one);
        }
    };
    for quotation in prepared.quotations.iter().filter(|quotation| quotation.depth == 0) {
        take(after_quotation(prepared, prepared.words_in(&quotation.span)));
    }
    for sentence in prepared.sentences.iter().filter(|sentence| sentence.role == Role::Body) {
        let words = prepared.words_in(&sentence.span);
        take(own_account(prepared, &words));
        take(in_view(prepared, &words));
        take(silence(prepared, &words));
        if !words.clone().any(|word| quoted[word]) {
            take(inverted(prepared, &words));
        }
    }
    attributions.extend(found);
    attributions.sort_by_key(|attribution| attribution.cue.start);
}

fn lower(prepared: &Prepared, word: usize) -> String {
    prepared.word(word).to_lowercase()
}

/// "“Not guilty,” deadpanned Siobhán Tully", "“You never are,” he grumbled".
fn after_quotation(prepared: &Prepared, words: Range<usize>) -> Option<Attribution> {
    let (mark, next) = (words.end.checked_sub(2)?, words.end);
    if !words.contains(&mark)
        || !matches!(prepared.word(mark), "," | "!" | "?")
        || next + 1 >= prepared.words.len()
        || prepared.words[next].sentence != prepared.words[mark].sentence
        || prepared.sentence(next).role == Role::Boilerplate
    {
        return None;
    }
    // Within a sentence, a quotation before a comma may be a title: "In “The Wire,” Elba starred as …".
    let sentence = prepared.words_in(&prepared.sentence(next).span);
    if sentence.start < words.start && prepared.paragraph(sentence.start) == prepared.paragraph(words.start) {
        return None;
    }
    let verb = prepared.word(next);
    if is_past(verb) || is_present(verb) {
        let particle = usize::from(PARTICLES.contains(&prepared.word(next + 1)));
        let speaker = speaker(prepared, next + 1 + particle, sentence.end)?;
        return Some(attribution(speaker, next..next + 1 + particle, vec![words]));
    }
    let is_pronoun = ["he", "she", "they", "i"].contains(&lower(prepared, next).as_str());
    let names = (next..sentence.end).take_while(|&word| prepared.is_capital(word)).count();
    let verb = next + if is_pronoun { 1 } else { names };
    let is_last = || prepared.is_punctuation(verb + 1) || AFTER_SPEAKER.contains(&prepared.word(verb + 1));
    let is_verb =
        || is_past(prepared.word(verb)) || is_present(prepared.word(verb)) && verb + 1 < sentence.end && is_last();
    (verb > next && verb < sentence.end && is_verb()).then(|| attribution(next..verb, verb..verb + 1, vec![words]))
}

/// Whether a word looks like a verb in the past tense.
fn is_past(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ed") && word.starts_with(char::is_lowercase) || SPEAKING.has(word)
}

/// Whether a word may be a verb in the third person of the present tense: "hollers".
fn is_present(word: &str) -> bool {
    word.len() > 3
        && word.ends_with('s')
        && !word.ends_with("ss")
        && word.starts_with(char::is_lowercase)
        && !FUNCTION_WORDS.has(word)
}

/// The noun phrase that begins at a word, with the name in apposition to it: "his roommate, the left-hander Travis
/// Ohlenpike".
fn speaker(prepared: &Prepared, start: usize, limit: usize) -> Option<Range<usize>> {
    let is_determiner = |word: usize| DETERMINERS.contains(&lower(prepared, word).as_str());
    // "chef-owner Ann Lee"
    let is_job = |word: usize| {
        let compound = word + 2 < limit && prepared.word(word + 1) == "-";
        PERSONS.has(prepared.word(word)) || compound && PERSONS.has(prepared.word(word + 2))
    };
    if start >= limit || !(prepared.is_capital(start) || is_determiner(start) || is_job(start)) {
        return None;
    }
    let limit = limit.min(start + LONGEST_SPEAKER);
    let ends = |word: &usize| {
        (prepared.is_punctuation(*word) && !matches!(prepared.word(*word), "-" | "’" | "'"))
            || AFTER_SPEAKER.contains(&prepared.word(*word))
    };
    let end = (start..limit).find(ends).unwrap_or(limit);
    let is_named = |words: Range<usize>| words.clone().any(|word| prepared.is_capital(word));
    if end < limit && prepared.word(end) == "," && !is_named(start..end) {
        let rest = (end + 1..limit).find(ends).unwrap_or(limit);
        if rest > end + 1 && is_named(end + 1..rest) && (is_determiner(end + 1) || prepared.is_capital(end + 1)) {
            return Some(start..rest);
        }
    }
    (end > start && (is_named(start..end) || end > start + 1)).then_some(start..end)
}

/// "Not so, say three of her former students."
fn inverted(prepared: &Prepared, words: &Range<usize>) -> Option<Attribution> {
    let verb = (words.start + 2..words.end)
        .find(|&word| INVERTED.contains(&prepared.word(word)) && prepared.word(word - 1) == ",")?;
    let last = (words.clone()).rev().find(|&word| !prepared.is_punctuation(word))?;
    let begins = verb < last && {
        let first = lower(prepared, verb + 1);
        DETERMINERS.contains(&first.as_str()) || prepared.is_capital(verb + 1)
    };
    // "…, warn two former governors, both of whom …"
    let is_mark = |&word: &usize| prepared.is_punctuation(word) && prepared.word(word) != "-";
    let end = (verb + 1..=last).find(is_mark).unwrap_or(last + 1);
    let comments = |word: usize| {
        DETERMINERS.contains(&prepared.word(word)) || ["who", "which", "whose", "holder"].contains(&prepared.word(word))
    };
    let is_clause = end <= last && !(prepared.word(end) == "," && comments(end + 1));
    let (speaker, said) = (verb + 1..end, words.start..verb - 1);
    (begins && !is_clause && speaker.len() <= LONGEST_SPEAKER)
        .then(|| attribution(speaker, verb..verb + 1, Vec::from([said])))
}

/// "He has, by his own account, turned down two agents."
fn own_account(prepared: &Prepared, words: &Range<usize>) -> Option<Attribution> {
    const ACCOUNTS: [&str; 6] = ["account", "admission", "estimate", "reckoning", "estimates", "telling"];
    let by = (words.start..words.end.saturating_sub(2)).find(|&word| {
        let own = usize::from(prepared.word(word + 2) == "own" && word + 3 < words.end);
        lower(prepared, word) == "by"
            && ["his", "her", "their", "its"].contains(&prepared.word(word + 1))
            && ACCOUNTS.contains(&prepared.word(word + 2 + own))
    })?;
    let noun = by + 2 + usize::from(prepared.word(by + 2) == "own");
    let end = noun + 1;
    let last = (words.clone()).rev().find(|&word| !prepared.is_punctuation(word))? + 1;
    let without_comma = |at: usize| if at < last && prepared.word(at) == "," { at + 1 } else { at };
    let before = words.start..if by > words.start && prepared.word(by - 1) == "," { by - 1 } else { by };
    let content: Vec<Range<usize>> =
        [before, without_comma(end)..last].into_iter().filter(|words| words.start < words.end).collect();
    (!content.is_empty()).then(|| attribution(by + 1..by + 2, noun..end, content))
}

/// "The state should pay, in the view of Anna Larsen, who …"
fn in_view(prepared: &Prepared, words: &Range<usize>) -> Option<Attribution> {
    const VIEWS: [&str; 5] = ["view", "opinion", "estimation", "judgment", "words"];
    let start = (words.start + 2..words.end.saturating_sub(4)).find(|&word| {
        prepared.word(word - 1) == ","
            && prepared.word(word) == "in"
            && prepared.word(word + 1) == "the"
            && VIEWS.contains(&prepared.word(word + 2))
            && prepared.word(word + 3) == "of"
    })?;
    let speaker = speaker(prepared, start + 4, words.end)?;
    let said = words.start..start - 1;
    Some(attribution(speaker, start..start + 4, Vec::from([said])))
}

/// "A lawyer for the sponsors, Anna Larsen, declined to comment." "Larsen declined to be interviewed." "The palace would
/// not comment." "The firm has yet to respond."
fn silence(prepared: &Prepared, words: &Range<usize>) -> Option<Attribution> {
    const LONGEST: usize = 16;
    const DECLINED: [&str; 12] = [
        "comment",
        "elaborate",
        "discuss",
        "answer",
        "respond",
        "speculate",
        "say",
        "confirm",
        "disclose",
        "specify",
        "talk",
        "explain",
    ];
    let last = words.clone().rev().find(|&word| !prepared.is_punctuation(word))?;
    let end_after = |start: usize| (start..=last).find(|&word| prepared.is_punctuation(word)).unwrap_or(last + 1);
    let says = |word: usize, expected: &[&str]| word <= last && expected.contains(&prepared.word(word));
    let unsaid_after = |verb: usize| {
        let is_interview = says(verb + 2, &["be"]) && says(verb + 3, &["interviewed"]);
        let declines = says(verb + 1, &["to"]) && (says(verb + 2, &DECLINED) || is_interview);
        declines.then(|| verb + 1..end_after(verb + 1))
    };
    let (verb, unsaid) = (words.start + 1..last).find_map(|verb| match prepared.word(verb) {
        "declined" | "refused" => Some((verb, unsaid_after(verb)?)),
        "would" | "will" if says(verb + 1, &["not"]) && says(verb + 2, &DECLINED) => {
            Some((verb, verb + 2..end_after(verb + 2)))
        }
        "has" | "have" if says(verb + 1, &["yet"]) && says(verb + 2, &["to"]) && says(verb + 3, &DECLINED) => {
            Some((verb, verb + 2..end_after(verb + 2)))
        }
        "did" if prepared.word(verb + 1) == "not" && prepared.word(last) == "comment" => {
            let responds = |word: usize| matches!(prepared.word(word), "respond" | "reply" | "return");
            let is_answer = (verb + 2..last).any(responds);
            let content = (verb + 1..last).find(|&word| is_answer && prepared.word(word) == "to")?;
            Some((verb, content..last + 1))
        }
        _ => None,
    })?;
    let subject = words.start..if prepared.word(verb - 1) == "," { verb - 1 } else { verb };
    let is_clause = subject.clone().any(|word| matches!(prepared.word(word), "but" | "that" | "when" | ":" | ";"));
    (!is_clause && subject.len() <= LONGEST && prepared.is_capital(subject.start))
        .then(|| attribution(subject, verb..unsaid.start, Vec::from([unsaid])))
}

/// Finds the speaker after a verb that directly follows a quotation, where the heads found the verb only.
pub(super) fn find_speakers(prepared: &Prepared, attributions: &mut [Attribution]) {
    for attribution in attributions.iter_mut().filter(|attribution| attribution.source.is_none()) {
        let (start, end) = (attribution.cue.start, attribution.cue.end);
        let follows = attribution.content.iter().any(|words| words.end == start && !words.is_empty());
        if follows && is_past(prepared.word(start)) && end < prepared.words.len() {
            let sentence = prepared.words_in(&prepared.sentence(start).span);
            attribution.source = speaker(prepared, end, sentence.end);
        }
    }
}
