//! All measures of one article.

use super::attributions::{Annotated, attributions};
use super::measured::{Features, Measured};
use super::parts::Part;
use super::{attributions as attribution, calibration, cofenet, parts, sayings, sentences, source_mentions, splitter};
use saidso_formats::gold::{Document, GoldArticle, Spans};
use std::ops::Range;

/// The measures of one article. Their number and order depend only on the features, so that they can be added up.
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
        all.extend(sayings::measure(
            (&gold_attributions, &gold.document),
            (&predicted_attributions, predicted),
            features,
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
    if features.entities && features.predicted_mentions {
        all.extend(source_mentions::measure(gold, predicted.named_by.as_deref()));
    }
    all
}

/// The attributions in a gold or predicted document of this article.
pub(super) fn attributions_of(gold: &GoldArticle, document: &Document) -> Vec<attribution::Attribution> {
    let all = document.attributions.iter().flatten();
    attributions(&gold.text, &gold.tokens, all.map(|attribution| &attribution.spans))
}

/// The gold sentences, or those found by a simple splitter if the gold set has none.
pub(super) fn sentence_spans(gold: &GoldArticle) -> Vec<Range<usize>> {
    match &gold.document.sentences {
        Some(sentences) => sentences.iter().map(|sentence| sentence.span.clone()).collect(),
        None => splitter::sentences(&gold.text),
    }
}
