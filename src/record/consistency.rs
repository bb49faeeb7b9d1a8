use super::{OLDEST_SCHEMA_VERSION, Record, SCHEMA_VERSION, SpanRecord};
use std::collections::HashSet;

impl Record {
    /// Checks the record for inconsistencies that the schema cannot rule out; the error describes the first one found.
    ///
    /// # Errors
    /// The version is unknown, a span is not as long as its text, sentences overlap, an id is used twice or refers to
    /// nothing, or a label lacks its probabilities.
    pub fn check(&self) -> Result<(), String> {
        if !(OLDEST_SCHEMA_VERSION..=SCHEMA_VERSION).contains(&self.schema_version) {
            return Err(format!("schema_version is {}, not {SCHEMA_VERSION}", self.schema_version));
        }
        for span in self.spans() {
            let SpanRecord { start, end, text, .. } = span;
            if start > end || end - start != text.chars().count() {
                return Err(format!("the span {start}..{end} is not as long as its text, {text:?}"));
            }
        }
        let overlaps = |pair: &&[super::SentenceRecord]| {
            pair[0].span.of == pair[1].span.of && pair[0].span.end > pair[1].span.start
        };
        if let Some(pair) = self.sentences.windows(2).find(overlaps) {
            return Err(format!("the sentences at {} and {} overlap", pair[0].span.start, pair[1].span.start));
        }
        let unlabelled = |sentence: &&super::SentenceRecord| {
            sentence.label.is_some() != sentence.confidence.is_some()
                || sentence.label.is_some() != sentence.scores.is_some()
        };
        if let Some(sentence) = self.sentences.iter().find(unlabelled) {
            return Err(format!(
                "the sentence at {} has only some of label, confidence and scores",
                sentence.span.start
            ));
        }
        self.check_references()
    }

    fn spans(&self) -> impl Iterator<Item = &SpanRecord> {
        let sentences = self.sentences.iter().map(|sentence| &sentence.span);
        let attributions = self.attributions.iter().flat_map(|attribution| {
            let source = attribution.source.as_ref().map(|source| &source.span);
            source.into_iter().chain([&attribution.cue]).chain(&attribution.content)
        });
        sentences.chain(attributions).chain(self.sources.iter().flat_map(|source| &source.mentions))
    }

    fn check_references(&self) -> Result<(), String> {
        let sources: HashSet<&str> = self.sources.iter().map(|source| source.id.as_str()).collect();
        let attributions: HashSet<&str> = self.attributions.iter().map(|attribution| attribution.id.as_str()).collect();
        if sources.len() < self.sources.len() || attributions.len() < self.attributions.len() {
            return Err("an id of a source or an attribution is used twice".to_owned());
        }
        let named = self.sentences.iter().filter_map(|sentence| sentence.source.as_ref());
        let resolved = self.attributions.iter().filter_map(|one| one.source.as_ref()).map(|source| &source.resolved);
        let claimed = self.claims.iter().flat_map(|claim| claim.source.iter().chain(&claim.sources));
        if let Some(id) = named.chain(resolved).chain(claimed).find(|id| !sources.contains(id.as_str())) {
            return Err(format!("there is no source {id}"));
        }
        let covering = self.sentences.iter().flat_map(|sentence| &sentence.attributions);
        let claimed = self.claims.iter().filter_map(|claim| claim.attribution.as_ref());
        if let Some(id) = covering.chain(claimed).find(|id| !attributions.contains(id.as_str())) {
            return Err(format!("there is no attribution {id}"));
        }
        let claimed = self.claims.iter().flat_map(|claim| &claim.sentences);
        match claimed.copied().find(|&sentence| sentence >= self.sentences.len()) {
            Some(sentence) => Err(format!("there is no sentence {sentence}")),
            None => Ok(()),
        }
    }
}
