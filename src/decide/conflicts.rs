//! Settles attributions that claim the same words: a quotation belongs to the tag right next to it, a paragraph's words to
//! the tag in that paragraph, and "is expected to argue" or "was quoted as saying" to the person who argues or says it.

use super::attributions::Attribution;
use super::bare_speakers;
use super::boundaries::runs;
use super::quotes::only_punctuation;
use super::tags::INVERTED;
use crate::lexicon::SPEAKING;
use crate::prepare::Prepared;
use std::collections::HashMap;
use std::ops::Range;

/// Participles and adjectives that only report that somebody says something.
const REPORTED: [&str; 12] = [
    "quoted",
    "reported",
    "heard",
    "overheard",
    "recorded",
    "cited",
    "expected",
    "likely",
    "due",
    "set",
    "scheduled",
    "understood",
];
/// Bare verbs of saying.
const TO_SAY: [&str; 20] = [
    "say",
    "argue",
    "tell",
    "announce",
    "claim",
    "warn",
    "insist",
    "declare",
    "suggest",
    "stress",
    "admit",
    "confirm",
    "deny",
    "explain",
    "testify",
    "contend",
    "reiterate",
    "propose",
    "recommend",
    "urge",
];
/// Maximum number of words between the participle and the verb of saying: "quoted in Thursday's Gazette as".
const FAR: usize = 10;
/// Maximum number of words for the person spoken to.
const LONGEST_HEARER: usize = 5;

/// Settles all conflicts among attributions sorted by cue.
pub(super) fn settle(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    unwrap(prepared, attributions);
    free_signed(prepared, attributions);
    keep_to_tags(prepared, attributions);
    keep_to_paragraphs(prepared, attributions);
    give_to_reporters(prepared, attributions);
    invert(prepared, attributions);
    attributions.retain(|attribution| !attribution.content.is_empty());
}

/// Replaces "is expected", which has no source, by the verb of saying after it, whose source is the subject.
fn unwrap(prepared: &Prepared, attributions: &mut [Attribution]) {
    for index in 0..attributions.len() {
        let [outer, after @ ..] = &mut attributions[index..] else { break };
        let Some((subject, verb)) = reported(prepared, outer) else { continue };
        let mut after = after.iter_mut().take_while(|inner| inner.cue.start <= verb);
        if let Some(inner) = after.find(|inner| inner.cue.contains(&verb)) {
            inner.source.get_or_insert(subject);
            if inner.presence < outer.presence {
                (inner.presence, inner.presence_logit) = (outer.presence, outer.presence_logit);
            }
            outer.content.clear();
        } else {
            outer.source = Some(subject);
            outer.cue = verb..verb + 1;
            outer.content = outer.content.iter().flat_map(|words| runs(words, |word| word > verb)).collect();
        }
    }
    attributions.sort_by_key(|attribution| attribution.cue.start);
}

/// The subject and the verb of saying of an attribution that only reports that somebody says something.
fn reported(prepared: &Prepared, attribution: &Attribution) -> Option<(Range<usize>, usize)> {
    let cue = &attribution.cue;
    let subject = attribution.content.first().filter(|words| !words.is_empty() && words.end <= cue.start)?;
    // "was cited by state television as saying"
    let agent = attribution.source.as_ref().is_none_or(|source| source.start >= cue.end);
    let names = agent && cue.clone().any(|word| REPORTED.contains(&prepared.word(word)));
    let same = |word: &usize| prepared.words[*word].sentence == prepared.words[cue.start].sentence;
    let limit = prepared.words.len().min(cue.end + FAR);
    let verb = (cue.end..limit).take_while(same).find(|&word| match prepared.word(word - 1) {
        "to" => TO_SAY.contains(&prepared.word(word)),
        "as" => matches!(prepared.word(word), "saying" | "telling" | "claiming"),
        _ => matches!(prepared.word(word), "telling" | "saying") && word == cue.end,
    })?;
    names.then(|| (subject.clone(), verb))
}

/// Gives each quotation with a tag or an introduction right next to it to that alone.
fn keep_to_tags(prepared: &Prepared, attributions: &mut [Attribution]) {
    let tagged = tagged(prepared, attributions);
    let cues: Vec<usize> = attributions.iter().map(|attribution| attribution.cue.start).collect();
    for (index, attribution) in attributions.iter_mut().enumerate() {
        leave_others(prepared, attribution, index, &tagged, &cues);
    }
    for (quotation, tag) in tagged {
        let content = &mut attributions[tag].content;
        // "“You did!” she shot back at him": the person spoken to is not what is said.
        let is_hearer = |words: &Range<usize>| words.start > quotation.end && words.len() <= LONGEST_HEARER;
        if content.iter().all(is_hearer) {
            content.clear();
        }
        if !content.iter().any(|words| words.start < quotation.end && quotation.start < words.end) {
            content.push(quotation);
            content.sort_by_key(|words| words.start);
        }
    }
}

/// The outermost quotations with a tag after them ("“…,” Larsen said") or an introduction before them ("From Anna Larsen,
/// the mayor: “…”"), in order, each with the index of that attribution.
fn tagged(prepared: &Prepared, attributions: &[Attribution]) -> Vec<(Range<usize>, usize)> {
    let (mut tags, mut introductions) = (HashMap::new(), HashMap::new());
    for (index, attribution) in attributions.iter().enumerate() {
        let Some(source) = &attribution.source else { continue };
        let cue = &attribution.cue;
        if let Some(colon) =
            (cue.end - 1..prepared.words.len().min(cue.end + 1)).find(|&word| prepared.word(word) == ":")
        {
            introductions.insert(colon + 1, index);
        }
        let (first, second) = if source.start < cue.start { (source, cue) } else { (cue, source) };
        // "…,” he decided to leave": a verb with content of its own is a tag only if it is one of saying.
        let is_bare = attribution.content.iter().all(|words| words.end <= first.start || words.len() <= LONGEST_HEARER);
        if first.end == second.start && (is_bare || cue.clone().any(|word| SPEAKING.has(prepared.word(word)))) {
            tags.insert(first.start, index);
        }
    }
    let after = |quotation: &Range<usize>| {
        let mark = quotation.end.checked_sub(2).filter(|mark| quotation.contains(mark))?;
        let tag = tags.get(&quotation.end)?;
        let same = prepared.words[mark].sentence == prepared.words[quotation.end].sentence;
        (same && matches!(prepared.word(mark), "," | "!" | "?")).then_some(tag)
    };
    outermost(prepared)
        .filter_map(|quotation| {
            let owner = *introductions.get(&quotation.start).or_else(|| after(&quotation))?;
            Some((quotation, owner))
        })
        .collect()
}

/// The words of the outermost quotations, in order.
fn outermost(prepared: &Prepared) -> impl Iterator<Item = Range<usize>> {
    let outermost = prepared.quotations.iter().filter(|quotation| quotation.depth == 0);
    outermost.map(|quotation| prepared.words_in(&quotation.span)).filter(|words| !words.is_empty())
}

/// Removes from the attribution with index `index` the quotations of other tags, and what follows the first of them after
/// its cue in the same paragraph. Who reports such a tag, or is quoted within the quotation, shares its words.
fn leave_others(
    prepared: &Prepared,
    attribution: &mut Attribution,
    index: usize,
    tagged: &[(Range<usize>, usize)],
    cues: &[usize],
) {
    let own = std::mem::take(&mut attribution.content);
    let cue = &attribution.cue;
    let is_foreign = |(quotation, tag): &&(Range<usize>, usize)| {
        *tag != index && !own.iter().any(|words| words.contains(&cues[*tag])) && !quotation.contains(&cue.start)
    };
    let mut resumed_by_another = None;
    for words in &own {
        let first = tagged.partition_point(|(quotation, _)| quotation.end <= words.start);
        let others = tagged[first..].iter().take_while(|(quotation, _)| quotation.start < words.end);
        let lost: Vec<&Range<usize>> = others.filter(is_foreign).map(|(quotation, _)| quotation).collect();
        if lost.is_empty() {
            attribution.content.push(words.clone());
            continue;
        }
        let after_cue =
            lost.iter().map(|quotation| quotation.start).find(|start| *start >= cue.end && words.contains(start));
        resumed_by_another = resumed_by_another.or(after_cue);
        let kept = |word: usize| !lost.iter().any(|quotation| quotation.contains(&word));
        attribution
            .content
            .extend(runs(words, kept).into_iter().filter(|run| !only_punctuation(prepared, run.clone())));
    }
    if let Some(start) = resumed_by_another {
        let paragraph = prepared.paragraph(start);
        attribution.content.retain(|words| words.start < start || prepared.paragraph(words.start) != paragraph);
    }
}

/// Cuts content that begins in a paragraph before the cue's if the words there belong to a tag in their own paragraph.
fn keep_to_paragraphs(prepared: &Prepared, attributions: &mut [Attribution]) {
    let mut at_home = vec![false; prepared.words.len()];
    for attribution in attributions.iter().filter(|attribution| attribution.source.is_some()) {
        let home = prepared.paragraph(attribution.cue.start);
        for words in &attribution.content {
            for word in words.clone().filter(|&word| prepared.paragraph(word) == home) {
                at_home[word] = true;
            }
        }
    }
    for attribution in attributions {
        let home = prepared.paragraph(attribution.cue.start);
        for words in &mut attribution.content {
            let before = words.clone().take_while(|&word| prepared.paragraph(word) < home);
            let claimed = before.clone().any(|word| at_home[word]);
            let start = words.start + before.count();
            if claimed && start < words.end {
                words.start = start;
            }
        }
    }
}

/// Moves a quotation from a tag of an earlier paragraph to the speaker of the sentence before it in its own paragraph:
/// "Larsen said she would take over. “I know where the roof leaks.”"
fn give_to_reporters(prepared: &Prepared, attributions: &mut [Attribution]) {
    let mut reporters = vec![None; prepared.sentences.len()];
    for (index, attribution) in attributions.iter().enumerate().filter(|(_, attribution)| attribution.source.is_some())
    {
        reporters[prepared.words[attribution.cue.start].sentence] = Some(index);
    }
    let begins = |words: &Range<usize>| {
        let start = prepared.words[words.start].span.start;
        prepared.quotations.binary_search_by_key(&start, |quotation| quotation.span.start).is_ok()
    };
    for index in 0..attributions.len() {
        let home = prepared.paragraph(attributions[index].cue.start);
        let content = std::mem::take(&mut attributions[index].content);
        for words in content {
            let sentence = prepared.words[words.start].sentence;
            let paragraph = prepared.paragraph(words.start);
            let near = sentence.checked_sub(1).filter(|&before| prepared.sentences[before].paragraph == paragraph);
            let reporter = near.and_then(|before| reporters[before]).filter(|_| paragraph > home && begins(&words));
            attributions[reporter.unwrap_or(index)].content.push(words);
        }
    }
}

/// Takes quotations that a line with a name signs ("— Anna Larsen, mayor") from tags in other paragraphs.
fn free_signed(prepared: &Prepared, attributions: &mut [Attribution]) {
    let signed: Vec<(Range<usize>, usize)> = outermost(prepared)
        .filter_map(|words| {
            let (speaker, _) = bare_speakers::followed(prepared, &words)?;
            Some((words, prepared.paragraph(speaker.start)))
        })
        .collect();
    for attribution in attributions {
        let home = prepared.paragraph(attribution.cue.start);
        attribution.content.retain(|words| {
            let first = signed.partition_point(|(quotation, _)| quotation.end <= words.start);
            let of_another = signed.get(first).is_some_and(|(quotation, paragraph)| {
                quotation.start <= words.start && *paragraph != home && prepared.paragraph(quotation.start) != home
            });
            !of_another
        });
    }
}

/// "Rubbish, counters Sir Lionel Abara": the heads may take the first word for the source.
fn invert(prepared: &Prepared, attributions: &mut [Attribution]) {
    for attribution in attributions {
        let Some(source) = attribution.source.clone() else { continue };
        let cue = attribution.cue.clone();
        let begins = source.start == prepared.words_in(&prepared.sentence(source.start).span).start;
        let comma = source.end + 1 == cue.start && prepared.word(source.end) == ",";
        let [said] = &attribution.content[..] else { continue };
        let named =
            said.start == cue.end && prepared.is_capital(said.start) && INVERTED.contains(&prepared.word(cue.start));
        if begins && comma && named && source.len() < LONGEST_HEARER {
            let end = said.clone().find(|&word| prepared.is_punctuation(word)).unwrap_or(said.end);
            attribution.source = Some(said.start..end);
            attribution.content = Vec::from([source]);
        }
    }
}
