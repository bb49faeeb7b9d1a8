//! Puts the decisions in the form of the record.

use super::claims::claims;
use super::labels::Labelled;
use super::{Attribution, bytes, is_punctuation, quoted};
use crate::prepare::Prepared;
use crate::record::{
    AttributionRecord, LabelScores, OffsetUnit, Offsets, Record, SCHEMA_VERSION, SentenceRecord, SourceRecord,
    SourceSpanRecord, SpanRecord, Speech,
};
use std::collections::HashMap;
use std::ops::Range;

/// The record of an article.
pub(super) fn record(prepared: Prepared, attributions: &[Attribution], labelled: &[Labelled]) -> Record {
    let spans = Spans { text: &prepared.article.text, offsets: Offsets::new(&prepared.article.text) };
    let quoted = quoted(&prepared);
    let (sources, resolved) = sources(&prepared, attributions, &spans);
    let records: Vec<AttributionRecord> = attributions
        .iter()
        .enumerate()
        .map(|(index, attribution)| {
            let span = |words: &Range<usize>| spans.span(bytes(&prepared, words));
            AttributionRecord {
                id: attribution_id(index),
                speech: speech(&prepared, attribution, &quoted),
                confidence: rounded(attribution.confidence),
                source: attribution
                    .source
                    .as_ref()
                    .zip(resolved[index].clone())
                    .map(|(words, resolved)| SourceSpanRecord { span: span(words), resolved }),
                cue: span(&attribution.cue),
                content: attribution.content.iter().map(span).collect(),
            }
        })
        .collect();
    let sentences: Vec<SentenceRecord> = prepared
        .sentences
        .iter()
        .zip(labelled)
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
            source: labelled.governing.and_then(|index| resolved[index].clone()),
            attributions: labelled.attributions.iter().map(|&index| attribution_id(index)).collect(),
        })
        .collect();
    let claims = claims(&sentences, labelled, &records);
    Record {
        schema_version: SCHEMA_VERSION,
        offset_unit: OffsetUnit::UnicodeCodePoint,
        sentences,
        attributions: records,
        sources,
        claims,
        id: prepared.article.id,
        metadata: prepared.article.metadata,
    }
}

fn attribution_id(index: usize) -> String {
    format!("a{}", index + 1)
}

/// Four decimals: more would claim what no calibration holds, and would show the last bits of matrix products.
fn rounded(probability: f32) -> f32 {
    (probability * 1e4).round() / 1e4
}

/// Makes spans of code points from bytes.
struct Spans<'t> {
    text: &'t str,
    offsets: Offsets<'t>,
}

impl Spans<'_> {
    fn span(&self, bytes: Range<usize>) -> SpanRecord {
        SpanRecord {
            start: self.offsets.code_point(bytes.start),
            end: self.offsets.code_point(bytes.end),
            text: self.text[bytes].to_owned(),
        }
    }
}

/// One source for each distinct text, in the order of the first mention; and the id of each attribution's source.
fn sources(
    prepared: &Prepared,
    attributions: &[Attribution],
    spans: &Spans<'_>,
) -> (Vec<SourceRecord>, Vec<Option<String>>) {
    let mut mentions: Vec<(Range<usize>, usize)> = attributions
        .iter()
        .enumerate()
        .filter_map(|(index, attribution)| Some((bytes(prepared, attribution.source.as_ref()?), index)))
        .collect();
    mentions.sort_by_key(|(bytes, index)| (bytes.start, bytes.end, *index));
    let mut sources: Vec<SourceRecord> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut resolved = vec![None; attributions.len()];
    for (bytes, index) in mentions {
        let mention = spans.span(bytes.clone());
        let place = *known.entry(&prepared.article.text[bytes]).or_insert_with(|| {
            let id = format!("s{}", sources.len() + 1);
            sources.push(SourceRecord { id, name: mention.text.clone(), mentions: Vec::new() });
            sources.len() - 1
        });
        let source = &mut sources[place];
        resolved[index] = Some(source.id.clone());
        if source.mentions.last() != Some(&mention) {
            source.mentions.push(mention);
        }
    }
    (sources, resolved)
}

/// How the words are given: by how much of the content stands inside quotation marks.
fn speech(prepared: &Prepared, attribution: &Attribution, quoted: &[bool]) -> Speech {
    if attribution.turn {
        return Speech::Direct;
    }
    let words = attribution.content.iter().cloned().flatten().filter(|&word| !is_punctuation(prepared, word));
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
