//! Names of enum values as used in the record.

use super::{Assertion, Label, Role, SourceKind, Speech};

impl Label {
    /// The name used in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReportedFact => "reported_fact",
            Self::Quote => "quote",
            Self::Opinion => "opinion",
        }
    }
}

impl Assertion {
    /// The name used in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Denied => "denied",
            Self::Unsaid => "unsaid",
            Self::Asked => "asked",
            Self::Wanted => "wanted",
            Self::Hypothetical => "hypothetical",
        }
    }
}

impl Role {
    /// The name used in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Body => "body",
            Self::Caption => "caption",
            Self::Boilerplate => "boilerplate",
        }
    }
}

impl Speech {
    /// The name used in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
        }
    }
}

impl SourceKind {
    /// The name used in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Document => "document",
            Self::Group => "group",
            Self::Unnamed => "unnamed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SourceKind::{Document, Group, Organization, Person, Unnamed};
    use super::*;
    use serde_json::to_value;

    #[test]
    fn names_are_those_of_the_record() {
        for label in [Label::ReportedFact, Label::Quote, Label::Opinion] {
            assert_eq!(to_value(label).unwrap(), label.name());
        }
        for role in [Role::Headline, Role::Body, Role::Caption, Role::Boilerplate] {
            assert_eq!(to_value(role).unwrap(), role.name());
        }
        for speech in [Speech::Direct, Speech::Indirect, Speech::Mixed] {
            assert_eq!(to_value(speech).unwrap(), speech.name());
        }
        for kind in [Person, Organization, Document, Group, Unnamed] {
            assert_eq!(to_value(kind).unwrap(), kind.name());
        }
        for assertion in Assertion::ALL {
            assert_eq!(to_value(assertion).unwrap(), assertion.name());
        }
    }
}
