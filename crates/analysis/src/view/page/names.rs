//! The names used on a page, and its number formats.

pub(super) use crate::about::name as title;
pub(super) use crate::numbers::{count, counted};
use crate::view::layout::{PartKind, Segment};
pub(super) use crate::view::layout::{letter, mark};
pub(super) use crate::view::sanitize::sanitize;
use crate::view::voices::{Counts, Voice};
use saidso::record::Label;

/// A label as a CSS class.
pub(super) fn class(label: Option<Label>) -> &'static str {
    match label {
        Some(Label::ReportedFact) => "fact",
        Some(Label::Quote) => "quote",
        Some(Label::Opinion) => "opinion",
        None => "none",
    }
}

pub(super) fn label(label: Label) -> &'static str {
    match label {
        Label::ReportedFact => "Reported fact",
        Label::Quote => "Quote",
        Label::Opinion => "Opinion",
    }
}

/// "2 direct, 1 mixed": how a source's words are reported.
pub(super) fn speeches(voice: &Voice) -> String {
    let some: Vec<String> = voice
        .speech()
        .iter()
        .filter(|(_, given)| *given > 0)
        .map(|(kind, given)| format!("{} {}", count(*given), kind.name()))
        .collect();
    some.join(", ")
}

/// A probability in per cent. Nothing is certain, so less than 1 is never shown as 100 %.
pub(super) fn per_cent(probability: f32) -> String {
    match 100.0 * probability {
        above if above > 99.0 && probability < 1.0 => "> 99 %".to_owned(),
        other => format!("{other:.0} %"),
    }
}

/// A part of a whole, in per cent.
pub(super) fn share(part: usize, whole: usize) -> String {
    format!("{:.0} %", 100.0 * part as f64 / whole.max(1) as f64)
}

/// The parts of a segment, for the script: `3s 5c` is the source of attribution 3 within a content of attribution 5.
pub(super) fn parts(segment: &Segment) -> String {
    let name = |kind| match kind {
        PartKind::Source => 's',
        PartKind::Cue => 'q',
        PartKind::Content => 'c',
    };
    let parts: Vec<String> =
        segment.parts.iter().map(|part| format!("{}{}", part.attribution, name(part.kind))).collect();
    parts.join(" ")
}

pub(super) fn is_source(segment: &Segment) -> bool {
    segment.parts.iter().any(|part| part.kind == PartKind::Source)
}

/// A section of a bar that is 100 long.
pub(super) struct Stretch {
    pub(super) class: &'static str,
    start: f64,
    length: f64,
}

impl Stretch {
    pub(super) fn start(&self) -> String {
        format!("{:.2}", self.start)
    }

    pub(super) fn length(&self) -> String {
        format!("{:.2}", self.length)
    }
}

/// Labels as sections of a bar, in order; empty ones are left out.
pub(super) fn bars(counts: Counts) -> Vec<Stretch> {
    let total = counts.total();
    let mut start = 0.0;
    let stretch = |(label, count): (Label, usize)| {
        let length = 100.0 * count as f64 / total as f64;
        let stretch = Stretch { class: class(Some(label)), start, length };
        start += length;
        stretch
    };
    counts.by_label().into_iter().filter(|(_, count)| *count > 0).map(stretch).collect()
}
