//! The data that the script of a report counts and searches: articles, sources, sentences and claims, each sentence
//! and claim with one letter for each property that can be filtered by. Columns take less than half the space of
//! objects.

use super::ReportOptions;
use crate::about::About;
use crate::fields;
use crate::sources;
use crate::view::page::names;
use crate::view::sanitize::sanitize;
use crate::view::voices::{Who, claim_places, voices};
use saidso::record::{ClaimRecord, Date, Record, SentenceRecord, SourceKind, SourceRecord, Speech};
use serde::Serialize;
use std::collections::HashMap;

/// Stand for the source of a claim that has none.
const AUTHOR: i32 = -1;
const NOT_NAMED: i32 = -2;

/// Metadata fields that hold the section of a newspaper; the first one present is taken.
const SECTIONS: [&str; 4] = ["section", "sectionName", "section_name", "category"];

#[derive(Debug, Default, Serialize)]
pub(super) struct Index {
    articles: Vec<Entry>,
    sources: Vec<Source>,
    sentences: Sentences,
    claims: Claims,
    #[serde(skip)]
    places: HashMap<Identity, usize>,
}

#[derive(Debug, Serialize)]
struct Entry {
    title: String,
    id: String,
    group: Option<String>,
    section: Option<String>,
    /// Like 2024-05-17, 2024-05 or 2024.
    date: Option<String>,
    /// The value of the date field, if it cannot be read.
    unread: Option<String>,
    link: Option<String>,
    /// Whether it repeats the text of another article.
    repeats: bool,
    /// How many of the sentences and claims belong to it; they are stored in the order of the articles.
    sentences: usize,
    claims: usize,
    /// Sentences of boilerplate, which have no label.
    unlabelled: usize,
}

/// A source; counted as one across articles if its full name identifies it.
#[derive(Debug, Serialize)]
struct Source {
    name: String,
    kind: char,
    /// Index of the article it belongs to, if its name alone does not identify it.
    article: Option<usize>,
    /// What is known about it, if it is a known person.
    known: Option<String>,
}

/// Kind, name, and the article if the name alone does not identify the source.
type Identity = (char, String, Option<usize>);

#[derive(Debug, Default, Serialize)]
struct Sentences {
    label: String,
    kind: String,
    assertion: String,
    /// In hundredths of a per cent.
    confidence: Vec<Option<u16>>,
}

#[derive(Debug, Default, Serialize)]
struct Claims {
    text: Vec<String>,
    label: String,
    assertion: String,
    speech: String,
    /// Index of the source, or [`AUTHOR`], or [`NOT_NAMED`].
    source: Vec<i32>,
    /// In hundredths of a per cent.
    confidence: Vec<u16>,
}

impl Index {
    pub(super) fn add(&mut self, record: &Record, options: &ReportOptions) {
        let about = About::dated(record, &options.dates);
        let field = |name: &str| fields::value(&record.metadata, name);
        let unlabelled = record.sentences.iter().filter(|sentence| sentence.label.is_none()).count();
        let text = |text: String| sanitize(&text).into_owned();
        let entry = Entry {
            title: text(about.name),
            id: text(record.id.clone()),
            group: match &options.by {
                Some(by) => field(by),
                None => about.outlet,
            }
            .map(text),
            section: match &options.section {
                Some(section) => field(section),
                None => SECTIONS.iter().copied().find_map(field),
            }
            .map(text),
            date: about.published.map(Date::iso),
            unread: options.dates.unread(record).map(text),
            link: about.link,
            repeats: record.duplicate_of.is_some(),
            sentences: record.sentences.len() - unlabelled,
            claims: record.claims.len(),
            unlabelled,
        };
        self.add_sentences(record);
        self.add_claims(record);
        self.articles.push(entry);
    }

    fn add_sentences(&mut self, record: &Record) {
        let (_, of_sentences) = claim_places(record);
        let sources: HashMap<&str, &SourceRecord> =
            record.sources.iter().map(|source| (source.id.as_str(), source)).collect();
        for (sentence, claim) in record.sentences.iter().zip(of_sentences) {
            let Some(label) = sentence.label else { continue };
            let source = sentence.source.as_deref().and_then(|id| sources.get(id));
            self.sentences.label.push(names::letter(Some(label)));
            self.sentences.kind.push(source.map_or_else(|| without_source(sentence), |source| kind(source)));
            self.sentences.assertion.push(claim.map_or('A', |claim| assertion(&record.claims[claim])));
            self.sentences.confidence.push(sentence.confidence.map(fraction));
        }
    }

    fn add_claims(&mut self, record: &Record) {
        let mut whose = vec![(AUTHOR, '-'); record.claims.len()];
        for voice in voices(record) {
            let source = match voice.who {
                Who::Author => AUTHOR,
                Who::NotNamed => NOT_NAMED,
                Who::Source(source) => self.place(source) as i32,
            };
            for claim in voice.claims {
                whose[claim.index] = (source, claim.attribution.map_or('-', |(_, record)| speech(record.speech)));
            }
        }
        for (claim, (source, speech)) in record.claims.iter().zip(whose) {
            self.claims.text.push(sanitize(&claim.text).into_owned());
            self.claims.label.push(names::letter(Some(claim.label)));
            self.claims.assertion.push(assertion(claim));
            self.claims.speech.push(speech);
            self.claims.source.push(source);
            self.claims.confidence.push(fraction(claim.confidence));
        }
    }

    /// Index of a source of the article that is being added.
    fn place(&mut self, source: &SourceRecord) -> usize {
        let full_name = sources::full_name(source);
        let article = full_name.is_none().then_some(self.articles.len());
        let name = sources::name(source);
        let key = (kind(source), full_name.unwrap_or_else(|| sources::folded(name)), article);
        *self.places.entry(key).or_insert_with(|| {
            let known = source.person.as_ref().and_then(|person| sources::known(person, name));
            self.sources.push(Source {
                name: sanitize(name).into_owned(),
                kind: kind(source),
                article,
                known: known.map(|known| sanitize(&known).into_owned()),
            });
            self.sources.len() - 1
        })
    }
}

/// A probability in hundredths of a per cent.
fn fraction(probability: f32) -> u16 {
    (1e4 * probability).round().clamp(0.0, 1e4) as u16
}

/// A source's kind: person, organisation, document, group, unnamed (U), unresolved (R), or nobody (N).
fn kind(source: &SourceRecord) -> char {
    match source.kind {
        _ if sources::is_nobody(source) => 'N',
        _ if source.unresolved => 'R',
        Some(SourceKind::Person) => 'P',
        Some(SourceKind::Organization) => 'O',
        Some(SourceKind::Document) => 'D',
        Some(SourceKind::Group) => 'G',
        Some(SourceKind::Unnamed) | None => 'U',
    }
}

/// A sentence without a source is the author's, or that of a source that is not named.
fn without_source(sentence: &SentenceRecord) -> char {
    if sentence.attributed_by.is_some() { 'N' } else { 'A' }
}

/// Asserted (A), denied, unsaid, asked (Q), wanted, hypothetical, or a mere topic.
fn assertion(claim: &ClaimRecord) -> char {
    match names::mark(claim) {
        Some("ASKED") => 'Q',
        mark => mark.and_then(|mark| mark.chars().next()).unwrap_or('A'),
    }
}

fn speech(speech: Speech) -> char {
    match speech {
        Speech::Direct => 'D',
        Speech::Mixed => 'M',
        Speech::Indirect => 'I',
    }
}
