//! Descriptions whose name the text gives only later, or elsewhere: "A councillor has apologised … Martin Sayle, who …",
//! and headlines whose quotation the body attributes by name.

use super::candidates::CANDIDATES;
use super::mentions::Mention;
use super::names::NameKind;
use super::nouns::{is_preposition, noun};
use super::phrase::is_related;
use super::resolver::Resolver;
use crate::decide::Attribution;
use crate::encode::Sort;
use crate::record::{Role, SourceKind};

/// Minimum probability that an earlier description introduces a name.
const INTRODUCED: f32 = 0.3;
/// Minimum number of words of a quotation in a headline that identify it in the body.
const RECOGNISED: usize = 3;

impl Resolver<'_> {
    /// Finds the names that an earlier description or pronoun introduces: "A councillor in Pelling has apologised …
    /// Martin Sayle, who …".
    pub(super) fn introduce(&mut self) {
        for entity in 0..self.entities.all.len() {
            let Some(&first) = self.entities.all[entity].named.first() else { continue };
            let before =
                self.mentions.partition_point(|mention| mention.tokens.start < self.mentions[first].tokens.start);
            let near = before.saturating_sub(CANDIDATES)..before;
            let scored: Vec<(usize, f32)> = near.map(|candidate| (candidate, self.score(first, candidate))).collect();
            let nobody = self.head.nobody(self.mentions[first].vectors);
            let Some(&(best, highest)) = scored.iter().max_by(|one, other| one.1.total_cmp(&other.1)) else { continue };
            let all: f32 = scored.iter().map(|(_, score)| (score - highest).exp()).sum();
            let probability = 1.0 / (all + (nobody - highest).exp());
            let nameless = matches!(self.mentions[best].sort, Sort::Description | Sort::Pronoun);
            let run = self.mentions[best].tokens.clone();
            let is_person = noun(self.tokens, run.clone(), &[]).kind == SourceKind::Unnamed;
            let kind = self.entities.all[entity].kind();
            // The name after "says bishop" is not the bishop's if it is an organisation's.
            let fits = self.mentions[best].sort == Sort::Pronoun || !is_person || kind == NameKind::Person;
            let name = self.mentions[first].tokens.start;
            let same = self.tokens.all[run.start].sentence == self.tokens.all[name].sentence;
            let related = same && is_related(self.tokens, &(run.start..name));
            if nameless && fits && !related && probability >= INTRODUCED && self.introduces[best].is_none() {
                self.introduces[best] = Some(entity);
            }
        }
    }

    /// Finds the names introduced by an office in the sentence after a description: "The head of the libraries has
    /// condemned the cuts. Ottoline Grazebrook, who has run the service since 2011, …".
    pub(super) fn introduce_by_office(&mut self) {
        for entity in 0..self.entities.all.len() {
            let Some(&first) = self.entities.all[entity].named.first() else { continue };
            let run = self.mentions[first].tokens.clone();
            let sentence = self.tokens.all[run.start].sentence;
            let begins = run.start > 0 && self.tokens.all[run.start - 1].sentence + 1 == sentence;
            if !begins || run.len() < 2 {
                continue;
            }
            let start = self.tokens.all.partition_point(|token| token.sentence + 1 < sentence);
            let is_description = |mention: &Mention<'_>| mention.sort == Sort::Description;
            let described =
                self.mention_at(start, is_description).or_else(|| self.mention_at(start + 1, is_description));
            let Some(described) = described.filter(|&mention| self.introduces[mention].is_none()) else { continue };
            let description = noun(self.tokens, start..self.mentions[described].tokens.end, &[]);
            let is_body = description.kind == SourceKind::Unnamed && self.tokens.role(start) == Role::Body;
            if is_body && (self.holds_office(run.end) || self.is_said_to_be(run.end, &description.head)) {
                self.introduces[described] = Some(entity);
            }
        }
    }

    /// Finds the name of somebody who is described at first and then quoted by name: "The harbour master said nobody had
    /// replied. “I wrote in March,” Dorrit Aune told the inquiry." Nothing else may be known of the name, and nobody
    /// named before.
    pub(super) fn introduce_by_quotation(&mut self) {
        let first_named = self.entities.names.iter().find(|(name, entity)| {
            entity.is_some() && name.kind == NameKind::Person && self.tokens.role(name.tokens.start) == Role::Body
        });
        let Some((name, Some(entity))) = first_named else { return };
        let (tokens, prepared) = (self.tokens, self.tokens.prepared);
        let named = |attribution: &&Attribution| {
            attribution.source.as_ref().is_some_and(|words| tokens.within(&prepared.bytes(words)) == name.tokens)
        };
        let Some(quoting) = self.attributions.iter().position(|attribution| named(&attribution)) else { return };
        let Some(before) = quoting.checked_sub(1).map(|before| &self.attributions[before]) else { return };
        let (Some(source), Some(content)) = (&before.source, self.attributions[quoting].content.first()) else {
            return;
        };
        let source = tokens.within(&prepared.bytes(source));
        let bare = name.parts.len() > 1 && name.title.is_empty() && self.entities.all[*entity].jobs.is_empty();
        let next = prepared.words[before.cue.start].sentence + 1 == prepared.words[content.start].sentence;
        let quoted = content.end <= self.attributions[quoting].cue.start
            && self.is_quoted(tokens.within(&prepared.bytes(content)).start);
        let is_description = |mention: &Mention<'_>| mention.sort == Sort::Description;
        let described =
            self.mention_at(source.start, is_description).or_else(|| self.mention_at(source.start + 1, is_description));
        let Some(described) = described.filter(|&mention| self.introduces[mention].is_none()) else { return };
        let is_person = noun(tokens, source.clone(), &[]).kind == SourceKind::Unnamed;
        if bare && next && quoted && is_person && tokens.role(source.start) == Role::Body {
            self.introduces[described] = Some(*entity);
        }
    }

    /// Whether ", who has been mayor" or the like begins at a token.
    fn is_said_to_be(&self, start: usize, noun: &str) -> bool {
        const MOST: usize = 8;
        let mut words = (start..self.tokens.all.len().min(start + MOST)).map(|index| self.tokens.lower(index));
        let is = |word: &String| ["is", "was", "became", "been"].contains(&word.as_str());
        words.next().is_some_and(|word| word == ",")
            && words.next().is_some_and(|word| word == "who")
            && words.next().is_some_and(|word| is(&word) || word == "has" && words.next().is_some_and(|word| is(&word)))
            && words.take_while(|word| !is_preposition(word)).any(|word| word == noun)
    }

    /// Whether ", who has led" or the like begins at a token.
    fn holds_office(&self, start: usize) -> bool {
        const OFFICES: [&str; 32] = [
            "run",
            "runs",
            "ran",
            "led",
            "leads",
            "headed",
            "heads",
            "chaired",
            "chairs",
            "managed",
            "manages",
            "directed",
            "directs",
            "edited",
            "edits",
            "coached",
            "coaches",
            "captained",
            "captains",
            "served",
            "serves",
            "held",
            "holds",
            "represents",
            "took",
            "founded",
            "designed",
            "drew",
            "built",
            "owns",
            "bought",
            "became",
        ];
        let words: Vec<&str> =
            (start..self.tokens.all.len().min(start + 4)).map(|index| self.tokens.of(index)).collect();
        matches!(words[..], [",", "who", verb, ..] if OFFICES.contains(&verb))
            || matches!(words[..], [",", "who", "has" | "had", verb] if OFFICES.contains(&verb))
    }

    /// The source to whom the body attributes the words that a headline quotes, or all the words of the headline if none
    /// of them is in quotation marks.
    pub(super) fn quoted_again(&mut self, index: usize) -> Option<usize> {
        let lower = |index: usize| self.tokens.lower(index);
        let is_word = |token: &usize| self.tokens.all[*token].is_word;
        let is_quoted_word = |token: &usize| is_word(token) && self.is_quoted(*token);
        let all = || self.content[index].iter().flat_map(Clone::clone);
        let mut words: Vec<String> = all().filter(is_quoted_word).map(lower).collect();
        if words.is_empty() {
            words = all().filter(is_word).map(lower).collect();
        }
        if words.len() < RECOGNISED {
            return None;
        }
        let repeats = |other: &usize| {
            let mut said = self.content[*other].iter().flat_map(Clone::clone).peekable();
            let is_body = said.peek().is_some_and(|&token| self.tokens.role(token) == Role::Body);
            let all: Vec<String> = said.filter(|&token| self.tokens.all[token].is_word).map(lower).collect();
            is_body && all.windows(words.len()).any(|window| window == words)
        };
        let other = (0..self.content.len()).filter(|&other| other != index).find(repeats)?;
        if self.references[other].is_none() {
            self.attribution(other);
        }
        Some(self.references[other]?.source)
    }
}
