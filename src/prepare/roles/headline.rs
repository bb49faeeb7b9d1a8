//! Headlines and subtitles.

use super::Block;
use super::boilerplate::is_byline;
use super::dates::is_full_date;
use super::line::{ends_finally, is_title_case, normalized};
use super::phrases;
use super::signatures;
use crate::record::Role;

/// Marks the headline, its subtitles, and lines that repeat them.
pub(super) fn mark(blocks: &mut [Block], title: Option<&str>) {
    let title = title.map(normalized).filter(|title| !title.is_empty());
    let mut marked: Vec<usize> = Vec::new();
    let head = open_blocks(blocks, 0).take(5).collect::<Vec<_>>();
    if let Some(title) = &title {
        marked.extend(head.iter().take(3).filter(|&&index| is_of_title(&normalized(blocks[index].text), title)));
    }
    if marked.is_empty()
        && let Some(&first) = head.first()
        && head.len() > 1
        && !begins_transcript(blocks, first)
        && !signatures::is_salutation(blocks[first].text)
        && looks_like_headline(&blocks[first], title.is_some())
    {
        marked.push(first);
    }
    if let Some(&last) = marked.last() {
        marked.extend(subtitles(blocks, last));
    }
    let mut known: Vec<String> = marked.iter().map(|&index| normalized(blocks[index].text)).collect();
    known.extend(title);
    // A headline that is just a name may also occur as a line of the text.
    known.retain(|headline| headline.split(' ').count() > 2);
    let longest = known.iter().map(String::len).max().unwrap_or(0);
    for index in marked {
        blocks[index].kind = Some(Role::Headline);
    }
    for block in blocks.iter_mut().filter(|block| block.kind.is_none() && block.text.len() <= 2 * longest) {
        let normal = normalized(block.text);
        if known.contains(&normal) {
            block.kind = Some(Role::Headline);
        }
    }
}

/// Whether one of the first lines of a text is the title.
pub(crate) fn begins_with_title(text: &str, title: &str) -> bool {
    let title = normalized(title);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.take(3).any(|line| line.len() <= 3 * title.len() + 9 && is_of_title(&normalized(line), &title))
}

/// Whether the first block is a turn in a transcript: its speaker has another turn later, not just the next one.
fn begins_transcript(blocks: &[Block], first: usize) -> bool {
    let Some(speaker) = speaker(blocks[first].text) else { return false };
    let mut turns = 0;
    for other in blocks[first + 1..].iter().filter_map(|block| self::speaker(block.text)) {
        turns += 1;
        if turns > 1 && other == speaker {
            return true;
        }
    }
    false
}

/// The speaker that a line names before a colon, as transcript turns do.
fn speaker(text: &str) -> Option<&str> {
    // A time code may come before or after the name.
    let text = text.trim_start_matches(|character: char| !character.is_alphabetic());
    let end = text.char_indices().take(60).find(|&(_, character)| matches!(character, ':' | '[' | '('))?.0;
    let (name, rest) = (text[..end].trim_end(), &text[end..]);
    let code = rest.char_indices().take(14).position(|(at, _)| rest[at..].starts_with(": "));
    let is_name = name.split_whitespace().all(|word| word.starts_with(|first: char| !first.is_lowercase()));
    (is_name && !name.is_empty() && code.is_some()).then_some(name)
}

/// Indices of the blocks from `from` on whose kind is not yet known.
fn open_blocks<'a>(blocks: &'a [Block], from: usize) -> impl Iterator<Item = usize> + 'a {
    (from..blocks.len()).filter(|&index| blocks[index].kind.is_none())
}

/// Whether a line is the title, a part of it, or the title with a word or two changed; both are normalized.
fn is_of_title(line: &str, title: &str) -> bool {
    if line.is_empty() || line.len() > 3 * title.len() {
        return false;
    }
    if line == title {
        return true;
    }
    let line_words: Vec<&str> = line.split(' ').collect();
    let title_words: Vec<&str> = title.split(' ').collect();
    if line_words.len() >= 2 && (title_words.starts_with(&line_words) || title_words.ends_with(&line_words)) {
        return true;
    }
    let shared = line_words.iter().filter(|word| title_words.contains(word)).count();
    shared * 10 >= line_words.len().max(title_words.len()) * 7
}

/// Whether the first block of an article looks like its headline. If the title is known and this is not it, only a line
/// that cannot be a sentence counts.
fn looks_like_headline(block: &Block, has_title: bool) -> bool {
    let words = block.words();
    if block.text.chars().count() > 200 || words > 30 || block.lines.len() > 3 || block.text.ends_with(':') {
        return false;
    }
    !ends_finally(block.text)
        || words > 2 && is_title_case(block.text)
        || !has_title && words <= 16 && !begins_running_text(block)
}

/// Longest headline, in words, that may begin with an article or a pronoun and end with a full stop.
const MAX_FINISHED: usize = 11;

/// Whether a finished sentence begins as running text does and long headlines do not: with an article or a pronoun.
fn begins_running_text(block: &Block) -> bool {
    block.words() > MAX_FINISHED
        && block.text.ends_with('.')
        && block.lines.first().is_some_and(|line| phrases::FIRST_WORDS.begin(&line.lower))
}

/// The blocks after the headline at `headline` that are its subtitles.
fn subtitles(blocks: &[Block], headline: usize) -> Vec<usize> {
    // Text between the headline and a byline, date or picture at the top is not yet running text.
    let end = blocks.len().min(headline + 5);
    if let Some(byline) = (headline + 1..end).find(|&index| is_byline_or_picture(&blocks[index])) {
        let between: Vec<usize> = open_blocks(&blocks[..byline], headline + 1).collect();
        if between.len() <= 2 && between.iter().all(|&index| is_subtitle_length(&blocks[index], 45)) {
            return between;
        }
    }
    let mut open = open_blocks(blocks, headline + 1);
    let (Some(next), Some(after)) = (open.next(), open.next()) else { return Vec::new() };
    let (line, body) = (&blocks[next], &blocks[after]);
    let is_half = blocks[headline].text.ends_with(';') && is_subtitle_length(line, 25);
    let is_unfinished = !ends_finally(line.text) && is_subtitle_length(line, 30);
    if is_half || is_unfinished || is_terse(line) && body.text.len() > 2 * line.text.len() {
        vec![next]
    } else {
        Vec::new()
    }
}

fn is_byline_or_picture(block: &Block) -> bool {
    match block.kind {
        Some(Role::Caption) => true,
        Some(Role::Boilerplate) => is_byline(block.text, true) || is_full_date(block.text),
        _ => false,
    }
}

/// A short sentence in the style of subtitles ("Senator from Texas says he cannot win."), not of first sentences, which
/// more often begin with an article or a pronoun.
fn is_terse(block: &Block) -> bool {
    let [line] = block.lines.as_slice() else { return false };
    (6..=13).contains(&line.words)
        && block.text.ends_with('.')
        && !block.is_quoted
        && !phrases::FIRST_WORDS.begin(&line.lower)
        && !line.lower.contains(" a ")
        && !line.lower.contains(" an ")
}

fn is_subtitle_length(block: &Block, limit: usize) -> bool {
    !block.is_long && block.words() <= limit
}
