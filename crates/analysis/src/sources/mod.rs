//! Who speaks in a corpus: the sources of many records added up.
//!
//! Sources in several articles are counted as one only if their full forms are the same and specific enough to
//! identify them: a person's name of two words or more, a handle, or the name of an organisation or document that is
//! more than a common noun; or if they are the same known person. Nobody ("nobody has said that …") is not a source,
//! nor is an unresolved pronoun. All others ("Ames", "the council", "a senior official") are counted separately for
//! each article.

mod render;

pub use render::{flat, json, table};

use crate::fields;
use crate::listing::serialize_groups;
use saidso::record::{Assertion, ClaimRecord, Label, Record, SourceKind, SourceRecord, Speech};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is counted for one source or for several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Articles in which the source speaks.
    pub articles: usize,
    /// Claims: statements that the source puts forward. The other fields up to `mixed` count subsets of these.
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
    /// Statements it denies.
    pub denied: usize,
    /// What it leaves unsaid: does not mention or declines to say.
    pub unsaid: usize,
    /// What it asks.
    pub asked: usize,
    /// What it wants, plans or promises.
    pub wanted: usize,
    /// What it would, might or will say.
    pub hypothetical: usize,
    /// Mere topics that it speaks of, which are not statements.
    pub topics: usize,
}

impl Counts {
    fn claim(&mut self, claim: &ClaimRecord, speech: Speech) {
        match claim.assertion {
            Some(Assertion::Denied) => self.denied += 1,
            Some(Assertion::Unsaid) => self.unsaid += 1,
            Some(Assertion::Asked) => self.asked += 1,
            Some(Assertion::Wanted) => self.wanted += 1,
            Some(Assertion::Hypothetical) => self.hypothetical += 1,
            Some(Assertion::Asserted) | None if claim.is_statement() => self.statement(claim.label, speech),
            Some(Assertion::Asserted) | None => self.topics += 1,
        }
    }

    fn statement(&mut self, label: Label, speech: Speech) {
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
        self.denied += other.denied;
        self.unsaid += other.unsaid;
        self.asked += other.asked;
        self.wanted += other.wanted;
        self.hypothetical += other.hypothetical;
        self.topics += other.topics;
    }
}

/// A source of the corpus.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Speaker {
    /// Its name.
    pub name: String,
    /// What it is; `null` where the records do not say.
    pub kind: Option<SourceKind>,
    /// The article it is a source of, unless it is counted across articles.
    pub article: Option<String>,
    /// What is known about it, if it is a known person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<Map<String, Value>>,
    /// What it says.
    #[serde(flatten)]
    pub counts: Counts,
}

/// Sources that have something in common.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// What they have in common, one value for each field; `null` where it is not known.
    #[serde(flatten, serialize_with = "serialize_value")]
    pub value: Vec<Option<String>>,
    /// How many sources there are.
    pub sources: usize,
    /// What they say.
    #[serde(flatten)]
    pub counts: Counts,
}

fn serialize_value<S: Serializer>(value: &[Option<String>], serializer: S) -> Result<S::Ok, S::Error> {
    serialize_groups(value, "value", serializer)
}

/// All sources of a corpus.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceTotals {
    /// How many records were added up.
    pub articles: usize,
    /// Claims that the authors make themselves.
    pub author_claims: usize,
    /// Claims of somebody whom the text does not identify: by an unresolved pronoun, or without a stated source.
    pub unattributed_claims: usize,
    /// Claims of all sources.
    pub all: Counts,
    /// Claims of the sources of each kind.
    pub kinds: BTreeMap<Option<SourceKind>, Counts>,
    /// What sources are grouped by.
    by: Vec<String>,
    /// Indices of the sources of each group, and what they say.
    groups: BTreeMap<Vec<Option<String>>, (HashSet<usize>, Counts)>,
    /// The sources, in order of first appearance.
    speakers: Vec<Speaker>,
    places: HashMap<(Option<SourceKind>, String, Option<String>), usize>,
}

/// What is counted at most once per article, however many of its sources belong to it.
#[derive(PartialEq, Eq, Hash)]
enum Counted {
    All,
    Kind(Option<SourceKind>),
    Speaker(usize),
    Group(Vec<Option<String>>),
}

impl SourceTotals {
    /// Totals that also group sources by columns of known people, such as `person.party`, or by metadata fields.
    pub fn by(fields: Vec<String>) -> Self {
        Self { by: fields, ..Self::default() }
    }

    /// Adds a record.
    pub fn add(&mut self, record: &Record) {
        self.articles += 1;
        let speech: HashMap<&str, Speech> =
            record.attributions.iter().map(|attribution| (attribution.id.as_str(), attribution.speech)).collect();
        let unresolved: HashSet<&str> =
            record.sources.iter().filter(|source| source.unresolved).map(|source| source.id.as_str()).collect();
        let mut counts: HashMap<&str, Counts> = HashMap::new();
        for claim in &record.claims {
            match (&claim.source, &claim.attribution) {
                // A pronoun that the text does not resolve cannot be counted as a source.
                (Some(source), _) if unresolved.contains(source.as_str()) => {
                    self.unattributed_claims += usize::from(claim.is_statement());
                }
                (Some(source), attribution) => {
                    let speech = attribution.as_ref().and_then(|id| speech.get(id.as_str()).copied());
                    counts.entry(source).or_default().claim(claim, speech.unwrap_or(Speech::Indirect));
                }
                _ if !claim.is_statement() => {}
                (None, Some(_)) => self.unattributed_claims += 1,
                (None, None) => self.author_claims += 1,
            }
        }
        let mut counted = HashSet::new();
        for source in &record.sources {
            let Some(counts) = counts.get(source.id.as_str()).copied().filter(|_| !is_nobody(source)) else { continue };
            let mut counts = |of: Counted| Counts { articles: usize::from(counted.insert(of)), ..counts };
            let place = self.place(record, source);
            self.speakers[place].counts.add(&counts(Counted::Speaker(place)));
            self.kinds.entry(source.kind).or_default().add(&counts(Counted::Kind(source.kind)));
            self.all.add(&counts(Counted::All));
            if !self.by.is_empty() {
                let value: Vec<Option<String>> = self.by.iter().map(|by| value(by, record, source)).collect();
                let counts = counts(Counted::Group(value.clone()));
                let (speakers, sum) = self.groups.entry(value).or_default();
                speakers.insert(place);
                sum.add(&counts);
            }
        }
    }

    /// Index of a source among all sources.
    fn place(&mut self, record: &Record, source: &SourceRecord) -> usize {
        let full_name = full_name(source);
        let article = full_name.is_none().then(|| record.id.clone());
        let key = (source.kind, full_name.unwrap_or_else(|| folded(&source.name)), article.clone());
        *self.places.entry(key).or_insert_with(|| {
            let (name, person) = (name(source).to_owned(), source.person.clone());
            self.speakers.push(Speaker { name, kind: source.kind, article, person, counts: Counts::default() });
            self.speakers.len() - 1
        })
    }

    /// The sources: most claims first, then by name.
    pub fn ranked(&self) -> Vec<&Speaker> {
        let mut ranked: Vec<&Speaker> = self.speakers.iter().collect();
        ranked.sort_by_cached_key(|speaker| {
            (Reverse(speaker.counts.claims), speaker.name.to_lowercase(), speaker.article.clone())
        });
        ranked
    }

    /// The groups: most claims first, then by value; sources with an unknown value come last.
    pub fn groups(&self) -> Vec<Group> {
        let groups = self.groups.iter();
        let mut groups: Vec<Group> = groups
            .map(|(value, (speakers, counts))| Group { value: value.clone(), sources: speakers.len(), counts: *counts })
            .collect();
        groups.sort_by_key(|group| (group.value.iter().any(Option::is_none), Reverse(group.counts.claims)));
        groups
    }
}

/// The value of a field for a source: `person.COLUMN`, or a metadata field.
pub(crate) fn value(name: &str, record: &Record, source: &SourceRecord) -> Option<String> {
    match name.strip_prefix("person.") {
        Some(column) => fields::text(source.person.as_ref()?.get(column)?),
        None => fields::value(&record.metadata, name),
    }
}

/// The name to show for a source: the known person's name, if it is a known person.
pub(crate) fn name(source: &SourceRecord) -> &str {
    let known = source.person.as_ref().and_then(|person| person.get("name")?.as_str());
    known.unwrap_or(&source.name)
}

/// What is known about a person, apart from the name shown: "party Greens · role mayor".
pub(crate) fn known(person: &Map<String, Value>, shown: &str) -> Option<String> {
    let columns = person.iter().filter_map(|(column, value)| Some((column, fields::text(value)?)));
    let parts = columns.filter_map(|(column, text)| match &**column {
        "name" => (text != shown).then_some(text),
        column => Some(format!("{column} {text}")),
    });
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// The name of a source, in lower case and with plain apostrophes, if it identifies the source in any article.
pub(crate) fn full_name(source: &SourceRecord) -> Option<String> {
    if source.person.is_some() {
        return Some(folded(name(source)));
    }
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

/// Whether the name means nobody: "nobody has claimed that …" has no source, whatever a record says.
pub(crate) fn is_nobody(source: &SourceRecord) -> bool {
    let name = folded(&source.name);
    let mut words = name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    match words.next() {
        Some("nobody" | "none" | "neither") => true,
        Some("no") => words.next() == Some("one"),
        first => first == Some("noone"),
    }
}

/// Whether a speaker's name contains one of these texts, ignoring case; anybody is wanted if there are none.
pub(crate) fn is_wanted(speaker: Option<&str>, wanted: &[String]) -> bool {
    let has = |name: &str| wanted.iter().any(|wanted| name.contains(&wanted.to_lowercase()));
    wanted.is_empty() || speaker.is_some_and(|speaker| has(&speaker.to_lowercase()))
}

pub(crate) fn folded(name: &str) -> String {
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
        let mut totals = SourceTotals::default();
        let sources = [
            ("Anna Larsen", "person"),
            ("Ames", "person"),
            ("a senior official", "unnamed"),
            ("the council", "organization"),
        ];
        totals.add(&record("a", &sources));
        totals.add(&record("b", &sources));
        let found: Vec<(&str, Option<&str>, usize, usize)> = totals
            .ranked()
            .into_iter()
            .map(|one| (one.name.as_str(), one.article.as_deref(), one.counts.articles, one.counts.quote))
            .collect();
        assert_eq!(found[0], ("Anna Larsen", None, 2, 2));
        assert_eq!(found.len(), 7);
        assert!(found[1..].iter().all(|(_, article, articles, _)| article.is_some() && *articles == 1));
        assert_eq!((totals.all.articles, totals.all.claims, totals.all.direct), (2, 8, 8));
        let persons = totals.kinds[&Some(SourceKind::Person)];
        assert_eq!((persons.articles, persons.claims), (2, 4));
    }

    #[test]
    fn only_statements_that_are_put_forward_count_as_claims() {
        let mut record =
            record("a", &[("Ames", "person"), ("Nobody", "person"), ("no one in town", "group"), ("Nora", "person")]);
        record.claims[0].assertion = Some(Assertion::Denied);
        record.claims[3].propositional = Some(false);
        let mut totals = SourceTotals::default();
        totals.add(&record);
        let ranked = totals.ranked();
        assert_eq!(ranked.iter().map(|speaker| speaker.name.as_str()).collect::<Vec<_>>(), ["Ames", "Nora"]);
        assert_eq!((totals.all.claims, totals.all.denied, totals.all.topics, totals.all.articles), (0, 1, 1, 1));
    }

    /// Records in which the first two sources are the same known person.
    fn known() -> [Record; 2] {
        let person = json!({"name": "Ilse Tarn", "id": 7, "party": "Greens", "roles": ["mayor", "judge"]});
        let sources = [("Tarn", "person"), ("I. Tarn", "person"), ("the council", "organization")];
        ["a", "b"].map(|id| {
            let mut record = record(id, &sources);
            record.metadata.insert("publisher".to_owned(), format!("The {id}").into());
            record.sources[0].person = person.as_object().cloned();
            record.sources[1].person = person.as_object().cloned();
            record
        })
    }

    #[test]
    fn a_known_person_is_one_over_articles_whatever_the_names() {
        let mut totals = SourceTotals::default();
        for record in &known() {
            totals.add(record);
        }
        let ranked = totals.ranked();
        let first = (ranked[0].name.as_str(), ranked[0].counts.articles, ranked[0].counts.claims);
        assert_eq!((ranked.len(), first), (3, ("Ilse Tarn", 2, 4)));
        let flat = flat(&[(None, &totals)], None, usize::MAX);
        let names: Vec<&str> = flat.columns.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[15..], ["topics", "person.name", "person.id", "person.party", "person.roles"]);
        assert_eq!(json!(flat.rows[0][..5]), json!(["Ilse Tarn", "person", null, 2, 4]));
        assert_eq!(json!(flat.rows[0][15..]), json!([0, "Ilse Tarn", "7", "Greens", "mayor, judge"]));
        assert_eq!(json!(flat.rows[1][15..]), json!([0, null, null, null, null]));
        let json = json(&totals);
        assert_eq!((&json["speakers"][0]["person"]["id"], &json["groups"]), (&7.into(), &Value::Null));
    }

    #[test]
    fn sources_are_grouped_by_what_is_known_of_them_or_their_articles() {
        let groups = |by: &str| {
            let mut totals = SourceTotals::by(by.split('+').map(str::to_owned).collect());
            for record in &known() {
                totals.add(record);
            }
            let groups = totals.groups().into_iter();
            let groups = groups.map(|group| (group.value, group.sources, group.counts.articles, group.counts.claims));
            (groups.collect::<Vec<_>>(), totals)
        };
        let value = |text: &str| vec![Some(text.to_owned())];
        let (found, totals) = groups("person.party");
        assert_eq!(found, [(value("Greens"), 1, 2, 4), (vec![None], 2, 2, 2)]);
        let rows = flat(&[(None, &totals)], None, usize::MAX);
        assert_eq!((&*rows.columns[0].0, &*rows.columns[1].0), ("person.party", "sources"));
        assert_eq!(json!(rows.rows[0][..5]), json!(["Greens", 1, 2, 4, 4]));
        let table = table(&totals, 30);
        let row = table.lines().find(|line| line.contains("Greens")).unwrap();
        let row: Vec<&str> = row.split_whitespace().collect();
        assert_eq!(row, ["Greens", "1", "2", "4", "66.7", "4", "0", "4", "0", "0", "0", "0", "0"]);
        let by_party = json(&totals);
        assert_eq!((&by_party["by"], &by_party["groups"][0]["value"]), (&"person.party".into(), &"Greens".into()));
        assert_eq!(groups("person.roles").0[0].0, value("mayor, judge"));
        assert_eq!(groups("publisher").0, [(value("The a"), 2, 1, 3), (value("The b"), 2, 1, 3)]);
        let (both, totals) = groups("publisher+person.party");
        assert_eq!(both[0], (vec![Some("The a".to_owned()), Some("Greens".to_owned())], 1, 1, 2));
        assert_eq!(json(&totals)["by"], json!(["publisher", "person.party"]));
        assert_eq!(json(&totals)["groups"][0]["value_2"], "Greens");
    }

    #[test]
    fn what_is_known_is_told_without_what_is_shown() {
        let [record, _] = known();
        let person = record.sources[0].person.as_ref().unwrap();
        assert_eq!(super::known(person, "Ilse Tarn").unwrap(), "id 7 · party Greens · roles mayor, judge");
        assert!(super::known(person, "Tarn").unwrap().starts_with("Ilse Tarn · id 7"));
        assert_eq!(super::known(&Map::new(), "Tarn"), None);
    }
}
