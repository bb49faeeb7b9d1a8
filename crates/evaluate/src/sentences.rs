//! Sentences compared with gold sentences: where they end, their labels and roles, and their sources.
//!
//! A gold sentence is compared with the predicted one that shares most of its bytes; among equals, with the first.

use super::calibration;
use super::cells::{Cell, Coincidences, Confusion, Ranking, Reliability, Retrieval};
use super::measured::{Features, Measured, measured};
use saidso::record::{Label, Role, SourceKind};
use saidso_formats::gold::{Document, GoldArticle, Sentence, Source};
use std::collections::HashSet;

/// Labels; the last class stands for a prediction without one.
pub(super) const LABELS: &[&str] = &["reported_fact", "quote", "opinion", "none"];
const ROLES: &[&str] = &["headline", "body", "caption", "boilerplate", "none"];
const STANCES: &[&str] = &["objective", "subjective"];
const KINDS: &[&str] = &["person", "organization", "document", "group", "unnamed", "none"];

/// The sentence measures of an article.
pub(super) fn measure(gold: &GoldArticle, predicted: &Document, features: Features) -> Vec<Measured> {
    let gold_sentences = gold.document.sentences.as_deref().unwrap_or_default();
    let predicted = predicted.sentences.as_deref().unwrap_or_default();
    let pairs: Vec<(&Sentence, Option<&Sentence>)> =
        gold_sentences.iter().zip(aligned(gold_sentences, predicted)).collect();
    let mut all = Vec::new();
    if features.sentences {
        let (gold, predicted) = (ends(&gold.text, gold_sentences), ends(&gold.text, predicted));
        let right = gold.intersection(&predicted).count();
        let cell = Cell::Retrieval(Retrieval::one_to_one(right, predicted.len(), gold.len()));
        all.push(measured("sentence_ends", "end", cell));
    }
    if features.labels {
        all.push(measured("labels", "all", Cell::Confusion(labels(&pairs))));
        let (reliability, ranking) = label_confidence(&pairs);
        all.extend(calibration::cells("calibration_labels", reliability, ranking));
    }
    if features.subjective {
        all.push(measured("subjectivity", "all", Cell::Confusion(stances(gold_sentences, predicted))));
    }
    if features.roles {
        let mut confusion = Confusion::new(ROLES, ROLES.len() - 1);
        for (gold, predicted) in &pairs {
            if let Some(role) = gold.role {
                confusion.count(role_class(Some(role)), role_class(predicted.and_then(|one| one.role)));
            }
        }
        all.push(measured("roles", "all", Cell::Confusion(confusion)));
    }
    if features.sentence_sources {
        all.extend(sources(&pairs, features.source_kinds && features.predicted_kinds));
    }
    all
}

/// For each gold sentence, the predicted sentence that it is compared with.
pub(super) fn aligned<'p>(gold: &[Sentence], predicted: &'p [Sentence]) -> Vec<Option<&'p Sentence>> {
    let mut first = 0;
    gold.iter()
        .map(|gold| {
            while predicted.get(first).is_some_and(|one| one.span.end <= gold.span.start) {
                first += 1;
            }
            let (mut best, mut most) = (None, 0);
            for one in predicted[first..].iter().take_while(|one| one.span.start < gold.span.end) {
                let shared = overlap(gold, one);
                if shared > most {
                    (best, most) = (Some(one), shared);
                }
            }
            best
        })
        .collect()
}

fn overlap(one: &Sentence, other: &Sentence) -> usize {
    one.span.end.min(other.span.end).saturating_sub(one.span.start.max(other.span.start))
}

/// The end of each sentence, as the byte after its last character that is not white space.
fn ends(text: &str, sentences: &[Sentence]) -> HashSet<usize> {
    sentences.iter().map(|sentence| sentence.span.start + text[sentence.span.clone()].trim_end().len()).collect()
}

/// The class of a label; the last class if there is none.
pub(super) fn label_class(label: Option<Label>) -> usize {
    match label {
        Some(Label::ReportedFact) => 0,
        Some(Label::Quote) => 1,
        Some(Label::Opinion) => 2,
        None => 3,
    }
}

/// The label of a sentence, if it has one.
pub(super) fn label(sentence: &Sentence) -> Option<Label> {
    sentence.label.flatten()
}

fn role_class(role: Option<Role>) -> usize {
    match role {
        Some(Role::Headline) => 0,
        Some(Role::Body) => 1,
        Some(Role::Caption) => 2,
        Some(Role::Boilerplate) => 3,
        None => 4,
    }
}

fn kind_class(kind: Option<SourceKind>) -> usize {
    match kind {
        Some(SourceKind::Person) => 0,
        Some(SourceKind::Organization) => 1,
        Some(SourceKind::Document) => 2,
        Some(SourceKind::Group) => 3,
        Some(SourceKind::Unnamed) => 4,
        None => 5,
    }
}

/// Counts gold sentences that have a label; boilerplate is measured with the roles.
fn labels(pairs: &[(&Sentence, Option<&Sentence>)]) -> Confusion {
    let mut confusion = Confusion::new(LABELS, LABELS.len() - 1);
    for (gold, predicted) in pairs {
        if let Some(gold) = label(gold) {
            confusion.count(label_class(Some(gold)), label_class(predicted.and_then(label)));
        }
    }
    confusion
}

fn label_confidence(pairs: &[(&Sentence, Option<&Sentence>)]) -> (Reliability, Ranking) {
    let (mut reliability, mut ranking) = (Reliability::default(), Ranking::default());
    for (gold, predicted) in pairs {
        let (Some(gold), Some(predicted)) = (label(gold), predicted) else { continue };
        let right = label(predicted) == Some(gold);
        match (predicted.scores, predicted.confidence) {
            (Some(scores), _) => {
                let scores = [scores.reported_fact, scores.quote, scores.opinion].map(f64::from);
                reliability.count_classes(&scores, label_class(Some(gold)));
            }
            (None, Some(confidence)) => reliability.count_answer(f64::from(confidence), right),
            (None, None) => {}
        }
        if let Some(confidence) = predicted.confidence {
            ranking.answers.push((confidence, right));
        }
    }
    (reliability, ranking)
}

/// Subjective or not, scored like `CheckThat!`: macro-averages over both classes, and the subjective class. A gold
/// sentence that the system splits into several is subjective if one of the sentences that are mostly inside it is.
fn stances(gold: &[Sentence], predicted: &[Sentence]) -> Confusion {
    let mut confusion = Confusion::new(STANCES, STANCES.len());
    for gold in gold {
        let Some(subjective) = gold.subjective else { continue };
        let found = predicted
            .iter()
            .filter(|one| 2 * overlap(gold, one) > one.span.len().min(gold.span.len()))
            .any(|one| one.subjective.unwrap_or(label(one) == Some(Label::Opinion)));
        confusion.count(usize::from(subjective), usize::from(found));
    }
    confusion
}

/// Whether a sentence has a source, and which, over the gold sentences that have a label.
fn sources(pairs: &[(&Sentence, Option<&Sentence>)], with_kinds: bool) -> Vec<Measured> {
    let (mut present, mut resolved) = (Retrieval::default(), Retrieval::default());
    let mut kinds = Confusion::new(KINDS, KINDS.len() - 1);
    for (gold, predicted) in pairs {
        let Some(gold_source) = &gold.source else { continue };
        if gold.label == Some(None) {
            continue;
        }
        let gold_source = gold_source.as_ref();
        let source = predicted.and_then(|one| one.source.as_ref()).and_then(Option::as_ref);
        let (has_gold, has_source) = (usize::from(gold_source.is_some()), usize::from(source.is_some()));
        present.add(&Retrieval::one_to_one(has_gold * has_source, has_source, has_gold));
        let same = gold_source.zip(source).is_some_and(|(gold, source)| same_name(gold, source));
        resolved.add(&Retrieval::one_to_one(usize::from(same), has_source, has_gold));
        if let Some(kind) = gold_source.and_then(|gold| gold.kind) {
            kinds.count(kind_class(Some(kind)), kind_class(source.and_then(|source| source.kind)));
        }
    }
    let mut all = vec![
        measured("sources", "present", Cell::Retrieval(present)),
        measured("sources", "resolved", Cell::Retrieval(resolved)),
    ];
    if with_kinds {
        all.push(measured("source_kinds", "all", Cell::Confusion(kinds)));
    }
    all
}

/// How far labels agree beyond chance: the gold set with the system, with other annotators, and with both.
pub(super) fn agreement<'d>(
    gold: &GoldArticle,
    predicted: &Document,
    annotators: impl Iterator<Item = Option<&'d Document>>,
    features: Features,
) -> Vec<Measured> {
    if !features.labels {
        return Vec::new();
    }
    let sentences = gold.document.sentences.as_deref().unwrap_or_default();
    let aligned_with = |document: Option<&'d Document>| {
        aligned(sentences, document.and_then(|document| document.sentences.as_deref()).unwrap_or_default())
    };
    let annotators: Vec<Vec<Option<&Sentence>>> = annotators.map(aligned_with).collect();
    let system = aligned(sentences, predicted.sentences.as_deref().unwrap_or_default());
    let counted = |with_annotators: bool, with_system: bool| {
        let mut coincidences = Coincidences::new(LABELS.len());
        for (index, sentence) in sentences.iter().enumerate().filter(|(_, sentence)| sentence.label.is_some()) {
            let others = annotators.iter().filter(|_| with_annotators).map(|annotator| annotator[index]);
            let others = others.chain(with_system.then_some(system[index])).flatten();
            // An annotator without a sentence here, or without a label for it, is not a coder of this unit.
            let values = std::iter::once(sentence).chain(others).filter_map(|one| one.label);
            coincidences.count(&values.map(label_class).collect::<Vec<_>>());
        }
        Cell::Coincidences(coincidences)
    };
    let mut all = vec![measured("agreement", "gold_and_system", counted(false, true))];
    if !annotators.is_empty() {
        all.push(measured("agreement", "annotators", counted(true, false)));
        all.push(measured("agreement", "annotators_and_system", counted(true, true)));
    }
    all
}

/// Names are the same if their words are the same, ignoring case, punctuation and a leading article.
fn same_name(one: &Source, other: &Source) -> bool {
    words(&one.name) == words(&other.name)
}

fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.len() > 1 && matches!(words[0].as_str(), "the" | "a" | "an") {
        words.remove(0);
    }
    words
}
