//! Groups of statements about the same thing.

use super::CompareError;
use super::relation::{ALIKE, Kinship, Meaning};
use super::statement::Statement;
use kodama::{Method, linkage};
use saidso::lexicon::FUNCTION_WORDS;
use saidso::model::SentenceEncoder;
use saidso::record::Assertion;
use std::collections::BTreeSet;

/// From this cosine of their vectors, something left unsaid is about what another voice says. It is only named, not
/// spelled out, so the words need not match as closely as those of two statements.
const NAMED: f64 = 0.5;

/// All pairs of statements.
pub(super) struct Pairs<'s> {
    pub(super) all: &'s [Statement],
    meanings: Vec<Meaning>,
}

impl<'s> Pairs<'s> {
    pub(super) fn new(all: &'s [Statement], encoder: &SentenceEncoder) -> Result<Self, CompareError> {
        let texts: Vec<String> = all.iter().map(|statement| statement.text.replace(['[', ']'], "")).collect();
        let texts: Vec<_> = texts.iter().zip(all).map(|(text, statement)| (text.as_str(), &statement.words)).collect();
        Ok(Self { all, meanings: Meaning::of(&texts, encoder)? })
    }

    pub(super) fn kinship(&self, one: usize, other: usize) -> Kinship {
        let words = |index: usize| &self.all[index].words;
        Kinship::new((&self.meanings[one], words(one)), (&self.meanings[other], words(other)))
    }

    /// Indices of the statements in each group, in order.
    ///
    /// What is said is clustered by average linkage. What a voice leaves unsaid joins the group that says it: usually
    /// it is named in only a word or two, too few to be matched by meaning.
    pub(super) fn clusters(&self) -> Vec<Vec<usize>> {
        let (unsaid, said): (Vec<usize>, Vec<usize>) =
            (0..self.all.len()).partition(|&index| self.all[index].assertion == Assertion::Unsaid);
        let mut clusters = self.linked(&said);
        for index in unsaid {
            let best = clusters
                .iter_mut()
                .filter_map(|cluster| Some((self.closeness(index, cluster)?, cluster)))
                .max_by(|one, other| one.0.total_cmp(&other.0));
            match best {
                Some((_, cluster)) => cluster.push(index),
                None => clusters.push(vec![index]),
            }
        }
        for cluster in &mut clusters {
            cluster.sort_unstable();
        }
        clusters.sort_unstable();
        clusters
    }

    fn linked(&self, said: &[usize]) -> Vec<Vec<usize>> {
        let count = said.len();
        let mut distances: Vec<f64> = (0..count)
            .flat_map(|one| (one + 1..count).map(move |other| (one, other)))
            .map(|(one, other)| 1.0 - self.kinship(said[one], said[other]).alike)
            .collect();
        let dendrogram = linkage(&mut distances, count, Method::Average);
        let mut clusters: Vec<Vec<usize>> = said.iter().map(|&index| vec![index]).collect();
        for step in dendrogram.steps() {
            let mut joined = Vec::new();
            if step.dissimilarity <= 1.0 - ALIKE {
                for cluster in [step.cluster1, step.cluster2] {
                    joined.append(&mut clusters[cluster]);
                }
            }
            clusters.push(joined);
        }
        clusters.into_iter().flat_map(|cluster| self.around_centres(cluster)).collect()
    }

    /// The statement that is most similar to the others of a group.
    fn centre(&self, cluster: &[usize]) -> usize {
        let likeness = |one: usize| cluster.iter().map(|&other| self.kinship(one, other).alike).sum::<f64>();
        let best = cluster.iter().map(|&one| (likeness(one), one)).max_by(|one, other| one.0.total_cmp(&other.0));
        best.map_or(0, |(_, centre)| centre)
    }

    /// Splits a group whose statements are similar to some of its members, but not to the central one.
    fn around_centres(&self, mut rest: Vec<usize>) -> Vec<Vec<usize>> {
        let mut groups = Vec::new();
        while !rest.is_empty() {
            let centre = self.centre(&rest);
            let (near, far): (Vec<usize>, Vec<usize>) =
                rest.into_iter().partition(|&one| one == centre || self.kinship(centre, one).alike >= ALIKE);
            groups.push(near);
            rest = far;
        }
        groups
    }

    /// How close something left unsaid is to what others say, if a statement of another voice is about it or names
    /// it.
    fn closeness(&self, unsaid: usize, cluster: &[usize]) -> Option<f64> {
        let topic = content_words(&self.all[unsaid].text);
        let about = |&&index: &&usize| {
            let statement = &self.all[index];
            statement.voice != self.all[unsaid].voice
                && statement.assertion != Assertion::Unsaid
                && (self.meanings[unsaid].cosine(&self.meanings[index]) >= NAMED
                    || (!topic.is_empty() && topic.is_subset(&content_words(&statement.text))))
        };
        let cosine = |&index: &usize| self.meanings[unsaid].cosine(&self.meanings[index]);
        cluster.iter().filter(about).map(cosine).max_by(f64::total_cmp)
    }
}

fn content_words(text: &str) -> BTreeSet<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| word.chars().count() > 1 && !FUNCTION_WORDS.has(word))
        .map(|word| word.to_lowercase().trim_end_matches('s').to_owned())
        .collect()
}
