//! Spans of each role, regardless of which attribution they belong to.

use super::cells::{Cell, Retrieval};
use super::measured::{Measured, measured};
use saidso_formats::gold::Spans;
use saidso_formats::gold::{TokenSet, Tokens, shared};
use std::ops::Range;

/// Part of an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Source,
    Cue,
    Content,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Source, Self::Cue, Self::Content];

    /// The spans of this part.
    pub(super) fn of(self, spans: &Spans) -> &[Range<usize>] {
        match self {
            Self::Source => &spans.source,
            Self::Cue => &spans.cue,
            Self::Content => &spans.content,
        }
    }

    fn group(self) -> &'static str {
        match self {
            Self::Source => "spans_source",
            Self::Cue => "spans_cue",
            Self::Content => "spans_content",
        }
    }
}

/// The measures of each part that is annotated.
pub(super) fn measure(
    text: &str,
    tokens: &Tokens,
    gold: &Spans,
    predicted: &Spans,
    annotated: impl Fn(Part) -> bool,
) -> Vec<Measured> {
    let parts = Part::ALL.into_iter().filter(|part| annotated(*part));
    parts.flat_map(|part| of_part(text, tokens, part, part.of(gold), part.of(predicted))).collect()
}

fn of_part(
    text: &str,
    tokens: &Tokens,
    part: Part,
    gold: &[Range<usize>],
    predicted: &[Range<usize>],
) -> [Measured; 4] {
    let fragments = |spans: &[Range<usize>]| -> Vec<Range<usize>> {
        distinct(spans.iter().map(|span| tokens.range(span)).collect())
    };
    let (gold_fragments, predicted_fragments) = (fragments(gold), fragments(predicted));
    let exact = predicted_fragments.iter().filter(|fragment| gold_fragments.contains(fragment)).count();
    let words = |spans: &[Range<usize>]| -> TokenSet { tokens.words(&tokens.covered(spans)) };
    let (gold_words, predicted_words) = (words(gold), words(predicted));
    let (gold_characters, predicted_characters) = (characters(text, gold), characters(text, predicted));
    let retrieval = |right, predicted, gold| Cell::Retrieval(Retrieval::one_to_one(right, predicted, gold));
    [
        measured(part.group(), "exact", retrieval(exact, predicted_fragments.len(), gold_fragments.len())),
        measured(
            part.group(),
            "token_overlap",
            retrieval(shared(&gold_words, &predicted_words), predicted_words.len(), gold_words.len()),
        ),
        measured(
            part.group(),
            "character_overlap",
            retrieval(
                shared(&gold_characters, &predicted_characters),
                predicted_characters.len(),
                gold_characters.len(),
            ),
        ),
        measured(part.group(), "jaccard", mean_jaccard(&gold_fragments, &predicted_fragments)),
    ]
}

/// Runs of tokens in order, without duplicates or empty runs.
pub(super) fn distinct(mut runs: Vec<Range<usize>>) -> Vec<Range<usize>> {
    runs.retain(|run| !run.is_empty());
    runs.sort_by_key(|run| (run.start, run.end));
    runs.dedup();
    runs
}

/// The characters covered by any of the spans, without white space, by the byte they begin at.
fn characters(text: &str, spans: &[Range<usize>]) -> Vec<usize> {
    let mut characters: Vec<usize> = spans
        .iter()
        .flat_map(|span| text[span.clone()].char_indices().map(move |(at, character)| (span.start + at, character)))
        .filter(|(_, character)| !character.is_whitespace())
        .map(|(at, _)| at)
        .collect();
    characters.sort_unstable();
    characters.dedup();
    characters
}

/// The Jaccard index of each gold span with the most similar predicted span; each predicted span that overlaps no
/// gold span counts as one more, with 0 (`CofeNet`, Wang et al. 2022).
pub(super) fn mean_jaccard(gold: &[Range<usize>], predicted: &[Range<usize>]) -> Cell {
    let best = |span: &Range<usize>, others: &[Range<usize>]| {
        others.iter().map(|other| jaccard(span, other)).fold(0.0, f64::max)
    };
    let strays = predicted.iter().filter(|span| best(span, gold) == 0.0).count();
    let sum = gold.iter().map(|span| best(span, predicted)).sum();
    Cell::Mean { statistic: "mean", sum, count: (gold.len() + strays) as f64 }
}

fn jaccard(one: &Range<usize>, other: &Range<usize>) -> f64 {
    let both = one.end.min(other.end).saturating_sub(one.start.max(other.start));
    let either = one.len() + other.len() - both;
    both as f64 / either as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells::Cell;

    fn cell(measure: &str) -> Cell {
        let text = "He said rain, then snow, will come.";
        //          0  3    8     14   19    25   30
        let gold = Spans { content: std::iter::once(8..34).collect(), ..Spans::default() };
        let predicted = Spans { content: vec![8..12, 25..35, 0..2], ..Spans::default() };
        let all = measure_all(text, &gold, &predicted);
        all.into_iter().find(|measured| measured.group == "spans_content" && measured.measure == measure).unwrap().cell
    }

    fn measure_all(text: &str, gold: &Spans, predicted: &Spans) -> Vec<Measured> {
        measure(text, &Tokens::new(text), gold, predicted, |_| true)
    }

    #[test]
    fn overlap_counts_by_hand() {
        let counts = |measure| match cell(measure) {
            Cell::Retrieval(counts) => (counts.right_gold as usize, counts.predicted as usize, counts.gold as usize),
            _ => panic!(),
        };
        assert_eq!(counts("exact"), (0, 3, 1));
        // rain, will and come are shared by four predicted words (these and He) and five gold ones.
        assert_eq!(counts("token_overlap"), (3, 4, 5));
        assert_eq!(counts("character_overlap"), (12, 15, 22));
        // Tokens: gold 2..9, predicted 2..3, 7..10, 0..1: the best is 2 of 8, and one stray.
        assert_eq!(cell("jaccard"), Cell::Mean { statistic: "mean", sum: 0.25, count: 2.0 });
    }
}
