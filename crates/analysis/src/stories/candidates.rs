//! Finds articles that may be about the same event: those that share rare terms within a window of days.

use super::terms::Terms;
use super::{Sketch, StoryOptions};
use std::collections::HashMap;

/// How many terms an article is looked up by: its most distinctive ones.
const MOST_TERMS: usize = 24;
/// How many earlier articles are looked at for each term: the nearest in time.
const MOST_BEFORE: usize = 64;
/// How many articles it is compared with in full: those that share most.
const MOST_CANDIDATES: usize = 48;

/// For each article, the articles linked to it, with their similarity.
pub(super) type Links = Vec<Vec<(usize, f32)>>;

/// Links each article to the earlier ones that are similar enough.
pub(super) fn links(articles: &[Sketch], terms: &Terms, options: StoryOptions) -> Links {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by_key(|&index| (articles[index].day(), index));
    let mut links: Links = vec![Vec::new(); articles.len()];
    // For each term, the articles that contain it, in order of date.
    let mut index: HashMap<u32, Vec<usize>> = HashMap::new();
    for article in order {
        let sketch = &articles[article];
        let is_near = |other: &usize| match (articles[*other].day(), sketch.day()) {
            (Some(one), Some(other)) => one.abs_diff(other) <= options.days,
            (None, None) => true,
            _ => false,
        };
        let mut telling: Vec<(u32, f32)> =
            sketch.terms.iter().copied().filter(|&(term, _)| terms.articles(term) > 1).collect();
        telling.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        telling.truncate(MOST_TERMS);
        let mut shared: HashMap<usize, f32> = HashMap::new();
        for &(term, weight) in &telling {
            let having = index.entry(term).or_default();
            for &other in having.iter().rev().take(MOST_BEFORE).take_while(|other| is_near(other)) {
                *shared.entry(other).or_default() += weight * weight;
            }
            having.push(article);
        }
        let mut candidates: Vec<(usize, f32)> = shared.into_iter().collect();
        candidates.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        candidates.truncate(MOST_CANDIDATES);
        for (other, _) in candidates {
            let strength = sketch.likeness(&articles[other]);
            if strength >= options.likeness {
                links[article].push((other, strength));
            }
        }
    }
    links
}
