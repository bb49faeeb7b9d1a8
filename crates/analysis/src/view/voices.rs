//! Who speaks in an article, and what each claims.

use super::layout::label_name;
use crate::numbers::counted;
use crate::sources;
use saidso::record::{AttributionRecord, ClaimRecord, Label, Record, SourceRecord, Speech};
use std::collections::HashMap;

/// A speaker with all of their claims.
#[derive(Debug)]
pub(crate) struct Voice<'r> {
    pub(crate) who: Who<'r>,
    /// In the order of the text.
    pub(crate) claims: Vec<Claim<'r>>,
}

/// Who makes the claims.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Who<'r> {
    /// The author of the article.
    Author,
    /// A source that the text names.
    Source(&'r SourceRecord),
    /// A source that the text does not name.
    NotNamed,
}

/// A claim with its origin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim<'r> {
    /// Index in the record.
    pub(crate) index: usize,
    pub(crate) record: &'r ClaimRecord,
    /// Index and record of the attribution it comes from, unless it is the author's own.
    pub(crate) attribution: Option<(usize, &'r AttributionRecord)>,
}

/// The number of claims with each label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) fact: usize,
    pub(crate) quote: usize,
    pub(crate) opinion: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, label: Label) {
        match label {
            Label::ReportedFact => self.fact += 1,
            Label::Quote => self.quote += 1,
            Label::Opinion => self.opinion += 1,
        }
    }

    pub(crate) fn total(self) -> usize {
        self.fact + self.quote + self.opinion
    }

    /// "2 reported facts, 1 quote"; labels without claims are left out.
    pub(crate) fn told(self) -> String {
        let some = self.by_label().into_iter().filter(|(_, count)| *count > 0);
        some.map(|(label, count)| counted(count, label_name(Some(label)))).collect::<Vec<_>>().join(", ")
    }

    /// In the order used in all legends.
    pub(crate) fn by_label(self) -> [(Label, usize); 3] {
        [(Label::ReportedFact, self.fact), (Label::Quote, self.quote), (Label::Opinion, self.opinion)]
    }
}

impl<'r> Voice<'r> {
    pub(crate) fn name(&self) -> &'r str {
        match self.who {
            Who::Author => "The author",
            Who::Source(source) => &source.name,
            Who::NotNamed => "Somebody not named",
        }
    }

    /// What is known about the source, if it is a known person, in words.
    pub(crate) fn known(&self) -> Option<String> {
        let Who::Source(source) = self.who else { return None };
        sources::known(source.person.as_ref()?, &source.name)
    }

    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.claims.iter().for_each(|claim| counts.add(claim.record.label));
        counts
    }

    /// How many of the claims are in direct, indirect and mixed speech.
    pub(crate) fn speech(&self) -> [(Speech, usize); 3] {
        [Speech::Direct, Speech::Indirect, Speech::Mixed].map(|speech| {
            let given = |claim: &&Claim| claim.attribution.is_some_and(|(_, record)| record.speech == speech);
            (speech, self.claims.iter().filter(given).count())
        })
    }
}

/// Everyone who makes claims: the author first, then sources by the number of their claims; sources that are not
/// named come last.
pub(crate) fn voices(record: &Record) -> Vec<Voice<'_>> {
    let attributions: HashMap<&str, usize> = by_id(record.attributions.iter().map(|attribution| &*attribution.id));
    let sources: HashMap<&str, usize> = by_id(record.sources.iter().map(|source| &*source.id));
    let mut author = Voice { who: Who::Author, claims: Vec::new() };
    let mut not_named = Voice { who: Who::NotNamed, claims: Vec::new() };
    let mut named: Vec<Voice> =
        record.sources.iter().map(|source| Voice { who: Who::Source(source), claims: Vec::new() }).collect();
    for (index, claim) in record.claims.iter().enumerate() {
        let attribution = claim.attribution.as_deref().and_then(|id| attributions.get(id).copied());
        let voice = match claim.source.as_deref().and_then(|id| sources.get(id)) {
            Some(&source) => &mut named[source],
            None if attribution.is_some() => &mut not_named,
            None => &mut author,
        };
        let attribution = attribution.map(|index| (index, &record.attributions[index]));
        voice.claims.push(Claim { index, record: claim, attribution });
    }
    named.sort_by_key(|voice| std::cmp::Reverse(voice.claims.len()));
    let mut voices = vec![author];
    voices.append(&mut named);
    voices.push(not_named);
    voices.retain(|voice| !voice.claims.is_empty());
    voices
}

/// The index of each id; for duplicates, the first one.
pub(crate) fn by_id<'i>(ids: impl DoubleEndedIterator<Item = &'i str> + ExactSizeIterator) -> HashMap<&'i str, usize> {
    ids.enumerate().rev().map(|(index, id)| (id, index)).collect()
}

/// For each attribution, its claim; for each sentence, the claim that it represents.
pub(crate) fn claim_places(record: &Record) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let attributions = by_id(record.attributions.iter().map(|attribution| &*attribution.id));
    let mut of_attributions = vec![None; record.attributions.len()];
    let mut of_sentences: Vec<Option<usize>> = vec![None; record.sentences.len()];
    for (index, claim) in record.claims.iter().enumerate().rev() {
        if let Some(&attribution) = claim.attribution.as_deref().and_then(|id| attributions.get(id)) {
            of_attributions[attribution] = Some(index);
        }
        for &sentence in &claim.sentences {
            let Some(place) = of_sentences.get_mut(sentence) else { continue };
            let answers = |claim: &ClaimRecord| claim.source == record.sentences[sentence].source;
            // If a sentence has parts of several claims, the one by the sentence's own source is preferred.
            if place.is_none_or(|other| answers(claim) || !answers(&record.claims[other])) {
                *place = Some(index);
            }
        }
    }
    (of_attributions, of_sentences)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::sample;

    #[test]
    fn everybody_has_their_claims() {
        let record = sample::record();
        let found: Vec<(&str, Vec<usize>)> = voices(&record)
            .iter()
            .map(|voice| (voice.name(), voice.claims.iter().map(|claim| claim.index).collect()))
            .collect();
        assert_eq!(
            found,
            [("The author", vec![0, 4]), ("Anna Larsen", vec![1]), ("He", vec![2]), ("the mayor", vec![3])]
        );
    }

    #[test]
    fn a_claim_of_nobody_named_is_not_the_authors() {
        let mut record = sample::record();
        record.claims[1].source = None;
        record.claims[2].source = Some("s99".into());
        let voices = voices(&record);
        let last = voices.last().unwrap();
        assert_eq!((last.name(), last.claims.len()), ("Somebody not named", 2));
    }

    #[test]
    fn a_quotation_without_an_attribution_is_the_authors_as_in_the_record() {
        let mut record = sample::record();
        record.claims[1].source = None;
        record.claims[1].attribution = None;
        let voices = voices(&record);
        assert_eq!((voices[0].name(), voices[0].claims.len()), ("The author", 3));
    }

    #[test]
    fn a_sentence_stands_for_the_claim_of_the_source_that_answers_for_it() {
        let mut record = sample::record();
        let (of_attributions, of_sentences) = claim_places(&record);
        assert_eq!(of_attributions, [Some(1), Some(2), Some(3)]);
        assert_eq!(of_sentences, [Some(0), Some(1), Some(2), Some(4)]);
        record.sentences[2].source = Some("s3".into());
        record.claims[4].sentences = vec![99];
        assert_eq!(claim_places(&record).1, [Some(0), Some(1), Some(3), None]);
    }
}
