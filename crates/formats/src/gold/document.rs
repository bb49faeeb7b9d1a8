//! Annotated articles checked against their text, with offsets in bytes.

use super::tokens::Tokens;
use saidso::record::{
    AnnotatedArticle, AnnotatedMention, AnnotatedSpan, AnnotatedSpans, Assertion, EntityKind, Label, LabelScores,
    MentionSort, Role, SourceKind, Speech,
};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::ops::Range;

/// What is wrong with an annotated article.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AnnotationError {
    /// A gold article has no text, and none was supplied separately.
    #[error("there is no text: a gold article needs a field `text`, or its text must be supplied separately")]
    NoText,
    /// A span is not inside the text.
    #[error("{what}: {start}..{end} is not a span of a text of {length} code points")]
    Outside {
        /// The part that has the span.
        what: String,
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// Code points of the text.
        length: usize,
    },
    /// A span's words differ from the words at its place in the text.
    #[error("{what}: the text at {start}..{end} is {found:?}, not {given:?}; offsets count Unicode code points")]
    OtherText {
        /// The part that has the span.
        what: String,
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// The words in the text.
        found: String,
        /// The words of the span.
        given: String,
    },
    /// An id is used that no source has.
    #[error("{what}: there is no source `{id}` in `sources`")]
    NoSource {
        /// The part that uses it.
        what: String,
        /// The id.
        id: String,
    },
    /// A number that should be a probability is not between 0 and 1.
    #[error("{what}: {value} is not a probability")]
    Probability {
        /// The part that has it.
        what: String,
        /// Its value.
        value: f32,
    },
}

/// One attribution as spans of the text, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans {
    /// The words that name the source.
    pub source: Vec<Range<usize>>,
    /// The words that signal it.
    pub cue: Vec<Range<usize>>,
    /// What is said.
    pub content: Vec<Range<usize>>,
}

/// An annotated article in bytes of its text.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Its sentences, in the order of the text; `None` where they are not annotated.
    pub sentences: Option<Vec<Sentence>>,
    /// Its attributions, in the order given.
    pub attributions: Option<Vec<Attribution>>,
    /// Spans of each role, from the attributions or from a data set that does not say which spans belong together.
    pub role_spans: Option<Spans>,
    /// Mentions, in the order of the text; `None` where they are not annotated.
    pub mentions: Option<Vec<Mention>>,
    /// The words that name each source; `None` where no source says.
    pub named_by: Option<Vec<NamedBy>>,
}

/// The words that name a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedBy {
    /// Their bytes.
    pub spans: Vec<Range<usize>>,
    /// Whether they only show that there is a source, not who it is.
    pub unresolved: bool,
}

/// Words that refer to someone or something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its bytes.
    pub span: Range<usize>,
    /// What sort of mention it is.
    pub sort: MentionSort,
    /// What kind of entity is meant.
    pub kind: EntityKind,
    /// Which entity is meant; mentions of the same entity have the same value.
    pub entity: Option<String>,
}

impl Document {
    /// Keeps only the attributions whose cue is not inside another one's content.
    pub fn keep_outermost(&mut self) {
        let Some(attributions) = &mut self.attributions else { return };
        let contents: Vec<Range<usize>> =
            attributions.iter().flat_map(|attribution| attribution.spans.content.iter().cloned()).collect();
        let holds =
            |cue: &Range<usize>| contents.iter().any(|content| content.start <= cue.start && cue.end <= content.end);
        attributions.retain(|attribution| !attribution.spans.cue.first().is_some_and(holds));
        self.role_spans = Some(role_spans(attributions));
    }
}

/// Spans of each role from the attributions.
fn role_spans(attributions: &[Attribution]) -> Spans {
    let all = |of: fn(&Spans) -> &Vec<Range<usize>>| {
        attributions.iter().flat_map(|attribution| of(&attribution.spans).clone()).collect()
    };
    Spans { source: all(|spans| &spans.source), cue: all(|spans| &spans.cue), content: all(|spans| &spans.content) }
}

/// A sentence.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// Its bytes.
    pub span: Range<usize>,
    /// What kind of text it is.
    pub role: Option<Role>,
    /// Its label.
    pub label: Option<Option<Label>>,
    /// Whether it is subjective.
    pub subjective: Option<bool>,
    /// Probability of each label.
    pub scores: Option<LabelScores>,
    /// Probability that the label is right.
    pub confidence: Option<f32>,
    /// The source that is responsible for it.
    pub source: Option<Option<Source>>,
}

/// Who says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: Option<SourceKind>,
}

/// An attribution.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// The positions of its parts.
    pub spans: Spans,
    /// Whether its source was annotated.
    pub has_source: bool,
    /// Whether its cue was annotated.
    pub has_cue: bool,
    /// How the words are reported.
    pub speech: Option<Speech>,
    /// Probability that content and source are right.
    pub confidence: Option<f32>,
    /// Who the source is.
    pub source: Option<Source>,
    /// How the source presents the content.
    pub assertion: Option<Assertion>,
    /// Whether the content is a statement or a quotation.
    pub propositional: Option<bool>,
}

/// A gold article.
#[derive(Debug, Clone)]
pub struct GoldArticle {
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// The article's metadata.
    pub metadata: Map<String, Value>,
    /// Words and punctuation marks of the text.
    pub tokens: Tokens,
    /// The tokens of a data set that is already tokenised, in bytes.
    pub own_tokens: Option<Vec<Range<usize>>>,
    /// The annotations.
    pub document: Document,
}

impl GoldArticle {
    /// Checks a gold article; `text` is used if the article has no text of its own.
    ///
    /// # Errors
    /// The article has no text, or its annotations do not fit the text.
    pub fn new(article: AnnotatedArticle, text: Option<String>) -> Result<Self, AnnotationError> {
        let article = article.without_title();
        let text = article.text.clone().or(text).ok_or(AnnotationError::NoText)?;
        let check = Check::new(&text, &article);
        let document = check.document(&article)?;
        let own_tokens = match &article.tokens {
            None => None,
            Some(tokens) => {
                let spans = tokens.iter().map(|&(start, end)| check.bytes(start, end, || "a token".to_owned()));
                Some(spans.collect::<Result<_, _>>()?)
            }
        };
        let tokens = Tokens::new(&text);
        Ok(Self { id: article.id, metadata: article.metadata, tokens, own_tokens, document, text })
    }

    /// Checks a system's prediction for this article.
    ///
    /// # Errors
    /// The prediction does not fit the text.
    pub fn prediction(&self, article: &AnnotatedArticle) -> Result<Document, AnnotationError> {
        let article = article.clone().without_title();
        Check::new(&self.text, &article).document(&article)
    }
}

/// Converts offsets and checks them.
struct Check<'t> {
    text: &'t str,
    /// Byte at which each code point begins, and the length at the end; empty for ASCII, where they are the same.
    starts: Vec<usize>,
    sources: HashMap<String, Source>,
}

impl<'t> Check<'t> {
    fn new(text: &'t str, article: &AnnotatedArticle) -> Self {
        let starts = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect()
        };
        let sources = article.sources.iter().flatten();
        let sources = sources
            .map(|source| (source.id.clone(), Source { name: source.name.clone(), kind: source.kind }))
            .collect();
        Self { text, starts, sources }
    }

    fn bytes(&self, start: usize, end: usize, what: impl Fn() -> String) -> Result<Range<usize>, AnnotationError> {
        let length = if self.starts.is_empty() { self.text.len() } else { self.starts.len() - 1 };
        if start >= end || end > length {
            return Err(AnnotationError::Outside { what: what(), start, end, length });
        }
        Ok(if self.starts.is_empty() { start..end } else { self.starts[start]..self.starts[end] })
    }

    fn span(
        &self,
        (start, end): (usize, usize),
        given: Option<&String>,
        what: impl Fn() -> String,
    ) -> Result<Range<usize>, AnnotationError> {
        let bytes = self.bytes(start, end, &what)?;
        let found = &self.text[bytes.clone()];
        match given {
            Some(given) if given != found => {
                let (found, given) = (found.to_owned(), given.clone());
                Err(AnnotationError::OtherText { what: what(), start, end, found, given })
            }
            _ => Ok(bytes),
        }
    }

    fn spans(
        &self,
        spans: &[AnnotatedSpan],
        what: impl Fn() -> String + Copy,
    ) -> Result<Vec<Range<usize>>, AnnotationError> {
        spans.iter().map(|span| self.span((span.start, span.end), span.text.as_ref(), what)).collect()
    }

    fn source(&self, id: &str, what: impl Fn() -> String) -> Result<Source, AnnotationError> {
        self.sources.get(id).cloned().ok_or_else(|| AnnotationError::NoSource { what: what(), id: id.to_owned() })
    }

    fn document(&self, article: &AnnotatedArticle) -> Result<Document, AnnotationError> {
        let sentences = article.sentences.as_ref().map(|_| self.sentences(article)).transpose()?;
        let attributions = article.attributions.as_ref().map(|_| self.attributions(article)).transpose()?;
        let role_spans = match (&article.spans, &attributions) {
            (Some(spans), _) => Some(Spans {
                source: self.spans(&spans.source, || "a source span".to_owned())?,
                cue: self.spans(&spans.cue, || "a cue span".to_owned())?,
                content: self.spans(&spans.content, || "a content span".to_owned())?,
            }),
            (None, Some(attributions)) => Some(role_spans(attributions)),
            (None, None) => None,
        };
        let mentions = article.mentions.as_ref().map(|mentions| self.mentions(mentions)).transpose()?;
        let named_by = self.named_by(article)?;
        Ok(Document { sentences, attributions, role_spans, mentions, named_by })
    }

    fn named_by(&self, article: &AnnotatedArticle) -> Result<Option<Vec<NamedBy>>, AnnotationError> {
        let sources = article.sources.iter().flatten();
        let named = sources.filter_map(|source| Some((source, source.mentions.as_ref()?)));
        let found = named
            .map(|(source, mentions)| {
                let spans = self.spans(mentions, || format!("a mention of source {}", source.id))?;
                Ok(NamedBy { spans, unresolved: source.unresolved })
            })
            .collect::<Result<Vec<_>, AnnotationError>>()?;
        Ok((!found.is_empty()).then_some(found))
    }

    fn mentions(&self, mentions: &[AnnotatedMention]) -> Result<Vec<Mention>, AnnotationError> {
        let mut found = mentions
            .iter()
            .enumerate()
            .map(|(index, mention)| {
                let what = || format!("mention {index}");
                let span = self.span((mention.start, mention.end), mention.text.as_ref(), what)?;
                Ok(Mention { span, sort: mention.sort, kind: mention.kind, entity: mention.entity.clone() })
            })
            .collect::<Result<Vec<_>, AnnotationError>>()?;
        found.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
        Ok(found)
    }

    fn sentences(&self, article: &AnnotatedArticle) -> Result<Vec<Sentence>, AnnotationError> {
        let mut sentences = article
            .sentences
            .iter()
            .flatten()
            .enumerate()
            .map(|(index, sentence)| {
                let what = || format!("sentence {index}");
                let source = match &sentence.source {
                    Some(Some(id)) => Some(Some(self.source(id, what)?)),
                    Some(None) => Some(None),
                    None => None,
                };
                let scores = sentence.scores.iter().flat_map(|s| [s.reported_fact, s.quote, s.opinion]);
                probabilities(scores.chain(sentence.confidence), what)?;
                Ok(Sentence {
                    span: self.span((sentence.start, sentence.end), sentence.text.as_ref(), what)?,
                    role: sentence.role,
                    label: sentence.label,
                    subjective: sentence.subjective,
                    scores: sentence.scores,
                    confidence: sentence.confidence,
                    source,
                })
            })
            .collect::<Result<Vec<_>, AnnotationError>>()?;
        sentences.sort_by_key(|sentence| (sentence.span.start, sentence.span.end));
        Ok(sentences)
    }

    fn attributions(&self, article: &AnnotatedArticle) -> Result<Vec<Attribution>, AnnotationError> {
        let attributions = article.attributions.iter().flatten().enumerate();
        attributions
            .map(|(index, attribution)| {
                let name = || attribution.id.clone().unwrap_or_else(|| format!("number {}", index + 1));
                let what = || format!("attribution {}", name());
                let optional = |spans: &Option<AnnotatedSpans>, part: &str| -> Result<_, AnnotationError> {
                    let spans = spans.iter().flat_map(|spans| spans.0.iter());
                    let of = || format!("{} of {}", part, what());
                    spans.map(|span| self.span((span.start, span.end), span.text.as_ref(), of)).collect()
                };
                probabilities(attribution.confidence.into_iter(), what)?;
                let resolved =
                    attribution.source.iter().flat_map(|spans| &spans.0).find_map(|span| span.resolved.as_ref());
                Ok(Attribution {
                    spans: Spans {
                        source: optional(&attribution.source, "source")?,
                        cue: optional(&attribution.cue, "cue")?,
                        content: self.spans(&attribution.content, || format!("content of {}", what()))?,
                    },
                    has_source: attribution.source.is_some(),
                    has_cue: attribution.cue.is_some(),
                    speech: attribution.speech,
                    confidence: attribution.confidence,
                    source: resolved.map(|id| self.source(id, what)).transpose()?,
                    assertion: attribution.assertion,
                    propositional: attribution.propositional,
                })
            })
            .collect()
    }
}

fn probabilities(mut values: impl Iterator<Item = f32>, what: impl Fn() -> String) -> Result<(), AnnotationError> {
    match values.find(|value| !(0.0..=1.0).contains(value)) {
        Some(value) => Err(AnnotationError::Probability { what: what(), value }),
        None => Ok(()),
    }
}
