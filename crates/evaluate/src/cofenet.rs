//! The protocol of the `CofeNet` paper (Wang et al., COLING 2022, Table 6), for figures comparable with the paper's:
//! tokenised passages, spans of each role as runs of tokens, links ignored.
//!
//! Exact: the first and last token are right. Begin: the first token is right. Jaccard: see [`mean_jaccard`]. Systems
//! that assign one label per token cannot predict overlapping spans of the same role; other systems can, and each
//! distinct span then counts.

use super::cells::{Cell, Retrieval};
use super::measured::{Measured, measured};
use super::parts::{Part, distinct, mean_jaccard};
use saidso_formats::gold::Spans;
use saidso_formats::gold::overlapped;
use std::ops::Range;

/// The measures of one passage; `tokens` are bytes.
pub(super) fn measure(tokens: &[Range<usize>], gold: &Spans, predicted: &Spans) -> Vec<Measured> {
    let runs = |spans: &[Range<usize>]| distinct(spans.iter().map(|span| overlapped(tokens, span)).collect());
    let names = [
        ["source", "source_begin", "source_jaccard"],
        ["cue", "cue_begin", "cue_jaccard"],
        ["content", "content_begin", "content_jaccard"],
    ];
    Part::ALL
        .into_iter()
        .zip(names)
        .flat_map(|(part, [exact, begin, jaccard])| {
            let (gold, predicted) = (runs(part.of(gold)), runs(part.of(predicted)));
            let begins = |runs: &[Range<usize>]| runs.iter().map(|run| run.start).collect::<Vec<_>>();
            [
                measured("cofenet", exact, listed(&gold, &predicted)),
                measured("cofenet", begin, listed(&begins(&gold), &begins(&predicted))),
                measured("cofenet", jaccard, mean_jaccard(&gold, &predicted)),
            ]
        })
        .collect()
}

/// Gold items that are among the predicted items, and predicted items that are not among the gold items.
fn listed<T: PartialEq>(gold: &[T], predicted: &[T]) -> Cell {
    let found = gold.iter().filter(|item| predicted.contains(item)).count();
    let wrong = predicted.iter().filter(|item| !gold.contains(item)).count();
    Cell::Retrieval(Retrieval::one_to_one(found, found + wrong, gold.len()))
}
