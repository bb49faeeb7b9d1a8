//! A tiny base encoder with random weights, for tests that train.

use safetensors::tensor::TensorView;
use safetensors::{Dtype, serialize_to_file};
use std::fs;
use std::path::Path;

const HIDDEN: usize = 24;
const WIDE: usize = 32;
const PIECES: usize = 30_522;
const POSITIONS: usize = 512;
const LAYERS: usize = 2;

/// Writes a base encoder of two layers into a folder.
pub(crate) fn write_base_encoder(base: &Path) {
    let checkout = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    fs::create_dir_all(base).expect("a folder");
    fs::copy(checkout.join("models/saidso-en/tokenizer.json"), base.join("tokenizer.json")).expect("a tokenizer");
    let config = serde_json::json!({
        "hidden_act": "gelu", "attention_probs_dropout_prob": 0.1, "hidden_dropout_prob": 0.1, "hidden_size": HIDDEN,
        "initializer_range": 0.02, "intermediate_size": WIDE, "max_position_embeddings": POSITIONS,
        "num_attention_heads": 2, "num_hidden_layers": LAYERS, "type_vocab_size": 2, "vocab_size": PIECES,
    });
    fs::write(base.join("config.json"), config.to_string()).expect("a file");
    let mut random = 7u64;
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = shapes()
        .into_iter()
        .map(|(name, shape)| {
            let count: usize = shape.iter().product();
            let bytes = (0..count).flat_map(|_| {
                // The multiplier and increment of Knuth's MMIX.
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let value = (random >> 40) as f32 / (1 << 24) as f32 - 0.5;
                if name.ends_with("LayerNorm.weight") { 1.0f32 } else { 0.08 * value }.to_le_bytes()
            });
            let bytes = bytes.collect();
            (name, shape, bytes)
        })
        .collect();
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| (name, TensorView::new(Dtype::F32, shape.clone(), bytes).expect("a tensor")));
    serialize_to_file(views, None, &base.join("model.safetensors")).expect("a file");
}

fn shapes() -> Vec<(String, Vec<usize>)> {
    let mut shapes = vec![
        ("embeddings.word_embeddings.weight".to_owned(), vec![PIECES, HIDDEN]),
        ("embeddings.position_embeddings.weight".to_owned(), vec![POSITIONS, HIDDEN]),
        ("embeddings.token_type_embeddings.weight".to_owned(), vec![2, HIDDEN]),
    ];
    let mut linear = |name: String, outputs: usize, inputs: usize| {
        shapes.push((format!("{name}.weight"), vec![outputs, inputs]));
        shapes.push((format!("{name}.bias"), vec![outputs]));
    };
    for layer in 0..LAYERS {
        let name = |part: &str| format!("encoder.layer.{layer}.{part}");
        for part in ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"] {
            linear(name(part), HIDDEN, HIDDEN);
        }
        linear(name("intermediate.dense"), WIDE, HIDDEN);
        linear(name("output.dense"), HIDDEN, WIDE);
    }
    let norms = (0..LAYERS).flat_map(|layer| {
        ["attention.output.LayerNorm", "output.LayerNorm"].map(|part| format!("encoder.layer.{layer}.{part}"))
    });
    for norm in norms.chain(["embeddings.LayerNorm".to_owned()]) {
        shapes.push((format!("{norm}.weight"), vec![HIDDEN]));
        shapes.push((format!("{norm}.bias"), vec![HIDDEN]));
    }
    shapes
}
