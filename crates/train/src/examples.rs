use super::config::StanceConfig;
use super::data::{GoldArticle, LabelledArticle, MentionArticle, StanceSentence, Voice};
use super::mentions::{self, MentionTags};
use saidso::error::ArticleError;
use saidso::model::STANCES;
use saidso::model::tags::{B_CONTENT, B_CUE, B_SOURCE, OUTSIDE};
use saidso::prepare::{Prepared, Preparer, Window};
use saidso::record::Article;
use saidso_formats::gold::Spans;
use std::ops::Range;

/// A window with the targets of the heads.
#[derive(Debug, Clone)]
pub(super) struct Example {
    /// The window.
    pub(super) window: Window,
    /// Cues and their roles; `None` if attributions are not annotated.
    pub(super) attributions: Option<AttributionTags>,
    /// The words of sentences, counted from the window's first, with the stance head's targets.
    pub(super) stance: Vec<(Range<usize>, Target)>,
    /// Mentions; `None` if they are not annotated.
    pub(super) mentions: Option<MentionTags>,
    /// Index of its article; the windows of an article are consecutive.
    pub(super) article: usize,
}

/// The stance head's target for a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Target {
    /// Which stances it may have, in the order of [`Stance`](saidso::model::Stance).
    pub(super) stances: [bool; STANCES],
    /// Weight of the example.
    pub(super) weight: f32,
}

impl Target {
    const ATTRIBUTED: [bool; STANCES] = [false, false, true, true, false];
    const OPINION: [bool; STANCES] = [false, true, false, false, false];
    const NO_OPINION: [bool; STANCES] = [true, false, true, true, true];
    const FACT: [bool; STANCES] = [true, false, false, false, false];
    const REPORTED: [bool; STANCES] = [false, false, true, false, false];
    const QUOTED: [bool; STANCES] = [false, false, false, true, false];
    const BOILERPLATE: [bool; STANCES] = [false, false, false, false, true];

    /// The target for a label; annotators' doubt lowers the weight.
    fn of(voice: Voice, weight: f32) -> Self {
        let (stances, sure) = match voice {
            Voice::Author(opinion) if opinion > 0.5 => (Self::OPINION, 2.0 * opinion - 1.0),
            Voice::Author(opinion) => (Self::FACT, 1.0 - 2.0 * opinion),
            Voice::Reported => (Self::REPORTED, 1.0),
            Voice::Quoted => (Self::QUOTED, 1.0),
            Voice::Boilerplate => (Self::BOILERPLATE, 1.0),
        };
        Self { stances, weight: weight * sure }
    }
}

/// Gold tags of a window.
#[derive(Debug, Clone)]
pub(super) struct AttributionTags {
    /// Cue tag of each word.
    pub(super) cue_tags: Vec<usize>,
    /// Whether each word's cue tag is known.
    pub(super) known: Vec<bool>,
    /// Each cue's words, counted from the window's first, and the role tag of each word of the window.
    pub(super) roles: Vec<(Range<usize>, Vec<usize>)>,
}

/// The windows of an article with attributions, whose sentences may be labelled too.
///
/// # Errors
/// The article has no text or is too long.
pub(super) fn annotated(
    preparer: &Preparer,
    gold: &GoldArticle,
    labels: Option<&LabelledArticle>,
    mentions: Option<&MentionArticle>,
    stance: &StanceConfig,
) -> Result<Vec<Example>, ArticleError> {
    let mut article = preparer.prepare(gold.article.clone())?;
    let windows = std::mem::take(&mut article.windows);
    let mut mentions = mentions.map(|mentions| mentions::tags(&article, &windows, mentions).into_iter());
    let attributions: Vec<GoldWords> = gold.attributions.iter().map(|spans| GoldWords::new(&article, spans)).collect();
    Ok(windows
        .into_iter()
        .map(|window| {
            let target = |index: usize, words: &Range<usize>| {
                let attributed = attributions
                    .iter()
                    .flat_map(|gold| &gold.content)
                    .any(|content| content.start < words.end && words.start < content.end);
                let unlabelled = if attributed {
                    Target { stances: Target::ATTRIBUTED, weight: stance.attributed }
                } else {
                    Target { stances: Target::NO_OPINION, weight: stance.news }
                };
                labels.and_then(|labels| label(labels, &article, index, stance)).unwrap_or(unlabelled)
            };
            Example {
                stance: window
                    .sentences
                    .iter()
                    .map(|(index, words)| (within(words, &window), target(*index, words)))
                    .collect(),
                attributions: Some(tags(&attributions, &window, gold.nested)),
                mentions: mentions.as_mut().and_then(Iterator::next),
                article: 0,
                window,
            }
        })
        .collect())
}

/// The windows of an article with only sentence labels.
///
/// # Errors
/// The article has no text or is too long.
pub(super) fn labelled(
    preparer: &Preparer,
    labels: &LabelledArticle,
    stance: &StanceConfig,
) -> Result<Vec<Example>, ArticleError> {
    let mut article = preparer.prepare(labels.article.clone())?;
    let windows = std::mem::take(&mut article.windows);
    Ok(windows
        .into_iter()
        .map(|window| Example {
            stance: window
                .sentences
                .iter()
                .filter_map(|(index, words)| Some((within(words, &window), label(labels, &article, *index, stance)?)))
                .collect(),
            attributions: None,
            mentions: None,
            article: 0,
            window,
        })
        .collect())
}

/// The windows of an article with only mentions.
///
/// # Errors
/// The article has no text or is too long.
pub(super) fn mentioned(preparer: &Preparer, article: &MentionArticle) -> Result<Vec<Example>, ArticleError> {
    let mut cut = preparer.prepare(article.article.clone())?;
    let windows = std::mem::take(&mut cut.windows);
    let tags = mentions::tags(&cut, &windows, article);
    Ok(windows
        .into_iter()
        .zip(tags)
        .map(|(window, tags)| Example {
            stance: Vec::new(),
            attributions: None,
            mentions: Some(tags),
            article: 0,
            window,
        })
        .collect())
}

/// The windows of an article without labels.
///
/// # Errors
/// The article has no text or is too long.
pub(super) fn raw(preparer: &Preparer, article: &Article) -> Result<Vec<Example>, ArticleError> {
    let windows = preparer.prepare(article.clone())?.windows;
    let example = |window| Example { window, attributions: None, stance: Vec::new(), mentions: None, article: 0 };
    Ok(windows.into_iter().map(example).collect())
}

/// The stance head's target for a labelled sentence.
fn label(labels: &LabelledArticle, prepared: &Prepared, sentence: usize, stance: &StanceConfig) -> Option<Target> {
    let span = prepared.given(prepared.sentences[sentence].span.clone());
    labels.voice(&span).map(|voice| Target::of(voice, stance.labelled))
}

/// A single sentence as one window, even if it is split into several sentences; `None` if it does not fit.
///
/// # Errors
/// The sentence has no text or is too long.
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
        let target = match sentence.opinion {
            0.0 => Target { stances: Target::NO_OPINION, weight },
            opinion => Target::of(Voice::Author(opinion), weight),
        };
        let stance = vec![(window.words.clone(), target)];
        Example { stance, attributions: None, mentions: None, article: 0, window }
    }))
}

/// A gold attribution as words of the article.
struct GoldWords {
    cue: Range<usize>,
    source: Vec<Range<usize>>,
    content: Vec<Range<usize>>,
}

impl GoldWords {
    fn new(prepared: &Prepared, spans: &Spans) -> Self {
        let cover = |span: &Range<usize>| prepared.words_in(&prepared.analysed(span));
        let all = |spans: &[Range<usize>]| spans.iter().map(cover).filter(|words| !words.is_empty()).collect();
        Self { cue: spans.cue.first().map_or(0..0, cover), source: all(&spans.source), content: all(&spans.content) }
    }
}

/// Words of the article as words of the window, clipped at its edges.
fn within(words: &Range<usize>, window: &Window) -> Range<usize> {
    let start = words.start.clamp(window.words.start, window.words.end);
    let end = words.end.clamp(start, window.words.end);
    start - window.words.start..end - window.words.start
}

/// Tags of a window. If only the outermost attributions are annotated, it is not known whether a word inside a
/// content is the cue of another attribution.
fn tags(attributions: &[GoldWords], window: &Window, nested: bool) -> AttributionTags {
    let mut cue_tags = vec![OUTSIDE; window.words.len()];
    let mut known = vec![true; window.words.len()];
    if !nested {
        for content in attributions.iter().flat_map(|gold| &gold.content) {
            known[within(content, window)].fill(false);
        }
    }
    let mut roles = Vec::new();
    for gold in attributions {
        let cue = within(&gold.cue, window);
        if cue.is_empty() || cue.len() < gold.cue.len() {
            continue;
        }
        mark(&mut cue_tags, cue.clone(), B_CUE);
        known[cue.clone()].fill(true);
        let mut role_tags = vec![OUTSIDE; window.words.len()];
        for words in &gold.content {
            mark(&mut role_tags, within(words, window), B_CONTENT);
        }
        for words in &gold.source {
            mark(&mut role_tags, within(words, window), B_SOURCE);
        }
        // If annotators extended a span across its cue, the cue takes precedence and the span continues after it.
        role_tags[cue.clone()].fill(OUTSIDE);
        mend(&mut role_tags);
        roles.push((cue, role_tags));
    }
    mend(&mut cue_tags);
    AttributionTags { cue_tags, known, roles }
}

fn mark(tags: &mut [usize], words: Range<usize>, begin: usize) {
    for (index, tag) in tags[words].iter_mut().enumerate() {
        *tag = if index == 0 { begin } else { begin + 1 };
    }
}

/// Makes the second part of a span that another one has split begin as a span of its own.
fn mend(tags: &mut [usize]) {
    let mut before = OUTSIDE;
    for tag in tags {
        if *tag != OUTSIDE && tag.is_multiple_of(2) && before != *tag && before + 1 != *tag {
            *tag -= 1;
        }
        before = *tag;
    }
}
