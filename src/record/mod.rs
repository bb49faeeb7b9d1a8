//! The record: saidso's output for one article, as one JSON line.
//!
//! Offsets in a record are half-open ranges of Unicode code points of the article's text as given, so that
//! `text[start..end] == span.text` holds in any language that indexes strings by code point. Inside the library,
//! offsets are bytes; [`Offsets`] converts them on output.

mod annotated;
mod article;
mod claim;
mod consistency;
mod date;
mod moment;
mod names;
mod offsets;
mod published;
#[cfg(feature = "schema")]
mod schema;
mod unquoted;

pub use annotated::{
    AnnotatedArticle, AnnotatedAttribution, AnnotatedMention, AnnotatedSentence, AnnotatedSource, AnnotatedSpan,
    AnnotatedSpans, EntityKind, MentionSort, RoleSpans, SourceKind,
};
pub(crate) use article::is_deeper;
pub use article::{Article, Origin};
pub use claim::{Assertion, ClaimCounts, ClaimRecord, Replacement};
pub use date::Date;
pub use moment::{DayOrder, Moment};
pub use offsets::Offsets;
pub use published::{publication_dates, published, published_date};
#[cfg(feature = "schema")]
pub use schema::{gold_schema, schema};
pub use unquoted::unquoted;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// Version of the record format; it increases when a field changes its meaning or is removed.
///
/// Version 2 added `title` and spans in it, the `assertion`, `propositional` and `sources` of claims, and their
/// standalone form; the first sentences may be those of a title. Records of version 1 can still be read.
pub const SCHEMA_VERSION: u32 = 2;

/// The oldest version that can still be read.
pub const OLDEST_SCHEMA_VERSION: u32 = 1;

/// Unit of every offset in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OffsetUnit {
    /// Half-open ranges of Unicode code points.
    UnicodeCodePoint,
}

/// One article, labelled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Record {
    /// Version of the record format.
    pub schema_version: u32,
    /// The article's id as given, or derived from its file name and position.
    pub id: String,
    /// The article's title, if the input has it separately from the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Fields of the input other than id, title and text, unchanged.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    /// Id of the first article with the same text, if this one repeats it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<String>,
    /// Unit of all offsets.
    pub offset_unit: OffsetUnit,
    /// All sentences: those of the title, unless the text repeats it, then those of the text, in text order.
    pub sentences: Vec<SentenceRecord>,
    /// All attributions, in the order of their cues.
    pub attributions: Vec<AttributionRecord>,
    /// The sources that the attributions name, in the order of their first mention.
    pub sources: Vec<SourceRecord>,
    /// What is said, without its attribution.
    pub claims: Vec<ClaimRecord>,
}

/// A stretch of the article's text, or of its title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpanRecord {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The text between.
    pub text: String,
    /// What the offsets refer to: the article's text if absent.
    #[serde(default, deserialize_with = "SpanOf::or_text", skip_serializing_if = "SpanOf::is_text")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<SpanOf>"))]
    pub of: SpanOf,
}

/// What the offsets of a span refer to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SpanOf {
    /// The article's text.
    #[default]
    Text,
    /// The record's `title`.
    Title,
}

impl SpanOf {
    /// Whether this is the article's text.
    pub fn is_text(&self) -> bool {
        *self == Self::Text
    }

    /// Deserializes one; tables have `null` where it is absent.
    pub(crate) fn or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.unwrap_or_default())
    }
}

/// What kind of text a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Title or subtitle of the article, including repeats of it.
    Headline,
    /// Running text.
    Body,
    /// Description of a picture or video.
    Caption,
    /// Byline, credit, related links, copyright, section titles: text that makes no claims.
    Boilerplate,
}

/// What a sentence does, as defined in the label guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Stated as fact, by the author or, indirectly, by a source.
    ReportedFact,
    /// Somebody's words, mostly inside quotation marks.
    Quote,
    /// The author's own judgement.
    Opinion,
}

/// Calibrated probability of each label; they sum to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LabelScores {
    /// Probability of `reported_fact`.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub reported_fact: f32,
    /// Probability of `quote`.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub quote: f32,
    /// Probability of `opinion`.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub opinion: f32,
}

/// One sentence of the article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SentenceRecord {
    /// Its span.
    #[serde(flatten)]
    pub span: SpanRecord,
    /// What kind of text it is.
    pub role: Role,
    /// Its label; `null` for boilerplate, which makes no claims.
    pub label: Option<Label>,
    /// Calibrated probability that the label is correct; `null` for boilerplate.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub confidence: Option<f32>,
    /// Probability of each label; `null` for boilerplate.
    pub scores: Option<LabelScores>,
    /// Id of the source that the sentence is attributed to; `null` for the author's own.
    pub source: Option<String>,
    /// Id of the attribution that determines the sentence's source; of nested ones, the outermost. Called `answers`
    /// before 0.2.0, a name that can still be read.
    #[serde(default, alias = "answers", skip_serializing_if = "Option::is_none")]
    pub attributed_by: Option<String>,
    /// Ids of the attributions with a part of their content in this sentence.
    pub attributions: Vec<String>,
}

/// Whether somebody's words are quoted, reported or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Speech {
    /// All content is inside quotation marks.
    Direct,
    /// None of it is.
    Indirect,
    /// Some of it is.
    Mixed,
}

/// Somebody says something: one cue, its content, and usually a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttributionRecord {
    /// Unique within the record: `a1`, `a2`, …
    pub id: String,
    /// Whether the words are quoted, reported or both.
    pub speech: Speech,
    /// Calibrated probability that content and source are correct.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub confidence: f32,
    /// Who says it; `null` if the text names nobody.
    pub source: Option<SourceSpanRecord>,
    /// The words that signal the attribution.
    pub cue: SpanRecord,
    /// What is said, in text order.
    pub content: Vec<SpanRecord>,
    /// What the source does with the content; absent in records of version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// Whether the content is a statement, which can be true or false, or a quotation, not a mere topic; absent in
    /// records of version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propositional: Option<bool>,
    /// Id of the attribution whose content contains this one, where somebody says that somebody says something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// The words that name an attribution's source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceSpanRecord {
    /// Their span.
    #[serde(flatten)]
    pub span: SpanRecord,
    /// Id of the source in the record's `sources`.
    pub resolved: String,
    /// Probability that it is this source, in [0, 1]: near 1 for names, lower for pronouns and bare nouns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub confidence: Option<f32>,
}

/// Somebody or something that says things in this article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SourceRecord {
    /// Unique within the record: `s1`, `s2`, …
    pub id: String,
    /// The name by which readers would know the source: the fullest form in the article, without titles; for a source
    /// without a name, its description.
    pub name: String,
    /// What kind of source it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SourceKind>,
    /// Title or role, in the words of the text, if it states one: "Rep.", "chief executive".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub titles_or_role: Option<String>,
    /// If the source is one of the people in the user's file, the columns of that person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Map<String, Value>>,
    /// Whether it is a pronoun or bare noun and the text does not show whom it refers to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unresolved: bool,
    /// Id of the source that it speaks for, if that is also a source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaks_for: Option<String>,
    /// Why it is not named, if the text says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymity_reason: Option<SpanRecord>,
    /// Every span that names the source, including pronouns that are sources.
    pub mentions: Vec<SpanRecord>,
    /// Number of claims it makes, by label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<ClaimCounts>,
}

/// An article that could not be labelled, at its position in the output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorRecord {
    /// Version of the record format.
    pub schema_version: u32,
    /// The article's id, as far as known.
    pub id: String,
    /// What went wrong.
    pub error: ErrorDetail,
}

/// What went wrong with an article, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorDetail {
    /// Path of the input, or `-` for standard input; a member of an archive follows `!/`.
    pub input: String,
    /// Line of the input, or record of a Parquet or WARC file, counted from 1, if it may have many articles.
    pub line: Option<u64>,
    /// What is wrong and, if there is a remedy, what to do.
    pub reason: String,
}

/// An article that was skipped, at its position in the output: nothing is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkipRecord {
    /// Version of the record format.
    pub schema_version: u32,
    /// The article's id.
    pub id: String,
    /// Why it was skipped.
    pub skipped: SkipDetail,
}

/// Why an article was skipped, and where it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SkipDetail {
    /// Path of the input, as in an error.
    pub input: String,
    /// Line or record of the input, as in an error.
    pub line: Option<u64>,
    /// The rule that applied.
    pub rule: SkipRule,
    /// What was found.
    pub reason: String,
}

/// Why articles are skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SkipRule {
    /// It is not in English.
    Language,
    /// The same text was read before.
    Duplicate,
}

/// One line of output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum OutputLine {
    /// A labelled article.
    Record(Box<Record>),
    /// An article that failed.
    Error(ErrorRecord),
    /// An article that was skipped.
    Skipped(SkipRecord),
}

impl OutputLine {
    /// The article's id.
    pub fn id(&self) -> &str {
        match self {
            Self::Record(record) => &record.id,
            Self::Error(error) => &error.id,
            Self::Skipped(skip) => &skip.id,
        }
    }
}
