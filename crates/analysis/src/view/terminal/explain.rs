//! Explains on a terminal why a sentence has its label, and who its sources are.

use super::lines::{Run, shortened, wrapped};
use super::{BOLD, DIM, NARROWEST, badge, paint, runs};
use crate::view::layout::{Layout, label_name, letter};
use crate::view::sanitize::sanitize;
use anstyle::Style;
use saidso::decide::{Explanation, Weighed};
use saidso::record::{AttributionRecord, Label, Record, SentenceRecord};
use saidso::resolve::SourceExplanation;
use std::fmt::Write;

/// Why the sentence with this index has its label: its scores, its attributions and, if there is an [`Explanation`],
/// the evidence with its weights. `sources` says for each attribution of the record how its source was found, as far as
/// there is more to say than its name. `None` if there is no such sentence.
pub fn explained(
    record: &Record,
    sentence: usize,
    explanation: Option<&Explanation>,
    sources: &[Option<SourceExplanation>],
    width: Option<usize>,
) -> Option<String> {
    let layout = Layout::new(record, None);
    let laid_out = layout.paragraphs.iter().flatten().find(|laid_out| laid_out.index == sentence)?;
    let mut out = Explained { out: String::new(), width: width.map(|width| width.max(NARROWEST)) };
    let number = format!("Sentence {} of {}", sentence + 1, record.sentences.len());
    let label = laid_out.record.label;
    let _ = write!(
        out.out,
        "{}  {} {}",
        paint(BOLD, &number),
        paint(badge(label), &format!(" {} ", letter(label))),
        label_name(label)
    );
    let _ = match laid_out.record.confidence {
        Some(confidence) => writeln!(out.out, "  {}\n", probability(confidence)),
        None => writeln!(out.out, "\n"),
    };
    out.lines(&runs(laid_out), 2);
    if label.is_none() {
        out.text("\nBoilerplate (a byline, a credit, a link, a section title) claims nothing, so it has no label.");
        return Some(out.out);
    }
    out.scores(laid_out.record);
    out.attributions(record, laid_out.record, sources);
    match explanation {
        Some(explanation) => out.evidence(explanation),
        None => out.text(
            "\nA labelled file does not contain the evidence behind the label. To see it, name the article itself: \
             saidso show ARTICLE --explain N",
        ),
    }
    Some(out.out)
}

struct Explained {
    out: String,
    width: Option<usize>,
}

impl Explained {
    fn lines(&mut self, runs: &[Run], indent: usize) {
        let room = self.width.map(|width| width.saturating_sub(indent).max(NARROWEST));
        for line in wrapped(runs, room) {
            let _ = writeln!(self.out, "{:indent$}{line}", "");
        }
    }

    /// Running text; a leading line break becomes an empty line.
    fn text(&mut self, text: &str) {
        if let Some(rest) = text.strip_prefix('\n') {
            self.out.push('\n');
            return self.text(rest);
        }
        self.lines(&[Run { text: text.to_owned(), style: Style::new() }], 0);
    }

    fn row(&mut self, name: &str, value: &str) {
        let room = self.width.map(|width| width.saturating_sub(14).max(NARROWEST));
        let value = shortened(value, room.map(|room| 3 * room));
        let lines = wrapped(&[Run { text: value, style: Style::new() }], room);
        for (index, line) in lines.iter().enumerate() {
            let name = if index == 0 { name } else { "" };
            let _ = writeln!(self.out, "  {} {line}", paint(DIM, &format!("{name:<11}")));
        }
    }

    fn heading(&mut self, heading: &str) {
        let _ = write!(self.out, "\n{}\n", paint(BOLD, heading));
    }

    fn scores(&mut self, sentence: &SentenceRecord) {
        let Some(scores) = sentence.scores else { return };
        self.heading("Probabilities");
        for (label, score) in [
            (Label::ReportedFact, scores.reported_fact),
            (Label::Quote, scores.quote),
            (Label::Opinion, scores.opinion),
        ] {
            let bar = "█".repeat((20.0 * score).round() as usize);
            let _ = writeln!(
                self.out,
                "  {} {:<13} {}  {}",
                paint(badge(Some(label)), &format!(" {} ", letter(Some(label)))),
                label_name(Some(label)),
                probability(score),
                paint(super::bar(Some(label)), &bar)
            );
        }
    }

    fn attributions(&mut self, record: &Record, sentence: &SentenceRecord, sources: &[Option<SourceExplanation>]) {
        let touching = |(_, attribution): &(usize, &AttributionRecord)| {
            let cue = &attribution.cue;
            sentence.attributions.contains(&attribution.id)
                || (cue.start < sentence.span.end && cue.end > sentence.span.start)
        };
        let attributions: Vec<_> = record.attributions.iter().enumerate().filter(touching).collect();
        if attributions.is_empty() {
            self.heading("Nobody else speaks in it");
            return self.row("source", "the author");
        }
        for (index, attribution) in attributions {
            let speech = attribution.speech.name();
            let governs = sentence.attributed_by.as_ref() == Some(&attribution.id);
            let answers = if governs { ", answers for the sentence" } else { "" };
            let heading = format!(
                "Attribution {}: {speech} speech, {}{answers}",
                sanitize(&attribution.id),
                probability(attribution.confidence)
            );
            self.heading(&heading);
            let source = match &attribution.source {
                Some(source) => {
                    let resolved = record.sources.iter().find(|other| other.id == source.resolved);
                    let resolved = resolved.map_or_else(String::new, |other| format!(" ({} {})", other.id, other.name));
                    format!("{}{resolved}", source.span.text)
                }
                None => "not named".to_owned(),
            };
            self.row("source", &sanitize(&source));
            if let Some(found) = sources.get(index).and_then(Option::as_ref) {
                let confidence = attribution.source.as_ref().and_then(|source| source.confidence);
                self.found(found, confidence);
            }
            self.row("cue", &sanitize(&attribution.cue.text));
            for content in &attribution.content {
                self.row("content", &sanitize(&content.text));
            }
        }
    }

    /// How the source of an attribution was found.
    fn found(&mut self, found: &SourceExplanation, confidence: Option<f32>) {
        let confidence = confidence.map_or_else(String::new, |confidence| format!(", {}", probability(confidence)));
        self.row("decided by", &format!("{}{confidence}", found.decided));
        let Some(considered) = &found.considered else { return };
        let mut name = "may mean";
        for (who, likely) in &considered.candidates {
            self.row(name, &format!("{}  {}", probability(*likely), sanitize(who)));
            name = "";
        }
        self.row(name, &format!("{}  nobody mentioned before", probability(considered.nobody)));
        name = "ruled out";
        for out in &considered.ruled_out {
            self.row(name, &format!("{}  {}: {}", probability(out.probability), sanitize(&out.who), out.why));
            name = "";
        }
    }

    fn evidence(&mut self, explanation: &Explanation) {
        let &Explanation { attributed, quoted, opinion, .. } = explanation;
        self.question("Does somebody else speak?", attributed, &explanation.voice);
        self.question("If so, is it a quote?", quoted, &explanation.quote);
        self.question("If the author speaks, is it opinion?", opinion, &explanation.stance);
        self.heading("So");
        let (quote, own) = (attributed * quoted, (1.0 - attributed) * opinion);
        self.text(&format!("  quote          {attributed:.4} × {quoted:.4} = {quote:.4}"));
        self.text(&format!("  opinion        (1 − {attributed:.4}) × {opinion:.4} = {own:.4}"));
        self.text(&format!("  reported fact  the rest = {:.4}", 1.0 - quote - own));
        self.text(
            "\nThe highest is the label. Log-odds above 0 mean a probability above 0.5; each line adds its value times \
             its weight.",
        );
    }

    fn question(&mut self, question: &str, probability_of_it: f32, evidence: &[Weighed]) {
        self.heading(&format!("{question}  {}", probability(probability_of_it)));
        for part in evidence {
            let points = signed(part.points());
            let value = if part.value < 0.0 { signed(part.value) } else { format!("{:.2}", part.value.abs()) };
            let of = format!("{value} × {}", signed(part.weight));
            let style = if part.points().abs() < 0.005 { DIM } else { Style::new() };
            self.lines(&[Run { text: format!("{points:>6}  {}  ({of})", part.what), style }], 2);
        }
        let sum: f32 = evidence.iter().map(Weighed::points).sum();
        self.text(&format!("  {:>6}  in all", signed(sum)));
    }
}

/// A number with its sign; zero has none.
fn signed(number: f32) -> String {
    match format!("{number:+.2}") {
        zero if zero.ends_with("0.00") && number.abs() < 0.005 => "0.00".to_owned(),
        other => other.replace('-', "−"),
    }
}

fn probability(probability: f32) -> String {
    format!("{probability:.4}")
}
