//! The result of a measure for an article, and which measures are possible.

use super::cells::Cell;
use saidso_formats::gold::{Document, GoldArticle};

/// Counts of one measure for one article.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) group: &'static str,
    pub(super) measure: &'static str,
    pub(super) cell: Cell,
}

/// Counts with their names.
pub(super) fn measured(group: &'static str, measure: &'static str, cell: Cell) -> Measured {
    Measured { group, measure, cell }
}

/// Which fields the gold set and the predictions have, which determines what can be measured.
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
    pub(super) assertions: bool,
    pub(super) statements: bool,
    pub(super) role_spans: bool,
    pub(super) own_tokens: bool,
    pub(super) entities: bool,
    pub(super) predicted_mentions: bool,
}

impl Features {
    /// The fields that any of the articles has. Whether a system predicts the kinds or the mentions of sources is a
    /// question of what it was made for, not of how well it performs.
    pub(super) fn of(gold: &[GoldArticle], predicted: &[&Document]) -> Self {
        let mut features = Self {
            predicted_kinds: predicted.iter().any(|document| has_kinds(document)),
            predicted_mentions: predicted.iter().any(|document| document.named_by.is_some()),
            ..Self::default()
        };
        for article in gold {
            features.own_tokens |= article.own_tokens.is_some();
            features.entities |= article.document.mentions.iter().flatten().any(|mention| mention.entity.is_some());
            features.role_spans |= article.document.role_spans.is_some();
            features.attributions |= article.document.attributions.is_some();
            for attribution in article.document.attributions.iter().flatten() {
                features.attribution_sources |= attribution.has_source;
                features.cues |= attribution.has_cue;
                features.assertions |= attribution.assertion.is_some();
                features.statements |= attribution.propositional.is_some();
            }
            // A single sentence that is the whole text does not show where sentences end.
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

    /// The groups of measures that are left out, each with the reason.
    pub(super) fn missing(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        [
            (self.attributions, "attributions", "the gold set has no attributions"),
            (!self.attributions || self.attribution_sources, "sources of attributions", "the gold set has none"),
            (!self.attributions || self.cues, "cues of attributions", "the gold set has none"),
            (!self.attributions || self.assertions, "assertion", "the gold set has no assertions"),
            (!self.attributions || self.statements, "statements", "the gold set does not tell statements from topics"),
            (self.role_spans, "spans", "the gold set has no spans of source, cue and content"),
            (self.own_tokens, "cofenet", "the gold set is not tokenised"),
            (self.sentences, "sentence_ends", "the gold set has no sentences, or one per article"),
            (self.labels, "labels", "the gold set has no sentence labels"),
            (self.subjective, "subjectivity", "the gold set does not tell subjective from objective"),
            (self.roles, "roles", "the gold set has no sentence roles"),
            (self.sentence_sources, "sources", "the gold set does not say which source answers for a sentence"),
            (!self.sentence_sources || self.source_kinds, "source_kinds", "the gold set has no kinds of source"),
            (!self.source_kinds || self.predicted_kinds, "source_kinds", "the predictions have no kinds of source"),
            (self.entities, "coreference", "the gold set has no mentions of entities"),
            (!self.entities || self.predicted_mentions, "coreference", "the predictions have no mentions of sources"),
        ]
        .into_iter()
        .filter_map(|(present, what, why)| (!present).then_some((what, why)))
    }
}

fn has_kinds(document: &Document) -> bool {
    let mut sources = document.sentences.iter().flatten().flat_map(|sentence| sentence.source.iter().flatten());
    sources.any(|source| source.kind.is_some())
}
