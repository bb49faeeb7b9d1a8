//! Quotation marks and what they enclose.
//!
//! Each mark gets a cost for opening, for closing and for being no quotation mark at all, from its shape and its
//! neighbours ([`marks`]); the marks of a stretch of text are then paired by the cheapest reading of all of them
//! together ([`pairing`]). So a stray mark does not change the meaning of every mark after it. Double marks are paired
//! first, over each paragraph; then single marks, which may be apostrophes, within each stretch between double marks.

mod marks;
mod pairing;
#[cfg(test)]
mod tests;

use super::Quotation;
use marks::{Family, Mark};
use pairing::{Pair, Penalties};
use std::ops::Range;

/// Finds the quotations of a text, in the order of their opening marks.
///
/// A quotation continues in the next paragraph only if that begins with an opening mark of the same kind; everything
/// else is decided within the paragraph.
pub(crate) fn quotations(text: &str, paragraphs: &[Range<usize>]) -> Vec<Quotation> {
    let paragraphs: Vec<Paragraph> = paragraphs.iter().map(|span| Paragraph::new(text, span)).collect();
    let mut quotations = Vec::new();
    let mut open = Families::default();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let next = paragraphs.get(index + 1).map_or(Families::default(), |next| next.begins);
        let mut found = paragraph.double(next.double);
        paragraph.single(next.single, &mut found);
        found.sort_unstable_by_key(|quotation| (quotation.span.start, usize::MAX - quotation.span.end));
        set_depths(&mut found);
        open = paragraph.carry(&mut found, open, next);
        if open.double.is_none()
            && let Some(last) = found.last_mut()
        {
            paragraph.end_before_tag(last);
        }
        quotations.append(&mut found);
    }
    quotations
}

/// For each family, the mark that opens a paragraph or that a paragraph leaves open.
#[derive(Debug, Clone, Copy, Default)]
struct Families<'a> {
    double: Option<&'a str>,
    single: Option<&'a str>,
}

impl<'a> Families<'a> {
    fn of(&mut self, family: Family) -> &mut Option<&'a str> {
        match family {
            Family::Double => &mut self.double,
            Family::Single => &mut self.single,
        }
    }
}

/// Penalties for a double mark that is left open: where the next paragraph continues it, and anywhere else.
const UNCLOSED_DOUBLE: [u32; 2] = [5, 15];
/// Penalties for a single mark that is left open: where the next paragraph continues it, where the paragraph begins
/// with it, and anywhere else, where it is more likely an apostrophe.
const UNCLOSED_SINGLE: [u32; 3] = [3, 14, 30];

struct Paragraph<'a> {
    text: &'a str,
    span: Range<usize>,
    marks: Vec<Mark>,
    /// The opening marks at its beginning.
    begins: Families<'a>,
    /// Offset where those marks end.
    head: usize,
}

impl<'a> Paragraph<'a> {
    fn new(text: &'a str, span: &Range<usize>) -> Self {
        let marks = marks::marks(text, span);
        let mut begins = Families::default();
        let mut head = span.start;
        for mark in &marks {
            if mark.span.start != head || mark.open > mark.ignore {
                break;
            }
            head = mark.span.end;
            begins.of(mark.family).get_or_insert(&text[mark.span.clone()]);
        }
        Self { text, span: span.clone(), marks, begins, head }
    }

    /// Whether a quotation may continue in the next paragraph, which begins with the mark `next`.
    fn may_continue(&self, next: Option<&str>) -> bool {
        next.is_some_and(|next| self.marks.iter().any(|mark| &self.text[mark.span.clone()] == next))
    }

    fn double(&self, next: Option<&str>) -> Vec<Quotation> {
        let marks: Vec<&Mark> = self.marks.iter().filter(|mark| mark.family == Family::Double).collect();
        let unclosed = UNCLOSED_DOUBLE[usize::from(!self.may_continue(next))];
        let pairs = pairing::pairs(&marks, Penalties { nested: 15, lost: 20, unclosed });
        let mut quotations: Vec<Quotation> =
            pairs.iter().filter_map(|pair| self.quotation(&marks, pair, self.span.end)).collect();
        // If paragraphs were joined into one, a quotation spanning several of them opens again within it.
        for pair in &pairs {
            let Some(again) = pair.lost_before.map(|mark| marks[mark].span.start) else { continue };
            let lost = self.text[marks[pair.open].span.end..again].trim_end();
            if lost.ends_with(['.', '!', '?', '…'])
                && let Ok(next) = quotations.binary_search_by_key(&again, |quotation| quotation.span.start)
            {
                quotations[next].continues = true;
            }
        }
        quotations
    }

    /// Adds the quotations in single marks to `found`, those in double marks, without crossing any.
    fn single(&self, next: Option<&str>, found: &mut Vec<Quotation>) {
        if !self.marks.iter().any(|mark| mark.family == Family::Single) {
            return;
        }
        let continued = self.may_continue(next);
        for (end, marks) in self.stretches(found) {
            let at_start = marks.first().is_some_and(|mark| mark.span.start < self.head);
            let at_end = end == self.span.end;
            let unclosed = match (continued && at_end, at_start && at_end) {
                (true, _) => UNCLOSED_SINGLE[0],
                (false, true) => UNCLOSED_SINGLE[1],
                (false, false) => UNCLOSED_SINGLE[2],
            };
            let pairs = pairing::pairs(&marks, Penalties { nested: 20, lost: 30, unclosed });
            found.extend(pairs.iter().filter_map(|pair| self.quotation(&marks, pair, end)));
        }
    }

    /// The single marks directly within each double quotation, and those outside all of them, each group with the end
    /// of its stretch.
    fn stretches(&self, quotations: &[Quotation]) -> Vec<(usize, Vec<&Mark>)> {
        let mut order: Vec<&Quotation> = quotations.iter().collect();
        order.sort_unstable_by_key(|quotation| quotation.span.start);
        let mut stretches = vec![(self.span.end, Vec::new())];
        let mut within: Vec<(usize, usize)> = vec![(self.span.end, 0)];
        let mut order = order.into_iter().peekable();
        for mark in &self.marks {
            while let Some(quotation) = order.next_if(|quotation| quotation.span.start <= mark.span.start) {
                while within.len() > 1 && within[within.len() - 1].0 <= quotation.span.start {
                    within.pop();
                }
                within.push((quotation.span.end, stretches.len()));
                stretches.push((quotation.span.end, Vec::new()));
            }
            while within.len() > 1 && within[within.len() - 1].0 <= mark.span.start {
                within.pop();
            }
            let (end, stretch) = within[within.len() - 1];
            if mark.family == Family::Single {
                stretches[stretch].1.push(mark);
            } else if mark.span.end == end {
                // The closing mark: the stretch ends before it.
                stretches[stretch].0 = mark.span.start;
            }
        }
        stretches
    }

    /// Sets which quotations continue from the previous paragraph; returns the marks left open for the next one.
    fn carry(&self, found: &mut [Quotation], before: Families<'a>, next: Families<'a>) -> Families<'a> {
        let mut after = Families::default();
        for quotation in found {
            let Ok(index) = self.marks.binary_search_by_key(&quotation.span.start, |mark| mark.span.start) else {
                continue;
            };
            let mark = &self.marks[index];
            let glyph = Some(&self.text[mark.span.clone()]);
            if mark.span.start < self.head && *before.clone().of(mark.family) == glyph {
                quotation.continues = true;
            }
            if !quotation.closed && quotation.span.end == self.span.end && *next.clone().of(mark.family) == glyph {
                *after.of(mark.family) = glyph;
            }
        }
        after
    }

    /// Ends a quotation without a closing mark before its speech tag: `"We lost, said Ann Larsen.`
    fn end_before_tag(&self, quotation: &mut Quotation) {
        if quotation.closed || quotation.depth > 0 || quotation.span.end != self.span.end {
            return;
        }
        let content = &self.text[quotation.span.clone()];
        let tag = [", said ", ", says "].iter().filter_map(|tag| content.find(tag)).min();
        if let Some(comma) = tag.filter(|&comma| content[..comma].contains(char::is_alphanumeric)) {
            quotation.span.end = quotation.span.start + comma + 1;
        }
    }

    /// The quotation formed by a pair of marks in a stretch that ends at `end`; `None` if it contains no word.
    fn quotation(&self, marks: &[&Mark], pair: &Pair, end: usize) -> Option<Quotation> {
        let open = &marks[pair.open].span;
        let (inner_end, closed) = match (pair.close, pair.lost_before) {
            (Some(close), _) => (marks[close].span.start, true),
            (None, Some(next)) => (marks[next].span.start, false),
            (None, None) => (end, false),
        };
        let content = self.text.get(open.end..inner_end)?;
        if !content.contains(char::is_alphanumeric) {
            return None;
        }
        let end = match pair.close {
            Some(close) => marks[close].span.end,
            None => open.end + content.trim_end().len(),
        };
        Some(Quotation { span: open.start..end, depth: 0, continues: false, closed })
    }
}

fn set_depths(quotations: &mut [Quotation]) {
    let mut ends: Vec<usize> = Vec::new();
    for quotation in quotations {
        while ends.last().is_some_and(|&end| end <= quotation.span.start) {
            ends.pop();
        }
        quotation.depth = ends.len();
        ends.push(quotation.span.end);
    }
}
