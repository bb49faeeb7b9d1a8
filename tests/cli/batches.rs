//! The encoder's output for a window does not depend on the windows that are encoded with it.

use super::support::checkout;
use saidso::Article;
use saidso::Precision;
use saidso::encode::{Encoder, NetworkEncoder, WindowScores};
use saidso::model::Model;
use saidso::prepare::{Preparer, Window};
use std::sync::Arc;

#[test]
fn a_batch_gives_what_single_windows_give_to_the_last_bit() {
    for precision in [Precision::Single, Precision::Int8] {
        let model = Model::load(&checkout().join("models/saidso-en"), precision).expect("the committed model is whole");
        let preparer = Preparer::new(model.tokenizer.clone(), model.config.saidso.windows);
        let windows: Vec<Window> = ["06-sarn-call-ostrany", "11-korvent-profit-warning", "03-mobile-library-interview"]
            .iter()
            .flat_map(|name| {
                let path = checkout().join("datasets/sample").join(name).with_extension("txt");
                let text = std::fs::read_to_string(path).expect("a sample article");
                // Adds a window of very few rows.
                let short = preparer.prepare(Article::new("short", "No.")).expect("an article").windows;
                let windows = preparer.prepare(Article::new(*name, text)).expect("an article").windows;
                windows.into_iter().chain(short).collect::<Vec<_>>()
            })
            .collect();
        let mut encoder = NetworkEncoder::new(Arc::new(model));
        let rows: Vec<&Window> = windows.iter().collect();
        let singles: Vec<WindowScores> =
            rows.iter().map(|row| encoder.encode(&[row]).expect("a window").remove(0)).collect();
        assert!(singles.iter().any(|scores| scores.cues.len() > 3));
        for size in [2, 3, rows.len()] {
            let batched: Vec<WindowScores> =
                rows.chunks(size).flat_map(|rows| encoder.encode(rows).expect("a batch")).collect();
            assert!(batched == singles, "{precision:?}, {size} at a time");
        }
    }
}
