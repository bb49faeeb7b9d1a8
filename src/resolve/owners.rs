//! Whose somebody or something is: "his office", "Its captain", "the company’s report".

use super::mentions::Mention;
use super::nouns::{is_preposition, noun};
use super::resolver::Resolver;
use crate::encode::Sort;
use crate::record::SourceKind;
use std::ops::Range;

impl Resolver<'_> {
    /// Who a possessive pronoun refers to.
    pub(super) fn owner(&mut self, token: usize, depth: usize) -> Option<usize> {
        let mention = self.mention_at(token, |mention| mention.sort == Sort::Pronoun)?;
        if let Some(run) = self.subject_owning(token) {
            let is_name = |mention: &Mention<'_>| {
                matches!(mention.sort, Sort::Organization | Sort::Place | Sort::OtherName)
                    && mention.tokens.end == run.end
            };
            if let Some(known) = self.mention_at(run.start, is_name) {
                return self.referent(known, depth + 1).map(|(node, _)| node);
            }
            let parsed = noun(self.tokens, run, &[]);
            if parsed.definite && !matches!(parsed.kind, SourceKind::Unnamed | SourceKind::Group) {
                return Some(self.own_description(&parsed, depth + 1).0);
            }
        }
        let (node, _) = self.referent(mention, depth + 1)?;
        (!self.nodes.all[node].unresolved).then_some(node)
    }

    /// The subject that "its" most likely means: of the sentence before, where "its" begins a sentence ("The port was
    /// closed. Its captain said …"), or of its own sentence, in a tag at the end ("The plant will stay shut, its manager
    /// said").
    fn subject_owning(&self, token: usize) -> Option<Range<usize>> {
        const LONGEST: usize = 5;
        const AUXILIARIES: [&str; 16] = [
            "will", "has", "have", "had", "is", "was", "are", "were", "can", "could", "may", "must", "would", "should",
            "said", "says",
        ];
        if !self.tokens.lower(token).eq("its") || token == 0 {
            return None;
        }
        let all = &self.tokens.all;
        let sentence = all[token].sentence;
        let begins = all[token - 1].sentence != sentence;
        let sentence = if begins { sentence.checked_sub(1)? } else { sentence };
        let first = all.partition_point(|one| one.sentence < sentence);
        // A dateline ends with a dash.
        let is_dash = |index: &usize| matches!(self.tokens.of(*index), "—" | "–" | "-" | "--");
        let start = (first..token.min(first + 16)).rev().find(is_dash).map_or(first, |dash| dash + 1);
        let verb =
            (start + 1..token.min(start + LONGEST)).find(|&index| AUXILIARIES.contains(&self.tokens.of(index)))?;
        let is_phrase = (start..verb).all(|index| all[index].is_word && !is_preposition(self.tokens.of(index)));
        let in_tag = self.tokens.of(token - 1) == ",";
        ((begins || in_tag) && is_phrase).then_some(start..verb)
    }

    /// The organisation that a description with a possessive at the beginning of a phrase refers to: "the company’s".
    pub(super) fn described_owner(&mut self, text: &Range<usize>, depth: usize) -> Option<usize> {
        let end = (text.start..text.end).find(|&index| self.tokens.all[index].possessive)? + 1;
        // "The report's": a possessive that ends the phrase has nothing that it owns.
        if end >= text.end {
            return None;
        }
        let node = self.whole(&(text.start..end), depth)?;
        (self.nodes.all[node].kind == SourceKind::Organization).then_some(node)
    }
}
