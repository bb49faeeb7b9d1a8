//! Fuzzes files and messages other than articles: manifests, models, requests.

use super::{MANIFEST, Manifest, check};
use crate::read::fuzz::{fuzz, stories};
use proptest::prelude::*;
use saidso::model::weights::WeightsFile;
use saidso::model::{CONFIG_FILE, read_config, read_tokenizer};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// Fuzzes the content of the only file in a folder.
fn with_file(name: &str, seeds: &[Vec<u8>], read: impl Fn(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fuzz(seeds, |bytes| {
        fs::write(&path, bytes).unwrap();
        read(&path);
        Ok(())
    });
}

const SHA256_OF_TEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[test]
fn manifests() {
    let counts = json!({"articles": 1, "failed": 0, "skipped": 1});
    let with_counts = |mut object: Value| {
        object.as_object_mut().unwrap().extend(counts.as_object().unwrap().clone());
        object
    };
    let manifest = json!({
        "manifest_version": 1,
        "complete": true,
        "tool": {"name": "saidso-io", "version": "0.1.0", "sha256": "ab"},
        "model": {"config.json": "cd"},
        "settings": {"rows": "articles", "split_size": 100},
        "shard": "1/2",
        "inputs": [with_counts(json!({"input": "corpus", "files": 1, "bytes": 10, "sha256": "ef"}))],
        "position": with_counts(json!({"read": 4, "trail": "01"})),
        "parts": [with_counts(json!({"name": "part-00000.jsonl", "bytes": 4, "sha256": SHA256_OF_TEST}))],
        "open_bytes": 3,
        "open_sha256": "23",
        "failures": [{"id": "a", "input": "b", "line": 1, "reason": "c"}],
        "sessions": [{"started": "2024-05-13T10:00:00Z", "seconds": 1.5, "records": 2}],
    });
    let manifest = manifest.to_string().into_bytes();
    let is_read = |path: &Path| Manifest::load(path.parent().unwrap());
    with_file(MANIFEST, std::slice::from_ref(&manifest), |path| {
        fs::write(path.with_file_name("part-00000.jsonl"), "test").unwrap();
        if is_read(path).is_ok() {
            let report = check(path.parent().unwrap()).unwrap();
            assert_eq!(report.problems.is_empty(), report.problem_count == 0);
        }
    });
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(MANIFEST), &manifest).unwrap();
    Manifest::load(folder.path()).unwrap();
}

#[test]
fn requests() {
    let bodies = [
        json!({"id": "a", "title": "Ports", "text": stories()[0].text, "n": [1, {"a": null}]}),
        json!({"text": ["One.", "Two."], "date": "2024-05-13", "author": {"name": "Ida"}}),
    ];
    fuzz(&bodies.map(|body| body.to_string().into_bytes()), |bytes| {
        if let Ok(article) = crate::read::article_of_json(bytes.clone(), "request") {
            prop_assert!(!article.id.is_empty() || bytes.windows(2).any(|pair| pair == b"\"\""));
        }
        let text = crate::read::article_of_text(bytes.clone(), "request");
        prop_assert_eq!(text.is_ok(), std::str::from_utf8(&bytes).is_ok());
        Ok(())
    });
}

#[test]
fn weights() {
    let header = json!({
        "__metadata__": {"format": "pt"},
        "a": {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]},
        "b": {"dtype": "F32", "shape": [2], "data_offsets": [12, 20]},
        "c": {"dtype": "BF16", "shape": [], "data_offsets": [20, 22]},
    });
    let header = header.to_string();
    let file = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[0x3C; 22]].concat();
    with_file("model.safetensors", &[file], |path| {
        let Ok(file) = WeightsFile::open(path) else { return };
        let Ok(weights) = file.tensors() else { return };
        for (name, shape) in [("a", &[2, 3][..]), ("b", &[2]), ("c", &[])] {
            if let Ok(values) = weights.get(name, shape) {
                assert_eq!(values.len(), shape.iter().product::<usize>());
                assert!(values.iter().all(|value| value.is_finite()));
            }
        }
        if let Ok(table) = weights.table("a", [2, 3]) {
            table.copy(1, &mut [0.0; 3]);
        }
    });
}

#[test]
fn tokenizers() {
    let tokenizer = json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [{
            "id": 0, "content": "[UNK]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
            "special": true,
        }],
        "normalizer": {
            "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null,
            "lowercase": true,
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": null,
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": {"[UNK]": 0, "the": 1, "port": 2, "##s": 3},
        },
    });
    let tokenizer = tokenizer.to_string().into_bytes();
    with_file("tokenizer.json", std::slice::from_ref(&tokenizer), |path| {
        let _ = read_tokenizer(path);
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokenizer.json");
    fs::write(&path, &tokenizer).unwrap();
    read_tokenizer(&path).unwrap();
}

#[test]
fn configurations() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/saidso-en").join(CONFIG_FILE);
    read_config(&path).unwrap();
    with_file(CONFIG_FILE, &[fs::read(path).unwrap()], |path| {
        let _ = read_config(path);
    });
}
