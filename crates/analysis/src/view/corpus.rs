//! What a corpus of labelled articles has in common: shares by publisher and over time, sources, confidence.

use super::voices::Counts;
use saidso::record::{AttributionRecord, Label, Record, SourceKind, SourceRecord, Speech};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// Bins of the histogram of confidence, each 0.05 wide, up to 1. Of three labels, the likeliest has at least a third.
pub(crate) const BINS: usize = 14;
const BIN: f32 = 0.05;
/// Lower end of the first bin.
pub(crate) const LOWEST: f32 = 1.0 - BINS as f32 * BIN;

/// Some articles, counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) articles: usize,
    /// Sentences by label.
    pub(crate) sentences: Counts,
    /// Sentences that somebody other than the author answers for.
    pub(crate) attributed: usize,
    pub(crate) speech: SpeechCounts,
    pub(crate) naming: NamingCounts,
}

/// How words are given, in numbers of attributions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SpeechCounts {
    pub(crate) direct: usize,
    pub(crate) mixed: usize,
    pub(crate) indirect: usize,
}

impl SpeechCounts {
    fn add(&mut self, speech: Speech) {
        match speech {
            Speech::Direct => self.direct += 1,
            Speech::Mixed => self.mixed += 1,
            Speech::Indirect => self.indirect += 1,
        }
    }
}

/// How sources are given, in numbers of attributions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct NamingCounts {
    /// By a name.
    pub(crate) named: usize,
    /// By a pronoun or bare noun of which the text does not show whom it means.
    pub(crate) unresolved: usize,
    /// By a description alone.
    pub(crate) described: usize,
    /// Not at all.
    pub(crate) absent: usize,
}

impl NamingCounts {
    pub(crate) fn total(self) -> usize {
        self.named + self.unresolved + self.described + self.absent
    }
}

/// How a source is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    Named,
    Unresolved,
    Described,
    Absent,
}

/// Articles counted by everything that a report shows.
#[derive(Debug, Default)]
pub(crate) struct Corpus {
    pub(crate) all: Tally,
    groups: HashMap<String, Tally>,
    days: BTreeMap<Day, Tally>,
    /// Who speaks.
    pub(crate) speakers: crate::tally::Tally,
    /// Sentences of each label in each bin of confidence.
    pub(crate) confidence: [Counts; BINS],
}

/// A date as far as it is known: year, month, day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Day(u16, Option<u8>, Option<u8>);

/// More columns than this would be too narrow.
const MOST_COLUMNS: usize = 60;

impl Corpus {
    /// Counts an article in; it belongs to `group` and has a `date`, if those are known.
    pub(crate) fn add(&mut self, record: &Record, group: Option<String>, date: Option<&str>) {
        let mut tally = Tally { articles: 1, ..Tally::default() };
        for sentence in &record.sentences {
            let Some(label) = sentence.label else { continue };
            tally.sentences.add(label);
            tally.attributed += usize::from(sentence.source.is_some() || label == Label::Quote);
            if let Some(confidence) = sentence.confidence {
                let bin = ((confidence - LOWEST) / BIN).clamp(0.0, BINS as f32 - 1.0);
                self.confidence[bin as usize].add(label);
            }
        }
        let sources: HashMap<&str, &SourceRecord> = record.sources.iter().map(|source| (&*source.id, source)).collect();
        for attribution in &record.attributions {
            tally.speech.add(attribution.speech);
            tally.naming.add(naming(attribution, &sources));
        }
        self.speakers.add(record);
        self.all.join(&tally);
        if let Some(group) = group {
            self.groups.entry(group).or_default().join(&tally);
        }
        if let Some(day) = date.and_then(Day::parse) {
            self.days.entry(day).or_default().join(&tally);
        }
    }

    /// The groups with the most articles, at most `most`, and how many others there are.
    pub(crate) fn groups(&self, most: usize) -> (Vec<(&str, &Tally)>, usize) {
        let mut groups: Vec<_> = self.groups.iter().map(|(name, tally)| (name.as_str(), tally)).collect();
        groups.sort_by(|one, other| other.1.articles.cmp(&one.1.articles).then(one.0.cmp(other.0)));
        let others = groups.len().saturating_sub(most);
        groups.truncate(most);
        (groups, others)
    }

    /// Articles that have a date.
    pub(crate) fn dated(&self) -> usize {
        self.days.values().map(|tally| tally.articles).sum()
    }

    /// The articles over time: by day, month or year, whichever is the finest that gives few enough columns. Months and
    /// years without articles are there.
    pub(crate) fn over_time(&self) -> Vec<(String, Tally)> {
        let (Some((first, _)), Some((last, _))) = (self.days.first_key_value(), self.days.last_key_value()) else {
            return Vec::new();
        };
        let days_known = self.days.keys().all(|day| day.2.is_some());
        let months_known = self.days.keys().all(|day| day.1.is_some());
        if days_known && self.days.len() <= MOST_COLUMNS / 2 && last.months() - first.months() <= 1 {
            return self.days.iter().map(|(day, tally)| (day.name(), tally.clone())).collect();
        }
        let by_month = months_known && last.months() - first.months() < MOST_COLUMNS;
        let (step, place): (_, fn(Day) -> usize) =
            if by_month { (1, Day::months) } else { (12, |day| day.months() / 12 * 12) };
        let mut columns: BTreeMap<usize, Tally> =
            (place(*first)..=place(*last)).step_by(step).map(|months| (months, Tally::default())).collect();
        for (day, tally) in &self.days {
            columns.entry(place(*day)).or_default().join(tally);
        }
        let name = |months: usize| {
            let day = Day((months / 12) as u16, by_month.then_some((months % 12 + 1) as u8), None);
            day.name()
        };
        columns.into_iter().map(|(months, tally)| (name(months), tally)).collect()
    }
}

impl Tally {
    fn join(&mut self, other: &Self) {
        self.articles += other.articles;
        self.sentences.fact += other.sentences.fact;
        self.sentences.quote += other.sentences.quote;
        self.sentences.opinion += other.sentences.opinion;
        self.attributed += other.attributed;
        self.speech.direct += other.speech.direct;
        self.speech.mixed += other.speech.mixed;
        self.speech.indirect += other.speech.indirect;
        self.naming.named += other.naming.named;
        self.naming.unresolved += other.naming.unresolved;
        self.naming.described += other.naming.described;
        self.naming.absent += other.naming.absent;
    }

    pub(crate) fn attributions(&self) -> usize {
        self.speech.direct + self.speech.mixed + self.speech.indirect
    }
}

impl NamingCounts {
    fn add(&mut self, naming: Naming) {
        match naming {
            Naming::Named => self.named += 1,
            Naming::Unresolved => self.unresolved += 1,
            Naming::Described => self.described += 1,
            Naming::Absent => self.absent += 1,
        }
    }
}

/// How an attribution's source is given.
fn naming(attribution: &AttributionRecord, sources: &HashMap<&str, &SourceRecord>) -> Naming {
    match attribution.source.as_ref().and_then(|source| sources.get(&*source.resolved)) {
        None => Naming::Absent,
        Some(source) if source.unresolved => Naming::Unresolved,
        Some(source) => match source.kind {
            Some(SourceKind::Person | SourceKind::Organization | SourceKind::Document) => Naming::Named,
            Some(SourceKind::Group | SourceKind::Unnamed) | None => Naming::Described,
        },
    }
}

/// A field of the metadata as text; numbers are given as they are.
pub(crate) fn field(record: &Record, name: &str) -> Option<String> {
    match record.metadata.get(name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl Day {
    /// Reads `2024`, `2024-05`, `2024-05-17` or what begins so, such as a time stamp; also with slashes.
    fn parse(date: &str) -> Option<Self> {
        let mut parts = date.split(|character: char| !character.is_ascii_digit());
        let mut number =
            |digits: &[usize]| parts.next().filter(|part| digits.contains(&part.len()))?.parse::<u16>().ok();
        let year = number(&[4])?;
        let month = number(&[1, 2]).filter(|month| (1..=12).contains(month)).map(|month| month as u8);
        let day = month.and_then(|_| number(&[1, 2])).filter(|day| (1..=31).contains(day)).map(|day| day as u8);
        Some(Self(year, month, day))
    }

    /// Months since the year 0; an unknown month is the first.
    fn months(self) -> usize {
        usize::from(self.0) * 12 + usize::from(self.1.unwrap_or(1)) - 1
    }

    fn name(self) -> String {
        let parts = [self.1, self.2].into_iter().flatten();
        parts.fold(format!("{:04}", self.0), |name, part| format!("{name}-{part:02}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::sample;

    fn corpus(dates: &[&str]) -> Corpus {
        let mut corpus = Corpus::default();
        for (index, date) in dates.iter().enumerate() {
            corpus.add(&sample::record(), Some(format!("paper {}", index % 2)), Some(date));
        }
        corpus
    }

    #[test]
    fn everything_is_counted() {
        let corpus = corpus(&["2024-05-01", "2024-05-02", "2024-07"]);
        let all = &corpus.all;
        assert_eq!((all.articles, all.sentences), (3, Counts { fact: 6, quote: 3, opinion: 3 }));
        assert_eq!(all.attributed, 6);
        assert_eq!(all.speech, SpeechCounts { direct: 3, mixed: 0, indirect: 6 });
        assert_eq!(all.naming, NamingCounts { named: 3, unresolved: 3, described: 3, absent: 0 });
        let (groups, others) = corpus.groups(1);
        assert_eq!((groups[0].0, groups[0].1.articles, others), ("paper 0", 2, 1));
        let speakers = corpus.speakers.ranked();
        assert_eq!(
            (speakers[0].name.as_str(), speakers[0].counts.articles, speakers[0].counts.claims),
            ("Anna Larsen", 3, 3)
        );
        assert_eq!(corpus.confidence[11].total() + corpus.confidence[12].total(), 12);
    }

    #[test]
    fn time_is_cut_as_finely_as_it_can_be_shown() {
        let names =
            |dates: &[&str]| -> Vec<String> { corpus(dates).over_time().into_iter().map(|(name, _)| name).collect() };
        assert_eq!(names(&["2024-05-01", "2024-05-03T10:00:00Z"]), ["2024-05-01", "2024-05-03"]);
        assert_eq!(names(&["2024-11-01", "2025/02/03"]), ["2024-11", "2024-12", "2025-01", "2025-02"]);
        assert_eq!(names(&["2015-11-01", "2017", "2016-13-41"]), ["2015", "2016", "2017"]);
        assert_eq!(names(&["1 May 2024", "", "24-05-01"]), [""; 0]);
    }
}
