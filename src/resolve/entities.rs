//! Groups the names of an article by who they name: surnames with full names, acronyms with full forms.
//!
//! Clear cases are looked up. Where a name may belong to several entities, the antecedent head chooses.

use super::jobs::{self, Job};
use super::names::{Name, NameKind};
use super::tokens::Tokens;
use crate::lexicon::{Gender, gender_of_name, gender_of_noun, is_given_name};
use crate::model::initials;
use crate::record::Role;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Maximum number of entities sharing a word that are compared with a name; if there are more, the latest ones.
const SHARED: usize = 40;

/// Somebody or something with a name.
#[derive(Debug, Clone)]
pub(super) struct Entity {
    /// The fullest form, without titles.
    pub(super) name: String,
    /// Its words in lower case, without suffix.
    parts: Vec<String>,
    /// Other single words used as its name: a nickname, its initials.
    also: BTreeSet<String>,
    /// How many mentions indicate each kind, in the order of [`NameKind`].
    votes: [usize; 4],
    /// The gender that a title or a noun shows.
    gender: Option<Gender>,
    /// Tokens of each mention.
    pub(super) mentions: Vec<Range<usize>>,
    /// What the text says it is: "governor", "chief executive".
    pub(super) jobs: Vec<Job>,
    /// Index of the mention of each of its names, in order.
    pub(super) named: Vec<usize>,
}

/// All entities of an article, and which of them each name refers to.
pub(super) struct Entities {
    pub(super) all: Vec<Entity>,
    pub(super) names: Vec<(Name, Option<usize>)>,
    /// Entities by each of their words.
    by_word: HashMap<String, BTreeSet<usize>>,
    /// Entities by all the words of a name that they have or had.
    by_name: HashMap<Vec<String>, BTreeSet<usize>>,
    /// Entities by each noun that the text calls them by.
    by_job: HashMap<String, BTreeSet<usize>>,
    /// Index of the name that each mention is, by the mention's index.
    of_mention: HashMap<usize, usize>,
}

/// How likely two names, given by their mentions, are to refer to the same entity.
pub(super) type Likelihood<'l> = dyn Fn(usize, usize) -> f32 + 'l;

impl Entities {
    /// Groups the names outside boilerplate; those in boilerplate are looked up later.
    pub(super) fn new(tokens: &Tokens<'_>, names: Vec<Name>, likelihood: &Likelihood<'_>) -> Self {
        let mut entities = Self {
            all: Vec::new(),
            names: Vec::with_capacity(names.len()),
            by_word: HashMap::new(),
            by_name: HashMap::new(),
            by_job: HashMap::new(),
            of_mention: names.iter().enumerate().map(|(index, name)| (name.mention, index)).collect(),
        };
        let mut of_name = vec![None; names.len()];
        // Full names first, and those in running text before those in headlines, whose capitals are less informative.
        for (headline, full) in [(false, true), (true, true), (false, false), (true, false)] {
            for (name, entity) in names.iter().zip(&mut of_name) {
                let role = tokens.role(name.tokens.start);
                let now = (name.parts.len() > 1) == full && (role == Role::Headline) == headline;
                if now && role != Role::Boilerplate {
                    *entity = Some(entities.take(name, likelihood));
                }
            }
        }
        for (name, entity) in names.iter().zip(&of_name) {
            if let Some(entity) = *entity {
                entities.mention(entity, tokens, name);
            }
        }
        for entity in &mut entities.all {
            entity.mentions.sort_by_key(|mention| mention.start);
            entity.named.sort_unstable();
        }
        entities.names = names.into_iter().zip(of_name).collect();
        entities
    }

    /// The entity of a mention that is a name.
    pub(super) fn of_mention(&self, mention: usize) -> Option<usize> {
        self.of_mention.get(&mention).and_then(|&name| self.names[name].1)
    }

    /// The nearest name of an entity whose name ends with these words.
    pub(super) fn bearer(&self, parts: &[String], token: usize) -> Option<&Name> {
        let known = self.by_word.get(&parts.last()?.replace('.', ""))?;
        let near = |entity: &Entity| {
            let after = entity.mentions.partition_point(|mention| mention.start < token);
            [after.checked_sub(1), Some(after)]
                .into_iter()
                .flatten()
                .filter_map(|index| entity.mentions.get(index))
                .min_by_key(|mention| mention.start.abs_diff(token))
                .cloned()
        };
        let bearers = known
            .iter()
            .rev()
            .take(SHARED)
            .map(|&index| &self.all[index])
            .filter(|entity| entity.parts.ends_with(parts));
        let nearest = bearers.filter_map(near).min_by_key(|mention| mention.start.abs_diff(token))?;
        let index = self.names.partition_point(|(name, _)| name.tokens.start < nearest.start);
        self.names.get(index).map(|(name, _)| name)
    }

    /// The entity of a name; a name in boilerplate has none until it is looked up here.
    pub(super) fn find_or_add(&mut self, tokens: &Tokens<'_>, name: &Name, likelihood: &Likelihood<'_>) -> usize {
        if let Some(known) = self.of_mention(name.mention) {
            return known;
        }
        let index = self.take(name, likelihood);
        self.mention(index, tokens, name);
        if let Some(&name) = self.of_mention.get(&name.mention) {
            self.names[name].1 = Some(index);
        }
        index
    }

    /// The entity that a name refers to: a known one, or a new one.
    fn take(&mut self, name: &Name, likelihood: &Likelihood<'_>) -> usize {
        let index = self.find(name, likelihood).unwrap_or_else(|| self.add(name));
        let entity = &mut self.all[index];
        entity.named.push(name.mention);
        let (before, parts) = (entity.kind(), lower(&name.parts));
        entity.votes[name.kind as usize] += 1;
        if name.gender.is_some() {
            // Somebody called "Ms." is a person, whatever the name looked like elsewhere.
            entity.votes[NameKind::Person as usize] += 1;
        }
        // "Crooked Hillary Clinton" is not a fuller name than "Hillary Clinton".
        let prefixed = parts[0] != entity.parts[0] && is_given_name(&entity.parts[0]);
        let shouted = is_shouted(&entity.name) && !is_shouted(&name.full);
        let acronym = entity.parts.len() > parts.len();
        // "Hugo Barr" is a fuller name than "H Barr".
        let is_initial = |part: &str| part.trim_end_matches('.').chars().count() == 1;
        let spelt_out = parts.len() == entity.parts.len()
            && entity.kind() == NameKind::Person
            && is_initial(&entity.parts[0])
            && !is_initial(&parts[0]);
        if (parts.len() > entity.parts.len() && !prefixed) || (shouted && !acronym) || spelt_out {
            entity.name.clone_from(&name.full);
            entity.parts = parts;
            self.index(index);
        } else if before != entity.kind() {
            self.index(index);
        }
        index
    }

    fn add(&mut self, name: &Name) -> usize {
        self.all.push(Entity {
            name: name.full.clone(),
            parts: lower(&name.parts),
            also: BTreeSet::new(),
            votes: std::array::from_fn(|kind| usize::from(kind == name.kind as usize)),
            gender: None,
            mentions: Vec::new(),
            jobs: Vec::new(),
            named: Vec::new(),
        });
        self.index(self.all.len() - 1);
        self.all.len() - 1
    }

    /// Indexes the words that an entity may be found by.
    fn index(&mut self, index: usize) {
        let entity = &mut self.all[index];
        if entity.kind() != NameKind::Person && entity.parts.len() > 1 {
            entity.also.extend(initials(&entity.parts));
        }
        let misspelt = entity.parts.last().filter(|_| entity.parts.len() > 1).map(|last| beginning(last));
        let words = entity.parts.iter().chain(&entity.also).map(|word| word.replace('.', ""));
        for word in words.chain(misspelt) {
            self.by_word.entry(word).or_default().insert(index);
        }
        self.by_name.entry(entity.parts.clone()).or_default().insert(index);
    }

    /// Records a mention, and what the text calls the entity there.
    fn mention(&mut self, index: usize, tokens: &Tokens<'_>, name: &Name) {
        let found = jobs::around(tokens, name);
        for job in &found {
            self.by_job.entry(job.noun.clone()).or_default().insert(index);
        }
        self.all[index].mention(name, found);
    }

    /// The entities that the text calls by a noun.
    pub(super) fn called(&self, noun: &str) -> impl Iterator<Item = usize> {
        self.by_job.get(noun).into_iter().flatten().copied()
    }

    /// Whether the text calls an entity by a noun.
    pub(super) fn is_called(&self, entity: usize, noun: &str) -> bool {
        self.by_job.get(noun).is_some_and(|called| called.contains(&entity))
    }

    /// The known entity that a name refers to: the one that fits best, and of equally good fits the likeliest.
    fn find(&self, name: &Name, likelihood: &Likelihood<'_>) -> Option<usize> {
        let parts = lower(&name.parts);
        let misspelt = parts.last().map(|last| beginning(last));
        let words = parts.iter().map(|part| part.replace('.', "")).chain(initials(&parts)).chain(misspelt);
        let sharing = words.filter_map(|word| self.by_word.get(&word)).chain(self.by_name.get(&parts));
        let mut candidates: Vec<usize> = sharing.flat_map(|known| known.iter().rev().take(SHARED)).copied().collect();
        candidates.sort_unstable();
        candidates.dedup();
        let fits: Vec<(u8, usize)> =
            candidates.into_iter().filter_map(|index| Some((self.all[index].fit(name, &parts)?, index))).collect();
        let best = fits.iter().map(|(fit, _)| *fit).max()?;
        let mut best = fits.into_iter().filter(|(fit, _)| *fit == best).map(|(_, index)| index);
        let (first, rest) = (best.next()?, best.collect::<Vec<_>>());
        if rest.is_empty() {
            return Some(first);
        }
        let score = |index: usize| {
            let before = self.all[index].named.iter().filter(|&&other| other < name.mention);
            before.rev().take(3).map(|&other| likelihood(name.mention, other)).fold(f32::NEG_INFINITY, f32::max)
        };
        // Of those that are named only later, the first.
        let all = std::iter::once(first).chain(rest).map(|index| (score(index), std::cmp::Reverse(index)));
        all.max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1))).map(|(_, index)| index.0)
    }
}

impl Entity {
    pub(super) fn kind(&self) -> NameKind {
        const KINDS: [NameKind; 4] = [NameKind::Person, NameKind::Organization, NameKind::Place, NameKind::Other];
        let best =
            (0..KINDS.len()).max_by(|&one, &other| self.votes[one].cmp(&self.votes[other]).then(other.cmp(&one)));
        KINDS[best.unwrap_or(0)]
    }

    /// The gender that the text shows, or else the usual gender of the given name.
    pub(super) fn gender(&self) -> Option<Gender> {
        let given = || self.parts.first().filter(|_| self.parts.len() > 1 && self.kind() == NameKind::Person);
        self.gender.or_else(|| given().and_then(|first| gender_of_name(first)))
    }

    /// How well a name fits, if it may refer to this entity: 3 word for word, 2 as a longer or shorter form, 1 by a
    /// word that others may share.
    fn fit(&self, name: &Name, parts: &[String]) -> Option<u8> {
        const FORMS: [&str; 12] =
            ["inc", "inc.", "corp", "corp.", "ltd", "llc", "plc", "co", "company", "corporation", "group", "holdings"];
        if self.parts == parts {
            return Some(3);
        }
        let person = name.kind == NameKind::Person;
        if person != (self.kind() == NameKind::Person) {
            // A surname on its own may look like any kind of name, and so may a doubtful full name.
            let surname = parts.len() == 1 && self.parts.len() > 1 && self.parts.last() == parts.first();
            let addressed = name.gender.is_some();
            let doubtful = self.kind() == NameKind::Person || addressed || self.named.len() == 1;
            return (surname && doubtful).then_some(2);
        }
        if let (Some(one), Some(other)) = (self.gender, name.gender)
            && one != other
        {
            return None;
        }
        let (short, long) =
            if self.parts.len() < parts.len() { (&self.parts[..], parts) } else { (parts, &self.parts[..]) };
        let fits = if person {
            let (first, last) = (short.first()?, short.last()?);
            let same_last = long.last() == Some(last);
            let abbreviates = |short: &str, long: &str| {
                let short = short.trim_end_matches('.');
                short.chars().count() == 1 && long.starts_with(short)
            };
            if short.len() == 1 {
                // A surname, the first of two ("Lula" of "Luiz Inácio Lula da Silva"), or a given name without a title.
                let given = long.iter().skip(usize::from(!name.title.is_empty())).any(|part| part == first);
                let misspelt = self.parts.len() > 1 && long.last().is_some_and(|own| one_letter_differs(own, first));
                let fits = same_last || given || self.also.contains(first) || misspelt;
                return fits.then_some(1 + u8::from(same_last));
            }
            // An extra or missing middle name, a first name that is only an initial, or another spelling of the
            // surname.
            (same_last && (long.first() == Some(first) || abbreviates(first, &long[0]) || abbreviates(&long[0], first)))
                || long.ends_with(short)
                || (short.len() == long.len()
                    && short.len() == 2
                    && long[0] == *first
                    && one_letter_differs(last, &long[1]))
        } else {
            let acronym = |short: &[String], long: &[String]| {
                short.len() == 1 && initials(long).contains(&short[0].replace('.', ""))
            };
            let form = long.starts_with(short) && long[short.len()..].iter().all(|word| FORMS.contains(&word.as_str()));
            if form || acronym(parts, &self.parts) || acronym(&self.parts, parts) {
                return Some(2);
            }
            long.ends_with(short) || long.starts_with(short)
        };
        fits.then_some(if person { 2 } else { 1 })
    }

    fn mention(&mut self, name: &Name, found: Vec<Job>) {
        self.mentions.push(name.tokens.clone());
        let of_job = found.iter().find_map(|job| gender_of_noun(&job.noun));
        self.gender = self.gender.or(name.gender).or(of_job);
        self.jobs.extend(found);
        if let Some(nickname) = &name.nickname {
            self.also.extend(nickname.split(' ').map(str::to_lowercase));
        }
    }
}

/// Whether two words of at least five letters differ in one letter, or one has one letter more.
fn one_letter_differs(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let same = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let rest = |word: &[char], skip: usize| word.get(same + skip..).map(<[char]>::to_vec);
    one.len().min(other.len()) >= 5
        && one != other
        && [(1, 1), (1, 0), (0, 1)].iter().any(|&(skip, other_skip)| {
            let (one, other) = (rest(&one, skip), rest(&other, other_skip));
            one.is_some() && one == other
        })
}

/// A key for finding words that may differ in one letter.
fn beginning(word: &str) -> String {
    word.chars().take(4).chain(['~']).collect()
}

/// Whether a name is written entirely in capitals.
fn is_shouted(name: &str) -> bool {
    name.chars().filter(|character| character.is_alphabetic()).count() > 4 && !name.contains(char::is_lowercase)
}

fn lower(parts: &[String]) -> Vec<String> {
    parts.iter().map(|part| part.to_lowercase()).collect()
}
