//! Measures of coreference: how far two groupings of mentions into entities agree.
//!
//! A gold entity is a cluster of mentions (the key), and so is each entity of a system (the response). The measures
//! give a share of the key (recall) and a share of the response (precision), as numerators and denominators, so that
//! both add up over articles.
//!
//! **Singletons**, clusters of one mention, count like any others unless [`without_singletons`] has removed them. Most
//! sources are mentioned once or twice, so singletons are a large part of what a system gets right; in `OntoNotes` and
//! figures published for it there are none.

use super::assignment::largest_total;
use super::cells::Retrieval;
use std::collections::HashMap;

/// Clusters of mentions; each mention, a number, is in at most one of them.
pub(super) type Clusters = Vec<Vec<usize>>;

/// B³ (Bagga and Baldwin 1998). The precision of a mention is the share of its response cluster that is in its key
/// cluster, its recall the share of its key cluster that is in its response cluster. Each is averaged over all
/// mentions of its side, and is 0 for a mention that the other side lacks.
pub(super) fn b_cubed(key: &Clusters, response: &Clusters) -> Retrieval {
    let shared = overlaps(key, response);
    let sum = |clusters: &Clusters, size: fn(&Overlap) -> usize| {
        let right = shared.iter().map(|one| (one.mentions * one.mentions) as f64 / size(one) as f64).sum::<f64>();
        (right, mentions(clusters) as f64)
    };
    let (right_gold, gold) = sum(key, |one| one.key_size);
    let (right_predicted, predicted) = sum(response, |one| one.response_size);
    Retrieval { right_predicted, predicted, right_gold, gold }
}

/// CEAF with entities compared by φ₄, the Dice coefficient of their mentions (Luo 2005). Entities are aligned one to
/// one so that the sum of φ₄ is largest; that sum is the numerator, the number of entities of each side the
/// denominator.
pub(super) fn ceaf_e(key: &Clusters, response: &Clusters) -> Retrieval {
    let mut likeness = vec![vec![0.0; response.len()]; key.len()];
    for Overlap { key, response, mentions, key_size, response_size } in overlaps(key, response) {
        likeness[key][response] = 2.0 * mentions as f64 / (key_size + response_size) as f64;
    }
    let right = largest_total(&likeness);
    Retrieval { right_predicted: right, predicted: response.len() as f64, right_gold: right, gold: key.len() as f64 }
}

/// LEA, link-based and entity-aware (Moosavi and Strube 2016). An entity is resolved by the share of its links, the
/// pairs of its mentions, that the other side has too; entities are weighted by their number of mentions. A singleton
/// has one link, to itself, which the other side has if the mention is a singleton there as well.
pub(super) fn lea(key: &Clusters, response: &Clusters) -> Retrieval {
    let shared = overlaps(key, response);
    let links = |mentions: usize| (mentions * (mentions - 1)) as f64 / 2.0;
    let sum = |clusters: &Clusters, own: fn(&Overlap) -> usize, other: fn(&Overlap) -> usize| {
        let resolved = |one: &Overlap| match own(one) {
            1 => f64::from(u8::from(other(one) == 1)),
            size => size as f64 * links(one.mentions) / links(size),
        };
        (shared.iter().map(resolved).sum::<f64>(), mentions(clusters) as f64)
    };
    let (right_gold, gold) = sum(key, |one| one.key_size, |one| one.response_size);
    let (right_predicted, predicted) = sum(response, |one| one.response_size, |one| one.key_size);
    Retrieval { right_predicted, predicted, right_gold, gold }
}

/// The clusters of more than one mention.
pub(super) fn without_singletons(clusters: &Clusters) -> Clusters {
    clusters.iter().filter(|cluster| cluster.len() > 1).cloned().collect()
}

/// A cluster of the key and one of the response that share mentions.
struct Overlap {
    key: usize,
    response: usize,
    /// How many they share.
    mentions: usize,
    key_size: usize,
    response_size: usize,
}

/// All pairs of clusters that share a mention, in order.
fn overlaps(key: &Clusters, response: &Clusters) -> Vec<Overlap> {
    let of_mention: HashMap<usize, usize> =
        response.iter().enumerate().flat_map(|(index, all)| all.iter().map(move |&mention| (mention, index))).collect();
    let mut found = Vec::new();
    for (index, cluster) in key.iter().enumerate() {
        let mut there: Vec<usize> = cluster.iter().filter_map(|mention| of_mention.get(mention).copied()).collect();
        there.sort_unstable();
        found.extend(there.chunk_by(|one, other| one == other).map(|same| Overlap {
            key: index,
            response: same[0],
            mentions: same.len(),
            key_size: cluster.len(),
            response_size: response[same[0]].len(),
        }));
    }
    found
}

fn mentions(clusters: &Clusters) -> usize {
    clusters.iter().map(Vec::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Measure = fn(&Clusters, &Clusters) -> Retrieval;

    /// Checks recall and precision of a measure, given as fractions.
    fn assert_share(measure: Measure, key: &[&[usize]], response: &[&[usize]], expected: [(f64, f64); 2]) {
        let clusters = |all: &[&[usize]]| all.iter().map(|cluster| cluster.to_vec()).collect();
        let found = measure(&clusters(key), &clusters(response));
        let [(recall, of_key), (precision, of_response)] = expected;
        assert!((found.recall() - recall / of_key).abs() < 1e-12, "recall {}", found.recall());
        assert!((found.precision() - precision / of_response).abs() < 1e-12, "precision {}", found.precision());
    }

    /// The example of Bagga and Baldwin (1998), which Luo (2005) uses too: twelve mentions of three entities.
    const KEY: &[&[usize]] = &[&[1, 2, 3, 4, 5], &[6, 7], &[8, 9, 10, 11, 12]];
    /// The entities of two and of five mentions in one.
    const A: &[&[usize]] = &[&[1, 2, 3, 4, 5], &[6, 7, 8, 9, 10, 11, 12]];
    /// Both entities of five mentions in one.
    const B: &[&[usize]] = &[&[1, 2, 3, 4, 5, 8, 9, 10, 11, 12], &[6, 7]];
    /// All in one.
    const C: &[&[usize]] = &[&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]];
    /// Each by itself.
    const D: &[&[usize]] = &[&[1], &[2], &[3], &[4], &[5], &[6], &[7], &[8], &[9], &[10], &[11], &[12]];

    #[test]
    fn b_cubed_is_that_of_bagga_and_baldwin() {
        // Five mentions of precision 1, two of 2/7 and five of 5/7: 16/21.
        assert_share(b_cubed, KEY, A, [(1.0, 1.0), (16.0, 21.0)]);
        // Ten mentions of precision 5/10 and two of 1: 7/12.
        assert_share(b_cubed, KEY, B, [(1.0, 1.0), (7.0, 12.0)]);
        // Each mention finds itself only: 1/5, 1/2 and 1/5, by three entities of 12 mentions.
        assert_share(b_cubed, KEY, D, [(3.0, 12.0), (1.0, 1.0)]);
    }

    #[test]
    fn ceaf_is_that_of_luo() {
        // Table 1, φ₄: F .733, .667, .294 and .178.
        assert_share(ceaf_e, KEY, A, [(1.0 + 10.0 / 12.0, 3.0), (1.0 + 10.0 / 12.0, 2.0)]);
        assert_share(ceaf_e, KEY, B, [(1.0 + 10.0 / 15.0, 3.0), (1.0 + 10.0 / 15.0, 2.0)]);
        assert_share(ceaf_e, KEY, C, [(10.0 / 17.0, 3.0), (10.0 / 17.0, 1.0)]);
        assert_share(ceaf_e, KEY, D, [(2.0 / 6.0 + 2.0 / 3.0 + 2.0 / 6.0, 3.0), (4.0 / 3.0, 12.0)]);
    }

    #[test]
    fn lea_is_that_of_moosavi_and_strube() {
        // Their example: a, b, c and d, e, f, g against a, b and c, d and f, g, h, i. Recall (3 × 1/3 + 4 × 1/6) / 7,
        // precision (2 × 1 + 2 × 0 + 4 × 1/6) / 8.
        let (key, response): (&[&[usize]], &[&[usize]]) =
            (&[&[1, 2, 3], &[4, 5, 6, 7]], &[&[1, 2], &[3, 4], &[6, 7, 8, 9]]);
        assert_share(lea, key, response, [(1.0 + 4.0 / 6.0, 7.0), (2.0 + 4.0 / 6.0, 8.0)]);
    }

    #[test]
    fn singletons_are_right_where_both_sides_have_them() {
        // The first is a singleton on both sides; the second one only in the key, the fourth only in the response.
        let (key, response): (&[&[usize]], &[&[usize]]) = (&[&[1], &[2], &[3, 4]], &[&[1], &[2, 3], &[4]]);
        assert_share(lea, key, response, [(1.0, 4.0), (1.0, 4.0)]);
        assert_share(b_cubed, key, response, [(3.0, 4.0), (3.0, 4.0)]);
        assert_share(ceaf_e, key, response, [(1.0 + 4.0 / 3.0, 3.0), (1.0 + 4.0 / 3.0, 3.0)]);
        let linked =
            |clusters: &[&[usize]]| without_singletons(&clusters.iter().map(|cluster| cluster.to_vec()).collect());
        assert_eq!((linked(key), linked(response)), (vec![vec![3, 4]], vec![vec![2, 3]]));
    }

    #[test]
    fn nothing_against_nothing_has_no_figures() {
        for measure in [b_cubed, ceaf_e, lea] {
            assert!(measure(&Vec::new(), &Vec::new()).recall().is_nan());
        }
    }
}
