//! Claims: what is said, without its attribution.

use super::{Label, SpanRecord};
use serde::{Deserialize, Serialize};

/// What a source does with the content of an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Assertion {
    /// Asserts it.
    Asserted,
    /// Says that it is false, or rejects or opposes it.
    Denied,
    /// Did not say it, declined to say it, or does not know it.
    Unsaid,
    /// Asks or wonders about it.
    Asked,
    /// Demands, plans, promises or hopes for it: not a statement of fact.
    Wanted,
    /// Would, might or will say it: nobody is reported to have said it.
    Hypothetical,
}

impl Assertion {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Asserted, Self::Denied, Self::Unsaid, Self::Asked, Self::Wanted, Self::Hypothetical];
}

/// Number of claims by label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClaimCounts {
    /// Reported in the author's words.
    pub reported_fact: usize,
    /// Quoted.
    pub quote: usize,
}

/// What is said, without its attribution: the content of an attribution, or the sentence itself if the author says it.
/// `assertion` tells whether it is asserted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClaimRecord {
    /// The claim's words; if the content is in several fragments, they are joined by " … ".
    pub text: String,
    /// The label of the sentence that contains most of the claim.
    pub label: Label,
    /// Id of the source that makes the claim; `null` for the author.
    pub source: Option<String>,
    /// If attributions are nested, the ids of all sources that pass the claim on, the outermost first and `source`
    /// last: in "the Herald reports that the minister would like …", the Herald and the minister. Otherwise empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Id of the attribution whose content the claim is; `null` for the author's own.
    pub attribution: Option<String>,
    /// Indices of the sentences that contain a part of the claim.
    pub sentences: Vec<usize>,
    /// Calibrated probability that the claim is extracted correctly.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub confidence: f32,
    /// What the source, or the author, does with it; absent in records of version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// Whether it is a statement, which can be true or false, or a quotation, not a mere topic; absent in records of
    /// version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propositional: Option<bool>,
    /// Probability that a fact-checker would find it worth checking: the highest among its sentences. Only for asserted
    /// statements.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub check_worthy: Option<f32>,
    /// The claim in a form that can be quoted alone: replacements for pronouns, surnames and descriptions, and the
    /// dates of relative days, are in square brackets. `null` if the claim does not stand alone.
    #[serde(default)]
    pub standalone: Option<String>,
    /// Why it does not stand alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_standalone: Option<String>,
    /// What is in square brackets in `standalone`, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replacements: Vec<Replacement>,
}

impl ClaimRecord {
    /// Whether the source, or the author, asserts it as a statement, and it is not a mere topic. Claims in records of
    /// version 1, which lack these fields, count as statements.
    pub fn is_statement(&self) -> bool {
        self.assertion.is_none_or(|assertion| assertion == Assertion::Asserted) && self.propositional != Some(false)
    }
}

/// Words of a claim that are replaced or supplemented in its `standalone` form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replacement {
    /// The words in the article.
    #[serde(flatten)]
    pub span: SpanRecord,
    /// The text in square brackets.
    pub by: String,
    /// Probability that this is what is meant, in [0, 1].
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub confidence: f32,
}
