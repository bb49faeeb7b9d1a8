//! All measures of one article.

use super::attributions::{Annotated, Spans, attributions};
use super::cells::Cell;
use super::document::{Document, GoldArticle};
use super::parts::Part;
use super::{attributions as attribution, calibration, cofenet, parts, sentences, splitter};
use std::ops::Range;

/// Counts of a measure of an article.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) group: &'static str,
    pub(super) measure: &'static str,
    pub(super) cell: Cell,
}

/// Counts under their names.
pub(super) fn measured(group: &'static str, measure: &'static str, cell: Cell) -> Measured {
    Measured { group, measure, cell }
}

/// What a gold set has annotated and a system says, and so what can be measured.
#[expect(clippy::struct_excessive_bools, reason = "fields that are there or not, each by itself")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Features {
    pub(super) sentences: bool,
    pub(super) roles: bool,
    pub(super) labels: bool,
    pub(super) subjective: bool,
    pub(super) sentence_sources: bool,
    pub(super) source_kinds: bool,
    pub(super) predicted_kinds: bool,
    pub(super) attributions: bool,
    pub(super) attribution_sources: bool,
    pub(super) cues: bool,
    pub(super) role_spans: bool,
    pub(super) own_tokens: bool,
}

impl Features {
    /// What any of the articles has. That a system says nothing of the kinds of sources is a matter of what it is for,
    /// not of how well it does.
    pub(super) fn of(gold: &[GoldArticle], predicted: &[&Document]) -> Self {
        let mut features =
            Self { predicted_kinds: predicted.iter().any(|document| has_kinds(document)), ..Self::default() };
        for article in gold {
            features.own_tokens |= article.own_tokens.is_some();
            features.role_spans |= article.document.role_spans.is_some();
            features.attributions |= article.document.attributions.is_some();
            for attribution in article.document.attributions.iter().flatten() {
                features.attribution_sources |= attribution.has_source;
                features.cues |= attribution.has_cue;
            }
            // A single sentence that is the whole text says nothing of where sentences end.
            features.sentences |= article.document.sentences.as_ref().is_some_and(|sentences| sentences.len() > 1);
            features.source_kinds |= has_kinds(&article.document);
            for sentence in article.document.sentences.iter().flatten() {
                features.roles |= sentence.role.is_some();
                features.labels |= sentence.label.is_some();
                features.subjective |= sentence.subjective.is_some();
                features.sentence_sources |= sentence.source.is_some();
            }
        }
        features
    }

    /// Each group of measures, and whether it is left out because the gold set lacks a field.
    pub(super) fn missing(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        [
            (self.attributions, "attributions", "the gold set has no attributions"),
            (!self.attributions || self.attribution_sources, "sources of attributions", "the gold set has none"),
            (!self.attributions || self.cues, "cues of attributions", "the gold set has none"),
            (self.role_spans, "spans", "the gold set has no spans of source, cue and content"),
            (self.own_tokens, "cofenet", "the gold set does not come cut into tokens"),
            (self.sentences, "sentence_ends", "the gold set has no sentences, or one an article"),
            (self.labels, "labels", "the gold set has no sentence labels"),
            (self.subjective, "subjectivity", "the gold set does not tell subjective from objective"),
            (self.roles, "roles", "the gold set has no sentence roles"),
            (self.sentence_sources, "sources", "the gold set does not say which source answers for a sentence"),
            (!self.sentence_sources || self.source_kinds, "source_kinds", "the gold set has no kinds of source"),
            (!self.source_kinds || self.predicted_kinds, "source_kinds", "the predictions have no kinds of source"),
        ]
        .into_iter()
        .filter_map(|(present, what, why)| (!present).then_some((what, why)))
    }
}

fn has_kinds(document: &Document) -> bool {
    let mut sources = document.sentences.iter().flatten().flat_map(|sentence| sentence.source.iter().flatten());
    sources.any(|source| source.kind.is_some())
}

/// The measures of one article. Their number and order depend on the features alone, so that they add up.
pub(super) fn measure(gold: &GoldArticle, predicted: &Document, features: Features) -> Vec<Measured> {
    let mut all = Vec::new();
    if features.attributions {
        let (gold_attributions, predicted_attributions) =
            (attributions_of(gold, &gold.document), attributions_of(gold, predicted));
        let annotated = Annotated { source: features.attribution_sources, cue: features.cues };
        all.extend(attribution::measure(
            &gold_attributions,
            &predicted_attributions,
            &gold.tokens,
            &sentence_spans(gold),
            annotated,
        ));
        all.extend(calibration::of_attributions(
            &gold_attributions,
            &predicted_attributions,
            predicted.attributions.as_deref().unwrap_or_default(),
            features.attribution_sources,
        ));
    }
    if features.role_spans {
        let empty = Spans::default();
        let gold_spans = gold.document.role_spans.as_ref().unwrap_or(&empty);
        let predicted_spans = predicted.role_spans.as_ref().unwrap_or(&empty);
        let annotated = |part| match part {
            Part::Source => !features.attributions || features.attribution_sources,
            Part::Cue => !features.attributions || features.cues,
            Part::Content => true,
        };
        all.extend(parts::measure(&gold.text, &gold.tokens, gold_spans, predicted_spans, annotated));
        if features.own_tokens {
            let tokens = gold.own_tokens.as_deref().unwrap_or_default();
            all.extend(cofenet::measure(tokens, gold_spans, predicted_spans));
        }
    }
    all.extend(sentences::measure(gold, predicted, features));
    all
}

/// The attributions of a document of this article.
pub(super) fn attributions_of(gold: &GoldArticle, document: &Document) -> Vec<attribution::Attribution> {
    let all = document.attributions.iter().flatten();
    attributions(&gold.text, &gold.tokens, all.map(|attribution| &attribution.spans))
}

/// The gold sentences, or what a plain splitter makes of a text without.
pub(super) fn sentence_spans(gold: &GoldArticle) -> Vec<Range<usize>> {
    match &gold.document.sentences {
        Some(sentences) => sentences.iter().map(|sentence| sentence.span.clone()).collect(),
        None => splitter::sentences(&gold.text),
    }
}
