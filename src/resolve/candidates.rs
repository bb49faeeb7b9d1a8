//! People without a name who may be meant by a later "they", "she" or "the official": "a senior official", "two of the
//! engineers", "researchers from the University of Hallen"; and organisations without one that a later "it" or "the presidency" may
//! mean: "Ostrany's presidency", "the water board".

use super::describe::describe;
use super::nodes::{Node, Nodes};
use super::tokens::Tokens;
use crate::lexicon::{FUNCTION_WORDS, GROUPS, ORGANIZATIONS, PERSONS, gender_of_noun, singular};
use crate::record::{Role, SourceKind};
use std::ops::Range;

/// Words before a noun that belong to it.
const BEFORE: usize = 4;

/// What public bodies without a name are for, as it stands before their noun.
const FIELDS: [&str; 12] = [
    "water", "school", "health", "parish", "county", "city", "town", "district", "planning", "police", "housing",
    "transit",
];

/// Adds a node for each description of people in running text that is no part of a name.
pub(super) fn add(nodes: &mut Nodes<'_>) {
    let tokens = nodes.tokens;
    let mut taken = vec![false; tokens.all.len()];
    for entity in &nodes.entities.all {
        for job in &entity.jobs {
            taken[job.text.clone()].fill(true);
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
        if tokens.role(noun) != Role::Body {
            continue;
        }
        if plain && !person && ORGANIZATIONS.has(word) {
            organization(nodes, noun);
        }
        if !plain || !(plural || person) {
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

/// Adds a node for an organisation that is told by whose it is or by another noun. Where several are called alike, the bare noun
/// would not show which is meant, so none of them is added.
fn organization(nodes: &mut Nodes<'_>, noun: usize) {
    let tokens = nodes.tokens;
    let Some(before) = noun.checked_sub(1) else { return };
    let owner = nodes.entities.names.iter().map(|(name, _)| name).find(|name| name.tokens.end == noun);
    let start = match owner {
        Some(name) if tokens.all[before].possessive => name.title.start.min(name.tokens.start),
        Some(_) => return,
        None => {
            let article = before.checked_sub(1).filter(|&index| tokens.lower(index) == "the");
            match article {
                Some(article) if FIELDS.contains(&tokens.of(before)) && tokens.adjacent(before) => article,
                _ => return,
            }
        }
    };
    let head = tokens.lower(noun);
    let name = describe(nodes, &(start..noun + 1), None);
    let mut alike = nodes.all.iter().enumerate().filter(|(_, node)| node.nouns.contains(&head));
    match alike.next().map(|(index, node)| (index, node.name == name)) {
        Some((index, true)) => nodes.all[index].mention(start..noun + 1),
        Some((index, false)) => nodes.all[index].nouns.retain(|noun| *noun != head),
        None => {
            let mut node = Node::new(name, SourceKind::Organization);
            node.nouns.push(head);
            node.mention(start..noun + 1);
            nodes.all.push(node);
        }
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
