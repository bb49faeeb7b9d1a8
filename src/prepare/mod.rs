//! The `prepare` stage: sentences, roles, quotation marks, words, and windows for the encoder.
//!
//! All offsets here are bytes of the article's text.

mod paragraphs;
mod quotations;
mod roles;
mod sentences;
mod windows;
mod words;

pub use windows::{Window, WindowConfig};
pub use words::{SEGMENTS, Word};

use crate::error::ArticleError;
use crate::record::{Article, Role};
use std::ops::Range;
use tokenizers::Tokenizer;

/// A longer article is refused: it is no article, and one such line must not stop the run.
pub const MAX_CHARACTERS: usize = 2_000_000;

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
    /// The article as it came in.
    pub article: Article,
    /// Its quotations, in the order of their opening marks.
    pub quotations: Vec<Quotation>,
    /// Its sentences, in the order of the text.
    pub sentences: Vec<Sentence>,
    /// Its words, in the order of the text.
    pub words: Vec<Word>,
    /// Its windows; their cores cover all words once, in order.
    pub windows: Vec<Window>,
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
    /// The article has no text, or more than [`MAX_CHARACTERS`] characters.
    pub fn prepare(&self, article: Article) -> Result<Prepared, ArticleError> {
        let text = &article.text;
        if text.trim().is_empty() {
            return Err(ArticleError::Empty);
        }
        if text.len() > MAX_CHARACTERS {
            let characters = text.chars().count();
            if characters > MAX_CHARACTERS {
                return Err(ArticleError::TooLong { characters, limit: MAX_CHARACTERS });
            }
        }
        let (quotations, mut sentences) = segment(text, article.title.as_deref());
        mark_captions(&mut sentences, &article.captions);
        let (words, pieces) = words::words(&self.tokenizer, text, &sentences)?;
        let features = words::segments(text, &words, &sentences, &quotations);
        let windows = windows::windows(&self.windows, &words, &pieces, &features, &sentences, &quotations);
        Ok(Prepared { article, quotations, sentences, words, windows })
    }
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
