//! What the encoder says of a window does not depend on its batch mates.

use super::support::checkout;
use saidso::encode::{Encoder, WindowScores};
use saidso::model::{Model, Precision};
use saidso::prepare::Window;
use saidso::record::Article;

/// Largest difference of any probability between two scores of a window; infinite where they found other cues.
fn difference(one: &WindowScores, other: &WindowScores) -> f32 {
    let words = |scores: &WindowScores| scores.cues.iter().map(|cue| cue.words.clone()).collect::<Vec<_>>();
    if words(one) != words(other) {
        return f32::INFINITY;
    }
    let (one, other) = (probabilities(one), probabilities(other));
    assert_eq!(one.len(), other.len());
    one.iter().zip(&other).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max)
}

fn probabilities(scores: &WindowScores) -> Vec<f32> {
    let cues = scores.cues.iter().flat_map(|cue| {
        let roles = cue.roles.iter().flat_map(|scores| {
            let sum: f32 = scores.iter().map(|score| score.exp()).sum();
            scores.map(|score| score.exp() / sum)
        });
        roles.chain([cue.probability, cue.presence]).collect::<Vec<_>>()
    });
    scores.stance.iter().map(|logit| 1.0 / (1.0 + (-logit).exp())).chain(cues).collect()
}

#[test]
fn a_batch_gives_what_single_windows_give() {
    let model =
        Model::load(&checkout().join("models/saidso-en"), Precision::Single).expect("the committed model is whole");
    let preparer = model.preparer();
    let windows: Vec<Window> = ["06-sarn-call-ostrany", "11-korvent-profit-warning", "03-mobile-library-interview"]
        .iter()
        .flat_map(|name| {
            let path = checkout().join("datasets/sample").join(name).with_extension("txt");
            let text = std::fs::read_to_string(path).expect("a sample article");
            preparer.prepare(Article::new(*name, text)).expect("an article").windows
        })
        .collect();
    let encoder = model.encoder().expect("the model's weights fit");
    let rows: Vec<&Window> = windows.iter().collect();
    let batched = encoder.encode(&rows).expect("a batch");
    assert!(rows.iter().any(|row| row.pieces.len() < rows[0].pieces.len()), "there is padding");
    for (window, scores) in windows.iter().zip(&batched) {
        let single = &encoder.encode(&[window]).expect("a window")[0];
        let difference = difference(single, scores);
        assert!(difference < 1e-4, "{difference}");
    }
}
