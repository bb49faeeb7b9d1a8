//! Evaluates models on development data, and fits decisions on it.

use super::TrainError;
use super::data::{GoldArticle, LabelledArticle, MentionArticle, StanceSentence, Voice};
use super::examples::{Example, single};
use super::figures::{Counts, Figures, Verdict};
use super::referents::{self, Referents};
use saidso::decide::{Attribution, Decider, evidence, stances};
use saidso::encode::{EncodeError, Encoder, NetworkEncoder, WindowScores, pool_of_one};
use saidso::model::{Decisions, Model, Platt};
use saidso::prepare::{Prepared, Preparer, Window};
use saidso::record::Role;
use saidso_evaluate::cells::Confusion;
use saidso_formats::gold::Spans;
use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tch::{Device, Kind, Tensor};

/// Data for choosing the checkpoint and for fitting decisions.
pub(super) struct DevelopmentSets {
    /// Articles whose outermost attributions were annotated.
    pub(super) outermost: Vec<GoldArticle>,
    /// Articles with all attributions.
    pub(super) whole: Vec<GoldArticle>,
    /// Articles with labelled sentences.
    pub(super) labelled: Vec<LabelledArticle>,
    /// Articles with mentions.
    pub(super) referents: Vec<MentionArticle>,
}

/// Development data, prepared.
pub(super) struct Development {
    outermost: Vec<Annotated>,
    whole: Vec<Annotated>,
    sentences: Vec<(Example, bool)>,
    labelled: Vec<(Prepared, Voices)>,
    referents: Vec<Referents>,
}

/// An article and its gold attributions.
struct Annotated {
    prepared: Prepared,
    gold: Vec<Spans>,
    /// Whether attributions inside another one's content are among them.
    nested: bool,
}

/// The voice of each sentence, if it is labelled.
type Voices = Vec<Option<Voice>>;

fn with_voices(preparer: &Preparer, labels: &LabelledArticle) -> Result<(Prepared, Voices), TrainError> {
    let article = preparer.prepare(labels.article.clone())?;
    let spans = article.sentences.iter().map(|sentence| article.given(sentence.span.clone()));
    let voices = spans.map(|span| labels.voice(&span)).collect();
    Ok((article, voices))
}

/// Creates the current model with other decisions.
type Make<'m> = dyn Fn(Decisions) -> Result<Model, TrainError> + 'm;

impl Development {
    /// Prepares the development data.
    ///
    /// # Errors
    /// An article has no text or is too long.
    pub(super) fn new(
        preparer: &Preparer,
        sets: DevelopmentSets,
        sentences: &[StanceSentence],
    ) -> Result<Self, TrainError> {
        let annotated = |all: Vec<GoldArticle>| {
            all.into_iter()
                .map(|GoldArticle { article, attributions: gold, nested }| {
                    Ok(Annotated { prepared: preparer.prepare(article)?, gold, nested })
                })
                .collect::<Result<_, TrainError>>()
        };
        let mut kept = Vec::new();
        for sentence in sentences {
            if let Some(example) = single(preparer, sentence, 1.0)? {
                kept.push((example, sentence.opinion > 0.5));
            }
        }
        Ok(Self {
            outermost: annotated(sets.outermost)?,
            whole: annotated(sets.whole)?,
            sentences: kept,
            labelled: sets.labelled.iter().map(|labels| with_voices(preparer, labels)).collect::<Result<_, _>>()?,
            referents: sets
                .referents
                .iter()
                .map(|article| Referents::new(preparer, article))
                .collect::<Result<_, _>>()?,
        })
    }

    /// F1 of the attributions and macro-F1 of opinion with the given decisions.
    ///
    /// # Errors
    /// The encoder fails.
    pub(super) fn evaluate(&self, make: &Make<'_>, decisions: Decisions) -> Result<Figures, TrainError> {
        let model = Arc::new(make(decisions)?);
        let decider = Decider::new(decisions);
        let (outermost, _) = count(&decider, &self.outermost, &encode_annotated(&model, &self.outermost)?);
        let (whole, _) = count(&decider, &self.whole, &encode_annotated(&model, &self.whole)?);
        let referents = encode_articles(&model, self.referents.iter().map(|article| &article.prepared))?;
        let running = self.running_stances(&self.encode_labelled(&model)?);
        let running = running.into_iter().map(|(evidence, right)| (logit(decisions.opinion.values(), evidence), right));
        let single = self.single_stances(&model)?;
        let single = single.into_iter().map(|(logit, right)| (decisions.alone.logit(logit), right));
        Ok(Figures {
            nested: whole.figures().end_to_end,
            opinion_single: opinion(single),
            opinion_running: opinion(running),
            mentions: referents::figures(&self.referents, referents, model.antecedents()),
            ..outermost.figures()
        })
    }

    /// Fits thresholds, calibration and biases.
    ///
    /// # Errors
    /// The encoder fails.
    pub(super) fn fit(&self, make: &Make<'_>) -> Result<Decisions, TrainError> {
        const CUE_BIASES: [f32; 5] = [-0.5, 0.0, 0.5, 1.0, 1.5];
        const CONFIDENCES: [f32; 8] = [0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];
        let mut best: Option<(f64, Decisions)> = None;
        for cue_bias in CUE_BIASES {
            let model = Arc::new(make(Decisions { cue_bias, ..Decisions::default() })?);
            let sets = [&self.outermost, &self.whole];
            let [outermost, whole] = sets.map(|articles| encode_annotated(&model, articles));
            let scores = [outermost?, whole?];
            let counted = |decisions: Decisions| {
                let decider = Decider::new(decisions);
                [0, 1].map(|set| count(&decider, sets[set], &scores[set]))
            };
            let mut decisions = Decisions { cue_bias, ..Decisions::default() };
            let judged: Vec<Judged> = counted(decisions).into_iter().flat_map(|(_, judged)| judged).collect();
            decisions.attribution = fit_platt(&judged.iter().map(Judged::end_to_end).collect::<Vec<_>>());
            decisions.presence = fit_platt(&judged.iter().map(Judged::presence).collect::<Vec<_>>());
            for min_confidence in CONFIDENCES {
                let decisions = Decisions { min_confidence, ..decisions };
                let value = |(counts, _): &(Counts, _)| {
                    let figures = counts.figures();
                    figures.end_to_end + 0.5 * (figures.exact_words + figures.match_dice_50)
                };
                let value = counted(decisions).iter().map(value).sum::<f64>();
                if best.is_none_or(|(highest, _)| value > highest) {
                    best = Some((value, decisions));
                }
            }
        }
        let mut decisions = best.map_or_else(Decisions::default, |(_, decisions)| decisions);
        let model = Arc::new(make(decisions)?);
        decisions.alone = fit_platt(&self.single_stances(&model)?);
        let labelled = self.encode_labelled(&model)?;
        decisions.opinion = fit_logistic(&self.running_stances(&labelled)).into();
        decisions.boilerplate = self.fit_boilerplate(&labelled);
        self.fit_labels(&labelled, &mut decisions);
        Ok(decisions)
    }

    /// The log-odds threshold at which labelling sentences as boilerplate gains most: a sentence wrongly called
    /// boilerplate loses its label, which costs as much as finding two gains.
    fn fit_boilerplate(&self, scores: &[Vec<WindowScores>]) -> f32 {
        const COST: i64 = 2;
        let mut examples = Vec::new();
        for ((prepared, voices), scores) in self.labelled.iter().zip(scores) {
            let stances = stances(prepared, scores);
            let body = prepared.sentences.iter().zip(voices).zip(stances);
            examples.extend(
                body.filter(|((sentence, _), _)| sentence.role == Role::Body).filter_map(|((_, voice), stance)| {
                    Some((stance.furniture(), voice.as_ref()? == &Voice::Boilerplate))
                }),
            );
        }
        examples.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut gain, mut best) = (0, (0, Decisions::default().boilerplate));
        for (logit, right) in examples {
            gain += if right { 1 } else { -COST };
            if gain > best.0 {
                best = (gain, logit);
            }
        }
        best.1
    }

    /// The evidence for opinion in the author's sentences of running text, and whether each is an opinion.
    fn running_stances(&self, scores: &[Vec<WindowScores>]) -> Vec<([f32; 3], bool)> {
        let mut examples = Vec::new();
        for ((prepared, voices), scores) in self.labelled.iter().zip(scores) {
            let evidence = evidence(prepared, scores, &[]);
            examples.extend(voices.iter().zip(evidence).filter_map(|(voice, evidence)| match voice {
                Some(Voice::Author(opinion)) => Some((evidence?.opinion.values(), *opinion > 0.5)),
                _ => None,
            }));
        }
        examples
    }

    /// Fits who speaks, and whether it is a quote, using the attributions found with these decisions.
    fn fit_labels(&self, scores: &[Vec<WindowScores>], decisions: &mut Decisions) {
        let decider = Decider::new(*decisions);
        let (mut voice, mut quote) = (Vec::new(), Vec::new());
        for ((prepared, voices), scores) in self.labelled.iter().zip(scores) {
            let attributions = decider.attributions(prepared, scores);
            for (evidence, speaker) in evidence(prepared, scores, &attributions).into_iter().zip(voices) {
                let (Some(evidence), Some(speaker)) = (evidence, speaker) else { continue };
                let somebody_else = match speaker {
                    Voice::Author(_) => false,
                    Voice::Reported | Voice::Quoted => true,
                    Voice::Boilerplate => continue,
                };
                voice.push((evidence.voice.values(), somebody_else));
                if somebody_else {
                    quote.push((evidence.quote.values(), *speaker == Voice::Quoted));
                }
            }
        }
        decisions.voice = fit_logistic(&voice).into();
        decisions.quote = fit_logistic(&quote).into();
    }

    /// The stance head's log-odds of opinion for single sentences, and whether each is an opinion.
    fn single_stances(&self, model: &Arc<Model>) -> Result<Vec<(f32, bool)>, TrainError> {
        let windows: Vec<&Window> = self.sentences.iter().map(|(example, _)| &example.window).collect();
        let groups: Vec<Vec<&Window>> = windows.chunks(TOGETHER).map(<[_]>::to_vec).collect();
        let logits = encode(model, &groups)?.into_iter().flatten().map(|scores| scores.stance[0].own_view());
        Ok(logits.zip(self.sentences.iter().map(|&(_, opinion)| opinion)).collect())
    }

    fn encode_labelled(&self, model: &Arc<Model>) -> Result<Vec<Vec<WindowScores>>, EncodeError> {
        encode_articles(model, self.labelled.iter().map(|(prepared, _)| prepared))
    }
}

/// Counts over some articles, and a judgement of each predicted attribution.
fn count(decider: &Decider, articles: &[Annotated], scores: &[Vec<WindowScores>]) -> (Counts, Vec<Judged>) {
    let (mut counts, mut judged) = (Counts::default(), Vec::new());
    for (Annotated { prepared, gold, nested }, scores) in articles.iter().zip(scores) {
        let mut attributions = decider.attributions(prepared, scores);
        if !nested {
            attributions = outermost(attributions);
        }
        let bytes = |words| prepared.given(prepared.bytes(words));
        let spans: Vec<Spans> = attributions
            .iter()
            .map(|attribution| Spans {
                source: attribution.source.iter().map(bytes).collect(),
                cue: vec![bytes(&attribution.cue)],
                content: attribution.content.iter().map(bytes).collect(),
            })
            .collect();
        let verdicts = counts.add(prepared.given_text(), gold, &spans);
        // The turns of a transcript are not predicted by the heads.
        judged.extend(
            attributions
                .into_iter()
                .zip(verdicts)
                .filter(|(attribution, _)| !attribution.turn)
                .map(|(attribution, verdict)| Judged { attribution, verdict }),
        );
    }
    (counts, judged)
}

/// The attributions whose cue is not inside another one's content.
fn outermost(attributions: Vec<Attribution>) -> Vec<Attribution> {
    let contents: Vec<Range<usize>> =
        attributions.iter().flat_map(|attribution| attribution.content.iter().cloned()).collect();
    let nested = |attribution: &Attribution| contents.iter().any(|content| content.contains(&attribution.cue.start));
    attributions.into_iter().filter(|attribution| !nested(attribution)).collect()
}

/// Log-odds of a logistic regression.
fn logit<const N: usize>(weights: [f32; N], evidence: [f32; N]) -> f32 {
    weights.iter().zip(&evidence).map(|(weight, value)| weight * value).sum()
}

/// Macro-F1 of opinion versus fact, going by the log-odds.
fn opinion(examples: impl Iterator<Item = (f32, bool)>) -> f64 {
    let mut confusion = Confusion::new(&["objective", "subjective"], 2);
    for (logit, opinion) in examples {
        confusion.count(usize::from(opinion), usize::from(logit >= 0.0));
    }
    confusion.macro_f1()
}

/// A predicted attribution, and whether it is right.
struct Judged {
    attribution: Attribution,
    verdict: Verdict,
}

impl Judged {
    fn end_to_end(&self) -> (f32, bool) {
        (self.attribution.logit, self.verdict.end_to_end)
    }

    fn presence(&self) -> (f32, bool) {
        (self.attribution.presence_logit, self.verdict.matched)
    }
}

fn encode_annotated(model: &Arc<Model>, articles: &[Annotated]) -> Result<Vec<Vec<WindowScores>>, EncodeError> {
    encode_articles(model, articles.iter().map(|article| &article.prepared))
}

fn encode_articles<'p>(
    model: &Arc<Model>,
    articles: impl Iterator<Item = &'p Prepared>,
) -> Result<Vec<Vec<WindowScores>>, EncodeError> {
    encode(model, &articles.map(|prepared| prepared.windows.iter().collect()).collect::<Vec<_>>())
}

/// Windows that are encoded together.
const TOGETHER: usize = 4;

/// Encodes groups of windows on all processors.
fn encode(model: &Arc<Model>, groups: &[Vec<&Window>]) -> Result<Vec<Vec<WindowScores>>, EncodeError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let _alone = pool_of_one()?;
        let mut encoder = NetworkEncoder::new(Arc::clone(model));
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(group) = groups.get(index) else { return Ok::<_, EncodeError>(done) };
            let mut scores = Vec::with_capacity(group.len());
            for windows in group.chunks(TOGETHER) {
                scores.extend(encoder.encode(windows)?);
            }
            done.push((index, scores));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let parts = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let parts = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)));
        parts.collect::<Result<Vec<_>, _>>()
    })?;
    let mut all: Vec<_> = parts.into_iter().flatten().collect();
    all.sort_by_key(|&(index, _)| index);
    Ok(all.into_iter().map(|(_, scores)| scores).collect())
}

/// Weights of maximum-likelihood logistic regression, by Newton's method, with a light penalty on large weights.
fn fit_logistic<const N: usize>(examples: &[([f32; N], bool)]) -> [f32; N] {
    const PENALTY: f64 = 1.0;
    let options = (Kind::Double, Device::Cpu);
    let inputs: Vec<f32> = examples.iter().flat_map(|(evidence, _)| *evidence).collect();
    let inputs = Tensor::from_slice(&inputs).to_kind(Kind::Double).reshape([-1, N as i64]);
    let right: Vec<f64> = examples.iter().map(|&(_, right)| f64::from(u8::from(right))).collect();
    let right = Tensor::from_slice(&right).unsqueeze(1);
    let mut weights = Tensor::zeros([N as i64, 1], options);
    for _ in 0..30 {
        let probability = inputs.matmul(&weights).sigmoid();
        let gradient = inputs.tr().matmul(&(&probability - &right)) + &weights * PENALTY;
        let curvature = &probability * (1.0 - &probability);
        let hessian = inputs.tr().matmul(&(&inputs * curvature)) + Tensor::eye(N as i64, options) * PENALTY;
        weights -= Tensor::linalg_solve(&hessian, &gradient, true);
    }
    let weights = Vec::<f64>::try_from(weights.reshape([-1])).unwrap_or_default();
    std::array::from_fn(|index| weights.get(index).copied().unwrap_or_default() as f32)
}

/// Maximum-likelihood temperature and shift, by Newton's method; a light prior keeps the temperature near 1 if there
/// are few examples or they are perfectly separable.
pub(super) fn fit_platt(examples: &[(f32, bool)]) -> Platt {
    const PRIOR: f64 = 1.0;
    let (mut slope, mut shift) = (1.0f64, 0.0f64);
    for _ in 0..50 {
        let (mut slope_gradient, mut shift_gradient) = (PRIOR * (slope - 1.0), 0.0);
        let (mut slope_slope, mut slope_shift, mut shift_shift) = (PRIOR, 0.0, 1e-6);
        for &(logit, right) in examples {
            let logit = f64::from(logit);
            let probability = 1.0 / (1.0 + (-(slope * logit + shift)).exp());
            let error = probability - f64::from(u8::from(right));
            let curvature = probability * (1.0 - probability);
            slope_gradient += error * logit;
            shift_gradient += error;
            slope_slope += curvature * logit * logit;
            slope_shift += curvature * logit;
            shift_shift += curvature;
        }
        let determinant = slope_slope * shift_shift - slope_shift * slope_shift;
        if determinant.abs() < 1e-12 {
            break;
        }
        slope -= (shift_shift * slope_gradient - slope_shift * shift_gradient) / determinant;
        shift -= (slope_slope * shift_gradient - slope_shift * slope_gradient) / determinant;
        slope = slope.clamp(0.05, 20.0);
        shift = shift.clamp(-20.0, 20.0);
    }
    Platt { temperature: (1.0 / slope) as f32, shift: shift as f32 }
}

#[cfg(test)]
mod tests {
    use super::{fit_logistic, fit_platt};

    #[test]
    fn logistic_regression_finds_the_shares_of_each_case() {
        let case = |flag: f32, every: usize| {
            (0..4000).map(move |index| ([1.0, flag], usize::from(index % every == 0) == 1)).collect::<Vec<_>>()
        };
        let weights = fit_logistic(&[case(0.0, 4), case(1.0, 2)].concat());
        let probability = |flag: f32| 1.0 / (1.0 + (-(weights[0] + weights[1] * flag)).exp());
        assert!((probability(0.0) - 0.25).abs() < 0.01 && (probability(1.0) - 0.5).abs() < 0.01, "{weights:?}");
    }

    #[test]
    fn calibration_finds_the_share_of_right_answers() {
        let examples: Vec<(f32, bool)> = (0..4000).map(|index| (0.0, index % 4 == 0)).collect();
        assert!((fit_platt(&examples).probability(0.0) - 0.25).abs() < 1e-3);
    }

    #[test]
    fn calibration_softens_overconfident_logits() {
        let examples: Vec<(f32, bool)> =
            (0..4000).map(|index| (4.0, index % 4 != 0)).chain((0..4000).map(|index| (-4.0, index % 4 == 0))).collect();
        let platt = fit_platt(&examples);
        assert!((platt.probability(4.0) - 0.75).abs() < 0.01, "{platt:?}");
        assert!(platt.temperature > 2.0);
    }
}
