//! Sources of which the heads found only the relative clause: "a nurse who worked there until August has claimed".

use super::attributions::Attribution;
use super::boundaries::runs;
use super::tags::DETERMINERS;
use crate::prepare::Prepared;
use std::ops::Range;

/// Maximum number of words before the clause.
const LONGEST: usize = 8;

/// Adds the noun phrase before the clause to its source, and takes it out of the content.
pub(super) fn complete(prepared: &Prepared, attributions: &mut [Attribution]) {
    for attribution in attributions {
        let Some(source) = &mut attribution.source else { continue };
        let Some(start) = antecedent(prepared, source) else { continue };
        source.start = start;
        let outside = |word: usize| word < start || word >= source.end;
        attribution.content = attribution.content.iter().flat_map(|fragment| runs(fragment, outside)).collect();
    }
}

/// The first word of the noun phrase before a relative clause.
fn antecedent(prepared: &Prepared, clause: &Range<usize>) -> Option<usize> {
    let is_relative = clause.len() > 1 && ["who", "that", "which"].contains(&prepared.word(clause.start));
    let sentence = prepared.words_in(&prepared.sentence(clause.start).span);
    let before = (sentence.start.max(clause.start.saturating_sub(LONGEST))..clause.start).rev();
    let words = before.take_while(|&word| !prepared.is_punctuation(word));
    words.filter(|_| is_relative).find(|&word| DETERMINERS.contains(&prepared.word(word).to_lowercase().as_str()))
}
