//! How the statements of a group relate to each other.

use super::cluster::Pairs;
use super::relation::Kinship;
use super::statement::Statement;
use super::{Compared, Voice};
use saidso::record::{Assertion, Moment};
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

/// Statements about the same thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// `g1`, `g2`, …
    pub id: String,
    /// How they relate to each other.
    pub relation: Difference,
    /// What it is about, in the words of the statement that is most similar to the others.
    pub statement: String,
    /// Ids of the voices that say it.
    pub said_by: Vec<String>,
    /// Ids of the voices that say the opposite or deny it.
    pub denied_by: Vec<String>,
    /// Ids of the voices that state other numbers or dates.
    pub differs: Vec<String>,
    /// Ids of the voices that leave it unsaid: do not mention it or decline to say it.
    pub unsaid_by: Vec<String>,
    /// Id of the only article that has it, if several different texts are compared.
    pub only_in: Option<String>,
    /// The article that had it first, if the dates show which one.
    pub first: Option<First>,
    /// The statements, in the order of articles and claims.
    pub members: Vec<Member>,
}

/// How the statements of a group relate to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// Voices that are independent of each other say the same.
    Agree,
    /// One voice denies what another says, or says the opposite.
    Conflict,
    /// They state different numbers.
    DifferInNumber,
    /// They state different days, months or years.
    DifferInDate,
    /// Only one voice says it, or several of which the others only pass it on.
    OneSideOnly,
}

impl Difference {
    /// All of them, in order.
    pub const ALL: [Self; 5] =
        [Self::Agree, Self::Conflict, Self::DifferInNumber, Self::DifferInDate, Self::OneSideOnly];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Conflict => "conflict",
            Self::DifferInNumber => "differ_in_number",
            Self::DifferInDate => "differ_in_date",
            Self::OneSideOnly => "one_side_only",
        }
    }

    /// Its name for readers.
    pub(super) fn told(self) -> String {
        let words = self.name().replace('_', " ");
        words[..1].to_uppercase() + &words[1..]
    }
}

/// The article that had a statement first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct First {
    /// The article's id.
    pub article: String,
    /// The day on which it was published.
    pub date: String,
    /// The time of that day, if it is known.
    pub time: Option<String>,
}

impl First {
    /// "2024-05-14 06:30".
    pub(super) fn told(&self) -> String {
        self.time.as_ref().map_or_else(|| self.date.clone(), |time| format!("{} {time}", self.date))
    }
}

/// A statement in its group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// Id of the voice that makes it.
    pub voice: String,
    /// Ids of everyone who passes it on, outermost first and `voice` last; empty if nobody else does.
    pub chain: Vec<String>,
    /// Id of its article.
    pub article: String,
    /// Index of its claim in the article's record.
    pub claim: usize,
    /// Its words; only part of the claim's words if the claim says several things.
    pub text: String,
    /// How it relates to the group's statement.
    pub position: Position,
    /// The words that show this, unless the position is `says`.
    pub cue: Option<String>,
    /// Probability that both are about the same thing, in [0, 1].
    pub confidence: f64,
}

/// How a statement relates to the statement of its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// It says so.
    Says,
    /// It says the opposite, or denies it.
    Denies,
    /// It states other numbers.
    OtherNumber,
    /// It states another day, month or year.
    OtherDate,
    /// Its source does not mention it, or declines to say it.
    Unsaid,
    /// Its source asks about it.
    Asked,
    /// Its source wants, plans or promises it.
    Wanted,
    /// Its source would, might or will say it.
    Hypothetical,
}

impl Position {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Says => "says",
            Self::Denies => "denies",
            Self::OtherNumber => "other_number",
            Self::OtherDate => "other_date",
            Self::Unsaid => "unsaid",
            Self::Asked => "asked",
            Self::Wanted => "wanted",
            Self::Hypothetical => "hypothetical",
        }
    }

    /// Its name for readers: everything other than `says` is in capitals.
    pub(super) fn told(self) -> String {
        let name = self.name().replace('_', " ");
        if self == Self::Says { name } else { name.to_uppercase() }
    }

    fn new(assertion: Assertion, kinship: Kinship, is_opposed: bool) -> Self {
        match assertion {
            Assertion::Unsaid => Self::Unsaid,
            Assertion::Asked => Self::Asked,
            Assertion::Wanted => Self::Wanted,
            Assertion::Hypothetical => Self::Hypothetical,
            Assertion::Asserted | Assertion::Denied if is_opposed => Self::Denies,
            Assertion::Asserted | Assertion::Denied if kinship.numbers_differ => Self::OtherNumber,
            Assertion::Asserted | Assertion::Denied if kinship.dates_differ => Self::OtherDate,
            Assertion::Asserted | Assertion::Denied => Self::Says,
        }
    }
}

impl Group {
    /// How many voices take a position on it.
    pub(super) fn voices(&self) -> usize {
        self.said_by.len() + self.denied_by.len() + self.differs.len()
    }
}

/// Builds the group of a cluster's statements; its id is filled in later.
pub(super) fn group(
    pairs: &Pairs,
    cluster: &[usize],
    articles: &[Compared],
    same_text: &[usize],
    voices: &[Voice],
) -> Group {
    let all = pairs.all;
    let likeness = |one: usize| cluster.iter().map(|&other| pairs.kinship(one, other).alike).sum::<f64>();
    // What is denied is a statement too, but does not name the group if there is another.
    let rank = |index: usize| {
        let assertion = all[index].assertion;
        (assertion == Assertion::Asserted, assertion != Assertion::Unsaid)
    };
    let centre = cluster
        .iter()
        .copied()
        .max_by(|&one, &other| rank(one).cmp(&rank(other)).then_with(|| likeness(one).total_cmp(&likeness(other))));
    let centre = centre.unwrap_or(cluster[0]);
    let is_centre_denied = all[centre].assertion == Assertion::Denied;
    let positions: Vec<(Position, f64)> = cluster
        .iter()
        .map(|&index| {
            let kinship = pairs.kinship(centre, index);
            let is_opposed = is_centre_denied ^ (index != centre && kinship.opposed);
            (Position::new(all[index].assertion, kinship, is_opposed), kinship.alike)
        })
        .collect();
    let members: Vec<Member> = cluster
        .iter()
        .zip(&positions)
        .map(|(&index, &(position, confidence))| {
            let Statement { article, claim, voice, chain, text, cue, .. } = &all[index];
            let id = |voice: &usize| voices[*voice].id.clone();
            Member {
                voice: id(voice),
                chain: if chain.len() > 1 { chain.iter().map(id).collect() } else { Vec::new() },
                article: articles[*article].about.id.clone(),
                claim: *claim,
                text: text.clone(),
                position,
                cue: cue.clone().filter(|_| position != Position::Says),
                confidence,
            }
        })
        .collect();
    let who = |positions: &[Position]| {
        let mut who: Vec<String> = Vec::new();
        for member in members.iter().filter(|member| positions.contains(&member.position)) {
            if !who.contains(&member.voice) {
                who.push(member.voice.clone());
            }
        }
        who
    };
    let claimed: Vec<(usize, Position)> = cluster
        .iter()
        .zip(&positions)
        .filter(|&(&index, _)| all[index].is_claimed())
        .map(|(&index, &(position, _))| (index, position))
        .collect();
    let texts: BTreeSet<usize> = claimed.iter().map(|&(index, _)| same_text[all[index].article]).collect();
    let compared: BTreeSet<usize> = same_text.iter().copied().collect();
    let only = (compared.len() > 1 && texts.len() == 1).then(|| texts.first().copied()).flatten();
    Group {
        id: String::new(),
        relation: relation(all, &claimed, same_text),
        statement: all[centre].text.clone(),
        said_by: who(&[Position::Says]),
        denied_by: who(&[Position::Denies]),
        differs: who(&[Position::OtherNumber, Position::OtherDate]),
        unsaid_by: who(&[Position::Unsaid]),
        only_in: only.map(|article| articles[article].about.id.clone()),
        first: first(claimed.iter().map(|&(index, _)| all[index].article), articles),
        members,
    }
}

/// How statements with these positions relate to each other. A voice does not contradict itself within one text: what
/// looks like a contradiction there is usually a "but". In two different articles the same source may contradict
/// itself.
fn relation(all: &[Statement], claimed: &[(usize, Position)], same_text: &[usize]) -> Difference {
    let sides = sides(all, claimed);
    let with = |position: Position| claimed.iter().filter(move |(_, other)| *other == position);
    let apart = |one: usize, other: usize| {
        sides[&one] != sides[&other] || same_text[all[one].article] != same_text[all[other].article]
    };
    let stands_against =
        |position: Position| with(position).any(|&(one, _)| with(Position::Says).any(|&(other, _)| apart(one, other)));
    if stands_against(Position::Denies) {
        Difference::Conflict
    } else if stands_against(Position::OtherNumber) {
        Difference::DifferInNumber
    } else if stands_against(Position::OtherDate) {
        Difference::DifferInDate
    } else if with(Position::Says).map(|(index, _)| sides[index]).collect::<BTreeSet<_>>().len() > 1 {
        Difference::Agree
    } else {
        Difference::OneSideOnly
    }
}

/// For each statement, the side it is on. Two statements are on the same side if one voice says or passes on both, or
/// if a series of such steps connects them.
fn sides(all: &[Statement], claimed: &[(usize, Position)]) -> HashMap<usize, usize> {
    let mut sides: HashMap<usize, usize> = claimed.iter().map(|&(index, _)| (index, index)).collect();
    let mut of_voices: HashMap<usize, usize> = HashMap::new();
    for &(index, _) in claimed {
        for voice in &all[index].chain {
            let side = sides[&index];
            let joined = *of_voices.entry(*voice).or_insert(side);
            if joined != side {
                let rename = |other: &mut usize| {
                    if *other == side {
                        *other = joined;
                    }
                };
                sides.values_mut().for_each(rename);
                of_voices.values_mut().for_each(rename);
            }
        }
    }
    sides
}

/// The article that is certainly older than all the others.
fn first(of: impl Iterator<Item = usize>, articles: &[Compared]) -> Option<First> {
    let of: BTreeSet<usize> = of.collect();
    let about = |&article: &usize| &articles[article].about;
    let dates: Option<Vec<Moment>> = of.iter().map(|article| about(article).moment()).collect();
    let dates = dates.filter(|dates| dates.len() > 1)?;
    let is_before = |one: &Moment, other: &Moment| one.order(other) == Some(Ordering::Less);
    let is_first =
        |&place: &usize| (0..dates.len()).all(|other| other == place || is_before(&dates[place], &dates[other]));
    // Whatever is older than all others is also found in one pass, in which it replaces what was the oldest before.
    let place =
        (1..dates.len()).fold(0, |first, other| if is_before(&dates[other], &dates[first]) { other } else { first });
    let first = about(of.iter().nth(place).filter(|_| is_first(&place))?);
    Some(First { article: first.id.clone(), date: first.date.clone()?, time: first.time.clone() })
}
