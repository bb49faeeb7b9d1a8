//! Parses the words of a source, using the mentions that the heads found in them.

use super::mentions::Mention;
use super::names::{Name, NameKind};
use super::nouns::{is_preposition, is_spokesperson, noun};
use super::phrase::{
    Phrase, describes, employs, is_apposition, is_credential, is_filler, is_list, is_pronoun, is_related, is_relation,
    is_residence, is_what_it_is_called, joined, leads_to, with_others,
};
use super::resolver::Resolver;
use crate::encode::Sort;
use crate::lexicon::PERSONS;
use std::ops::Range;

impl Resolver<'_> {
    /// Parses a source's words, given by their tokens.
    pub(super) fn phrase(&self, run: &Range<usize>) -> Option<Phrase> {
        let tokens = self.tokens;
        let mut run = run.clone();
        while run.start < run.end && (!tokens.all[run.start].is_word || is_filler(tokens, &run)) {
            run.start += 1;
        }
        if run.is_empty() {
            return None;
        }
        if is_pronoun(tokens, &run) {
            return Some(Phrase::Pronoun(run.start));
        }
        if let Some(and) = joined(tokens, &run) {
            return Some(Phrase::Joined { first: run.start..and, rest: and..run.end });
        }
        let is_name = |name: &&Name| !is_credential(tokens, name);
        let found: Vec<Name> = self.names_within(&run).filter(is_name).cloned().collect();
        let mut heads = match found.iter().find(|name| is_what_it_is_called(tokens, name, &run)) {
            Some(name) => Vec::from([name.clone()]),
            None => self.heads(&run, &found),
        };
        if heads.is_empty() && found.is_empty() {
            heads.extend(self.known_name(&run));
        }
        if heads.is_empty() {
            return Some(Phrase::Noun(noun(tokens, run, &found)));
        }
        let others = with_others(tokens, &run, &heads);
        Some(Phrase::Named { names: heads, others })
    }

    /// The names in a run of tokens, in order.
    pub(super) fn names_within(&self, run: &Range<usize>) -> impl Iterator<Item = &Name> {
        let first = self.entities.names.partition_point(|(name, _)| name.tokens.start < run.start);
        let end = run.end;
        self.entities.names[first..].iter().map(|(name, _)| name).take_while(move |name| name.tokens.end <= end)
    }

    /// A run of tokens that is recognised as a name only because the name occurs elsewhere in the article.
    pub(super) fn known_name(&self, run: &Range<usize>) -> Option<Name> {
        let capitals = run.len() < 4 && run.clone().all(|index| self.tokens.is_capital(index));
        let parts: Vec<String> = run.clone().map(|index| self.tokens.lower(index)).collect();
        self.entities.bearer(&parts, run.start).filter(|_| capitals).cloned()
    }

    /// The titles and descriptions that begin within a run of tokens.
    fn unnamed_within(&self, run: &Range<usize>) -> impl Iterator<Item = &Mention<'_>> {
        let first = self.mentions.partition_point(|mention| mention.tokens.start < run.start);
        let end = run.end;
        let within = self.mentions[first..].iter().take_while(move |mention| mention.tokens.start < end);
        within.filter(|mention| matches!(mention.sort, Sort::Title | Sort::Description))
    }

    /// The names that the phrase is about, rather than those that describe its noun.
    fn heads(&self, run: &Range<usize>, found: &[Name]) -> Vec<Name> {
        let tokens = self.tokens;
        let unnamed: Vec<(Range<usize>, Sort)> =
            self.unnamed_within(run).map(|mention| (mention.tokens.clone(), mention.sort)).collect();
        // "the mayor, Ilse Tarn": a description that ends with a name is about that name, unless a preposition
        // separates them.
        let ends_with = |words: &Range<usize>, name: &Name| {
            let linked = |index: usize| {
                is_preposition(tokens.of(index)) && !found.iter().any(|other| other.tokens.contains(&index))
            };
            let is_apposed = name.kind == NameKind::Person
                && name.start() > words.start
                && tokens.of(name.start() - 1) == ","
                && (words.start..name.start()).any(|index| PERSONS.has(tokens.of(index)));
            let from = if is_apposed { name.start() } else { words.start };
            name.tokens.end == words.end && !(from..name.start()).any(linked)
        };
        let inside = |name: &Name| {
            let holds = |words: &Range<usize>| words.start <= name.tokens.start && name.tokens.end <= words.end;
            unnamed.iter().any(|(words, sort)| {
                holds(words) && (*sort == Sort::Title || name.tokens == *words || !ends_with(words, name))
            })
        };
        let mut heads: Vec<Name> = Vec::new();
        let mut from = run.start;
        // Somebody who is only given as an example is not the speaker.
        let examples = run.clone().find(|&index| ["including", "among", "like"].contains(&tokens.of(index)));
        let first = found.iter().filter(|name| examples.is_none_or(|index| name.tokens.end <= index));
        for name in first.filter(|name| !inside(name)) {
            let between = from..name.start().max(from);
            // Words that the mention heads assign to a name need no further check: titles, and a description before a
            // comma.
            let commas = between.clone().any(|index| !tokens.all[index].is_word);
            let known = |index: &usize| {
                unnamed.iter().any(|(words, sort)| words.contains(index) && (commas || *sort == Sort::Title))
                    || found.iter().any(|other| other.tokens.contains(index))
                    || !tokens.all[*index].is_word
                    || ["the", "a", "an"].contains(&tokens.lower(*index).as_str())
            };
            let described = !commas
                && !unnamed.iter().any(|(words, _)| ends_with(words, name))
                && unnamed.iter().any(|(words, sort)| {
                    *sort == Sort::Description && words.start <= run.start + 1 && words.end > from
                });
            // Somebody who speaks for another is not that other.
            let speaks = (run.start..name.tokens.start).any(|index| {
                is_spokesperson(&tokens.lower(index))
                    && tokens.all.get(index + 1).is_some()
                    && tokens.lower(index + 1) == "for"
            });
            if heads.is_empty() && (speaks && !commas || is_related(tokens, &(from..name.tokens.start.max(from)))) {
                continue;
            }
            if heads.is_empty() {
                let follows_preposition =
                    between.clone().next_back().is_some_and(|last| is_preposition(tokens.of(last)));
                let leads = between.clone().all(|index| known(&index)) && !follows_preposition
                    || leads_to(tokens, &between, run.start)
                    || is_apposition(tokens, &between, name, run);
                // A name after a preposition only describes; one after a possessive may still be the head.
                let employs = found.iter().any(|person| employs(tokens, name, person));
                if employs || describes(tokens, name, run) || !leads || (described && name.start() > run.start) {
                    continue;
                }
                from = name.tokens.end;
                heads.push(name.clone());
            } else if !is_residence(tokens, &between, heads.last(), name)
                && !is_relation(tokens, &(from..name.tokens.start))
                && is_list(tokens, &between, &unnamed, found)
                && !describes(tokens, name, run)
            {
                from = name.tokens.end;
                heads.push(name.clone());
            } else {
                break;
            }
        }
        heads
    }
}
