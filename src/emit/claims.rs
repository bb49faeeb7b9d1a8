//! Claims: what is asserted, without its attribution.

use super::spans::{Spans, rounded, source_id};
use super::standalone::{Standalone, Wording, Words};
use crate::decide::{Decided, Labelled, Saying};
use crate::prepare::Prepared;
use crate::record::{AttributionRecord, ClaimRecord, Label, Role, SentenceRecord};
use crate::resolve::{Reference, Resolution};
use std::collections::HashMap;
use std::ops::Range;

/// Characters that end a sentence.
const ENDINGS: [char; 9] = ['.', '!', '?', '…', '”', '"', '’', '\'', ')'];

/// The claims of an article, in text order: the content of every attribution, and every labelled sentence that is
/// attributed to nobody.
pub(super) fn claims(
    spans: &Spans<'_>,
    decided: &Decided,
    resolution: &Resolution,
    around: &[Option<usize>],
    sentences: &[SentenceRecord],
    attributions: &[AttributionRecord],
) -> Vec<ClaimRecord> {
    let prepared = spans.prepared;
    let wording = Wording::new(spans, resolution);
    let mut claims: Vec<(usize, ClaimRecord)> = Vec::new();
    let holders = holders(&decided.labels, attributions.len());
    for (index, (attribution, holders)) in attributions.iter().zip(holders).enumerate() {
        let text: Vec<&str> = attribution.content.iter().map(|span| span.text.as_str()).collect();
        let fragments: Vec<Range<usize>> =
            decided.attributions[index].content.iter().map(|words| prepared.bytes(words)).collect();
        let saying = decided.sayings[index];
        let speaker = resolution.references[index].map(|Reference { source, confidence }| {
            let source = &resolution.sources[source];
            (source.name.as_str(), if source.unresolved { 0.0 } else { confidence })
        });
        let standalone = match saying {
            Saying { propositional: false, .. } => Standalone::none("it is not a statement"),
            Saying { fragment: true, .. } => Standalone::none("it is a fragment"),
            Saying { .. } => {
                wording.word(&Words { fragments: &fragments, speaker, attributed: true, cue: &attribution.cue.text })
            }
        };
        let claim = ClaimRecord {
            text: text.join(" … "),
            label: label(spans.prepared, sentences, &decided.attributions[index].content, attribution, &holders),
            source: attribution.source.as_ref().map(|source| source.resolved.clone()),
            sources: chain(around, resolution, index),
            attribution: Some(attribution.id.clone()),
            sentences: holders,
            confidence: attribution.confidence,
            ..with(saying, standalone)
        };
        claims.push((fragments[0].start, claim));
    }
    for (index, (sentence, labelled)) in sentences.iter().zip(&decided.labels).enumerate() {
        if let (Some(label), Some(confidence), None) = (sentence.label, sentence.confidence, labelled.governing) {
            let bytes = prepared.sentences[index].span.clone();
            // A line of running text without final punctuation is a list item or a heading.
            let unfinished = sentence.role == Role::Body && !sentence.span.text.ends_with(ENDINGS);
            let standalone = if unfinished {
                Standalone::none("it is not a sentence")
            } else {
                wording.word(&Words {
                    fragments: std::slice::from_ref(&bytes),
                    speaker: None,
                    attributed: false,
                    cue: "",
                })
            };
            let saying = Saying::of_author(&sentence.span.text);
            let claim = ClaimRecord {
                text: sentence.span.text.clone(),
                label,
                sentences: vec![index],
                confidence,
                ..with(saying, standalone)
            };
            claims.push((bytes.start, claim));
        }
    }
    claims.sort_by_key(|(start, _)| *start);
    let with_worth = |mut claim: ClaimRecord| {
        if claim.is_statement() {
            let worth = claim.sentences.iter().filter_map(|&sentence| decided.check_worthy[sentence]);
            claim.check_worthy = worth.reduce(f32::max).map(rounded);
        }
        claim
    };
    claims.into_iter().map(|(_, claim)| with_worth(claim)).collect()
}

/// A claim with only these fields set.
fn with(saying: Saying, standalone: Standalone) -> ClaimRecord {
    let (standalone, not_standalone, replacements) = match standalone.text {
        Ok(text) => (Some(text), None, standalone.replacements),
        Err(reason) => (None, Some(reason), Vec::new()),
    };
    ClaimRecord {
        text: String::new(),
        label: Label::ReportedFact,
        source: None,
        sources: Vec::new(),
        attribution: None,
        sentences: Vec::new(),
        confidence: 0.0,
        assertion: Some(saying.assertion),
        propositional: Some(saying.propositional),
        check_worthy: None,
        standalone,
        not_standalone,
        replacements,
    }
}

/// The sources of the attributions that enclose one, the outermost first, then its own; empty where none encloses it.
fn chain(around: &[Option<usize>], resolution: &Resolution, index: usize) -> Vec<String> {
    /// Maximum nesting that is followed. Attributions that contain each other would otherwise never end.
    const DEEPEST: usize = 32;
    let levels = std::iter::successors(Some(index), |&inner| around[inner].filter(|&outer| outer != index));
    let sources = levels.take(DEEPEST).filter_map(|level| resolution.references[level]);
    let mut chain: Vec<String> = sources.map(|reference| source_id(reference.source)).collect();
    chain.reverse();
    chain.dedup();
    if chain.len() > 1 { chain } else { Vec::new() }
}

/// For each attribution, the sentences that contain a part of its content.
fn holders(labelled: &[Labelled], attributions: usize) -> Vec<Vec<usize>> {
    let mut holders = vec![Vec::new(); attributions];
    for (sentence, labelled) in labelled.iter().enumerate() {
        for &attribution in &labelled.attributions {
            holders[attribution].push(sentence);
        }
    }
    holders
}

/// Quote, if that is the label of the sentence that contains most of the content; otherwise reported fact.
fn label(
    prepared: &Prepared,
    sentences: &[SentenceRecord],
    content: &[Range<usize>],
    attribution: &AttributionRecord,
    holders: &[usize],
) -> Label {
    let mut shared: HashMap<usize, usize> = HashMap::new();
    for (words, span) in content.iter().zip(&attribution.content) {
        let (first, last) = (prepared.words[words.start].sentence, prepared.words[words.end - 1].sentence);
        for (sentence, record) in sentences.iter().enumerate().take(last + 1).skip(first) {
            let own = &record.span;
            let length = span.end.min(own.end).saturating_sub(span.start.max(own.start));
            *shared.entry(sentence).or_default() += length;
        }
    }
    let most = holders.iter().max_by_key(|&sentence| shared.get(sentence).copied().unwrap_or_default());
    match most.and_then(|&sentence| sentences[sentence].label) {
        Some(Label::Quote) => Label::Quote,
        _ => Label::ReportedFact,
    }
}
