//! What share of a corpus's sentences is reported fact, quote and opinion, or what share of its claims comes from
//! persons, organisations, unnamed sources and so on: by a field of the articles and over time, with confidence
//! intervals.

mod render;

use crate::dates::DateOptions;
use crate::fields::{self, Known};
use crate::listing::serialize_groups;
use crate::sources;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use saidso::record::{Date, Label, Record, SourceKind};
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};

/// A period whose articles are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// As in 2024-05-14.
    Day,
    /// From Monday to Sunday, by ISO 8601, as in 2024-W20.
    Week,
    /// As in 2024-05.
    Month,
    /// As in 2024.
    Year,
}

impl Period {
    /// The name of the period that a date is in, if the date is precise enough to tell.
    fn of(self, date: Date) -> Option<String> {
        let format = match self {
            Self::Day => "%Y-%m-%d",
            Self::Week => "%G-W%V",
            Self::Month => "%Y-%m",
            Self::Year => "%Y",
        };
        let [first, last] = [date.first(), date.last()].map(|day| day.format(format).to_string());
        (first == last).then_some(first)
    }
}

/// How intervals are estimated: from random samples of the articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resampling {
    /// Samples per group; 0 for no intervals.
    pub samples: usize,
    /// The same seed gives the same intervals.
    pub seed: u64,
}

/// The share of a label among the sentences of a group, between 0 and 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Share {
    /// `null` if there are no sentences.
    pub share: Option<f64>,
    /// Lower end of the 95 % interval; `null` if there is only one article.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// The shares of labels in a group of articles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelShares {
    /// Which articles these are.
    #[serde(flatten)]
    pub of: Group,
    /// Their sentences, not counting those without a label.
    pub sentences: u64,
    /// Sentences that report a fact.
    pub reported_fact: Share,
    /// Quotations.
    pub quote: Share,
    /// The authors' own judgements.
    pub opinion: Share,
}

/// The shares of kinds of sources in a group of articles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindShares {
    /// Which articles these are.
    #[serde(flatten)]
    pub of: Group,
    /// Claims that a source puts forward. A pronoun that the text does not resolve is not a source.
    pub claims: u64,
    /// Claims of named persons.
    pub persons: Share,
    /// Claims of organisations.
    pub organizations: Share,
    /// Claims of documents.
    pub documents: Share,
    /// Claims of groups.
    pub groups: Share,
    /// Claims of sources that the text does not name.
    pub unnamed: Share,
}

/// A group of articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The values that its articles have in the fields asked for; `null` where they have none.
    #[serde(flatten, serialize_with = "serialize_group")]
    pub group: Vec<Option<String>>,
    /// When they were published; `null` if they have no date, or one that does not tell the period.
    pub period: Option<String>,
    /// How many articles there are.
    pub articles: usize,
}

fn serialize_group<S: Serializer>(group: &[Option<String>], serializer: S) -> Result<S::Ok, S::Error> {
    serialize_groups(group, "group", serializer)
}

/// Group and period.
type Key = (Vec<Option<String>>, Option<String>);

/// The articles of a corpus, counted in groups: for each article, its sentences or claims in `N` classes.
#[derive(Debug)]
pub struct Shares<const N: usize> {
    by: Vec<String>,
    over: Option<Period>,
    dates: DateOptions,
    groups: BTreeMap<Key, Vec<[u32; N]>>,
    known: Known,
    undated: usize,
    coarse: usize,
}

/// Sentences of an article by label.
fn labels(record: &Record) -> [u32; 3] {
    let mut counts = [0; 3];
    for label in record.sentences.iter().filter_map(|sentence| sentence.label) {
        counts[match label {
            Label::ReportedFact => 0,
            Label::Quote => 1,
            Label::Opinion => 2,
        }] += 1;
    }
    counts
}

/// Claims of an article by the kind of their source.
fn kinds(record: &Record) -> [u32; 5] {
    let sources = record.sources.iter().filter(|source| !source.unresolved && !sources::is_nobody(source));
    let kinds: HashMap<&str, SourceKind> =
        sources.filter_map(|source| Some((source.id.as_str(), source.kind?))).collect();
    let mut counts = [0; 5];
    let claims = record.claims.iter().filter(|claim| claim.is_statement());
    for kind in claims.filter_map(|claim| kinds.get(claim.source.as_deref()?)) {
        counts[match kind {
            SourceKind::Person => 0,
            SourceKind::Organization => 1,
            SourceKind::Document => 2,
            SourceKind::Group => 3,
            SourceKind::Unnamed => 4,
        }] += 1;
    }
    counts
}

impl Shares<3> {
    /// Adds an article's labels.
    pub fn add(&mut self, record: &Record) {
        self.count(record, labels(record));
    }

    /// The groups by name and time; those without come last.
    pub fn groups(&self, resampling: Resampling) -> Vec<LabelShares> {
        let row = |(of, sentences, [reported_fact, quote, opinion]): (_, _, [Share; 3])| LabelShares {
            of,
            sentences,
            reported_fact,
            quote,
            opinion,
        };
        self.counted(resampling).into_iter().map(row).collect()
    }
}

impl Shares<5> {
    /// Adds an article's sources.
    pub fn add(&mut self, record: &Record) {
        self.count(record, kinds(record));
    }

    /// The groups by name and time; those without come last.
    pub fn groups(&self, resampling: Resampling) -> Vec<KindShares> {
        let row = |(of, claims, [persons, organizations, documents, groups, unnamed]): (_, _, [Share; 5])| KindShares {
            of,
            claims,
            persons,
            organizations,
            documents,
            groups,
            unnamed,
        };
        self.counted(resampling).into_iter().map(row).collect()
    }
}

impl<const N: usize> Shares<N> {
    /// Groups by fields of the metadata, by time, or both.
    pub fn new(by: Vec<String>, over: Option<Period>, dates: DateOptions) -> Self {
        Self { by, over, dates, groups: BTreeMap::new(), known: Known::default(), undated: 0, coarse: 0 }
    }

    fn count(&mut self, record: &Record, counts: [u32; N]) {
        let group = self.by.iter().map(|by| fields::value(&record.metadata, by)).collect();
        let mut period = None;
        if let Some(over) = self.over {
            let date = self.dates.published(record);
            period = date.and_then(|date| over.of(date));
            self.undated += usize::from(date.is_none());
            self.coarse += usize::from(date.is_some() && period.is_none());
        }
        self.groups.entry((group, period)).or_default().push(counts);
        self.known.add(&record.metadata);
    }

    /// For each field asked for, how many articles lack it.
    pub fn without_fields(&self) -> Vec<(&str, usize)> {
        let without = |place: usize| {
            let groups = self.groups.iter().filter(|((group, _), _)| group[place].is_none());
            groups.map(|(_, articles)| articles.len()).sum()
        };
        self.by.iter().enumerate().map(|(place, by)| (by.as_str(), without(place))).collect()
    }

    /// How many articles lack a date, if a period was asked for.
    pub fn without_date(&self) -> usize {
        self.undated
    }

    /// How many have a date that does not tell the period, such as a year if months were asked for.
    pub fn with_coarse_date(&self) -> usize {
        self.coarse
    }

    /// How many articles there are.
    pub fn articles(&self) -> usize {
        self.groups.values().map(Vec::len).sum()
    }

    /// Some metadata fields that the articles have.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// The groups by name and time, those without last, each with its total count and shares.
    fn counted(&self, resampling: Resampling) -> Vec<(Group, u64, [Share; N])> {
        let mut groups: Vec<_> = self
            .groups
            .iter()
            .map(|((group, period), articles)| {
                let total = sum(articles.iter());
                let of = Group { group: group.clone(), period: period.clone(), articles: articles.len() };
                (of, total.iter().sum(), shares(articles, total, resampling))
            })
            .collect();
        let key = |value: &Option<String>| (value.is_none(), value.clone());
        groups.sort_by_cached_key(|(of, ..)| (of.group.iter().map(key).collect::<Vec<_>>(), of.period.is_none()));
        groups
    }
}

fn sum<'c, const N: usize>(articles: impl Iterator<Item = &'c [u32; N]>) -> [u64; N] {
    articles.fold([0; N], |sum, counts| std::array::from_fn(|class| sum[class] + u64::from(counts[class])))
}

/// The share of each class, with the 2.5th and 97.5th percentiles over samples of the same number of articles, drawn
/// with replacement (Efron 1979).
fn shares<const N: usize>(articles: &[[u32; N]], total: [u64; N], resampling: Resampling) -> [Share; N] {
    let own = of_whole(total);
    let mut samples: [Vec<f64>; N] = std::array::from_fn(|_| Vec::new());
    if articles.len() > 1 {
        let mut random = StdRng::seed_from_u64(resampling.seed);
        for _ in 0..resampling.samples {
            let drawn = (0..articles.len()).map(|_| &articles[random.random_range(0..articles.len())]);
            // A sample may have no sentences at all.
            if let Some(drawn) = of_whole(sum(drawn)) {
                samples.iter_mut().zip(drawn).for_each(|(samples, share)| samples.push(share));
            }
        }
    }
    std::array::from_fn(|label| {
        let Some(share) = own.map(|own| own[label]) else { return Share::default() };
        let samples = &mut samples[label];
        samples.sort_by(f64::total_cmp);
        let last = samples.len().saturating_sub(1) as f64;
        let at = |quantile: f64| samples.get((last * quantile).round() as usize).copied();
        Share {
            share: Some(rounded(share)),
            low: at(0.025).map(|low| rounded(low.min(share))),
            high: at(0.975).map(|high| rounded(high.max(share))),
        }
    })
}

fn of_whole<const N: usize>(counts: [u64; N]) -> Option<[f64; N]> {
    let whole: u64 = counts.iter().sum();
    (whole > 0).then(|| counts.map(|count| count as f64 / whole as f64))
}

/// Rounded to a hundredth of a per cent.
fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::sample;
    use saidso::record::DayOrder;

    const RESAMPLING: Resampling = Resampling { samples: 500, seed: 7 };

    fn shares_of(articles: &[(Option<&str>, &str, usize)], by: Option<&str>, over: Option<Period>) -> Vec<LabelShares> {
        let mut shares = Shares::<3>::new(by.into_iter().map(str::to_owned).collect(), over, DateOptions::default());
        for (publisher, date, opinions) in articles {
            let mut record = sample::record();
            record.metadata.clear();
            record.metadata.insert("date".to_owned(), (*date).into());
            record.metadata.extend(publisher.map(|publisher| ("publisher".to_owned(), publisher.into())));
            record.sentences.iter_mut().take(*opinions).for_each(|sentence| sentence.label = Some(Label::Opinion));
            shares.add(&record);
        }
        shares.groups(RESAMPLING)
    }

    #[test]
    fn groups_have_shares_that_add_up_and_intervals_around_them() {
        let articles: Vec<_> = (0..40).map(|number| (Some("Courier"), "2024-05-14", number % 4)).collect();
        let [all] = &shares_of(&articles, None, None)[..] else { panic!("one group") };
        assert_eq!((&all.of, all.sentences), (&Group { group: Vec::new(), period: None, articles: 40 }, 160));
        let labels = [all.reported_fact, all.quote, all.opinion];
        let total: f64 = labels.iter().filter_map(|label| label.share).sum();
        assert!((total - 1.0).abs() < 1e-3, "{labels:?}");
        for label in labels {
            let (low, share, high) = (label.low.unwrap(), label.share.unwrap(), label.high.unwrap());
            assert!(low < share && share < high && high - low < 0.3, "{label:?}");
        }
        assert_eq!(shares_of(&articles, None, None), shares_of(&articles, None, None));
    }

    #[test]
    fn what_has_no_group_and_no_date_comes_last() {
        let articles = [
            (None, "2024-05-14", 0),
            (Some("B"), "2024-06-01", 1),
            (Some("B"), "soon", 0),
            (Some("B"), "2024-05-31", 0),
        ];
        let found = shares_of(&articles, Some("publisher"), Some(Period::Month));
        let keys: Vec<_> = found.iter().map(|one| (one.of.group[0].as_deref(), one.of.period.as_deref())).collect();
        let expected =
            [(Some("B"), Some("2024-05")), (Some("B"), Some("2024-06")), (Some("B"), None), (None, Some("2024-05"))];
        assert_eq!(keys, expected);
        // A single article gives no interval.
        assert_eq!((found[0].quote.low, found[0].quote.high), (None, None));
    }

    #[test]
    fn claims_are_shared_out_by_kinds_of_sources_that_are_known() {
        let mut record = sample::record();
        let mut shares = Shares::<5>::new(Vec::new(), None, DateOptions::default());
        shares.add(&record);
        let before = shares.groups(RESAMPLING).remove(0);
        assert!(before.claims > 0 && before.persons.share > Some(0.0), "{before:?}");
        record.sources.iter_mut().for_each(|source| source.unresolved = true);
        let mut shares = Shares::<5>::new(Vec::new(), None, DateOptions::default());
        shares.add(&record);
        let none = shares.groups(RESAMPLING).remove(0);
        assert_eq!((none.claims, none.unnamed.share), (0, None));
    }

    #[test]
    fn periods_have_their_usual_names() {
        let names = |date: &str| {
            let date = Date::read(date, DayOrder::Unknown).unwrap();
            [Period::Day, Period::Week, Period::Month, Period::Year].map(|period| period.of(date).unwrap_or_default())
        };
        assert_eq!(names("2024-12-30"), ["2024-12-30", "2025-W01", "2024-12", "2024"]);
        assert_eq!(names("2024-12"), ["", "", "2024-12", "2024"]);
        assert_eq!(names("2024"), ["", "", "", "2024"]);
    }
}
