//! Attributions that the heads do not find but that the form of the text shows: a quotation introduced by the
//! sentence before ("Then she went on:"), a quotation followed by a dash or colon and its speaker ("…" — the
//! commissioner), a second verb with the subject of the first, and a verb of saying between its subject and its
//! content.

use super::attributions::{self, Attribution, claimed_outside};
use crate::lexicon::FUNCTION_WORDS;
use crate::prepare::Prepared;
use crate::record::Role;
use std::collections::HashMap;
use std::ops::Range;

/// Quotation marks and punctuation are reliable; that the name next to them is the speaker's is a little less so.
const CONFIDENCE: f32 = 0.85;
/// Log-odds of `CONFIDENCE`.
const LOGIT: f32 = 1.73;
/// Maximum number of words in a speaker after a dash or colon.
const LONGEST_SPEAKER: usize = 16;

/// Gives a verb without a source the source of the verb it is joined to: "Larsen welcomed the vote and said …".
pub(super) fn share_subjects(prepared: &Prepared, attributions: &mut [Attribution]) {
    const BETWEEN: [&str; 12] =
        ["also", "then", "later", "even", "has", "have", "had", "again", "now", "repeatedly", "still", "never"];
    for index in 1..attributions.len() {
        let (before, rest) = attributions.split_at_mut(index);
        let attribution = &mut rest[0];
        if attribution.source.is_some() {
            continue;
        }
        let cue = attribution.cue.start;
        let sentence = prepared.words[cue].sentence;
        let mut joint = cue;
        while joint > 0 && BETWEEN.contains(&prepared.word(joint - 1)) {
            joint -= 1;
        }
        if joint == 0 || !["and", "but", "or"].contains(&prepared.word(joint - 1)) {
            continue;
        }
        let subject = before.iter().rev().find(|other| {
            prepared.words[other.cue.start].sentence == sentence
                && other.cue.end < joint
                && other.source.as_ref().is_some_and(|source| source.end <= other.cue.start)
        });
        attribution.source = subject.and_then(|other| other.source.clone());
    }
}

/// Drops sources that are only an adverb or an article.
pub(super) fn drop_adverbs(prepared: &Prepared, attributions: &mut [Attribution]) {
    const NO_SOURCES: [&str; 12] =
        ["then", "there", "here", "now", "so", "thus", "yes", "no", "a", "an", "the", "later"];
    for attribution in attributions {
        let is_none = |source: &Range<usize>| {
            source.len() == 1 && NO_SOURCES.contains(&prepared.word(source.start).to_lowercase().as_str())
        };
        attribution.source = attribution.source.take().filter(|source| !is_none(source));
    }
}

/// Adds attributions for unclaimed quotations with a speaker next to them, and sorts all attributions by cue.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    let given = attributions.len();
    let mut claimed = claimed_outside(prepared, attributions, &prepared.quoted());
    let mut by_cue: HashMap<usize, usize> = HashMap::new();
    for (index, attribution) in attributions.iter().enumerate() {
        note(&mut by_cue, &attribution.cue, index);
    }
    for quotation in prepared.quotations.iter().filter(|quotation| quotation.depth == 0 && !quotation.continues) {
        let words = prepared.words_in(&quotation.span);
        if words.is_empty()
            || prepared.sentence(words.start).role == Role::Boilerplate
            || claimed[words.clone()].contains(&true)
            || !is_whole(prepared, &words)
        {
            continue;
        }
        if let Some(owner) = in_clause(prepared, &attributions[..given], &words) {
            attributions[owner].add(words.clone());
            claimed[words].fill(true);
            continue;
        }
        let beside = introduced(prepared, &words)
            .or_else(|| followed(prepared, &words))
            .or_else(|| announced(prepared, &words, &claimed));
        let Some((source, cue)) = beside else {
            if let Some(owner) = let_go_on(prepared, &attributions[..given], &words) {
                attributions[owner].add(words.clone());
                claimed[words].fill(true);
            }
            continue;
        };
        if claimed[cue.clone()].contains(&true) {
            // The verb before the colon is already the cue of another attribution; the quotation spells out its
            // content.
            if let Some(&owner) = by_cue.get(&cue.start) {
                let owner = &mut attributions[owner];
                owner.add(words.clone());
                claimed[words].fill(true);
            }
            continue;
        }
        claimed[words.clone()].fill(true);
        note(&mut by_cue, &cue, attributions.len());
        attributions.push(attribution(source, cue, vec![words]));
    }
    let claimed = attributions::claimed(prepared, attributions);
    add_sayings(prepared, attributions, &claimed);
    attributions.sort_by_key(|attribution| attribution.cue.start);
}

/// Records that the words of a cue, and the word after it, belong to its attribution, unless they already belong to
/// another.
fn note(by_cue: &mut HashMap<usize, usize>, cue: &Range<usize>, attribution: usize) {
    for word in cue.start..=cue.end {
        by_cue.entry(word).or_insert(attribution);
    }
}

pub(super) fn attribution(source: Range<usize>, cue: Range<usize>, content: Vec<Range<usize>>) -> Attribution {
    Attribution {
        cue,
        source: Some(source),
        content,
        turn: false,
        logit: LOGIT,
        confidence: CONFIDENCE,
        presence_logit: LOGIT,
        presence: CONFIDENCE,
    }
}

/// Adds "Larsen said …", "…, Larsen cautioned." and "…, Larsen added, …" where the verb is unclaimed.
fn add_sayings(prepared: &Prepared, attributions: &mut Vec<Attribution>, claimed: &[bool]) {
    const SAYING: [&str; 2] = ["said", "says"];
    const TAGS: [&str; 30] = [
        "said",
        "says",
        "added",
        "adds",
        "wrote",
        "writes",
        "cautioned",
        "warned",
        "explained",
        "explains",
        "noted",
        "notes",
        "argued",
        "argues",
        "insisted",
        "concluded",
        "recalled",
        "replied",
        "acknowledged",
        "stressed",
        "suggested",
        "predicted",
        "admitted",
        "joked",
        "conceded",
        "claimed",
        "complained",
        "continued",
        "observed",
        "remarked",
    ];
    for sentence in prepared.sentences.iter().filter(|sentence| matches!(sentence.role, Role::Body | Role::Headline)) {
        let words = prepared.words_in(&sentence.span);
        let spoken = words.clone().rev().find(|&index| !prepared.is_punctuation(index));
        let Some(last) = spoken else { continue };
        for verb in words.clone().filter(|&index| !claimed[index]) {
            let text = prepared.word(verb);
            let tag = TAGS.contains(&text);
            let at_end = tag && verb == last;
            let inserted = tag && verb < last && prepared.word(verb + 1) == ",";
            let governs = SAYING.contains(&text) && last > verb + 3 && !inserted;
            if !(at_end || inserted || governs) {
                continue;
            }
            let Some(subject) = subject_before(prepared, words.start, verb) else { continue };
            let (before, after) = (words.start..subject.start.saturating_sub(1), verb + 1..last + 1);
            let after_comma = subject.start > words.start && prepared.word(subject.start - 1) == ",";
            let content = match (at_end, inserted) {
                (true, _) => after_comma.then(|| vec![before]).filter(|_| subject.start > words.start + 3),
                (_, true) => after_comma.then(|| vec![before, verb + 2..last + 1]),
                _ => Some(vec![after]),
            };
            let Some(content) = content.filter(|content| content.iter().all(|words| !words.is_empty())) else {
                continue;
            };
            let taken =
                claimed[subject.start] || inserted && content.iter().cloned().flatten().any(|word| claimed[word]);
            if !taken {
                attributions.push(attribution(subject, verb..verb + 1, content));
                break;
            }
        }
    }
}

/// A pronoun or a name, with its title, right before a verb.
fn subject_before(prepared: &Prepared, start: usize, verb: usize) -> Option<Range<usize>> {
    let last = verb.checked_sub(1).filter(|&index| index >= start)?;
    let is_pronoun = ["he", "she", "they", "it"].contains(&prepared.word(last).to_lowercase().as_str());
    if is_pronoun {
        return Some(last..verb);
    }
    let first = (start..verb).rev().take_while(|&index| prepared.is_capital(index)).last()?;
    Some(first..verb)
}

/// Whether a quotation is more than a term: it has at least four words.
pub(super) fn is_whole(prepared: &Prepared, words: &Range<usize>) -> bool {
    words.clone().filter(|&index| !prepared.is_punctuation(index)).count() >= 4
}

/// The words of the sentence that contains a word.
fn sentence_words(prepared: &Prepared, index: usize) -> Range<usize> {
    prepared.words_in(&prepared.sentences[prepared.words[index].sentence].span)
}

fn colon_before(prepared: &Prepared, words: &Range<usize>) -> Option<usize> {
    words.start.checked_sub(1).filter(|&index| prepared.word(index) == ":")
}

/// Speaker and colon before a quotation.
fn introduced(prepared: &Prepared, words: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let colon = colon_before(prepared, words)?;
    let sentence = sentence_words(prepared, colon);
    let subject = subject(prepared, &(sentence.start..colon))?;
    Some((subject, colon..colon + 1))
}

/// The attribution, of those sorted by cue, whose speaker a clause without a subject lets go on: "Then, in English:".
fn let_go_on(prepared: &Prepared, attributions: &[Attribution], words: &Range<usize>) -> Option<usize> {
    const RESUMING: [&str; 6] = ["then", "later", "and", "again", "next", "finally"];
    const LONGEST: usize = 6;
    let colon = colon_before(prepared, words)?;
    let clause = sentence_words(prepared, colon).start..colon;
    let resumes = RESUMING.contains(&prepared.word(clause.start).to_lowercase().as_str()) && clause.len() <= LONGEST;
    let last = attributions.partition_point(|attribution| attribution.cue.start < clause.start).checked_sub(1)?;
    let near = prepared.paragraph(attributions[last].cue.start) == prepared.paragraph(colon);
    (resumes && near && attributions[last].source.is_some()).then_some(last)
}

/// The attribution, of those sorted by cue, in the sentence that introduces a quotation: "…, she said, before switching to
/// English: “…”".
fn in_clause(prepared: &Prepared, attributions: &[Attribution], words: &Range<usize>) -> Option<usize> {
    let colon = colon_before(prepared, words)?;
    let last = attributions.partition_point(|attribution| attribution.cue.start < colon).checked_sub(1)?;
    let attribution = &attributions[last];
    let same = prepared.words[attribution.cue.start].sentence == prepared.words[colon].sentence;
    let here = prepared.words[words.start].sentence == prepared.words[colon].sentence;
    let begun = attribution.content.iter().any(|words| words.end <= attribution.cue.start);
    (same && here && begun && attribution.source.is_some()).then_some(last)
}

/// The subject of a short clause: the pronoun after its last comma, else the first name, else the first pronoun.
pub(super) fn subject(prepared: &Prepared, clause: &Range<usize>) -> Option<Range<usize>> {
    const PRONOUNS: [&str; 5] = ["he", "she", "they", "it", "i"];
    const BEFORE_OBJECTS: [&str; 10] = ["in", "at", "on", "to", "of", "for", "with", "by", "under", "into"];
    let pronoun = |index: usize| PRONOUNS.contains(&prepared.word(index).to_lowercase().as_str());
    let last = clause.clone().rev().find(|&index| prepared.word(index) == ",").map_or(clause.start, |comma| comma + 1);
    if last < clause.end && pronoun(last) {
        return Some(last..last + 1);
    }
    // A sentence's first word is capitalised anyway: it counts as a name only before another capital or in a short
    // clause.
    let name = |index: usize| {
        prepared.is_capital(index) && (index > clause.start || prepared.is_capital(index + 1) || clause.len() < 5)
    };
    let is_common = |index: usize| pronoun(index) || FUNCTION_WORDS.has(prepared.word(index));
    // "Then, in English:" has no subject.
    let is_object = |index: usize| index > clause.start && BEFORE_OBJECTS.contains(&prepared.word(index - 1));
    let start = clause.clone().find(|&index| name(index) && !is_common(index) && !is_object(index));
    if let Some(start) = start {
        let joins = |index: usize| {
            matches!(prepared.word(index), "-" | "’" | "'") && index + 1 < clause.end && prepared.is_capital(index + 1)
        };
        let end = (start..clause.end).find(|&index| !prepared.is_capital(index) && !joins(index)).unwrap_or(clause.end);
        return Some(start..end);
    }
    clause.clone().find(|&index| pronoun(index)).map(|index| index..index + 1)
}

/// Dash or colon and speaker after a quotation: `"…" — Anna Larsen, mayor`.
pub(super) fn followed(prepared: &Prepared, words: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let mark = words.end;
    let text = (mark < prepared.words.len()).then(|| prepared.word(mark))?;
    let dashes = (mark..(mark + 2).min(prepared.words.len()))
        .take_while(|&index| matches!(prepared.word(index), "—" | "–" | "-" | "―"));
    let marks = if text == ":" { 1 } else { dashes.count() };
    let start = mark + marks;
    if marks == 0 || start >= prepared.words.len() {
        return None;
    }
    if prepared.paragraph(start) != prepared.paragraph(mark)
        || prepared.paragraph(mark) > prepared.paragraph(words.end - 1) + 1
    {
        return None;
    }
    let sentence = sentence_words(prepared, start);
    let end = (start..sentence.end).rev().find(|&index| !prepared.is_punctuation(index)).map(|index| index + 1)?;
    let is_last = sentence.end == prepared.words.len() || prepared.paragraph(sentence.end) != prepared.paragraph(start);
    let named = prepared.is_capital(start) || ["the", "a", "an"].contains(&prepared.word(start));
    let capitals = (start..end).any(|index| prepared.is_capital(index)) || text != ":";
    (is_last && named && capitals && end - start <= LONGEST_SPEAKER).then(|| {
        // In a caption, what follows "in", "at" or "on" is where the picture was taken.
        let place = (start + 1..end).find(|&index| ["in", "at", "on"].contains(&prepared.word(index)) && text == ":");
        (start..place.unwrap_or(end), mark..mark + marks)
    })
}

/// The sender named in a paragraph of one sentence before a quotation: "A note from Anna Larsen, the mayor."
fn announced(prepared: &Prepared, words: &Range<usize>, claimed: &[bool]) -> Option<(Range<usize>, Range<usize>)> {
    const MESSAGES: [&str; 18] = [
        "note",
        "message",
        "word",
        "words",
        "letter",
        "statement",
        "email",
        "comment",
        "reaction",
        "reply",
        "response",
        "answer",
        "post",
        "postcard",
        "text",
        "tribute",
        "verdict",
        "this",
    ];
    let before = words.start.checked_sub(1)?;
    let line = sentence_words(prepared, before);
    let alone = line.start == 0 || prepared.paragraph(line.start - 1) != prepared.paragraph(before);
    if !alone || prepared.paragraph(before) == prepared.paragraph(words.start) || claimed[line.clone()].contains(&true)
    {
        return None;
    }
    let from = (line.start + 1..line.end.min(line.start + 10)).find(|&index| prepared.word(index) == "from")?;
    let skipped = |index: &usize| matches!(prepared.word(*index), "," | "too" | "also" | "then");
    let noun = (line.start..from).rev().find(|index| !skipped(index)).unwrap_or(line.start);
    let word = |index: usize| prepared.word(index).to_lowercase();
    // "And from Anna Larsen, the mayor, came a postcard."
    let came = matches!(word(noun).as_str(), "and" | "but" | "then")
        && line.clone().any(|index| matches!(prepared.word(index), "came" | "comes" | "arrived"));
    let is_message = MESSAGES.contains(&word(noun).as_str()) || came;
    let end = (from + 1..line.end)
        .find(|&index| prepared.is_punctuation(index) && prepared.word(index) != "-")
        .unwrap_or(line.end);
    let is_name = is_message && from + 1 < end && prepared.is_capital(from + 1);
    is_name.then(|| (from + 1..end, from..from + 1))
}

/// Who replies if the attribution `speaking` ends in a question at word `last`: the nearest speaker before it other
/// than the one who asked.
pub(super) fn replies(
    prepared: &Prepared,
    attributions: &[Attribution],
    speaking: usize,
    last: usize,
) -> Option<usize> {
    let text = |index: usize| {
        let source = attributions[index].source.as_ref()?;
        Some(prepared.text(source).to_lowercase())
    };
    let asked = (last.saturating_sub(1)..=last).any(|index| prepared.word(index) == "?");
    let start = attributions[speaking].content.first()?.start;
    if !asked {
        return None;
    }
    let is_near = |index: &usize| prepared.paragraph(attributions[*index].cue.start) + 1 >= prepared.paragraph(start);
    (0..speaking).rev().take_while(is_near).find(|&index| {
        text(index).is_some()
            && text(index) != text(speaking)
            && attributions[index].content.iter().all(|one| one.end <= start)
    })
}
