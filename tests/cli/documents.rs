//! The commands of the documentation, run as a reader would run them.

#![cfg(unix)]

use super::support::checkout;
use base_encoder::write_base_encoder;
use serde_json::json;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

#[path = "../shared/base_encoder.rs"]
mod base_encoder;

/// The commands of a page, in order.
fn commands(page: &str) -> String {
    let text = fs::read_to_string(checkout().join(page)).unwrap();
    text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

/// Data sets of a few lines, under the names that the configuration of the model gives them.
fn write_data(data: &Path, labels: &Path) {
    let text = "“The bridge is safe,” said Anna Larsen. Nobody came.";
    let article = json!({"id": "p", "text": text, "attributions": [
        {"source": [[27, 38]], "cue": [[22, 26]], "content": [[0, 21]]},
    ]});
    for folder in [&data.join("polnear"), &data.join("newssd"), labels] {
        fs::create_dir_all(folder).unwrap();
    }
    let label = json!({"id": "c", "metadata": {"file": "columns.jsonl"}, "sentences": [
        {"start": 0, "end": 15, "label": "opinion", "source": null},
        {"start": 16, "end": 26, "label": "reported_fact", "source": null},
    ]});
    for part in ["train", "dev"] {
        // Compression is recognised by content.
        fs::write(data.join(format!("polnear/{part}.jsonl.gz")), format!("{article}\n")).unwrap();
        fs::write(labels.join(format!("{part}.jsonl.gz")), format!("{label}\n")).unwrap();
    }
    for part in ["train", "val"] {
        let rows = "Sentence,Label\nWhat a shame!,SUBJ\nIt rained on Monday.,OBJ\n";
        fs::write(data.join(format!("newssd/{part}.csv")), rows).unwrap();
    }
    fs::write(data.join("columns.jsonl"), "{\"id\": \"c\", \"text\": \"Enough of this. It rained.\"}\n").unwrap();
}

#[test]
fn label_correct_retrain_and_compare() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for name in ["datasets", "models"] {
        fs::create_dir(here.join(name)).unwrap();
    }
    for name in ["datasets/sample", "datasets/gold", "models/saidso-en"] {
        symlink(checkout().join(name), here.join(name)).unwrap();
    }
    let (data, base) = (here.join("data"), here.join("base"));
    write_data(&data, &here.join("datasets/stance"));
    write_base_encoder(&base);
    let program = Path::new(env!("CARGO_BIN_EXE_saidso")).parent().unwrap().display();
    let script = commands("docs/correcting.md");
    let output = Command::new("bash")
        .args(["-euxc", &script])
        .env("PATH", format!("{program}:{}", std::env::var("PATH").unwrap()))
        .env("DATA", &data)
        .env("BASE", &base)
        .env("SAIDSO_CONFIG", "")
        .env_remove("SAIDSO_MODEL")
        .env_remove("SAIDSO_MODELS")
        .current_dir(here)
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{stdout}\n{stderr}");
    // The correction has come through to the gold file, and training has learned from it.
    let lines = |name: &str| fs::read_to_string(here.join(name)).unwrap();
    let football = |text: &str| text.lines().find(|line| line.contains("10-thornsea")).unwrap().to_owned();
    assert!(football(&lines("labels.jsonl")).contains(r#""label":"opinion""#));
    assert!(!football(&lines("corrected.jsonl")).contains(r#""label":"opinion""#));
    assert_eq!((lines("learn.jsonl").lines().count(), lines("test.jsonl").lines().count()), (12, 6));
    assert!(lines("models/mine/training.json").contains("learn.jsonl"));
    assert!(lines("comparison.html").contains("mine"));
    assert!(stdout.contains("labels") && stdout.contains("mine"), "{stdout}");
}
