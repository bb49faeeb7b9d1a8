//! Who speaks in a corpus: the sources of many records added up.
//!
//! A source is one over several articles only where its full form is the same, and says enough to be the same one: a person's
//! name of two words or more, a handle, an organisation's or document's name that is no mere noun. Everybody else ("Ames",
//! "the council", "a senior official") is counted article by article.

mod render;

pub use render::{csv, json, table};

use saidso::record::{Label, Record, SourceKind, SourceRecord, Speech};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// What is counted of one source, or of many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Articles in which it speaks.
    pub articles: usize,
    /// Claims that it makes.
    pub claims: usize,
    /// Those that are quotes.
    pub quote: usize,
    /// Those that are reported in the author's words.
    pub reported_fact: usize,
    /// Those in direct speech.
    pub direct: usize,
    /// Those in indirect speech.
    pub indirect: usize,
    /// Those that are partly direct.
    pub mixed: usize,
}

impl Counts {
    fn claim(&mut self, label: Label, speech: Speech) {
        self.claims += 1;
        match label {
            Label::Quote => self.quote += 1,
            Label::ReportedFact | Label::Opinion => self.reported_fact += 1,
        }
        match speech {
            Speech::Direct => self.direct += 1,
            Speech::Indirect => self.indirect += 1,
            Speech::Mixed => self.mixed += 1,
        }
    }

    fn add(&mut self, other: &Self) {
        self.articles += other.articles;
        self.claims += other.claims;
        self.quote += other.quote;
        self.reported_fact += other.reported_fact;
        self.direct += other.direct;
        self.indirect += other.indirect;
        self.mixed += other.mixed;
    }
}

/// A source of the corpus.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Speaker {
    /// Its name.
    pub name: String,
    /// What it is; `null` where the records do not say.
    pub kind: Option<SourceKind>,
    /// The article that it is a source of, where it is not one over several.
    pub article: Option<String>,
    /// What it says.
    #[serde(flatten)]
    pub counts: Counts,
}

/// All sources of a corpus.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Records added up.
    pub articles: usize,
    /// Claims of the authors' own.
    pub author_claims: usize,
    /// Claims that the text gives to nobody it names.
    pub unattributed_claims: usize,
    /// Claims of all sources.
    pub all: Counts,
    /// Claims of the sources of each kind.
    pub kinds: BTreeMap<Option<SourceKind>, Counts>,
    /// The sources, in the order in which they came.
    speakers: Vec<Speaker>,
    places: HashMap<(Option<SourceKind>, String, Option<String>), usize>,
}

impl Tally {
    /// Adds a record.
    pub fn add(&mut self, record: &Record) {
        self.articles += 1;
        let speech: HashMap<&str, Speech> =
            record.attributions.iter().map(|attribution| (attribution.id.as_str(), attribution.speech)).collect();
        let mut counts: HashMap<&str, Counts> = HashMap::new();
        for claim in &record.claims {
            match (&claim.source, &claim.attribution) {
                (Some(source), attribution) => {
                    let speech = attribution.as_ref().and_then(|id| speech.get(id.as_str()).copied());
                    counts.entry(source).or_default().claim(claim.label, speech.unwrap_or(Speech::Indirect));
                }
                (None, Some(_)) => self.unattributed_claims += 1,
                (None, None) => self.author_claims += 1,
            }
        }
        let mut kinds: Vec<Option<SourceKind>> = Vec::new();
        for source in &record.sources {
            let Some(mut counts) = counts.get(source.id.as_str()).copied() else { continue };
            counts.articles = 1;
            let name = full_name(source);
            let article = name.is_none().then(|| record.id.clone());
            let key = (source.kind, name.unwrap_or_else(|| folded(&source.name)), article.clone());
            let place = *self.places.entry(key).or_insert(self.speakers.len());
            if place == self.speakers.len() {
                let counts = Counts::default();
                self.speakers.push(Speaker { name: source.name.clone(), kind: source.kind, article, counts });
            }
            self.speakers[place].counts.add(&counts);
            // An article counts once for a kind, however many of its sources are of it.
            counts.articles = usize::from(!kinds.contains(&source.kind));
            kinds.push(source.kind);
            self.kinds.entry(source.kind).or_default().add(&counts);
            counts.articles = usize::from(kinds.len() == 1);
            self.all.add(&counts);
        }
    }

    /// The sources: most claims first, then by name.
    pub fn ranked(&self) -> Vec<&Speaker> {
        let mut ranked: Vec<&Speaker> = self.speakers.iter().collect();
        ranked.sort_by_cached_key(|speaker| {
            (Reverse(speaker.counts.claims), speaker.name.to_lowercase(), speaker.article.clone())
        });
        ranked
    }
}

/// The name of a source, in lower case and with plain apostrophes, where it alone says who that is in whatever article.
pub(crate) fn full_name(source: &SourceRecord) -> Option<String> {
    let words = source.name.split_whitespace().count();
    let capital = source.name.starts_with(char::is_uppercase);
    let is_full = match source.kind {
        _ if source.unresolved => false,
        Some(SourceKind::Person) => words > 1 || source.name.starts_with('@'),
        Some(SourceKind::Organization | SourceKind::Document) => capital,
        Some(SourceKind::Group | SourceKind::Unnamed) | None => false,
    };
    is_full.then(|| folded(&source.name))
}

fn folded(name: &str) -> String {
    name.to_lowercase().replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(id: &str, sources: &[(&str, &str)]) -> Record {
        let span = |text: &str| json!({"start": 0, "end": text.len(), "text": text});
        let (mut all, mut attributions, mut claims) = (Vec::new(), Vec::new(), Vec::new());
        for (index, (name, kind)) in sources.iter().enumerate() {
            let (source, attribution) = (format!("s{index}"), format!("a{index}"));
            all.push(json!({"id": source, "name": name, "kind": kind, "mentions": []}));
            attributions.push(json!({"id": attribution, "speech": "direct", "confidence": 0.9, "source": null, "cue": span("said"), "content": [span("no")]}));
            claims.push(json!({"text": "no", "label": "quote", "source": source, "attribution": attribution, "sentences": [0], "confidence": 0.9}));
        }
        let record = json!({"schema_version": 1, "id": id, "offset_unit": "unicode_code_point", "sentences": [],
            "attributions": attributions, "sources": all, "claims": claims});
        serde_json::from_value(record).expect("a record")
    }

    #[test]
    fn full_names_are_one_over_articles_and_nothing_else_is() {
        let mut tally = Tally::default();
        let sources = [
            ("Anna Larsen", "person"),
            ("Ames", "person"),
            ("a senior official", "unnamed"),
            ("the council", "organization"),
        ];
        tally.add(&record("a", &sources));
        tally.add(&record("b", &sources));
        let found: Vec<(&str, Option<&str>, usize, usize)> = tally
            .ranked()
            .into_iter()
            .map(|one| (one.name.as_str(), one.article.as_deref(), one.counts.articles, one.counts.quote))
            .collect();
        assert_eq!(found[0], ("Anna Larsen", None, 2, 2));
        assert_eq!(found.len(), 7);
        assert!(found[1..].iter().all(|(_, article, articles, _)| article.is_some() && *articles == 1));
        assert_eq!((tally.all.articles, tally.all.claims, tally.all.direct), (2, 8, 8));
        let persons = tally.kinds[&Some(SourceKind::Person)];
        assert_eq!((persons.articles, persons.claims), (2, 4));
    }
}
