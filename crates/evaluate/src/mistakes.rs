//! Everything a system got wrong, as a list.

use super::attributions::{Attribution, match_dice_50};
use super::measures::{attributions_of, sentence_spans};
use super::report::{Mistake, Segment, Side};
use super::sentences::{LABELS, aligned, label, label_class};
use saidso::record::Offsets;
use saidso_formats::gold::{self as document, Document, GoldArticle, Sentence};
use saidso_formats::gold::{overlapped, shared};
use std::ops::Range;

/// Longest context shown, in bytes; a quotation may extend over half an article.
const CONTEXT: usize = 1500;

/// The mistakes of a system in one article.
pub(super) fn of_article(gold: &GoldArticle, predicted: &Document) -> Vec<Mistake> {
    let article = Article { gold, sentences: sentence_spans(gold), offsets: Offsets::new(&gold.text) };
    let mut mistakes = Vec::new();
    if gold.document.attributions.is_some() {
        mistakes.extend(article.attributions(predicted));
    }
    if let (Some(sentences), Some(predicted)) = (&gold.document.sentences, &predicted.sentences) {
        mistakes.extend(article.labels(sentences, predicted));
    }
    mistakes
}

struct Article<'g> {
    gold: &'g GoldArticle,
    sentences: Vec<Range<usize>>,
    offsets: Offsets<'g>,
}

impl Article<'_> {
    fn attributions(&self, predicted: &Document) -> Vec<Mistake> {
        let (golds, predictions) =
            (attributions_of(self.gold, &self.gold.document), attributions_of(self.gold, predicted));
        let pairs = match_dice_50(&golds, &predictions);
        let with_source = self.gold.document.attributions.iter().flatten().any(|attribution| attribution.has_source);
        let of_gold = |found: &Attribution| original(&self.gold.document, found);
        let of_prediction = |found: &Attribution| original(predicted, found);
        let mut mistakes = Vec::new();
        for &(prediction, gold) in &pairs {
            let (prediction, gold) = (&predictions[prediction], &golds[gold]);
            let kind = if with_source && prediction.source != gold.source {
                "wrong source"
            } else if prediction.words != gold.words {
                "wrong extent"
            } else {
                continue;
            };
            let both = shared(&prediction.words, &gold.words) + shared(&prediction.source, &gold.source);
            let wrong =
                prediction.words.len() + gold.words.len() + prediction.source.len() + gold.source.len() - 2 * both;
            mistakes.push(self.attribution(kind, wrong, of_gold(gold), of_prediction(prediction)));
        }
        for (index, gold) in golds.iter().enumerate() {
            if pairs.iter().all(|pair| pair.1 != index) {
                mistakes.push(self.attribution("missed", gold.words.len(), of_gold(gold), None));
            }
        }
        for (index, prediction) in predictions.iter().enumerate() {
            if pairs.iter().all(|pair| pair.0 != index) {
                mistakes.push(self.attribution("spurious", prediction.words.len(), None, of_prediction(prediction)));
            }
        }
        mistakes
    }

    fn attribution(
        &self,
        kind: &str,
        wrong: usize,
        gold: Option<&document::Attribution>,
        predicted: Option<&document::Attribution>,
    ) -> Mistake {
        let parts = |attribution: &document::Attribution| -> Vec<(Range<usize>, &'static str)> {
            let spans = &attribution.spans;
            let named =
                |spans: &[Range<usize>], name| spans.iter().map(move |span| (span.clone(), name)).collect::<Vec<_>>();
            // Where parts overlap, the first in this list wins.
            [named(&spans.cue, "cue"), named(&spans.source, "source"), named(&spans.content, "content")].concat()
        };
        let (gold_parts, predicted_parts) = (gold.map(parts), predicted.map(parts));
        let all = gold_parts.iter().chain(&predicted_parts).flatten().map(|(span, _)| span);
        let context = self.context(all);
        let confidence = predicted.and_then(|attribution| attribution.confidence);
        let side = |parts: Option<Vec<_>>, confidence| {
            parts.map(|parts| Side { label: None, confidence, segments: segments(&self.gold.text, &context, &parts) })
        };
        Mistake {
            kind: kind.to_owned(),
            article: self.gold.id.clone(),
            start: self.offsets.code_point(context.start),
            weight: wrong as f64 * f64::from(confidence.unwrap_or(1.0)),
            gold: side(gold_parts, None),
            predicted: side(predicted_parts, confidence),
        }
    }

    fn labels(&self, golds: &[Sentence], predicted: &[Sentence]) -> Vec<Mistake> {
        golds
            .iter()
            .zip(aligned(golds, predicted))
            .filter_map(|(gold, found)| {
                let right = label(gold)?;
                let guess = found.and_then(label);
                if guess == Some(right) {
                    return None;
                }
                let names = (LABELS[label_class(Some(right))], LABELS[label_class(guess)]);
                let context = self.context([&gold.span].into_iter().chain(found.map(|found| &found.span)));
                let side = |label, confidence, span: &Range<usize>| Side {
                    label: Some(label),
                    confidence,
                    segments: segments(&self.gold.text, &context, &[(span.clone(), "sentence")]),
                };
                let confidence = found.and_then(|found| found.confidence);
                let words = self.gold.tokens.words(&self.gold.tokens.covered(std::slice::from_ref(&gold.span))).len();
                Some(Mistake {
                    kind: format!("{} → {}", names.0, names.1),
                    article: self.gold.id.clone(),
                    start: self.offsets.code_point(gold.span.start),
                    weight: words as f64 * f64::from(confidence.unwrap_or(1.0)),
                    gold: Some(side(names.0, None, &gold.span)),
                    predicted: found.map(|found| side(names.1, confidence, &found.span)),
                })
            })
            .collect()
    }

    /// The range of all sentences that the spans touch, at most [`CONTEXT`] bytes long.
    fn context<'s>(&self, spans: impl Iterator<Item = &'s Range<usize>>) -> Range<usize> {
        let (mut start, mut end) = (usize::MAX, 0);
        for span in spans {
            let touched = overlapped(&self.sentences, span);
            start =
                start.min(span.start).min(self.sentences.get(touched.start).map_or(span.start, |first| first.start));
            let last = self.sentences[touched].last();
            end = end.max(span.end).max(last.map_or(span.end, |last| last.end));
        }
        let mut end = end.max(start);
        if end - start > CONTEXT {
            end = start + CONTEXT;
            while !self.gold.text.is_char_boundary(end) {
                end += 1;
            }
        }
        start..end
    }
}

/// A document's own version of an attribution.
fn original<'d>(document: &'d Document, found: &Attribution) -> Option<&'d document::Attribution> {
    document.attributions.as_ref()?.get(found.index)
}

/// Splits a range of the text where parts begin and end.
fn segments(text: &str, context: &Range<usize>, parts: &[(Range<usize>, &'static str)]) -> Vec<Segment> {
    let mut cuts: Vec<usize> = parts
        .iter()
        .flat_map(|(span, _)| [span.start, span.end])
        .filter(|cut| context.contains(cut))
        .chain([context.start, context.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut segments: Vec<Segment> = Vec::new();
    for cut in cuts.windows(2) {
        let part = parts.iter().find(|(span, _)| span.start <= cut[0] && cut[1] <= span.end).map(|(_, part)| *part);
        let piece = &text[cut[0]..cut[1]];
        match segments.last_mut() {
            Some(last) if last.part == part => last.text.push_str(piece),
            _ => segments.push(Segment { text: piece.to_owned(), part }),
        }
    }
    segments
}
