//! spaCy's document as JSON:
//! `spacy.tokens.Doc(nlp.vocab).from_json(line)`, or `displacy.render(line, style="ent", manual=True)`.
//!
//! The labels of sentences become entities, because those are what displaCy draws; the parts of attributions become
//! span groups, each span with the number of its attribution as `id`. Offsets are code points. A span is extended to
//! the tokens that it overlaps.

use crate::gold::Spans;
use crate::gold::{Attribution, GoldArticle};
use saidso::record::Offsets;
use serde_json::{Value, json};
use std::iter;
use std::ops::Range;

pub(super) fn document(article: &GoldArticle) -> Value {
    let offsets = Offsets::new(&article.text);
    let tokens = Tokens::new(article);
    let place = |span: &Range<usize>| (offsets.code_point(span.start), offsets.code_point(span.end));
    let sentences = article.document.sentences.iter().flatten();
    let entities: Vec<Value> = (sentences.clone())
        .filter_map(|sentence| {
            let label = sentence.label.flatten()?.name().to_uppercase();
            let (start, end) = place(&tokens.aligned(&sentence.span)?);
            Some(json!({"start": start, "end": end, "label": label}))
        })
        .collect();
    // spaCy's sentences cover all tokens: the white space between two sentences belongs to the first.
    let mut starts: Vec<usize> = sentences.filter_map(|sentence| Some(tokens.aligned(&sentence.span)?.start)).collect();
    if let Some(first) = starts.first_mut() {
        *first = tokens.spans[0].start;
    }
    let ends =
        starts.iter().skip(1).map(|&next| tokens.end_before(next)).chain(tokens.spans.last().map(|last| last.end));
    let sents: Vec<Value> = (starts.iter().zip(ends))
        .filter(|&(&start, end)| start < end)
        .map(|(&start, end)| place(&(start..end)))
        .map(|(start, end)| json!({"start": start, "end": end}))
        .collect();
    let group = |label: &str, of: fn(&Spans) -> &Vec<Range<usize>>| -> Vec<Value> {
        let attributions = article.document.attributions.iter().flatten().enumerate();
        let spans = attributions
            .flat_map(|(index, attribution)| of(&attribution.spans).iter().map(move |span| (index, attribution, span)));
        spans
            .filter_map(|(index, attribution, span)| {
                let (start, end) = place(&tokens.aligned(span)?);
                let source = if label == "SOURCE" { name(attribution) } else { "" };
                Some(json!({"start": start, "end": end, "label": label, "kb_id": source, "id": format!("a{}", index + 1)}))
            })
            .collect()
    };
    json!({
        "text": article.text,
        "title": article.id,
        "ents": entities,
        "sents": sents,
        "tokens": tokens.spans.iter().enumerate().map(|(id, token)| {
            let (start, end) = place(token);
            json!({"id": id, "start": start, "end": end})
        }).collect::<Vec<_>>(),
        "spans": {
            "source": group("SOURCE", |spans| &spans.source),
            "cue": group("CUE", |spans| &spans.cue),
            "content": group("CONTENT", |spans| &spans.content),
        },
    })
}

fn name(attribution: &Attribution) -> &str {
    attribution.source.as_ref().map_or("", |source| &source.name)
}

/// Words, punctuation marks, and tokens for any white space beyond one space after a token, which is how spaCy
/// preserves the original text.
struct Tokens {
    spans: Vec<Range<usize>>,
}

impl Tokens {
    fn new(article: &GoldArticle) -> Self {
        let text = &article.text;
        let words = (0..article.tokens.len()).map(|token| article.tokens.span(token));
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        for word in words.chain(iter::once(text.len()..text.len())) {
            let space = usize::from(at > 0 && text[at..word.start].starts_with(' '));
            if at + space < word.start {
                spans.push(at + space..word.start);
            }
            at = word.end;
            if !word.is_empty() {
                spans.push(word);
            }
        }
        Self { spans }
    }

    /// The end of the last token before a byte.
    fn end_before(&self, byte: usize) -> usize {
        self.spans[..self.spans.partition_point(|token| token.end <= byte)].last().map_or(0, |token| token.end)
    }

    /// From the first to the last token that a span overlaps.
    fn aligned(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let first = self.spans.partition_point(|token| token.end <= span.start);
        let last = self.spans.partition_point(|token| token.start < span.end).checked_sub(1)?;
        (first <= last).then(|| self.spans[first].start..self.spans[last].end)
    }
}
