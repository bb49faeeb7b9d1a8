//! Sentence labels: does somebody other than the author speak, is it a quote, and if the author speaks, is it
//! opinion?
//!
//! For each of the three questions, a small logistic regression estimates a probability from evidence that can be
//! inspected: the shares of the sentence that are attributed and quoted, the probability of the attribution, and the
//! scores of the stance head. The weights are fitted on labelled articles that the model was not trained on.

use super::cover::Cover;
use super::{Attribution, asked, attitudes, holders};
use crate::encode::WindowScores;
use crate::model::{Decisions, OpinionEvidence, Platt, QuoteEvidence, STANCES, Stance, VoiceEvidence, logistic};
use crate::prepare::Prepared;
use crate::record::{Label, LabelScores, Role};
use std::ops::Range;

/// A sentence with its label.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// The label and the probabilities of all labels; `None` for boilerplate.
    pub label: Option<(Label, LabelScores)>,
    /// The attribution whose source is responsible for the sentence.
    pub governing: Option<usize>,
    /// Attributions whose content overlaps the sentence.
    pub attributions: Vec<usize>,
}

impl Labelled {
    /// The probability of the label.
    pub fn confidence(&self) -> Option<f32> {
        self.label.map(|(label, scores)| match label {
            Label::ReportedFact => scores.reported_fact,
            Label::Quote => scores.quote,
            Label::Opinion => scores.opinion,
        })
    }
}

/// Minimum share of the attributed words that must be inside quotation marks for a quote.
const QUOTED_SHARE: f32 = 0.5;
/// Minimum probability that somebody else speaks at which a sentence that is not a quote gets a named source. It is
/// below one half because the label is the same either way, and where the text names who says something, that
/// attribution is seldom wrong. On labelled development articles, 0.15 finds nine in ten of the sources instead of
/// eight, with no more false ones.
const ANSWERS: f32 = 0.15;
/// Steepness of the evidence around `QUOTED_SHARE`.
const STEEPNESS: f32 = 12.0;

/// The evidence that decides a sentence's label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Evidence that somebody else speaks.
    pub voice: VoiceEvidence,
    /// Evidence of a quote, if somebody else speaks.
    pub quote: QuoteEvidence,
    /// Evidence of opinion, if the author speaks.
    pub opinion: OpinionEvidence,
    /// Whether the sentence comes without an article around it.
    pub alone: bool,
    /// The attribution whose source is responsible for the sentence, if somebody else speaks.
    governing: Option<usize>,
}

/// Log-odds of opinion where the author states an attitude.
const SURE: f32 = 6.0;

/// Labels all sentences, in order.
pub(super) fn label(
    prepared: &Prepared,
    scores: &[WindowScores],
    attributions: &[Attribution],
    decisions: Decisions,
) -> Vec<Labelled> {
    let parts = parts(prepared, attributions);
    let evidence = weigh_all(prepared, &stances(prepared, scores), attributions, &parts);
    evidence
        .into_iter()
        .zip(&parts)
        .map(|(evidence, parts)| match evidence {
            Some(evidence) => decide(&evidence, parts, decisions),
            None => Labelled { label: None, governing: None, attributions: Vec::new() },
        })
        .collect()
}

fn decide(evidence: &Evidence, parts: &Parts, decisions: Decisions) -> Labelled {
    let attributed = logistic(decisions.voice.values(), evidence.voice.values());
    let quote = attributed * logistic(decisions.quote.values(), evidence.quote.values());
    let opinion = (1.0 - attributed) * evidence.opinion(&decisions);
    let scores = LabelScores { reported_fact: 1.0 - quote - opinion, quote, opinion };
    let label = if quote >= opinion && quote >= scores.reported_fact {
        Label::Quote
    } else if opinion > scores.reported_fact {
        Label::Opinion
    } else {
        Label::ReportedFact
    };
    let answers = label == Label::Quote || (label == Label::ReportedFact && attributed >= ANSWERS);
    Labelled {
        label: Some((label, scores)),
        governing: evidence.governing.filter(|_| answers),
        attributions: parts.content.iter().map(|part| part.attribution).collect(),
    }
}

impl Evidence {
    /// The probability of opinion, if the author speaks.
    pub(super) fn opinion(&self, decisions: &Decisions) -> f32 {
        if self.alone {
            decisions.alone.probability(self.opinion.stance)
        } else {
            logistic(decisions.opinion.values(), self.opinion.values())
        }
    }
}

/// The evidence for each sentence; `None` for boilerplate.
pub fn evidence(prepared: &Prepared, scores: &[WindowScores], attributions: &[Attribution]) -> Vec<Option<Evidence>> {
    weigh_all(prepared, &stances(prepared, scores), attributions, &parts(prepared, attributions))
}

fn weigh_all(
    prepared: &Prepared,
    stances: &[Stance],
    attributions: &[Attribution],
    parts: &[Parts],
) -> Vec<Option<Evidence>> {
    let cover = Cover::new(prepared, attributions);
    let holders = holders(attributions);
    let article = mean_opinion(prepared, stances);
    prepared
        .sentences
        .iter()
        .zip(stances)
        .zip(parts)
        .map(|((sentence, stance), parts)| {
            let words = prepared.words_in(&sentence.span);
            (sentence.role != Role::Boilerplate).then(|| {
                let mut evidence = weigh(prepared, &cover, attributions, &holders, &words, parts);
                evidence.voice.stance = stance.somebody_else();
                evidence.quote.stance = stance.own_words();
                let said = |word: usize| cover.quoted[word] || cover.content[word];
                let states = attitudes::states(prepared, &words, said);
                let stance = if states { stance.own_view().max(SURE) } else { stance.own_view() };
                evidence.opinion = OpinionEvidence { bias: 1.0, stance, article };
                evidence
            })
        })
        .collect()
}

/// The stance head's mean probability of opinion over the sentences that are not boilerplate.
fn mean_opinion(prepared: &Prepared, stances: &[Stance]) -> f32 {
    let parts = prepared.sentences.iter().zip(stances).filter(|(sentence, _)| sentence.role != Role::Boilerplate);
    let (sum, count) = parts.fold((0.0, 0.0f32), |(sum, count), (_, stance)| {
        (sum + Platt::default().probability(stance.own_view()), count + 1.0)
    });
    sum / count.max(1.0)
}

fn weigh(
    prepared: &Prepared,
    cover: &Cover,
    attributions: &[Attribution],
    holders: &[Vec<(usize, usize)>],
    words: &Range<usize>,
    parts: &Parts,
) -> Evidence {
    let flag = |condition: bool| f32::from(u8::from(condition));
    let introduced = parts.content.is_empty().then(|| introduced(prepared, words, &parts.cues)).flatten();
    let governing = introduced.or_else(|| governing(prepared, attributions, holders, words, &parts.content));
    let attribution = governing.map(|index| &attributions[index]);
    let share = if introduced.is_some() { 1.0 } else { cover.attributed_share(words.clone()) };
    let presence = attribution.map_or(0.0, |attribution| attribution.presence);
    let named = attribution.is_some_and(|attribution| somebody_else(prepared, cover, attribution));
    let own = |word: Option<usize>| {
        attribution.zip(word).is_some_and(|(attribution, word)| {
            let part = parts.content.iter().find(|part| Some(part.attribution) == governing);
            let content = part.is_some_and(|part| part.runs.iter().any(|run| run.contains(&word)));
            content || attribution.source.iter().chain([&attribution.cue]).any(|span| span.contains(&word))
        })
    };
    let mut spoken = words.clone().filter(|&word| !prepared.is_punctuation(word));
    let (first, last) = (spoken.next(), spoken.next_back());
    let content_quoted = match introduced {
        Some(index) => cover.quoted_share(attributions[index].content.iter().cloned().flatten()),
        None => cover.quoted_share(words.clone().filter(|&word| cover.content[word])),
    };
    let (quoted, whole) = match introduced {
        Some(_) => (content_quoted, content_quoted >= 1.0),
        None => (cover.quoted_share(words.clone()), cover.wholly_quoted(prepared, words.clone())),
    };
    let whole = flag(whole);
    Evidence {
        voice: VoiceEvidence {
            bias: 1.0,
            share,
            presence,
            attributed: share * presence,
            named: share * presence * flag(named),
            quoted,
            whole,
            begins: flag(own(first)),
            ends: flag(own(last.or(first))),
            ..VoiceEvidence::default()
        },
        quote: QuoteEvidence {
            bias: 1.0,
            share: content_quoted,
            mostly: 1.0 / (1.0 + (-STEEPNESS * (content_quoted - QUOTED_SHARE)).exp()),
            quoted,
            whole,
            ..QuoteEvidence::default()
        },
        opinion: OpinionEvidence::default(),
        alone: prepared.sentences.len() == 1,
        // After "I think" or "I asked him" in the author's own voice, the author is still responsible.
        governing: governing.filter(|&index| named || attributions[index].source.is_none()),
    }
}

/// The attribution that governs a sentence: preferably one that is not inside another's content, then one of the main
/// clause, then the one with the most words, then the surest; of clauses joined by "and", the first.
fn governing(
    prepared: &Prepared,
    attributions: &[Attribution],
    holders: &[Vec<(usize, usize)>],
    words: &Range<usize>,
    parts: &[Part],
) -> Option<usize> {
    let has_part = |holder: usize| parts.binary_search_by_key(&holder, |part| part.attribution).is_ok();
    let inner = |index: usize| {
        let cue = attributions[index].cue.start;
        holders[index].iter().any(|&(holder, _)| has_part(holder))
            || parts.iter().any(|part| {
                let source = &attributions[part.attribution].source;
                part.attribution != index && source.as_ref().is_some_and(|words| words.contains(&cue))
            })
    };
    let rank = |index: usize| (!inner(index), !in_side_clause(prepared, &attributions[index], words));
    let key = |part: &Part| {
        let index = part.attribution;
        let confidence = (attributions[index].presence * 1000.0) as u32;
        (rank(index), part.words, confidence)
    };
    let longest = parts.iter().max_by_key(|part| key(part))?.attribution;
    let here = |index: &usize| words.contains(&attributions[*index].cue.start);
    let equal = parts.iter().map(|part| part.attribution).filter(|index| here(index) && rank(*index) == rank(longest));
    let first = equal.min_by_key(|&index| attributions[index].cue.start);
    Some(first.filter(|_| here(&longest)).unwrap_or(longest))
}

/// Whether an attribution is in a clause that only accompanies the main one: "…, as many lawmakers called for a
/// vote".
fn in_side_clause(prepared: &Prepared, attribution: &Attribution, sentence: &Range<usize>) -> bool {
    const CONJUNCTIONS: [&str; 9] =
        ["as", "although", "though", "while", "because", "when", "with", "since", "whereas"];
    let first =
        attribution.source.as_ref().map_or(attribution.cue.start, |source| source.start.min(attribution.cue.start));
    // "Asked by a reporter whether …, she said"; "When asked by a reporter …"
    let leads = first <= sentence.start + 1 && asked::is_asked(prepared, attribution.cue.start);
    if leads || !sentence.contains(&first) || first == sentence.start {
        return leads;
    }
    if ["who", "which"].contains(&prepared.word(first)) {
        return true;
    }
    let before = prepared.word(first - 1);
    first > sentence.start + 1 && CONJUNCTIONS.contains(&before) || in_opening_clause(prepared, attribution, sentence)
}

/// Whether an attribution is in a clause or phrase before the main one: "While the minister claimed that …, doctors
/// say …".
fn in_opening_clause(prepared: &Prepared, attribution: &Attribution, sentence: &Range<usize>) -> bool {
    const OPENERS: [&str; 14] = [
        "While",
        "Although",
        "Though",
        "Because",
        "Despite",
        "Notwithstanding",
        "Since",
        "When",
        "Whereas",
        "Contrary",
        "Unlike",
        "Amid",
        "Given",
        "After",
    ];
    let opener = prepared.word(sentence.start);
    let what = opener == "In" && sentence.len() > 1 && prepared.word(sentence.start + 1) == "what";
    let comma = sentence.clone().find(|&word| matches!(prepared.word(word), "," | "-" | "–" | "—"));
    (OPENERS.contains(&opener) || what) && comma.is_some_and(|comma| attribution.cue.end <= comma)
}

/// Whether the source is named and is not the author. After an impersonal hedge ("it seems") or "I think" in the
/// author's own voice, the author is still responsible for the sentence.
fn somebody_else(prepared: &Prepared, cover: &Cover, attribution: &Attribution) -> bool {
    attribution.source.as_ref().is_some_and(|words| {
        let author = ["I", "we", "We"].contains(&prepared.text(words));
        !author || cover.quoted[words.start]
    })
}

/// The attribution that a sentence only introduces ("Larsen went on:"), if any.
fn introduced(prepared: &Prepared, words: &Range<usize>, cues: &[usize]) -> Option<usize> {
    let last = words.clone().next_back()?;
    let colon = prepared.word(last) == ":";
    cues.iter().rev().copied().find(|_| colon)
}

/// The attributions involved in a sentence.
#[derive(Default, Clone)]
struct Parts {
    /// The parts of contents in it, in the order of the attributions.
    content: Vec<Part>,
    /// Attributions whose cue is in it.
    cues: Vec<usize>,
}

#[derive(Clone)]
struct Part {
    attribution: usize,
    words: usize,
    /// Its words in this sentence.
    runs: Vec<Range<usize>>,
}

impl Part {
    fn new(attribution: usize, word: usize) -> Self {
        Self { attribution, words: 1, runs: std::iter::once(word..word + 1).collect() }
    }

    fn add(&mut self, word: usize) {
        self.words += 1;
        match self.runs.last_mut() {
            Some(run) if run.end == word => run.end = word + 1,
            _ => self.runs.push(word..word + 1),
        }
    }
}

/// The attributions involved in each sentence.
fn parts(prepared: &Prepared, attributions: &[Attribution]) -> Vec<Parts> {
    let mut parts = vec![Parts::default(); prepared.sentences.len()];
    for (index, attribution) in attributions.iter().enumerate() {
        for word in attribution.content.iter().cloned().flatten() {
            let sentence = &mut parts[prepared.words[word].sentence].content;
            match sentence.last_mut() {
                Some(part) if part.attribution == index => part.add(word),
                _ => sentence.push(Part::new(index, word)),
            }
        }
        parts[prepared.words[attribution.cue.start].sentence].cues.push(index);
    }
    parts
}

/// The stance of each sentence; where several windows share a sentence, the mean weighted by words.
pub fn stances(prepared: &Prepared, scores: &[WindowScores]) -> Vec<Stance> {
    let mut sums = vec![([0.0; STANCES], 0.0f32); prepared.sentences.len()];
    for (window, scores) in prepared.windows.iter().zip(scores) {
        for ((sentence, words), stance) in window.sentences.iter().zip(&scores.stance) {
            let (sum, weight) = &mut sums[*sentence];
            let length = words.len() as f32;
            sum.iter_mut().zip(stance.scores()).for_each(|(sum, score)| *sum += score * length);
            *weight += length;
        }
    }
    // The tokenizer drops some symbols, so a sentence may have no words.
    let mean = |(sum, weight): ([f32; STANCES], f32)| sum.map(|score| score / weight).into();
    sums.into_iter().map(|sum| if sum.1 > 0.0 { mean(sum) } else { Stance::WORDLESS }).collect()
}
