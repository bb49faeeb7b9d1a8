//! CoNLL-U Plus (<https://universaldependencies.org/ext-format.html>): one token per line, with a column of IOB2 tags
//! for each part of the attributions.
//!
//! Attributions nest, which IOB2 cannot represent: where spans of the same part overlap, the longest is tagged.
//! Nothing is lost, because the column `LINKS` lists all parts of all attributions that a token belongs to. A span
//! that crosses a sentence boundary starts again in the next sentence.

use super::answering;
use super::spans::on_one_line;
use crate::gold::GoldArticle;
use crate::gold::Spans;
use crate::gold::Tokens;
use std::fmt::Write;
use std::ops::Range;

/// The declaration of the columns.
pub(super) const COLUMNS: &str =
    "# global.columns = ID FORM SAIDSO:SOURCE SAIDSO:CUE SAIDSO:CONTENT SAIDSO:LINKS MISC\n";

/// The name of a part, and its spans.
type Part = (&'static str, fn(&Spans) -> &Vec<Range<usize>>);

/// The parts of an attribution, in the order of the columns.
const PARTS: [Part; 3] =
    [("source", |spans| &spans.source), ("cue", |spans| &spans.cue), ("content", |spans| &spans.content)];

pub(super) fn text(article: &GoldArticle) -> String {
    let tokens = tokens(article);
    let tags = PARTS.map(|(name, spans)| tags(article, &tokens, name, spans));
    let links = links(article, &tokens);
    let mut out = String::new();
    for (index, block) in blocks(article).iter().enumerate() {
        if index == 0 {
            let _ = writeln!(out, "# newdoc id = {}", on_one_line(&article.id));
        }
        let _ = writeln!(out, "# sent_id = {}-{}", on_one_line(&article.id), index + 1);
        let _ = writeln!(out, "# text = {}", on_one_line(&article.text[block.span.clone()]));
        for (name, value) in &block.comments {
            let _ = writeln!(out, "# {name} = {value}");
        }
        let within = within(&tokens, &block.span);
        for token in within.clone() {
            let span = &tokens[token];
            let form = &article.text[span.clone()];
            let [source, cue, content] = &tags;
            let tag = |tags: &[Option<Tagged>]| tag(tags, token, within.start);
            let glued = tokens.get(token + 1).is_some_and(|next| next.start == span.end) && token + 1 < within.end;
            let _ = writeln!(
                out,
                "{}\t{form}\t{}\t{}\t{}\t{}\t{}",
                token - within.start + 1,
                tag(source),
                tag(cue),
                tag(content),
                if links[token].is_empty() { "_".to_owned() } else { links[token].join("|") },
                if glued { "SpaceAfter=No" } else { "_" }
            );
        }
        out.push('\n');
    }
    out
}

/// A sentence with its comment lines.
struct Block {
    span: Range<usize>,
    comments: Vec<(&'static str, String)>,
}

/// The sentences, or the lines of the text if its sentences are not annotated.
fn blocks(article: &GoldArticle) -> Vec<Block> {
    let Some(sentences) = &article.document.sentences else {
        let lines = super::spans::lines(&(0..article.text.len()), &article.text);
        return lines.into_iter().map(|span| Block { span, comments: Vec::new() }).collect();
    };
    let block = |sentence: &crate::gold::Sentence| {
        let mut comments = Vec::new();
        comments.extend(sentence.role.map(|role| ("role", role.name().to_owned())));
        comments.extend(sentence.label.flatten().map(|label| ("label", label.name().to_owned())));
        comments.extend(sentence.confidence.map(|confidence| ("confidence", confidence.to_string())));
        comments.extend(answering(sentence).map(|source| ("source", on_one_line(&source.name))));
        Block { span: sentence.span.clone(), comments }
    };
    sentences.iter().map(block).collect()
}

/// The tokens that the data set came with, or words and punctuation marks.
fn tokens(article: &GoldArticle) -> Vec<Range<usize>> {
    article.own_tokens.clone().unwrap_or_else(|| words_and_marks(&article.tokens))
}

fn words_and_marks(tokens: &Tokens) -> Vec<Range<usize>> {
    (0..tokens.len()).map(|token| tokens.span(token)).collect()
}

/// Indices of the tokens that begin in a span.
fn within(tokens: &[Range<usize>], span: &Range<usize>) -> Range<usize> {
    let first = tokens.partition_point(|token| token.start < span.start);
    first..tokens.partition_point(|token| token.start < span.end).max(first)
}

/// Indices of the tokens that overlap a span.
fn covered(tokens: &[Range<usize>], span: &Range<usize>) -> Range<usize> {
    let first = tokens.partition_point(|token| token.end <= span.start);
    first..tokens.partition_point(|token| token.start < span.end).max(first)
}

/// A token in a span of a part.
#[derive(Clone)]
struct Tagged {
    part: &'static str,
    begins: bool,
}

fn tags(
    article: &GoldArticle,
    tokens: &[Range<usize>],
    part: &'static str,
    spans: fn(&Spans) -> &Vec<Range<usize>>,
) -> Vec<Option<Tagged>> {
    let attributions = article.document.attributions.iter().flatten().map(|attribution| &attribution.spans);
    let mut found: Vec<Range<usize>> =
        attributions.chain(&article.document.role_spans).flat_map(spans).map(|span| covered(tokens, span)).collect();
    found.sort_by_key(|span| (std::cmp::Reverse(span.len()), span.start));
    let mut tags: Vec<Option<Tagged>> = vec![None; tokens.len()];
    for span in found {
        if tags[span.clone()].iter().all(Option::is_none) {
            for token in span.clone() {
                tags[token] = Some(Tagged { part, begins: token == span.start });
            }
        }
    }
    tags
}

/// The tag of a token; `first` is the first token of its sentence.
fn tag(tags: &[Option<Tagged>], token: usize, first: usize) -> String {
    match &tags[token] {
        None => "O".to_owned(),
        Some(tagged) if tagged.begins || token == first => format!("B-{}", tagged.part),
        Some(tagged) => format!("I-{}", tagged.part),
    }
}

/// The parts of attributions that each token belongs to: `a1:cue`.
fn links(article: &GoldArticle, tokens: &[Range<usize>]) -> Vec<Vec<String>> {
    let mut links = vec![Vec::new(); tokens.len()];
    for (index, attribution) in article.document.attributions.iter().flatten().enumerate() {
        for (name, spans) in PARTS {
            for token in spans(&attribution.spans).iter().flat_map(|span| covered(tokens, span)) {
                links[token].push(format!("a{}:{name}", index + 1));
            }
        }
    }
    links
}
