//! What distinguishes an article's event from others: its names, numbers and words.

use crate::about::headline;
use saidso::lexicon::FUNCTION_WORDS;
use saidso::record::{Record, Role};
use std::collections::HashMap;

/// How much a term counts, by where it occurs: in the title, in the first sentences of the text, in any other claim.
const TITLE: f32 = 3.0;
const LEAD: f32 = 2.0;
const CLAIM: f32 = 1.0;
/// How many sentences count as the lead.
const LEAD_SENTENCES: usize = 3;
/// A name is more distinctive than any other word.
const NAME: f32 = 1.5;
/// How many terms of an article are kept: those that count most.
const MOST_TERMS: usize = 160;
/// Anything longer is not a word.
const LONGEST_WORD: usize = 40;

/// Terms by number.
#[derive(Debug, Default)]
pub(super) struct Terms {
    numbers: HashMap<String, u32>,
    /// The spelling of each term where it first occurred.
    shown: Vec<String>,
    /// How many articles each term occurs in.
    articles: Vec<u32>,
}

impl Terms {
    /// The terms of a record, each with its weighted frequency.
    pub(super) fn of(&mut self, record: &Record) -> Vec<(u32, f32)> {
        let mut found: HashMap<u32, f32> = HashMap::new();
        if let Some(title) = headline(record) {
            self.take(title, TITLE, &mut found);
        }
        let body = record.sentences.iter().filter(|sentence| sentence.role == Role::Body);
        for sentence in body.take(LEAD_SENTENCES) {
            self.take(&sentence.span.text, LEAD, &mut found);
        }
        for claim in &record.claims {
            self.take(&claim.text, CLAIM, &mut found);
        }
        let mut terms: Vec<(u32, f32)> = found.into_iter().map(|(term, count)| (term, 1.0 + count.ln())).collect();
        terms.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        terms.truncate(MOST_TERMS);
        for &(term, _) in &terms {
            self.articles[term as usize] += 1;
        }
        terms.sort_unstable_by_key(|&(term, _)| term);
        terms
    }

    /// How many articles a term occurs in.
    pub(super) fn articles(&self, term: u32) -> u32 {
        self.articles[term as usize]
    }

    /// The spelling of a term.
    pub(super) fn shown(&self, term: u32) -> &str {
        &self.shown[term as usize]
    }

    fn take(&mut self, text: &str, weight: f32, found: &mut HashMap<u32, f32>) {
        let mut name: Vec<&str> = Vec::new();
        let mut begins = true;
        let mut rest = text;
        while let Some(start) = rest.find(is_part) {
            let gap = &rest[..start];
            // A name continues across a single space or the full stop of an initial.
            if !matches!(gap, " " | ". " | "-" | "’" | "'") {
                self.name(&mut name, weight, found);
            }
            begins |= gap.contains(['.', '!', '?', '“', '"', ':']);
            rest = &rest[start..];
            let end = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            rest = after;
            let word = word.trim_matches(['.', ',']);
            if word.is_empty() || word.len() > LONGEST_WORD || FUNCTION_WORDS.has(word) {
                self.name(&mut name, weight, found);
            } else {
                let capital = word.starts_with(char::is_uppercase);
                let is_number = word.contains(|character: char| character.is_ascii_digit());
                if word.chars().count() > 2 || is_number || capital {
                    let factor = if is_number || (capital && !begins) { NAME } else { 1.0 };
                    self.count(&stem(word), word, weight * factor, found);
                }
                if capital {
                    name.push(word);
                } else {
                    self.name(&mut name, weight, found);
                }
            }
            begins = false;
        }
        self.name(&mut name, weight, found);
    }

    /// A run of several capitalised words is one more term.
    fn name(&mut self, name: &mut Vec<&str>, weight: f32, found: &mut HashMap<u32, f32>) {
        if name.len() > 1 {
            let shown = name.join(" ");
            self.count(&shown.to_lowercase(), &shown, weight * NAME, found);
        }
        name.clear();
    }

    fn count(&mut self, key: &str, shown: &str, weight: f32, found: &mut HashMap<u32, f32>) {
        let number = self.numbers.get(key).copied().unwrap_or_else(|| {
            let number = self.shown.len() as u32;
            self.numbers.insert(key.to_owned(), number);
            self.shown.push(shown.to_owned());
            self.articles.push(0);
            number
        });
        *found.entry(number).or_default() += weight;
    }
}

/// Whether a character belongs to a word or a number.
fn is_part(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | ',')
}

/// A word in lower case, without a plural ending.
fn stem(word: &str) -> String {
    let lower = word.to_lowercase();
    match lower.strip_suffix('s') {
        Some(one) if one.len() > 3 && !one.ends_with(['s', 'u', 'i']) => one.to_owned(),
        _ => lower,
    }
}
