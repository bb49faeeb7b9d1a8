//! Posts given in the text, with their writer's signature below: "… — Ann Larsen (@annlarsen) May 5, 2021".

use super::attributions::Attribution;
use super::lead_in;
use super::verbatim::{self, Paragraph};
use crate::prepare::{Prepared, signatures};
use crate::record::Role;
use std::ops::Range;

/// Most paragraphs between the words that introduce a post and its signature.
const LONGEST_POST: usize = 6;
/// Most bytes of a post that nothing introduces, and of one that a line in front of it does; in longer ones, some of the
/// text before it ran into the post.
const MOST_BYTES: [usize; 2] = [320, 900];

/// Adds an attribution for each post, and puts all in the order of their cues.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    let paragraphs = verbatim::paragraphs(prepared);
    let mut posts = Vec::new();
    let mut first = 0;
    for index in 0..paragraphs.len() {
        let Some(signature) = signature(prepared, &paragraphs[index]) else { continue };
        posts.extend(post(prepared, &paragraphs, first..index, signature, attributions));
        first = index + 1;
    }
    verbatim::put(prepared, attributions, posts);
}

/// The words of a signature, and those of the name in it.
struct Signature {
    words: Range<usize>,
    name: Range<usize>,
}

fn signature(prepared: &Prepared, paragraph: &Paragraph) -> Option<Signature> {
    let sentence = &prepared.sentences[paragraph.sentences.end - 1];
    if sentence.role != Role::Boilerplate {
        return None;
    }
    let name = signatures::of_post(&prepared.article.text[sentence.span.clone()])?;
    let start = sentence.span.start;
    let words = prepared.words_in(&sentence.span);
    let name = prepared.words_in(&(start + name.start..start + name.end));
    (!name.is_empty()).then_some(Signature { words, name })
}

/// The post above a signature; `before` are the paragraphs that may belong to it, which that of the signature follows.
fn post(
    prepared: &Prepared,
    paragraphs: &[Paragraph],
    before: Range<usize>,
    signature: Signature,
    attributions: &[Attribution],
) -> Option<Attribution> {
    let signed = before.end;
    // The last paragraph of the post.
    let last = if paragraphs[signed].words.is_empty() {
        before.clone().rev().find(|&index| !paragraphs[index].words.is_empty())?
    } else {
        signed
    };
    let lead = (before.start.max(last.saturating_sub(LONGEST_POST))..last)
        .rev()
        .take_while(|&index| matches!(paragraphs[index].role, Role::Body | Role::Boilerplate))
        .find(|&index| paragraphs[index].is_body() && lead_in::ends_in_colon(prepared, &paragraphs[index]));
    let first = match lead {
        Some(lead) => lead + 1,
        None => (before.start + 1..=last)
            .rev()
            .take_while(|&index| paragraphs[index - 1].is_body() && is_next_line(prepared, &paragraphs[index]))
            .last()
            .map_or(last, |index| index - 1),
    };
    let content: Vec<Range<usize>> =
        paragraphs[first..=last].iter().map(|paragraph| paragraph.words.clone()).filter(|words| !words.is_empty()).collect();
    let bytes = prepared.bytes(&(content.first()?.start..content.last()?.end)).len();
    let plain = bytes <= MOST_BYTES[usize::from(lead.is_some())] && paragraphs[first..=last].iter().all(|one| matches!(one.role, Role::Body | Role::Boilerplate));
    let cue = match lead {
        Some(lead) => lead_in::cue(prepared, attributions, &paragraphs[lead]),
        None => mark(&signature),
    };
    plain.then(|| verbatim::attribution(cue, Some(signature.name), content))
}

/// The dash before the name, or else the bracket after it.
fn mark(signature: &Signature) -> Range<usize> {
    if signature.words.start < signature.name.start {
        signature.words.start..signature.name.start
    } else {
        signature.name.end..signature.name.end + 1
    }
}

/// Whether a paragraph stands on the line after the one before, in a text that parts its paragraphs by blank lines.
fn is_next_line(prepared: &Prepared, paragraph: &Paragraph) -> bool {
    let text = &prepared.article.text;
    let start = prepared.sentences[paragraph.sentences.start].span.start;
    let gap = &text[..start][text[..start].trim_end().len()..];
    gap.matches('\n').count() == 1 && text.contains("\n\n")
}
