//! Predicts which sentences are worth checking: a logistic regression over the sentence vectors of the trained
//! encoder.

use super::{Folders, LABELS_TRAIN, TrainError, data};
use saidso::encode::{EncodeError, pool_of_one, sentence_vectors};
use saidso::model::{CheckWorthy, Model};
use saidso::prepare::Preparer;
use saidso::record::{AnnotatedArticle, Article, Offsets};
use tch::{Device, Kind, Tensor};

/// Lowest degree of check-worthiness that counts: a factual claim that the public cares about.
const WORTH: u8 = 2;
/// Penalty on the squared weights of inputs that are scaled to variance 1; chosen by cross-validation.
const PENALTY: f64 = 100.0;

/// Fits the regression to the labels of a run; `None` if the run has none.
///
/// # Errors
/// The labels cannot be read, or [`fit`] fails.
pub(super) fn of_folder(
    folders: &Folders,
    model: impl FnOnce() -> Result<Model, TrainError>,
) -> Result<Option<CheckWorthy>, TrainError> {
    let Some(labels) = &folders.check_worthy else { return Ok(None) };
    let articles = data::read_labels(&labels.join(LABELS_TRAIN), &folders.data)?;
    fit(&model()?, &articles).map(Some)
}

/// Fits the regression to labelled sentences.
///
/// # Errors
/// An article has no text, or the encoder fails.
fn fit(model: &Model, articles: &[AnnotatedArticle]) -> Result<CheckWorthy, TrainError> {
    let stage = Preparer::new(model.tokenizer.clone(), model.config.saidso.windows);
    let pool = pool_of_one()?;
    let (mut inputs, mut labels) = (Vec::new(), Vec::new());
    for annotated in articles {
        let article = stage.prepare(Article::new(&*annotated.id, annotated.text.clone().unwrap_or_default()))?;
        let offsets = Offsets::new(article.given_text());
        let wanted = annotated.sentences.iter().flatten();
        let wanted: Vec<(usize, u8)> =
            wanted.filter_map(|sentence| Some((sentence.start, sentence.check_worthy?))).collect();
        for window in &article.windows {
            let vectors = pool.install(|| sentence_vectors(model, window));
            for ((sentence, _), vector) in window.sentences.iter().zip(vectors) {
                let start = offsets.code_point(article.given(article.sentences[*sentence].span.clone()).start);
                if let Some((_, worth)) = wanted.iter().find(|(at, _)| *at == start) {
                    inputs.extend(vector);
                    labels.push(f64::from(u8::from(*worth >= WORTH)));
                }
            }
        }
    }
    let width = model.config.encoder.hidden_size as i64;
    let inputs = Tensor::from_slice(&inputs).to_kind(Kind::Double).reshape([-1, width]);
    regression(&inputs, &Tensor::from_slice(&labels)).map_err(|error| EncodeError::new(error).into())
}

/// Maximum-likelihood logistic regression by Newton's method, with a penalty on the weights of standardised inputs.
///
/// `inputs`: `[examples, width]`, `labels`: `[examples]`.
fn regression(inputs: &Tensor, labels: &Tensor) -> Result<CheckWorthy, tch::TchError> {
    let mean = inputs.mean_dim(0, true, Kind::Double);
    let deviation = inputs.std_dim(0, false, true) + 1e-6;
    let standard = (inputs - &mean) / &deviation;
    let ones = Tensor::ones([standard.size()[0], 1], (Kind::Double, Device::Cpu));
    let standard = Tensor::cat(&[ones, standard], 1);
    let width = standard.size()[1];
    let penalty = Tensor::full([width], PENALTY, (Kind::Double, Device::Cpu));
    let _ = penalty.get(0).fill_(0.0);
    let mut weights = Tensor::zeros([width, 1], (Kind::Double, Device::Cpu));
    for _ in 0..30 {
        let probability = standard.matmul(&weights).sigmoid();
        let error = &probability - labels.unsqueeze(1);
        let gradient = standard.tr().matmul(&error) + penalty.unsqueeze(1) * &weights;
        let curvature = &probability * (1.0 - &probability);
        let hessian = standard.tr().matmul(&(&standard * curvature)) + Tensor::diag(&penalty, 0);
        weights -= Tensor::linalg_solve(&hessian, &gradient, true);
    }
    let scaled = weights.narrow(0, 1, width - 1).reshape([-1]) / deviation.reshape([-1]);
    let bias = weights.double_value(&[0, 0]) - (&scaled * mean.reshape([-1])).sum(Kind::Double).double_value(&[]);
    Ok(CheckWorthy { bias: bias as f32, weights: Vec::try_from(scaled.to_kind(Kind::Float))? })
}

#[cfg(test)]
mod tests {
    use super::regression;
    use tch::{Kind, Tensor};

    #[test]
    fn the_regression_finds_the_direction_that_tells() {
        let inputs: Vec<f32> = (0..4000).flat_map(|index| [(index % 7) as f32, (index % 2) as f32]).collect();
        let labels: Vec<f64> = (0..4000).map(|index| f64::from(index % 2)).collect();
        let inputs = Tensor::from_slice(&inputs).to_kind(Kind::Double).reshape([-1, 2]);
        let head = regression(&inputs, &Tensor::from_slice(&labels)).unwrap();
        assert!(head.probability(&[3.0, 1.0]) > 0.8 && head.probability(&[3.0, 0.0]) < 0.2, "{head:?}");
    }
}
