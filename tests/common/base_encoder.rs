//! A tiny base encoder with random weights, for tests that train.

use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use std::fs;
use std::path::Path;
use tch::Device;
use tch::nn::VarStore;

/// Writes a base encoder of two layers into a folder.
pub(crate) fn write_base_encoder(base: &Path) {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(base).expect("a folder");
    fs::copy(checkout.join("models/saidso-en/tokenizer.json"), base.join("tokenizer.json")).expect("a tokenizer");
    let config = BertConfig {
        hidden_size: 24,
        intermediate_size: 32,
        num_attention_heads: 2,
        num_hidden_layers: 2,
        ..BertConfig::default()
    };
    fs::write(base.join("config.json"), serde_json::to_vec(&config).expect("JSON")).expect("a file");
    tch::manual_seed(7);
    let store = VarStore::new(Device::Cpu);
    let _model = BertModel::<BertEmbeddings>::new_with_optional_pooler(store.root(), &config, false);
    store.save(base.join("model.safetensors")).expect("a file");
}
