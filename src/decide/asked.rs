//! Questions that only introduce an answer: "Asked whether she would resign, she said: “No.”"

use super::attributions::Attribution;
use crate::prepare::Prepared;
use crate::record::Role;
use std::ops::Range;

/// The clauses at the beginning of sentences that say which question the quoted answer replies to. Like source and
/// cue, they are not part of what is said.
pub(super) fn clauses(prepared: &Prepared, attributions: &[Attribution], quoted: &[bool]) -> Vec<Range<usize>> {
    let body = prepared.sentences.iter().filter(|sentence| sentence.role == Role::Body);
    body.filter_map(|sentence| clause(prepared, attributions, quoted, prepared.words_in(&sentence.span))).collect()
}

fn clause(
    prepared: &Prepared,
    attributions: &[Attribution],
    quoted: &[bool],
    sentence: Range<usize>,
) -> Option<Range<usize>> {
    let first = sentence.clone().next()?;
    let when = ["When", "If"].contains(&prepared.word(first));
    let asked = if when { first + 1 } else { first };
    let is_direct = asked < sentence.end && is_asked(prepared, asked);
    // "When the clerk inquired how he pleaded"
    let asks = |&word: &usize| ["asked", "inquired", "enquired", "wondered"].contains(&prepared.word(word));
    let asked = if is_direct { asked } else { sentence.clone().find(asks).filter(|_| when)? };
    if quoted[first] {
        return None;
    }
    let after = attributions.partition_point(|attribution| attribution.cue.start <= asked);
    let answer = attributions[after..].iter().take_while(|attribution| attribution.cue.start < sentence.end).find(
        |attribution| attribution.source.is_some() && attribution.content.iter().any(|words| quoted[words.start]),
    )?;
    let begins = answer.source.as_ref().map_or(answer.cue.start, |source| source.start.min(answer.cue.start));
    (begins > asked && prepared.word(begins - 1) == ",").then_some(first..begins)
}

/// Whether a word at the beginning of a clause shows that somebody was asked something.
pub(super) fn is_asked(prepared: &Prepared, word: usize) -> bool {
    ["asked", "pressed", "questioned", "quizzed"].contains(&prepared.word(word).to_lowercase().as_str())
}
