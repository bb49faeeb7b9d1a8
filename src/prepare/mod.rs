//! The `prepare` stage: sentences, roles, quotation marks, words, and windows for the encoder.
//!
//! All offsets here are bytes of the article's text as it is analysed: damage from copying and storing is undone first
//! ([`Damage`]).

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

/// A sentence of the text, without the white space around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the text.
    pub span: Range<usize>,
    /// Number of the paragraph it stands in, from 0.
    pub paragraph: usize,
    /// What kind of text it is.
    pub role: Role,
}

/// A stretch inside quotation marks, within one paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// Bytes of the text, the marks included. Where the closing mark is missing (the quotation goes on in the next
    /// paragraph), it ends with the paragraph's last non-space character.
    pub span: Range<usize>,
    /// How many quotations it lies within: 0 for an outermost one.
    pub depth: usize,
    /// Whether it continues the quotation that the paragraph before left open, or one of its own paragraph that lost its
    /// closing mark.
    pub continues: bool,
    /// Whether its closing mark is there.
    pub closed: bool,
}

/// An article ready for the encoder.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The article, its text as it is analysed, after its title.
    pub article: Article,
    /// Bytes that the title and the blank line after it take before the text as it came in; 0 where there is no title, or the
    /// text has it.
    pub lead: usize,
    /// The text as it came in, where it was damaged.
    pub damage: Option<Damage>,
    /// Its quotations, in the order of their opening marks.
    pub quotations: Vec<Quotation>,
    /// Its sentences, in the order of the text.
    pub sentences: Vec<Sentence>,
    /// Its words, in the order of the text.
    pub words: Vec<Word>,
    /// Its windows; their cores cover all words once, in order.
    pub windows: Vec<Window>,
}

impl Prepared {
    /// A word's text.
    pub fn word(&self, word: usize) -> &str {
        &self.article.text[self.words[word].span.clone()]
    }

    /// The bytes of a run of words, which must not be empty.
    pub fn bytes(&self, words: &Range<usize>) -> Range<usize> {
        self.words[words.start].span.start..self.words[words.end - 1].span.end
    }

    /// The text of a run of words, which must not be empty.
    pub fn text(&self, words: &Range<usize>) -> &str {
        &self.article.text[self.bytes(words)]
    }

    /// Title and text as they came in.
    pub fn given_text(&self) -> &str {
        self.damage.as_ref().map_or(&self.article.text, |damage| &damage.text)
    }

    /// Bytes of the analysed text as bytes of the text as it came in.
    pub fn given(&self, bytes: Range<usize>) -> Range<usize> {
        self.damage.as_ref().map_or(bytes.clone(), |damage| damage.given(&bytes))
    }

    /// Bytes of the text as it came in as bytes of the analysed text.
    pub fn analysed(&self, bytes: &Range<usize>) -> Range<usize> {
        self.damage.as_ref().map_or(bytes.clone(), |damage| damage.analysed(bytes))
    }

    /// The words that lie at least partly in a run of bytes.
    pub fn words_in(&self, bytes: &Range<usize>) -> Range<usize> {
        let start = self.words.partition_point(|word| word.span.end <= bytes.start);
        start..self.words.partition_point(|word| word.span.start < bytes.end).max(start)
    }

    /// The sentence that a word stands in.
    pub fn sentence(&self, word: usize) -> &Sentence {
        &self.sentences[self.words[word].sentence]
    }

    /// Number of the paragraph that a word stands in.
    pub fn paragraph(&self, word: usize) -> usize {
        self.sentence(word).paragraph
    }

    /// Whether each word stands inside quotation marks.
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
    /// Prepares with this tokenizer, whose padding and truncation must be off, and windows of this form.
    pub fn new(tokenizer: Tokenizer, windows: WindowConfig) -> Self {
        Self { tokenizer, windows }
    }

    /// Segments an article and cuts it into windows.
    ///
    /// # Errors
    /// The article has no text, much text that is hardly any letters, or more than [`Article::MAX_CHARACTERS`]; or its metadata more levels than
    /// [`Article::MAX_DEPTH`].
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
        mark_captions(&mut sentences, &article.captions);
        let (words, pieces) = words::words(&self.tokenizer, text, &sentences)?;
        let features = words::segments(text, &words, &sentences, &quotations);
        let windows = windows::windows(&self.windows, &words, &pieces, &features, &sentences, &quotations);
        Ok(Prepared { article, lead, damage, quotations, sentences, words, windows })
    }
}

/// The error of a long text that is hardly any letters and digits: each of its symbols would be a word of its own to encode.
fn only_symbols(text: &str) -> Option<ArticleError> {
    /// Characters, white space left out, of a text that is looked at, and how many of them there are to a letter or digit.
    const LONG: usize = 10_000;
    const TO_A_LETTER: usize = 10;
    if text.len() < LONG {
        return None;
    }
    // Accents belong to the letters that they stand on.
    let is_visible = |character: &char| !character.is_whitespace() && !('\u{300}'..='\u{36f}').contains(character);
    let visible = text.chars().filter(is_visible);
    let (letters, characters) =
        visible.fold((0, 0), |(letters, all), one| (letters + usize::from(one.is_alphanumeric()), all + 1));
    (characters >= LONG && letters * TO_A_LETTER < characters).then_some(ArticleError::Symbols { letters, characters })
}

/// Puts the title before a text that does not begin with it, and gives the bytes that it takes there.
fn lead_with_title(article: &mut Article) -> usize {
    /// Longest title in bytes: what is longer is none.
    const LONGEST: usize = 1000;
    let Some(title) = article.title.as_deref().filter(|title| title.len() <= LONGEST) else { return 0 };
    if title.trim().is_empty() || article.text.trim().is_empty() || roles::begins_with_title(&article.text, title) {
        return 0;
    }
    let lead = title.len() + "\n\n".len();
    article.text = format!("{title}\n\n{}", article.text);
    for caption in &mut article.captions {
        *caption = caption.start + lead..caption.end + lead;
    }
    lead
}

/// Undoes the damage of an article's text; its captions are found again.
fn mend(article: &mut Article) -> Option<Damage> {
    let (analysed, damage) = repair::repair(&article.text)?;
    article.text = analysed;
    for caption in &mut article.captions {
        *caption = damage.analysed(caption);
    }
    Some(damage)
}

/// Gives the role of a caption to sentences that lie in one.
fn mark_captions(sentences: &mut [Sentence], captions: &[Range<usize>]) {
    for caption in captions {
        let first = sentences.partition_point(|sentence| sentence.span.start < caption.start);
        let within = sentences[first..].iter_mut().take_while(|sentence| sentence.span.end <= caption.end);
        for sentence in within.filter(|sentence| sentence.role == Role::Body) {
            sentence.role = Role::Caption;
        }
    }
}

/// Finds the quotations and sentences of a text; `title` helps to tell the headline.
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
