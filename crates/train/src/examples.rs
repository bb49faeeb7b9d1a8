use super::config::{StanceConfig, Weak};
use super::data::{GoldArticle, LabelledArticle, StanceSentence, Voice};
use saidso::error::ArticleError;
use saidso::model::tags::{B_CONTENT, B_CUE, B_SOURCE, OUTSIDE};
use saidso::prepare::{Prepared, Preparer, Sentence, Window, Word};
use saidso::record::Article;
use saidso_formats::gold::Spans;
use std::ops::Range;

/// A window with what the heads should say of it.
#[derive(Debug, Clone)]
pub(super) struct Example {
    /// The window.
    pub(super) window: Window,
    /// Cues and their roles; `None` where nobody annotated attributions.
    pub(super) attributions: Option<AttributionTags>,
    /// Words of sentences, counted from the window's first, with what the stance head should say of them.
    pub(super) stance: Vec<(Range<usize>, Weak)>,
}

/// Gold tags of a window.
#[derive(Debug, Clone)]
pub(super) struct AttributionTags {
    /// Cue tag of each word.
    pub(super) cue_tags: Vec<usize>,
    /// Each cue's words, counted from the window's first, and the role tag of each word of the window.
    pub(super) roles: Vec<(Range<usize>, Vec<usize>)>,
}

/// The windows of an annotated article, whose sentences may be labelled too.
///
/// # Errors
/// The article has no text or too much.
pub(super) fn annotated(
    preparer: &Preparer,
    gold: &GoldArticle,
    labels: Option<&LabelledArticle>,
    stance: &StanceConfig,
) -> Result<Vec<Example>, ArticleError> {
    let Prepared { words, sentences, windows, .. } = preparer.prepare(gold.article.clone())?;
    let attributions: Vec<GoldWords> = gold.attributions.iter().map(|spans| GoldWords::new(&words, spans)).collect();
    Ok(windows
        .into_iter()
        .map(|window| {
            let weak = |index: usize, words: &Range<usize>| {
                let attributed = attributions
                    .iter()
                    .flat_map(|gold| &gold.content)
                    .any(|content| content.start < words.end && words.start < content.end);
                let unlabelled = if attributed { stance.attributed } else { stance.news };
                labels.and_then(|labels| label(labels, &sentences[index], stance)).unwrap_or(unlabelled)
            };
            Example {
                stance: window
                    .sentences
                    .iter()
                    .map(|(index, words)| (within(words, &window), weak(*index, words)))
                    .collect(),
                attributions: Some(tags(&attributions, &window)),
                window,
            }
        })
        .collect())
}

/// The windows of an article of which only sentences are labelled.
///
/// # Errors
/// The article has no text or too much.
pub(super) fn labelled(
    preparer: &Preparer,
    labels: &LabelledArticle,
    stance: &StanceConfig,
) -> Result<Vec<Example>, ArticleError> {
    let Prepared { sentences, windows, .. } = preparer.prepare(labels.article.clone())?;
    Ok(windows
        .into_iter()
        .map(|window| Example {
            stance: window
                .sentences
                .iter()
                .filter_map(|(index, words)| Some((within(words, &window), label(labels, &sentences[*index], stance)?)))
                .collect(),
            attributions: None,
            window,
        })
        .collect())
}

/// What the stance head should say of a labelled sentence.
fn label(labels: &LabelledArticle, sentence: &Sentence, stance: &StanceConfig) -> Option<Weak> {
    labels.voice(&sentence.span).map(|voice| match voice {
        Voice::Author(target) => Weak { target, weight: stance.labelled },
        Voice::Reported | Voice::Quoted => stance.attributed,
    })
}

/// A single sentence as one window, whatever sentence ends stand in it; nothing where it does not fit.
///
/// # Errors
/// The sentence has no text or too much.
pub(super) fn single(
    preparer: &Preparer,
    sentence: &StanceSentence,
    weight: f32,
) -> Result<Option<Example>, ArticleError> {
    let mut windows = preparer.prepare(Article::new("", sentence.text.clone()))?.windows;
    if windows.len() != 1 {
        return Ok(None);
    }
    Ok(windows.pop().map(|mut window| {
        window.sentences = vec![(0, window.words.clone())];
        let weak = Weak { target: sentence.opinion, weight };
        Example { stance: vec![(window.words.clone(), weak)], attributions: None, window }
    }))
}

/// A gold attribution as words of the article.
struct GoldWords {
    cue: Range<usize>,
    source: Vec<Range<usize>>,
    content: Vec<Range<usize>>,
}

impl GoldWords {
    fn new(words: &[Word], spans: &Spans) -> Self {
        let cover = |span: &Range<usize>| {
            let start = words.partition_point(|word| word.span.end <= span.start);
            start..words.partition_point(|word| word.span.start < span.end).max(start)
        };
        let all = |spans: &[Range<usize>]| spans.iter().map(cover).filter(|words| !words.is_empty()).collect();
        Self { cue: spans.cue.first().map_or(0..0, cover), source: all(&spans.source), content: all(&spans.content) }
    }
}

/// Words of the article as words of the window, cut off at its edges.
fn within(words: &Range<usize>, window: &Window) -> Range<usize> {
    let start = words.start.clamp(window.words.start, window.words.end);
    let end = words.end.clamp(start, window.words.end);
    start - window.words.start..end - window.words.start
}

fn tags(attributions: &[GoldWords], window: &Window) -> AttributionTags {
    let mut cue_tags = vec![OUTSIDE; window.words.len()];
    let mut roles = Vec::new();
    for gold in attributions {
        let cue = within(&gold.cue, window);
        if cue.is_empty() || cue.len() < gold.cue.len() {
            continue;
        }
        mark(&mut cue_tags, cue.clone(), B_CUE);
        let mut role_tags = vec![OUTSIDE; window.words.len()];
        for words in &gold.content {
            mark(&mut role_tags, within(words, window), B_CONTENT);
        }
        for words in &gold.source {
            mark(&mut role_tags, within(words, window), B_SOURCE);
        }
        // Where annotators let a span run over its cue, the cue wins and the span goes on behind it.
        role_tags[cue.clone()].fill(OUTSIDE);
        mend(&mut role_tags);
        roles.push((cue, role_tags));
    }
    mend(&mut cue_tags);
    AttributionTags { cue_tags, roles }
}

fn mark(tags: &mut [usize], words: Range<usize>, begin: usize) {
    for (index, tag) in tags[words].iter_mut().enumerate() {
        *tag = if index == 0 { begin } else { begin + 1 };
    }
}

/// Gives a span that another has cut in two a beginning of its own.
fn mend(tags: &mut [usize]) {
    let mut before = OUTSIDE;
    for tag in tags {
        if *tag != OUTSIDE && tag.is_multiple_of(2) && before != *tag && before + 1 != *tag {
            *tag -= 1;
        }
        before = *tag;
    }
}
