//! The turns of transcripts and interviews: paragraphs that begin with the speaker's name and a colon or with "Q" or
//! "A", or that are a question in bold.

use super::Attribution;
use super::interviewee::interviewee;
use super::questions;
use super::verbatim::{self, Paragraph, addresses};
use crate::prepare::{Prepared, signatures};
use std::collections::HashMap;
use std::ops::Range;

/// Minimum number of turns in a transcript. Fewer may be a list, a recipe or a headline with a colon.
const FEWEST_TURNS: usize = 3;
/// Maximum number of words in a speaker's name, including titles.
const LONGEST_NAME: usize = 6;
/// Maximum number of words in a time code: seven in `[00:12:05]`.
const LONGEST_CODE: usize = 7;

/// Words that stand for a speaker when a number follows: "SPEAKER 2".
const VOICES: [&str; 16] = [
    "speaker",
    "voice",
    "person",
    "participant",
    "respondent",
    "interviewer",
    "interviewee",
    "host",
    "guest",
    "man",
    "woman",
    "male",
    "female",
    "caller",
    "juror",
    "witness",
];

/// How a turn identifies its speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Named,
    /// An account, whose posts are recognised even one at a time: `@PellingWalks: Went to see it.`
    Account,
    Question,
    Answer,
}

/// The beginning of a turn.
struct Opening {
    speaker: Speaker,
    /// The words of the name.
    name: Range<usize>,
    cue: Range<usize>,
    /// Whether the name has a time code or a number, which list items do not.
    is_numbered: bool,
}

/// Adds an attribution for each turn, if the article is a transcript, and sorts all attributions by cue.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    verbatim::put(prepared, attributions, turns(prepared));
}

/// The turns of a transcript, in order; empty if the article is not a transcript.
fn turns(prepared: &Prepared) -> Vec<Attribution> {
    let paragraphs = verbatim::paragraphs(prepared);
    let mut openings: Vec<Option<Opening>> = paragraphs
        .iter()
        .map(|paragraph| paragraph.is_body().then(|| opening(prepared, paragraph)).flatten())
        .collect();
    if openings.iter().all(Option::is_none) {
        openings = questions::questions(prepared, &paragraphs)
            .into_iter()
            .map(|cue| {
                cue.map(|cue| Opening { speaker: Speaker::Question, name: cue.clone(), cue, is_numbered: false })
            })
            .collect();
    }
    let kept = match form(prepared, &paragraphs, &openings) {
        Form::None => |opening: &Opening| opening.speaker == Speaker::Account,
        Form::Transcript => |opening: &Opening| matches!(opening.speaker, Speaker::Named | Speaker::Account),
        Form::Interview => |_: &Opening| true,
    };
    let openings: Vec<Option<Opening>> = openings.into_iter().map(|one| one.filter(&kept)).collect();
    join(prepared, &paragraphs, &openings)
}

/// The kind of text that an article's turns make up.
enum Form {
    None,
    /// Turns of named speakers.
    Transcript,
    /// Questions, with answers that may or may not be marked.
    Interview,
}

fn form(prepared: &Prepared, paragraphs: &[Paragraph], openings: &[Option<Opening>]) -> Form {
    let count = |speaker: Speaker| openings.iter().flatten().filter(|opening| opening.speaker == speaker).count();
    let (questions, answers) = (count(Speaker::Question), count(Speaker::Answer));
    // A single question with its answer is a reader's question to a columnist.
    if questions > 1 || questions > 0 && answers > 1 {
        return Form::Interview;
    }
    let turns: Vec<(&Opening, &Paragraph)> = openings
        .iter()
        .zip(paragraphs)
        .filter_map(|(opening, paragraph)| Some((opening.as_ref()?, paragraph)))
        .collect();
    let spoken =
        turns.iter().filter(|(opening, paragraph)| addresses(prepared, opening.cue.end..paragraph.words.end)).count();
    let numbered = turns.iter().filter(|(opening, _)| opening.is_numbered).count();
    let is_spoken = 2 * spoken.max(numbered) >= turns.len() || take_turns(prepared, &turns);
    if turns.len() >= FEWEST_TURNS && is_spoken { Form::Transcript } else { Form::None }
}

/// Whether two or more speakers, in capitals, have two or more turns each, unlike the labels of a list.
fn take_turns(prepared: &Prepared, turns: &[(&Opening, &Paragraph)]) -> bool {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (opening, _) in turns {
        *counts.entry(prepared.text(&opening.name)).or_default() += 1;
    }
    let again = counts.iter().filter(|&(name, &count)| count > 1 && !name.contains(char::is_lowercase)).count();
    again > 1 && 2 * again >= counts.len()
}

/// The attributions of the turns, including the paragraphs that continue a turn.
fn join(prepared: &Prepared, paragraphs: &[Paragraph], openings: &[Option<Opening>]) -> Vec<Attribution> {
    let mut turns: Vec<Attribution> = Vec::new();
    let (Some(first), Some(last)) =
        (openings.iter().position(Option::is_some), openings.iter().rposition(Option::is_some))
    else {
        return turns;
    };
    let answers = openings.iter().flatten().any(|opening| opening.speaker == Speaker::Answer);
    let asked = openings.iter().flatten().any(|opening| opening.speaker == Speaker::Question);
    let person = asked.then(|| interviewee(prepared, &paragraphs[..first])).flatten();
    let goes_on = asked && go_on(prepared, paragraphs, &openings[..=last], first);
    let mut unanswered = None;
    for (paragraph, opening) in paragraphs.iter().zip(openings).skip(first) {
        if let Some(opening) = opening {
            let source = match opening.speaker {
                Speaker::Answer => person.clone(),
                Speaker::Question if prepared.is_punctuation(opening.name.start) => None,
                _ => Some(opening.name.clone()),
            };
            let content = if opening.cue.start == paragraph.words.start || opening.cue.end < paragraph.words.end {
                opening.cue.end..paragraph.words.end
            } else {
                // The question mark is all that marks the question.
                paragraph.words.start..opening.cue.start
            };
            turns.push(verbatim::attribution(opening.cue.clone(), source, vec![content]));
            unanswered = (opening.speaker == Speaker::Question && !answers).then(|| paragraph.words.end - 1);
            continue;
        }
        if !paragraph.is_body() || has_quotation(prepared, paragraph) {
            continue;
        }
        let goes_on = goes_on && paragraph.sentences.start < paragraphs[last].sentences.end
            || asked && addresses(prepared, paragraph.words.clone());
        if let Some(question) = unanswered.take() {
            turns.push(verbatim::attribution(question..question + 1, person.clone(), vec![paragraph.words.clone()]));
            if let Some(asked) = turns.len().checked_sub(2).and_then(|before| turns[before].content.first_mut()) {
                asked.end = asked.end.min(question);
            }
        } else if let Some(turn) = turns.last_mut().filter(|_| goes_on) {
            turn.content.push(paragraph.words.clone());
        }
    }
    turns.retain(|turn| turn.content.iter().any(|words| !words.is_empty()));
    turns
}

/// Whether the paragraphs between turns belong to them: they are few, and none contains a quotation.
fn go_on(prepared: &Prepared, paragraphs: &[Paragraph], openings: &[Option<Opening>], first: usize) -> bool {
    let between: Vec<&Paragraph> = (first..openings.len())
        .filter(|&index| openings[index].is_none() && paragraphs[index].is_body())
        .map(|index| &paragraphs[index])
        .collect();
    2 * between.len() <= openings.len() - first && !between.iter().any(|paragraph| has_quotation(prepared, paragraph))
}

fn has_quotation(prepared: &Prepared, paragraph: &Paragraph) -> bool {
    let bytes = prepared.bytes(&paragraph.words);
    let after = prepared.quotations.partition_point(|quotation| quotation.span.end <= bytes.start);
    prepared.quotations.get(after).is_some_and(|quotation| quotation.span.start < bytes.end)
}

fn opening(prepared: &Prepared, paragraph: &Paragraph) -> Option<Opening> {
    let end = paragraph.words.end;
    let bold = |word: usize| matches!(prepared.word(word), "*" | "_");
    let marks = paragraph.words.clone().take_while(|&word| bold(word)).count();
    let after_marks = paragraph.words.start + marks;
    let start = time_code(prepared, after_marks..end).unwrap_or(after_marks);
    let coded = start > after_marks;
    if let Some(opening) = lettered(prepared, start..end) {
        return Some(opening);
    }
    if marks > 0
        && bold(end - 1)
        && (after_marks..end).rev().find(|&word| !bold(word)).is_some_and(|last| prepared.word(last) == "?")
    {
        let cue = paragraph.words.start..after_marks;
        return Some(Opening { speaker: Speaker::Question, name: cue.clone(), cue, is_numbered: false });
    }
    named(prepared, start..end, coded)
}

/// "Q:", "A.", "Question —".
fn lettered(prepared: &Prepared, words: Range<usize>) -> Option<Opening> {
    let start = words.start;
    if words.len() < 3 || !matches!(prepared.word(start + 1), ":" | "." | "—" | "–" | "-") {
        return None;
    }
    let speaker = match prepared.word(start) {
        "Q" | "Question" => Speaker::Question,
        "A" | "Answer" => Speaker::Answer,
        _ => return None,
    };
    Some(Opening { speaker, name: start..start + 1, cue: start + 1..start + 2, is_numbered: false })
}

/// "Ann Larsen:", "SPEAKER 2 [00:12]:".
fn named(prepared: &Prepared, words: Range<usize>, coded: bool) -> Option<Opening> {
    let within = words.start..words.end.min(words.start + 2 * LONGEST_NAME + LONGEST_CODE);
    let brackets = within.clone().find(|&word| matches!(prepared.word(word), "[" | "("));
    let code = brackets.and_then(|start| Some((start, time_code(prepared, start..words.end)?)));
    let (name_end, colon) = match code {
        Some((start, end)) if end < words.end && prepared.word(end) == ":" => (start, end),
        _ => {
            let colon = within.clone().find(|&word| prepared.word(word) == ":")?;
            (colon, colon)
        }
    };
    let name = words.start..name_end;
    let is_number = |word: usize| prepared.word(word).bytes().all(|byte| byte.is_ascii_digit());
    let named = name.clone().filter(|&word| !prepared.is_punctuation(word));
    let capitals = named.clone().filter(|&word| prepared.is_capital(word)).count();
    let numbers = named.clone().skip(1).filter(|&word| is_number(word)).count();
    let voice = named.clone().next().is_some_and(|word| VOICES.contains(&prepared.word(word).to_lowercase().as_str()));
    let is_name =
        capitals > 0 && capitals + numbers == named.count() && capitals + numbers <= LONGEST_NAME && numbers < 2;
    // "Dear Ann:" in a letter names the addressee, not the speaker.
    let is_name = is_name && !signatures::is_salutation(prepared.text(&name));
    let next_to = is_name && prepared.words[colon - 1].span.end == prepared.words[colon].span.start;
    let speaker = if prepared.word(words.start) == "@" { Speaker::Account } else { Speaker::Named };
    (next_to && colon + 1 < words.end).then(|| Opening {
        speaker,
        name,
        cue: colon..colon + 1,
        is_numbered: coded || code.is_some() || numbers > 0 && voice,
    })
}

/// The end of the time code at the beginning of a run of words: "[00:12]", "00:12:05".
fn time_code(prepared: &Prepared, words: Range<usize>) -> Option<usize> {
    let bracket = words.clone().next().filter(|&word| matches!(prepared.word(word), "[" | "(")).map_or(0, |_| 1);
    let start = words.start + bracket;
    let of_code =
        |&word: &usize| prepared.word(word).bytes().all(|byte| byte.is_ascii_digit() || byte == b':' || byte == b'.');
    let length = (start..words.end).take(LONGEST_CODE).take_while(of_code).count();
    let end = start + length;
    let is_code = length >= 3 && prepared.word(start + 1) == ":" && prepared.word(end - 1) != ":";
    let closed = bracket == 0 || end < words.end && matches!(prepared.word(end), "]" | ")");
    (is_code && closed).then_some(end + bracket)
}
