//! Posts reproduced in the text with their writer's signature below: "… — Ann Larsen (@annlarsen) May 5, 2021".

use super::attributions::Attribution;
use super::lead_in;
use super::verbatim::{self, Paragraph};
use crate::prepare::{Prepared, signatures};
use crate::record::Role;
use std::ops::Range;

/// Maximum number of paragraphs between the words that introduce a post and its signature.
const LONGEST_POST: usize = 6;
/// Maximum bytes of a post without an introduction (280 characters, some of them longer than a byte, and a link to
/// its picture), and of a post with a line that introduces it; in longer ones, some of the text before ran into the
/// post.
const MOST_BYTES: [usize; 2] = [340, 900];

/// Adds an attribution for each post, and sorts all attributions by cue.
pub(super) fn add(prepared: &Prepared, attributions: &mut Vec<Attribution>) {
    let paragraphs = verbatim::paragraphs(prepared);
    let mut posts = Vec::new();
    let mut first = 0;
    for index in 0..paragraphs.len() {
        let Some(signature) = signature(prepared, &paragraphs[index]) else { continue };
        let text = Text { prepared, paragraphs: &paragraphs };
        posts.extend(text.post(first..index, signature, attributions));
        first = index + 1;
    }
    verbatim::put(prepared, attributions, posts);
}

/// The words of a signature, and the words of the name in it.
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

/// An article divided into paragraphs.
struct Text<'a> {
    prepared: &'a Prepared,
    paragraphs: &'a [Paragraph],
}

impl Text<'_> {
    /// The post above a signature; `before` holds the paragraphs that may belong to it and ends at the signature's
    /// paragraph.
    fn post(&self, before: Range<usize>, signature: Signature, attributions: &[Attribution]) -> Option<Attribution> {
        let (prepared, paragraphs) = (self.prepared, self.paragraphs);
        let last = if paragraphs[before.end].words.is_empty() {
            before.clone().rev().find(|&index| !paragraphs[index].words.is_empty())?
        } else {
            before.end
        };
        let lead = self.lead(before.start.max(last.saturating_sub(LONGEST_POST))..last);
        let first = lead.map_or_else(|| self.first_line(before.start, last), |lead| lead + 1);
        let post = &paragraphs[first..=last];
        let content: Vec<Range<usize>> =
            post.iter().map(|paragraph| paragraph.words.clone()).filter(|words| !words.is_empty()).collect();
        let bytes = prepared.bytes(&(content.first()?.start..content.last()?.end)).len();
        let is_text = |paragraph: &Paragraph| matches!(paragraph.role, Role::Body | Role::Boilerplate);
        let cue = match lead {
            Some(lead) => lead_in::cue(prepared, attributions, &paragraphs[lead]),
            None => mark(&signature),
        };
        (bytes <= MOST_BYTES[usize::from(lead.is_some())] && post.iter().all(is_text))
            .then(|| verbatim::attribution(cue, Some(signature.name), content))
    }

    /// The last of these paragraphs that introduces what follows it.
    fn lead(&self, range: Range<usize>) -> Option<usize> {
        range.rev().take_while(|&index| matches!(self.paragraphs[index].role, Role::Body | Role::Boilerplate)).find(
            |&index| {
                let paragraph = &self.paragraphs[index];
                paragraph.is_body() && lead_in::ends_in_colon(self.prepared, paragraph)
            },
        )
    }

    /// The first of the consecutive lines that end with the paragraph `last`, no earlier than `from`.
    fn first_line(&self, from: usize, last: usize) -> usize {
        let mut first = last;
        while first > from && self.paragraphs[first - 1].is_body() && self.paragraphs[first].is_next_line {
            first -= 1;
        }
        first
    }
}

/// The dash before the name, or else the bracket after it.
fn mark(signature: &Signature) -> Range<usize> {
    if signature.words.start < signature.name.start {
        signature.words.start..signature.name.start
    } else {
        signature.name.end..signature.name.end + 1
    }
}
