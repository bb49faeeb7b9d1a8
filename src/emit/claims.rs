//! What is asserted, without the wrapping.

use crate::decide::Labelled;
use crate::record::{AttributionRecord, ClaimRecord, Label, SentenceRecord};

/// The claims of an article: the content of every attribution, and every sentence that nobody else answers for, in the
/// order of the text.
pub(super) fn claims(
    sentences: &[SentenceRecord],
    labelled: &[Labelled],
    attributions: &[AttributionRecord],
) -> Vec<ClaimRecord> {
    let mut claims: Vec<(usize, ClaimRecord)> = Vec::new();
    for (attribution, holders) in attributions.iter().zip(holders(labelled, attributions.len())) {
        let text: Vec<&str> = attribution.content.iter().map(|span| span.text.as_str()).collect();
        claims.push((
            attribution.content[0].start,
            ClaimRecord {
                text: text.join(" … "),
                label: label(sentences, attribution, &holders),
                source: attribution.source.as_ref().map(|source| source.resolved.clone()),
                attribution: Some(attribution.id.clone()),
                sentences: holders,
                confidence: attribution.confidence,
            },
        ));
    }
    for (index, (sentence, labelled)) in sentences.iter().zip(labelled).enumerate() {
        if let (Some(label), Some(confidence), None) = (sentence.label, sentence.confidence, labelled.governing) {
            claims.push((
                sentence.span.start,
                ClaimRecord {
                    text: sentence.span.text.clone(),
                    label,
                    source: None,
                    attribution: None,
                    sentences: vec![index],
                    confidence,
                },
            ));
        }
    }
    claims.sort_by_key(|(start, _)| *start);
    claims.into_iter().map(|(_, claim)| claim).collect()
}

/// For each attribution, the sentences that hold a part of its content.
fn holders(labelled: &[Labelled], attributions: usize) -> Vec<Vec<usize>> {
    let mut holders = vec![Vec::new(); attributions];
    for (sentence, labelled) in labelled.iter().enumerate() {
        for &attribution in &labelled.attributions {
            holders[attribution].push(sentence);
        }
    }
    holders
}

/// The label of the sentence that holds most of the content, if that is a source's words; else somebody's words are
/// reported.
fn label(sentences: &[SentenceRecord], attribution: &AttributionRecord, holders: &[usize]) -> Label {
    let shared = |sentence: &SentenceRecord| -> usize {
        attribution
            .content
            .iter()
            .map(|span| span.end.min(sentence.span.end).saturating_sub(span.start.max(sentence.span.start)))
            .sum()
    };
    let most = holders.iter().max_by_key(|&&sentence| shared(&sentences[sentence]));
    match most.and_then(|&sentence| sentences[sentence].label) {
        Some(Label::Quote) => Label::Quote,
        _ => Label::ReportedFact,
    }
}
