//! What a page calls things, and numbers as it writes them.

pub(super) use crate::numbers::{count, counted};
use crate::view::corpus::{NamingCounts, SpeechCounts};
use crate::view::layout::{PartKind, Segment};
pub(super) use crate::view::layout::{letter, mark};
pub(super) use crate::view::tame::tame;
use crate::view::voices::{Counts, Voice};
use saidso::record::Label;

/// A label as the class of an element.
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

/// "2 direct, 1 mixed": how a source's words are given.
pub(super) fn speeches(voice: &Voice) -> String {
    let some: Vec<String> = voice
        .speech()
        .iter()
        .filter(|(_, given)| *given > 0)
        .map(|(kind, given)| format!("{} {}", count(*given), kind.name()))
        .collect();
    some.join(", ")
}

/// A probability, in per cent. Nothing is certain: 100 % is said of none.
pub(super) fn per_cent(probability: f32) -> String {
    match 100.0 * probability {
        above if above > 99.0 && probability < 1.0 => "> 99 %".to_owned(),
        other => format!("{other:.0} %"),
    }
}

/// A part of a whole that is not nothing, in per cent.
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

/// A stretch of a bar that is 100 long.
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

    /// Where it begins in a column of the same height, counted from above.
    pub(super) fn top(&self) -> String {
        format!("{:.2}", 100.0 - self.start - self.length)
    }

    /// As part of a shorter bar.
    pub(super) fn scaled(self, scale: f64) -> Self {
        Self { start: self.start * scale, length: self.length * scale, ..self }
    }
}

/// Counts of classes as stretches of a bar, in order; empty ones are left out.
pub(super) fn stretches<const N: usize>(counts: [(&'static str, usize); N]) -> Vec<Stretch> {
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let mut start = 0.0;
    let stretch = |(class, count): (&'static str, usize)| {
        let length = 100.0 * count as f64 / total as f64;
        let stretch = Stretch { class, start, length };
        start += length;
        stretch
    };
    counts.into_iter().filter(|(_, count)| *count > 0).map(stretch).collect()
}

/// Labels as stretches of a bar.
pub(super) fn bars(counts: Counts) -> Vec<Stretch> {
    stretches(counts.by_label().map(|(label, count)| (class(Some(label)), count)))
}

/// Ways of giving words as stretches of a bar.
pub(super) fn speech_classes(speech: SpeechCounts) -> [(&'static str, usize); 3] {
    [("direct", speech.direct), ("mixed", speech.mixed), ("indirect", speech.indirect)]
}

/// Ways of giving sources as stretches of a bar.
pub(super) fn naming_classes(naming: NamingCounts) -> [(&'static str, usize); 4] {
    [
        ("named", naming.named),
        ("unresolved", naming.unresolved),
        ("described", naming.described),
        ("absent", naming.absent),
    ]
}

/// "2 direct, 1 mixed".
pub(super) fn speech_counts(speech: SpeechCounts) -> String {
    told(&speech_classes(speech))
}

/// "3 named, 1 described".
pub(super) fn naming_counts(naming: NamingCounts) -> String {
    told(&naming_classes(naming))
}

fn told(classes: &[(&'static str, usize)]) -> String {
    let some: Vec<String> = classes
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(class, number)| format!("{} {class}", count(*number)))
        .collect();
    some.join(", ")
}
