//! The articles whose labels are least certain: which to correct first, so that a model learns most from them
//! (uncertainty sampling, Lewis and Gale 1994).

mod render;

use crate::about::About;
use saidso::record::{Label, Record};
use serde::Serialize;

/// How certain the labels of an article are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unsure {
    /// The article.
    pub article: About,
    /// How many of its sentences have a label.
    pub sentences: usize,
    /// Expected percentage of wrong labels among these sentences, going by their confidence.
    pub doubt: f64,
    /// Number of the least certain sentence, counted from 1, as `show --explain` expects it.
    pub sentence: usize,
    /// Its words.
    pub text: String,
    /// Its label.
    pub label: Label,
    /// Probability that the label is right.
    pub confidence: f32,
}

impl Unsure {
    /// How certain the labels of a record are; `None` if no sentence has a label.
    pub fn of(record: &Record) -> Option<Self> {
        let labelled = || {
            record
                .sentences
                .iter()
                .enumerate()
                .filter_map(|(index, sentence)| Some((index, sentence, sentence.label?, sentence.confidence?)))
        };
        let (index, sentence, label, confidence) = labelled().min_by(|one, other| one.3.total_cmp(&other.3))?;
        let sentences = labelled().count();
        let doubt: f64 = labelled().map(|(.., confidence)| f64::from(1.0 - confidence)).sum();
        Some(Self {
            article: About::of(record),
            sentences,
            // Rounded to two decimals.
            doubt: (1e4 * doubt / sentences as f64).round() / 1e2,
            sentence: index + 1,
            text: sentence.span.text.clone(),
            label,
            confidence,
        })
    }
}

/// The most doubtful of all the items offered. Among equally doubtful items, the earlier comes first.
#[derive(Debug)]
pub struct Queue<T> {
    most: usize,
    items: Vec<(f64, T)>,
}

impl<T> Queue<T> {
    /// A queue that keeps at most `most` items.
    pub fn new(most: usize) -> Self {
        Self { most, items: Vec::new() }
    }

    /// Offers an item.
    pub fn offer(&mut self, doubt: f64, item: T) {
        self.items.push((doubt, item));
        if self.items.len() >= self.most.saturating_mul(2).max(1_000) {
            self.cut();
        }
    }

    /// The items, the most doubtful first.
    pub fn ranked(mut self) -> impl Iterator<Item = T> {
        self.cut();
        self.items.into_iter().map(|(_, item)| item)
    }

    fn cut(&mut self) {
        self.items.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        self.items.truncate(self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::sample;

    #[test]
    fn the_least_sure_sentence_stands_for_its_article() {
        let mut record = sample::record();
        for sentence in record.sentences.iter_mut().filter(|sentence| sentence.label.is_some()) {
            sentence.confidence = Some(1.0);
        }
        let place = record.sentences.iter().rposition(|sentence| sentence.label.is_some()).unwrap();
        record.sentences[place].confidence = Some(0.5);
        let unsure = Unsure::of(&record).unwrap();
        assert_eq!((unsure.sentence, unsure.confidence), (place + 1, 0.5));
        assert!((unsure.doubt - (5e3 / unsure.sentences as f64).round() / 1e2).abs() < 1e-9);
        record.sentences.iter_mut().for_each(|sentence| sentence.label = None);
        assert_eq!(Unsure::of(&record), None);
    }

    #[test]
    fn the_most_doubtful_come_first() {
        let mut queue = Queue::new(2);
        for (number, doubt) in [3.0, 9.0, 1.0, 9.0].into_iter().enumerate() {
            queue.offer(doubt, number);
        }
        assert_eq!(queue.ranked().collect::<Vec<_>>(), [1, 3]);
    }
}
