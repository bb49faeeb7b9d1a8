//! Attributions compared with gold attributions.
//!
//! Every set of words is the set of tokens that a span overlaps; **words** excludes punctuation, so that quotation
//! marks and commas at the edges do not matter. Attributions whose content has no words are left out on both sides.

use super::cells::{Cell, Retrieval};
use super::measured::{Measured, measured};
use super::quoted::Quoted;
use saidso_formats::gold::{Spans, TokenSet, Tokens, shared};
use std::collections::HashMap;
use std::ops::Range;

/// An attribution as sets of tokens.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// Its index in the list it came from.
    pub index: usize,
    /// Tokens of the content, including punctuation marks.
    tokens: TokenSet,
    /// Words of the content.
    pub words: TokenSet,
    /// Words of the source.
    pub source: TokenSet,
    /// Words of the cue.
    cue: TokenSet,
    /// The position of the content relative to quotation marks.
    class: Class,
}

/// The position of a content relative to double quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// No mark in it or next to it.
    Indirect,
    /// A mark in it or next to it, but some words outside marks.
    Mixed,
    /// All words between marks.
    PurelyDirect,
}

/// The attributions of a text that have a word in their content.
pub fn attributions<'s>(text: &str, tokens: &Tokens, spans: impl IntoIterator<Item = &'s Spans>) -> Vec<Attribution> {
    let quoted = Quoted::new(text);
    spans
        .into_iter()
        .enumerate()
        .map(|(index, spans)| {
            let content = tokens.covered(&spans.content);
            let words = tokens.words(&content);
            let class = if !quoted.touches(&spans.content) {
                Class::Indirect
            } else if words.iter().all(|&word| quoted.holds(tokens.span(word).start)) {
                Class::PurelyDirect
            } else {
                Class::Mixed
            };
            let words_of = |spans: &[Range<usize>]| tokens.words(&tokens.covered(spans));
            Attribution {
                index,
                tokens: content,
                words,
                source: words_of(&spans.source),
                cue: words_of(&spans.cue),
                class,
            }
        })
        .filter(|attribution| !attribution.words.is_empty())
        .collect()
}

/// A predicted and a gold attribution that are about the same content: indices into both lists.
pub type Pair = (usize, usize);

/// How similar two contents are, in [0, 1], from the number of shared words and the number of words in each.
type Likeness = fn(f64, f64, f64) -> f64;

/// Dice coefficient (Dice 1945).
const DICE: Likeness = |shared, one, other| 2.0 * shared / (one + other);
/// Jaccard index (Jaccard 1901), intersection over union.
const JACCARD: Likeness = |shared, one, other| shared / (one + other - shared);

/// One-to-one pairs of prediction and gold, chosen greedily from the highest similarity down to one half; among
/// equals, the earlier prediction comes first, then the earlier gold attribution.
fn align(gold: &[Attribution], predicted: &[Attribution], likeness: Likeness) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (prediction, one) in predicted.iter().enumerate() {
        for (gold_index, other) in gold.iter().enumerate() {
            let both = shared(&one.words, &other.words);
            let alike = likeness(both as f64, one.words.len() as f64, other.words.len() as f64);
            if both > 0 && alike >= 0.5 {
                pairs.push((alike, prediction, gold_index));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut predicted_free, mut gold_free) = (vec![true; predicted.len()], vec![true; gold.len()]);
    let mut taken: Vec<Pair> = pairs
        .into_iter()
        .filter_map(|(_, prediction, gold)| {
            let free = predicted_free[prediction] && gold_free[gold];
            free.then(|| {
                (predicted_free[prediction], gold_free[gold]) = (false, false);
                (prediction, gold)
            })
        })
        .collect();
    taken.sort_unstable();
    taken
}

/// Pairs whose contents have a Dice coefficient of at least one half.
pub fn match_dice_50(gold: &[Attribution], predicted: &[Attribution]) -> Vec<Pair> {
    align(gold, predicted, DICE)
}

/// How many members two lists have in common; repeated members count as often as in the list with fewer of them.
fn in_common<'k>(one: impl Iterator<Item = &'k TokenSet>, other: impl Iterator<Item = &'k TokenSet>) -> usize {
    let mut left: HashMap<&TokenSet, usize> = HashMap::new();
    for key in one {
        *left.entry(key).or_default() += 1;
    }
    other
        .filter(|key| match left.get_mut(key) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        })
        .count()
}

/// How many contents have exactly the right words.
pub fn exact_words(gold: &[Attribution], predicted: &[Attribution]) -> usize {
    in_common(gold.iter().map(|gold| &gold.words), predicted.iter().map(|predicted| &predicted.words))
}

fn union<'s>(sets: impl Iterator<Item = &'s TokenSet>) -> TokenSet {
    let mut union: TokenSet = sets.flatten().copied().collect();
    union.sort_unstable();
    union.dedup();
    union
}

/// Which parts of attributions are annotated in the gold set, in addition to the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Annotated {
    pub(super) source: bool,
    pub(super) cue: bool,
}

/// All measures of the attributions of one article; `sentences` are in bytes.
pub(super) fn measure(
    gold: &[Attribution],
    predicted: &[Attribution],
    tokens: &Tokens,
    sentences: &[Range<usize>],
    annotated: Annotated,
) -> Vec<Measured> {
    let one_to_one = |right| Cell::Retrieval(Retrieval::one_to_one(right, predicted.len(), gold.len()));
    let put = |measure, cell| measured("attributions", measure, cell);
    let pairs = match_dice_50(gold, predicted);
    let (gold_words, predicted_words) =
        (union(gold.iter().map(|gold| &gold.words)), union(predicted.iter().map(|predicted| &predicted.words)));
    let strict = in_common(gold.iter().map(|gold| &gold.tokens), predicted.iter().map(|predicted| &predicted.tokens));
    let mut all = vec![
        put("exact_strict", one_to_one(strict)),
        put("exact_words", one_to_one(exact_words(gold, predicted))),
        put("token_overlap", overlap(&predicted_words, &gold_words)),
        put("match_dice_50", one_to_one(pairs.len())),
        put("match_jaccard_50", one_to_one(align(gold, predicted, JACCARD).len())),
    ];
    if annotated.source {
        all.extend(of_sources(gold, predicted, &pairs).map(|(measure, cell)| put(measure, cell)));
    }
    if annotated.cue {
        let (mut hits, mut cues) = (0, 0);
        for &(prediction, gold_index) in &pairs {
            cues += usize::from(!gold[gold_index].cue.is_empty());
            hits += usize::from(shared(&predicted[prediction].cue, &gold[gold_index].cue) > 0);
        }
        all.push(put("cue_hit", Cell::Mean { statistic: "share", sum: hits as f64, count: cues as f64 }));
    }
    let of_words = |words: &TokenSet| -> TokenSet {
        let mut touched: TokenSet = words
            .iter()
            .filter_map(|&word| saidso_formats::gold::overlapped(sentences, &tokens.span(word)).next())
            .collect();
        touched.dedup();
        touched
    };
    all.push(put("sentence", overlap(&of_words(&predicted_words), &of_words(&gold_words))));
    all.extend(by_class(gold, predicted, &pairs).into_iter().map(|(measure, cell)| put(measure, cell)));
    all
}

fn overlap(predicted: &TokenSet, gold: &TokenSet) -> Cell {
    Cell::Retrieval(Retrieval::one_to_one(shared(predicted, gold), predicted.len(), gold.len()))
}

/// Sources over the matched pairs, and pairs that are matched with the right source.
fn of_sources(
    gold: &[Attribution],
    predicted: &[Attribution],
    pairs: &[Pair],
) -> impl Iterator<Item = (&'static str, Cell)> + use<> {
    let (mut source, mut source_overlap) = (Retrieval::default(), Retrieval::default());
    let (mut hits, mut sources, mut equal, mut equal_overlap) = (0usize, 0usize, 0, 0);
    for &(prediction, gold_index) in pairs {
        let (predicted, gold) = (&predicted[prediction].source, &gold[gold_index].source);
        let both = shared(predicted, gold);
        let is_equal = predicted == gold;
        let (has_prediction, has_gold) = (!predicted.is_empty(), !gold.is_empty());
        let right = usize::from(is_equal && has_gold);
        source.add(&Retrieval::one_to_one(right, usize::from(has_prediction), usize::from(has_gold)));
        source_overlap.add(&Retrieval::one_to_one(both, predicted.len(), gold.len()));
        sources += usize::from(has_gold);
        hits += usize::from(both > 0);
        equal += usize::from(is_equal);
        equal_overlap += usize::from(both > 0 || !(has_prediction || has_gold));
    }
    let one_to_one = |right| Cell::Retrieval(Retrieval::one_to_one(right, predicted.len(), gold.len()));
    [
        ("source", Cell::Retrieval(source)),
        ("source_overlap", Cell::Retrieval(source_overlap)),
        ("source_hit", Cell::Mean { statistic: "share", sum: hits as f64, count: sources as f64 }),
        ("end_to_end", one_to_one(equal)),
        ("end_to_end_overlap", one_to_one(equal_overlap)),
    ]
    .into_iter()
}

/// Matches and exact words for each kind of speech. The class of the matched attribution is not considered.
fn by_class(gold: &[Attribution], predicted: &[Attribution], pairs: &[Pair]) -> Vec<(&'static str, Cell)> {
    type Is = fn(Class) -> bool;
    let classes: [(&str, &str, Is); 4] = [
        ("direct", "direct_exact", |class| class != Class::Indirect),
        ("purely_direct", "purely_direct_exact", |class| class == Class::PurelyDirect),
        ("mixed", "mixed_exact", |class| class == Class::Mixed),
        ("indirect", "indirect_exact", |class| class == Class::Indirect),
    ];
    let mut cells = Vec::new();
    for (matched, exact, is) in classes {
        let count = |all: &[Attribution]| all.iter().filter(|one| is(one.class)).count() as f64;
        let words = |all: &[Attribution], only: bool| -> Vec<TokenSet> {
            all.iter().filter(|one| !only || is(one.class)).map(|one| one.words.clone()).collect()
        };
        let (all_gold, all_predicted) = (words(gold, false), words(predicted, false));
        let retrieval = |right_predicted: usize, right_gold: usize| {
            Cell::Retrieval(Retrieval {
                right_predicted: right_predicted as f64,
                predicted: count(predicted),
                right_gold: right_gold as f64,
                gold: count(gold),
            })
        };
        cells.push((
            matched,
            retrieval(
                pairs.iter().filter(|pair| is(predicted[pair.0].class)).count(),
                pairs.iter().filter(|pair| is(gold[pair.1].class)).count(),
            ),
        ));
        cells.push((
            exact,
            retrieval(
                in_common(words(predicted, true).iter(), all_gold.iter()),
                in_common(words(gold, true).iter(), all_predicted.iter()),
            ),
        ));
    }
    cells
}
