//! What the statements of a group are to each other.

use super::cluster::Pairs;
use super::relation::Kinship;
use super::statement::Statement;
use super::{Compared, Voice};
use saidso::record::Assertion;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Statements about the same thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// `g1`, `g2`, …
    pub id: String,
    /// What they are to each other.
    pub relation: Difference,
    /// What it is about, in the words of the statement that is most like the others.
    pub statement: String,
    /// Ids of the voices that say so.
    pub said_by: Vec<String>,
    /// Ids of the voices that say the opposite or deny it.
    pub denied_by: Vec<String>,
    /// Ids of the voices that give other numbers or dates.
    pub differs: Vec<String>,
    /// Ids of the voices that do not say it: made no mention of it, declined to say.
    pub unsaid_by: Vec<String>,
    /// Id of the only article that has it, where several texts are compared.
    pub only_in: Option<String>,
    /// The article that had it first, where the dates tell.
    pub first: Option<First>,
    /// The statements, in the order of articles and claims.
    pub members: Vec<Member>,
}

/// What the statements of a group are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// Voices that are independent of each other say the same.
    Agree,
    /// What one says, another denies, or says the opposite of.
    Conflict,
    /// They give other numbers.
    DifferInNumber,
    /// They give other days, months or years.
    DifferInDate,
    /// One voice alone says it, or several that only pass it on.
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

    /// Its name for reading.
    pub(super) fn told(self) -> String {
        let words = self.name().replace('_', " ");
        words[..1].to_uppercase() + &words[1..]
    }
}

/// The article that had a statement first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct First {
    /// Its id.
    pub article: String,
    /// Its day.
    pub date: String,
}

/// A statement in its group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// Id of who makes it.
    pub voice: String,
    /// Ids of all who pass it on, the outermost first and `voice` last; empty where nobody else does.
    pub chain: Vec<String>,
    /// Id of its article.
    pub article: String,
    /// Index of its claim in the article's record.
    pub claim: usize,
    /// Its words; a part of the claim's where that says several things.
    pub text: String,
    /// What it is to the group's statement.
    pub position: Position,
    /// The words that tell so, unless it is said.
    pub cue: Option<String>,
    /// Probability that both are about the same, in [0, 1].
    pub confidence: f64,
}

/// What a statement is to that of its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// It says so.
    Says,
    /// It says the opposite, or denies it.
    Denies,
    /// It gives other numbers.
    OtherNumber,
    /// It gives another day, month or year.
    OtherDate,
    /// Its source makes no mention of it, or declines to say it.
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

    /// Its name for reading: whatever is not said stands out.
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
    /// How many voices say something of it.
    pub(super) fn voices(&self) -> usize {
        self.said_by.len() + self.denied_by.len() + self.differs.len()
    }
}

/// The group of a cluster's statements; its id is still open.
pub(super) fn group(
    pairs: &Pairs,
    cluster: &[usize],
    articles: &[Compared],
    same_text: &[usize],
    voices: &[Voice],
) -> Group {
    let all = pairs.all;
    let likeness = |one: usize| cluster.iter().map(|&other| pairs.kinship(one, other).alike).sum::<f64>();
    // What is denied is a statement too, but not the one that the group is named by, if there is another.
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

/// What statements with these positions are to each other. Nobody contradicts themselves within a text, where what
/// looks like it is mostly a "but"; one source in two articles may.
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

/// For each statement the side that it is on: those are one side that a voice says or passes on both of, by however
/// many steps.
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

/// The article that is older than all others.
fn first(of: impl Iterator<Item = usize>, articles: &[Compared]) -> Option<First> {
    let of: BTreeSet<usize> = of.collect();
    // Days written as 2024-05-14 are in the order of time.
    let dates: Option<Vec<(&String, usize)>> =
        of.iter().map(|&article| Some((articles[article].about.date.as_ref()?, article))).collect();
    let mut dates = dates.filter(|dates| dates.len() > 1)?;
    dates.sort_unstable();
    let (date, article) = dates[0];
    (date < dates[1].0).then(|| First { article: articles[article].about.id.clone(), date: date.clone() })
}
