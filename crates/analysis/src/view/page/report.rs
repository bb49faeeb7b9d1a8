//! Labelled articles as one page that needs nothing else.

use super::{RenderError, SCRIPT, STYLE, article_html, names};
use crate::tally::{self, Speaker};
use crate::view::corpus::{BINS, Corpus, LOWEST, SpeechCounts, Tally, field};
use crate::view::layout::title;
use crate::view::tame::tame;
use crate::view::voices::{Counts, Who, voices};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use saidso::record::{ErrorRecord, Record};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io::Write;

/// Style of a report, beside that of an article.
pub(crate) const REPORT_STYLE: &str = include_str!("report.css");
const REPORT_SCRIPT: &str = include_str!("report.js");

/// Groups that are shown one by one.
const MOST_GROUPS: usize = 40;
/// Sources that are.
const MOST_SOURCES: usize = 50;
/// Failures that are named.
const MOST_FAILURES: usize = 500;

/// What a report shows of the metadata.
#[derive(Debug, Clone)]
pub struct ReportOptions {
    /// What stands above the page, such as the name of a file.
    pub title: String,
    /// The field by which articles are grouped.
    pub by: String,
    /// The field with the date.
    pub date: String,
}

/// A report in the making: articles are added one by one and kept compressed.
///
/// With one article, its page is that article. With several, it shows what they have in common, and finds their claims.
#[derive(Debug)]
pub struct Report {
    options: ReportOptions,
    corpus: Corpus,
    failed: Vec<(String, String)>,
    failures: usize,
    /// The articles as HTML, each compressed and in Base64.
    articles: Vec<String>,
    /// The first article as it is.
    single: String,
    index: Index,
    sources: HashMap<String, usize>,
}

/// What the script finds articles and claims in. Claims are in columns, which take less than half of the space.
#[derive(Debug, Default, Serialize)]
struct Index {
    articles: Vec<Entry>,
    /// Names of sources; claims have their index.
    sources: Vec<String>,
    claims: Claims,
}

#[derive(Debug, Serialize)]
struct Entry {
    title: String,
    id: String,
    group: Option<String>,
    date: Option<String>,
    /// Sentences that are reported fact, quote and opinion.
    counts: [usize; 3],
    claims: usize,
}

#[derive(Debug, Default, Serialize)]
struct Claims {
    text: Vec<String>,
    /// A letter each.
    label: String,
    /// A letter each: put forward, denied, unsaid, asked (Q), wanted, hypothetical, or a mere topic.
    assertion: String,
    /// Index of the source, -1 for the author, -2 for somebody not named.
    source: Vec<i32>,
    /// In per cent.
    confidence: Vec<u8>,
}

impl Report {
    /// A report on nothing yet.
    pub fn new(options: ReportOptions) -> Self {
        Self {
            options,
            corpus: Corpus::default(),
            failed: Vec::new(),
            failures: 0,
            articles: Vec::new(),
            single: String::new(),
            index: Index::default(),
            sources: HashMap::new(),
        }
    }

    /// The number of articles so far.
    pub fn articles(&self) -> usize {
        self.articles.len()
    }

    /// Adds an article; its `text`, if it is known, sets its paragraphs.
    ///
    /// # Errors
    /// Fails where the template does.
    pub fn add(&mut self, record: &Record, text: Option<&str>) -> Result<(), RenderError> {
        let html = article_html(record, text)?;
        self.articles.push(packed(html.as_bytes()));
        if self.articles.len() == 1 {
            self.single = html;
        }
        let group = field(record, &self.options.by);
        let date = field(record, &self.options.date);
        let mut counts = Counts::default();
        record.sentences.iter().filter_map(|sentence| sentence.label).for_each(|label| counts.add(label));
        self.corpus.add(record, group.clone(), date.as_deref());
        self.index.articles.push(Entry {
            title: tame(title(record)).into_owned(),
            id: tame(&record.id).into_owned(),
            group: group.map(|group| tame(&group).into_owned()),
            date: date.map(|date| tame(&date).into_owned()),
            counts: [counts.fact, counts.quote, counts.opinion],
            claims: record.claims.len(),
        });
        self.add_claims(record);
        Ok(())
    }

    fn add_claims(&mut self, record: &Record) {
        let mut whose = vec![-1; record.claims.len()];
        for voice in voices(record) {
            let source = match voice.who {
                Who::Author => -1,
                Who::NotNamed => -2,
                Who::Source(source) => {
                    let name = tame(tally::name(source));
                    let next = self.index.sources.len();
                    let place = *self.sources.entry(name.to_string()).or_insert(next);
                    if place == next {
                        self.index.sources.push(name.into_owned());
                    }
                    place as i32
                }
            };
            voice.claims.iter().for_each(|claim| whose[claim.index] = source);
        }
        let claims = &mut self.index.claims;
        for (claim, source) in record.claims.iter().zip(whose) {
            claims.text.push(tame(&claim.text).into_owned());
            claims.label.push(names::letter(Some(claim.label)));
            claims.assertion.push(match names::mark(claim) {
                Some("ASKED") => 'Q',
                mark => mark.and_then(|mark| mark.chars().next()).unwrap_or('A'),
            });
            claims.source.push(source);
            claims.confidence.push((100.0 * claim.confidence).clamp(0.0, 100.0) as u8);
        }
    }

    /// Notes an article that could not be labelled.
    pub fn add_failure(&mut self, error: &ErrorRecord) {
        self.failures += 1;
        if self.failed.len() < MOST_FAILURES {
            self.failed.push((tame(&error.id).into_owned(), tame(&error.error.reason).into_owned()));
        }
    }

    /// The page: style, script, charts and articles are in it, and nothing is loaded from anywhere. Its policy lets a
    /// browser run this script and no other.
    ///
    /// # Errors
    /// Fails where the template does, or where the data cannot be written as JSON.
    pub fn html(&self) -> Result<String, RenderError> {
        let index = serde_json::to_vec(&self.index).map_err(askama::Error::from)?;
        let script = [SCRIPT, REPORT_SCRIPT].concat();
        let style = [STYLE, REPORT_STYLE].concat();
        Ok(Page { report: self, index: packed(&index), script, style }.render()?)
    }
}

/// Compressed by gzip, which browsers can undo, in Base64.
fn packed(bytes: &[u8]) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default();
    STANDARD.encode(packed)
}

/// What lets a browser run an inline script or use an inline style: the hash of all of it.
pub(crate) fn policy_hash(code: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(code.as_bytes())))
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    report: &'r Report,
    index: String,
    script: String,
    style: String,
}

/// A row of a table with bars.
struct Row<'r> {
    name: String,
    tally: &'r Tally,
}

/// A column of a chart.
struct Column {
    name: String,
    /// Left end and width.
    x: String,
    width: String,
    stretches: Vec<names::Stretch>,
    /// What it stands for, in words.
    told: String,
    counts: Counts,
    articles: usize,
    /// Whether its name stands below: names must not run together.
    is_named: bool,
}

/// Room of a chart's columns.
const WIDTH: f64 = 640.0;

impl<'r> Page<'r> {
    fn is_single(&self) -> bool {
        self.report.articles.len() == 1
    }

    fn all(&self) -> &'r Tally {
        &self.report.corpus.all
    }

    #[expect(clippy::unused_self, reason = "the template calls methods")]
    fn hash(&self, code: &str) -> String {
        policy_hash(code)
    }

    fn failures(&self) -> usize {
        self.report.failures
    }

    fn title(&self) -> String {
        tame(&self.report.options.title).into_owned()
    }

    fn by(&self) -> String {
        tame(&self.report.options.by).into_owned()
    }

    fn lead(&self) -> String {
        let all = self.all();
        let lead = format!(
            "{}, {}, {}",
            names::counted(all.articles, "article"),
            names::counted(all.sentences.total(), "labelled sentence"),
            names::counted(all.attributions(), "attribution"),
        );
        match self.report.failures {
            0 => lead,
            failures => format!("{lead}; {} could not be labelled", names::count(failures)),
        }
    }

    /// What stands at the top: a share and what it is of.
    fn headlines(&self) -> Vec<(&'static str, String, String)> {
        let all = self.all();
        let sentences = all.sentences.total();
        let of = |part, whole| names::share(part, whole);
        let labels = all
            .sentences
            .by_label()
            .map(|(label, count)| (names::label(label), of(count, sentences), names::counted(count, "sentence")));
        let mut headlines: Vec<_> = labels.into();
        headlines.push((
            "Attributed to others",
            of(all.attributed, sentences),
            names::counted(all.attributed, "sentence"),
        ));
        let naming = all.naming;
        let hidden = naming.absent + naming.described;
        headlines.push(("Source without a name", of(hidden, naming.total()), names::counted(hidden, "attribution")));
        headlines
    }

    fn groups(&self) -> Vec<Row<'r>> {
        let (groups, _) = self.report.corpus.groups(MOST_GROUPS);
        groups.into_iter().map(|(name, tally)| Row { name: tame(name).into_owned(), tally }).collect()
    }

    fn other_groups(&self) -> usize {
        self.report.corpus.groups(MOST_GROUPS).1
    }

    fn sources(&self) -> (Vec<SourceRow>, usize) {
        let speakers = self.report.corpus.speakers.ranked();
        let most = speakers.first().map_or(1, |speaker| speaker.counts.claims).max(1);
        let row = |Speaker { name, article, person, counts, .. }: &Speaker| {
            let speech = SpeechCounts { direct: counts.direct, mixed: counts.mixed, indirect: counts.indirect };
            let stretches = names::stretches(names::speech_classes(speech));
            let scale = counts.claims as f64 / most as f64;
            SourceRow {
                name: tame(name).into_owned(),
                article: article.as_deref().map(|article| tame(article).into_owned()),
                known: person
                    .as_ref()
                    .and_then(|person| tally::known(person, name))
                    .map(|known| tame(&known).into_owned()),
                claims: names::count(counts.claims),
                articles: names::count(counts.articles),
                told: names::speech_counts(speech),
                stretches: stretches.into_iter().map(|stretch| stretch.scaled(scale)).collect(),
            }
        };
        (speakers.iter().take(MOST_SOURCES).copied().map(row).collect(), speakers.len())
    }

    fn columns(&self) -> Vec<Column> {
        let time = self.report.corpus.over_time();
        let width = WIDTH / time.len().max(1) as f64;
        let every = time.len().div_ceil(10).max(1);
        let column = |(index, (name, tally)): (usize, (String, Tally))| Column {
            told: format!("{name}: {}; {}", names::counted(tally.articles, "article"), tally.sentences.told()),
            name,
            x: format!("{:.1}", index as f64 * width + 0.08 * width),
            width: format!("{:.1}", (0.84 * width).min(48.0)),
            stretches: names::bars(tally.sentences),
            counts: tally.sentences,
            articles: tally.articles,
            is_named: index.is_multiple_of(every),
        };
        time.into_iter().enumerate().map(column).collect()
    }

    fn undated(&self) -> usize {
        self.all().articles - self.report.corpus.dated()
    }

    /// The histogram of confidence: columns whose height is 100 for the fullest bin.
    fn histogram(&self) -> Vec<Column> {
        let bins = &self.report.corpus.confidence;
        let most = bins.iter().map(|counts| counts.total()).max().unwrap_or(1).max(1);
        let width = WIDTH / BINS as f64;
        let column = |(index, counts): (usize, &Counts)| {
            let low = 100.0 * LOWEST + 5.0 * index as f32;
            let name = format!("{low:.0}–{:.0} %", low + 5.0);
            let scale = counts.total() as f64 / most as f64;
            Column {
                told: format!("{name}: {}", counts.told()),
                name,
                x: format!("{:.1}", index as f64 * width + 2.0),
                width: format!("{:.1}", width - 4.0),
                stretches: names::bars(*counts).into_iter().map(|stretch| stretch.scaled(scale)).collect(),
                counts: *counts,
                articles: 0,
                is_named: index.is_multiple_of(2),
            }
        };
        bins.iter().enumerate().map(column).collect()
    }
}

/// A source in the table of those with the most claims.
struct SourceRow {
    name: String,
    /// The article that it belongs to, where its name alone does not say who it is.
    article: Option<String>,
    /// What is known of the person that it is.
    known: Option<String>,
    claims: String,
    articles: String,
    told: String,
    stretches: Vec<names::Stretch>,
}
