//! Known people, and which of them the sources of a record are.
//!
//! A source is the person whose full name or alias it has, or whose name it may be in a shorter or longer form: the
//! surname alone, initials, a different middle name. Such a form counts only if it is unambiguous: exactly one of the
//! known people may go by it, and no other source of the article may be the source but not the person, or the person
//! but not the source.

mod name;

use crate::record::{Article, Record, SourceKind, SourceRecord, is_deeper};
use name::Name;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// A known person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The full name, as in running text: "Ilse Tarn".
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Everything that a source is given about the person, including the name.
    pub columns: Map<String, Value>,
}

/// A person that cannot be used as given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("person {}: {problem}", index + 1)]
pub struct PersonError {
    /// Index of the person.
    pub index: usize,
    /// What is wrong.
    pub problem: PersonProblem,
}

/// What is wrong with a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PersonProblem {
    /// There is no name, or nothing in it that can be compared.
    #[error("there is no name")]
    NoName,
    /// The name is inverted ("Tarn, Ilse"), or is followed by a comma and something other than "Jr.".
    #[error("the name `{name}` has a comma: write it as in running text, `Ilse Tarn`")]
    DividedName {
        /// The name.
        name: String,
    },
    /// An earlier person has the same name, so that nothing shows which of them a source is.
    #[error("the name `{name}` is person {}'s too: use a fuller name for one of them, or remove one", first + 1)]
    SharedName {
        /// The name.
        name: String,
        /// Index of the earlier person.
        first: usize,
    },
    /// A column is nested too deeply for the record to be read back.
    #[error("a column is nested more than {limit} levels deep")]
    TooDeep {
        /// Maximum number of levels.
        limit: usize,
    },
}

impl Person {
    fn check(&self) -> Result<(), PersonProblem> {
        let limit = Article::MAX_DEPTH;
        if Name::new(&self.name).key().is_empty() {
            Err(PersonProblem::NoName)
        } else if name::has_part_behind_comma(&self.name) {
            Err(PersonProblem::DividedName { name: self.name.clone() })
        } else if self.columns.values().any(|value| is_deeper(value, limit)) {
            Err(PersonProblem::TooDeep { limit })
        } else {
            Ok(())
        }
    }
}

/// An alias that several people share, or that is another person's name; it is ignored as an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedAlias {
    /// The alias as it was first given.
    pub alias: String,
    /// Indices of the people whose name or alias it is.
    pub people: Vec<usize>,
}

/// People to look for among the sources of records.
///
/// ```
/// use saidso::people::{People, Person};
/// use saidso::record::Record;
/// use serde_json::json;
///
/// let columns = json!({"name": "Ilse Tarn", "party": "Greens"}).as_object().cloned().unwrap_or_default();
/// let (people, _) = People::new(vec![Person { name: "Ilse Tarn".into(), columns, ..Person::default() }])?;
/// let mut record: Record = serde_json::from_value(json!({
///     "schema_version": 1, "id": "a", "offset_unit": "unicode_code_point", "sentences": [], "attributions": [],
///     "sources": [{"id": "s1", "name": "Ilse M. Tarn", "kind": "person", "mentions": []}], "claims": [],
/// }))?;
/// people.identify(&mut record);
/// assert_eq!(record.sources[0].person.as_ref().map(|person| &person["party"]), Some(&json!("Greens")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct People {
    known: Vec<Known>,
    /// The person with each full name or alias; `None` for an alias that several share.
    exact: HashMap<String, Option<usize>>,
    /// The people whose full names end with each word.
    surnames: HashMap<String, Vec<usize>>,
}

#[derive(Debug, Clone)]
struct Known {
    name: Name,
    columns: Map<String, Value>,
}

impl People {
    /// Creates the set of known people. Aliases that several of them share are ignored and returned.
    ///
    /// # Errors
    /// A name is missing, is not written as in running text or belongs to another person, or a column is nested too
    /// deeply.
    pub fn new(people: Vec<Person>) -> Result<(Self, Vec<SharedAlias>), PersonError> {
        let mut exact: HashMap<String, Option<usize>> = HashMap::new();
        for (index, person) in people.iter().enumerate() {
            let wrong = |problem| PersonError { index, problem };
            person.check().map_err(wrong)?;
            if let Some(Some(first)) = exact.insert(Name::new(&person.name).key(), Some(index)) {
                return Err(wrong(PersonProblem::SharedName { name: person.name.clone(), first }));
            }
        }
        let mut shared = Vec::new();
        for (key, SharedAlias { alias, people }) in aliases(&people, &exact) {
            // A person with this name keeps it.
            exact.entry(key).or_insert(if let [only] = people[..] { Some(only) } else { None });
            if people.len() > 1 {
                shared.push(SharedAlias { alias, people });
            }
        }
        let mut this = Self { known: Vec::with_capacity(people.len()), exact, surnames: HashMap::new() };
        for (index, Person { name, columns, .. }) in people.into_iter().enumerate() {
            let name = Name::new(&name);
            this.surnames.entry(name.surname().to_owned()).or_default().push(index);
            this.known.push(Known { name, columns });
        }
        Ok((this, shared))
    }

    /// Sets for each source of a record which of the people it is, replacing any earlier value.
    pub fn identify(&self, record: &mut Record) {
        let names: Vec<Option<Name>> = record.sources.iter().map(name_of_person).collect();
        for (index, source) in record.sources.iter_mut().enumerate() {
            let person = match &names[index] {
                Some(name) => {
                    let others = names.iter().enumerate().filter(|(other, _)| *other != index);
                    self.find(name, others.filter_map(|(_, name)| name.as_ref()))
                }
                None => self.find_exactly(source),
            };
            source.person = person.map(|person| self.known[person].columns.clone());
        }
    }

    /// The person that a source is, given that it is a person with this name and that `others` are the other sources'
    /// names.
    fn find<'n>(&self, name: &Name, mut others: impl Iterator<Item = &'n Name>) -> Option<usize> {
        let exact = self.exact.get(&name.key()).copied();
        if let Some(exact) = exact
            && (exact.is_none() || !name.is_one_word())
        {
            return exact;
        }
        let person = exact.flatten().or_else(|| self.only_one_called(name))?;
        // Another source leaves it open if it may be the source but not the person, or the person but not the source,
        // unless it has exactly the person's name. If the source itself has exactly that name, only the former
        // counts.
        let is_no_rival = |other: &Name| {
            let may_be_source = other.may_be(name) || name.may_be(other);
            let may_be_person = other.may_be(&self.known[person].name);
            may_be_source == may_be_person
                || self.exact.get(&other.key()) == Some(&Some(person))
                || exact.is_some() && !may_be_source
        };
        others.all(is_no_rival).then_some(person)
    }

    /// The person who may go by this name, if there is exactly one.
    fn only_one_called(&self, name: &Name) -> Option<usize> {
        let of_surname = self.surnames.get(name.surname())?;
        let mut called = of_surname.iter().copied().filter(|&person| name.may_be(&self.known[person].name));
        called.next().filter(|_| called.next().is_none())
    }

    /// The person that a source is, if it was not recognised as a person but has exactly a person's name.
    fn find_exactly(&self, source: &SourceRecord) -> Option<usize> {
        let may_be_one = matches!(source.kind, None | Some(SourceKind::Person | SourceKind::Organization));
        let exact = || self.exact.get(&Name::new(&source.name).key()).copied().flatten();
        (may_be_one && !source.unresolved).then(exact).flatten()
    }
}

/// The people that each alias is a name or alias of, by comparison key, in a fixed order.
fn aliases(people: &[Person], names: &HashMap<String, Option<usize>>) -> BTreeMap<String, SharedAlias> {
    let mut aliases: BTreeMap<String, SharedAlias> = BTreeMap::new();
    for (index, person) in people.iter().enumerate() {
        for alias in &person.aliases {
            let key = Name::new(alias).key();
            let owner = names.get(&key).copied().flatten();
            let new = || SharedAlias { alias: alias.clone(), people: owner.into_iter().collect() };
            let owners = &mut aliases.entry(key).or_insert_with(new).people;
            if !owners.contains(&index) {
                owners.push(index);
            }
        }
    }
    aliases.remove("");
    aliases
}

/// The name of a source that is one person.
fn name_of_person(source: &SourceRecord) -> Option<Name> {
    let is_person = source.kind == Some(SourceKind::Person) && !source.unresolved && !name::is_list(&source.name);
    is_person.then(|| Name::new(&source.name))
}

#[cfg(test)]
mod tests;
