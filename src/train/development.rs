//! Evaluation on development data, and what is fitted on it.

use super::TrainError;
use super::data::{GoldArticle, LabelledArticle, StanceSentence};
use super::examples::{Example, single};
use super::figures::{Counts, Figures, Verdict};
use crate::decide::{Attribution, Decider, stances};
use crate::encode::{Encoder, NetworkEncoder, WindowScores};
use crate::evaluate::attributions::Spans;
use crate::evaluate::cells::Confusion;
use crate::model::chain::Chain;
use crate::model::tags::ROLE_TAGS;
use crate::model::{Decisions, Network, Platt};
use crate::prepare::{Prepared, Preparer, Window};

/// Development data, prepared.
pub(super) struct Development {
    articles: Vec<(Prepared, Vec<Spans>)>,
    sentences: Vec<(Example, bool)>,
    /// Articles with the sentences that the author answers for, and whether each is opinion.
    labelled: Vec<(Prepared, Vec<(usize, bool)>)>,
}

/// Windows encoded at a time.
const BATCH: usize = 16;

impl Development {
    /// Prepares the development data.
    ///
    /// # Errors
    /// An article has no text or too much.
    pub(super) fn new(
        preparer: &Preparer,
        articles: Vec<GoldArticle>,
        sentences: &[StanceSentence],
        labelled: Vec<LabelledArticle>,
    ) -> Result<Self, TrainError> {
        let articles = articles
            .into_iter()
            .map(|gold| Ok((preparer.prepare(gold.article)?, gold.attributions)))
            .collect::<Result<_, TrainError>>()?;
        let mut kept = Vec::new();
        for sentence in sentences {
            if let Some(example) = single(preparer, sentence)? {
                kept.push((example, sentence.opinion));
            }
        }
        let labelled = labelled
            .into_iter()
            .map(|gold| {
                let whole = preparer.prepare(gold.article)?;
                let own = gold
                    .own
                    .into_iter()
                    .filter_map(|(start, opinion)| {
                        let index = whole.sentences.iter().position(|sentence| sentence.span.start == start)?;
                        Some((index, opinion))
                    })
                    .collect();
                Ok((whole, own))
            })
            .collect::<Result<_, TrainError>>()?;
        Ok(Self { articles, sentences: kept, labelled })
    }

    /// F1 of the attributions by the given decisions, and macro-F1 of opinion.
    ///
    /// # Errors
    /// The encoder fails.
    pub(super) fn evaluate(
        &self,
        make: &dyn Fn() -> Network,
        decisions: Decisions,
    ) -> Result<(Figures, f64), TrainError> {
        let network = make();
        let chain = network.role_chain.chain()?;
        let encoder = NetworkEncoder::new(network, decisions.cue_bias)?;
        let scores = self.encode_articles(&encoder)?;
        let (counts, _) = self.count(&chain, decisions, &scores);
        Ok((counts.figures(), self.opinion(&encoder, decisions.stance)?))
    }

    /// Fits thresholds, calibration and biases.
    ///
    /// # Errors
    /// The encoder fails.
    pub(super) fn fit(&self, make: &dyn Fn() -> Network) -> Result<Decisions, TrainError> {
        const CUE_BIASES: [f32; 5] = [-0.5, 0.0, 0.5, 1.0, 1.5];
        const CONTENT_BIASES: [f32; 5] = [-0.2, 0.0, 0.2, 0.4, 0.6];
        const CONFIDENCES: [f32; 8] = [0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4];
        let chain = make().role_chain.chain()?;
        let mut best: Option<(f64, Decisions)> = None;
        for cue_bias in CUE_BIASES {
            let scores = self.encode_articles(&NetworkEncoder::new(make(), cue_bias)?)?;
            for content_bias in CONTENT_BIASES {
                let mut decisions = Decisions { cue_bias, content_bias, ..Decisions::default() };
                let (_, judged) = self.count(&chain, decisions, &scores);
                decisions.attribution = fit_platt(&judged.iter().map(Judged::end_to_end).collect::<Vec<_>>());
                decisions.presence = fit_platt(&judged.iter().map(Judged::presence).collect::<Vec<_>>());
                for min_confidence in CONFIDENCES {
                    decisions.min_confidence = min_confidence;
                    let (counts, _) = self.count(&chain, decisions, &scores);
                    let figures = counts.figures();
                    let value = figures.end_to_end + 0.5 * figures.exact_words;
                    if best.is_none_or(|(highest, _)| value > highest) {
                        best = Some((value, decisions));
                    }
                }
            }
        }
        let mut decisions = best.map_or_else(Decisions::default, |(_, decisions)| decisions);
        decisions.stance = self.fit_stance(&NetworkEncoder::new(make(), 0.0)?)?;
        Ok(decisions)
    }

    /// Calibrates stance on running text: single sentences, as NewsSD has them, lack the neighbours that the head has
    /// learned to look at.
    fn fit_stance(&self, encoder: &dyn Encoder) -> Result<Platt, TrainError> {
        let mut examples = Vec::new();
        for (prepared, own) in &self.labelled {
            let windows: Vec<&Window> = prepared.windows.iter().collect();
            let logits = stances(prepared, &encode_sorted(encoder, &windows)?);
            examples.extend(own.iter().map(|&(sentence, opinion)| (logits[sentence], opinion)));
        }
        Ok(fit_platt(&examples))
    }

    fn encode_articles(&self, encoder: &dyn Encoder) -> Result<Vec<Vec<WindowScores>>, TrainError> {
        let windows: Vec<&Window> = self.articles.iter().flat_map(|(prepared, _)| &prepared.windows).collect();
        let mut scores = encode_sorted(encoder, &windows)?.into_iter();
        Ok(self.articles.iter().map(|(prepared, _)| scores.by_ref().take(prepared.windows.len()).collect()).collect())
    }

    /// Counts over all articles, and each predicted attribution judged.
    fn count(
        &self,
        chain: &Chain<ROLE_TAGS>,
        decisions: Decisions,
        scores: &[Vec<WindowScores>],
    ) -> (Counts, Vec<Judged>) {
        let decider = Decider::new(chain.clone(), decisions);
        let (mut counts, mut judged) = (Counts::default(), Vec::new());
        for ((prepared, gold), scores) in self.articles.iter().zip(scores) {
            let attributions = decider.attributions(prepared, scores);
            let bytes = |words: &std::ops::Range<usize>| {
                prepared.words[words.start].span.start..prepared.words[words.end - 1].span.end
            };
            let spans: Vec<Spans> = attributions
                .iter()
                .map(|attribution| Spans {
                    source: attribution.source.iter().map(bytes).collect(),
                    cue: vec![bytes(&attribution.cue)],
                    content: attribution.content.iter().map(bytes).collect(),
                })
                .collect();
            let verdicts = counts.add(&prepared.article.text, gold, &spans);
            // The turns of a transcript are not the heads' doing.
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

    fn stance_logits(&self, encoder: &dyn Encoder) -> Result<Vec<f32>, TrainError> {
        let windows: Vec<&Window> = self.sentences.iter().map(|(example, _)| &example.window).collect();
        Ok(encode_sorted(encoder, &windows)?.into_iter().map(|scores| scores.stance[0]).collect())
    }

    fn opinion(&self, encoder: &dyn Encoder, stance: Platt) -> Result<f64, TrainError> {
        let mut confusion = Confusion::new(&["objective", "subjective"], 2);
        for (logit, (_, opinion)) in self.stance_logits(encoder)?.into_iter().zip(&self.sentences) {
            confusion.count(usize::from(*opinion), usize::from(stance.probability(logit) >= 0.5));
        }
        Ok(confusion.macro_f1())
    }
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

/// Encodes windows in batches of like length; gives the scores in the order of the windows.
fn encode_sorted(encoder: &dyn Encoder, windows: &[&Window]) -> Result<Vec<WindowScores>, TrainError> {
    let mut order: Vec<usize> = (0..windows.len()).collect();
    order.sort_by_key(|&index| windows[index].pieces.len());
    let mut scores: Vec<Option<WindowScores>> = vec![None; windows.len()];
    for batch in order.chunks(BATCH) {
        let rows: Vec<&Window> = batch.iter().map(|&index| windows[index]).collect();
        for (&index, score) in batch.iter().zip(encoder.encode(&rows)?) {
            scores[index] = Some(score);
        }
    }
    Ok(scores.into_iter().flatten().collect())
}

/// Temperature and shift of greatest likelihood, by Newton's method; a light prior keeps the temperature near 1 where
/// there are few examples or they are cleanly apart.
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
    use super::fit_platt;

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
