//! Finds the source of each attribution.

use super::candidates::{Own, likelihood};
use super::describe::describe;
use super::entities::Entities;
use super::mentions::Mention;
use super::names::{Name, NameKind};
use super::nodes::{Node, Nodes};
use super::notes::{Decision, Notes, SourceExplanation};
use super::nouns::noun;
use super::phrase::{Phrase, is_what_it_is_called};
use super::pronouns::{Pronoun, pronoun};
use super::tokens::Tokens;
use super::{Reference, Resolution};
use crate::decide::{Attribution, holders};
use crate::encode::Sort;
use crate::lexicon::TITLES;
use crate::model::AntecedentHead;
use crate::record::SourceKind;
use std::collections::HashMap;
use std::ops::Range;

/// Confidence of a source that is looked up rather than scored.
pub(super) const NAMED: f32 = 0.93;
/// Confidence of a description that becomes a source of its own.
pub(super) const DESCRIBED: f32 = 0.75;
/// Minimum probability for accepting an antecedent.
pub(super) const LEAST: f32 = 0.2;

/// Maximum length of a chain of mentions that refer to one another.
const DEPTH: usize = 24;

/// Who a mention refers to, and how certain that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Asked {
    /// Not resolved yet.
    Not,
    /// Nobody that the text shows.
    Nobody,
    Somebody(usize, f32),
}

impl From<Option<(usize, f32)>> for Asked {
    fn from(found: Option<(usize, f32)>) -> Self {
        found.map_or(Self::Nobody, |(node, confidence)| Self::Somebody(node, confidence))
    }
}

pub(super) struct Resolver<'t> {
    pub(super) tokens: &'t Tokens<'t>,
    pub(super) head: &'t AntecedentHead,
    pub(super) mentions: Vec<Mention<'t>>,
    pub(super) entities: Entities,
    pub(super) nodes: Nodes,
    pub(super) attributions: &'t [Attribution],
    /// Tokens of each attribution's content.
    pub(super) content: Vec<Vec<Range<usize>>>,
    /// Who each mention refers to.
    pub(super) referents: Vec<Asked>,
    /// Attributions with content in each sentence, each with the tokens of one fragment.
    saying: Vec<Vec<(usize, Range<usize>)>>,
    /// Whether each mention is in a dateline.
    pub(super) in_dateline: Vec<bool>,
    /// The entity that each description or pronoun introduces before the name first appears.
    pub(super) introduces: Vec<Option<usize>>,
    pub(super) references: Vec<Option<Reference>>,
    /// Source spans: a node, and the tokens that name it there.
    pub(super) spans: Vec<(usize, Range<usize>)>,
    /// Indices in `spans` of those that begin in each sentence.
    pub(super) spans_in: Vec<Vec<usize>>,
    /// Who holds an office in whose name turns begin, by the words for it in lower case.
    pub(super) offices: HashMap<String, usize>,
    /// What decided the source that was found last, and the mention whose antecedents were considered for it.
    pub(super) decided: (Decision, Option<usize>),
    /// Notes for explanations, if there are to be any.
    pub(super) notes: Option<Notes>,
}

impl<'t> Resolver<'t> {
    pub(super) fn new(
        tokens: &'t Tokens<'t>,
        head: &'t AntecedentHead,
        mentions: Vec<Mention<'t>>,
        entities: Entities,
        attributions: &'t [Attribution],
        notes: Option<Notes>,
    ) -> Self {
        let content: Vec<Vec<Range<usize>>> = attributions
            .iter()
            .map(|attribution| attribution.content.iter().map(|words| tokens.within(&bytes(tokens, words))).collect())
            .collect();
        let (count, sentences) = (mentions.len(), tokens.prepared.sentences.len());
        let mut saying: Vec<Vec<(usize, Range<usize>)>> = vec![Vec::new(); sentences];
        for (index, run) in
            content.iter().enumerate().flat_map(|(index, runs)| runs.iter().map(move |run| (index, run)))
        {
            let run_tokens = &tokens.all[run.clone()];
            if let (Some(first), Some(last)) = (run_tokens.first(), run_tokens.last()) {
                for sentence in &mut saying[first.sentence..=last.sentence] {
                    sentence.push((index, run.clone()));
                }
            }
        }
        Self {
            tokens,
            head,
            in_dateline: mentions.iter().map(|mention| tokens.in_dateline(&mention.tokens)).collect(),
            mentions,
            entities,
            nodes: Nodes::default(),
            attributions,
            content,
            saying,
            referents: vec![Asked::Not; count],
            introduces: vec![None; count],
            references: vec![None; attributions.len()],
            spans: Vec::new(),
            spans_in: vec![Vec::new(); sentences],
            offices: HashMap::new(),
            decided: (Decision::Named, None),
            notes,
        }
    }

    pub(super) fn resolve(mut self) -> (Resolution, Vec<Option<SourceExplanation>>) {
        self.introduce();
        self.introduce_by_office();
        self.introduce_by_quotation();
        // Resolve the speaker of a quotation before the pronouns within it.
        let holders = holders(self.attributions);
        let mut order: Vec<(usize, usize)> =
            holders.iter().enumerate().map(|(index, holders)| (holders.len(), index)).collect();
        order.sort_unstable();
        for (_, index) in order {
            if self.references[index].is_none() {
                self.attribution(index);
            }
        }
        let referents = self.all_referents();
        let explanations = self.explanations();
        (self.finish(referents), explanations)
    }

    /// Resolves the source of an attribution.
    pub(super) fn attribution(&mut self, index: usize) {
        let Some(words) = &self.attributions[index].source else { return };
        let span = bytes(self.tokens, words);
        let tokens = self.tokens.within(&span);
        if tokens.is_empty() {
            return;
        }
        self.decided = (Decision::Named, None);
        let (node, confidence) = if let Some(name) = self.pen_name(index, words.start) {
            (self.nodes.own(Node::new(name, SourceKind::Unnamed)), NAMED)
        } else {
            let Some((node, _)) = self.source(&tokens, index) else { return };
            (node, self.confidence(node))
        };
        self.nodes.all[node].mention(tokens.clone());
        self.spans_in[self.tokens.all[tokens.start].sentence].push(self.spans.len());
        self.spans.push((node, tokens));
        self.references[index] = Some(Reference { source: node, confidence });
        if let Some(notes) = &mut self.notes {
            notes.decisions.insert(index, self.decided);
        }
    }

    /// How often a source that was found like the last one has the right name: shares on the development articles (804
    /// sentences), for named people and for all others.
    fn confidence(&self, node: usize) -> f32 {
        let Node { kind, entity, .. } = &self.nodes.all[node];
        let is_pronoun = || self.decided.1.is_some_and(|mention| self.mentions[mention].sort == Sort::Pronoun);
        let (person, other) = match self.decided.0 {
            Decision::Named => (0.97, 0.89),
            Decision::Unresolved => (0.5, 0.5),
            Decision::OnlyFitting | Decision::Speaker | Decision::Relative => (0.95, 0.33),
            Decision::Antecedent if is_pronoun() => (0.95, 0.33),
            Decision::Antecedent => (0.81, 0.44),
            Decision::Introduced
            | Decision::Called
            | Decision::Repeated
            | Decision::Document
            | Decision::Headline
            | Decision::Itself => (0.93, 0.67),
        };
        if entity.is_some() && *kind == SourceKind::Person { person } else { other }
    }

    /// Takes note of what decided who is meant.
    pub(super) fn by<T>(&mut self, decision: Decision, found: T) -> T {
        self.decided.0 = decision;
        found
    }

    /// "one of them", "two of them": some of those that the pronoun refers to.
    fn some_of_them(&mut self, run: &Range<usize>, index: usize) -> Option<(usize, f32)> {
        let last = run.end.checked_sub(1)?;
        let of_them = run.len() == 3 && self.tokens.lower(last) == "them" && self.tokens.of(last - 1) == "of";
        let (node, confidence) = of_them.then(|| self.pronoun(last, index))?;
        let Node { name, unresolved, .. } = &self.nodes.all[node];
        let some = self.tokens.lower(run.start);
        let counted = ["one", "two", "three", "four", "another"].contains(&some.as_str());
        let kind = if counted { SourceKind::Unnamed } else { SourceKind::Group };
        let named = (!unresolved).then(|| format!("{some} of {}", all_of(name)))?;
        Some((self.nodes.own(Node::new(named, kind)), confidence))
    }

    /// Who the words of a source refer to.
    fn source(&mut self, run: &Range<usize>, index: usize) -> Option<(usize, f32)> {
        if let Some(found) = self.some_of_them(run, index).or_else(|| self.holder(run, index)) {
            return Some(found);
        }
        Some(match self.phrase(run)? {
            Phrase::Pronoun(token) => self.pronoun(token, index),
            Phrase::Named { names, others } => {
                let found = self.named(&names, others, run);
                if is_what_it_is_called(self.tokens, &names[0], run)
                    && let Some(described) = self.mention_at(run.start, |mention| mention.sort == Sort::Description)
                {
                    self.referents[described] = Some(found).into();
                }
                found
            }
            // Somebody who signs or takes a turn is a person, even if the heads found no name.
            Phrase::Noun(_) if self.is_bare_name(run, index) => {
                // "SEN. VELASQUEZ:"
                let is_title = |index: &usize| {
                    TITLES.has(self.tokens.of(*index).trim_end_matches('.')) || !self.tokens.all[*index].is_word
                };
                let titles = run.clone().take(run.len() - 1).take_while(is_title).count();
                let name = self.tokens.slice(run.start + titles..run.end).to_owned();
                (self.nodes.own(Node::new(name, SourceKind::Person)), NAMED)
            }
            Phrase::Noun(noun) => self.noun(&noun, index),
            Phrase::Joined { first, rest } => {
                let (node, confidence) = self.source(&first, index)?;
                let name = format!("{} {}", self.nodes.all[node].name, describe(self.tokens, &rest, &[], false));
                (self.nodes.own(Node::new(name, SourceKind::Group)), confidence)
            }
        })
    }

    /// The nodes of the speakers quoted around a token, outermost first.
    pub(super) fn speakers(&self, token: usize) -> Vec<usize> {
        let quoted = self.is_quoted(token);
        let saying = self.saying[self.tokens.all[token].sentence].iter();
        let mut around: Vec<usize> = saying
            .filter(|(index, run)| (quoted || self.attributions[*index].turn) && run.contains(&token))
            .map(|(index, _)| *index)
            .collect();
        around.dedup();
        around.into_iter().filter_map(|index| Some(self.references[index]?.source)).collect()
    }

    pub(super) fn is_quoted(&self, token: usize) -> bool {
        let bytes = &self.tokens.all[token].span;
        let quotations = &self.tokens.prepared.quotations;
        let after = quotations.partition_point(|quotation| quotation.span.start <= bytes.start);
        let near = quotations[..after].iter().rev().take(8);
        near.into_iter().any(|quotation| quotation.depth == 0 && bytes.end <= quotation.span.end)
    }

    fn pronoun(&mut self, token: usize, index: usize) -> (usize, f32) {
        let word = self.tokens.of(token).to_lowercase();
        let mention = self.mention_at(token, |mention| mention.tokens.len() == 1);
        let found = match (mention, pronoun(&word)) {
            (_, Some(Pronoun::First { plural })) => self.speaker(token, plural, mention, 0),
            (Some(mention), _) if let Some(node) = self.adding(mention, index) => Some((node, NAMED)),
            (Some(mention), _) => {
                // The speaker may be named in the reported words, if nowhere before: "Larsen will stand again, she said".
                let found = [Own::All(index), Own::Quoted(index)].into_iter().find_map(|own| {
                    let best = self.antecedents(mention, own, 0).first().copied();
                    best.filter(|best| best.probability >= LEAST).map(|best| (best.node, best.probability))
                });
                self.referents[mention] = found.into();
                self.by(Decision::Antecedent, found)
            }
            (None, _) => None,
        };
        let introduced = mention.and_then(|mention| self.introduces[mention]);
        let found = found.or_else(|| {
            let only = mention.and_then(|mention| self.only_fitting(mention));
            self.by(Decision::OnlyFitting, only)
        });
        let found = found.or_else(|| {
            let before = self.relative(token, &word);
            self.by(Decision::Relative, before)
        });
        let found = found.or_else(|| {
            let named = introduced.map(|entity| self.nodes.of_entity(entity, &self.entities.all[entity]));
            self.by(Decision::Introduced, named.map(|node| (node, DESCRIBED)))
        });
        self.decided.1 = mention;
        found.unwrap_or_else(|| {
            self.decided.0 = Decision::Unresolved;
            let kind = match pronoun(&word) {
                Some(Pronoun::Other | Pronoun::Anybody) if word == "another" || word == "one" => SourceKind::Unnamed,
                Some(Pronoun::Person(_) | Pronoun::First { .. } | Pronoun::Relative) | None => SourceKind::Person,
                Some(Pronoun::They | Pronoun::Anybody | Pronoun::Other) => SourceKind::Group,
                Some(Pronoun::It) => SourceKind::Organization,
            };
            let name = if word == "i" { "I".to_owned() } else { word };
            (self.nodes.own(Node { unresolved: true, ..Node::new(name, kind) }), 0.5)
        })
    }

    /// Who "I" or "we" at a token refers to: the speaker quoted there. The "we" of somebody who speaks for others, or
    /// for an organisation, refers to those others.
    fn speaker(&mut self, token: usize, plural: bool, mention: Option<usize>, depth: usize) -> Option<(usize, f32)> {
        let Some(&speaker) = self.speakers(token).last() else {
            // "I" outside quotation marks is the author.
            if !plural && !self.is_quoted(token) {
                return None;
            }
            // If it is not known who is quoted, the antecedent head may still know.
            let best = self.antecedents(mention?, Own::Nothing, depth).first().copied()?;
            self.decided.0 = Decision::Antecedent;
            return (best.probability >= LEAST).then_some((best.node, best.probability));
        };
        self.decided.0 = Decision::Speaker;
        if !plural {
            return Some((speaker, NAMED));
        }
        let Node { speaks_for, job, .. } = &self.nodes.all[speaker];
        if let Some(behind) = speaks_for {
            return Some((*behind, DESCRIBED));
        }
        let job = job.clone().unwrap_or(0..0);
        let organization = self.names_within(&job).find(|name| name.kind == NameKind::Organization).cloned();
        match organization {
            Some(name) => Some((self.entity_node(&name), DESCRIBED)),
            None => Some((speaker, NAMED)),
        }
    }

    /// "who": the referent of the mention that ends just before it.
    fn relative(&mut self, token: usize, word: &str) -> Option<(usize, f32)> {
        if pronoun(word) != Some(Pronoun::Relative) {
            return None;
        }
        let sentence = self.tokens.all[token].sentence;
        let ends_before = |mention: &Mention<'_>| {
            mention.sort != Sort::Title
                && mention.tokens.end <= token
                && (mention.tokens.end..token).all(|index| !self.tokens.all[index].is_word)
        };
        let first = self.mentions.partition_point(|mention| mention.tokens.start < token);
        let here = self.mentions[..first].iter().enumerate().rev();
        let here = here.take_while(|(_, mention)| self.tokens.all[mention.tokens.start].sentence == sentence);
        let (before, _) = here.into_iter().find(|(_, mention)| ends_before(mention))?;
        self.referent(before, 0)
    }

    /// The longest fitting mention that begins at a token.
    pub(super) fn mention_at(&self, token: usize, fits: impl Fn(&Mention<'_>) -> bool) -> Option<usize> {
        let first = self.mentions.partition_point(|mention| mention.tokens.start < token);
        let here = self.mentions[first..].iter().take_while(|mention| mention.tokens.start == token);
        here.enumerate().filter(|(_, mention)| fits(mention)).map(|(index, _)| first + index).next()
    }

    pub(super) fn entity_node(&mut self, name: &Name) -> usize {
        // Returns the known entity, if any; only names in boilerplate have none.
        let (tokens, mentions, head) = (self.tokens, &self.mentions, self.head);
        let score = |anaphor, candidate| likelihood(tokens, mentions, head, anaphor, candidate);
        let entity = self.entities.find_or_add(tokens, name, &score);
        self.nodes.of_entity(entity, &self.entities.all[entity])
    }

    pub(super) fn named(&mut self, names: &[Name], others: bool, span: &Range<usize>) -> (usize, f32) {
        if let ([name], false) = (names, others)
            && let Some(whole) = self.owned(name, span)
        {
            return whole;
        }
        let nodes: Vec<usize> = names.iter().map(|name| self.entity_node(name)).collect();
        if let ([node], false) = (&nodes[..], others) {
            return (*node, NAMED);
        }
        let kinds: Vec<SourceKind> = nodes.iter().map(|&node| self.nodes.all[node].kind).collect();
        let kind = match kinds[..] {
            _ if others => SourceKind::Group,
            [first, ..] if kinds.iter().all(|kind| *kind == first) => first,
            _ => SourceKind::Group,
        };
        let name = if others {
            describe(self.tokens, span, &[], true)
        } else {
            list(&nodes.iter().map(|&node| self.nodes.all[node].name.as_str()).collect::<Vec<_>>())
        };
        (self.nodes.own(Node { plural: true, ..Node::new(name, kind) }), NAMED)
    }

    /// "Ostrany’s Justice Ministry": an organisation distinguished from others by whose it is.
    fn owned(&mut self, name: &Name, span: &Range<usize>) -> Option<(usize, f32)> {
        let entity = self.entities.of_mention(name.mention)?;
        let alone = self.entities.all[entity].named.len() == 1;
        let owner = self.names_within(span).find(|owner| owner.tokens.end == name.start()).cloned()?;
        let possessive = self.tokens.all[owner.tokens.end - 1].possessive && name.kind == NameKind::Organization;
        (possessive && (alone || name.parts.len() == 1)).then(|| {
            let run = owner.start()..name.tokens.end;
            (self.nodes.own(Node::new(describe(self.tokens, &run, &[], true), SourceKind::Organization)), NAMED)
        })
    }

    /// Who a mention refers to, if the text shows it.
    pub(super) fn referent(&mut self, mention: usize, depth: usize) -> Option<(usize, f32)> {
        match self.referents[mention] {
            // Longer chains are not followed: each step takes stack space.
            Asked::Not if depth > DEPTH => return None,
            Asked::Not => {}
            Asked::Nobody => return None,
            Asked::Somebody(node, confidence) => return Some((node, confidence)),
        }
        let Mention { tokens: run, sort, .. } = &self.mentions[mention];
        let (run, sort) = (run.clone(), *sort);
        let found = match sort {
            Sort::Title => None,
            Sort::Pronoun => {
                if let Some(Pronoun::First { plural }) = pronoun(self.tokens.of(run.start)) {
                    self.speaker(run.start, plural, Some(mention), depth)
                } else {
                    let best = self.antecedents(mention, Own::Nothing, depth).first().copied();
                    best.filter(|best| best.probability >= LEAST).map(|best| (best.node, best.probability))
                }
            }
            Sort::Description => {
                let names: Vec<Name> = self.names_within(&run).cloned().collect();
                let parsed = noun(self.tokens, run, &names);
                Some(self.description(&parsed, Some(mention), Own::Nothing, depth))
            }
            _ => {
                let name = self.entities.of_mention(mention);
                name.map(|entity| (self.nodes.of_entity(entity, &self.entities.all[entity]), NAMED))
            }
        };
        self.referents[mention] = found.into();
        found
    }
}

fn bytes(tokens: &Tokens<'_>, words: &Range<usize>) -> Range<usize> {
    let all = &tokens.prepared.words;
    all[words.start].span.start..all[words.end - 1].span.end
}

/// The whole group of which a description counts some: "the engineers" for "two of the engineers".
fn all_of(name: &str) -> &str {
    name.split_once(" of ").filter(|(before, _)| !before.contains(' ')).map_or(name, |(_, rest)| rest)
}

/// "A, B and C".
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
