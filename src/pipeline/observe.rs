use super::Outcome;
use super::clocks::StageTimes;
use crate::record::{Label, SkipRule};
use std::time::Duration;

/// Receives a run's progress; called from all of its threads.
pub trait Observer: Send + Sync {
    /// An article has been split into windows with this many word pieces in total.
    fn prepared(&self, pieces: usize) {
        let _ = pieces;
    }

    /// A batch with this many word pieces has been encoded.
    fn encoded(&self, pieces: usize) {
        let _ = pieces;
    }

    /// An outcome is about to be passed to the sink.
    fn outcome(&self, outcome: &Outcome) {
        let _ = outcome;
    }
}

/// Observes nothing.
impl Observer for () {}

/// Totals of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Articles labelled.
    pub articles: u64,
    /// Articles that failed and inputs that could not be read.
    pub failed: u64,
    /// Articles skipped because they are not in English.
    pub other_languages: u64,
    /// Articles skipped because the same text was read before.
    pub repeats: u64,
    /// Sentences labelled `reported_fact`.
    pub reported_fact: u64,
    /// Sentences labelled `quote`.
    pub quote: u64,
    /// Sentences labelled `opinion`.
    pub opinion: u64,
    /// Sentences without a label: boilerplate.
    pub unlabelled: u64,
    /// Attributions.
    pub attributions: u64,
    /// Words of the labelled articles, separated by white space.
    pub words: u64,
    /// Word pieces encoded.
    pub pieces: u64,
    /// Elapsed time from start to end.
    pub elapsed: Duration,
    /// Processor time of each stage.
    pub cpu: StageTimes,
    /// Whether [`Stop`](super::Stop) ended the run before the end of its input.
    pub stopped: bool,
}

impl Summary {
    /// Number of outcomes of all kinds.
    pub fn outcomes(&self) -> u64 {
        self.articles + self.failed + self.other_languages + self.repeats
    }

    pub(super) fn add(&mut self, outcome: &Outcome) {
        let record = match outcome {
            Ok(record) => record,
            Err(failed) => {
                *match failed.error.skip_rule() {
                    Some(SkipRule::Language) => &mut self.other_languages,
                    Some(SkipRule::Duplicate) => &mut self.repeats,
                    None => &mut self.failed,
                } += 1;
                return;
            }
        };
        self.articles += 1;
        self.attributions += record.attributions.len() as u64;
        for sentence in &record.sentences {
            self.words += sentence.span.text.split_whitespace().count() as u64;
            *match sentence.label {
                Some(Label::ReportedFact) => &mut self.reported_fact,
                Some(Label::Quote) => &mut self.quote,
                Some(Label::Opinion) => &mut self.opinion,
                None => &mut self.unlabelled,
            } += 1;
        }
    }
}
