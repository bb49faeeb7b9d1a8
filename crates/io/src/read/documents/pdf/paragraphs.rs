//! Builds paragraphs from the lines of pages, without running heads and page numbers.

use super::super::manuscript::{Manuscript, Style};
use super::layout::{Line, median};
use std::collections::{HashMap, HashSet};

/// How many lines at the top and at the foot of a page may be repeated on other pages.
const EDGE_LINES: usize = 3;

/// How far from the edge they may be, as a share of the page's height.
const EDGE: f64 = 0.14;

/// Lines in the margin (a share of the page's height) that are smaller than this share of the text's size are not part
/// of the text.
const MARGIN: f64 = 0.08;
const SMALL: f64 = 0.92;

/// A line is a heading if its characters are more than this many times as large as the text's.
const HEADING: f64 = 1.18;

/// Character sizes that differ by no more than this share count as the same.
const SAME_SIZE: f64 = 0.08;

/// The text of the pages of a document; `heights` are the heights of the pages.
pub(super) fn manuscript(mut pages: Vec<Vec<Line>>, heights: &[f64]) -> Manuscript {
    let sizes = pages.iter().flatten().flat_map(|line| std::iter::repeat_n(line.size, line.text.len().min(200)));
    let size = median(sizes).unwrap_or(1.0);
    drop_running_heads(&mut pages, heights, size);
    let largest = pages.first().into_iter().flatten().map(|line| line.size).fold(0.0, f64::max);
    let compounds = compounds(&pages);
    let mut manuscript = Manuscript::default();
    let mut open: Option<Open> = None;
    for (page, lines) in pages.iter().enumerate() {
        let spacing = spacing(lines).unwrap_or(1.2 * size);
        for line in lines {
            match &mut open {
                Some(open) if open.goes_on(line, page, spacing, size) => open.add(line, page, &compounds),
                _ => {
                    if let Some(open) = open.take() {
                        manuscript.push(&open.text, style(&open, size, largest));
                    }
                    open = Some(Open { text: line.text.clone(), last: line.clone(), page, first_page: page });
                }
            }
        }
    }
    if let Some(open) = open {
        manuscript.push(&open.text, style(&open, size, largest));
    }
    manuscript
}

fn style(open: &Open, size: f64, largest: f64) -> Style {
    let is_title = open.first_page == 0 && open.last.size >= largest * (1.0 - SAME_SIZE);
    match open.last.size > HEADING * size {
        true if is_title => Style::Title,
        true => Style::Heading,
        false => Style::Body,
    }
}

/// A paragraph that has not ended yet.
struct Open {
    text: String,
    last: Line,
    page: usize,
    first_page: usize,
}

impl Open {
    /// Whether a line continues the paragraph.
    fn goes_on(&self, line: &Line, page: usize, spacing: f64, size: f64) -> bool {
        let last = &self.last;
        if (last.size - line.size).abs() > SAME_SIZE * last.size.max(line.size) {
            return false;
        }
        let gap = line.baseline - last.baseline;
        let is_heading = line.size > HEADING * size;
        let is_indented = line.left - line.column.0 > 0.7 * line.size && last.left - last.column.0 < 0.4 * last.size;
        if page == self.page && line.column == last.column && gap > 0.0 {
            let is_near = gap <= (1.3 * spacing).max(if is_heading { 1.6 * line.size } else { 0.0 });
            return is_near && (is_heading || !is_indented && !self.ends_early(line));
        }
        // In the next column or on the next page.
        !is_heading && !is_indented && !self.ends_early(line) && !ends_finally(&self.text) && !begins_anew(&line.text)
            || !is_heading && line.text.starts_with(char::is_lowercase) && !ends_finally(&self.text)
    }

    /// Whether the first word of the next line would have fitted on the last line.
    fn ends_early(&self, line: &Line) -> bool {
        let left = self.last.column.1 - self.last.right;
        left > line.first + 0.5 * line.size
    }

    fn add(&mut self, line: &Line, page: usize, compounds: &HashSet<String>) {
        join(&mut self.text, &line.text, compounds);
        self.last = line.clone();
        self.page = page;
    }
}

fn ends_finally(text: &str) -> bool {
    text.trim_end_matches(['”', '"', '’', '\'', ')']).ends_with(['.', '!', '?', '…', ':'])
}

/// Whether a line begins with a mark that opens a paragraph.
fn begins_anew(text: &str) -> bool {
    text.starts_with(['•', '·', '–', '—', '■', '●', '*'])
}

/// The usual distance between lines of a page.
fn spacing(lines: &[Line]) -> Option<f64> {
    let gaps = lines.windows(2).filter(|pair| pair[0].column == pair[1].column);
    let gaps = gaps.map(|pair| pair[1].baseline - pair[0].baseline).filter(|gap| *gap > 0.0);
    median(gaps)
}

/// Adds a line, and joins a word that was hyphenated across the line break.
fn join(text: &mut String, line: &str, compounds: &HashSet<String>) {
    if let Some(whole) = text.strip_suffix('\u{ad}').map(str::len) {
        text.truncate(whole);
    } else if let Some(before) = text.strip_suffix(['-', '‐']) {
        let left = before.rsplit(|character: char| !is_of_word(character)).next().unwrap_or_default();
        let right = line.split(|character: char| !is_of_word(character)).next().unwrap_or_default();
        let is_parted = before.ends_with(char::is_lowercase)
            && line.starts_with(char::is_lowercase)
            && !compounds.contains(&format!("{left}-{right}").to_lowercase());
        if is_parted {
            text.truncate(before.len());
        } else if left.is_empty() {
            text.push(' ');
        }
    } else if !text.ends_with(['—', '–']) || text.ends_with(" —") || text.ends_with(" –") {
        text.push(' ');
    }
    text.push_str(line);
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '‐' | '’' | '\'')
}

/// Words with hyphens inside lines.
fn compounds(pages: &[Vec<Line>]) -> HashSet<String> {
    let words = pages.iter().flatten().flat_map(|line| line.text.split(|character: char| !is_of_word(character)));
    let is_compound = |word: &&str| {
        let mut rest = word.chars();
        rest.next();
        rest.as_str().trim_end_matches('-').contains('-')
    };
    words.filter(is_compound).map(str::to_lowercase).collect()
}

/// Removes page numbers, lines at the edges of pages that are repeated on other pages, and small print there.
fn drop_running_heads(pages: &mut [Vec<Line>], heights: &[f64], size: f64) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (page, &height) in pages.iter().zip(heights) {
        let on_page: HashSet<String> = edges(page, height).into_iter().map(|at| shape(&page[at].text)).collect();
        for line in on_page {
            *counts.entry(line).or_default() += 1;
        }
    }
    // Left and right pages may have different heads.
    let many = (pages.len() / 3).max(2);
    for (page, &height) in pages.iter_mut().zip(heights) {
        let drop: HashSet<usize> = edges(page, height)
            .into_iter()
            .filter(|&at| {
                let line = &page[at];
                let is_repeated = counts.get(&shape(&line.text)).is_some_and(|&count| count >= many);
                let is_outside = line.baseline < MARGIN * height || line.baseline > (1.0 - MARGIN) * height;
                is_repeated || is_page_number(&line.text) || is_outside && line.size < SMALL * size
            })
            .collect();
        let mut at = 0;
        page.retain(|_| {
            at += 1;
            !drop.contains(&(at - 1))
        });
    }
}

/// Indices of the first and last lines of a page from top to bottom, as far as they are near its edges.
fn edges(page: &[Line], height: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..page.len()).collect();
    order.sort_by(|&a, &b| page[a].baseline.total_cmp(&page[b].baseline));
    let top = order.iter().take(EDGE_LINES).filter(|&&at| page[at].baseline < EDGE * height);
    let foot = order.iter().rev().take(EDGE_LINES).filter(|&&at| page[at].baseline > (1.0 - EDGE) * height);
    top.chain(foot).copied().collect()
}

/// A line in lower case, with `#` for each number.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for character in text.chars() {
        match character {
            _ if character.is_ascii_digit() && shape.ends_with('#') => {}
            _ if character.is_ascii_digit() => shape.push('#'),
            _ => shape.extend(character.to_lowercase()),
        }
    }
    shape
}

/// Whether a line is a page number: `12`, `- 12 -`, `Page 3 of 10`, `A4`.
fn is_page_number(text: &str) -> bool {
    let text = text.trim_matches(|character: char| !character.is_alphanumeric());
    let text = ["Page ", "page ", "PAGE ", "p. "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let is_number = |text: &str| {
        let digits = text.strip_prefix(|first: char| first.is_ascii_uppercase()).unwrap_or(text);
        (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_roman = text.len() <= 6 && !text.is_empty() && text.chars().all(|letter| "ivxlc".contains(letter));
    is_number(text)
        || is_roman
        || [" of ", "/", " / "].iter().any(|between| {
            text.split_once(between).is_some_and(|(page, pages)| is_number(page.trim()) && is_number(pages.trim()))
        })
}

#[cfg(test)]
mod tests {
    use super::manuscript;
    use crate::read::documents::manuscript::Style;
    use crate::read::documents::pdf::layout::{Line, lines, tests::glyphs};

    fn page(texts: &[(&str, f64)], head: &str, foot: &str) -> Vec<Line> {
        let mut page = glyphs(head, 50.0, 30.0, 8.0);
        let mut baseline = 120.0;
        for &(text, size) in texts {
            baseline += size * 1.2;
            page.extend(glyphs(text, 50.0, baseline, size));
        }
        page.extend(glyphs(foot, 200.0, 780.0, 8.0));
        lines(page)
    }

    #[test]
    fn lines_become_paragraphs_without_heads_and_feet() {
        let pages = vec![
            page(
                &[
                    ("The pier goes", 24.0),
                    ("The harbour will close in May, the minis-", 10.0),
                    ("try said. The well-known pier is old and is", 10.0),
                    ("not safe for ships.", 10.0),
                    ("“We had no choice,” said Émile Larsen, who", 10.0),
                    ("runs the port. “A well-", 10.0),
                ],
                "THE TERN, May 5",
                "1",
            ),
            page(
                &[("known ship has left, and nobody else has come", 10.0), ("since.”", 10.0)],
                "THE TERN, May 6",
                "Page 2 of 2",
            ),
        ];
        let found = manuscript(pages, &[842.0, 842.0]);
        let texts: Vec<(&str, Style)> = found.paragraphs.iter().map(|one| (&*one.text, one.style)).collect();
        assert_eq!(
            texts,
            [
                ("The pier goes", Style::Title),
                (
                    "The harbour will close in May, the ministry said. The well-known pier is old and is not safe for ships.",
                    Style::Body
                ),
                (
                    "“We had no choice,” said Émile Larsen, who runs the port. “A well-known ship has left, and nobody else has come since.”",
                    Style::Body
                ),
            ]
        );
    }
}
