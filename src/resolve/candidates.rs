//! People without a name who may be meant by a later "they", "she" or "the official": "a senior official", "two of the
//! engineers", "researchers from the University of Hallen".

use super::describe::describe;
use super::lexicon::{FUNCTION_WORDS, GROUPS, PERSONS, gender_of_noun, singular};
use super::nodes::{Node, Nodes};
use super::tokens::Tokens;
use crate::record::{Role, SourceKind};
use std::ops::Range;

/// Words before a noun that belong to it.
const BEFORE: usize = 4;

/// Adds a node for each description of people in running text that is no part of a name.
pub(super) fn add(nodes: &mut Nodes<'_>) {
    let tokens = nodes.tokens;
    let mut taken = vec![false; tokens.all.len()];
    for entity in &nodes.entities.all {
        for role in &entity.roles {
            taken[role.text.clone()].fill(true);
        }
    }
    for (name, _) in &nodes.entities.names {
        taken[name.title.start.min(name.tokens.start)..name.tokens.end].fill(true);
    }
    for noun in 0..tokens.all.len() {
        let word = tokens.of(noun);
        let plural = singular(word).is_some() || (GROUPS.has(word) && !FUNCTION_WORDS.has(word) && word.len() > 4);
        let person = PERSONS.has(word);
        let plain =
            !taken[noun] && (!tokens.is_capital(noun) || tokens.all[noun].initial) && !tokens.all[noun].possessive;
        if !plain || !(plural || person) || tokens.role(noun) != Role::Body {
            continue;
        }
        let Some(run) = description(tokens, noun, plural, &taken) else { continue };
        let name = describe(nodes, &run, None);
        if nodes.all.iter().any(|node| node.entity.is_none() && node.name == name) {
            continue;
        }
        let kind = if plural { SourceKind::Group } else { SourceKind::Unnamed };
        let mut node = Node::new(name, kind);
        node.gender = gender_of_noun(word);
        node.nouns.push(word.to_lowercase());
        node.mention(run);
        nodes.all.push(node);
    }
}

/// The noun with what stands before it and a name that follows after a preposition.
fn description(tokens: &Tokens<'_>, noun: usize, plural: bool, taken: &[bool]) -> Option<Range<usize>> {
    const BEGINNINGS: [&str; 12] =
        ["a", "an", "one", "another", "two", "three", "four", "some", "several", "many", "other", "both"];
    let belongs = |index: &usize| {
        tokens.all[*index].is_word
            && tokens.all[*index].sentence == tokens.all[noun].sentence
            && !taken[*index]
            && (!FUNCTION_WORDS.has(tokens.of(*index)) || BEGINNINGS.contains(&tokens.lower(*index).as_str()))
    };
    let mut start = (noun.saturating_sub(BEFORE)..noun).rev().take_while(belongs).last().unwrap_or(noun);
    let begins = |index: usize| BEGINNINGS.contains(&tokens.lower(index).as_str());
    if let Some(first) = (start..noun).rev().find(|&index| begins(index)) {
        start = first;
    } else if !plural || (noun > start && start + 1 < noun) {
        // One person is new to the text only with an article; a verb may stand among several words without one.
        return None;
    } else {
        start = noun;
    }
    let mut end = noun + 1;
    let next = |index: usize| if index < tokens.all.len() { tokens.of(index) } else { "" };
    if ["of", "from", "at"].contains(&next(end)) {
        let name = if next(end + 1) == "the" { end + 2 } else { end + 1 };
        let rest = (name..tokens.all.len())
            .take_while(|&index| taken[index] && tokens.all[index].sentence == tokens.all[noun].sentence);
        end = rest.last().map_or(end, |last| last + 1);
    }
    Some(start..end)
}
