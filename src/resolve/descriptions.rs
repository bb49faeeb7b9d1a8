//! Who a description refers to: "the senator", "his office", "a report by the agency".

use super::candidates::{CANDIDATES, Candidate, Own};
use super::describe::describe;
use super::mentions::Mention;
use super::names::{Name, NameKind};
use super::nodes::Node;
use super::notes::{Decision, Objection, Refused, Who};
use super::nouns::{Noun, Owner, is_spokesperson, noun as parse};
use super::phrase::Phrase;
use super::resolver::{DESCRIBED, Resolver};
use crate::encode::Sort;
use crate::lexicon::{TITLES, gender_of_noun, singular};
use crate::record::{Role, SourceKind};
use std::ops::Range;

/// Maximum number of tokens in a name that owns what follows.
const LONGEST_NAME: usize = 8;
/// How many tokens before a description a fuller one may be.
const FAR_BACK: usize = 400;

/// Sentences from the beginning whose quotation is looked up in the body, if they are headlines.
const HEADLINES: usize = 8;

impl Resolver<'_> {
    /// Finds who a source without a name of its own is.
    pub(super) fn noun(&mut self, noun: &Noun, index: usize) -> (usize, f32) {
        let start = noun.text.start;
        if self.tokens.role(start) == Role::Headline && self.tokens.all[start].sentence < HEADLINES {
            let is_people = matches!(noun.kind, SourceKind::Unnamed | SourceKind::Group);
            let named = if is_people { self.quoted_again(index) } else { self.named_in_full(noun) };
            if let Some(node) = named {
                return self.by(Decision::Headline, (node, DESCRIBED));
            }
        }
        let fits = |mention: &Mention<'_>| matches!(mention.sort, Sort::Description | Sort::Title);
        let after_article = || self.mention_at(start + 1, fits);
        let mention = self.mention_at(start, fits).or_else(after_article);
        // Reported words may name the speaker: "Brent Water will close the plant, the firm said".
        let found = self.description(noun, mention, Own::Quoted(index), 0);
        if let Some(mention) = mention {
            self.referents[mention] = Some(found).into();
        }
        self.rename(found.0, noun);
        self.decided.1 = mention;
        found
    }

    /// Renames a source without a name to the fullest form in which the text names it as a source.
    fn rename(&mut self, node: usize, noun: &Noun) {
        const LONGEST: usize = 10;
        let Node { entity, kind, name, .. } = &self.nodes.all[node];
        let owned = matches!(noun.owner, Some(Owner::Pronoun(_)));
        if entity.is_some() || *kind != noun.kind || owned {
            return;
        }
        let known = length(name);
        let form = self.worded(noun, None);
        if length(&form) > known && length(&form) <= LONGEST {
            self.nodes.all[node].name = form;
        }
    }

    pub(super) fn description(&mut self, noun: &Noun, mention: Option<usize>, own: Own, depth: usize) -> (usize, f32) {
        if let Some(entity) = mention.and_then(|mention| self.introduces[mention]) {
            let node = self.nodes.of_entity(entity, &self.entities.all[entity]);
            return self.by(Decision::Introduced, (node, DESCRIBED));
        }
        if let Some(found) = self.behind_document(noun, depth) {
            return self.by(Decision::Document, found);
        }
        if let Some(found) = self.just_named(noun) {
            return self.by(Decision::OnlyFitting, found);
        }
        if mention.is_none()
            && let Some(called) = self.called(noun, &[])
        {
            return self.by(Decision::Called, called);
        }
        if let Some(mention) = mention {
            let mut candidates = self.antecedents(mention, own, depth);
            let own: Vec<usize> =
                self.names_within(&noun.text).filter_map(|name| self.entities.of_mention(name.mention)).collect();
            let mut refused: Vec<Refused> = Vec::new();
            let modifiers = self.modifiers(noun);
            candidates.retain(|&Candidate { node, probability }| {
                // Nobody is their own spokesperson.
                let is_own = self.nodes.all[node].entity.is_some_and(|entity| own.contains(&entity));
                let objection = || self.objection_to(&self.nodes.all[node], noun, &modifiers);
                let why = if is_own { Some(Objection::Itself) } else { objection() };
                refused.extend(why.map(|why| Refused { who: Who::Node(node), probability, why }));
                why.is_none()
            });
            if let Some((allowed, others)) = self.notes.as_mut().and_then(|notes| notes.considered.get_mut(&mention)) {
                allowed.clone_from(&candidates);
                others.extend(refused);
            }
            if let Some(called) = self.called(noun, &candidates) {
                return self.by(Decision::Called, called);
            }
            if let Some(repeated) = self.repeated(noun, mention, depth) {
                return self.by(Decision::Repeated, repeated);
            }
            let nobody = 1.0 - candidates.iter().map(|candidate| candidate.probability).sum::<f32>();
            if let Some(&Candidate { node, probability }) = candidates.first().filter(|best| best.probability > nobody)
            {
                return self.by(Decision::Antecedent, (node, probability));
            }
        }
        if let Some(publisher) = self.publisher(noun) {
            return self.by(Decision::Document, (publisher, DESCRIBED));
        }
        let own = self.own_description(noun, depth);
        self.by(Decision::Itself, own)
    }

    /// The one organisation in the article whose name ends in the noun of a headline: "council" for "Stennard Council".
    fn named_in_full(&mut self, noun: &Noun) -> Option<usize> {
        if noun.kind != SourceKind::Organization || noun.text.len() != 1 {
            return None;
        }
        let names = self.entities.all.iter().enumerate().filter(|(_, entity)| {
            let last = entity.name.rsplit(' ').next().unwrap_or_default();
            entity.kind() == NameKind::Organization && entity.name.contains(' ') && last.to_lowercase() == noun.head
        });
        let found: Vec<usize> = names.map(|(index, _)| index).take(2).collect();
        let &[only] = &found[..] else { return None };
        Some(self.nodes.of_entity(only, &self.entities.all[only]))
    }

    /// "The presidency" after "Ostrany’s presidency": the last earlier description that says more with the same noun.
    fn repeated(&mut self, noun: &Noun, mention: usize, depth: usize) -> Option<(usize, f32)> {
        let bare = noun.definite && noun.text.len() == 2;
        let fuller = |other: &Mention<'_>| {
            other.sort == Sort::Description
                && other.text.len() > 1
                && other.text.last() == Some(&noun.head)
                && !["the", "this", "that"].contains(&other.text[0].as_str())
        };
        if !bare {
            return None;
        }
        let near = mention.saturating_sub(CANDIDATES)..mention;
        if let Some(before) = near.rev().find(|&other| fuller(&self.mentions[other])) {
            return self.referent(before, depth + 1);
        }
        let start = noun.text.start;
        let is_owned = |index: &usize| *index > 0 && self.tokens.all[index - 1].possessive;
        let mut same = (start.saturating_sub(FAR_BACK)..start).rev().filter(is_owned);
        let again = same.find(|&index| self.tokens.lower(index) == noun.head)?;
        let owner =
            self.names_within(&(again.saturating_sub(LONGEST_NAME)..again)).find(|name| name.tokens.end == again)?;
        let run = owner.start()..again + 1;
        let names = vec![owner.clone()];
        Some(self.own_description(&parse(self.tokens, run, &names), depth))
    }

    /// The publisher of a document, from the sentence that mentions the document: "Hallen Research said in a report".
    fn publisher(&mut self, noun: &Noun) -> Option<usize> {
        const PUBLISHES: [&str; 8] =
            ["in", "released", "published", "issued", "unveiled", "releases", "publishes", "issues"];
        let start = noun.text.start;
        let before = start.checked_sub(1)?;
        if noun.kind != SourceKind::Document || !PUBLISHES.contains(&self.tokens.lower(before).as_str()) {
            return None;
        }
        let sentence = self.tokens.all[start].sentence;
        let says =
            self.spans_in[sentence].iter().rev().map(|&span| &self.spans[span]).find(|(_, words)| words.start != start);
        if let Some((node, _)) = says {
            return Some(*node);
        }
        let first = self.tokens.all.partition_point(|token| token.sentence < sentence);
        let name =
            self.names_within(&(first..start)).filter(|name| name.kind == NameKind::Organization).last().cloned();
        name.map(|name| self.entity_node(&name))
    }

    /// The node of a description that refers to nobody mentioned so far.
    pub(super) fn own_description(&mut self, noun: &Noun, depth: usize) -> (usize, f32) {
        let owner = match &noun.owner {
            Some(Owner::Pronoun(token)) => self.owner(*token, depth),
            _ => None,
        };
        let name = self.name_after(noun).unwrap_or_else(|| self.worded(noun, owner));
        let plural = noun.kind == SourceKind::Group || singular(&noun.head).is_some();
        let mut node = Node { plural, ..Node::new(name, noun.kind) };
        node.gender = gender_of_noun(&noun.head);
        node.noun = Some(noun.head.clone());
        if is_spokesperson(&noun.head) {
            let behind = noun.behind.as_ref().and_then(|run| self.whole(run, depth));
            let named = match &noun.owner {
                Some(Owner::Name(name)) => Some(self.entity_node(name)),
                _ => None,
            };
            let within = || self.names_within(&noun.text).find(|name| name.kind != NameKind::Person).cloned();
            node.speaks_for = behind.or(owner).or(named);
            if node.speaks_for.is_none()
                && let Some(name) = within()
            {
                node.speaks_for = Some(self.entity_node(&name));
            }
        }
        (self.nodes.own(node), DESCRIBED)
    }

    /// The name that follows the noun for an organisation, if the mention heads missed it: "the charity Full Plate".
    fn name_after(&self, noun: &Noun) -> Option<String> {
        let run = &noun.text;
        let head = (run.start..run.end).find(|&index| self.tokens.of(index) == noun.head)?;
        let rest = head + 1..run.end;
        let is_name = noun.kind == SourceKind::Organization
            && noun.owner.is_none()
            && !rest.is_empty()
            && rest.clone().all(|index| self.tokens.is_capital(index));
        is_name.then(|| self.tokens.slice(rest).to_owned())
    }

    /// A description in its own words, but with its owner's name in full and people without their titles.
    fn worded(&mut self, noun: &Noun, owner: Option<usize>) -> String {
        let run = &noun.text;
        let mut full: Vec<(Range<usize>, String)> = Vec::new();
        if let Some(owner) = owner {
            full.push((run.start..run.start + 1, self.nodes.all[owner].name.clone()));
        }
        let mut names: Vec<Name> = self.names_within(run).cloned().collect();
        // "Ms Strand’s office", where only the rest of the article shows that Strand is a name.
        let owner = (run.start..run.end.min(run.start + 3)).find(|&index| self.tokens.all[index].possessive);
        if let Some(owner) = owner.filter(|owner| !names.iter().any(|name| name.tokens.contains(owner)))
            && let Some(name) = self.known_name(&(owner..owner + 1))
        {
            names.push(Name { tokens: owner..owner + 1, title: run.start..owner, ..name });
        }
        for name in names {
            let mut start = self.title_start(&name).max(run.start);
            // "the lawyer of the minister Ina Holt"
            let article = start > run.start && start < name.tokens.start && self.tokens.of(start - 1) == "the";
            start -= usize::from(article);
            let node = self.entity_node(&name);
            let Node { kind, name: whole, .. } = &self.nodes.all[node];
            if *kind == SourceKind::Person {
                let owns = start == run.start && self.tokens.all[name.tokens.end - 1].possessive;
                full.push((start..name.tokens.end, if owns { whole.clone() } else { name.full }));
            }
        }
        let begins = self.names_within(run).next().is_some_and(|name| name.tokens.start == run.start);
        describe(self.tokens, run, &full, begins)
    }

    /// The first of the titles and capitalised words directly before a name, or the first token of the name.
    fn title_start(&self, name: &Name) -> usize {
        let is_title = |index: &usize| {
            let word = self.tokens.of(*index).trim_end_matches('.');
            *index >= name.title.start && (TITLES.has(word) || self.tokens.is_capital(*index))
        };
        (0..name.tokens.start).rev().take_while(is_title).last().unwrap_or(name.tokens.start)
    }

    /// The organisation named before the noun of a document: "a World Bank report".
    fn named_before_head(&mut self, noun: &Noun) -> Option<usize> {
        let head = (noun.text.start..noun.text.end).find(|&index| self.tokens.lower(index) == noun.head)?;
        let is_before = |name: &&Name| name.tokens.end <= head && name.kind == NameKind::Organization;
        let name = self.names_within(&noun.text).find(is_before).cloned()?;
        Some(self.entity_node(&name))
    }

    /// Who all the tokens of a run refer to, if they are names or a description.
    pub(super) fn whole(&mut self, run: &Range<usize>, depth: usize) -> Option<usize> {
        Some(match self.phrase(run)? {
            Phrase::Named { names, others: false } => self.named(&names, false, run).0,
            Phrase::Noun(noun) => {
                let mention = self.mention_at(run.start, |mention| mention.sort == Sort::Description);
                self.description(&noun, mention, Own::Nothing, depth + 1).0
            }
            _ => return None,
        })
    }

    /// The organisation or person that a document is by, who is responsible for its contents.
    fn behind_document(&mut self, noun: &Noun, depth: usize) -> Option<(usize, f32)> {
        if noun.kind != SourceKind::Document {
            return None;
        }
        let node = match (&noun.behind, &noun.owner) {
            (Some(run), _) => self.whole(run, depth)?,
            (None, Some(Owner::Name(name))) => self.entity_node(&name.clone()),
            (None, Some(Owner::Pronoun(token))) => self.owner(*token, depth)?,
            (None, Some(Owner::Noun)) => {
                self.described_owner(&noun.text, depth).or_else(|| self.named_before_head(noun))?
            }
            (None, None) => self.named_before_head(noun)?,
        };
        Some((node, DESCRIBED))
    }
}

/// Number of words in a name, without its article.
fn length(name: &str) -> usize {
    let words = name.split_whitespace();
    words.skip_while(|word| ["the", "a", "an"].contains(&word.to_lowercase().as_str())).count()
}
