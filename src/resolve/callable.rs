//! Who may be called by a noun: "the senator", "the 51-year-old", "the hauling company".

use super::bodies;
use super::candidates::Candidate;
use super::names::{Name, NameKind};
use super::nodes::Node;
use super::notes::Objection;
use super::nouns::Noun;
use super::resolver::{DESCRIBED, Resolver};
use crate::lexicon::{ORGANIZATIONS, PERSONS, singular};
use crate::record::{Role, SourceKind};

/// Offices that are seldom held together with another.
const OFFICES: [&str; 12] = [
    "superintendent",
    "bishop",
    "archbishop",
    "vicar",
    "judge",
    "sheriff",
    "coroner",
    "conductor",
    "curator",
    "headteacher",
    "principal",
    "librarian",
];
/// Jobs on a stage or in a team, which exclude its management.
const PERFORMERS: [&str; 16] = [
    "tenor",
    "soprano",
    "baritone",
    "pianist",
    "violinist",
    "cellist",
    "guitarist",
    "drummer",
    "dancer",
    "ballerina",
    "goalkeeper",
    "striker",
    "midfielder",
    "defender",
    "quarterback",
    "winger",
];
/// Levels of government.
const LEVELS: [&str; 9] =
    ["federal", "state", "local", "national", "central", "city", "county", "regional", "provincial"];
/// Nouns that anybody, or any body, may be called by.
const ANYBODY: [&str; 22] = [
    "man",
    "woman",
    "boy",
    "girl",
    "person",
    "child",
    "teenager",
    "people",
    "official",
    "leader",
    "boss",
    "chief",
    "company",
    "firm",
    "group",
    "organisation",
    "organization",
    "body",
    "business",
    "giant",
    "team",
    "club",
];

impl Resolver<'_> {
    /// Why somebody or something cannot be called by a noun.
    /// `modifiers`: those of the noun.
    pub(super) fn objection_to(&self, node: &Node, noun: &Noun, modifiers: &[String]) -> Option<Objection> {
        if !agrees(node, noun) || is_other_kind(node, noun, modifiers) {
            Some(Objection::OtherNoun)
        } else if self.is_within_place(node, noun) {
            Some(Objection::Place)
        } else {
            self.has_other_job(node, noun).then_some(Objection::OtherJob)
        }
    }

    /// The words between the article and the noun of a description, in lower case: "hauling" in "the hauling company".
    pub(super) fn modifiers(&self, noun: &Noun) -> Vec<String> {
        let words = noun.text.start + 1..noun.text.end;
        words.map(|index| self.tokens.lower(index)).take_while(|word| *word != noun.head).collect()
    }

    /// Whether the text gives a person another job than the one named: the chief executive is not "the finance
    /// director", and the tenor is not "the stage manager".
    fn has_other_job(&self, node: &Node, noun: &Noun) -> bool {
        const JOBS: [&str; 18] = [
            "director",
            "manager",
            "minister",
            "secretary",
            "executive",
            "president",
            "chairman",
            "chairwoman",
            "mayor",
            "governor",
            "senator",
            "treasurer",
            "lawyer",
            "colonel",
            "captain",
            "sergeant",
            "lieutenant",
            "admiral",
        ];
        let is_job = |word: &str| JOBS.contains(&word);
        let Some(entity) = node.entity.filter(|_| is_job(&noun.head)) else { return false };
        let jobs = &self.entities.all[entity].jobs;
        // "The finance director" is more surely another person than "the director".
        let is_modified = noun.text.len() > 2;
        let excludes =
            |word: &str| is_job(word) || PERFORMERS.contains(&word) || is_modified && OFFICES.contains(&word);
        jobs.iter().any(|job| excludes(&job.noun)) && !jobs.iter().any(|job| job.noun == noun.head)
    }

    /// Whether a node is a place whose name does not say that it is what the noun refers to: "Ashby" is not "the county".
    fn is_within_place(&self, node: &Node, noun: &Noun) -> bool {
        const KINDS: [&str; 20] = [
            "county",
            "school",
            "hospital",
            "council",
            "museum",
            "church",
            "court",
            "company",
            "firm",
            "union",
            "club",
            "charity",
            "league",
            "jury",
            "tribunal",
            "trust",
            "association",
            "bank",
            "university",
            "college",
        ];
        let place = node.entity.is_some_and(|entity| self.entities.all[entity].kind() == NameKind::Place);
        place && KINDS.contains(&noun.head.as_str()) && !node.name.to_lowercase().contains(&noun.head)
    }

    /// The person before a definite description whom the text explicitly calls by its noun: "Peter Holm, the mayor, …
    /// The mayor". If there are several, the likeliest.
    pub(super) fn called(&mut self, noun: &Noun, candidates: &[Candidate]) -> Option<(usize, f32)> {
        let start = noun.text.start;
        // A headline comes before every name in the body, so the order does not matter.
        let headline = self.tokens.role(start) == Role::Headline;
        if !(noun.definite || headline) || noun.text.len() > 4 || noun.owner.is_some() {
            return None;
        }
        let all = &self.entities.all;
        let is_before =
            |entity: &usize| headline || all[*entity].mentions.first().is_some_and(|mention| mention.start < start);
        let mut called = self.entities.called(&noun.head).filter(is_before);
        let one = called.next()?;
        if called.next().is_none() {
            return Some((self.nodes.of_entity(one, &all[one]), DESCRIBED));
        }
        let is_one = |candidate: &&Candidate| {
            let entity = self.nodes.all[candidate.node].entity.filter(is_before);
            entity.is_some_and(|entity| self.entities.is_called(entity, &noun.head))
        };
        candidates.iter().find(is_one).map(|best| (best.node, best.probability))
    }

    /// Whom "the 51-year-old" or "the striker" means: the person whose age the text gives so, or else the only person
    /// named in the same sentence before it and in the two sentences before that.
    pub(super) fn just_named(&mut self, noun: &Noun) -> Option<(usize, f32)> {
        const NEAR: usize = 2;
        const REACH: usize = 2_000;
        let start = noun.text.start;
        let last = noun.text.end - 1;
        let word = self.tokens.lower(last);
        let age = word.strip_suffix("-year-old");
        if noun.text.len() != 2 || !noun.definite || age.is_none() && !PERFORMERS.contains(&noun.head.as_str()) {
            return None;
        }
        let all = &self.entities.all;
        let is_age = |name: &Name| {
            let after = name.tokens.end + 1;
            after < start && self.tokens.of(after - 1) == "," && age.is_some_and(|age| self.tokens.of(after) == age)
        };
        let earlier = start.saturating_sub(REACH)..start;
        let before = self.names_within(&earlier).filter(|name| name.kind == NameKind::Person);
        let before: Vec<&Name> = before.filter(|name| name.tokens.end < start).collect();
        let of_age = before.iter().find(|name| is_age(name));
        let sentence = self.tokens.all[start].sentence;
        let mut near = before.iter().filter(|name| self.tokens.all[name.tokens.start].sentence + NEAR >= sentence);
        let entity = |name: &Name| self.entities.of_mention(name.mention);
        let one = if let Some(name) = of_age {
            entity(name)?
        } else {
            let first = near.next().and_then(|name| entity(name))?;
            near.all(|name| entity(name) == Some(first)).then_some(first)?
        };
        Some((self.nodes.of_entity(one, &all[one]), DESCRIBED))
    }
}

/// Whether a node may be called by a noun: nobody is both a person and an organisation, or both the mate and the
/// captain.
fn agrees(node: &Node, noun: &Noun) -> bool {
    let kinds = !bodies::differ(&node.name, &noun.head)
        && !matches!(
            (noun.kind, node.kind),
            (SourceKind::Unnamed, SourceKind::Organization | SourceKind::Document)
                | (SourceKind::Organization, SourceKind::Person | SourceKind::Unnamed)
        )
        && !is_membership(node, noun);
    let specific = |word: &str| (PERSONS.has(word) || ORGANIZATIONS.has(word)) && !ANYBODY.contains(&word);
    // Words without a capital are not a name, whatever they were taken for.
    let small = node.entity.is_some() && !node.name.contains(char::is_uppercase);
    let last = node.name.split(' ').next_back().filter(|_| small);
    let other = node.noun.as_deref().filter(|_| node.entity.is_none()).or(last);
    kinds && other.is_none_or(|other| other == noun.head || !specific(other) || !specific(&noun.head))
}

/// Whether a node is the members whose body a noun names: "pilots" are not "the pilots' association".
fn is_membership(node: &Node, noun: &Noun) -> bool {
    const BODIES: [&str; 6] = ["association", "union", "federation", "society", "league", "council"];
    let is_people = node.kind == SourceKind::Group && node.entity.is_none();
    is_people && node.noun.as_deref().and_then(singular).is_some() && BODIES.contains(&noun.head.as_str())
}

/// Whether a description must mean something else than a node: another description with another noun or a level of
/// government ("the hauling company" after "the zoo society", "the federal government" after "the state government"),
/// or something whose name ends in another noun ("the jury" after "Tram depot").
fn is_other_kind(node: &Node, noun: &Noun, modifiers: &[String]) -> bool {
    let has = |word: &str| node.name.split(' ').any(|own| own.to_lowercase() == word);
    match (&node.noun, node.entity) {
        (Some(other), None) if noun.definite && !modifiers.is_empty() => {
            let is_level = |word: &String| LEVELS.contains(&word.as_str());
            let levels = || modifiers.iter().any(is_level) && LEVELS.iter().any(|level| has(level));
            (*other != noun.head || levels()) && !modifiers.iter().any(|word| has(word))
        }
        (_, Some(_)) => {
            let ends_small = node.name.rsplit(' ').next().is_some_and(|last| last.starts_with(char::is_lowercase));
            ends_small && !ANYBODY.contains(&noun.head.as_str()) && !has(&noun.head)
        }
        _ => false,
    }
}
