//! Shows an article on a terminal.
//!
//! The output contains escape sequences for colours; the caller removes them where they are not wanted. It is
//! readable without them: the margin shows the letter of the label and the source.

mod explain;
mod lines;

pub use explain::explained;

use super::layout::{Layout, PartKind, Segment, Sentence, label_name, letter, mark};
use super::sanitize::sanitize;
use super::voices::{Claim, Voice, Who, voices};
use crate::numbers::counted;
use anstyle::{Ansi256Color, Color, Style};
use lines::{Run, shortened, wrapped};
use saidso::record::{Label, Record, Role};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Minimum width of lines, however narrow the terminal is.
const NARROWEST: usize = 24;

/// A labelled article as lines of at most `width` columns, with a legend above and the sources with their claims
/// below. Without a width, every sentence is one line.
///
/// With the article's `text`, paragraphs end where they do in the text; without it, they end where more than one
/// character separates two sentences.
pub fn terminal(record: &Record, text: Option<&str>, width: Option<usize>) -> String {
    let layout = Layout::new(record, text);
    let margin = Margin::of(record);
    let mut out = String::new();
    legend(&mut out, record, width);
    for paragraph in &layout.paragraphs {
        out.push('\n');
        for sentence in paragraph {
            let runs = runs(sentence);
            let room = width.map(|width| width.saturating_sub(margin.width()).max(NARROWEST));
            for (index, line) in wrapped(&runs, room).iter().enumerate() {
                margin.write(&mut out, (index == 0).then_some(sentence), sentence.record.label);
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    sources(&mut out, record, width);
    out
}

/// The columns before the text: number, letter and source of a sentence.
struct Margin {
    number: usize,
    source: usize,
}

impl Margin {
    fn of(record: &Record) -> Self {
        let source = record.sources.iter().map(|source| sanitize(&source.id).width().min(8)).max().unwrap_or(0);
        Self { number: record.sentences.len().to_string().len(), source }
    }

    fn width(&self) -> usize {
        self.number + 5 + if self.source > 0 { self.source + 2 } else { 1 }
    }

    /// Writes the margin; lines after a sentence's first show only its colour.
    fn write(&self, out: &mut String, first: Option<&Sentence>, label: Option<Label>) {
        let (mut number, mut source) = (String::new(), String::new());
        if let Some(sentence) = first {
            number = (sentence.index + 1).to_string();
            source = shortened(&sanitize(sentence.record.source.as_deref().unwrap_or_default()), Some(8));
        }
        let badge = match (first, label) {
            (Some(_), _) => paint(badge(label), &format!(" {} ", letter(label))),
            (None, Some(_)) => paint(bar(label), " ▏ "),
            (None, None) => "   ".to_owned(),
        };
        // Writing to a string cannot fail.
        let _ = write!(out, "{} {badge} ", paint(DIM, &format!("{number:>width$}", width = self.number)));
        if self.source > 0 {
            let _ = write!(out, "{}  ", paint(DIM, &format!("{source:<width$}", width = self.source)));
        } else {
            out.push(' ');
        }
    }
}

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// The colours of Okabe and Ito (2008), which colour-blind people can distinguish, in the 256-colour palette.
const fn ground(label: Label) -> Ansi256Color {
    match label {
        Label::ReportedFact => Ansi256Color(74),
        Label::Quote => Ansi256Color(214),
        Label::Opinion => Ansi256Color(175),
    }
}

/// The same colours with a lightness that is readable on black and on white.
const fn ink(label: Label) -> Ansi256Color {
    match label {
        Label::ReportedFact => Ansi256Color(32),
        Label::Quote => Ansi256Color(130),
        Label::Opinion => Ansi256Color(132),
    }
}

fn badge(label: Option<Label>) -> Style {
    label.map_or(DIM, |label| {
        BOLD.fg_color(Some(Color::Ansi256(Ansi256Color(16)))).bg_color(Some(Color::Ansi256(ground(label))))
    })
}

fn bar(label: Option<Label>) -> Style {
    label.map_or(DIM, |label| Style::new().fg_color(Some(Color::Ansi256(ink(label)))))
}

/// Most of an article is fact, which keeps the terminal's own colour so that the rest stands out.
fn words(label: Option<Label>, role: Role) -> Style {
    let style = match label {
        Some(Label::ReportedFact) => Style::new(),
        label => bar(label),
    };
    if role == Role::Headline { style.bold() } else { style }
}

fn paint(style: Style, text: &str) -> String {
    if text.trim().is_empty() && style.get_bg_color().is_none() {
        return text.to_owned();
    }
    format!("{style}{text}{style:#}")
}

/// The runs of a sentence: its sources underlined, its cues in italics.
fn runs(sentence: &Sentence) -> Vec<Run> {
    let style = words(sentence.record.label, sentence.record.role);
    let run = |segment: &Segment| {
        let has = |kind| segment.parts.iter().any(|part| part.kind == kind);
        let mut style = style;
        if has(PartKind::Source) {
            style = style.underline();
        }
        if has(PartKind::Cue) {
            style = style.italic();
        }
        Run { text: sanitize(segment.text).into_owned(), style }
    };
    sentence.segments.iter().map(run).collect()
}

fn legend(out: &mut String, record: &Record, width: Option<usize>) {
    let plain = Style::new();
    let mut runs = vec![Run { text: sanitize(&record.id).into_owned(), style: BOLD }];
    for label in [Some(Label::ReportedFact), Some(Label::Quote), Some(Label::Opinion), None] {
        let count = record.sentences.iter().filter(|sentence| sentence.label == label).count();
        if count > 0 || label.is_some() {
            runs.push(Run { text: "  ".to_owned(), style: plain });
            runs.push(Run { text: format!("\u{a0}{}\u{a0}", letter(label)), style: badge(label) });
            runs.push(Run { text: format!(" {} {count}", label_name(label)), style: plain });
        }
    }
    runs.push(Run { text: "  ".to_owned(), style: plain });
    runs.push(Run { text: "source".to_owned(), style: plain.underline() });
    runs.push(Run { text: " ".to_owned(), style: plain });
    runs.push(Run { text: "cue".to_owned(), style: plain.italic() });
    for line in wrapped(&runs, width.map(|width| width.max(NARROWEST))) {
        out.push_str(&line);
        out.push('\n');
    }
}

fn sources(out: &mut String, record: &Record, width: Option<usize>) {
    let _ = write!(out, "\n{}\n", paint(BOLD, "Sources"));
    let room = width.map(|width| width.max(NARROWEST));
    for voice in voices(record) {
        out.push('\n');
        let mut heading = Vec::new();
        if let Who::Source(source) = voice.who {
            heading.push(Run { text: shortened(&sanitize(&source.id), Some(8)), style: DIM });
            heading.push(Run { text: "  ".to_owned(), style: Style::new() });
        }
        heading.push(Run { text: sanitize(voice.name()).into_owned(), style: BOLD });
        if let Some(known) = voice.known() {
            heading.push(Run { text: format!("  {}", sanitize(&known)), style: DIM });
        }
        heading.push(Run { text: format!("  {}", told(&voice)), style: DIM });
        for line in wrapped(&heading, room) {
            out.push_str(&line);
            out.push('\n');
        }
        if !matches!(voice.who, Who::Author) {
            for claim in &voice.claims {
                write_claim(out, claim, room);
            }
        }
    }
}

/// Writes a line with a claim: the number of its sentence, its label, a mark if it is denied or otherwise not
/// asserted, its cue, and as many of its words as fit.
fn write_claim(out: &mut String, claim: &Claim, room: Option<usize>) {
    let label = Some(claim.record.label);
    let number = claim.record.sentences.first().map_or(String::new(), |first| (first + 1).to_string());
    let cue = claim.attribution.map_or(String::new(), |(_, attribution)| {
        shortened(&sanitize(&attribution.cue.text), room.map(|room| room / 3)) + ": "
    });
    let mark = mark(claim.record).map_or(String::new(), |mark| format!("{mark} "));
    let taken = 10 + cue.width() + mark.width();
    let words = shortened(&sanitize(&claim.record.text), room.map(|room| room.saturating_sub(taken)));
    let _ = writeln!(
        out,
        "{} {} {}{}{words}",
        paint(DIM, &format!("{number:>5}")),
        paint(badge(label), &format!(" {} ", letter(label))),
        paint(BOLD.invert(), mark.trim_end()) + if mark.is_empty() { "" } else { " " },
        paint(Style::new().italic(), &cue),
    );
}

/// "4 claims: 1 reported fact, 3 quotes".
fn told(voice: &Voice) -> String {
    format!("{}: {}", counted(voice.claims.len(), "claim"), voice.counts().told())
}

#[cfg(test)]
mod tests;
