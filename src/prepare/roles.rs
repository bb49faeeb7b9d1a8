//! What kind of text each sentence is.
//!
//! There are three passes over the paragraphs: first, text whose wording shows that it is not running text
//! ([`boilerplate`], [`caption`]); second, the headline, which precedes the running text and may be known from the
//! article's title ([`headline`]); third, short lines between the paragraphs, which are section titles and links. A
//! sentence that no pass claims is body text, because a sentence wrongly called boilerplate would lose its label.

mod boilerplate;
mod caption;
mod dates;
mod headline;
mod line;
mod phrases;
pub(crate) mod signatures;
#[cfg(test)]
mod tests;

pub(crate) use headline::begins_with_title;

use super::Quotation;
use crate::record::Role;
use line::Line;
use std::ops::Range;

/// Determines the role of every sentence; `title` is the article's title, if known.
pub(crate) fn roles(
    text: &str,
    title: Option<&str>,
    sentences: &[(Range<usize>, usize)],
    paragraphs: &[Range<usize>],
    quotations: &[Quotation],
) -> Vec<Role> {
    let mut blocks = blocks(text, sentences, paragraphs, quotations);
    let mut roles: Vec<Option<Role>> = vec![None; sentences.len()];
    for index in 0..blocks.len() {
        if blocks[index].is_long {
            continue;
        }
        if boilerplate::is_boilerplate(&blocks, index) {
            blocks[index].kind = Some(Role::Boilerplate);
        } else if let Some(credit) = caption::credit(&blocks[index].lines) {
            let first = blocks[index].first;
            roles[first + credit.start..first + credit.end].fill(Some(Role::Boilerplate));
            blocks[index].kind = Some(Role::Caption);
        }
    }
    mark_signatures(&blocks, &mut roles);
    boilerplate::mark_biographies(&mut blocks);
    headline::mark(&mut blocks, title);
    boilerplate::mark_short_lines(&mut blocks);
    for block in &blocks {
        for (line, role) in block.lines.iter().zip(&mut roles[block.first..]) {
            *role = role.or(block.kind).or_else(|| boilerplate::is_aside(line).then_some(Role::Boilerplate));
        }
    }
    roles.into_iter().map(|role| role.unwrap_or(Role::Body)).collect()
}

/// Marks the pen names below letters.
fn mark_signatures(blocks: &[Block], roles: &mut [Option<Role>]) {
    let mut in_letter = false;
    for block in blocks {
        in_letter = in_letter || signatures::addressee(block.text).is_some();
        let last = block.lines.last().filter(|last| in_letter && signatures::of_letter(last.text).is_some());
        if last.is_some() {
            roles[block.first + block.lines.len() - 1] = Some(Role::Boilerplate);
            in_letter = false;
        }
    }
}

/// A paragraph with its sentences.
struct Block<'a> {
    text: &'a str,
    /// Index of its first sentence.
    first: usize,
    lines: Vec<Line<'a>>,
    /// Whether any of it is inside quotation marks.
    is_quoted: bool,
    /// Whether it is longer than any caption, note or headline.
    is_long: bool,
    /// The role of the whole paragraph, once known.
    kind: Option<Role>,
}

impl Block<'_> {
    fn words(&self) -> usize {
        self.lines.iter().map(|line| line.words).sum()
    }
}

/// Longest paragraph, in bytes, that is classified as a whole.
const MAX_BLOCK: usize = 900;

fn blocks<'a>(
    text: &'a str,
    sentences: &[(Range<usize>, usize)],
    paragraphs: &[Range<usize>],
    quotations: &[Quotation],
) -> Vec<Block<'a>> {
    let mut blocks = Vec::with_capacity(paragraphs.len());
    let mut first = 0;
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let count = sentences[first..].iter().take_while(|sentence| sentence.1 == index).count();
        let spans = &sentences[first..first + count];
        let after = quotations.partition_point(|quotation| quotation.span.end <= paragraph.start);
        blocks.push(Block {
            text: &text[paragraph.clone()],
            first,
            lines: spans.iter().map(|(span, _)| Line::new(&text[span.clone()])).collect(),
            is_quoted: quotations.get(after).is_some_and(|quotation| quotation.span.start < paragraph.end),
            is_long: paragraph.len() > MAX_BLOCK,
            kind: None,
        });
        first += count;
    }
    blocks
}
