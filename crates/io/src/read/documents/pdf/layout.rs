//! Finds the lines of a page and the order in which they are read: column by column.

use std::collections::HashMap;
use std::ops::Range;

/// A character on a page, in points from the top left.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) baseline: f64,
    pub(super) size: f64,
}

/// Words that follow each other on a line without a wide gap between them.
#[derive(Debug, Clone)]
struct Phrase {
    text: String,
    left: f64,
    right: f64,
    baseline: f64,
    size: f64,
    /// Right edge of its first word.
    first: f64,
}

/// A line of a column.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) baseline: f64,
    pub(super) size: f64,
    /// Width of its first word.
    pub(super) first: f64,
    /// Left and right edge of its column.
    pub(super) column: (f64, f64),
}

/// Smallest gap between words, as a share of the size of the characters.
const WORD_GAP: f64 = 0.18;

/// Gaps between the words of a phrase are smaller, as a share of the size; justified lines have some wider ones.
const PHRASE_GAP: f64 = 0.6;

/// Smallest gap between columns, as a share of the size.
const COLUMN_GAP: f64 = 0.9;

/// Fewest lines of a column next to another one, and its smallest width, in multiples of the character size.
const MIN_LINES: usize = 3;
const MIN_WIDTH: f64 = 6.0;

/// Most positions that are tried as the beginning of a column.
const MAX_EDGES: usize = 16;

/// Most nested cuts of a page.
const MAX_DEPTH: usize = 60;

/// The lines of a page in reading order.
pub(super) fn lines(glyphs: Vec<Glyph>) -> Vec<Line> {
    let phrases = phrases(glyphs);
    let mut lines = Vec::new();
    if let Some(column) = extent(&phrases) {
        order(phrases, column, MAX_DEPTH, &mut lines);
    }
    lines
}

/// Joins characters that follow each other, in the order in which the file shows them.
fn phrases(glyphs: Vec<Glyph>) -> Vec<Phrase> {
    let mut phrases: Vec<Phrase> = Vec::new();
    let mut is_after_blank = false;
    let mut last_left = f64::NAN;
    for glyph in glyphs {
        let text = plain(&glyph.text);
        if text.trim().is_empty() {
            is_after_blank = true;
            continue;
        }
        // Text that is drawn twice to look bold.
        let is_again = phrases.last().is_some_and(|phrase| {
            phrase.text.ends_with(&text)
                && (glyph.left - last_left).abs() < 0.15 * glyph.size
                && (glyph.baseline - phrase.baseline).abs() < 0.1 * glyph.size
        });
        if is_again {
            continue;
        }
        last_left = glyph.left;
        let open = phrases.last_mut().filter(|phrase| {
            let size = phrase.size.max(glyph.size);
            (glyph.baseline - phrase.baseline).abs() < 0.5 * size
                && (-0.5 * size..PHRASE_GAP * size).contains(&(glyph.left - phrase.right))
        });
        match open {
            Some(phrase) => {
                if is_after_blank || glyph.left - phrase.right >= WORD_GAP * phrase.size.max(glyph.size) {
                    phrase.text.push(' ');
                } else if !phrase.text.contains(' ') {
                    phrase.first = glyph.right;
                }
                phrase.text.push_str(&text);
                phrase.right = phrase.right.max(glyph.right);
                // A large first letter or raised figure does not make the phrase larger.
                if phrase.text.chars().count() == 2 {
                    phrase.size = phrase.size.min(glyph.size);
                }
            }
            None => phrases.push(Phrase {
                text,
                left: glyph.left,
                right: glyph.right,
                baseline: glyph.baseline,
                size: glyph.size,
                first: glyph.right,
            }),
        }
        is_after_blank = false;
    }
    phrases
}

/// Replaces ligatures with their letters, and other white space with blanks.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in text.chars() {
        match character {
            'ﬀ' => plain.push_str("ff"),
            'ﬁ' => plain.push_str("fi"),
            'ﬂ' => plain.push_str("fl"),
            'ﬃ' => plain.push_str("ffi"),
            'ﬄ' => plain.push_str("ffl"),
            'ﬅ' | 'ﬆ' => plain.push_str("st"),
            _ if character.is_control() || character == '\u{a0}' => plain.push(' '),
            _ => plain.push(character),
        }
    }
    plain
}

fn extent(phrases: &[Phrase]) -> Option<(f64, f64)> {
    let left = phrases.iter().map(|phrase| phrase.left).min_by(f64::total_cmp)?;
    let right = phrases.iter().map(|phrase| phrase.right).max_by(f64::total_cmp)?;
    Some((left, right))
}

/// Adds the lines of a part of a page: the left column before the right one, and what is above before what is below.
fn order(mut phrases: Vec<Phrase>, column: (f64, f64), depth: usize, lines: &mut Vec<Line>) {
    phrases.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    if depth > 0 {
        if let Some(gutter) = gutter(&phrases) {
            let (left, right): (Vec<Phrase>, Vec<Phrase>) =
                phrases.into_iter().partition(|phrase| phrase.right <= gutter);
            for side in [left, right] {
                if let Some(column) = extent(&side) {
                    order(side, column, depth - 1, lines);
                }
            }
            return;
        }
        if let Some(run) = in_columns(&phrases) {
            let below = phrases.split_off(run.end);
            let beside = phrases.split_off(run.start);
            for part in [phrases, beside, below] {
                order(part, column, depth - 1, lines);
            }
            return;
        }
    }
    lines.extend(lines_of(phrases, column));
}

/// The middle of the widest gap without words from top to bottom, if there are columns on both sides of it.
fn gutter(phrases: &[Phrase]) -> Option<f64> {
    let size = median(phrases.iter().map(|phrase| phrase.size))?;
    let mut spans: Vec<(f64, f64)> = phrases.iter().map(|phrase| (phrase.left, phrase.right)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut end = spans.first()?.1;
    let mut gaps = Vec::new();
    for &(left, right) in &spans[1..] {
        if left - end >= COLUMN_GAP * size {
            gaps.push((left - end, f64::midpoint(left, end)));
        }
        end = end.max(right);
    }
    gaps.sort_by(|a, b| b.0.total_cmp(&a.0));
    let is_column = |side: &[&Phrase]| {
        let mut baselines: Vec<f64> = side.iter().map(|phrase| phrase.baseline).collect();
        baselines.dedup_by(|a, b| (*a - *b).abs() < 0.5 * size);
        let left = side.iter().map(|phrase| phrase.left).min_by(f64::total_cmp).unwrap_or(0.0);
        let right = side.iter().map(|phrase| phrase.right).max_by(f64::total_cmp).unwrap_or(0.0);
        baselines.len() >= MIN_LINES && right - left >= MIN_WIDTH * size
    };
    gaps.into_iter().take(MAX_EDGES).map(|(_, middle)| middle).find(|&middle| {
        let (left, right): (Vec<&Phrase>, Vec<&Phrase>) = phrases.iter().partition(|phrase| phrase.right <= middle);
        is_column(&left) && is_column(&right)
    })
}

/// The longest run of phrases, from top to bottom, that are in columns between phrases that span the columns.
fn in_columns(phrases: &[Phrase]) -> Option<Range<usize>> {
    let size = median(phrases.iter().map(|phrase| phrase.size))?;
    let runs = edges(phrases, size).into_iter().filter_map(|edge| {
        let spans = |phrase: &Phrase| phrase.left < edge - 0.1 * size && phrase.right > edge;
        let mut start = 0;
        let ends = phrases.iter().enumerate().filter(|(_, phrase)| spans(phrase)).map(|(at, _)| at);
        let runs = ends.chain([phrases.len()]).map(|end| {
            let run = start..end;
            start = end + 1;
            run
        });
        runs.max_by_key(Range::len).filter(|run| gutter(&phrases[run.clone()]).is_some())
    });
    runs.max_by_key(Range::len)
}

/// The positions at which most phrases begin, moved a little to the left.
fn edges(phrases: &[Phrase], size: f64) -> Vec<f64> {
    let mut counts: HashMap<i64, (usize, f64)> = HashMap::new();
    for phrase in phrases {
        let (count, left) = counts.entry((phrase.left / size) as i64).or_insert((0, phrase.left));
        *count += 1;
        *left = left.min(phrase.left);
    }
    let mut edges: Vec<(usize, f64)> = counts.into_values().filter(|(count, _)| *count >= MIN_LINES).collect();
    edges.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)));
    edges.into_iter().take(MAX_EDGES).map(|(_, left)| left - 0.4 * size).collect()
}

/// The lines of one column.
fn lines_of(phrases: Vec<Phrase>, column: (f64, f64)) -> Vec<Line> {
    let mut rows: Vec<Vec<Phrase>> = Vec::new();
    for phrase in phrases {
        match rows.last_mut() {
            Some(row) if is_on(&phrase, row) => row.push(phrase),
            _ => rows.push(vec![phrase]),
        }
    }
    rows.into_iter().filter_map(|row| line(row, column)).collect()
}

fn is_on(phrase: &Phrase, row: &[Phrase]) -> bool {
    row.last().is_some_and(|last| (phrase.baseline - last.baseline).abs() < 0.4 * last.size.min(phrase.size).max(1.0))
}

fn line(mut row: Vec<Phrase>, column: (f64, f64)) -> Option<Line> {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    let size = median(row.iter().flat_map(|phrase| phrase.text.chars().map(|_| phrase.size)))?;
    let first = row.first()?;
    let mut line = Line {
        text: String::new(),
        left: first.left,
        right: f64::NEG_INFINITY,
        baseline: first.baseline,
        size,
        first: first.first - first.left,
        column,
    };
    for phrase in &row {
        // Phrases without a gap between them are parts of one word in which the size changes.
        if !line.text.is_empty() && phrase.left - line.right >= WORD_GAP * size.min(phrase.size) {
            line.text.push(' ');
        }
        line.text.push_str(&phrase.text);
        line.right = line.right.max(phrase.right);
    }
    Some(line)
}

pub(super) fn median(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<f64> = numbers.collect();
    let middle = numbers.len() / 2;
    (!numbers.is_empty()).then(|| *numbers.select_nth_unstable_by(middle, f64::total_cmp).1)
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Glyph, lines};

    /// The glyphs of a line, each half as wide as its size.
    pub(in crate::read::documents::pdf) fn glyphs(text: &str, left: f64, baseline: f64, size: f64) -> Vec<Glyph> {
        let width = size / 2.0;
        let place = |(at, character): (usize, char)| Glyph {
            text: character.to_string(),
            left: left + at as f64 * width,
            right: left + (at + 1) as f64 * width,
            baseline,
            size,
        };
        text.chars().enumerate().map(place).collect()
    }

    fn texts(glyphs: Vec<Glyph>) -> Vec<String> {
        lines(glyphs).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other_below_what_spans_them() {
        let mut page = glyphs("A headline that spans both", 50.0, 50.0, 20.0);
        for row in 0..8 {
            let baseline = 90.0 + 12.0 * f64::from(row);
            // Row by row, as some programs write them.
            page.extend(glyphs(&format!("left column line {row}"), 50.0, baseline, 10.0));
            page.extend(glyphs(&format!("right column line {row}"), 160.0, baseline, 10.0));
        }
        page.extend(glyphs("Across the foot of the page it goes on.", 50.0, 220.0, 10.0));
        let found = texts(page);
        assert_eq!(found[0], "A headline that spans both");
        assert_eq!(
            (&*found[1], &*found[8], &*found[9]),
            ("left column line 0", "left column line 7", "right column line 0")
        );
        assert_eq!(found.len(), 18);
    }

    #[test]
    fn gaps_and_shapes_make_words() {
        let mut page = glyphs("ef", 50.0, 50.0, 10.0);
        page.push(Glyph { text: "ﬁ".to_owned(), left: 60.0, right: 65.0, baseline: 50.0, size: 10.0 });
        page.push(Glyph { text: "ﬁ".to_owned(), left: 60.4, right: 65.4, baseline: 50.0, size: 10.0 });
        page.extend(glyphs("next", 68.0, 50.0, 10.0));
        assert_eq!(texts(page), ["effi next"]);
        assert_eq!(texts(Vec::new()), Vec::<String>::new());
    }
}
