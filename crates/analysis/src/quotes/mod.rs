//! The quotations of a corpus as a list: who said what, in which words, and where to read it.

mod render;

use crate::about::About;
use crate::dates::{DateOptions, Fit, Span};
use crate::fields;
use crate::listing::serialize_groups;
use crate::sources;
use saidso::record::{Assertion, AttributionRecord, ClaimRecord, Record, SourceKind, SourceRecord, Speech, unquoted};
use serde::{Serialize, Serializer};
use std::collections::HashMap;

/// A quotation in the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quoted {
    /// Who said it; `null` where the text does not say or show who.
    pub speaker: Option<String>,
    /// What the speaker is.
    pub kind: Option<SourceKind>,
    /// The speaker's title or role, in the words of the text.
    pub titles_or_role: Option<String>,
    /// The words. Direct speech comes without its quotation marks; in other speech, the marks show what is quoted.
    pub words: String,
    /// Whether all or some of them are quoted.
    pub speech: Speech,
    /// How the speaker presents the words; `null` in records of version 1.
    pub assertion: Option<Assertion>,
    /// Probability that the quotation was extracted correctly.
    pub confidence: f32,
    /// The article that contains it.
    pub article: About,
    /// Index of the claim in the article's record.
    pub index: usize,
    /// The values that it is grouped by, one for each field.
    #[serde(flatten, serialize_with = "serialize_by")]
    pub by: Vec<Option<String>>,
}

fn serialize_by<S: Serializer>(by: &[Option<String>], serializer: S) -> Result<S::Ok, S::Error> {
    serialize_groups(by, "by", serializer)
}

/// Which quotations are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only speakers whose name contains one of these, ignoring case; all speakers if there are none.
    pub speakers: Vec<String>,
    /// Only articles of this period.
    pub span: Span,
    /// Where the dates of articles are.
    pub dates: DateOptions,
    /// What to group by: `speaker`, a column of known people such as `person.party`, or a metadata field.
    pub by: Vec<String>,
}

/// Quotations of one article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Those that pass the filter, in the order of the text.
    pub quotes: Vec<Quoted>,
    /// How many could not be checked against the filter's period, because the article has no date.
    pub undated: usize,
    /// How many could not, because its date is not precise enough.
    pub imprecise: usize,
}

/// Finds the quotations of a record: the claims in direct or partly direct speech, except those inside another
/// quotation, which already includes their words. Claims of nobody ("nobody has said …") are left out; a speaker whom
/// the text does not identify has no name.
pub fn quoted(record: &Record, filter: &Filter) -> Found {
    let about = About::dated(record, &filter.dates);
    let fit = filter.span.fit(about.published);
    if fit == Fit::Outside {
        return Found::default();
    }
    let attributions: HashMap<&str, &AttributionRecord> =
        record.attributions.iter().map(|attribution| (attribution.id.as_str(), attribution)).collect();
    let is_quoted = |attribution: &AttributionRecord| attribution.speech != Speech::Indirect;
    let sources: HashMap<&str, &SourceRecord> =
        record.sources.iter().map(|source| (source.id.as_str(), source)).collect();
    let list = |(index, claim): (usize, &ClaimRecord)| {
        let attribution = attributions.get(claim.attribution.as_deref()?).filter(|own| is_quoted(own))?;
        // "I know what it means" is one quotation, which already includes "what it means".
        if attribution.within.as_deref().and_then(|outer| attributions.get(outer)).is_some_and(|outer| is_quoted(outer))
        {
            return None;
        }
        let speech = attribution.speech;
        let source = claim.source.as_deref().and_then(|id| sources.get(id).copied());
        if source.is_some_and(sources::is_nobody) {
            return None;
        }
        let source = source.filter(|source| !source.unresolved);
        let speaker = source.map(sources::name);
        sources::is_wanted(speaker, &filter.speakers).then(|| Quoted {
            speaker: speaker.map(str::to_owned),
            kind: source.and_then(|source| source.kind),
            titles_or_role: source.and_then(|source| source.titles_or_role.clone()),
            words: if speech == Speech::Direct { unquoted(&claim.text) } else { claim.text.clone() },
            speech,
            assertion: claim.assertion,
            confidence: claim.confidence,
            article: about.clone(),
            index,
            by: filter.by.iter().map(|by| group(by, record, source)).collect(),
        })
    };
    let quotes: Vec<Quoted> = record.claims.iter().enumerate().filter_map(list).collect();
    match fit {
        Fit::Undated => Found { undated: quotes.len(), ..Found::default() },
        Fit::Imprecise => Found { imprecise: quotes.len(), ..Found::default() },
        Fit::Within | Fit::Outside => Found { quotes, ..Found::default() },
    }
}

/// The value of a quotation in the field it is grouped by.
fn group(by: &str, record: &Record, source: Option<&SourceRecord>) -> Option<String> {
    match (by, source) {
        ("speaker", source) => source.map(|source| sources::name(source).to_owned()),
        (_, Some(source)) => sources::value(by, record, source),
        (_, None) => fields::value(&record.metadata, by),
    }
}

/// Puts quotations of the same group together, those without a group last, and keeps the order within each group.
pub fn sort_by_group(quotes: &mut [Quoted]) {
    let key = |value: &Option<String>| (value.is_none(), value.as_ref().map(|value| value.to_lowercase()));
    quotes.sort_by_cached_key(|quote| quote.by.iter().map(key).collect::<Vec<_>>());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::sample;
    use saidso::record::{DayOrder, Moment};

    #[test]
    fn only_what_is_quoted_is_listed_with_those_who_are_known() {
        let mut record = sample::record();
        let found = quoted(&record, &Filter::default()).quotes;
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].speaker.as_deref(), &*found[0].words), (Some("Anna Larsen"), "We had no choice"));
        assert_eq!(found[0].article.title.as_deref(), Some("Bridge to close"));
        record.attributions[1].speech = Speech::Mixed;
        record.attributions[2].speech = Speech::Direct;
        record.attributions[2].within = Some("a2".to_owned());
        let by = Filter { by: vec!["speaker".into()], ..Filter::default() };
        let mut found = quoted(&record, &by).quotes;
        found.reverse();
        sort_by_group(&mut found);
        // The second is said by "He", whom the text does not identify.
        assert_eq!(found.iter().map(|quote| quote.by[0].as_deref()).collect::<Vec<_>>(), [Some("Anna Larsen"), None]);
        assert_eq!(found[1].speaker, None);
        let he = Filter { speakers: vec!["he".into()], ..Filter::default() };
        assert_eq!(quoted(&record, &he).quotes, []);
    }

    #[test]
    fn days_are_limits_and_what_has_none_is_counted() {
        let mut record = sample::record();
        let day = |day| Moment::read(&format!("2024-05-{day:02}"), DayOrder::Unknown);
        let between = |since, until| Filter { span: Span { since, until }, ..Filter::default() };
        let count = |record: &Record, filter: &Filter| {
            let found = quoted(record, filter);
            (found.quotes.len(), found.undated)
        };
        assert_eq!(count(&record, &between(day(1), day(1))), (1, 0));
        assert_eq!(count(&record, &between(day(2), None)), (0, 0));
        record.metadata.remove("date");
        assert_eq!(count(&record, &between(day(2), None)), (0, 1));
        assert_eq!(count(&record, &Filter::default()), (1, 0));
    }
}
