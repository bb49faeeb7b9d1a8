//! Annotated articles: annotations of articles by people or by other systems. The format is that of the record with
//! fewer required fields; every record is an annotated article.
//!
//! An absent field was not annotated; `null` means that there is none (no label: boilerplate; no source: the author's
//! own words).

use super::{
    Assertion, AttributionRecord, Label, LabelScores, OffsetUnit, Record, Role, SentenceRecord, SourceRecord, SpanOf,
    SpanRecord, Speech,
};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};
use std::fmt;

/// One article with its annotations.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnnotatedArticle {
    /// Version of the record format.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_version: Option<u32>,
    /// The article's id; unique within a file.
    pub id: String,
    /// The article's text. Gold files have it; predictions need not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Anything else known about the article, such as its publisher.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    /// Unit of all offsets; Unicode code points if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_unit: Option<OffsetUnit>,
    /// The tokens, in text order, if the data set comes tokenized.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Vec<(usize, usize)>>,
    /// All sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentences: Option<Vec<AnnotatedSentence>>,
    /// All attributions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributions: Option<Vec<AnnotatedAttribution>>,
    /// Spans of each role, if the data set does not say which belong together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spans: Option<RoleSpans>,
    /// The sources that sentences and attributions refer to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<AnnotatedSource>>,
    /// Every mention of people, organisations and anything else with a name, and whom it refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<AnnotatedMention>>,
}

/// Words that refer to somebody or something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnnotatedMention {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text between; checked if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How the words refer to it.
    pub sort: MentionSort,
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// Id of who or what is meant, the same in all mentions of it. Absent if not annotated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
}

/// How words refer to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MentionSort {
    /// By a proper name, without title, job or age.
    Name,
    /// A title, job or party next to a name.
    Title,
    /// By a description without a name.
    Description,
    /// By a pronoun.
    Pronoun,
}

/// What kind of thing a mention refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// One person.
    Person,
    /// An organisation, named or not.
    Organization,
    /// A place.
    Place,
    /// A document or work.
    Document,
    /// People as a class, or several people.
    Group,
    /// Anything else with a name.
    Other,
}

/// Spans of each role, without links between them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoleSpans {
    /// The words that name sources.
    pub source: Vec<AnnotatedSpan>,
    /// The words that signal attributions.
    pub cue: Vec<AnnotatedSpan>,
    /// What is said.
    pub content: Vec<AnnotatedSpan>,
}

/// A stretch of the article's text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnnotatedSpan {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text between; checked if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Id of the source that the span names, if it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved: Option<String>,
    /// What the offsets refer to: the text if absent. What is in a title is left out, as there is no text for it.
    #[serde(default, deserialize_with = "SpanOf::or_text", skip_serializing_if = "SpanOf::is_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<SpanOf>"))]
    pub of: SpanOf,
}

/// One sentence of the article.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnnotatedSentence {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text between; checked if given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What kind of text it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The label; `null` for boilerplate.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Label>"))]
    pub label: Option<Option<Label>>,
    /// Whether the author's own view shows in it, in data sets that annotate only this (`CheckThat!`, NewsSD).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subjective: Option<bool>,
    /// Whether it is worth a fact-checker's time: 0 nothing to check, 1 factual but of little interest, 2 worth it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_worthy: Option<u8>,
    /// Probability that the label is correct, in [0, 1]; predictions only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// Probability of each label; predictions only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<LabelScores>,
    /// Id of the source that the sentence is attributed to; `null` for the author's own.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub source: Option<Option<String>>,
    /// What the offsets refer to: the text if absent. What is in a title is left out, as there is no text for it.
    #[serde(default, deserialize_with = "SpanOf::or_text", skip_serializing_if = "SpanOf::is_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<SpanOf>"))]
    pub of: SpanOf,
}

/// Somebody says something.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnnotatedAttribution {
    /// Unique within the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Whether the words are quoted, reported or both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speech: Option<Speech>,
    /// Probability that content and source are correct, in [0, 1]; predictions only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// The words that name the source: a span, a list of spans, or `null` if the text names nobody.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "SpansSchema"))]
    pub source: Option<AnnotatedSpans>,
    /// The words that signal the attribution: a span, a list of spans, or `null`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "SpansSchema"))]
    pub cue: Option<AnnotatedSpans>,
    /// What is said.
    pub content: Vec<AnnotatedSpan>,
    /// What the source does with the content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// Whether the content is a statement or a quotation, not a mere topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propositional: Option<bool>,
    /// Id of the attribution whose content contains this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// Somebody or something that says things in the article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AnnotatedSource {
    /// Unique within the article.
    pub id: String,
    /// The name by which readers would know the source.
    pub name: String,
    /// What it is: `person`, `organization`, `document`, `group` or `unnamed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SourceKind>,
    /// Every span that names it; predictions only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<AnnotatedSpan>>,
    /// Whether it is a pronoun or bare noun and the text does not show whom it refers to; predictions only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unresolved: bool,
}

/// What kind of source it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A named person, or a list of them.
    Person,
    /// A named organisation.
    Organization,
    /// A document named without an author.
    Document,
    /// People without names: critics, voters.
    Group,
    /// Somebody whose name is withheld.
    Unnamed,
}

/// No span, one, or several fragments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnnotatedSpans(pub Vec<AnnotatedSpan>);

/// The JSON form of [`AnnotatedSpans`].
#[cfg(feature = "schema")]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum SpansSchema {
    None(()),
    One(AnnotatedSpan),
    Several(Vec<AnnotatedSpan>),
}

impl Serialize for AnnotatedSpans {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0[..] {
            [] => serializer.serialize_unit(),
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for AnnotatedSpans {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Spans;
        // An untagged enum would work, but its error messages are poor.
        impl<'de> Visitor<'de> for Spans {
            type Value = AnnotatedSpans;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a span, a list of spans, or null")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(AnnotatedSpans::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Ok(AnnotatedSpans(vec![AnnotatedSpan::deserialize(MapAccessDeserializer::new(map))?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, spans: A) -> Result<Self::Value, A::Error> {
                Ok(AnnotatedSpans(Vec::deserialize(SeqAccessDeserializer::new(spans))?))
            }
        }
        deserializer.deserialize_any(Spans)
    }
}

impl From<SpanRecord> for AnnotatedSpan {
    fn from(SpanRecord { start, end, text, of }: SpanRecord) -> Self {
        Self { start, end, text: Some(text), resolved: None, of }
    }
}

impl From<SentenceRecord> for AnnotatedSentence {
    fn from(sentence: SentenceRecord) -> Self {
        let SpanRecord { start, end, text, of } = sentence.span;
        Self {
            start,
            end,
            text: Some(text),
            role: Some(sentence.role),
            label: Some(sentence.label),
            subjective: None,
            check_worthy: None,
            confidence: sentence.confidence,
            scores: sentence.scores,
            source: Some(sentence.source),
            of,
        }
    }
}

impl From<AttributionRecord> for AnnotatedAttribution {
    fn from(attribution: AttributionRecord) -> Self {
        let source = attribution
            .source
            .map(|source| AnnotatedSpan { resolved: Some(source.resolved), ..AnnotatedSpan::from(source.span) });
        Self {
            id: Some(attribution.id),
            speech: Some(attribution.speech),
            confidence: Some(attribution.confidence),
            source: Some(AnnotatedSpans(source.into_iter().collect())),
            cue: Some(AnnotatedSpans(vec![attribution.cue.into()])),
            content: attribution.content.into_iter().map(Into::into).collect(),
            assertion: attribution.assertion,
            propositional: attribution.propositional,
            within: attribution.within,
        }
    }
}

impl From<SourceRecord> for AnnotatedSource {
    fn from(source: SourceRecord) -> Self {
        Self {
            id: source.id,
            name: source.name,
            kind: source.kind,
            mentions: Some(source.mentions.into_iter().map(Into::into).collect()),
            unresolved: source.unresolved,
        }
    }
}

impl AnnotatedArticle {
    /// Removes what is in the title, as there is no text for it.
    #[must_use]
    pub fn without_title(mut self) -> Self {
        let in_text = |attribution: &AnnotatedAttribution| {
            let cue = attribution.cue.iter().flat_map(|spans| &spans.0);
            cue.chain(&attribution.content).all(|span| span.of.is_text())
        };
        self.sentences.iter_mut().for_each(|all| all.retain(|sentence| sentence.of.is_text()));
        self.attributions.iter_mut().for_each(|all| all.retain(in_text));
        let mentions = self.sources.iter_mut().flatten().filter_map(|source| source.mentions.as_mut());
        mentions.for_each(|all| all.retain(|mention| mention.of.is_text()));
        self
    }
}

impl From<Record> for AnnotatedArticle {
    fn from(record: Record) -> Self {
        Self {
            schema_version: Some(record.schema_version),
            id: record.id,
            text: None,
            metadata: record.metadata,
            offset_unit: Some(record.offset_unit),
            tokens: None,
            sentences: Some(record.sentences.into_iter().map(Into::into).collect()),
            attributions: Some(record.attributions.into_iter().map(Into::into).collect()),
            spans: None,
            sources: Some(record.sources.into_iter().map(Into::into).collect()),
            mentions: None,
        }
    }
}

/// Distinguishes `null` from an absent field.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<AnnotatedArticle, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn absent_and_null_differ() {
        let article = read(
            r#"{"id": "a", "sentences": [{"start": 0, "end": 1, "label": null, "source": null}, {"start": 1, "end": 2}],
               "attributions": [{"source": null, "content": []},
                                {"cue": {"start": 0, "end": 1}, "source": [{"start": 0, "end": 1}, {"start": 2, "end": 3}], "content": []}]}"#,
        )
        .unwrap();
        let sentences = article.sentences.as_ref().unwrap();
        assert_eq!((sentences[0].label, &sentences[0].source), (Some(None), &Some(None)));
        assert_eq!((sentences[1].label, &sentences[1].source), (None, &None));
        let attributions = article.attributions.as_ref().unwrap();
        assert_eq!(attributions[0].source, Some(AnnotatedSpans::default()));
        assert_eq!(attributions[0].cue, None);
        assert_eq!(attributions[1].source.as_ref().unwrap().0.len(), 2);
        let again = read(&serde_json::to_string(&article).unwrap()).unwrap();
        assert_eq!(again, article);
    }

    #[test]
    fn errors_name_what_is_wrong() {
        for (json, wrong) in [
            (r#"{"id": "a", "sentences": [{"start": 0, "end": 1, "label": "fact"}]}"#, "unknown variant `fact`"),
            (r#"{"id": "a", "attributions": [{"cue": {"start": 0}, "content": []}]}"#, "missing field `end`"),
            (r#"{"id": "a", "attributions": [{"cue": 3, "content": []}]}"#, "a span, a list of spans, or null"),
        ] {
            let error = read(json).unwrap_err().to_string();
            assert!(error.contains(wrong), "{error}");
        }
    }
}
