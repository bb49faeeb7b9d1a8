//! The `prepare` stage: sentences, roles, quotation marks, words, and windows for the encoder.
//!
//! All offsets here are byte offsets into the text that is analysed, that is, after damage from copying and storing has
//! been undone ([`Damage`]).

mod paragraphs;
mod quotations;
mod repair;
mod roles;
mod sentences;
mod windows;
mod words;

pub use repair::Damage;
pub(crate) use roles::signatures;
pub use windows::{Window, WindowConfig};
pub use words::{SEGMENTS, Word};

use crate::error::ArticleError;
use crate::record::{Article, Role};
use std::ops::Range;
use tokenizers::Tokenizer;

/// A sentence of the text, without surrounding white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Byte range in the text.
    pub span: Range<usize>,
    /// Index of its paragraph, from 0.
    pub paragraph: usize,
    /// What kind of text it is.
    pub role: Role,
}

/// A stretch inside quotation marks, within one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Byte range in the text, including the marks. Where the closing mark is missing (the quotation continues in the
    /// next paragraph), it ends with the paragraph's last non-space character.
    pub span: Range<usize>,
    /// How many quotations enclose it: 0 for an outermost one.
    pub depth: usize,
    /// Whether it continues the quotation left open by the previous paragraph, or one in the same paragraph whose
    /// closing mark is missing.
    pub continues: bool,
    /// Whether it has a closing mark.
    pub closed: bool,
}

/// An article ready for the encoder.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The article, its text in the analysed form: title first, damage undone.
    pub article: Article,
    /// Length in bytes of the title and blank line put before the original text; 0 where there is no title, or the text
    /// already begins with it.
    pub lead: usize,
    /// The original text, if it was damaged.
    pub damage: Option<Damage>,
    /// The quotations, in the order of their opening marks.
    pub quotations: Vec<Quotation>,
    /// The sentences, in text order.
    pub sentences: Vec<Sentence>,
    /// The words, in text order.
    pub words: Vec<Word>,
    /// The windows; together their cores cover every word once, in order.
    pub windows: Vec<Window>,
}

impl Prepared {
    /// A word's text.
    pub fn word(&self, word: usize) -> &str {
        &self.article.text[self.words[word].span.clone()]
    }

    /// The byte range of a run of words, which must not be empty.
    pub fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        self.words[words.start].span.start..self.words[words.end - 1].span.end
    }

    /// The text of a run of words, which must not be empty.
    pub fn text(&self, words: &Range<usize>) -> &str {
        &self.article.text[self.bytes(words)]
    }

    /// The title and text before damage was undone.
    pub fn given_text(&self) -> &str {
        self.damage.as_ref().map_or(&self.article.text, |damage| &damage.text)
    }

    /// Converts a byte range of the analysed text to one of the original text.
    pub fn given(&self, bytes: Range<usize>) -> Range<usize> {
        self.damage.as_ref().map_or(bytes.clone(), |damage| damage.given(&bytes))
    }

    /// Converts a byte range of the original text to one of the analysed text.
    pub fn analysed(&self, bytes: &Range<usize>) -> Range<usize> {
        self.damage.as_ref().map_or(bytes.clone(), |damage| damage.analysed(bytes))
    }

    /// The words that overlap a byte range.
    pub fn words_in(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.words.partition_point(|word| word.span.end <= bytes.start);
        start..self.words.partition_point(|word| word.span.start < bytes.end).max(start)
    }

    /// The sentence that contains a word.
    pub fn sentence(&self, word: usize) -> &Sentence {
        &self.sentences[self.words[word].sentence]
    }

    /// Index of the paragraph that contains a word.
    pub fn paragraph(&self, word: usize) -> usize {
        self.sentence(word).paragraph
    }

    /// For each word, whether it is inside quotation marks.
    pub fn quoted(&self) -> Vec<bool> {
        let mut quoted = vec![false; self.words.len()];
        for quotation in self.quotations.iter().filter(|quotation| quotation.depth == 0) {
            quoted[self.words_in(&quotation.span)].fill(true);
        }
        quoted
    }

    /// Whether a word has no letter and no digit.
    pub fn is_punctuation(&self, word: usize) -> bool {
        !self.word(word).contains(char::is_alphanumeric)
    }

    /// Whether a word begins with a capital letter.
    pub fn is_capital(&self, word: usize) -> bool {
        self.word(word).starts_with(char::is_uppercase)
    }
}

/// Prepares articles for one model: its tokenizer and its windows.
pub struct Preparer {
    tokenizer: Tokenizer,
    windows: WindowConfig,
}

impl Preparer {
    /// Creates a preparer; the tokenizer's padding and truncation must be off.
    pub fn new(tokenizer: Tokenizer, windows: WindowConfig) -> Self {
        Self { tokenizer, windows }
    }

    /// Segments an article and cuts it into windows.
    ///
    /// # Errors
    /// The text is empty, long with hardly any letters in it, or longer than [`Article::MAX_CHARACTERS`], or the
    /// metadata is nested more deeply than [`Article::MAX_DEPTH`].
    pub fn prepare(&self, mut article: Article) -> Result<Prepared, ArticleError> {
        if article.is_too_deep() {
            return Err(ArticleError::TooDeep { limit: Article::MAX_DEPTH });
        }
        if article.text.len() > Article::MAX_CHARACTERS {
            let characters = article.text.chars().count();
            if characters > Article::MAX_CHARACTERS {
                return Err(ArticleError::TooLong { characters, limit: Article::MAX_CHARACTERS });
            }
        }
        let lead = lead_with_title(&mut article);
        let damage = mend(&mut article);
        let text = &article.text;
        if text.trim().is_empty() {
            return Err(ArticleError::Empty);
        }
        if let Some(error) = only_symbols(text) {
            return Err(error);
        }
        let (quotations, mut sentences) = segment(text, article.title.as_deref());
        mark(&mut sentences, &article.captions, Role::Caption);
        let headings: Vec<Range<usize>> =
            article.headings.iter().filter(|heading| is_title(&text[(*heading).clone()])).cloned().collect();
        mark(&mut sentences, &headings, Role::Boilerplate);
        let (words, pieces) = words::words(&self.tokenizer, text, &sentences)?;
        let features = words::segments(text, &words, &sentences, &quotations);
        let windows = windows::windows(&self.windows, &words, &pieces, &features, &sentences, &quotations);
        Ok(Prepared { article, lead, damage, quotations, sentences, words, windows })
    }
}

/// The error for a long text with hardly any letters or digits, in which every symbol would be encoded as a word.
fn only_symbols(text: &str) -> Option<ArticleError> {
    /// Fewest characters (without white space) of a text that is checked, and the most it may have per letter or digit.
    const LONG: usize = 10_000;
    const TO_A_LETTER: usize = 10;
    if text.len() < LONG {
        return None;
    }
    // Combining accents belong to their letters.
    let is_visible = |character: &char| !character.is_whitespace() && !('\u{300}'..='\u{36f}').contains(character);
    let visible = text.chars().filter(is_visible);
    let (letters, characters) =
        visible.fold((0, 0), |(letters, all), one| (letters + usize::from(one.is_alphanumeric()), all + 1));
    (characters >= LONG && letters * TO_A_LETTER < characters).then_some(ArticleError::Symbols { letters, characters })
}

/// Puts the title before a text that does not begin with it, and returns the number of bytes added.
fn lead_with_title(article: &mut Article) -> usize {
    /// Longest title in bytes; anything longer is not treated as a title.
    const LONGEST: usize = 1000;
    let Some(title) = article.title.as_deref().filter(|title| title.len() <= LONGEST) else { return 0 };
    if title.trim().is_empty() || article.text.trim().is_empty() || roles::begins_with_title(&article.text, title) {
        return 0;
    }
    let lead = title.len() + "\n\n".len();
    article.text = format!("{title}\n\n{}", article.text);
    for part in article.captions.iter_mut().chain(&mut article.headings) {
        *part = part.start + lead..part.end + lead;
    }
    lead
}

/// Undoes the damage in an article's text and adjusts the spans of captions and headings.
fn mend(article: &mut Article) -> Option<Damage> {
    let (analysed, damage) = repair::repair(&article.text)?;
    article.text = analysed;
    for part in article.captions.iter_mut().chain(&mut article.headings) {
        *part = damage.analysed(part);
    }
    Some(damage)
}

/// Whether a heading is the title of a section: pages also set sentences as headings, such as summaries, quotations, and
/// the questions of interviews.
fn is_title(heading: &str) -> bool {
    !heading.trim_end().ends_with(['.', '!', '?', '…', ':', '”', '’', '"', '\''])
}

/// Assigns a role to body sentences that lie within one of these parts.
fn mark(sentences: &mut [Sentence], parts: &[Range<usize>], role: Role) {
    for part in parts {
        let first = sentences.partition_point(|sentence| sentence.span.start < part.start);
        let within = sentences[first..].iter_mut().take_while(|sentence| sentence.span.end <= part.end);
        for sentence in within.filter(|sentence| sentence.role == Role::Body) {
            sentence.role = role;
        }
    }
}

/// Finds the quotations and sentences of a text; `title` helps to identify the headline.
pub fn segment(text: &str, title: Option<&str>) -> (Vec<Quotation>, Vec<Sentence>) {
    let paragraphs = paragraphs::paragraphs(text);
    let quotations = quotations::quotations(text, &paragraphs);
    let spans = sentences::sentences(text, &paragraphs, &quotations);
    let roles = roles::roles(text, title, &spans, &paragraphs, &quotations);
    let sentences =
        spans.into_iter().zip(roles).map(|((span, paragraph), role)| Sentence { span, paragraph, role }).collect();
    (quotations, sentences)
}

#[cfg(test)]
mod tests {
    use super::only_symbols;
    use crate::error::ArticleError;

    #[test]
    fn long_texts_without_letters_are_told_from_articles() {
        let symbols = Some(ArticleError::Symbols { letters: 0, characters: 20_000 });
        assert_eq!(only_symbols(&"& ".repeat(20_000)), symbols);
        assert_eq!(only_symbols(&"& ".repeat(500)), None);
        assert_eq!(only_symbols(&"“No.” ".repeat(5_000)), None);
        assert_eq!(only_symbols(&format!("{}{}", "The port will close. ".repeat(200), "- ".repeat(15_000))), None);
        assert_eq!(only_symbols(&"港は閉じる。".repeat(5_000)), None);
        assert_eq!(only_symbols(&format!("choice{}", "\u{301}".repeat(20_000))), None);
    }
}
