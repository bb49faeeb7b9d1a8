//! Builds the record from the decisions.

use super::claims::claims;
use super::spans::{Spans, around, rounded, source_id};
use crate::decide::{Attribution, Decided};
use crate::prepare::Prepared;
use crate::record::{
    AttributionRecord, ClaimCounts, ClaimRecord, Label, LabelScores, OffsetUnit, Record, SCHEMA_VERSION,
    SentenceRecord, SourceRecord, SourceSpanRecord, Speech,
};
use crate::resolve::Resolution;
use std::collections::HashMap;
use std::ops::Range;

/// Builds the record of an article.
pub fn record(prepared: Prepared, decided: &Decided, resolution: &Resolution) -> Record {
    let Decided { attributions, sayings, labels, .. } = decided;
    let spans = Spans::new(&prepared);
    let quoted = prepared.quoted();
    let mut sources = sources(resolution, &spans);
    let around = around(attributions);
    let records: Vec<AttributionRecord> = attributions
        .iter()
        .enumerate()
        .map(|(index, attribution)| {
            let span = |words: &Range<usize>| spans.span(prepared.bytes(words));
            AttributionRecord {
                id: attribution_id(index),
                speech: speech(&prepared, attribution, &quoted),
                confidence: rounded(attribution.confidence),
                source: attribution.source.as_ref().zip(resolution.references[index]).map(|(words, reference)| {
                    SourceSpanRecord {
                        span: span(words),
                        resolved: source_id(reference.source),
                        confidence: Some(rounded(reference.confidence)),
                    }
                }),
                cue: span(&attribution.cue),
                content: attribution.content.iter().map(span).collect(),
                assertion: Some(sayings[index].assertion),
                propositional: Some(sayings[index].propositional),
                within: around[index].map(attribution_id),
            }
        })
        .collect();
    let sentences: Vec<SentenceRecord> = prepared
        .sentences
        .iter()
        .zip(labels)
        .map(|(sentence, labelled)| SentenceRecord {
            span: spans.span(sentence.span.clone()),
            role: sentence.role,
            label: labelled.label.map(|(label, _)| label),
            confidence: labelled.confidence().map(rounded),
            scores: labelled.label.map(|(_, scores)| LabelScores {
                reported_fact: rounded(scores.reported_fact),
                quote: rounded(scores.quote),
                opinion: rounded(scores.opinion),
            }),
            source: labelled
                .governing
                .and_then(|index| resolution.references[index])
                .map(|reference| source_id(reference.source)),
            attributed_by: labelled.governing.map(attribution_id),
            attributions: labelled.attributions.iter().map(|&index| attribution_id(index)).collect(),
        })
        .collect();
    let claims = claims(&spans, decided, resolution, &around, &sentences, &records);
    count(&mut sources, &claims);
    Record {
        schema_version: SCHEMA_VERSION,
        offset_unit: OffsetUnit::UnicodeCodePoint,
        sentences,
        attributions: records,
        sources,
        claims,
        id: prepared.article.id,
        title: prepared.article.title,
        metadata: prepared.article.metadata,
        duplicate_of: prepared.article.duplicate_of,
    }
}

fn attribution_id(index: usize) -> String {
    format!("a{}", index + 1)
}

/// The sources of a resolution; their claims are counted later.
fn sources(resolution: &Resolution, spans: &Spans<'_>) -> Vec<SourceRecord> {
    resolution
        .sources
        .iter()
        .enumerate()
        .map(|(index, source)| SourceRecord {
            id: source_id(index),
            name: source.name.clone(),
            kind: Some(source.kind),
            titles_or_role: source.job.clone(),
            person: None,
            unresolved: source.unresolved,
            speaks_for: source.speaks_for.map(source_id),
            anonymity_reason: source.anonymity.clone().map(|bytes| spans.span(bytes)),
            mentions: source.mentions.iter().map(|bytes| spans.span(bytes.clone())).collect(),
            claims: None,
        })
        .collect()
}

/// Counts the claims that each source makes.
fn count(sources: &mut [SourceRecord], claims: &[ClaimRecord]) {
    let mut counts: HashMap<&str, ClaimCounts> = HashMap::new();
    for claim in claims {
        let Some(source) = &claim.source else { continue };
        let counts = counts.entry(source).or_default();
        match claim.label {
            Label::Quote => counts.quote += 1,
            // Opinions are the author's own, and the author is not a source.
            Label::ReportedFact | Label::Opinion => counts.reported_fact += 1,
        }
    }
    for source in sources {
        source.claims = Some(counts.remove(source.id.as_str()).unwrap_or_default());
    }
}

/// The form of speech, from how much of the content is inside quotation marks.
fn speech(prepared: &Prepared, attribution: &Attribution, quoted: &[bool]) -> Speech {
    if attribution.turn {
        return Speech::Direct;
    }
    let words = attribution.content.iter().cloned().flatten().filter(|&word| !prepared.is_punctuation(word));
    let (mut inside, mut outside) = (false, false);
    for word in words {
        if quoted[word] { inside = true } else { outside = true }
    }
    match (inside, outside) {
        (true, false) => Speech::Direct,
        (true, true) => Speech::Mixed,
        _ => Speech::Indirect,
    }
}
