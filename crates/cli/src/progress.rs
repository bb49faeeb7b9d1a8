//! The progress bar and the closing summary of `saidso extract`.

use super::console;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use saidso::pipeline::{Observer, Outcome, StageTimes, Summary};
use saidso_io::read::LeftOut;
use std::fmt;
use std::io::{IsTerminal, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// A bar on a terminal; nothing elsewhere.
pub(super) struct Progress {
    bar: ProgressBar,
    start: Instant,
    /// Input bytes read so far, which include articles that are still being labelled.
    bytes_read: Arc<AtomicU64>,
    prepared: AtomicU64,
    encoded: AtomicU64,
    articles: AtomicU64,
    failed: AtomicU64,
}

impl Progress {
    /// Whether anybody would see the bar.
    pub(super) fn is_visible(quiet: bool) -> bool {
        !quiet && stderr().is_terminal()
    }

    /// Starts to show progress, with the time left only if the size of the input is known.
    pub(super) fn new(visible: bool, bytes_read: Arc<AtomicU64>, total_bytes: Option<u64>) -> Self {
        let bar = if visible {
            let template = match total_bytes {
                Some(_) => "{bar:24} {percent}%  {msg}  {eta} left",
                None => "{spinner} {elapsed}  {msg}",
            };
            let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            let bar = ProgressBar::with_draw_target(total_bytes, ProgressDrawTarget::stderr()).with_style(style);
            bar.set_message("starting");
            bar.enable_steady_tick(Duration::from_millis(250));
            bar
        } else {
            ProgressBar::hidden()
        };
        console::share_with(&bar);
        Self {
            bar,
            start: Instant::now(),
            bytes_read,
            prepared: AtomicU64::new(0),
            encoded: AtomicU64::new(0),
            articles: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        }
    }

    /// Removes the bar.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self) {
        if self.bar.is_hidden() {
            return;
        }
        let (prepared, encoded) = (self.prepared.load(Relaxed), self.encoded.load(Relaxed));
        if let (Some(_), Some(share)) = (self.bar.length(), ratio(encoded, prepared)) {
            let position = (self.bytes_read.load(Relaxed) as f64 * share) as u64;
            self.bar.set_position(position.max(self.bar.position()));
        }
        let articles = Counted(self.articles.load(Relaxed), "article");
        let failures = match self.failed.load(Relaxed) {
            0 => String::new(),
            failed => format!(", {}", Counted(failed, "failure")),
        };
        let rate = HumanCount(rate(encoded, self.start.elapsed()));
        self.bar.set_message(format!("{articles}{failures}, {rate} word pieces/s"));
    }
}

impl Observer for Progress {
    fn prepared(&self, pieces: usize) {
        self.prepared.fetch_add(pieces as u64, Relaxed);
    }

    fn encoded(&self, pieces: usize) {
        self.encoded.fetch_add(pieces as u64, Relaxed);
        self.show();
    }

    fn outcome(&self, outcome: &Outcome) {
        let counter = match outcome {
            Ok(_) => &self.articles,
            Err(passed_over) if passed_over.error.skip_rule().is_some() => return,
            Err(_) => &self.failed,
        };
        counter.fetch_add(1, Relaxed);
        self.show();
    }
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn rate(count: u64, time: Duration) -> u64 {
    (count as f64 / time.as_secs_f64().max(1e-3)).round() as u64
}

/// A summary in words, and what was left out.
pub(super) struct Closing<'s>(pub(super) &'s Summary, pub(super) &'s LeftOut);

impl fmt::Display for Closing<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elapsed = self.0.elapsed;
        let Summary {
            articles,
            failed,
            other_languages,
            repeats,
            reported_fact,
            quote,
            opinion,
            unlabelled,
            attributions,
            pieces,
            ..
        } = *self.0;
        let sentences = reported_fact + quote + opinion + unlabelled;
        let counts = [Counted(articles, "article"), Counted(failed, "failure")];
        let counts: Vec<String> = counts.iter().filter(|count| count.0 > 0).map(ToString::to_string).collect();
        let counts = if counts.is_empty() { Counted(0, "article").to_string() } else { counts.join(" and ") };
        write!(formatter, "{counts} in {}", Seconds(elapsed))?;
        let skipped =
            [(other_languages, " not in English"), (repeats, if repeats == 1 { " repeat" } else { " repeats" })];
        if other_languages + repeats > 0 {
            write!(formatter, "\nskipped: {}", nonzero(&skipped))?;
        }
        if !self.1.is_empty() {
            let names = if self.1.keeps_names() { "" } else { "; --list-skipped names them" };
            write!(formatter, "\nleft out: {}{names}", self.1)?;
        }
        if sentences > 0 {
            let labels = labels([reported_fact, quote, opinion, unlabelled]);
            write!(formatter, "\n{}: {labels}", Counted(sentences, "sentence"))?;
        }
        if attributions > 0 {
            write!(formatter, "\n{}", Counted(attributions, "attribution"))?;
        }
        if pieces > 0 {
            let rate = HumanCount(rate(pieces, elapsed));
            let separator = if attributions > 0 { "; " } else { "\n" };
            write!(formatter, "{separator}{}, {rate} a second", Counted(pieces, "word piece"))?;
        }
        Ok(())
    }
}

/// Sentences by label: reported fact, quote, opinion, none.
pub(super) fn labels([reported_fact, quote, opinion, unlabelled]: [u64; 4]) -> String {
    nonzero(&[
        (reported_fact, " reported fact"),
        (quote, " quote"),
        (opinion, " opinion"),
        (unlabelled, " without label"),
    ])
}

/// The counts that are not zero, in words.
fn nonzero(counts: &[(u64, &str)]) -> String {
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, what)| format!("{}{what}", HumanCount(*count))).collect::<Vec<_>>().join(", ")
}

/// How much processor time each stage took, as a table, and how the encoder calculated.
pub(super) struct Stats<'s> {
    pub(super) summary: &'s Summary,
    pub(super) calculation: &'s str,
}

impl fmt::Display for Stats<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { cpu: StageTimes { read, prepare, encode, decide, write }, words, pieces, .. } = *self.summary;
        let total = (read + prepare + encode + decide + write).as_secs_f64().max(1e-9);
        writeln!(formatter, "stage     CPU seconds   share")?;
        for (stage, time) in
            [("read", read), ("prepare", prepare), ("encode", encode), ("decide", decide), ("write", write)]
        {
            let seconds = time.as_secs_f64();
            writeln!(formatter, "{stage:9} {seconds:11.3} {:5.1} %", 100.0 * seconds / total)?;
        }
        writeln!(formatter, "encoder   {}", self.calculation)?;
        write!(
            formatter,
            "all       {total:11.3}         for {} words, {} word pieces: {} and {} per CPU-second",
            HumanCount(words),
            HumanCount(pieces),
            HumanCount((words as f64 / total).round() as u64),
            HumanCount((pieces as f64 / total).round() as u64)
        )
    }
}

/// A count and its noun.
pub(super) struct Counted(pub(super) u64, pub(super) &'static str);

impl fmt::Display for Counted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let &Self(count, noun) = self;
        write!(formatter, "{} {noun}{}", HumanCount(count), if count == 1 { "" } else { "s" })
    }
}

struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        match seconds {
            0..60 => write!(formatter, "{:.1} s", self.0.as_secs_f64()),
            60..3600 => write!(formatter, "{} min {} s", seconds / 60, seconds % 60),
            _ => write!(formatter, "{} h {} min", seconds / 3600, seconds % 3600 / 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Closing, Stats};
    use saidso::pipeline::{StageTimes, Summary};
    use saidso_io::read::LeftOut;
    use std::time::Duration;

    #[test]
    fn the_closing_summary_reads_well() {
        let summary = Summary {
            articles: 1,
            failed: 2,
            other_languages: 3,
            repeats: 1,
            reported_fact: 1200,
            quote: 30,
            opinion: 4,
            unlabelled: 0,
            attributions: 1,
            pieces: 90_000,
            elapsed: Duration::from_secs(90),
            ..Summary::default()
        };
        let expected = "\
1 article and 2 failures in 1 min 30 s
skipped: 3 not in English, 1 repeat
1,234 sentences: 1,200 reported fact, 30 quote, 4 opinion
1 attribution; 90,000 word pieces, 1,000 a second";
        assert_eq!(Closing(&summary, &LeftOut::default()).to_string(), expected);
    }

    #[test]
    fn the_times_of_the_stages_add_up() {
        let cpu = StageTimes {
            prepare: Duration::from_millis(250),
            encode: Duration::from_millis(9_750),
            ..StageTimes::default()
        };
        let summary = Summary { words: 20_000, pieces: 25_000, cpu, ..Summary::default() };
        let expected = "\
stage     CPU seconds   share
read            0.000   0.0 %
prepare         0.250   2.5 %
encode          9.750  97.5 %
decide          0.000   0.0 %
write           0.000   0.0 %
encoder   fp32 by x86_64-f32-fma
all            10.000         for 20,000 words, 25,000 word pieces: 2,000 and 2,500 per CPU-second";
        let stats = Stats { summary: &summary, calculation: "fp32 by x86_64-f32-fma" };
        assert_eq!(stats.to_string(), expected);
    }
}
