//! Claims: what is said, without the wrapping.

use super::{Label, SpanRecord};
use serde::{Deserialize, Serialize};

/// What a source does with the content of an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Assertion {
    /// Puts it forward.
    Asserted,
    /// Says that it is false, rejects or opposes it.
    Denied,
    /// Did not say it, declined to say it, or does not know it.
    Unsaid,
    /// Asks or wonders about it.
    Asked,
    /// Demands, plans, promises or hopes it: no statement of fact.
    Wanted,
    /// Would, might or will say it: nobody is reported to have said it.
    Hypothetical,
}

impl Assertion {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Asserted, Self::Denied, Self::Unsaid, Self::Asked, Self::Wanted, Self::Hypothetical];
}

/// Claims by label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClaimCounts {
    /// Reported in the author's words.
    pub reported_fact: usize,
    /// Quoted.
    pub quote: usize,
}

/// What is said, without the wrapping: the content of an attribution, or the sentence itself where nobody else says it.
/// Whether it is asserted, `assertion` tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClaimRecord {
    /// The claim's words; fragments of a divided content are joined by " … ".
    pub text: String,
    /// The label of the sentence that holds most of the claim.
    pub label: Label,
    /// Id of the source that makes the claim; `null` for the author.
    pub source: Option<String>,
    /// Ids of all who pass the claim on, the outermost first and `source` last, where an attribution stands within others:
    /// in "the Herald reports that the minister would like …", the Herald and the minister. Empty otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// Id of the attribution that holds the claim; `null` for the author's own.
    pub attribution: Option<String>,
    /// Indices of the sentences that the claim has a part in.
    pub sentences: Vec<usize>,
    /// Calibrated probability that the claim is rightly taken.
    pub confidence: f32,
    /// What the source, or the author, does with it; absent in records of version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// Whether it is a statement, which can be true or false, or a quotation; not a mere topic. Absent in records of version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propositional: Option<bool>,
    /// Probability that a fact-checker would find it worth checking, by the sentence of it that is most so; of statements
    /// that are put forward only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_worthy: Option<f32>,
    /// The claim as one would quote it alone: what stands for pronouns, surnames and relative days is in square brackets.
    /// `null` where it does not stand alone.
    #[serde(default)]
    pub standalone: Option<String>,
    /// Why it does not stand alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_standalone: Option<String>,
    /// What stands in square brackets in `standalone`, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replacements: Vec<Replacement>,
}

impl ClaimRecord {
    /// Whether the source, or the author, puts it forward as a statement: neither denied, asked, wanted nor left unsaid, and
    /// no mere topic. Claims of records of version 1, which do not tell, count as such.
    pub fn is_statement(&self) -> bool {
        self.assertion.is_none_or(|assertion| assertion == Assertion::Asserted) && self.propositional != Some(false)
    }
}

/// Words of a claim that others stand for, or are added to, in its `standalone` form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replacement {
    /// The words in the article.
    #[serde(flatten)]
    pub span: SpanRecord,
    /// What stands in square brackets.
    pub by: String,
    /// Probability that this is meant, in [0, 1].
    pub confidence: f32,
}
