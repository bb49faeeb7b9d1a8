//! Screens articles between reading and the run: too long, not English, or a repeat.

use super::{ReadOptions, short_language};
use saidso::error::ArticleError;
use saidso::record::Article;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// What is done with an article whose text has been read before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Duplicates {
    /// It is labelled like any other.
    Keep,
    /// It is labelled, and its record names the first one.
    #[default]
    Mark,
    /// It is skipped.
    Skip,
}

/// Minimum number of letters in a text in Latin script before its letters alone may show another language: names,
/// scores and headlines of English texts are easily taken for another language.
const MIN_LATIN: usize = 200;

/// Minimum number of letters in such a text before its words are looked at.
const MIN_SHORT: usize = 30;

/// Minimum number of letters in a text in another script, which English does not use at all.
const MIN_OTHER: usize = 40;

/// How much of an article is looked at, in bytes.
const SAMPLE: usize = 6000;

/// Words that no English text does without, and few texts in other languages have.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "that", "was", "for", "with", "said", "his", "is", "at", "from", "has", "have", "it",
    "by", "not", "they", "were", "are", "be", "this", "who", "will", "you", "we", "their", "had", "which", "says",
];

/// Share of these words from which a text counts as English, whatever else is in it.
const MIN_ENGLISH: f64 = 0.12;

/// Screens articles one by one. Remembers 16 bytes and the id of each, unless repeats are to be kept.
#[derive(Debug, Default)]
pub struct Screen {
    first: HashMap<[u8; 16], Box<str>>,
}

impl Screen {
    /// The article, marked if it is a repeat, or why it is not let through.
    ///
    /// # Errors
    /// It is too long, or is to be skipped.
    pub fn pass(&mut self, mut article: Article, options: &ReadOptions) -> Result<Article, ArticleError> {
        let limit = options.max_characters;
        if article.text.len() > limit {
            let characters = article.text.chars().count();
            if characters > limit {
                return Err(ArticleError::TooLong { characters, limit });
            }
        }
        let (bytes, limit) = (article.metadata_bytes(), options.max_metadata);
        if bytes > limit {
            return Err(ArticleError::MetadataTooLong { bytes, limit });
        }
        if !options.any_language
            && let Some(language) = other_language(&article.text)
        {
            return Err(ArticleError::NotEnglish { language });
        }
        if options.duplicates != Duplicates::Keep && !article.text.trim().is_empty() {
            let first = self.first(&article);
            match (options.duplicates, first) {
                (Duplicates::Skip, Some(of)) => return Err(ArticleError::Repeat { of }),
                (_, first) => article.duplicate_of = first,
            }
        }
        Ok(article)
    }

    /// The id of the first article with this text, if that is another article.
    fn first(&mut self, article: &Article) -> Option<String> {
        let digest = Sha256::digest(&article.text);
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        match self.first.entry(key) {
            std::collections::hash_map::Entry::Occupied(first) => Some(first.get().to_string()),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(article.id.as_str().into());
                None
            }
        }
    }
}

/// The language of a text that is long enough to tell, and certainly not English.
fn other_language(text: &str) -> Option<&'static str> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let letters = sample.chars().filter(|character| character.is_alphabetic()).count();
    let latin = sample.chars().filter(|character| character.is_alphabetic() && is_latin(*character)).count();
    let is_latin = latin * 2 > letters;
    if letters < (if is_latin { MIN_SHORT } else { MIN_OTHER }) || is_latin && has_english(sample) {
        return None;
    }
    if is_latin && letters < MIN_LATIN {
        return short_language::other_language(sample);
    }
    let found = whatlang::detect(sample)?;
    (found.lang() != whatlang::Lang::Eng && found.is_reliable()).then(|| found.lang().eng_name())
}

fn is_latin(character: char) -> bool {
    matches!(character, 'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

fn has_english(sample: &str) -> bool {
    let (mut words, mut english) = (0usize, 0usize);
    for word in sample.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        english += usize::from(ENGLISH.iter().any(|known| word.eq_ignore_ascii_case(known)));
    }
    english as f64 >= words as f64 * MIN_ENGLISH
}

#[cfg(test)]
mod tests {
    use super::other_language;

    #[test]
    fn english_is_english_and_others_are_named() {
        for (text, expected) in [
            (
                "Die Regierung hat am Montag in Berlin angekündigt, den Hafen bis zum Ende des Jahres zu schließen. Der \
                 Minister sagte, es gebe keine andere Möglichkeit mehr, weil die Mauern des alten Piers nicht länger \
                 sicher seien und die Reparatur zu viel Geld kosten würde.",
                Some("German"),
            ),
            (
                "Le gouvernement a annoncé lundi à Paris que le port fermerait avant la fin de l’année. Le ministre a \
                 déclaré qu’il n’y avait pas d’autre solution, parce que les murs de la vieille jetée ne sont plus sûrs \
                 et que leur réparation coûterait trop cher à la ville et à ses habitants.",
                Some("French"),
            ),
            (
                "El Gobierno anunció el lunes en Madrid que el puerto cerrará antes de fin de año. El ministro dijo que \
                 no había otra solución, porque los muros del viejo muelle ya no son seguros y repararlos costaría \
                 demasiado dinero a los contribuyentes de la ciudad y de toda la provincia.",
                Some("Spanish"),
            ),
            (
                "Министр заявил в понедельник, что порт будет закрыт до конца года, потому что стены стары.",
                Some("Russian"),
            ),
            (
                "部长星期一表示，港口将在年底前关闭，因为旧码头的墙壁已经不再安全，修理费用太高，政府没有别的办法，只能这样做。",
                Some("Mandarin"),
            ),
            ("Der Hafen wird im Mai geschlossen, sagte der Minister am Montag in Berlin.", Some("German")),
            ("Der Hafen schließt im Mai.", None),
            (
                "The harbour will close in May, the ministry said on Monday. “We had no choice,” said Anna Larsen, who \
                 runs the port. “The pier is falling apart.” The town has two other piers, and neither of them is safe.",
                None,
            ),
            (
                "Results: Kowalczyk bt Nowak 6-3 6-4, Wiśniewski bt Dąbrowski 7-5 6-2, Lewandowski bt Zieliński 6-1 6-0, \
                 Szymański bt Woźniak 6-4 3-6 7-5, Kozłowski bt Jankowski 6-3 6-2, Wojciechowska bt Kwiatkowska 6-1 7-6, \
                 said the organisers of the tournament at the end of the day.",
                None,
            ),
        ] {
            assert_eq!(other_language(text), expected, "{text}");
        }
    }
}
