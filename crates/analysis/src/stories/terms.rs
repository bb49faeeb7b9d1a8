//! What tells an article's event from others: its names, numbers and words.

use crate::about::headline;
use saidso::lexicon::FUNCTION_WORDS;
use saidso::record::{Record, Role};
use std::collections::HashMap;

/// How much a term counts by where it stands: in the title, in the sentences that begin the text, in any other claim.
const TITLE: f32 = 3.0;
const LEAD: f32 = 2.0;
const CLAIM: f32 = 1.0;
/// Sentences that begin the text.
const LEAD_SENTENCES: usize = 3;
/// A name says more than a word of any kind.
const NAME: f32 = 1.5;
/// Terms of an article that are kept: those that count most.
const MOST_TERMS: usize = 160;
/// A longer word is no word.
const LONGEST_WORD: usize = 40;

/// Terms by number.
#[derive(Debug, Default)]
pub(super) struct Terms {
    numbers: HashMap<String, u32>,
    /// How each is written where it was first met.
    shown: Vec<String>,
    /// In how many articles each stands.
    articles: Vec<u32>,
}

impl Terms {
    /// The terms of a record, each with how often it stands in it, weighted.
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

    /// In how many articles a term stands.
    pub(super) fn articles(&self, term: u32) -> u32 {
        self.articles[term as usize]
    }

    /// How a term is written.
    pub(super) fn shown(&self, term: u32) -> &str {
        &self.shown[term as usize]
    }

    fn take(&mut self, text: &str, weight: f32, found: &mut HashMap<u32, f32>) {
        let mut name: Vec<&str> = Vec::new();
        let mut begins = true;
        let mut rest = text;
        while let Some(start) = rest.find(is_part) {
            let gap = &rest[..start];
            // A name goes on over a single space or an initial's full stop.
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

    /// Several words with capitals in a row are one more term.
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

/// A word without its case, and without the ending of a plural.
fn stem(word: &str) -> String {
    let lower = word.to_lowercase();
    match lower.strip_suffix('s') {
        Some(one) if one.len() > 3 && !one.ends_with(['s', 'u', 'i']) => one.to_owned(),
        _ => lower,
    }
}
