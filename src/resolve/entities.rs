//! The names of an article gathered by whom they name: surnames with full names, acronyms with full forms.

use super::jobs::{self, Job};
use super::names::{Name, NameKind};
use super::tokens::Tokens;
use crate::lexicon::{DEMONYMS, Gender, KNOWN_ORGANIZATIONS, ORGANIZATIONS, gender_of_noun, is_given_name};
use crate::record;
use std::ops::Range;

/// Somebody or something with a name.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    /// The fullest form, without titles.
    pub(super) name: String,
    /// Its words in lower case, suffix left out.
    parts: Vec<String>,
    nickname: Option<String>,
    pub(super) kind: NameKind,
    pub(super) gender: Option<Gender>,
    /// Tokens of each mention.
    pub(super) mentions: Vec<Range<usize>>,
    /// What the text says it is: "governor", "chief executive".
    pub(super) jobs: Vec<Job>,
    /// Mentions by full name.
    full_mentions: usize,
}

/// All entities of an article, and which of them each name names.
pub(super) struct Entities {
    pub(super) all: Vec<Entity>,
    pub(super) names: Vec<(Name, Option<usize>)>,
}

impl Entities {
    /// Gathers the names of running text and captions; what stands in headlines is looked up later.
    pub(super) fn new(tokens: &Tokens<'_>, names: Vec<Name>) -> Self {
        let mut entities = Self { all: Vec::new(), names: Vec::with_capacity(names.len()) };
        let running = |name: &Name| match tokens.role(name.tokens.start) {
            record::Role::Body | record::Role::Caption => true,
            // A sentence that only looks like a headline has no capitals but those of names.
            record::Role::Headline => tokens.is_sentence(name.tokens.start),
            record::Role::Boilerplate => false,
        };
        let mut of_name = vec![None; names.len()];
        for (name, entity) in names.iter().zip(&mut of_name).filter(|(name, _)| name.parts.len() > 1 && running(name)) {
            *entity = Some(entities.full(name));
        }
        for certain in [true, false] {
            for (name, entity) in names.iter().zip(&mut of_name) {
                if name.parts.len() == 1 && name.doubtful != certain && running(name) {
                    *entity = entities.short(name, certain);
                }
            }
        }
        for (name, entity) in names.iter().zip(&of_name) {
            if let Some(entity) = *entity {
                entities.all[entity].mention(tokens, name);
            }
        }
        entities.acronyms(&mut of_name);
        entities.names = names.into_iter().zip(of_name).collect();
        entities
    }

    /// The entity that a name names, if there is one.
    pub(super) fn find(&self, name: &Name) -> Option<usize> {
        let parts = lower(&name.parts);
        if parts.len() == 1 { self.by_part(&parts[0], name) } else { self.by_parts(&parts, name) }
    }

    /// The entity of a name that no running text has; makes one where there is none.
    pub(super) fn find_or_add(&mut self, tokens: &Tokens<'_>, name: &Name) -> usize {
        self.find(name).unwrap_or_else(|| {
            let index = self.add(name);
            self.all[index].mention(tokens, name);
            index
        })
    }

    fn full(&mut self, name: &Name) -> usize {
        let parts = lower(&name.parts);
        match self.by_parts(&parts, name) {
            Some(index) => {
                let entity = &mut self.all[index];
                // "Crooked Hillary Clinton" is no fuller a name than "Hillary Clinton".
                let prefixed = parts[0] != entity.parts[0] && is_given_name(&entity.parts[0]);
                if parts.len() > entity.parts.len() && !prefixed {
                    entity.name.clone_from(&name.full);
                    entity.parts = parts;
                }
                if entity.kind == NameKind::Unknown {
                    entity.kind = name.kind;
                }
                entity.full_mentions += 1;
                index
            }
            None => self.add(name),
        }
    }

    /// A name of one word. One that only begins a sentence makes no entity of its own.
    fn short(&mut self, name: &Name, certain: bool) -> Option<usize> {
        let found = self.find(name);
        if found.is_none() && certain { Some(self.add(name)) } else { found }
    }

    fn add(&mut self, name: &Name) -> usize {
        self.all.push(Entity {
            name: name.full.clone(),
            parts: lower(&name.parts),
            nickname: None,
            kind: name.kind,
            gender: None,
            mentions: Vec::new(),
            jobs: Vec::new(),
            full_mentions: 1,
        });
        self.all.len() - 1
    }

    fn by_parts(&self, parts: &[String], name: &Name) -> Option<usize> {
        self.all.iter().position(|entity| {
            if entity.kind != name.kind && entity.kind != NameKind::Unknown && name.kind != NameKind::Unknown {
                return false;
            }
            if entity.parts == parts {
                return true;
            }
            let (ours, theirs) = (&entity.parts, parts);
            let (short, long) = if ours.len() < theirs.len() { (&ours[..], theirs) } else { (theirs, &ours[..]) };
            if short.len() < 2 {
                return false;
            }
            if short.len() == long.len() {
                // One name in two spellings: "Carey" and "Casey".
                return short[0] == long[0] && short.len() == 2 && one_letter_differs(&short[1], &long[1]);
            }
            let person = entity.kind == NameKind::Person || name.kind == NameKind::Person;
            if person {
                // A middle name more or less, or a first one.
                (short.first() == long.first() && short.last() == long.last()) || long.ends_with(short)
            } else {
                const FORMS: [&str; 10] =
                    ["inc", "corp", "ltd", "llc", "plc", "co", "company", "corporation", "group", "holdings"];
                let form =
                    long.starts_with(short) && long[short.len()..].iter().all(|word| FORMS.contains(&word.as_str()));
                long.ends_with(short) || form
            }
        })
    }

    fn by_part(&self, part: &str, name: &Name) -> Option<usize> {
        let fits = |entity: &Entity| match (entity.gender, name.gender) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        let titled = !name.title.is_empty();
        let best = |test: &dyn Fn(&Entity) -> bool| {
            let candidates = self.all.iter().enumerate().filter(|(_, entity)| test(entity) && fits(entity));
            // Of several Cruzes, the one who is named in full most often, and first.
            candidates.max_by_key(|(index, entity)| (entity.full_mentions, usize::MAX - index)).map(|(index, _)| index)
        };
        let is_person = |entity: &Entity| entity.kind != NameKind::Organization;
        let known = KNOWN_ORGANIZATIONS.has(part) && !titled;
        let generic = ORGANIZATIONS.has(part) || DEMONYMS.has(part);
        let surname = |entity: &Entity| {
            is_person(entity)
                && !known
                && entity.parts.len() > 1
                && entity.parts.last().is_some_and(|last| last == part)
        };
        let exact = |entity: &Entity| {
            entity.parts.len() == 1 && entity.parts[0] == part && (!titled || entity.kind != NameKind::Organization)
        };
        let given = |entity: &Entity| is_person(entity) && !titled && entity.parts.len() > 1 && entity.parts[0] == part;
        let nickname = |entity: &Entity| {
            entity.nickname.as_ref().is_some_and(|nickname| nickname.split(' ').any(|word| word.to_lowercase() == part))
        };
        let organization = |entity: &Entity| {
            !titled
                && entity.kind == NameKind::Organization
                && entity.parts.len() > 1
                && entity.parts[0] == part
                && !known
                && !generic
        };
        // "The Post", after the Washington Post.
        let last = |entity: &Entity| {
            name.kind == NameKind::Organization
                && ORGANIZATIONS.has(part)
                && entity.kind == NameKind::Organization
                && entity.parts.last().is_some_and(|last| last == part)
        };
        best(&surname)
            .or_else(|| best(&exact))
            .or_else(|| best(&given))
            .or_else(|| best(&nickname))
            .or_else(|| best(&organization))
            .or_else(|| best(&last))
    }

    /// Joins acronyms with the full forms whose initials they are.
    fn acronyms(&mut self, of_name: &mut [Option<usize>]) {
        for index in 0..self.all.len() {
            let acronym = match &self.all[index].parts[..] {
                [one] if self.all[index].kind == NameKind::Organization => one.replace('.', ""),
                _ => continue,
            };
            if !(2..7).contains(&acronym.len()) || !self.all[index].name.chars().all(|c| c.is_uppercase() || c == '.') {
                continue;
            }
            let full =
                self.all.iter().position(|entity| entity.kind != NameKind::Person && initials(&entity.parts, &acronym));
            if let Some(full) = full.filter(|&full| full != index) {
                let mentions = std::mem::take(&mut self.all[index].mentions);
                self.all[full].mentions.extend(mentions);
                self.all[full].mentions.sort_by_key(|tokens| tokens.start);
                self.all[full].kind = NameKind::Organization;
                for entity in of_name.iter_mut().filter(|entity| **entity == Some(index)) {
                    *entity = Some(full);
                }
                // Whoever looks the acronym up by itself finds the full form.
                self.all[index].parts.clear();
                self.all[full].nickname = Some(acronym);
            }
        }
    }
}

/// Whether two words of five letters or more differ in one of them.
fn one_letter_differs(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    one.len() == other.len()
        && one.len() >= 5
        && one.iter().zip(&other).filter(|(one, other)| one != other).count() == 1
}

/// Whether an acronym has the initials of the words, those of small words or not.
fn initials(parts: &[String], acronym: &str) -> bool {
    const SMALL: [&str; 8] = ["of", "the", "for", "and", "on", "in", "&", "against"];
    if parts.len() < 2 {
        return false;
    }
    let initial =
        |words: &mut dyn Iterator<Item = &String>| words.filter_map(|word| word.chars().next()).collect::<String>();
    let all = initial(&mut parts.iter());
    let large = initial(&mut parts.iter().filter(|part| !SMALL.contains(&part.as_str())));
    all == acronym || large == acronym
}

impl Entity {
    fn mention(&mut self, tokens: &Tokens<'_>, name: &Name) {
        self.mentions.push(name.tokens.clone());
        let found = jobs::around(tokens, name);
        if self.kind == NameKind::Unknown && (jobs::is_person(tokens, name) || !found.is_empty()) {
            self.kind = NameKind::Person;
        }
        if self.kind == NameKind::Unknown {
            self.kind = if jobs::is_organization(tokens, name) { NameKind::Organization } else { name.kind };
        }
        let of_job = found.iter().find_map(|job| gender_of_noun(&job.noun));
        self.gender = self.gender.or(name.gender).or(of_job);
        self.jobs.extend(found);
        if self.nickname.is_none() {
            self.nickname.clone_from(&name.nickname);
        }
    }

    /// Whether the text calls it this.
    pub(super) fn has_job(&self, noun: &str) -> bool {
        self.jobs.iter().any(|job| job.is(noun))
    }

    /// Whether the word is part of its name.
    pub(super) fn has_part(&self, word: &str) -> bool {
        self.parts.iter().any(|part| part == word)
    }
}

fn lower(parts: &[String]) -> Vec<String> {
    parts.iter().map(|part| part.to_lowercase()).collect()
}
