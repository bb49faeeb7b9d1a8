//! Finds the articles of a corpus that are about the same event, by the names, numbers and words in their titles,
//! leads and claims, and by their dates.
//!
//! 1. `terms` keeps the terms that distinguish an article's event from others, and drops the rest of the article.
//! 2. `candidates` finds, for each article, the few within a window of days that share rare terms with it: the cost
//!    grows linearly with the corpus, not with its square.
//! 3. Articles with similar weighted terms are linked. Agglomerative clustering with average linkage then cuts each
//!    connected set of articles into stories, so that a chain of links does not merge two stories into one.

mod candidates;
mod render;
mod terms;

pub use render::{flat, json_lines, table};

use crate::about::About;
use candidates::Links;
use chrono::Datelike;
use kodama::{Method, linkage};
use saidso::record::Record;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use terms::Terms;

/// What makes a story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoryOptions {
    /// Articles further apart than this many days are not about the same event.
    pub days: u32,
    /// How similar the articles of a story are on average, from 0 to 1: the cosine of their terms, weighted by
    /// rarity. Articles without a date have to be a quarter more similar.
    pub likeness: f32,
    /// The fewest articles that make a story.
    pub least: usize,
}

impl Default for StoryOptions {
    fn default() -> Self {
        Self { days: 3, likeness: 0.4, least: 2 }
    }
}

/// A connected set of more articles than this is first cut apart by a stricter similarity threshold.
const MOST_LINKED: usize = 1_000;
/// Articles not known to be from the same days have to be more similar: their similarity is multiplied by this.
const UNDATED: f32 = 0.8;
/// How many of a story's shared terms are named.
const MOST_SHARED: usize = 8;

/// Articles about the same event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Story {
    /// `story-1`, `story-2`, …
    pub id: String,
    /// How many articles it has.
    pub size: usize,
    /// Names, numbers and words that at least half of them share, the most distinctive first.
    pub shared: Vec<String>,
    /// The articles, oldest first.
    pub articles: Vec<About>,
    /// For each of the articles, its place in the order in which they were added.
    #[serde(skip)]
    pub places: Vec<usize>,
}

/// Collects articles and then finds their stories; only the terms of each article are kept.
#[derive(Debug, Default)]
pub struct Stories {
    terms: Terms,
    articles: Vec<Sketch>,
}

/// What is kept of an article.
#[derive(Debug)]
struct Sketch {
    about: About,
    /// Term numbers in ascending order, with their weights.
    terms: Vec<(u32, f32)>,
}

impl Sketch {
    /// Days since the start of the calendar; all articles without such a day share one window.
    fn day(&self) -> Option<i32> {
        self.about.moment().map(|published| published.day.num_days_from_ce())
    }

    /// How similar the two articles are: the cosine of their term vectors, which have length 1.
    fn likeness(&self, other: &Self) -> f32 {
        let cosine = cosine(&self.terms, &other.terms);
        if self.day().is_some() && other.day().is_some() { cosine } else { UNDATED * cosine }
    }
}

impl Stories {
    /// Adds an article.
    pub fn add(&mut self, record: &Record) {
        let terms = self.terms.of(record);
        self.articles.push(Sketch { about: About::of(record), terms });
    }

    /// How many articles have been added.
    pub fn articles(&self) -> usize {
        self.articles.len()
    }

    /// The stories, largest first, then in the order of their articles.
    pub fn stories(mut self, options: StoryOptions) -> Vec<Story> {
        self.weigh();
        let links = candidates::links(&self.articles, &self.terms, options);
        let mut clusters: Vec<Vec<usize>> = connected(self.articles.len(), &links, options.likeness)
            .into_iter()
            .flat_map(|linked| self.cut(linked, options.likeness))
            .filter(|cluster| cluster.len() >= options.least)
            .collect();
        clusters.sort_by_key(|cluster| (std::cmp::Reverse(cluster.len()), cluster[0]));
        clusters.into_iter().enumerate().map(|(index, cluster)| self.story(index, cluster)).collect()
    }

    /// Weights the terms of each article by rarity, and scales them to length 1.
    fn weigh(&mut self) {
        let all = self.articles.len() as f32;
        for sketch in &mut self.articles {
            for (term, weight) in &mut sketch.terms {
                *weight *= ((all + 1.0) / self.terms.articles(*term) as f32).ln();
            }
            let length = sketch.terms.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::EPSILON);
            sketch.terms.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
    }

    /// Cuts a connected set into stories whose articles are similar on average.
    fn cut(&self, linked: Vec<usize>, likeness: f32) -> Vec<Vec<usize>> {
        let count = linked.len();
        if count < 3 {
            return vec![linked];
        }
        let mut distances: Vec<f32> = (0..count)
            .flat_map(|one| (one + 1..count).map(move |other| (one, other)))
            .map(|(one, other)| 1.0 - self.articles[linked[one]].likeness(&self.articles[linked[other]]))
            .collect();
        let dendrogram = linkage(&mut distances, count, Method::Average);
        let mut clusters: Vec<Vec<usize>> = linked.into_iter().map(|index| vec![index]).collect();
        for step in dendrogram.steps() {
            let mut joined = Vec::new();
            if step.dissimilarity <= 1.0 - likeness {
                for cluster in [step.cluster1, step.cluster2] {
                    joined.append(&mut clusters[cluster]);
                }
                joined.sort_unstable();
            }
            clusters.push(joined);
        }
        clusters.retain(|cluster| !cluster.is_empty());
        clusters
    }

    fn story(&self, index: usize, mut places: Vec<usize>) -> Story {
        places.sort_by_key(|&place| {
            let published = self.articles[place].about.moment();
            (published.is_none(), published.map(|published| published.in_utc()), place)
        });
        let mut sums: HashMap<u32, (usize, f32)> = HashMap::new();
        for &(term, weight) in places.iter().flat_map(|&place| &self.articles[place].terms) {
            let (count, sum) = sums.entry(term).or_default();
            *count += 1;
            *sum += weight;
        }
        let mut shared: Vec<(u32, f32)> = sums
            .into_iter()
            .filter(|&(_, (count, _))| count > 1 && 2 * count >= places.len())
            .map(|(term, (_, sum))| (term, sum))
            .collect();
        shared.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        let mut named: Vec<&str> = Vec::new();
        for term in shared.into_iter().map(|(term, _)| self.terms.shown(term)) {
            // "Tony Blair" already contains "Blair".
            let is_part = |whole: &&str| whole.split(' ').any(|word| word == term);
            if named.len() < MOST_SHARED && !named.iter().any(is_part) {
                named.retain(|word| !term.split(' ').any(|part| part == *word));
                named.push(term);
            }
        }
        Story {
            id: format!("story-{}", index + 1),
            size: places.len(),
            shared: named.into_iter().map(str::to_owned).collect(),
            articles: places.iter().map(|&place| self.articles[place].about.clone()).collect(),
            places,
        }
    }
}

/// The sets of articles connected by links of at least this similarity. For sets that are too large, the threshold is
/// raised.
fn connected(count: usize, links: &Links, likeness: f32) -> Vec<Vec<usize>> {
    let mut done = Vec::new();
    let mut open = vec![((0..count).collect::<Vec<usize>>(), likeness)];
    while let Some((articles, likeness)) = open.pop() {
        for linked in components(&articles, links, likeness) {
            if linked.len() > MOST_LINKED && likeness < 1.0 {
                open.push((linked, likeness + 0.05));
            } else if linked.len() > MOST_LINKED {
                // Copies of one text.
                done.extend(linked.chunks(MOST_LINKED).map(<[usize]>::to_vec));
            } else {
                done.push(linked);
            }
        }
    }
    done
}

fn components(articles: &[usize], links: &Links, likeness: f32) -> Vec<Vec<usize>> {
    let mut parents: HashMap<usize, usize> = articles.iter().map(|&article| (article, article)).collect();
    for &article in articles {
        for &(other, strength) in &links[article] {
            if strength >= likeness && parents.contains_key(&other) {
                let (one, other) = (root(&mut parents, article), root(&mut parents, other));
                parents.insert(one.max(other), one.min(other));
            }
        }
    }
    let mut components: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &article in articles {
        let root = root(&mut parents, article);
        components.entry(root).or_default().push(article);
    }
    components.into_values().collect()
}

/// The root of the set that an article belongs to, found with path compression.
fn root(parents: &mut HashMap<usize, usize>, article: usize) -> usize {
    let mut at = article;
    while parents[&at] != at {
        let above = parents[&parents[&at]];
        parents.insert(at, above);
        at = above;
    }
    at
}

/// Cosine of two articles' term vectors, which have length 1.
fn cosine(one: &[(u32, f32)], other: &[(u32, f32)]) -> f32 {
    let (mut left, mut right, mut sum) = (0, 0, 0.0);
    while let (Some(a), Some(b)) = (one.get(left), other.get(right)) {
        match a.0.cmp(&b.0) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => {
                sum += a.1 * b.1;
                left += 1;
                right += 1;
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests;
