//! Named mentions: runs of capitalised words, parted into title, name and nickname.

use super::tokens::Tokens;
use crate::lexicon::{
    DEMONYMS, FUNCTION_WORDS, Gender, KNOWN_ORGANIZATIONS, ORGANIZATIONS, PERSONS, TITLES, gender_of_name,
    gender_of_noun, is_given_name,
};
use std::ops::Range;

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameKind {
    Person,
    Organization,
    Unknown,
}

/// A name where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Its tokens, titles left out, suffixes included.
    pub(super) tokens: Range<usize>,
    /// The title before it, as tokens; may be empty.
    pub(super) title: Range<usize>,
    /// As a reader would write it: without title and nickname.
    pub(super) full: String,
    /// Its words, without nickname and suffix.
    pub(super) parts: Vec<String>,
    /// A nickname in quotation marks within it.
    pub(super) nickname: Option<String>,
    pub(super) kind: NameKind,
    pub(super) gender: Option<Gender>,
    /// Whether it begins its sentence and is one word, whose capital says nothing.
    pub(super) doubtful: bool,
}

/// The names in a run of tokens, in order.
pub(super) fn names(tokens: &Tokens<'_>, run: Range<usize>) -> Vec<Name> {
    find(tokens, run, false)
}

/// The names in the words of a source. No verb stands in them, so "Fix the Court" is one.
pub(super) fn names_in_source(tokens: &Tokens<'_>, run: Range<usize>) -> Vec<Name> {
    find(tokens, run, true)
}

fn find(tokens: &Tokens<'_>, run: Range<usize>, in_source: bool) -> Vec<Name> {
    let mut found = Vec::new();
    let mut at = run.start;
    while at < run.end {
        if !tokens.is_capital(at) {
            at += 1;
            continue;
        }
        let stretch = stretch(tokens, at, run.end, in_source);
        at = stretch.tokens.end;
        found.extend(name(tokens, stretch));
    }
    found
}

struct Stretch {
    tokens: Range<usize>,
    nickname: Option<Range<usize>>,
}

/// The longest run of words from `start` that may be one name with its title.
fn stretch(tokens: &Tokens<'_>, start: usize, end: usize, in_source: bool) -> Stretch {
    const PARTICLES: [&str; 20] = [
        "de", "la", "van", "von", "der", "den", "del", "di", "da", "du", "bin", "ibn", "al", "el", "le", "ten", "ter",
        "dos", "das", "af",
    ];
    const LINKS: [&str; 4] = ["of", "for", "on", "against"];
    let mut stretch = Stretch { tokens: start..start + 1, nickname: None };
    loop {
        let last = stretch.tokens.end - 1;
        let next = last + 1;
        if next < end
            && tokens.is_plural_possessive(last)
            && ORGANIZATIONS.has(tokens.of(next))
            && tokens.is_capital(next)
        {
            // "Hauliers’ Association"
            stretch.tokens.end = next + 1;
            continue;
        }
        if next >= end || !tokens.adjacent(last) {
            break;
        }
        let capital = |index: usize| index < end && tokens.is_capital(index) && tokens.adjacent(index - 1);
        let word = tokens.of(next);
        let particle = |index: usize| PARTICLES.contains(&tokens_at(tokens, index, end));
        let before_capital = || capital(next + 1) || (particle(next + 1) && capital(next + 2));
        if (tokens.is_capital(next) && !word.starts_with('@')) || (particle(next) && before_capital()) {
            stretch.tokens.end = next + 1;
        } else if LINKS.contains(&word) && (ORGANIZATIONS.has(tokens.of(last)) || is_secretary(tokens, last)) {
            let after = if tokens_at(tokens, next + 1, end) == "the" { next + 2 } else { next + 1 };
            if !capital(after) {
                break;
            }
            stretch.tokens.end = after + 1;
        } else if in_source && word == "the" && capital(next + 1) && !is_given_name(tokens.of(last)) {
            stretch.tokens.end = next + 2;
        } else if let Some(nickname) = nickname(tokens, next, end) {
            stretch.tokens.end = nickname.end + 2;
            stretch.nickname = Some(nickname);
        } else {
            break;
        }
    }
    stretch
}

fn tokens_at<'p>(tokens: &Tokens<'p>, index: usize, end: usize) -> &'p str {
    if index < end { tokens.of(index) } else { "" }
}

/// "Secretary" and "Minister", whose office is part of the title: "Secretary of State".
fn is_secretary(tokens: &Tokens<'_>, index: usize) -> bool {
    ["secretary", "undersecretary", "minister"].contains(&tokens.lower(index).as_str())
}

/// The words of a nickname in quotation marks that begins at `mark` and after which the name goes on.
fn nickname(tokens: &Tokens<'_>, mark: usize, end: usize) -> Option<Range<usize>> {
    const OPENING: [&str; 5] = ["\"", "“", "‘", "'", "«"];
    const CLOSING: [&str; 5] = ["\"", "”", "’", "'", "»"];
    if !OPENING.contains(&tokens.of(mark)) {
        return None;
    }
    let close = (mark + 2..(mark + 5).min(end)).find(|&index| CLOSING.contains(&tokens.of(index)))?;
    let capitals = (mark + 1..close).all(|index| tokens.is_capital(index));
    (capitals && close + 1 < end && tokens.is_capital(close + 1)).then_some(mark + 1..close)
}

/// Words that a title writes with a capital and that end no name.
const AFTER_NAMES: [&str; 22] = [
    "Says", "Said", "Told", "Tells", "Asks", "Is", "Are", "Was", "Has", "In", "On", "At", "To", "For", "As", "A",
    "The", "And", "With", "After", "Over", "By",
];

/// Parts a stretch into title and name; nothing where no name is left.
fn name(tokens: &Tokens<'_>, stretch: Stretch) -> Option<Name> {
    let Stretch { tokens: Range { mut start, mut end }, nickname } = stretch;
    let initial = tokens.all[start].initial;
    let mut article = start > 0 && tokens.lower(start - 1) == "the";
    while start < end {
        let word = tokens.of(start);
        let lower = word.to_lowercase();
        let is_article = ["the", "a", "an"].contains(&lower.as_str());
        // "May", "Will" and "March" may be names unless a sentence begins with them.
        if !(is_article || (FUNCTION_WORDS.has(word) && (tokens.all[start].initial || end - start == 1))) {
            break;
        }
        article = lower == "the";
        start += 1;
    }
    // "Lindsey Graham Says" in a title.
    while end > start + 1 && AFTER_NAMES.contains(&tokens.of(end - 1)) {
        end -= 1;
    }
    let title_end = title_end(tokens, start, end);
    let title = start..title_end;
    let mut first = title_end;
    let adjective =
        DEMONYMS.has(tokens.of(first.min(end - 1))) || (initial && PERSONS.has(tokens.of(first.min(end - 1))));
    let described = first + 1 < end && adjective && is_given_name(tokens.of(first + 1));
    if described {
        first += 1;
    }
    if first >= end {
        return None;
    }
    let has_suffix = end - first > 1 && is_suffix(tokens.of(end - 1));
    let parts_end = if has_suffix { end - 1 } else { end };
    let is_part = |index: &usize| match &nickname {
        Some(nickname) => *index + 1 < nickname.start || *index > nickname.end,
        None => true,
    };
    let parts: Vec<String> = (first..parts_end).filter(is_part).map(|index| tokens.of(index).to_owned()).collect();
    if parts.is_empty() || (parts.len() == 1 && DEMONYMS.has(&parts[0]) && title.is_empty()) {
        return None;
    }
    if parts.len() == 1 && parts[0].chars().filter(|c| c.is_alphabetic()).count() < 2 {
        return None;
    }
    if parts.len() == 1 && PERSONS.has(&parts[0]) && title.is_empty() {
        // "The Swede", "the Democrat".
        return None;
    }
    let of_title = title.clone().find_map(|index| gender_of_noun(tokens.of(index)));
    let kind = kind(&parts, !title.is_empty() || described, article);
    let may_be_given = kind != NameKind::Organization && parts.len() > 1;
    let gender = of_title.or_else(|| may_be_given.then(|| gender_of_name(&parts[0])).flatten());
    let full = match &nickname {
        Some(nickname) => {
            let outside = (first..end).filter(|index| *index + 1 < nickname.start || *index > nickname.end);
            outside.map(|index| tokens.of(index)).collect::<Vec<_>>().join(" ")
        }
        None => tokens.slice(first..end).split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let nickname = nickname.map(|words| tokens.slice(words).to_owned());
    let doubtful = initial && title.is_empty() && parts.len() == 1 && start == stretch_start(tokens, first);
    Some(Name { tokens: first..end, title: title.start..first, full, parts, nickname, kind, gender, doubtful })
}

/// The first token of the sentence's first word, if `index` is it.
fn stretch_start(tokens: &Tokens<'_>, index: usize) -> usize {
    if tokens.all[index].initial { index } else { usize::MAX }
}

/// One past the last title word at the beginning of a stretch, if a name follows it; its end, if nothing does.
fn title_end(tokens: &Tokens<'_>, start: usize, end: usize) -> usize {
    let is_title = |index: usize| {
        let word = tokens.of(index);
        let before = if index > start { tokens.lower(index - 1) } else { String::new() };
        // "Larry King", "Mr. King" and "Gov. Earl Tomblin" bear these as names.
        let address = ["mr.", "mrs.", "ms.", "mr", "mrs", "ms"].contains(&before.as_str());
        let before_suffix = index + 2 == end && is_suffix(tokens.of(index + 1));
        if is_given_name(&before) || is_given_name(word) || before_suffix || (address && index + 1 == end) {
            return false;
        }
        TITLES.has(word.trim_end_matches('.')) || (tokens.lower(index).starts_with("ex-") && word.len() > 3)
    };
    let mut titled = start;
    for index in start..end {
        if !is_title(index) {
            continue;
        }
        let mut after = index + 1;
        if is_secretary(tokens, index) && tokens_at(tokens, after, end) == "of" {
            after += if tokens_at(tokens, after + 1, end) == "the" { 3 } else { 2 };
            while after < end && ["Security", "Affairs", "Services"].contains(&tokens.of(after)) {
                after += 1;
            }
        }
        let rest = after.min(end)..end;
        let names_office = rest.clone().any(|index| ORGANIZATIONS.has(tokens.of(index))) && rest.len() < 3;
        let links = rest.clone().next().is_some_and(|index| ["of", "for"].contains(&tokens.of(index)));
        if !names_office && !links {
            titled = after.min(end);
        }
    }
    titled
}

fn is_suffix(word: &str) -> bool {
    ["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"].contains(&word)
}

fn kind(parts: &[String], titled: bool, article: bool) -> NameKind {
    let last = &parts[parts.len() - 1];
    let given = is_given_name(&parts[0]);
    let acronym = parts.len() == 1
        && (2..6).contains(&parts[0].len())
        && parts[0].chars().all(|c| c.is_uppercase() || c == '&' || c == '.');
    if titled || parts[0].starts_with('@') {
        NameKind::Person
    } else if parts.len() == 1 && KNOWN_ORGANIZATIONS.has(last) {
        NameKind::Organization
    } else if given && parts.len() > 1 && !(parts.len() > 2 && ORGANIZATIONS.has(last)) {
        NameKind::Person
    } else if parts.iter().any(|part| ORGANIZATIONS.has(part)) || parts.iter().any(|part| part == "of" || part == "&") {
        NameKind::Organization
    } else if article || acronym {
        // "the Guardian", "the FBI"; a speaker's name in capitals is matched with the full name later.
        if parts.len() == 1 && PERSONS.has(last) { NameKind::Unknown } else { NameKind::Organization }
    } else if parts.iter().any(|part| KNOWN_ORGANIZATIONS.has(part)) && parts.len() > 1 && !given {
        NameKind::Organization
    } else {
        NameKind::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::prepare;
    use super::super::tokens::Tokens;
    use super::{NameKind, names};

    /// Full names, titles and kinds of all names in a text.
    fn found(text: &str) -> Vec<(String, String, NameKind)> {
        let prepared = prepare(text);
        let tokens = Tokens::new(&prepared);
        names(&tokens, 0..tokens.all.len())
            .into_iter()
            .map(|name| {
                let title: Vec<&str> = name.title.clone().map(|index| tokens.of(index)).collect();
                (name.full, title.join(" "), name.kind)
            })
            .collect()
    }

    #[test]
    fn titles_are_parted_from_names() {
        use NameKind::{Organization, Person, Unknown};
        for (text, name, title, kind) in [
            ("Then Sen. Ted Cruz spoke.", "Ted Cruz", "Sen.", Person),
            (
                "Then Supreme Court Justice Ruth Bader Ginsburg spoke.",
                "Ruth Bader Ginsburg",
                "Supreme Court Justice",
                Person,
            ),
            ("Then Secretary of State John Kerry spoke.", "John Kerry", "Secretary of State", Person),
            ("Then Salvatore \"Big Sal\" Marchetti spoke.", "Salvatore Marchetti", "", Person),
            ("Then the Justice Department spoke.", "Justice Department", "", Organization),
            ("Then Republican Marco Rubio spoke.", "Marco Rubio", "Republican", Person),
            ("Then Ursula von der Leyen spoke.", "Ursula von der Leyen", "", Person),
            ("Then the University of Michigan spoke.", "University of Michigan", "", Organization),
            ("Then Martin Luther King Jr. spoke.", "Martin Luther King Jr.", "", Person),
            ("Then Halvorsen spoke.", "Halvorsen", "", Unknown),
            ("Then @pellingwalks spoke.", "@pellingwalks", "", Person),
        ] {
            assert_eq!(found(text), [(name.to_owned(), title.to_owned(), kind)], "{text}");
        }
    }

    #[test]
    fn capitals_that_are_no_names_are_none() {
        assert_eq!(found("However, I said on Monday that the Prime Minister was American."), []);
    }
}
